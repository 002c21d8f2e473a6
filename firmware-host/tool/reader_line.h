#pragma once
/* Reader events as lines of text, for people and as JSON. Pure; any thread. */

#include "reader_event.h"
#include <stdbool.h>
#include <stddef.h>

#define READER_LINE_SIZE 2048 /* newline and NUL included; JSON may need six bytes for one */

/* "[   12.345678] 1-2.3 wedge ffff:0035 card 00BC614E (decimal)" and a newline. */
void reader_line_format(const struct reader_event *event, char ret_line[static READER_LINE_SIZE]);

/* {"event":"card","reader":"1-2.3",…} and a newline. False for events that JSON has no word for: a
 * reader that is ready, none at all. Recovering, what is no card number and lost events are faults.
 */
bool reader_line_format_json(const struct reader_event *event,
                             char ret_line[static READER_LINE_SIZE]);
