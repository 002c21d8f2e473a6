/* A recording as text; one that can be read is replayed to a host. */

#include "check.h"
#include "reader_rig.h"
#include "replay_device.h"

#define REPLAY_MS 300

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct reader_rig rig;
    struct reader_config config = reader_config_default();
    struct recording *recording = NULL;
    struct replay_device *device = NULL;
    struct error err;
    uint64_t device_id;
    if (!recording_parse((const char *)data, size, "fuzz", &recording, &err)) {
        return 0;
    }
    CHECK(replay_device_create(recording, &device, &err));
    reader_rig_init(&rig, &config);
    CHECK(emulated_bus_plug(rig.bus, "1-1", replay_device_base(device), &device_id, &err));
    reader_rig_run_ms(&rig, REPLAY_MS);
    reader_rig_finish(&rig);
    return 0;
}
