#pragma once
/* Boots of kiosks of whose clocks one group of writes has learned something. The writer's thread
 * only. */

#include "error.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>

struct boot_list {
    struct kiosk_boot {
        char kiosk[TAP_RECORD_ID_MAX + 1];
        char boot[sizeof((struct tap_record *)0)->boot];
    } * boots;
    size_t count, size;
};

void boot_list_finish(struct boot_list *list);

/* Once each, where the same is added several times running. */
bool boot_list_add(struct boot_list *list, const char *kiosk, const char *boot, struct error *err)
    MUST_USE;
