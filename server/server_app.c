#include "server_app.h"

#include "account_api.h"
#include "audit_api.h"
#include "breach_ledger.h"
#include "calendar_api.h"
#include "card_issue.h"
#include "check.h"
#include "evidence_api.h"
#include "figure_code_api.h"
#include "http_meter.h"
#include "http_server.h"
#include "http_static.h"
#include "import_api.h"
#include "inspection_api.h"
#include "kiosk_api.h"
#include "kiosk_fault_api.h"
#include "kiosk_list_api.h"
#include "ledger_api.h"
#include "ledger_watch.h"
#include "live_api.h"
#include "log.h"
#include "login_session.h"
#include "meeting_api.h"
#include "minder.h"
#include "month_api.h"
#include "month_source.h"
#include "notice_api.h"
#include "notice_board.h"
#include "office_api.h"
#include "paper_api.h"
#include "password_hash.h"
#include "photo_api.h"
#include "policy_history_api.h"
#include "proof_api.h"
#include "report_api.h"
#include "revision_watch.h"
#include "server_services.h"
#include "session_api.h"
#include "session_gate.h"
#include "session_step_api.h"
#include "sheet_api.h"
#include "site_api.h"
#include "submission_desk.h"
#include "tap_api.h"
#include "tap_return.h"
#include "time_away_kind.h"
#include "verdict_api.h"
#include "watch_api.h"
#include <string.h>

#define ROUTE_SETS_MAX 64

/* How often the minder looks. */
#define MINDER_S  600
#define RETURNS_S 1 /* who has said so at a kiosk waits for it */
#define CARDS_S   5 /* who looks at the console sees it end soon after its time */

struct server_app {
    struct server_services *services;
    struct month_source months;
    struct password_hash *passwords;
    struct login_service *logins;
    struct live_api *live;
    struct office_api *office;
    struct minder *minder;
    struct month_desk desk;
    struct meeting_desk meetings;
    struct kiosk_list_api kiosk_list;
    struct tap_api taps;
    struct kiosk_api *kiosks;
    struct revision_watch *watch;
    struct session_gate gate;
    struct session_api sessions;
    struct account_api accounts;
    struct http_meter *meter;
    struct watch_api watching;
    struct audit_api audit;
    struct proof_api proofs;
    struct paper_api papers;
    struct photo_api *photos;
    struct http_static *console;
    struct http_server *http;
};

static bool create_logins(const struct server_config *config, struct server_app *app,
                          struct error *err)
{
    struct server_services *services = app->services;
    const struct login_settings settings = {.idle_min = config->idle_min,
                                            .absolute_min = config->absolute_min};
    struct password_costs costs;
    password_costs_init(&costs);
    if (!password_hash_create(&costs, &app->passwords, err)) {
        return false;
    }
    struct login_tools tools = {.storage = services->storage,
                                .passwords = app->passwords,
                                .clock = services->clock,
                                .audit = services->audit};
    const char label[] = "shoushi-second-step-1";
    const struct hash key =
        hash_hmac_sha256(services->keys.signing_seed, SIGNING_SEED_BYTES, label, sizeof label - 1);
    memcpy(tools.key.bytes, key.bytes, sizeof tools.key.bytes);
    return login_service_create(&tools, &settings, &app->logins, err);
}

static bool create_live(struct server_app *app, struct error *err)
{
    if (!live_api_create(&app->months, &app->live, err)) {
        return false;
    }
    const struct ingest_observer on_taps = live_api_observer(app->live);
    ingest_add_observer(app->services->ingest, &on_taps);
    app->taps = (struct tap_api){&app->months, app->live};
    return true;
}

/* Other servers and commands change facts as well: whoever waits for news hears of theirs too. */
static void on_facts_moved(int64_t revision, void *user)
{
    const struct server_app *app = user;
    struct fact_observer observer = kiosk_api_observer(app->kiosks);
    observer.on_facts_committed(revision, observer.user);
}

static void on_events(void *user)
{
    const struct server_app *app = user;
    live_api_tell(app->live);
}

/* Whoever listens here hears of it at once. */
static void on_taps_committed(const struct stored_tap *taps, size_t count, void *user)
{
    (void)taps; /* the events stand in the database */
    (void)count;
    const struct server_app *app = user;
    revision_watch_nudge(app->watch);
}

