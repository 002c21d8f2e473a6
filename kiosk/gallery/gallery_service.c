#include "gallery_service.h"

#include "check.h"
#include "civil.h"
#include "gallery_office.h"
#include <stdio.h>

static const struct row {
    const char *name;
    enum display_kind kind;
    enum service_step step;
    enum service_refusal refusal;
    enum setup_fault fault;
    enum service_export_standing stick;
    int digits;
    bool wrong, trouble, unread;
    enum errand_step issue; /* of the errand that issues a card */
    struct card_issuing issuing;
    enum condition reader, network;
} rows[] = {
    {.name = "service-card", .kind = DISPLAY_SERVICE_CARD, .step = SERVICE_CARD},
    {.name = "service-no-keeper", .kind = DISPLAY_SERVICE_CARD, .step = SERVICE_REFUSED},
    {.name = "service-locked",
     .kind = DISPLAY_SERVICE_CARD,
     .step = SERVICE_REFUSED,
     .refusal = SERVICE_LOCKED},
    {.name = "service-pin", .kind = DISPLAY_SERVICE_PIN, .step = SERVICE_PIN, .digits = 6},
    {.name = "service-pin-wrong", .kind = DISPLAY_SERVICE_PIN, .step = SERVICE_PIN, .wrong = true},
    {.name = "service-checking",
     .kind = DISPLAY_SERVICE_PIN,
     .step = SERVICE_CHECKING,
     .digits = 12},
    {.name = "service-state", .kind = DISPLAY_SERVICE_STATE, .step = SERVICE_OPEN},
    {.name = "service-state-trouble",
     .kind = DISPLAY_SERVICE_STATE,
     .step = SERVICE_OPEN,
     .trouble = true},
    {.name = "service-card-no-reader",
     .kind = DISPLAY_SERVICE_CARD,
     .step = SERVICE_CARD,
     .reader = CONDITION_READER_ABSENT},
    {.name = "service-card-unread",
     .kind = DISPLAY_SERVICE_CARD,
     .step = SERVICE_CARD,
     .unread = true},
    {.name = "service-cards", .kind = DISPLAY_SERVICE_CARDS, .step = SERVICE_OPEN},
    {.name = "service-cards-offline",
     .kind = DISPLAY_SERVICE_CARDS,
     .step = SERVICE_OPEN,
     .network = CONDITION_NETWORK_DOWN},
    {.name = "issue-letters", .kind = DISPLAY_LETTERS, .issue = ERRAND_STEP_LETTERS},
    {.name = "issue-card", .kind = DISPLAY_ISSUE, .issue = ERRAND_STEP_CARD},
    {.name = "issue-card-known",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_CARD,
     .issuing = {.known = true, .holder = "欧阳建国"}},
    {.name = "issue-confirm",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_CONFIRM,
     .issuing = {.others = CARD_ISSUING_LOST}},
    {.name = "issue-asked", .kind = DISPLAY_ISSUE, .issue = ERRAND_STEP_ASKED},
    {.name = "issue-done",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_ANSWERED,
     .issuing = {.answer = CARD_ISSUING_DONE, .taken_back = 1}},
    {.name = "issue-taken",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_ANSWERED,
     .issuing = {.answer = CARD_ISSUING_TAKEN_BACK, .holder = "欧阳建国"}},
    {.name = "issue-denied",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_ANSWERED,
     .issuing = {.answer = CARD_ISSUING_NO_ACCOUNT}},
    {.name = "issue-no-answer",
     .kind = DISPLAY_ISSUE,
     .issue = ERRAND_STEP_ANSWERED,
     .issuing = {.answer = CARD_ISSUING_NO_CALL}},
    {.name = "service-reader", .kind = DISPLAY_SERVICE_READER, .step = SERVICE_OPEN},
    {.name = "service-network", .kind = DISPLAY_SERVICE_NETWORK, .step = SERVICE_OPEN},
    {.name = "service-network-bad",
     .kind = DISPLAY_SERVICE_NETWORK,
     .step = SERVICE_OPEN,
     .fault = SETUP_FAULT_CERTIFICATE},
    {.name = "service-settings", .kind = DISPLAY_SERVICE_SETTINGS, .step = SERVICE_OPEN},
    {.name = "service-export", .kind = DISPLAY_SERVICE_EXPORT, .step = SERVICE_OPEN},
    {.name = "service-export-done",
     .kind = DISPLAY_SERVICE_EXPORT,
     .step = SERVICE_OPEN,
     .stick = SERVICE_EXPORT_DONE},
    {.name = "service-export-full",
     .kind = DISPLAY_SERVICE_EXPORT,
     .step = SERVICE_OPEN,
     .stick = SERVICE_EXPORT_FULL},
    {.name = "service-export-failed",
     .kind = DISPLAY_SERVICE_EXPORT,
     .step = SERVICE_OPEN,
     .stick = SERVICE_EXPORT_FAILED},
};

size_t gallery_service_count(void)
{
    return ARRAY_LEN(rows);
}

static void make_info(const struct row *row, int64_t midnight_ms, struct service_info *info)
{
    *info = (struct service_info){.program = "0.1.0",
                                  .protocol = 1,
                                  .schemas = "records 2, roster 4, sync 2",
                                  .sqlite = "3.40.1",
                                  .sdl = "2.26.5",
                                  .kiosk = "k0001",
                                  .server = "https://shoushi.qingyun.gov.cn:8443",
                                  .clock_certain = true,
                                  .clock_offset_us = -3120,
                                  .clock_error_us = 900,
                                  .staff_count = 10000,
                                  .roster_revision = 21407,
                                  .disk_free_bytes = INT64_C(83000000000)};
    if (row->trouble) {
        info->backlog = 1284;
        info->oldest_ms = midnight_ms - 2 * CIVIL_DAY_MS + 17 * 60 * CIVIL_MINUTE_MS;
        info->clock_certain = false;
        (void)snprintf(info->trouble, sizeof info->trouble,
                       "records: Could not resolve host: shoushi.qingyun.gov.cn");
    }
}

