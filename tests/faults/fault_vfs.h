#pragma once
/* A disk that fails on demand, below SQLite: every call of the real VFS goes through here, is
 * counted, and from a chosen one on answers with a fault. Programs under test know nothing of it:
 * it is registered as SQLite's default. One thread at a time. */

#include <stdbool.h>
#include <stdint.h>

enum fault_vfs_kind {
    FAULT_VFS_NONE,
    FAULT_VFS_IO,   /* the disk answers with an error */
    FAULT_VFS_FULL, /* there is no space left: only what writes fails */
};

enum fault_vfs_span {
    FAULT_VFS_ONCE,    /* one call fails */
    FAULT_VFS_FOR_EVER /* and all that follow */
};

struct fault_vfs;

/* Makes it SQLite's default until it is destroyed, when every database is closed again. CHECK. */
struct fault_vfs *fault_vfs_create(void);
void fault_vfs_destroy(struct fault_vfs *disk);

/* The call number `at` from now on fails, from 1. */
void fault_vfs_arm(struct fault_vfs *disk, enum fault_vfs_kind kind, enum fault_vfs_span span,
                   uint64_t at);
void fault_vfs_disarm(struct fault_vfs *disk);

/* How many calls there were since it was armed, and whether one of them failed. */
uint64_t fault_vfs_calls(const struct fault_vfs *disk);
bool fault_vfs_has_failed(const struct fault_vfs *disk);
