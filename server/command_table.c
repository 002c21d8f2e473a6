#include "command_table.h"

#include "check.h"
#include <string.h>

/* In the order of the help. */
static const struct command *const commands[] = {
    &command_run,     &command_init,    &command_user,    &command_enrol_code, &command_import,
    &command_export,  &command_sample,  &command_verify,  &command_evidence,   &command_backup,
    &command_restore, &command_migrate, &command_rejudge, &command_report,     &command_help,
};

const struct command *command_at(size_t i)
{
    return i < ARRAY_LEN(commands) ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}
