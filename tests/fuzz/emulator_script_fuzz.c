/* A script for readers in software; one that can be read is run for a while. It may name files, so
 * that nothing is played. */

#include "check.h"
#include "emulator_script.h"
#include "fake_clock.h"
#include <string.h>

#define RUN_MS 50

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_clock clock;
    struct emulated_bus *bus = NULL;
    struct emulator_script *script = NULL;
    struct error err = {0};
    if (memmem(data, size, "play", 4)) {
        return 0;
    }
    if (!emulator_script_parse((const char *)data, size, "fuzz", &script, &err)) {
        CHECK(err.code != ERROR_NONE && err.text[0]);
        return 0;
    }
    fake_clock_init(&clock, 0);
    CHECK(emulated_bus_create(&clock.clock, &bus, &err));
    emulator_script_attach(script, bus);
    for (int i = 0; i < RUN_MS; i++) {
        CHECK(usb_port_run(emulated_bus_port(bus), 0, &err));
        fake_clock_advance_ms(&clock, 1);
    }
    if (emulator_script_state(script) == EMULATOR_SCRIPT_FAILED) {
        CHECK(strncmp(emulator_script_error(script)->text, "fuzz:", 5) == 0);
    }
    usb_port_destroy(emulated_bus_port(bus));
    return 0;
}
