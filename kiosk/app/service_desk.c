#include "service_desk.h"

#include "civil.h"
#include "kiosk_database.h"
#include "kiosk_schema.h"
#include "log.h"
#include "opening_list.h"
#include "service_worker.h"
#include "setup_desk.h"
#include "wording.h"
#include <inttypes.h>
#include <SDL.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#define PROTOCOL 1

/* After an opening could not be told: first so long, then twice that, and so on. */
#define TELL_FIRST_US   INT64_C(60000000)
#define TELL_AT_MOST_US INT64_C(3600000000)

struct service_desk {
    struct service_desk_parts parts;
    struct enrolment_request network;
    struct service_worker *worker;
    struct sync_report report;
    struct service_info info;
    struct opening_list openings; /* by name, which the server has not heard of */
    bool telling;                 /* the first of them is under way */
    int64_t tell_from_us, tell_pause_us;
};

static void write_versions(struct service_info *info)
{
    SDL_version sdl;
    SDL_GetVersion(&sdl);
    info->protocol = PROTOCOL;
    (void)snprintf(info->program, sizeof info->program, "%s", SHOUSHI_VERSION);
    (void)snprintf(info->sqlite, sizeof info->sqlite, "%.15s", kiosk_database_version());
    (void)snprintf(info->sdl, sizeof info->sdl, "%u.%u.%u", sdl.major, sdl.minor, sdl.patch);
    (void)snprintf(info->schemas, sizeof info->schemas, "records %zu, roster %zu, sync %zu",
                   kiosk_schema_records.step_count, kiosk_schema_roster.step_count,
                   kiosk_schema_sync.step_count);
}

bool service_desk_create(const struct service_desk_parts *parts, struct service_desk **ret_desk,
                         struct error *err)
{
    AUTO(service_desk) struct service_desk *desk = calloc(1, sizeof *desk);
    struct service *service = &parts->state->service;
    if (!desk) {
        return error_set(err, ERROR_NO_MEMORY, "service: out of memory");
    }
    desk->parts = *parts;
    desk->network =
        (struct enrolment_request){.folder = parts->config->data_folder,
                                   .server_url = parts->identity->server_url,
                                   .code = "",
                                   .ca_file = parts->config->ca_file,
                                   .transport = (enum sync_transport)parts->config->transport,
                                   .clock = parts->clock};
    opening_list_read(&desk->openings, parts->config->data_folder);
    write_versions(&desk->info);
    (void)snprintf(desk->info.kiosk, sizeof desk->info.kiosk, "%s", parts->identity->kiosk);
    (void)snprintf(desk->info.server, sizeof desk->info.server, "%.127s",
                   parts->identity->server_url);
    service->settings = parts->settings->service;
    pin_guard_init(&service->guard, parts->settings->wrong_pins, clock_mono_us(parts->clock));
    setup_init(&service->network, desk->info.server);
    if (!service_worker_create(&desk->network, &desk->worker, err)) {
        return false;
    }
    *ret_desk = TAKE(desk);
    return true;
}

void service_desk_destroy(struct service_desk *desk)
{
    if (desk) {
        service_worker_destroy(desk->worker);
        free(desk);
    }
}

static void read_clock(struct service_desk *desk)
{
    struct clock_reading reading = {.utc_us = clock_utc_us(desk->parts.clock),
                                    .mono_us = clock_mono_us(desk->parts.clock)};
    (void)snprintf(reading.boot, sizeof reading.boot, "%s", desk->parts.boot);
    struct trusted_time time = trusted_time_of(&desk->report.measure, &reading, 0);
    desk->info.clock_certain = time.clock == TAP_CLOCK_SYNCED;
    desk->info.clock_offset_us = time.offset_us;
    desk->info.clock_error_us = time.error_us;
}

static void keep(struct service_desk *desk)
{
    const struct service *service = &desk->parts.state->service;
    const struct kiosk_settings settings = {service->settings, service->guard.wrong};
    struct error fault;
    if (!kiosk_settings_write(desk->parts.config->data_folder, &settings, &fault)) {
        log_event(LOG_ERROR, "settings_not_kept", "reason=%s", LOG_TEXT(fault.text));
    }
}

static void ask(struct service_desk *desk, const struct service_job *job)
{
    if (!service_worker_ask(desk->worker, job)) {
        log_event(LOG_ERROR, "service_busy", "job=%d", (int)job->kind);
    }
}

