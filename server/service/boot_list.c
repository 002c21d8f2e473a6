#include "boot_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 16

void boot_list_finish(struct boot_list *list)
{
    free(list->boots);
    *list = (struct boot_list){0};
}

bool boot_list_add(struct boot_list *list, const char *kiosk, const char *boot, struct error *err)
{
    const struct kiosk_boot *last = list->count > 0 ? &list->boots[list->count - 1] : NULL;
    if (last && strcmp(last->kiosk, kiosk) == 0 && strcmp(last->boot, boot) == 0) {
        return true;
    }
    if (list->count == list->size) {
        size_t size = list->size ? 2 * list->size : FIRST_SIZE;
        struct kiosk_boot *boots = realloc(list->boots, size * sizeof *boots);
        if (!boots) {
            return error_set(err, ERROR_NO_MEMORY, "clocks of kiosks: out of memory");
        }
        list->boots = boots;
        list->size = size;
    }
    struct kiosk_boot *added = &list->boots[list->count++];
    (void)snprintf(added->kiosk, sizeof added->kiosk, "%s", kiosk);
    (void)snprintf(added->boot, sizeof added->boot, "%s", boot);
    return true;
}
