#include "judged_office.h"

#include "civil.h"
#include "json.h"
#include "kiosk_store.h"
#include "month_report_json.h"
#include <stdio.h>

void judged_office_put_card(struct test_site *site, uint32_t number, const char *staff)
{
    char token[HASH_HEX_SIZE];
    char value[80];
    (void)snprintf(value, sizeof value, "{\"staff\": \"%s\", \"state\": \"active\"}", staff);
    test_site_put(site, "card", test_site_token(site, number, token), value);
}

int judged_office_open(void **ret_state)
{
    static struct judged_office office;
    office = (struct judged_office){0};
    struct test_site *site = &office.site;
    test_site_init(site);
    MUST(fact_cache_create(site->storage, &office.cache, &err));
    MUST(judging_create(site->storage, office.cache, &site->clock.clock, &office.judging, &err));
    struct ingest_observer on_taps = judging_ingest_observer(office.judging);
    struct fact_observer on_facts = judging_fact_observer(office.judging);
    ingest_add_observer(site->ingest, &on_taps);
    fact_writer_add_observer(site->facts, &on_facts);
    office.source =
        (struct month_source){site->storage, office.cache, office.judging, &site->clock.clock};
    test_site_put(site, "schedule", "day",
                  "{\"id\": \"day\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": "
                  "\"2026-12-31\", \"weekdays\": [1, "
                  "2, 3, 4, 5], "
                  "\"sessions\": [{\"start\": \"08:30\", \"end\": \"17:30\", \"in\": \"required\", "
                  "\"out\": \"required\"}]}]}");
    test_site_put(site, "staff", "s1", "{\"id\": \"s1\", \"name\": \"甲\", \"unit\": \"u1\"}");
    test_site_put(site, "staff", "s2", "{\"id\": \"s2\", \"name\": \"乙\", \"unit\": \"u1\"}");
    test_site_put(site, "assignment", "a1",
                  "{\"schedule\": \"day\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}");
    judged_office_put_card(site, 1, "s1");
    judged_office_put_card(site, 2, "s2");
    test_kiosk_init(&office.door, site);
    test_kiosk_init(&office.gate, site);
    *ret_state = &office;
    return 0;
}

int judged_office_close(void **ret_state)
{
    struct judged_office *office = *ret_state;
    test_kiosk_finish(&office->door);
    test_kiosk_finish(&office->gate);
    judging_destroy(office->judging);
    fact_cache_destroy(office->cache);
    test_site_finish(&office->site);
    return 0;
}

void judged_office_tap(struct judged_office *office, struct test_kiosk *kiosk, uint32_t card,
                       int64_t at_utc_us)
{
    char body[TAP_RECORD_LINE_MAX + 1];
    kiosk->at_utc_us = at_utc_us;
    size_t len = test_kiosk_tap(kiosk, card, 1, body);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    MUST(ingest_store(office->site.ingest, batch, &err));
    assert_int_equal(batch->lines[0].answer, INGEST_STORED);
}

json_t *judged_office_month(struct judged_office *office)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    int32_t number = civil_month_of(civil_date_of(0)) + (2026 - 1970) * 12 + 2;
    MUST(month_source_report(&office->source, number, MONTH_SOURCE_NOW, &view, &err));
    json_t *json = month_report_to_json(view.report);
    assert_non_null(json);
    return json;
}

void judged_office_bring_up(struct judged_office *office)
{
    json_decref(judged_office_month(office));
}

void judged_office_store(struct judged_office *office, struct test_kiosk *kiosk,
                         struct tap_record *record)
{
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len = test_kiosk_write(kiosk, record, line);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(kiosk, line, len);
    MUST(ingest_store(office->site.ingest, batch, &err));
    assert_int_equal(batch->lines[0].answer, INGEST_STORED);
}

struct report {
    const char *kiosk;
    int64_t complete_to_utc_us;
};

static bool save_progress(struct database *database, void *user, struct error *err)
{
    const struct report *report = user;
    enum kiosk_standing standing;
    struct kiosk_progress progress;
    if (!kiosk_store_lock(database, report->kiosk, &standing, &progress, err)) {
        return false;
    }
    progress.complete_to_utc_us = report->complete_to_utc_us;
    return kiosk_store_save(database, report->kiosk, &progress, err);
}

void judged_office_report_to(struct judged_office *office, const struct test_kiosk *kiosk,
                             int64_t utc_us)
{
    struct report report = {kiosk->id, utc_us};
    MUST(storage_write(office->site.storage, save_progress, &report, &err));
}
