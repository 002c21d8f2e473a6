#include "card_reading.h"

#include <stdio.h>
#include <string.h>

const char *card_reading_step_name(enum card_reading_step step)
{
    static const char *const names[] = {[CARD_READING_NONE] = "none",
                                        [CARD_READING_WAITED] = "waited",
                                        [CARD_READING_SEEN] = "seen",
                                        [CARD_READING_ISSUED] = "issued"};
    return names[step];
}

enum card_reading_step card_reading_step_at(const struct card_reading *reading, int64_t now_us)
{
    bool over = reading->until_us > 0 && now_us >= reading->until_us;
    return over ? CARD_READING_NONE : reading->step;
}

void card_reading_ask(struct card_reading *reading, const char *staff, const char *name,
                      int64_t now_us)
{
    enum card_reading_step step = card_reading_step_at(reading, now_us);
    bool passing = step == CARD_READING_SEEN || step == CARD_READING_ISSUED;
    if (passing && (!*staff || strcmp(staff, reading->staff) == 0)) {
        return; /* it is under way, or done: the screen says so for a while */
    }
    *reading = (struct card_reading){.step = *staff ? CARD_READING_WAITED : CARD_READING_NONE};
    (void)snprintf(reading->staff, sizeof reading->staff, "%s", staff);
    (void)snprintf(reading->name, sizeof reading->name, "%s", name);
}

bool card_reading_take(struct card_reading *reading, int64_t now_us)
{
    if (card_reading_step_at(reading, now_us) != CARD_READING_WAITED) {
        return false;
    }
    reading->step = CARD_READING_SEEN;
    reading->until_us = now_us + CARD_READING_SEEN_US;
    return true;
}

void card_reading_note_issued(struct card_reading *reading, const char *staff, const char *name,
                              int64_t now_us)
{
    *reading = (struct card_reading){.step = CARD_READING_ISSUED,
                                     .until_us = now_us + CARD_READING_ISSUED_US};
    (void)snprintf(reading->staff, sizeof reading->staff, "%s", staff);
    (void)snprintf(reading->name, sizeof reading->name, "%s", name);
}