/* A try counts before it is checked: pulling the plug in between does not give it back. */
static void ask_pin(struct service_desk *desk)
{
    struct service *service = &desk->parts.state->service;
    const struct facts_staff *person =
        facts_find_staff(tap_desk_facts(desk->parts.taps), service->staff);
    const char *hash = person ? facts_pin_hash(person) : NULL;
    struct service_job job = {.kind = SERVICE_JOB_PIN, .check = service->check};
    const struct kiosk_settings counted = {service->settings, service->guard.wrong + 1};
    struct error fault;
    if (!hash || !kiosk_settings_write(desk->parts.config->data_folder, &counted, &fault)) {
        (void)service_note_pin(service, &service->check, SERVICE_PIN_UNKNOWN,
                               clock_mono_us(desk->parts.clock)); /* it is the one */
        return;
    }
    (void)snprintf(job.pin_hash, sizeof job.pin_hash, "%s", hash);
    memcpy(job.pin, service->pin, sizeof job.pin);
    ask(desk, &job);
    explicit_bzero(job.pin, sizeof job.pin);
}

/* Where things stand, as text for a file. */
static void write_state(struct service_desk *desk, const struct display *display, char *ret_text,
                        size_t size)
{
    const struct service_info *info = &desk->info;
    (void)snprintf(ret_text, size,
                   "kiosk: %s\nplace: %s\nserver: %s\nprogram: %s\nprotocol: %d\nschemas: %s\n"
                   "sqlite: %s\nsdl: %s\nnot_acknowledged: %" PRIu64 "\nquarantined: %" PRIu64
                   "\nclock: %s\nclock_offset_us: %" PRId64 "\nclock_error_us: %" PRId64
                   "\nroster_revision: %" PRId64 "\npeople: %zu\ndisk_free_bytes: %" PRId64
                   "\nreader: %s\nrecords: %s\nnetwork: %s\nlast_trouble: %s\n",
                   info->kiosk, display->place, info->server, info->program, info->protocol,
                   info->schemas, info->sqlite, info->sdl, info->backlog, info->quarantined,
                   info->clock_certain ? "synced" : "uncertain", info->clock_offset_us,
                   info->clock_error_us, info->roster_revision, info->staff_count,
                   info->disk_free_bytes, condition_name(display->lights[LIGHT_READER].condition),
                   condition_name(display->lights[LIGHT_RECORDS].condition),
                   condition_name(display->lights[LIGHT_NETWORK].condition), info->trouble);
}

static void write_events(const struct reader_log *log, char *ret_text, size_t size)
{
    size_t len = (size_t)snprintf(ret_text, size, "cards: %" PRIu64 "\n", log->cards);
    for (size_t i = 0; i < log->count && len < size; i++) {
        char at[CIVIL_TIME_SIZE];
        const struct reader_log_line *line = &log->lines[i];
        len += (size_t)snprintf(ret_text + len, size - len, "%s %s %s %04x:%04x %s %s\n",
                                civil_time_format(line->at_ms, at), reader_log_word(line),
                                line->driver, line->vid, line->pid, line->port, line->reason);
    }
}

static void ask_export(struct service_desk *desk)
{
    struct service_job job = {.kind = SERVICE_JOB_EXPORT};
    struct stick_export_job *stick = &job.stick;
    struct display display;
    char at[CIVIL_TIME_SIZE];
    int64_t now_ms = tap_desk_now_ms(desk->parts.taps);
    const struct moment now = {now_ms, clock_mono_us(desk->parts.clock)};
    display_state_view(desk->parts.state, now, &display);
    service_desk_fill(desk, &display);
    (void)civil_time_format(now_ms - now_ms % CIVIL_SECOND_MS, at);
    (void)snprintf(stick->configured, sizeof stick->configured, "%s",
                   desk->parts.config->export_folder);
    (void)snprintf(stick->data_folder, sizeof stick->data_folder, "%s",
                   desk->parts.config->data_folder);
    (void)snprintf(stick->name, sizeof stick->name, "shoushi-%.40s-%.4s%.2s%.2s-%.2s%.2s%.2s",
                   desk->info.kiosk, at, at + 5, at + 8, at + 11, at + 14, at + 17);
    write_state(desk, &display, stick->state, sizeof stick->state);
    write_events(&desk->parts.state->reader_log, stick->events, sizeof stick->events);
    ask(desk, &job);
}

/* Signed by the best knowledge of the server's time. */
static void ask_card(struct service_desk *desk)
{
    const struct errand *errand = &desk->parts.state->errand;
    struct service_job job = {.kind = SERVICE_JOB_CARD};
    read_clock(desk);
    job.card.identity = desk->parts.identity;
    job.card.offset_us = desk->info.clock_offset_us;
    job.card.others = errand->issuing.others;
    job.card.token = errand->issuing.token;
    job.card.number = errand->asked;
    memcpy(job.card.keeper, desk->parts.state->service.staff, sizeof job.card.keeper);
    memcpy(job.card.staff, errand->staff, sizeof job.card.staff);
    ask(desk, &job);
}

