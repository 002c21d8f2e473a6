#include "service.h"

#include "check.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const step_names[] = {
    [SERVICE_CLOSED] = "closed",     [SERVICE_CARD] = "card",       [SERVICE_PIN] = "pin",
    [SERVICE_CHECKING] = "checking", [SERVICE_REFUSED] = "refused", [SERVICE_OPEN] = "open",
};

static const char *const page_names[SERVICE_PAGES] = {
    [SERVICE_PAGE_STATE] = "state",       [SERVICE_PAGE_CARDS] = "cards",
    [SERVICE_PAGE_READER] = "reader",     [SERVICE_PAGE_NETWORK] = "network",
    [SERVICE_PAGE_SETTINGS] = "settings", [SERVICE_PAGE_EXPORT] = "export",
};

static const char *const export_names[SERVICE_EXPORT_STANDINGS] = {
    [SERVICE_EXPORT_NOTHING] = "nothing",
    [SERVICE_EXPORT_BUSY] = "busy",
    [SERVICE_EXPORT_DONE] = "done",
    [SERVICE_EXPORT_NO_STICK] = "no_stick",
    [SERVICE_EXPORT_FULL] = "full",
    [SERVICE_EXPORT_READ_ONLY] = "read_only",
    [SERVICE_EXPORT_PULLED_OUT] = "pulled_out",
    [SERVICE_EXPORT_FAILED] = "failed",
};

static const struct {
    const char *name;
    enum service_touch touch;
} touch_names[] = {
    {"enter", SERVICE_TOUCH_ENTER},       {"quieter", SERVICE_TOUCH_QUIETER},
    {"louder", SERVICE_TOUCH_LOUDER},     {"darker", SERVICE_TOUCH_DARKER},
    {"brighter", SERVICE_TOUCH_BRIGHTER}, {"chinese", SERVICE_TOUCH_CHINESE},
    {"english", SERVICE_TOUCH_ENGLISH},   {"try_network", SERVICE_TOUCH_TRY_NETWORK},
    {"export", SERVICE_TOUCH_EXPORT},     {"by_name", SERVICE_TOUCH_BY_NAME},
    {"issue", SERVICE_TOUCH_ISSUE},
};

const char *service_step_name(enum service_step step)
{
    return step_names[step];
}

const char *service_page_name(enum service_page page)
{
    return page_names[page];
}

const char *service_export_name(enum service_export_standing standing)
{
    return export_names[standing];
}

enum service_touch service_touch_parse(const char *words)
{
    for (size_t i = 0; i < ARRAY_LEN(touch_names); i++) {
        if (strcmp(words, touch_names[i].name) == 0) {
            return touch_names[i].touch;
        }
    }
    if (strncmp(words, "digit ", 6) == 0 && isdigit((unsigned char)words[6]) && !words[7]) {
        return (enum service_touch)(SERVICE_TOUCH_DIGIT + words[6] - '0');
    }
    for (int page = 0; page < SERVICE_PAGES; page++) {
        if (strncmp(words, "page ", 5) == 0 && strcmp(words + 5, page_names[page]) == 0) {
            return (enum service_touch)(SERVICE_TOUCH_PAGE + page);
        }
    }
    return SERVICE_TOUCHES;
}

static int64_t patience_us(enum service_step step)
{
    switch (step) {
    case SERVICE_CARD:
        return SERVICE_CARD_US;
    case SERVICE_REFUSED:
        return SERVICE_REFUSED_US;
    case SERVICE_OPEN:
        return SERVICE_PAGE_US;
    default:
        return SERVICE_PIN_US;
    }
}

static void go_to(struct service *service, enum service_step step, int64_t now_us)
{
    service->step = step;
    service->from_us = now_us;
    service->until_us = now_us + patience_us(step);
    if (step != SERVICE_PIN && step != SERVICE_CHECKING) {
        memset(service->pin, 0, sizeof service->pin);
    }
}

static void refuse(struct service *service, enum service_refusal refusal, int64_t now_us)
{
    service->refusal = refusal;
    go_to(service, SERVICE_REFUSED, now_us);
}

