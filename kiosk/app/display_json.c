#include "display_json.h"

#include "civil.h"
#include "json.h"
#include "meaning.h"
#include "wording.h"
#include <string.h>

static json_t *result_json(const struct display *display)
{
    char headline[PHRASE_SIZE];
    char reason[PHRASE_SIZE];
    char meeting[PHRASE_SIZE];
    char also[PHRASE_SIZE];
    char at[CIVIL_TIME_SIZE];
    const struct judge_verdict *verdict = &display->verdict;
    bool recorded = display->kind == DISPLAY_RESULT;
    bool named = recorded && wording_names_person(display);
    enum meaning meaning = recorded ? meaning_of_answer(verdict->answer) : MEANING_ALARM;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "answer",
                     recorded ? judge_answer_name(verdict->answer) : "not_recorded", "meaning",
                     meaning_name(meaning), "name", named ? verdict->name : "", "unit",
                     named ? verdict->unit : "", "at", civil_time_format(display->at_ms, at),
                     "headline", wording_headline(display, headline), "reason",
                     wording_reason(display, reason), "meeting",
                     recorded ? wording_meeting(display, meeting) : "", "also",
                     recorded ? wording_also(display, also) : "");
}

static json_t *fault_json(const struct display *display)
{
    char word[PHRASE_SIZE];
    char since[CIVIL_TIME_SIZE];
    return json_pack("{s:s, s:s, s:s}", "condition", condition_name(display->fault.condition),
                     "headline", wording_condition(display, display->fault, word), "since",
                     civil_time_format(display->fault.since_ms, since));
}

static json_t *meetings_json(const struct display *display)
{
    json_t *list = json_array();
    const struct meeting_board *board = display->views.meetings;
    for (size_t i = 0; board && i < board->count; i++) {
        const struct meeting_board_meeting *meeting = &board->meetings[i];
        (void)json_array_append_new(/* a NULL list fails json_pack in the caller */
                                    list, json_pack("{s:s, s:s, s:i, s:i}", "id", meeting->id,
                                                    "title", meeting->title, "present",
                                                    meeting_counts_present(&meeting->counts),
                                                    "expected", meeting->counts.expected));
    }
    return list;
}

/* The page of choices that is on the screen. */
static json_t *choices_json(const struct display *display)
{
    json_t *list = json_array();
    const struct choice_page *page = display->views.choices;
    bool shown = display->kind == DISPLAY_CHOICE || display->kind == DISPLAY_LETTERS;
    for (size_t i = 0; shown && page && i < page->count; i++) {
        (void)json_array_append_new(list, json_string(page->items[i].title)); /* as above */
    }
    return list;
}

static json_t *confirm_json(const struct display *display)
{
    const struct judge_verdict *would_be = display->views.would_be;
    return display->kind == DISPLAY_CONFIRM && would_be
               ? json_string(judge_answer_name(would_be->answer))
               : json_null();
}

static json_t *setup_json(const struct display *display)
{
    const struct setup *setup = &display->setup;
    return display->kind != DISPLAY_SETUP
               ? json_null()
               : json_pack("{s:s, s:s, s:s, s:s, s:s}", "step", setup_step_name(setup->step),
                           "address", setup->address, "code", setup->code, "fault",
                           setup_fault_name(setup->fault), "detail", setup->detail);
}

static json_t *service_json(const struct display *display)
{
    const struct service *service = &display->service;
    return service->step == SERVICE_CLOSED
               ? json_null()
               : json_pack("{s:s, s:s, s:s, s:i, s:i, s:s, s:i, s:i, s:s, s:b, s:s, s:I}", "step",
                           service_step_name(service->step), "page",
                           service_page_name(service->page), "staff", service->staff, "digits",
                           (int)display->pin_len, "tries_left",
                           (int)pin_guard_tries_left(&service->guard), "export",
                           service_export_name(service->stick.standing), "volume",
                           service->settings.volume_percent, "brightness",
                           service->settings.brightness_percent, "network",
                           setup_fault_name(service->network.fault), "testing",
                           service->network.busy, "folder", service->stick.folder, "backlog",
                           display->info ? (json_int_t)display->info->backlog : -1);
}

static json_t *reading_json(const struct display *display)
{
    const struct card_reading *reading = &display->reading;
    return display->kind != DISPLAY_READ_CARD
               ? json_null()
               : json_pack("{s:s, s:s, s:s}", "staff", reading->staff, "name", reading->name,
                           "step", card_reading_step_name(reading->step));
}

static json_t *issuing_json(const struct display *display)
{
    const struct errand *errand = &display->errand;
    return errand->kind != ERRAND_ISSUE
               ? json_null()
               : json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:b, s:i}", "staff", errand->staff,
                           "name", errand->name, "asked", (json_int_t)errand->asked, "answer",
                           card_issuing_answer_name(errand->issuing.answer), "others",
                           card_issuing_others_name(errand->issuing.others), "holder",
                           errand->issuing.holder, "known", errand->issuing.known, "taken_back",
                           errand->issuing.taken_back);
}

static json_t *lights_json(const struct display *display, char now[static CIVIL_TIME_SIZE])
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "screen",
                     display_kind_name(display->kind), "language",
                     language_names[display->language], "now",
                     civil_time_format(display->now_ms, now), "place", display->place, "reader",
                     condition_name(display->lights[LIGHT_READER].condition), "records",
                     condition_name(display->lights[LIGHT_RECORDS].condition), "network",
                     condition_name(display->lights[LIGHT_NETWORK].condition), "clock",
                     display->clock_uncertain ? "uncertain" : "synced");
}

static json_t *display_to_json(const struct display *display, const struct display_counts *counts)
{
    char now[CIVIL_TIME_SIZE];
    bool result = display->kind == DISPLAY_RESULT || display->kind == DISPLAY_NOT_RECORDED;
    json_t *result_value = result ? result_json(display) : json_null();
    json_t *fault_value = display->kind == DISPLAY_FAULT ? fault_json(display) : json_null();
    AUTO(json)
    json_t *rest = json_pack(
        "{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "taps",
        (json_int_t)counts->taps, "roster_revision", (json_int_t)counts->roster_revision, "result",
        result_value, "fault", fault_value, "meetings", meetings_json(display), "choices",
        choices_json(display), "would_be", confirm_json(display), "setup", setup_json(display),
        "reading", reading_json(display), "service", service_json(display), "issuing",
        issuing_json(display), "portrait", display->portrait != NULL);
    json_t *root = lights_json(display, now);
    if (root && (!rest || json_object_update(root, rest) != 0)) {
        json_decref(root);
        return NULL;
    }
    return root;
}

bool display_json_write(const struct display *display, const struct display_counts *counts,
                        char *ret_text, size_t size)
{
    static const struct display_counts none = {.taps = 0};
    AUTO(json) json_t *root = display_to_json(display, counts ? counts : &none);
    if (!root) {
        return false;
    }
    size_t len = json_dumpb(root, ret_text, size - 1, JSON_COMPACT);
    if (len == 0 || len > size - 1) {
        return false;
    }
    ret_text[len] = '\0';
    return true;
}
