#include "command_transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

bool command_transfer_print(const struct transfer_table *table, void *user, struct error *err)
{
    (void)user; /* all of it is in the table */
    char checksum[HASH_HEX_SIZE];
    hash_hex_encode(table->sum.sum.bytes, HASH_BYTES, checksum);
    if (printf("%s\t%" PRId64 "\t%s\n", table->name, table->sum.rows, checksum) < 0 ||
        fflush(stdout) != 0) {
        return error_set_errno(err, errno, "standard output");
    }
    return true;
}
