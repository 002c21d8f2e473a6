#pragma once
/* A server's answers as a report: its reports of days, meetings and months, with the file's names
 * in them again. One thread. */

#include "report.h"
#include "server_names.h"
#include "server_talk.h"

/* Asks for all that the scenario asks for, as of its now, and adds it to the report. */
bool server_verdicts_read(struct server_talk *talk, const struct server_naming *naming,
                          struct report *report, struct error *err) MUST_USE;
