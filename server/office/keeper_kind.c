#include "form.h"
#include "kind_list.h"
#include "office_inside.h"
#include "password_hash.h"
#include <string.h>

/* Keepers: who may open the service page of the kiosks, with their card and a PIN. The PIN is
 * hashed here and forgotten; the hash goes to the kiosks, which check it without the server, and is
 * never told to anybody else. */

/* A tenth of a second on a small kiosk, and little of its memory: core/facts/pin_hash.h bounds it.
 */
#define HASH_PASSES     4
#define HASH_MEMORY_KIB 16384
#define PIN_DIGITS_MIN  6
#define PIN_DIGITS_MAX  12

static const struct form_field form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "pin", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_SECRET, .max = PIN_DIGITS_MAX},
    {.name = "pin_hash", .type = FORM_TEXT, .flags = FORM_MADE | FORM_SECRET},
    {.name = "pin_set_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},
    {0},
};

static bool check_pin(const char *pin, struct error *err)
{
    size_t len = strlen(pin);
    bool digits = strspn(pin, "0123456789") == len;
    return (digits && len >= PIN_DIGITS_MIN && len <= PIN_DIGITS_MAX) ||
           form_fail("pin", "from 6 to 12 digits", err);
}

/* 121212 is not the same digit all along, and just as soon guessed; more than this no rule helps.
 */
static bool check_guessable(const char *pin, struct error *err)
{
    static const char up[] = "01234567890123456789", down[] = "98765432109876543210";
    bool same = strspn(pin, (const char[]){pin[0], '\0'}) == strlen(pin);
    return (!same && !strstr(up, pin) && !strstr(down, pin)) ||
           form_fail("pin", "too easily guessed", err);
}

static bool hash_pin(struct office_change *change, const char *pin, struct error *err)
{
    const struct password_costs costs = {HASH_PASSES, HASH_MEMORY_KIB, 1};
    AUTO(password_hash) struct password_hash *hash = NULL;
    char phc[ACCOUNT_PASSWORD_MAX + 1];
    return password_hash_create(&costs, &hash, err) && password_hash_make(hash, pin, phc, err) &&
           office_set_text(change, "pin_hash", phc, err) &&
           office_set_now(change, "pin_set_at", err) && office_set(change, "pin", NULL, err);
}

static bool set_pin(struct office_change *change, struct error *err)
{
    const char *pin = office_text(change->after, "pin");
    if (!*pin) {
        return *office_text(change->after, "pin_hash") || form_fail("pin", "missing", err);
    }
    return check_pin(pin, err) && check_guessable(pin, err) && hash_pin(change, pin, err);
}

const struct office_kind keeper_kind = {
    .name = "keeper",
    .path = "keepers",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT | OFFICE_ID_INSIDE | OFFICE_PERSONAL,
    .id_member = "staff",
    .form = form,
    .resource = PERMISSION_KIOSK,
    .make_action = PERMISSION_WRITE,
    .index = {.staff = "staff"},
    .on_change = set_pin,
};
