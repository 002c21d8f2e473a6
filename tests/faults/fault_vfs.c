#include "fault_vfs.h"

#include "check.h"
#include <sqlite3.h>
#include <stdlib.h>

struct fault_vfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    enum fault_vfs_kind kind;
    enum fault_vfs_span span;
    uint64_t at, calls;
    bool failed;
};

struct fault_file {
    sqlite3_file base;
    struct fault_vfs *disk;
    sqlite3_file *real; /* in the memory behind this struct */
};

static struct fault_vfs *disk_of(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static sqlite3_vfs *real_vfs(sqlite3_vfs *vfs)
{
    return disk_of(vfs)->real;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)(void *)file)->real;
}

static bool is_due(struct fault_vfs *disk, enum fault_vfs_kind kind)
{
    if (disk->kind == FAULT_VFS_NONE || (disk->kind == FAULT_VFS_FULL && kind != FAULT_VFS_FULL)) {
        return false;
    }
    disk->calls++;
    bool due = disk->span == FAULT_VFS_ONCE ? disk->calls == disk->at : disk->calls >= disk->at;
    disk->failed = disk->failed || due;
    return due;
}

/* A call that does not write fails only where the disk is broken. */
static bool fails(sqlite3_file *file)
{
    return is_due(((struct fault_file *)(void *)file)->disk, FAULT_VFS_IO);
}

/* A call that writes fails with what a full disk or a broken one answers. */
static bool write_fails(struct fault_vfs *disk, int io_fault, int *ret_result)
{
    if (!is_due(disk, FAULT_VFS_FULL)) {
        return false;
    }
    *ret_result = disk->kind == FAULT_VFS_FULL ? SQLITE_FULL : io_fault;
    return true;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *data, int len, sqlite3_int64 offset)
{
    return fails(file) ? SQLITE_IOERR_READ
                       : real_of(file)->pMethods->xRead(real_of(file), data, len, offset);
}

/* Half of what was to be written reaches the disk. */
static int file_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 offset)
{
    int result;
    if (write_fails(((struct fault_file *)(void *)file)->disk, SQLITE_IOERR_WRITE, &result)) {
        (void)real_of(file)->pMethods->xWrite(real_of(file), data, len / 2, offset);
        return result;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, len, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fails(file) ? SQLITE_IOERR_TRUNCATE
                       : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    return fails(file) ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    return fails(file) ? SQLITE_IOERR_FSTAT
                       : real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return fails(file) ? SQLITE_IOERR_LOCK : real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_lock(sqlite3_file *file, int *ret_locked)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_locked);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    int result;
    if (write_fails(((struct fault_file *)(void *)file)->disk, SQLITE_IOERR_SHMMAP, &result)) {
        return result == SQLITE_FULL ? SQLITE_IOERR_SHMSIZE : result;
    }
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, map);
}

/* A lock is given back whatever the disk does, as the kernel does. */
static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    if ((flags & SQLITE_SHM_LOCK) && fails(file)) {
        return SQLITE_IOERR_SHMLOCK;
    }
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int delete_it)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete_it);
}

/* No memory-mapped reads: they would pass by here unseen. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                    int *ret_flags)
{
    struct fault_file *fault = (struct fault_file *)(void *)file;
    fault->base.pMethods = NULL;
    fault->disk = disk_of(vfs);
    fault->real = (sqlite3_file *)(void *)(fault + 1);
    int result;
    if (write_fails(disk_of(vfs), SQLITE_CANTOPEN, &result)) {
        return result == SQLITE_FULL ? SQLITE_CANTOPEN : result;
    }
    result = real_vfs(vfs)->xOpen(real_vfs(vfs), name, fault->real, flags, ret_flags);
    if (fault->real->pMethods) {
        fault->base.pMethods = &methods;
    }
    return result;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    return is_due(disk_of(vfs), FAULT_VFS_IO)
               ? SQLITE_IOERR_DELETE
               : real_vfs(vfs)->xDelete(real_vfs(vfs), name, sync_folder);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_is)
{
    return is_due(disk_of(vfs), FAULT_VFS_IO)
               ? SQLITE_IOERR_ACCESS
               : real_vfs(vfs)->xAccess(real_vfs(vfs), name, flags, ret_is);
}

struct fault_vfs *fault_vfs_create(void)
{
    struct fault_vfs *disk = calloc(1, sizeof *disk);
    CHECK(disk);
    disk->real = sqlite3_vfs_find(NULL);
    CHECK(disk->real);
    disk->vfs = *disk->real; /* the rest of its calls look at paths and clocks, not at the disk */
    disk->vfs.zName = "fault";
    disk->vfs.pAppData = disk;
    disk->vfs.pNext = NULL;
    disk->vfs.szOsFile = (int)sizeof(struct fault_file) + disk->real->szOsFile;
    disk->vfs.xOpen = vfs_open;
    disk->vfs.xDelete = vfs_delete;
    disk->vfs.xAccess = vfs_access;
    CHECK(sqlite3_vfs_register(&disk->vfs, 1) == SQLITE_OK);
    return disk;
}

void fault_vfs_destroy(struct fault_vfs *disk)
{
    CHECK(sqlite3_vfs_unregister(&disk->vfs) == SQLITE_OK);
    free(disk);
}

void fault_vfs_arm(struct fault_vfs *disk, enum fault_vfs_kind kind, enum fault_vfs_span span,
                   uint64_t at)
{
    disk->kind = kind;
    disk->span = span;
    disk->at = at;
    disk->calls = 0;
    disk->failed = false;
}

void fault_vfs_disarm(struct fault_vfs *disk)
{
    disk->kind = FAULT_VFS_NONE;
}

uint64_t fault_vfs_calls(const struct fault_vfs *disk)
{
    return disk->calls;
}

bool fault_vfs_has_failed(const struct fault_vfs *disk)
{
    return disk->failed;
}
