#pragma once
/* Ownership by scope: AUTO(reader) struct reader *r = NULL; runs reader_destroy(r) when r leaves
 * its scope; TAKE(r) hands the object over and leaves NULL behind. DEFINE_AUTO(reader) stands once,
 * in the header that declares reader_destroy. Any thread. */

#define DEFINE_AUTO_AS(name, type, destroy)                                                        \
    static inline void name##_auto(type **object)                                                  \
    {                                                                                              \
        destroy(*object);                                                                          \
    }                                                                                              \
    struct name##_auto_defined

#define DEFINE_AUTO(name) DEFINE_AUTO_AS(name, struct name, name##_destroy)

#define AUTO(name) __attribute__((cleanup(name##_auto)))

#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

#include <stdlib.h>

/* AUTO(memory) char *text = NULL; frees what malloc gave. */
static inline void memory_auto(void *object)
{
    free(*(void **)object);
}

#include <unistd.h>

/* AUTO(fd) int file = -1; closes a descriptor that is not negative. */
static inline void fd_auto(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd); /* nobody is left to be told */
    }
}

#define TAKE_FD(fd)                                                                                \
    __extension__({                                                                                \
        int taken_ = (fd);                                                                         \
        (fd) = -1;                                                                                 \
        taken_;                                                                                    \
    })
