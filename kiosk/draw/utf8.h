#pragma once
/* Text for the screen one character at a time. Names come from other people's data: what is not
 * UTF-8 becomes U+FFFD and control characters become spaces, so that nothing can disappear or break
 * a line. Pure, any thread. */

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffd

/* The character at text, which is not at its end; *ret_len is how many bytes it takes. */
uint32_t utf8_decode(const char *text, size_t *ret_len);

/* Copies as much of text as fits into size bytes with its NUL, whole characters only, cleaned as
 * said above. Returns the length. */
size_t utf8_copy_clean(char *ret_text, size_t size, const char *text);