void service_hold(struct service *service, int64_t now_us)
{
    service->held_since_us = service->held_since_us ? service->held_since_us : now_us;
}

void service_let_go(struct service *service)
{
    service->held_since_us = 0;
}

void service_close(struct service *service)
{
    go_to(service, SERVICE_CLOSED, 0);
    service->staff[0] = '\0';
    service->name[0] = '\0';
    service->by_name = false;
    service->stick = (struct service_export){.standing = SERVICE_EXPORT_NOTHING};
    service->network_tested = false;
}

bool service_note_time(struct service *service, int64_t now_us)
{
    bool held = service->held_since_us && now_us - service->held_since_us >= SERVICE_HOLD_US;
    if (held && service->step == SERVICE_CLOSED) {
        service->held_since_us = 0;
        service->pin_was_wrong = false;
        service->page = SERVICE_PAGE_STATE;
        go_to(service, SERVICE_CARD, now_us);
        return true;
    }
    if (service->step != SERVICE_CLOSED && now_us >= service->until_us) {
        service_close(service);
        return true;
    }
    return false;
}

bool service_is_shown(const struct service *service)
{
    return service->step != SERVICE_CLOSED;
}

bool service_wants_card(const struct service *service)
{
    return service->step == SERVICE_CARD;
}

static void ask_pin(struct service *service, const char *staff, const char *name, int64_t now_us)
{
    (void)snprintf(service->staff, sizeof service->staff, "%s", staff);
    (void)snprintf(service->name, sizeof service->name, "%s", name);
    if (pin_guard_wait_us(&service->guard, now_us) > 0) {
        refuse(service, SERVICE_LOCKED, now_us);
        return;
    }
    go_to(service, SERVICE_PIN, now_us);
}

void service_take_card(struct service *service, const char *staff, const char *name, int64_t now_us)
{
    if (!*staff) {
        refuse(service, SERVICE_NO_KEEPER, now_us);
        return;
    }
    service->by_name = false;
    ask_pin(service, staff, name, now_us);
}

void service_take_name(struct service *service, const char *staff, const char *name, int64_t now_us)
{
    service->by_name = true;
    ask_pin(service, staff, name, now_us);
}

bool service_may_issue(const struct service *service)
{
    return service->step == SERVICE_OPEN && service->page == SERVICE_PAGE_CARDS &&
           !service->by_name;
}

void service_stay(struct service *service, int64_t now_us)
{
    if (service->step == SERVICE_OPEN) {
        service->from_us = now_us;
        service->until_us = now_us + SERVICE_PAGE_US;
    }
}

static enum service_wish type(struct service *service, enum service_touch touch, int64_t now_us)
{
    size_t len = strlen(service->pin);
    if (touch == SERVICE_TOUCH_ENTER) {
        if (len < SERVICE_PIN_MIN) {
            return SERVICE_WISH_NOTHING;
        }
        service->check.number++;
        memcpy(service->check.staff, service->staff, sizeof service->check.staff);
        go_to(service, SERVICE_CHECKING, now_us);
        return SERVICE_WISH_CHECK_PIN;
    }
    if (touch < SERVICE_TOUCH_ENTER && len < SERVICE_PIN_MAX) {
        service->pin[len] = (char)('0' + touch);
        service->pin[len + 1] = '\0';
        go_to(service, SERVICE_PIN, now_us);
    }
    return SERVICE_WISH_NOTHING;
}

void service_erase(struct service *service, int64_t now_us)
{
    size_t len = strlen(service->pin);
    if (service->step == SERVICE_PIN && len > 0) {
        service->pin[len - 1] = '\0';
        go_to(service, SERVICE_PIN, now_us);
    }
}

static void step_within(int *percent, int by, int least)
{
    *percent += by;
    *percent = *percent < least ? least : *percent > 100 ? 100 : *percent;
}