static void add_event(struct reader_log *log, enum reader_event_kind kind, enum reader_state state,
                      const char *reason, int64_t at_ms)
{
    struct reader_event event = {
        .kind = kind, .state = state, .vid = 0x072f, .pid = 0x2200, .driver = "ccid"};
    (void)snprintf(event.port, sizeof event.port, "1-2.3");
    (void)snprintf(event.reason, sizeof event.reason, "%s", reason);
    reader_log_note(log, &event, at_ms);
}

static void make_log(int64_t midnight_ms, struct reader_log *log)
{
    static const struct {
        enum reader_event_kind kind;
        enum reader_state state;
        const char *reason;
    } events[] = {
        {READER_EVENT_ADDED, READER_ABSENT, ""},
        {READER_EVENT_STATE, READER_READY, ""},
        {READER_EVENT_MALFORMED, READER_READY, "a number of 3 digits"},
        {READER_EVENT_STATE, READER_RECOVERING, "the reader stopped answering"},
        {READER_EVENT_STATE, READER_FAULT, "cannot claim interface 0: another program uses it"},
        {READER_EVENT_REMOVED, READER_ABSENT, ""},
        {READER_EVENT_ADDED, READER_ABSENT, ""},
        {READER_EVENT_STATE, READER_READY, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        add_event(log, events[i].kind, events[i].state, events[i].reason,
                  midnight_ms + (7 * 60 + 9 * (int64_t)i) * CIVIL_MINUTE_MS);
    }
    log->cards = 347;
}

/* A card for somebody whose name is as long as names are, but for the letters' page. */
static void make_issue(const struct row *row, struct gallery_sample *sample)
{
    struct errand *errand = &sample->display.errand;
    sample->display.service.step = SERVICE_OPEN;
    errand->kind = ERRAND_ISSUE;
    errand->step = row->issue;
    errand->issuing = row->issuing;
    (void)snprintf(errand->name, sizeof errand->name, "阿卜杜热西提·买买提伊明江");
    (void)snprintf(errand->unit_name, sizeof errand->unit_name, "县人力资源和社会保障局");
    if (row->issue == ERRAND_STEP_LETTERS) {
        (void)snprintf(errand->letters, sizeof errand->letters, "LM");
        gallery_office_make(GALLERY_LETTERS, 0, sample);
        for (size_t i = 0; i < sample->choices.count; i++) {
            sample->choices.items[i].standing = CHOICE_PLAIN;
        }
    }
}

static void make_test(const struct row *row, struct service *service)
{
    setup_init(&service->network, "https://shoushi.qingyun.gov.cn:8443");
    service->network_tested = true;
    service->network_answer_ms = 38;
    setup_begin_check(&service->network);
    setup_note_result(&service->network, row->fault, "SSL certificate problem", 0);
    service->network.step = SETUP_ADDRESS;
}

void gallery_service_make(size_t index, int64_t midnight_ms, struct gallery_sample *sample)
{
    CHECK(index < gallery_service_count());
    const struct row *row = &rows[index];
    struct display *display = &sample->display;
    struct service *service = &display->service;
    sample->name = row->name;
    display->kind = row->kind;
    service->step = row->step;
    service->refusal = row->refusal;
    service->pin_was_wrong = row->wrong;
    service->guard.wrong = row->wrong ? 2 : 0;
    service->settings = (struct service_settings){70, 100, display->language};
    service->stick = (struct service_export){.standing = row->stick, .file_count = 4};
    (void)snprintf(service->name, sizeof service->name, "欧阳建国");
    (void)snprintf(service->stick.folder, sizeof service->stick.folder,
                   "shoushi-k0001-20261123-082641");
    (void)snprintf(service->stick.detail, sizeof service->stick.detail, "Structure needs cleaning");
    if (row->step == SERVICE_OPEN) {
        service->page = (enum service_page)(row->kind - DISPLAY_SERVICE_STATE);
    }
    display->pin_len = (size_t)row->digits;
    display->locked_for_ms = 7 * CIVIL_MINUTE_MS - 1;
    if (row->kind == DISPLAY_ISSUE || row->kind == DISPLAY_LETTERS) {
        make_issue(row, sample);
    }
    display->lights[LIGHT_READER].condition = row->reader;
    display->by_name_offered = row->unread || condition_is_no_reader(row->reader);
    display->lights[LIGHT_NETWORK].condition = row->network;
    make_test(row, service);
    make_info(row, midnight_ms, &sample->info);
    make_log(midnight_ms, &sample->reader_log);
    display->info = &sample->info;
    display->reader_log = &sample->reader_log;
}

/* A head and shoulders before a wall, in few pixels. */
void gallery_service_add_portrait(struct gallery_sample *sample)
{
    const int width = GALLERY_PORTRAIT_WIDTH;
    const int height = GALLERY_PORTRAIT_HEIGHT;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int across = x - width / 2;
            int down = y - height * 2 / 5;
            int below = y - height;
            bool head = across * across * 25 + down * down * 16 < 25 * 16 * 16 * 16 / 25;
            bool body = across * across + below * below / 2 < 28 * 28;
            sample->portrait_pixels[y * width + x] = head   ? 0xd9a06b
                                                     : body ? 0x2c3e60
                                                            : 0x8fb3c9U + (uint32_t)(y / 4);
        }
    }
    sample->portrait = (struct pixmap){
        .id = 1, .width = width, .height = height, .pixels = sample->portrait_pixels};
    sample->display.portrait = &sample->portrait;
}
