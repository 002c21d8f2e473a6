#include "reader_learn.h"

#include "reader_watch.h"
#include "wedge_driver.h"
#include "wedge_learn.h"
#include <stdio.h>
#include <string.h>

/* Cards after which several fits stay several: their numbers tell no more. */
#define PAIRS_MAX 4

struct learner {
    const struct reader_config *config;
    struct wedge_learn learn;
    bool has_uid, has_text;
    struct card_number uid;
    char text[READER_TYPED_SIZE];
    bool succeeded;
};

static void say(const char *text)
{
    (void)puts(text); /* a person who does not see it sees nothing else either */
    (void)fflush(stdout);
}

static void say_fits(const struct wedge_learn *learn)
{
    for (size_t i = 0; i < learn->count; i++) {
        char line[WEDGE_LEARN_LINE_SIZE];
        wedge_learn_format(&learn->fits[i], line);
        say(line);
    }
}

/* Both have told a card: what fits? */
static enum reader_watch_answer take_pair(struct learner *learner, struct error *err)
{
    struct wedge_learn *learn = &learner->learn;
    learner->has_uid = learner->has_text = false;
    wedge_learn_add(learn, learner->config, learner->text, strlen(learner->text), &learner->uid);
    if (learn->count == 0) {
        (void)error_set(err, ERROR_INVALID, "%s",
                        learn->pair_count > 1
                            ? "no format fits all these cards: was each held to both readers?"
                            : "no format fits: was it one card on both readers, and does the "
                              "keyboard-wedge reader type the card's own number?");
        return READER_WATCH_FAILED;
    }
    if (learn->count == 1 || learn->pair_count == PAIRS_MAX) {
        say_fits(learn);
        learner->succeeded = true;
        return READER_WATCH_ENOUGH;
    }
    (void)printf("%zu formats fit this card: hold another one to both readers.\n", learn->count);
    (void)fflush(stdout);
    return READER_WATCH_ON;
}

static enum reader_watch_answer on_event(const struct reader_event *event, void *user,
                                         struct error *err)
{
    struct learner *learner = user;
    switch (event->kind) {
    case READER_EVENT_TYPED:
        memcpy(learner->text, event->typed, sizeof learner->text);
        learner->has_text = true;
        say(learner->has_uid
                ? "keyboard-wedge reader: read."
                : "keyboard-wedge reader: read. Now the same card on the CCID reader.");
        break;
    case READER_EVENT_CARD:
        learner->uid = event->number;
        learner->has_uid = true;
        say(learner->has_text
                ? "CCID reader: read."
                : "CCID reader: read. Now the same card on the keyboard-wedge reader.");
        break;
    case READER_EVENT_MALFORMED:
        say(event->reason);
        if (strcmp(event->driver, wedge_driver()->name) == 0) {
            say("If every card does so, the reader may be set to another country's keyboard: "
                "--layout us, de or fr.");
        }
        break;
    case READER_EVENT_STATE:
        if (event->state != READER_ABSENT) {
            (void)printf("%s %s: %s%s%s\n", event->port, event->driver,
                         reader_state_name(event->state), event->reason[0] ? ": " : "",
                         event->reason);
            (void)fflush(stdout);
        }
        break;
    default:
        break;
    }
    return learner->has_text && learner->has_uid ? take_pair(learner, err) : READER_WATCH_ON;
}

bool reader_learn_run(const struct reader_options *options, struct error *err)
{
    struct reader_config config = options->config;
    struct learner learner = {.config = &options->config};
    config.wedge_report = WEDGE_REPORT_TEXTS;
    config.uid_part = CARD_NUMBER_WHOLE;
    say("Hold one card to a keyboard-wedge reader and to a CCID reader, in either order. "
        "(A wedge that \"shoushi-reader list\" does not show needs --ids VID:PID.)");
    struct reader_watch watch = {
        .options = options, .config = &config, .on_event = on_event, .user = &learner};
    return reader_watch_run(&watch, err) &&
           (learner.succeeded ||
            error_set(err, ERROR_TIMEOUT, "ended before one card was read by both readers"));
}
