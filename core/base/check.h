#pragma once
/* CHECK(condition): an invariant of our own code. It stays on in release builds: a program that
 * has lost its way stops rather than write a wrong record. Never for input, which is validated. Any
 * thread. */

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0)) {                                                   \
            (void)fprintf(stderr, "level=fatal event=check file=%s line=%d condition=\"%s\"\n",    \
                          __FILE__, __LINE__, #condition);                                         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
