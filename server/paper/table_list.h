#pragma once
/* The tables, each in its file, and what they share. Private to server/paper. One thread. */

#include "figure_code.h"
#include "table.h"

extern const struct month_table table_units;
extern const struct month_table table_trend;
extern const struct month_table table_people;
extern const struct month_table table_repeated;
extern const struct month_table table_meetings;
extern const struct month_table table_excused;
extern const struct month_table table_evidence;

/* Puts a row of a table of figures: its own cells are there already, figures and code follow. */
/* "提醒、谈话" */
const char *table_join_steps(const struct month_report_person *person, char *ret_text, size_t size);

bool table_put_figures(const struct paper_desk *desk, const struct figure_claim *claim,
                       const struct row_sink *sink, struct cell *cells, size_t own,
                       enum row_style style, struct error *err) MUST_USE;