void service_desk_take_wish(struct service_desk *desk, enum service_wish wish)
{
    const struct service_job network = {.kind = SERVICE_JOB_NETWORK};
    const struct service_settings *settings = &desk->parts.state->service.settings;
    switch (wish) {
    case SERVICE_WISH_NOTHING:
        return;
    case SERVICE_WISH_CHECK_PIN:
        ask_pin(desk);
        return;
    case SERVICE_WISH_NETWORK:
        ask(desk, &network);
        return;
    case SERVICE_WISH_EXPORT:
        ask_export(desk);
        return;
    case SERVICE_WISH_ISSUE:
        ask_card(desk);
        return;
    case SERVICE_WISH_SETTINGS:
        desk->parts.state->language = settings->language;
        sound_set_volume(desk->parts.sound, settings->volume_percent);
        sound_play(desk->parts.sound, MEANING_WELL);
        keep(desk);
        return;
    }
}

/* One at a time, when the server is there, and not at once again where it did not take it. */
static void tell_openings(struct service_desk *desk)
{
    struct service_job job = {.kind = SERVICE_JOB_OPENING};
    bool up = desk->report.network == SYNC_NETWORK_UP;
    bool due = clock_mono_us(desk->parts.clock) >= desk->tell_from_us;
    if (!up || !due || desk->telling || desk->openings.count == 0) {
        return;
    }
    read_clock(desk);
    job.opening.identity = desk->parts.identity;
    job.opening.offset_us = desk->info.clock_offset_us;
    job.opening.opening = desk->openings.items[0];
    desk->telling = service_worker_ask(desk->worker, &job);
}

static void note_opening(struct service_desk *desk)
{
    const struct service *service = &desk->parts.state->service;
    log_event(service->by_name ? LOG_WARNING : LOG_INFO, "service_opened", "by=%s reader=%s",
              service->by_name ? "name" : "card",
              condition_name(desk->parts.state->lights[LIGHT_READER].condition));
    if (!service->by_name) {
        return;
    }
    struct service_opening opening;
    struct error fault;
    read_clock(desk);
    opening.at_utc_us = clock_utc_us(desk->parts.clock) + desk->info.clock_offset_us;
    memcpy(opening.keeper, service->staff, sizeof opening.keeper);
    if (!opening_list_add(&desk->openings, &opening, &fault)) {
        log_event(LOG_ERROR, "opening_not_kept", "keeper=%s reason=%s", LOG_TEXT(opening.keeper),
                  LOG_TEXT(fault.text));
    }
    tell_openings(desk);
}

static void take_opening(struct service_desk *desk, enum opening_call_result result,
                         struct moment now)
{
    const struct service_opening first = desk->openings.items[0];
    struct error fault;
    desk->telling = false;
    if (result == OPENING_CALL_OPEN) {
        int64_t pause_us = desk->tell_pause_us > 0 ? 2 * desk->tell_pause_us : TELL_FIRST_US;
        desk->tell_pause_us = pause_us < TELL_AT_MOST_US ? pause_us : TELL_AT_MOST_US;
        desk->tell_from_us = now.mono_us + desk->tell_pause_us;
        return;
    }
    if (result == OPENING_CALL_REFUSED) {
        log_event(LOG_ERROR, "opening_refused", "keeper=%s at_utc_us=%" PRId64,
                  LOG_TEXT(first.keeper), first.at_utc_us);
    }
    desk->tell_pause_us = 0;
    if (!opening_list_drop_first(&desk->openings, &fault)) { /* the next start tells it again */
        log_event(LOG_WARNING, "openings_not_written", "reason=%s", LOG_TEXT(fault.text));
    }
    tell_openings(desk);
}

void service_desk_note_report(struct service_desk *desk, const struct sync_report *report)
{
    desk->report = *report;
    desk->report.facts = NULL;
    tell_openings(desk);
}

static void take_pin(struct service_desk *desk, const struct service_check *check,
                     enum service_pin_answer answer, struct moment now)
{
    struct service *service = &desk->parts.state->service;
    bool taken = service_note_pin(service, check, answer, now.mono_us);
    keep(desk);
    log_event(answer == SERVICE_PIN_RIGHT ? LOG_INFO : LOG_WARNING, "service_pin",
              "answer=%s wrong=%u taken=%d",
              answer == SERVICE_PIN_RIGHT   ? "right"
              : answer == SERVICE_PIN_WRONG ? "wrong"
                                            : "unknown",
              service->guard.wrong, taken);
    if (taken && service->step == SERVICE_OPEN) {
        note_opening(desk);
    }
}

