#include "print.h"

#include "check.h"
#include "log.h"
#include "print_inside.h"
#include "print_words.h"
#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SMALLEST 0.67 /* of a type's size, before a line is cut */
#define LINE_STEPS    4    /* a point: for each further size Cairo reads the whole font again */

struct print {
    struct print_settings settings;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *context;
    PangoLayout *layout;
    PangoLayout *foot; /* of the page's foot, which is put while another text goes on */
    struct print_faces faces;
    struct print_words *words;
    char *bytes;
    size_t len, room;
    bool out_of_memory;
    int page;
};

static cairo_status_t on_bytes(void *user, const unsigned char *bytes, unsigned count)
{
    struct print *print = user;
    if (print->len + count > print->room) {
        size_t room = 2 * (print->room + count);
        char *grown = realloc(print->bytes, room);
        if (!grown) {
            print->out_of_memory = true;
            return CAIRO_STATUS_NO_MEMORY;
        }
        print->bytes = grown;
        print->room = room;
    }
    memcpy(print->bytes + print->len, bytes, count);
    print->len += count;
    return CAIRO_STATUS_SUCCESS;
}

/* Texts take the room that they take on paper, whatever the screen: nothing is fitted to pixels. */
static void set_up_text(struct print *print)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    print->fonts = pango_cairo_font_map_new();
    print->context = pango_font_map_create_context(print->fonts);
    pango_cairo_context_set_resolution(print->context, 72);
    pango_cairo_context_set_font_options(print->context, options);
    pango_context_set_language(print->context, pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(print->context, FALSE);
    cairo_font_options_destroy(options);
    print->layout = pango_layout_new(print->context);
    print->foot = pango_layout_new(print->context);
    print_faces_choose(&print->faces, print->fonts);
}

static void set_properties(struct print *print)
{
    time_t seconds = (time_t)(print->settings.made_ms / 1000);
    struct tm tm;
    char made[40];
    CHECK(gmtime_r(&seconds, &tm) && strftime(made, sizeof made, "%Y-%m-%dT%H:%M:%S", &tm) > 0);
    cairo_pdf_surface_set_metadata(print->surface, CAIRO_PDF_METADATA_TITLE, print->settings.title);
    cairo_pdf_surface_set_metadata(print->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

bool print_create(const struct print_settings *settings, struct print **ret_print,
                  struct error *err)
{
    AUTO(print) struct print *print = calloc(1, sizeof *print);
    if (!print) {
        return error_set(err, ERROR_NO_MEMORY, "PDF: out of memory");
    }
    print->settings = *settings;
    print->page = 1;
    print->surface =
        cairo_pdf_surface_create_for_stream(on_bytes, print, settings->width, settings->height);
    print->cairo = cairo_create(print->surface);
    if (cairo_status(print->cairo) != CAIRO_STATUS_SUCCESS) {
        return error_set(err, ERROR_NO_MEMORY, "PDF: %s",
                         cairo_status_to_string(cairo_status(print->cairo)));
    }
    set_properties(print);
    set_up_text(print);
    if (!print_words_create(print->context, &print->faces, &print->words, err)) {
        return false;
    }
    *ret_print = TAKE(print);
    return true;
}

void print_destroy(struct print *print)
{
    if (!print) {
        return;
    }
    print_words_destroy(print->words);
    print_faces_finish(&print->faces);
    g_clear_object(&print->layout);
    g_clear_object(&print->foot);
    g_clear_object(&print->context);
    g_clear_object(&print->fonts);
    cairo_destroy(print->cairo);
    cairo_surface_destroy(print->surface);
    free(print->bytes);
    free(print);
}

static void end_page(struct print *print)
{
    if (print->settings.on_page_end) {
        PangoLayout *layout = print->layout;
        print->layout = print->foot;
        print->settings.on_page_end(print, print->page, print->settings.user);
        print->layout = layout;
    }
    cairo_show_page(print->cairo);
}

bool print_finish(struct print *print, char **ret_bytes, size_t *ret_len, struct error *err)
{
    end_page(print);
    cairo_status_t status = cairo_status(print->cairo);
    cairo_surface_finish(print->surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_status(print->surface);
    }
    if (status != CAIRO_STATUS_SUCCESS || print->out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "PDF: %s", cairo_status_to_string(status));
    }
    size_t missing = print_words_missing(print->words);
    if (missing > 0) {
        log_event(LOG_WARNING, "paper_lacks_characters", "count=%zu", missing);
    }
    *ret_bytes = TAKE(print->bytes);
    *ret_len = print->len;
    return true;
}

double print_width(const struct print *print)
{
    return print->settings.width;
}

double print_height(const struct print *print)
{
    return print->settings.height;
}

int print_page(const struct print *print)
{
    return print->page;
}

void print_next_page(struct print *print)
{
    end_page(print);
    print->page++;
}

void print_outline(struct print *print, const char *text)
{
    char where[40];
    (void)snprintf(where, sizeof where, "page=%d pos=[0 0]", print->page);
    (void)cairo_pdf_surface_add_outline(print->surface, CAIRO_PDF_OUTLINE_ROOT, text, where, 0);
}

static void set_color(struct print *print, uint32_t color)
{
    cairo_set_source_rgb(print->cairo, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                         (color & 255) / 255.0);
}

void print_inside_set(PangoLayout *layout, const struct print_faces *faces, double width,
                      const struct print_type *type, const char *text)
{
    static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                                PANGO_ALIGN_RIGHT};
    PangoFontDescription *font = faces->of[type->face];
    pango_font_description_set_absolute_size(font, type->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_alignment(layout, alignments[type->align]);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width > 0 ? (int)(width * PANGO_SCALE + 0.5) : -1);
    pango_layout_set_text(layout, text, -1);
}

