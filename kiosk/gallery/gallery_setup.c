#include "gallery_setup.h"

#include "check.h"

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

size_t gallery_setup_count(void)
{
    return ARRAY_LEN(rows);
}

void gallery_setup_make(size_t index, struct gallery_sample *sample)
{
    CHECK(index < ARRAY_LEN(rows));
    sample->name = rows[index].name;
    sample->display.kind = DISPLAY_SETUP;
    sample->display.setup = rows[index].setup;
}
