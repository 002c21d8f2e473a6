#pragma once
/* An office whose verdicts are kept: two people of one unit with hours and cards, and two kiosks.
 * What cannot fail in a test that makes sense fails the test. One thread. */

#include "cmocka_tests.h"
#include "judging.h"
#include "month_source.h"
#include "test_site.h"
#include <jansson.h>

#define NIGHT    (TEST_SITE_UTC_US + INT64_C(16) * 3600 * 1000000)
#define AT(h, m) (TEST_SITE_UTC_US + ((h)-8) * INT64_C(3600000000) + ((m)-30) * INT64_C(60000000))

struct judged_office {
    struct test_site site;
    struct fact_cache *cache;
    struct judging *judging;
    struct month_source source;
    struct test_kiosk door, gate;
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error err = {0};                                                                    \
        if (!(call)) {                                                                             \
            fail_msg("%s", err.text);                                                              \
        }                                                                                          \
    } while (0)

/* For cmocka: a fresh one, s1 with card 1 and s2 with card 2, who are to be there from 08:30 to
 * 17:30 on work days. */
int judged_office_open(void **ret_state);
int judged_office_close(void **ret_state);

void judged_office_put_card(struct test_site *site, uint32_t number, const char *staff);
void judged_office_tap(struct judged_office *office, struct test_kiosk *kiosk, uint32_t card,
                       int64_t at_utc_us);

/* Stores this record as the kiosk's next line. */
void judged_office_store(struct judged_office *office, struct test_kiosk *kiosk,
                         struct tap_record *record);

/* The month as it stands; everything that waits is judged by then. */
json_t *judged_office_month(struct judged_office *office);
void judged_office_bring_up(struct judged_office *office);

/* The kiosk has reported up to this moment. */
void judged_office_report_to(struct judged_office *office, const struct test_kiosk *kiosk,
                             int64_t utc_us);
