#pragma once
/* Private to server/paper: texts of a print that were set before. A table says the same words and
 * numbers again and again, and to shape a text takes far longer than to put it. A fixed number of
 * them is kept, so that a long paper takes no more memory than a short one. One thread. */

#include "print_inside.h"

struct print_words;

/* The context and faces outlive it. */
bool print_words_create(PangoContext *context, const struct print_faces *faces,
                        struct print_words **ret_words, struct error *err) MUST_USE;
void print_words_destroy(struct print_words *words);

/* Characters so far that no face on this server has: boxes stand for them. */
size_t print_words_missing(const struct print_words *words);

/* The text as it is set in a box of this width (0: as wide as it is). Valid until the next text;
 * not to be altered, only put. */
PangoLayout *print_words_set(struct print_words *words, double width, const struct print_type *type,
                             const char *text);
