#pragma once
/* What the commands that listen to readers have in common: the service on a source, until SIGINT,
 * SIGTERM, an end by time, or whoever is told has heard enough. Called by main, which has no other
 * thread yet. */

#include "reader_event.h"
#include "reader_options.h"
#include "recording_writer.h"

enum reader_watch_answer { READER_WATCH_ON, READER_WATCH_ENOUGH, READER_WATCH_FAILED };

struct reader_watch {
    const struct reader_options *options;
    const struct reader_config *config; /* of the readers; perhaps not the options' own */
    struct recording_writer *writer;    /* NULL, or what writes the conversation down */
    enum reader_watch_answer (*on_event)(const struct reader_event *event, void *user,
                                         struct error *err);
    void *user;
};

bool reader_watch_run(const struct reader_watch *watch, struct error *err) MUST_USE;
