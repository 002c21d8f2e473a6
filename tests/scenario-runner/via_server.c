#include "via.h"

#include "server_facts.h"
#include "server_names.h"
#include "server_process.h"
#include "server_records.h"
#include "server_talk.h"
#include "server_verdicts.h"
#include <stdlib.h>

#define BATCH_LINES 400 /* within the protocol's 500 and 256 KiB */

/* A server with the scenario in it: what has to be taken down again. */
struct stage {
    struct server_process *server;
    struct server_talk *administrator;
    struct server_talk *inspector;
    struct server_naming *naming;
    struct server_kiosk *kiosks;
    size_t kiosk_count;
};

static void stage_finish(struct stage *stage)
{
    for (size_t i = 0; i < stage->kiosk_count; i++) {
        signing_key_destroy(stage->kiosks[i].key);
    }
    free(stage->kiosks);
    server_naming_destroy(stage->naming);
    server_talk_destroy(stage->inspector);
    server_talk_destroy(stage->administrator);
    server_process_destroy(stage->server);
}

static bool begin(struct stage *stage, const struct scenario *scenario, struct error *err)
{
    const char *url;
    return server_naming_create(scenario, &stage->naming, err) &&
           server_process_create(scenario->timezone, &stage->server, err) &&
           server_process_start(stage->server, &url, err) &&
           server_talk_create(url, &stage->administrator, err) &&
           server_talk_create(url, &stage->inspector, err) &&
           server_talk_log_in(stage->administrator, "admin",
                              server_process_password(stage->server, "admin"), err) &&
           server_talk_log_in(stage->inspector, "inspector",
                              server_process_password(stage->server, "inspector"), err);
}

/* At least one: it is an enrolment that gives the key of the card tokens. */
static bool enrol_kiosks(struct stage *stage, struct error *err)
{
    size_t count = json_object_size(stage->naming->kiosks.places);
    count = count ? count : 1;
    stage->kiosks = calloc(count, sizeof *stage->kiosks);
    if (!stage->kiosks) {
        return error_set(err, ERROR_NO_MEMORY, "kiosks: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        char code[SERVER_CODE_SIZE];
        if (!server_process_enrol_code(stage->server, "scenario", code, err) ||
            !server_talk_enrol(stage->administrator, code, &stage->kiosks[i], err)) {
            return false;
        }
        stage->kiosk_count = i + 1;
    }
    return true;
}

struct sending {
    struct server_talk *talk;
    const struct server_kiosk *kiosk;
};

static bool send_batch(const char *lines, size_t len, void *user, struct error *err)
{
    const struct sending *sending = user;
    return server_talk_send_records(sending->talk, sending->kiosk, lines, len, err);
}

static bool load(struct stage *stage, struct error *err)
{
    AUTO(json) json_t *body = NULL;
    AUTO(json) json_t *answer = NULL;
    if (!server_facts_documents(stage->naming, stage->kiosks, &body, err) ||
        !server_talk_call(stage->administrator, "/api/v1/import", body, &answer, err)) {
        return false;
    }
    for (size_t i = 0; i < stage->kiosk_count; i++) {
        struct sending sending = {stage->administrator, &stage->kiosks[i]};
        if (!server_records_write(stage->naming, &stage->kiosks[i], i, BATCH_LINES, send_batch,
                                  &sending, err)) {
            return false;
        }
    }
    return true;
}

bool via_server_judge(const struct scenario *scenario, struct report *report, struct error *err)
{
    struct stage stage = {0};
    bool good = begin(&stage, scenario, err) && enrol_kiosks(&stage, err) && load(&stage, err) &&
                server_verdicts_read(stage.inspector, stage.naming, report, err);
    stage_finish(&stage);
    return good;
}
