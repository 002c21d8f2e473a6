#include "server_services.h"

#include "card_issue.h"
#include "tap_return.h"

static bool open_storage(const struct server_config *config, struct server_services *services,
                         struct error *err)
{
    char keys_path[SERVER_CONFIG_PATH_MAX + 8];
    server_config_keys_path(config, keys_path);
    if (!storage_open(config->database, &services->storage, err) ||
        !server_keys_open(keys_path, services->storage, &services->keys, err)) {
        return false;
    }
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(services->storage, &view, err) &&
           site_settings_read(snapshot_database(view), &services->has_site, &services->site, err);
}

/* Judging hears of facts and records first: what others tell of is judged by then. */
static bool create_services(struct server_services *services, struct error *err)
{
    const struct ingest_settings ingest = {.storage = services->storage,
                                           .clock = services->clock,
                                           .timezone = services->site.timezone,
                                           .signing_seed = services->keys.signing_seed};
    if (!audit_create(services->storage, services->clock, services->keys.signing_seed,
                      &services->audit, err) ||
        !fact_cache_create(services->storage, &services->cache, err) ||
        !judging_create(services->storage, services->cache, services->clock, &services->judging,
                        err) ||
        !fact_writer_create(services->storage, &services->keys.site_key, services->clock,
                            &services->facts, err) ||
        !ingest_create(&ingest, &services->ingest, err) ||
        !kiosk_enrolment_create(services->storage, &services->keys, services->clock,
                                &services->enrolment, err)) {
        return false;
    }
    const struct office_settings office = {.storage = services->storage,
                                           .facts = services->facts,
                                           .audit = services->audit,
                                           .clock = services->clock,
                                           .timezone = services->site.timezone};
    if (!office_create(&office, &services->office, err)) {
        return false;
    }
    const struct fact_observer on_facts = judging_fact_observer(services->judging);
    const struct ingest_observer on_taps = judging_ingest_observer(services->judging);
    fact_writer_add_observer(services->facts, &on_facts);
    const struct ingest_observer on_cards = {.on_taps_committed = card_issue_on_taps,
                                             .user = services->office};
    ingest_add_observer(services->ingest, &on_taps);
    const struct ingest_observer on_returns = {.on_taps_in_transaction = tap_return_note};
    ingest_add_observer(services->ingest, &on_cards);
    ingest_add_observer(services->ingest, &on_returns);
    return true;
}

bool server_services_create(const struct server_config *config, const struct clock *clock,
                            struct server_services **ret_services, struct error *err)
{
    AUTO(server_services) struct server_services *services = calloc(1, sizeof *services);
    if (!services) {
        return error_set(err, ERROR_NO_MEMORY, "services: out of memory");
    }
    services->clock = clock;
    if (!open_storage(config, services, err) || !create_services(services, err)) {
        return false;
    }
    *ret_services = TAKE(services);
    return true;
}

bool server_services_open(const struct server_config *config, const struct clock *clock,
                          struct server_services **ret_services, struct error *err)
{
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_create(config, clock, &services, err)) {
        return false;
    }
    if (!services->has_site) {
        char name[DATABASE_NAME_SIZE];
        database_describe(config->database, name);
        return error_set(err, ERROR_INVALID, "%s is not set up yet: shoushi-server init --name …",
                         name);
    }
    *ret_services = TAKE(services);
    return true;
}

void server_services_destroy(struct server_services *services)
{
    if (!services) {
        return;
    }
    office_destroy(services->office);
    kiosk_enrolment_destroy(services->enrolment);
    ingest_destroy(services->ingest);
    fact_writer_destroy(services->facts);
    judging_destroy(services->judging);
    fact_cache_destroy(services->cache);
    audit_destroy(services->audit);
    storage_destroy(services->storage);
    free(services);
}
