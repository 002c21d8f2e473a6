#pragma once
/* The office's papers as bytes in memory: the month report, the bulletin, the sign-in sheet of a
 * meeting, a person's own record, the form of a spot check, the year. A desk is one moment of the
 * database; every paper made from it shows that moment, and the same facts give the same bytes. A
 * desk belongs to one thread, and not to the writer's. */

#include "cleanup.h"
#include "error.h"
#include "month_source.h"
#include "staff_sieve.h"
#include <stdint.h>

enum paper_kind {
    PAPER_MONTH,
    PAPER_BULLETIN,
    PAPER_SIGN_IN,
    PAPER_RECORD,
    PAPER_SPOT_CHECK,
    PAPER_YEAR
};
enum paper_format { PAPER_PDF, PAPER_XLSX, PAPER_CSV, PAPER_DOCX };

/* "month", …; "pdf", …: as commands and addresses say them; each ends with NULL. */
extern const char *const paper_kind_words[];
extern const char *const paper_format_words[];

/* Whether there is such a paper: a bulletin is no CSV. */
bool paper_has_format(enum paper_kind kind, enum paper_format format);

#define PAPER_NO_MONTH INT32_MIN /* of a desk for papers that are about no month */

struct paper_source {
    struct month_source months;
    const uint8_t *signing_seed; /* SIGNING_SEED_BYTES: codes of figures are made with it */
};

struct paper_question {
    int32_t month;                   /* or PAPER_NO_MONTH */
    int64_t as_of_ms;                /* local, or MONTH_SOURCE_NOW */
    const char *unit;                /* this one and those below it alone; NULL: all */
    const struct staff_sieve *sieve; /* of whom the reader may see anything; NULL: of all */
};

/* The source and what the question names outlive the desk. A unit that there is not is
 * ERROR_INVALID. Brings the verdicts up to the present first, which may take JUDGING_WAIT_MS. */
struct paper_desk;
bool paper_desk_open(const struct paper_source *source, const struct paper_question *question,
                     struct paper_desk **ret_desk, struct error *err) MUST_USE;
void paper_desk_close(struct paper_desk *desk);
DEFINE_AUTO_AS(paper_desk, struct paper_desk, paper_desk_close);

/* The month's figures as every paper of this desk has them; NULL without a month. */
const struct month_report *paper_desk_report(const struct paper_desk *desk);

#define PAPER_TODAY      INT32_MIN
#define PAPER_NUMBER_MAX 99999

struct paper_order {
    enum paper_kind kind;
    enum paper_format format;
    const char *table; /* of a month report or a year as CSV: "units", "people", …; NULL: people */
    const char *meeting;  /* whose sign-in sheet */
    const char *staff;    /* whose record of the month */
    int32_t date;         /* of a spot check of the desk's unit, or of a bulletin; or PAPER_TODAY */
    int32_t number;       /* of a bulletin: 〔2026〕3号; 0: it has none yet */
    const char *template; /* of a bulletin; NULL: the office's own */
    const char *const *late_units; /* names for a bulletin; ends with NULL; NULL: none */
};

/* Bytes are malloc's. */
struct paper {
    char *bytes;
    size_t len;
    const char *media_type;
    char name[160]; /* as it is saved: "作风守时月报-2026-10.xlsx" */
};
void paper_finish(struct paper *paper);
#define AUTO_PAPER __attribute__((cleanup(paper_finish)))

/* ERROR_INVALID says what the order lacks or names in vain. */
bool paper_make(struct paper_desk *desk, const struct paper_order *order, struct paper *ret_paper,
                struct error *err) MUST_USE;
