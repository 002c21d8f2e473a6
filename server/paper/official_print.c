#include "official.h"

#include "print_inside.h"
#include <stdio.h>
#include <string.h>

/* Every line of the document stands on one of 22 lines a page. */

#define PITCH      (PRINT_MM(OFFICIAL_HEIGHT_MM) / OFFICIAL_LINES)
#define CHARACTER  (PRINT_MM(OFFICIAL_WIDTH_MM) / OFFICIAL_CHARS)
#define WIDTH      PRINT_MM(OFFICIAL_WIDTH_MM)
#define LEFT       PRINT_MM(OFFICIAL_LEFT_MM)
#define SIZE_TITLE 22.0 /* 2号 */
#define SIZE_TEXT  16.0 /* 3号 */
#define SIZE_SMALL 14.0 /* 4号 */
#define MARK_MOST  46.0 /* of the red head; it is never higher than 15 mm */
#define BLACK      0x000000

#define MARK_TOP_MM 72.0 /* 35 mm below the type area's edge */
#define NUMBER_LINE 7    /* two empty lines below the mark */
#define TITLE_LINE  10   /* two empty lines below the red rule */

struct setting {
    struct print *print;
    int line; /* where the next one goes, from 0 */
};

static double line_top(int line)
{
    return PRINT_MM(OFFICIAL_TOP_MM) + line * PITCH;
}

/* — 1 —, on the right of odd pages and on the left of even ones, one character from the edge. */
static void put_page_number(struct print *print, int page, void *user)
{
    (void)user; /* all it needs is the page */
    const struct print_type type = {PRINT_SONG, SIZE_SMALL, BLACK,
                                    page % 2 ? PRINT_RIGHT : PRINT_LEFT};
    char text[40];
    (void)snprintf(text, sizeof text, "— %d —", page);
    double y = PRINT_MM(OFFICIAL_TOP_MM + OFFICIAL_HEIGHT_MM) + PRINT_MM(7);
    (void)print_text(print, LEFT + SIZE_SMALL, y, WIDTH - 2 * SIZE_SMALL, &type, text);
}

static void take_line(struct setting *setting)
{
    if (setting->line >= OFFICIAL_LINES) {
        print_next_page(setting->print);
        setting->line = 0;
    }
}

