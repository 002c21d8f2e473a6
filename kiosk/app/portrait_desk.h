#pragma once
/* The photograph to be shown beside a name: read and decoded (darkroom.h) when its owner taps, with
 * the last few kept. One that cannot be read or decoded is none, with a line in the log. Main
 * thread. */

#include "cleanup.h"
#include "error.h"
#include "facts.h"
#include "identity_file.h"

#define PORTRAIT_DESK_KEPT 4 /* decoded, a megabyte each */

struct pixmap;
struct portrait_desk;

/* roster.db is there: the sync service has opened it. */
bool portrait_desk_create(const char *folder, const struct identity *identity,
                          struct portrait_desk **ret_desk, struct error *err) MUST_USE;
void portrait_desk_destroy(struct portrait_desk *desk);
DEFINE_AUTO(portrait_desk);

/* Their tap is about to be recorded: the photograph is made ready while the disk writes. Never
 * waits. NULL, or who has none: nothing is done. */
void portrait_desk_expect(struct portrait_desk *desk, const struct facts_staff *person);

/* What is expected would have to be waited for. */
bool portrait_desk_is_busy(struct portrait_desk *desk);

/* Waits until it is ready, so that a name and its face come together. NULL where the person is not
 * there or has none. Borrowed until the next call. */
const struct pixmap *portrait_desk_find(struct portrait_desk *desk,
                                        const struct facts_staff *person);