static bool create_kiosks(struct server_app *app, struct error *err)
{
    struct server_services *services = app->services;
    const struct kiosk_api_settings settings = {.storage = services->storage,
                                                .clock = services->clock,
                                                .enrolment = services->enrolment,
                                                .ingest = services->ingest,
                                                .audit = services->audit,
                                                .office = services->office};
    if (!kiosk_api_create(&settings, &app->kiosks, err)) {
        return false;
    }
    const struct fact_observer on_facts = kiosk_api_observer(app->kiosks);
    fact_writer_add_observer(services->facts, &on_facts);
    const struct office_command_observer on_commands = {kiosk_api_wake, app->kiosks};
    office_observe_commands(services->office, &on_commands);
    const struct revision_watch_calls calls = {on_facts_moved, on_events, app};
    if (!revision_watch_create(services->storage, &calls, &app->watch, err)) {
        return false;
    }
    const struct ingest_observer on_taps = {.on_taps_committed = on_taps_committed, .user = app};
    ingest_add_observer(services->ingest, &on_taps);
    return true;
}

static bool create_resources(const struct server_config *config, struct server_app *app,
                             struct error *err)
{
    struct server_services *services = app->services;
    app->months = (struct month_source){.storage = services->storage,
                                        .cache = services->cache,
                                        .judging = services->judging,
                                        .clock = services->clock};
    app->desk = (struct month_desk){.months = &app->months,
                                    .papers = {app->months, services->keys.signing_seed},
                                    .office = services->office,
                                    .storage = services->storage,
                                    .audit = services->audit,
                                    .clock = services->clock,
                                    .timezone = services->site.timezone};
    app->meetings = (struct meeting_desk){
        .months = &app->months, .office = services->office, .storage = services->storage};
    app->sessions.secure_cookie =
        config->tls_proxy || config->trusted_proxy[0] || config->certificate[0];
    return http_meter_create(&app->meter, err) && create_logins(config, app, err) &&
           create_live(app, err) && create_kiosks(app, err) &&
           photo_api_create(services->office, &app->gate, &app->photos, err) &&
           (!config->console[0] || http_static_create(config->console, &app->console, err));
}

static void fill_http_settings(const struct server_config *config, const struct server_app *app,
                               struct http_server_settings *settings)
{
    http_server_settings_init(settings);
    settings->address = config->listen;
    settings->port = config->port;
    settings->insecure_http = config->insecure_http;
    settings->proxied = config->tls_proxy;
    settings->proxy = config->trusted_proxy[0] ? config->trusted_proxy : NULL;
    settings->certificate = config->certificate[0] ? config->certificate : NULL;
    settings->key = config->certificate_key[0] ? config->certificate_key : NULL;
    settings->meter = app->meter;
    settings->clock = app->services->clock;
    settings->io_threads = config->io_threads;
    settings->workers = config->workers;
    settings->connections_max = config->connections;
    settings->connections_per_address_max = config->connections_per_address;
    settings->connection_memory_kib = config->connection_memory_kib;
}

static bool prepare_resources(struct server_app *app, struct error *err)
{
    struct server_services *services = app->services;
    app->gate = (struct session_gate){app->logins, services->storage, services->audit};
    app->sessions.gate = &app->gate;
    app->accounts = (struct account_api){&app->gate, app->passwords, services->clock};
    app->audit.gate = &app->gate;
    app->proofs = (struct proof_api){&app->gate, &app->months, services->keys.signing_seed};
    app->papers = (struct paper_api){
        &app->gate, {app->months, services->keys.signing_seed}, services->office};
    app->watching = (struct watch_api){services->storage, services->clock, app->meter};
    app->kiosk_list = (struct kiosk_list_api){services->office, services->enrolment, &app->gate};
    return server_keys_public(&services->keys, &app->audit.server_key, err) &&
           office_api_create(services->office, &app->gate, &app->office, err);
}

static bool create_http(const struct server_config *config, struct server_app *app,
                        struct error *err)
{
    struct server_services *services = app->services;
    struct http_server_settings settings;
    fill_http_settings(config, app, &settings);
    if (!prepare_resources(app, err)) {
        return false;
    }
    struct http_route_set sets[ROUTE_SETS_MAX] = {
        site_api_routes(services->storage),
        watch_api_routes(&app->watching),
        session_api_routes(&app->sessions),
        session_step_api_routes(&app->sessions),
        account_api_routes(&app->accounts),
        audit_api_routes(&app->audit),
        kiosk_fault_api_routes(&app->gate),
        proof_api_routes(&app->proofs),
        kiosk_api_routes(app->kiosks),
        live_api_routes(app->live, session_gate, &app->gate),
        tap_api_routes(&app->taps, session_gate, &app->gate),
        report_api_routes(&app->desk, session_gate, &app->gate),
        paper_api_routes(&app->papers),
        figure_code_api_routes(&app->papers),
        verdict_api_routes(&app->months, session_gate, &app->gate),
        import_api_routes(app->services->facts, session_gate, &app->gate),
        kiosk_list_api_routes(&app->kiosk_list),
        sheet_api_routes(services->office, &app->gate),
        evidence_api_routes(services->office, &app->gate),
        photo_api_routes(app->photos),
        calendar_api_routes(services->office, &app->gate),
        policy_history_api_routes(&app->gate),
        ledger_api_routes(&app->desk, &app->gate),
        month_api_routes(&app->desk, &app->gate),
        meeting_api_routes(&app->meetings, &app->gate),
        notice_api_routes(services->office, &app->gate),
        inspection_api_routes(&app->months, &app->gate),
    };
    size_t count = 0;
    while (sets[count].routes) {
        count++;
    }
    CHECK(count + office_api_count(app->office) < ROUTE_SETS_MAX);
    for (size_t i = 0; i < office_api_count(app->office); i++) {
        sets[count++] = office_api_routes(app->office, i);
    }
    if (app->console) {
        sets[count++] = http_static_routes(app->console);
    }
    return http_server_create(&settings, sets, count, &app->http, err);
}

