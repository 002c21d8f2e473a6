#pragma once
/* Which readers are plugged in and how they are, from the reader thread's events; and what that
 * means for the door, where one good reader is enough. Pure, one thread. */

#include "reader_event.h"
#include <stdbool.h>
#include <stddef.h>

#define READER_BOARD_MAX 8 /* readers at one kiosk; further ones serve, but are not watched */

/* How the door stands for cards. */
enum door_reader {
    DOOR_READER_UNKNOWN, /* nothing was heard yet */
    DOOR_READER_READY,
    DOOR_READER_RECOVERING,
    DOOR_READER_FAULT,
    DOOR_READER_ABSENT,
};

struct reader_place {
    char port[READER_PORT_SIZE];
    enum reader_state state;
    char reason[READER_REASON_SIZE]; /* in the driver's words; "" while it is ready */
};

/* All zero is a board that has heard nothing. */
struct reader_board {
    bool heard;
    size_t count;
    struct reader_place places[READER_BOARD_MAX];
};

void reader_board_note(struct reader_board *board, const struct reader_event *event);

enum door_reader reader_board_door(const struct reader_board *board);

/* Why the door stands as it does, in the words of the reader that decides it; "" where it gave
 * none. */
const char *reader_board_reason(const struct reader_board *board);
