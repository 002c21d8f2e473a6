#include "text_encoding.h"

#include "cleanup.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#define LEN_MAX (64 << 20) /* bytes; ICU counts in int32 */

static bool is_utf8(const char *text, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t wide_len;
    (void)u_strFromUTF8(NULL, 0, &wide_len, text, (int32_t)len, &status);
    return status != U_INVALID_CHAR_FOUND;
}

static bool copy(const char *text, size_t len, char **ret_text, size_t *ret_len, struct error *err)
{
    char *kept = malloc(len + 1);
    if (!kept) {
        return error_set(err, ERROR_NO_MEMORY, "text: out of memory");
    }
    memcpy(kept, text, len);
    kept[len] = '\0';
    *ret_text = kept;
    *ret_len = len;
    return true;
}

static bool convert(const char *charset, const char *data, size_t len, char **ret_text,
                    size_t *ret_len, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(charset, &status);
    AUTO(memory) UChar *wide = malloc((len + 1) * sizeof *wide);
    if (!wide || U_FAILURE(status)) {
        ucnv_close(from);
        return error_set(err, ERROR_NO_MEMORY, "text: %s", u_errorName(status));
    }
    ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    int32_t wide_len = ucnv_toUChars(from, wide, (int32_t)len + 1, data, (int32_t)len, &status);
    ucnv_close(from);
    if (U_FAILURE(status)) {
        return error_set(err, ERROR_INVALID, "text: neither UTF-8 nor GBK");
    }
    int32_t text_len = 0;
    AUTO(memory) char *text = malloc(3 * (size_t)wide_len + 1);
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "text: out of memory");
    }
    status = U_ZERO_ERROR;
    (void)u_strToUTF8(text, 3 * wide_len + 1, &text_len, wide, wide_len, &status);
    if (U_FAILURE(status)) {
        return error_set(err, ERROR_INVALID, "text: neither UTF-8 nor GBK");
    }
    *ret_len = (size_t)text_len;
    *ret_text = TAKE(text);
    return true;
}

bool text_encoding_to_utf8(const void *data, size_t len, char **ret_text, size_t *ret_len,
                           struct error *err)
{
    const char *text = data;
    if (len > LEN_MAX) {
        return error_set(err, ERROR_INVALID, "text: more than %d bytes", LEN_MAX);
    }
    if (len >= 2 && memcmp(text, "\xff\xfe", 2) == 0) {
        return convert("UTF-16LE", text + 2, len - 2, ret_text, ret_len, err);
    }
    if (len >= 2 && memcmp(text, "\xfe\xff", 2) == 0) {
        return convert("UTF-16BE", text + 2, len - 2, ret_text, ret_len, err);
    }
    bool marked = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    text += marked ? 3 : 0;
    len -= marked ? 3 : 0;
    if (len == 0 || is_utf8(text, len)) {
        return copy(len ? text : "", len, ret_text, ret_len, err);
    }
    if (marked) {
        return error_set(err, ERROR_INVALID, "text: not UTF-8, though it says so");
    }
    return convert("gb18030", text, len, ret_text, ret_len, err);
}
