#pragma once
/* Texts from other programs, as UTF-8: by their byte order mark, as UTF-8 where they are valid
 * UTF-8, otherwise as GB18030, of which GBK and GB2312 are parts. Any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

/* Without the byte order mark, with a NUL behind it; malloc's, yours. What is no text in any of
 * these is ERROR_INVALID. */
bool text_encoding_to_utf8(const void *data, size_t len, char **ret_text, size_t *ret_len,
                           struct error *err) MUST_USE;