PangoLayout *print_layout(struct print *print, double width, const struct print_type *type,
                          const char *text)
{
    PangoLayout *layout = print->layout;
    pango_layout_set_attributes(layout, NULL);
    pango_layout_set_indent(layout, 0);
    pango_layout_set_justify(layout, FALSE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
    print_inside_set(layout, &print->faces, width, type, text);
    return layout;
}

void print_show_line(struct print *print, PangoLayoutLine *line, double x, double baseline,
                     uint32_t color)
{
    set_color(print, color);
    cairo_move_to(print->cairo, x, baseline);
    pango_cairo_show_layout_line(print->cairo, line);
}

double print_measure(struct print *print, double width, const struct print_type *type,
                     const char *text)
{
    int height;
    pango_layout_get_size(print_words_set(print->words, width, type, text), NULL, &height);
    return (double)height / PANGO_SCALE;
}

double print_natural(struct print *print, const struct print_type *type, const char *text)
{
    int width;
    pango_layout_get_size(print_words_set(print->words, 0, type, text), &width, NULL);
    return (double)width / PANGO_SCALE;
}

double print_text(struct print *print, double x, double y, double width,
                  const struct print_type *type, const char *text)
{
    PangoLayout *layout = print_words_set(print->words, width, type, text);
    int height;
    pango_layout_get_size(layout, NULL, &height);
    set_color(print, type->color);
    cairo_move_to(print->cairo, x, y);
    pango_cairo_show_layout(print->cairo, layout);
    return (double)height / PANGO_SCALE;
}

void print_line(struct print *print, double x, double y, double width,
                const struct print_type *type, const char *text)
{
    struct print_type fitting = *type;
    int natural, height;
    pango_layout_get_size(print_words_set(print->words, 0, type, text), &natural, &height);
    double full = (double)height / PANGO_SCALE;
    if (natural > width * PANGO_SCALE) {
        double scale = width * PANGO_SCALE / natural * 0.98;
        fitting.size *= scale > LINE_SMALLEST ? scale : LINE_SMALLEST;
        fitting.size = floor(fitting.size * LINE_STEPS) / LINE_STEPS;
        height = (int)(print_measure(print, 0, &fitting, text) * PANGO_SCALE);
    }
    (void)print_layout(print, width, &fitting, text); /* it is the print's own */
    pango_layout_set_ellipsize(print->layout, PANGO_ELLIPSIZE_END);
    set_color(print, type->color);
    cairo_move_to(print->cairo, x, y + (full - (double)height / PANGO_SCALE) / 2);
    pango_cairo_show_layout(print->cairo, print->layout);
}

void print_rules(struct print *print, const struct print_segment *segments, size_t count,
                 double thickness, uint32_t color)
{
    set_color(print, color);
    cairo_set_line_width(print->cairo, thickness);
    for (size_t i = 0; i < count; i++) {
        cairo_move_to(print->cairo, segments[i].x1, segments[i].y1);
        cairo_line_to(print->cairo, segments[i].x2, segments[i].y2);
    }
    cairo_stroke(print->cairo);
}

void print_rule(struct print *print, double x1, double y1, double x2, double y2, double thickness,
                uint32_t color)
{
    print_rules(print, &(struct print_segment){x1, y1, x2, y2}, 1, thickness, color);
}

void print_box(struct print *print, double x, double y, double width, double height, uint32_t color)
{
    set_color(print, color);
    cairo_rectangle(print->cairo, x, y, width, height);
    cairo_fill(print->cairo);
}

void print_curve(struct print *print, const struct print_point *points, size_t count,
                 uint32_t color)
{
    set_color(print, color);
    cairo_set_line_width(print->cairo, 1.5);
    cairo_set_line_join(print->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(print->cairo); /* a text before it has left the pen where it stood */
    for (size_t i = 0; i < count; i++) {
        cairo_line_to(print->cairo, points[i].x, points[i].y);
    }
    cairo_stroke(print->cairo);
    for (size_t i = 0; i < count; i++) {
        cairo_arc(print->cairo, points[i].x, points[i].y, 2.2, 0, 2 * M_PI);
        cairo_fill(print->cairo);
    }
}