/* True where something is set otherwise now. */
static bool change_setting(struct service_settings *settings, enum service_touch touch)
{
    const struct service_settings before = *settings;
    switch (touch) {
    case SERVICE_TOUCH_QUIETER:
    case SERVICE_TOUCH_LOUDER:
        step_within(&settings->volume_percent,
                    touch == SERVICE_TOUCH_LOUDER ? SERVICE_STEP : -SERVICE_STEP, 0);
        break;
    case SERVICE_TOUCH_DARKER:
    case SERVICE_TOUCH_BRIGHTER:
        step_within(&settings->brightness_percent,
                    touch == SERVICE_TOUCH_BRIGHTER ? SERVICE_STEP : -SERVICE_STEP,
                    SERVICE_BRIGHTNESS_MIN);
        break;
    case SERVICE_TOUCH_CHINESE:
    case SERVICE_TOUCH_ENGLISH:
        settings->language = touch == SERVICE_TOUCH_CHINESE ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH;
        break;
    default:
        break;
    }
    return before.volume_percent != settings->volume_percent ||
           before.brightness_percent != settings->brightness_percent ||
           before.language != settings->language;
}

static enum service_wish touch_page(struct service *service, enum service_touch touch,
                                    int64_t now_us)
{
    service_stay(service, now_us);
    if (touch >= SERVICE_TOUCH_PAGE && touch < SERVICE_TOUCH_PAGE + SERVICE_PAGES) {
        service->page = (enum service_page)(touch - SERVICE_TOUCH_PAGE);
        return SERVICE_WISH_NOTHING;
    }
    if (touch == SERVICE_TOUCH_TRY_NETWORK && !service->network.busy) {
        service->network_tested = true;
        setup_begin_check(&service->network);
        return SERVICE_WISH_NETWORK;
    }
    if (touch == SERVICE_TOUCH_EXPORT && service->stick.standing != SERVICE_EXPORT_BUSY) {
        service->stick = (struct service_export){.standing = SERVICE_EXPORT_BUSY};
        return SERVICE_WISH_EXPORT;
    }
    return change_setting(&service->settings, touch) ? SERVICE_WISH_SETTINGS : SERVICE_WISH_NOTHING;
}

enum service_wish service_handle_touch(struct service *service, enum service_touch touch,
                                       int64_t now_us)
{
    switch (service->step) {
    case SERVICE_PIN:
        return type(service, touch, now_us);
    case SERVICE_OPEN:
        return touch_page(service, touch, now_us);
    default:
        return SERVICE_WISH_NOTHING;
    }
}

static bool waits_for(const struct service *service, const struct service_check *check)
{
    return service->step == SERVICE_CHECKING && service->check.number == check->number &&
           strcmp(service->staff, check->staff) == 0;
}

bool service_note_pin(struct service *service, const struct service_check *check,
                      enum service_pin_answer answer, int64_t now_us)
{
    if (answer == SERVICE_PIN_WRONG) {
        pin_guard_note_wrong(&service->guard, now_us);
    } else if (answer == SERVICE_PIN_RIGHT) {
        pin_guard_note_right(&service->guard);
    }
    if (!waits_for(service, check)) {
        return false;
    }
    memset(service->pin, 0, sizeof service->pin);
    service->pin_was_wrong = answer == SERVICE_PIN_WRONG;
    if (answer == SERVICE_PIN_RIGHT) {
        go_to(service, SERVICE_OPEN, now_us);
    } else if (answer == SERVICE_PIN_UNKNOWN) {
        refuse(service, SERVICE_NO_CHECK, now_us);
    } else if (pin_guard_wait_us(&service->guard, now_us) > 0) {
        refuse(service, SERVICE_LOCKED, now_us);
    } else {
        go_to(service, SERVICE_PIN, now_us);
    }
    return true;
}

void service_note_network(struct service *service, enum setup_fault fault, const char *detail,
                          long clock_off_s, int answer_ms, int64_t now_us)
{
    setup_note_result(&service->network, fault, detail, clock_off_s);
    service->network.step = SETUP_ADDRESS; /* a kiosk that is enrolled needs no code */
    service->network_answer_ms = answer_ms;
    service_stay(service, now_us); /* to be looked at for as long as anything else */
}

void service_note_export(struct service *service, const struct service_export *stick,
                         int64_t now_us)
{
    service->stick = *stick;
    service_stay(service, now_us); /* to be looked at for as long as anything else */
}
