#pragma once
/* The office that the gallery's pictures show: its units, people, meetings and requests, with the
 * names that strain a layout. Pure values, any thread. */

#include "gallery_sample.h"

/* What an office's picture shows; see gallery_sample.c. */
enum gallery_scene {
    GALLERY_NOTHING,
    GALLERY_MEETING_SOON, /* a line below the clock */
    GALLERY_MEETING,      /* one, begun five minutes ago */
    GALLERY_MEETING_BEFORE,
    GALLERY_MEETING_HUGE, /* 3,000 attendees, long names */
    GALLERY_MEETINGS_TWO, /* at the same minute */
    GALLERY_MEETINGS_FOUR,
    GALLERY_WHEREABOUTS,
    GALLERY_MONTH,
    GALLERY_MONTH_WELL,
    GALLERY_REQUESTED,
    GALLERY_NO_REQUEST,
    GALLERY_UNITS,
    GALLERY_PEOPLE, /* second of three pages, long and rare names */
    GALLERY_LETTERS,
    GALLERY_LETTERS_NONE,
};

/* Fills the sample's boards and points the display's views to them. */
void gallery_office_make(enum gallery_scene scene, int64_t midnight_ms,
                         struct gallery_sample *sample);
