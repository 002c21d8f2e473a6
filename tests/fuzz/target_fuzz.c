/* Any bytes as a request's target: what is taken has no segment that climbs, no control character,
 * and nothing that is not UTF-8. */

#include "check.h"
#include "cleanup.h"
#include "http_target.h"
#include "text_encoding.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is UTF-8 already is handed on as it is. */
static void check_utf8(const char *text, size_t len)
{
    static const char mark[] = "\xef\xbb\xbf";
    AUTO(memory) char *same = NULL;
    size_t same_len;
    if (strncmp(text, mark, strlen(mark)) != 0) {
        CHECK(text_encoding_to_utf8(text, len, &same, &same_len, NULL));
        CHECK(same_len == len && memcmp(text, same, len) == 0);
    }
}

static void look_at(const char *text)
{
    size_t len = strlen(text);
    check_utf8(text, len);
    for (size_t i = 0; i < len; i++) {
        CHECK((unsigned char)text[i] >= ' ' && text[i] != 127);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_target target;
    const char *fault = NULL;
    char raw[HTTP_TARGET_MAX + 64];
    size_t len = size < sizeof raw ? size : sizeof raw - 1;
    memcpy(raw, data, len);
    raw[len] = '\0';
    if (!http_target_parse(raw, &target, &fault)) {
        CHECK(fault && *fault);
        return 0;
    }
    CHECK(target.segment_count >= 1 && target.segment_count <= HTTP_SEGMENTS_MAX);
    for (size_t i = 0; i < target.segment_count; i++) {
        look_at(target.segments[i]);
        CHECK(strcmp(target.segments[i], "..") != 0 && strcmp(target.segments[i], ".") != 0);
    }
    for (size_t i = 0; i < target.query_count; i++) {
        look_at(target.query[i].name);
        look_at(target.query[i].value);
        CHECK(http_target_query(&target, target.query[i].name) == target.query[i].value);
    }
    return 0;
}