bool server_app_create(const struct server_config *config, const struct clock *clock,
                       struct server_app **ret_app, struct error *err)
{
    AUTO(server_app) struct server_app *app = calloc(1, sizeof *app);
    if (!app) {
        return error_set(err, ERROR_NO_MEMORY, "server: out of memory");
    }
    if (!server_services_open(config, clock, &app->services, err)) {
        return false;
    }
    if (!create_resources(config, app, err) || !create_http(config, app, err)) {
        return false;
    }
    *ret_app = TAKE(app);
    return true;
}

static bool sweep_returns(void *user, size_t *ret_count, struct error *err)
{
    return tap_return_sweep(user, ret_count, err);
}

static bool sweep_cards(void *user, size_t *ret_count, struct error *err)
{
    return card_issue_sweep(user, ret_count, err);
}

static bool sweep_leaves(void *user, size_t *ret_count, struct error *err)
{
    return time_away_kind_sweep(user, ret_count, err);
}

static bool sweep_ledger(void *user, size_t *ret_count, struct error *err)
{
    return breach_ledger_sweep(user, ret_count, err);
}

static bool sweep_notices(void *user, size_t *ret_count, struct error *err)
{
    *ret_count = 0;
    return notice_board_sweep(user, err);
}

static bool start_minder(struct server_app *app, struct error *err)
{
    struct office *office = app->services->office;
    const struct minder_job jobs[] = {
        {"reported_back", sweep_returns, office, RETURNS_S},
        {"cards_not_tapped", sweep_cards, office, CARDS_S},
        {"leaves_unreturned", sweep_leaves, office, MINDER_S},
        {"ledger_figures", ledger_watch_run, &app->desk, MINDER_S},
        {"ledger_deadlines", sweep_ledger, office, MINDER_S},
        {"submissions", submission_desk_remind, &app->desk, MINDER_S},
        {"notices", sweep_notices, office, MINDER_S},
    };
    return minder_create(jobs, ARRAY_LEN(jobs), &app->minder, err);
}

bool server_app_start(struct server_app *app, struct error *err)
{
    struct error older = {0};
    if (!ingest_note_older_taps(app->services->ingest, &older)) { /* no reason to keep doors shut */
        log_event(LOG_WARNING, "older_taps_not_settled", "error=%s", LOG_TEXT(older.text));
    }
    if (!fact_writer_settle_older_cards(app->services->facts, &older)) {
        log_event(LOG_WARNING, "older_cards_not_settled", "error=%s", LOG_TEXT(older.text));
    }
    return judging_start(app->services->judging, err) && start_minder(app, err) &&
           http_server_start(app->http, err);
}

bool server_app_reload(struct server_app *app, struct error *err)
{
    return http_server_reload(app->http, err);
}

static bool write_nothing(struct database *database, void *user, struct error *err)
{
    (void)database; /* that it is called is all */
    (void)user;
    (void)err;
    return true;
}

void server_app_turn(struct server_app *app)
{
    struct error fault;
    if (!storage_write(app->services->storage, write_nothing, NULL, &fault)) {
        log_event(LOG_WARNING, "writer_not_well", "reason=%s", LOG_TEXT(fault.text));
    }
}

const char *server_app_url(const struct server_app *app)
{
    return http_server_url(app->http);
}

/* HTTP first: its handlers use all the rest. Then the services, whose last commits still tell the
 * resources of what they stored. */
void server_app_destroy(struct server_app *app)
{
    if (!app) {
        return;
    }
    http_server_destroy(app->http);
    minder_destroy(app->minder);
    revision_watch_stop(app->watch);
    server_services_destroy(app->services);
    revision_watch_destroy(app->watch);
    http_static_destroy(app->console);
    kiosk_api_destroy(app->kiosks);
    office_api_destroy(app->office);
    live_api_destroy(app->live);
    photo_api_destroy(app->photos);
    login_service_destroy(app->logins);
    password_hash_destroy(app->passwords);
    http_meter_destroy(app->meter);
    free(app);
}