static enum card_issuing_answer issuing_answer_of(const struct card_call_answer *answer)
{
    switch (answer->result) {
    case CARD_CALL_ISSUED:
        return CARD_ISSUING_DONE;
    case CARD_CALL_NO_ANSWER:
        return CARD_ISSUING_NO_CALL;
    case CARD_CALL_REFUSED:
        break;
    }
    enum card_issuing_answer refusal = card_issuing_answer_of_word(answer->word);
    bool taken_back = refusal == CARD_ISSUING_TAKEN && strcmp(answer->state, "active") != 0;
    return taken_back ? CARD_ISSUING_TAKEN_BACK : refusal;
}

/* Heard as well as seen: whoever holds the card looks at it. */
static void take_card(struct service_desk *desk, uint32_t number,
                      const struct card_call_answer *answer, struct moment now)
{
    struct card_issuing issuing = {.answer = issuing_answer_of(answer),
                                   .taken_back = answer->taken_back};
    const struct facts_staff *holder =
        facts_find_staff(tap_desk_facts(desk->parts.taps), answer->holder);
    (void)snprintf(issuing.holder, sizeof issuing.holder, "%s",
                   holder ? holder->name : answer->holder);
    (void)snprintf(issuing.detail, sizeof issuing.detail, "%s", answer->text);
    bool taken = errand_note_answer(&desk->parts.state->errand, number, &issuing, now.mono_us);
    if (taken) {
        service_stay(&desk->parts.state->service, now.mono_us);
        sound_play(desk->parts.sound,
                   issuing.answer == CARD_ISSUING_DONE ? MEANING_WELL : MEANING_REFUSED);
    }
    log_event(LOG_INFO, "card_issued_here", "answer=%s taken_back=%d taken=%d reason=%s",
              card_issuing_answer_name(issuing.answer), issuing.taken_back, taken,
              LOG_TEXT(issuing.detail));
}

bool service_desk_take_answers(struct service_desk *desk, struct moment now)
{
    struct service *service = &desk->parts.state->service;
    struct service_answer answer;
    tell_openings(desk);
    if (!service_worker_take(desk->worker, &answer)) {
        return false;
    }
    switch (answer.kind) {
    case SERVICE_JOB_PIN:
        take_pin(desk, &answer.check, answer.pin, now);
        break;
    case SERVICE_JOB_NETWORK:
        service_note_network(service, setup_desk_fault(answer.fault), answer.detail,
                             (long)(answer.clock_off_us / 1000000), answer.answer_ms, now.mono_us);
        break;
    case SERVICE_JOB_EXPORT:
        service_note_export(service, &answer.stick, now.mono_us);
        log_event(LOG_INFO, "log_exported", "standing=%s files=%d reason=%s",
                  service_export_name(answer.stick.standing), answer.stick.file_count,
                  LOG_TEXT(answer.stick.detail));
        break;
    case SERVICE_JOB_CARD:
        take_card(desk, answer.card_number, &answer.card, now);
        break;
    case SERVICE_JOB_OPENING:
        take_opening(desk, answer.opening, now);
        break;
    case SERVICE_JOB_END:
        break;
    }
    return true;
}

int service_desk_fd(const struct service_desk *desk)
{
    return service_worker_fd(desk->worker);
}

void service_desk_fill(struct service_desk *desk, struct display *display)
{
    struct service_info *info = &desk->info;
    const struct sync_report *report = &desk->report;
    struct statvfs disk;
    read_clock(desk);
    info->backlog = report->backlog;
    info->quarantined = report->quarantined;
    info->oldest_ms =
        report->oldest_utc_us ? tap_desk_local_ms(desk->parts.taps, report->oldest_utc_us) : 0;
    info->staff_count = tap_desk_staff_count(desk->parts.taps);
    info->roster_revision = report->roster_revision;
    info->disk_free_bytes = statvfs(desk->parts.config->data_folder, &disk) == 0
                                ? (int64_t)(disk.f_bavail * disk.f_frsize)
                                : 0;
    (void)snprintf(info->trouble, sizeof info->trouble, "%s",
                   report->storage_text[0]   ? report->storage_text
                   : report->refusal_text[0] ? report->refusal_text
                                             : report->network_text);
    display->info = info;
}
