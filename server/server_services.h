#pragma once
/* The server's services put together over one storage: what every command works with. Opened and
 * closed by main; any thread between, as each service says. */

#include "audit.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_cache.h"
#include "fact_writer.h"
#include "ingest.h"
#include "judging.h"
#include "kiosk_enrolment.h"
#include "office.h"
#include "server_config.h"
#include "server_keys.h"
#include "site_settings.h"
#include "storage.h"

struct server_services {
    const struct clock *clock;
    struct storage *storage;
    struct server_keys keys;
    bool has_site; /* set up by shoushi-server init */
    struct site_settings site;
    struct audit *audit;
    struct fact_cache *cache;
    struct judging *judging;
    struct fact_writer *facts;
    struct ingest *ingest;
    struct kiosk_enrolment *enrolment;
    struct office *office;
};

/* Opens or makes the database and the secrets' file that config names. clock outlives it. */
bool server_services_create(const struct server_config *config, const struct clock *clock,
                            struct server_services **ret_services, struct error *err) MUST_USE;

/* The same of a database that is set up; ERROR_INVALID says that it is not. */
bool server_services_open(const struct server_config *config, const struct clock *clock,
                          struct server_services **ret_services, struct error *err) MUST_USE;
void server_services_destroy(struct server_services *services);
DEFINE_AUTO(server_services);
