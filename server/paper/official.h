#pragma once
/* An official document (公文) by GB/T 9704-2012: red head, number, title, whom it is for, text,
 * signature, who has copies; as PDF, and as DOCX that WPS and LibreOffice open for editing. A
 * value; its texts are borrowed. Pure but for the fonts that are installed; any thread. */

#include "draft.h"
#include "error.h"
#include <stddef.h>
#include <stdint.h>

/* The type area: 22 lines of 28 characters, 3号 (16 pt), within A4. */
#define OFFICIAL_TOP_MM    37.0
#define OFFICIAL_LEFT_MM   28.0
#define OFFICIAL_WIDTH_MM  156.0
#define OFFICIAL_HEIGHT_MM 225.0
#define OFFICIAL_LINES     22
#define OFFICIAL_CHARS     28

/* "" where it has none. */
struct official {
    const char *mark;   /* 发文机关标志, the red head */
    const char *number; /* 云督〔2026〕3号 */
    const char *title;
    const char *recipients; /* 主送机关, with its colon */
    const struct draft *text;
    const char *signature; /* 发文机关署名 */
    const char *date;      /* 2026年11月3日 */
    const char *copies;    /* 抄送, without the word */
    const char *issuer;    /* 印发机关 */
    int64_t made_ms;       /* local */
};

/* malloc's, yours. */
bool official_print(const struct official *official, char **ret_bytes, size_t *ret_len,
                    struct error *err) MUST_USE;
bool official_docx(const struct official *official, char **ret_bytes, size_t *ret_len,
                   struct error *err) MUST_USE;
