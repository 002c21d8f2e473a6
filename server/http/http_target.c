#include "http_target.h"

#include <stdint.h>
#include <string.h>

/* Where decoding stands: from is raw, to is in the target's text and never overtakes it. */
struct decoding {
    const char *from;
    char *to;
    const char *fault;
};

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The length of the UTF-8 sequence that begins here (RFC 3629: no surrogates, nothing overlong,
 * nothing above U+10FFFF); 0 for anything else and for control characters. */
static size_t utf8_length(const unsigned char *text)
{
    static const struct {
        unsigned char first_min, first_max, second_min, second_max;
        size_t length;
    } forms[] = {
        {0x20, 0x7e, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (text[0] < forms[i].first_min || text[0] > forms[i].first_max) {
            continue;
        }
        if (forms[i].length > 1 &&
            (text[1] < forms[i].second_min || text[1] > forms[i].second_max)) {
            return 0;
        }
        for (size_t k = 2; k < forms[i].length; k++) {
            if ((text[k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return forms[i].length;
    }
    return 0;
}

static bool is_text(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        size_t length = utf8_length(at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

/* Decodes up to one of the stops or the end, closes the piece with a NUL and returns it; NULL with
 * a fault. In a query "+" is a space, as forms and URLSearchParams write it. */
static char *decode_piece(struct decoding *decoding, const char *stops, char space)
{
    char *piece = decoding->to;
    while (*decoding->from && !strchr(stops, *decoding->from)) {
        char byte = *decoding->from++;
        if (byte == '%') {
            int high = hex_value(decoding->from[0]);
            int low = high < 0 ? -1 : hex_value(decoding->from[1]);
            if (low < 0 || high * 16 + low == 0) {
                decoding->fault = "broken percent escape";
                return NULL;
            }
            byte = (char)(high * 16 + low);
            decoding->from += 2;
        } else if ((unsigned char)byte >= 0x80) {
            /* Half of a letter raw and half of it escaped would be text here, and none in a log. */
            decoding->fault = "bytes outside ASCII without percent escapes";
            return NULL;
        } else if (byte == space) {
            byte = ' ';
        }
        *decoding->to++ = byte;
    }
    *decoding->to++ = '\0';
    if (!is_text(piece)) {
        decoding->fault = "control character or bytes that are not UTF-8";
        return NULL;
    }
    return piece;
}

static bool parse_path(struct decoding *decoding, struct http_target *target)
{
    if (*decoding->from != '/') {
        decoding->fault = "path does not begin with a slash";
        return false;
    }
    while (*decoding->from == '/') {
        decoding->from++;
        if (target->segment_count == HTTP_SEGMENTS_MAX) {
            decoding->fault = "too many path segments";
            return false;
        }
        char *segment = decode_piece(decoding, "/?#", '\0');
        if (!segment) {
            return false;
        }
        if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0) {
            decoding->fault = "dot segment in the path";
            return false;
        }
        target->segments[target->segment_count++] = segment;
    }
    return true;
}

static bool add_parameter(struct decoding *decoding, struct http_target *target)
{
    if (target->query_count == HTTP_QUERY_MAX) {
        decoding->fault = "too many query parameters";
        return false;
    }
    const char *name = decode_piece(decoding, "=&#", '+');
    if (!name) {
        return false;
    }
    if (http_target_query(target, name)) {
        decoding->fault = "query parameter given twice";
        return false;
    }
    const char *value = "";
    if (*decoding->from == '=') {
        decoding->from++;
        value = decode_piece(decoding, "&#", '+');
        if (!value) {
            return false;
        }
    }
    target->query[target->query_count++] = (struct http_parameter){name, value};
    return true;
}

static bool parse_query(struct decoding *decoding, struct http_target *target)
{
    while (*decoding->from == '?' || *decoding->from == '&') {
        decoding->from++;
        bool empty = *decoding->from == '&' || *decoding->from == '\0';
        if (!empty && !add_parameter(decoding, target)) {
            return false;
        }
    }
    return true;
}

bool http_target_parse(const char *raw, struct http_target *ret_target, const char **ret_fault)
{
    if (strlen(raw) > HTTP_TARGET_MAX) {
        *ret_fault = "target too long";
        return false;
    }
    ret_target->segment_count = 0;
    ret_target->query_count = 0;
    struct decoding decoding = {.from = raw, .to = ret_target->text};
    bool good = parse_path(&decoding, ret_target) && parse_query(&decoding, ret_target);
    if (good && *decoding.from) {
        decoding.fault = "fragment in the target";
    }
    *ret_fault = decoding.fault;
    return !decoding.fault;
}

const char *http_target_query(const struct http_target *target, const char *name)
{
    for (size_t i = 0; i < target->query_count; i++) {
        if (strcmp(target->query[i].name, name) == 0) {
            return target->query[i].value;
        }
    }
    return NULL;
}
