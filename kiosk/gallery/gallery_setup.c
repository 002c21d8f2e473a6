#include "gallery_setup.h"

#include "check.h"
#include <stdio.h>

static const struct row {
    const char *name;
    struct setup setup;
} rows[] = {
    {"setup-address", {.step = SETUP_ADDRESS, .address = "https://"}},
    {"setup-name-unknown",
     {.step = SETUP_ADDRESS,
      .address = "https://shoushi.qingyun.gov.cn:8443",
      .checks = {SETUP_GOOD, SETUP_BAD},
      .fault = SETUP_FAULT_NAME}},
    {"setup-certificate",
     {.step = SETUP_ADDRESS,
      .address = "https://kaoqin.xianzhengfubangongshi.qingyun.gov.cn:8443",
      .checks = {SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_BAD},
      .fault = SETUP_FAULT_CERTIFICATE}},
    {"setup-busy",
     {.step = SETUP_ADDRESS, .busy = true, .address = "https://shoushi.qingyun.gov.cn"}},
    {"setup-code",
     {.step = SETUP_CODE,
      .address = "https://shoushi.qingyun.gov.cn",
      .code = "7KQ4-M2",
      .checks = {SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_NOTE},
      .clock_off_min = -47}},
    {"setup-code-wrong",
     {.step = SETUP_CODE,
      .address = "https://shoushi.qingyun.gov.cn",
      .code = "7KQ4-M2XW",
      .checks = {SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_GOOD, SETUP_BAD},
      .fault = SETUP_FAULT_CODE}},
    {"setup-done", {.step = SETUP_DONE}},
};

static const struct reading_row {
    const char *name;
    enum card_reading_step step;
} readings[] = {
    {"read-card", CARD_READING_WAITED},
    {"read-card-seen", CARD_READING_SEEN},
    {"read-card-issued", CARD_READING_ISSUED},
};

static void make_reading(const struct reading_row *row, struct gallery_sample *sample)
{
    struct card_reading *reading = &sample->display.reading;
    sample->name = row->name;
    sample->display.kind = DISPLAY_READ_CARD;
    reading->step = row->step;
    (void)snprintf(reading->staff, sizeof reading->staff, "s0001");
    (void)snprintf(reading->name, sizeof reading->name, "欧阳建国");
}

size_t gallery_setup_count(void)
{
    return ARRAY_LEN(rows) + ARRAY_LEN(readings);
}

void gallery_setup_make(size_t index, struct gallery_sample *sample)
{
    CHECK(index < gallery_setup_count());
    if (index >= ARRAY_LEN(rows)) {
        make_reading(&readings[index - ARRAY_LEN(rows)], sample);
        return;
    }
    sample->name = rows[index].name;
    sample->display.kind = DISPLAY_SETUP;
    sample->display.setup = rows[index].setup;
}
