#include "reader_source.h"

#include "emulator.h"
#include "libusb_port.h"
#include <string.h>

/* What stands behind "word:", or NULL. */
static const char *after_word(const char *source, const char *word)
{
    size_t len = strlen(word);
    return strncmp(source, word, len) == 0 ? source + len : NULL;
}

bool reader_source_open(const char *source, const struct clock *clock, struct usb_port **ret_port,
                        struct error *err)
{
    if (strcmp(source, "usb") == 0) {
        return libusb_port_create(ret_port, err);
    }
    const char *socket_path = after_word(source, "emulator:");
    if (socket_path) {
        return emulator_create(socket_path, clock, ret_port, err);
    }
    const char *folder = after_word(source, "recording:");
    if (folder) {
        return emulator_create_replay(folder, clock, ret_port, err);
    }
    return error_set(err, ERROR_INVALID,
                     "reader source \"%.100s\": expected usb, emulator:SOCKET or recording:FOLDER",
                     source);
}
