#include "reader_board.h"

#include <stdio.h>
#include <string.h>

static struct reader_place *find_place(struct reader_board *board, const char *port)
{
    for (size_t i = 0; i < board->count; i++) {
        if (strcmp(board->places[i].port, port) == 0) {
            return &board->places[i];
        }
    }
    return NULL;
}

static void set_state(struct reader_board *board, const char *port, enum reader_state state,
                      const char *reason)
{
    struct reader_place *place = find_place(board, port);
    if (!place && board->count < READER_BOARD_MAX) {
        place = &board->places[board->count++];
        (void)snprintf(place->port, sizeof place->port, "%s", port);
    }
    if (place) {
        place->state = state;
        (void)snprintf(place->reason, sizeof place->reason, "%s",
                       state == READER_READY ? "" : reason);
    }
}

static void remove_place(struct reader_board *board, const char *port)
{
    struct reader_place *place = find_place(board, port);
    if (place) {
        *place = board->places[--board->count];
    }
}

void reader_board_note(struct reader_board *board, const struct reader_event *event)
{
    switch (event->kind) {
    case READER_EVENT_ADDED: /* says nothing yet: its first state follows at once */
    case READER_EVENT_CARD_LEFT:
    case READER_EVENT_MALFORMED:
    case READER_EVENT_TYPED:
    case READER_EVENT_LOST:
        return;
    case READER_EVENT_REMOVED:
        remove_place(board, event->port);
        break;
    case READER_EVENT_CARD: /* whatever was said before, this reader reads */
        set_state(board, event->port, READER_READY, "");
        break;
    case READER_EVENT_STATE:
        if (event->state == READER_ABSENT) {
            board->count = 0;
        } else {
            set_state(board, event->port, event->state, event->reason);
        }
        break;
    }
    board->heard = true;
}

static enum door_reader door_of(enum reader_state state)
{
    switch (state) {
    case READER_READY:
        return DOOR_READER_READY;
    case READER_RECOVERING:
        return DOOR_READER_RECOVERING;
    case READER_FAULT:
        return DOOR_READER_FAULT;
    case READER_ABSENT:
        break;
    }
    return DOOR_READER_ABSENT;
}

enum door_reader reader_board_door(const struct reader_board *board)
{
    enum door_reader best = board->heard ? DOOR_READER_ABSENT : DOOR_READER_UNKNOWN;
    for (size_t i = 0; i < board->count; i++) {
        enum door_reader door = door_of(board->places[i].state);
        best = door < best ? door : best;
    }
    return best;
}

const char *reader_board_reason(const struct reader_board *board)
{
    enum door_reader door = reader_board_door(board);
    for (size_t i = 0; i < board->count; i++) {
        if (door_of(board->places[i].state) == door) {
            return board->places[i].reason;
        }
    }
    return "";
}