/* Characters are drawn together a little, so that 28 of them are as wide as the type area. */
static void narrow(PangoLayout *layout, double size)
{
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes,
                           pango_attr_letter_spacing_new((int)((CHARACTER - size) * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

/* A line's baseline, so that the type stands in the middle of its line of the page. */
static double baseline_of(int line, double size)
{
    return line_top(line) + PITCH / 2 + size * 0.36;
}

/* A paragraph, its first line two characters in; it goes on from page to page. */
static void put_paragraph(struct setting *setting, enum print_face face, double indent_chars,
                          const char *text)
{
    const struct print_type type = {face, SIZE_TEXT, BLACK, PRINT_LEFT};
    PangoLayout *layout = print_layout(setting->print, WIDTH + 1, &type, text);
    narrow(layout, SIZE_TEXT);
    pango_layout_set_indent(layout, (int)(indent_chars * CHARACTER * PANGO_SCALE));
    pango_layout_set_justify(layout, TRUE);
    int count = pango_layout_get_line_count(layout);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    for (int i = 0; i < count; i++) {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(at, NULL, &logical);
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(at);
        double x = LEFT + (double)logical.x / PANGO_SCALE;
        take_line(setting);
        print_show_line(setting->print, line, x, baseline_of(setting->line++, SIZE_TEXT), BLACK);
        (void)pango_layout_iter_next_line(at);
    }
    pango_layout_iter_free(at);
}

static void put_centered(struct setting *setting, enum print_face face, double size,
                         const char *text)
{
    const struct print_type type = {face, size, BLACK, PRINT_CENTER};
    take_line(setting);
    double height = print_measure(setting->print, WIDTH, &type, text);
    int lines = (int)(height / (size * 1.2) + 0.5);
    double y = line_top(setting->line) + (PITCH - size * 1.45) / 2;
    (void)print_text(setting->print, LEFT, y, WIDTH, &type, text);
    setting->line += lines > 1 ? (int)(height / PITCH + 0.99) : 1;
}

/* The mark as large as fits one line, the number, and the red rule 4 mm below it. */
static void put_head(struct setting *setting, const struct official *official)
{
    struct print_type mark = {PRINT_TITLE, MARK_MOST, PRINT_RED, PRINT_CENTER};
    print_line(setting->print, LEFT, PRINT_MM(MARK_TOP_MM) - MARK_MOST * 0.25, WIDTH, &mark,
               official->mark);
    setting->line = NUMBER_LINE;
    put_centered(setting, PRINT_FANG, SIZE_TEXT, official->number);
    double y = baseline_of(NUMBER_LINE, SIZE_TEXT) + PRINT_MM(4.5);
    print_box(setting->print, LEFT, y, WIDTH, PRINT_MM(0.4), PRINT_RED);
    setting->line = TITLE_LINE;
}

static void put_text(struct setting *setting, const struct draft *text)
{
    static const enum print_face faces[] = {
        [DRAFT_BODY] = PRINT_FANG, [DRAFT_HEADING] = PRINT_HEI, [DRAFT_SUBHEADING] = PRINT_KAI};
    for (size_t i = 0; i < text->count; i++) {
        const struct draft_paragraph *paragraph = &text->paragraphs[i];
        bool is_heading = paragraph->level != DRAFT_BODY;
        if (is_heading && setting->line == OFFICIAL_LINES - 1) {
            setting->line++; /* a heading stays with what it is above */
        }
        put_paragraph(setting, faces[paragraph->level], 2, paragraph->text);
    }
}

/* The date ends four characters from the edge; the signature stands above the middle of it, where
 * the seal goes. Never alone on a page. */
static void put_signature(struct setting *setting, const struct official *official)
{
    const struct print_type type = {PRINT_FANG, SIZE_TEXT, BLACK, PRINT_CENTER};
    PangoLayout *layout = print_layout(setting->print, 0, &type, official->date);
    int date_width, name_width;
    pango_layout_get_size(layout, &date_width, NULL);
    layout = print_layout(setting->print, 0, &type, official->signature);
    pango_layout_get_size(layout, &name_width, NULL);
    double date = (double)date_width / PANGO_SCALE;
    double name = (double)name_width / PANGO_SCALE;
    double wide = name > date ? name : date;
    double middle = LEFT + WIDTH - 4 * CHARACTER - date / 2;
    if (middle + wide / 2 > LEFT + WIDTH - 2 * CHARACTER) {
        middle = LEFT + WIDTH - 2 * CHARACTER - wide / 2;
    }
    if (setting->line + 4 > OFFICIAL_LINES) {
        setting->line = OFFICIAL_LINES;
        take_line(setting);
    }
    setting->line += 2;
    double y = baseline_of(setting->line++, SIZE_TEXT) - SIZE_TEXT * 1.16;
    (void)print_text(setting->print, middle - wide / 2 - 20, y, wide + 40, &type,
                     official->signature);
    y = baseline_of(setting->line++, SIZE_TEXT) - SIZE_TEXT * 1.16;
    (void)print_text(setting->print, middle - wide / 2 - 20, y, wide + 40, &type, official->date);
}

/* 版记 at the foot of the last page: copies, then who printed it and when. */
static void put_record(struct setting *setting, const struct official *official)
{
    const struct print_type left = {PRINT_FANG, SIZE_SMALL, BLACK, PRINT_LEFT};
    const struct print_type right = {PRINT_FANG, SIZE_SMALL, BLACK, PRINT_RIGHT};
    char copies[2048], printed[160];
    double inner = WIDTH - 2 * SIZE_SMALL;
    (void)snprintf(copies, sizeof copies, "抄送：%s。", official->copies);
    (void)snprintf(printed, sizeof printed, "%s印发", official->date);
    double high = *official->copies ? print_measure(setting->print, inner, &left, copies) + 6 : 0;
    double low = print_measure(setting->print, inner, &left, official->issuer) + 6;
    double bottom = PRINT_MM(OFFICIAL_TOP_MM + OFFICIAL_HEIGHT_MM);
    double y = bottom - high - low;
    if (line_top(setting->line) > y) {
        setting->line = OFFICIAL_LINES;
        take_line(setting);
    }
    print_box(setting->print, LEFT, y, WIDTH, PRINT_MM(0.35), BLACK);
    if (*official->copies) {
        (void)print_text(setting->print, LEFT + SIZE_SMALL, y + 3, inner, &left, copies);
        print_box(setting->print, LEFT, y + high, WIDTH, PRINT_MM(0.25), BLACK);
    }
    (void)print_text(setting->print, LEFT + SIZE_SMALL, y + high + 3, inner, &left,
                     official->issuer);
    (void)print_text(setting->print, LEFT + SIZE_SMALL, y + high + 3, inner, &right, printed);
    print_box(setting->print, LEFT, bottom - PRINT_MM(0.35), WIDTH, PRINT_MM(0.35), BLACK);
}

bool official_print(const struct official *official, char **ret_bytes, size_t *ret_len,
                    struct error *err)
{
    AUTO(print) struct print *print = NULL;
    const struct print_settings settings = {.width = PRINT_A4_SHORT,
                                            .height = PRINT_A4_LONG,
                                            .title = official->title,
                                            .made_ms = official->made_ms,
                                            .on_page_end = put_page_number};
    if (!print_create(&settings, &print, err)) {
        return false;
    }
    struct setting setting = {.print = print};
    put_head(&setting, official);
    put_centered(&setting, PRINT_TITLE, SIZE_TITLE, official->title);
    setting.line++;
    if (*official->recipients) {
        put_paragraph(&setting, PRINT_FANG, 0, official->recipients);
    }
    put_text(&setting, official->text);
    put_signature(&setting, official);
    if (*official->issuer) {
        put_record(&setting, official);
    }
    return print_finish(print, ret_bytes, ret_len, err);
}
