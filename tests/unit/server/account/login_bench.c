#include "login_bench.h"

#include "account_role.h"
#include "cmocka_tests.h"
#include "signature.h"
#include "test_engine.h"
#include <stdlib.h>

static const uint8_t signing_seed[SIGNING_SEED_BYTES] = {1};

struct account_admin login_bench_admin(struct login_bench *bench)
{
    return (struct account_admin){.storage = bench->storage,
                                  .passwords = bench->passwords,
                                  .clock = &bench->clock.clock,
                                  .audit = bench->audit,
                                  .actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};
}

struct login_bench *login_bench_create(void)
{
    struct login_bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    temporary_folder_init(&bench->folder);
    fake_clock_init(&bench->clock, 1732323612000000);
    struct error err = {0};
    char path[512];
    struct login_settings settings;
    login_settings_init(&settings);
    /* What a hash costs is another test's; here are a hundred of them. */
    const struct password_costs costs = {.passes = 1, .memory_kib = 64, .lanes = 1};
    if (!storage_open(test_engine_add(&bench->folder, "server.db", path), &bench->storage, &err) ||
        !password_hash_create(&costs, &bench->passwords, &err) ||
        !audit_create(bench->storage, &bench->clock.clock, signing_seed, &bench->audit, &err)) {
        fail_msg("%s", err.text);
    }
    const struct login_tools tools = {.storage = bench->storage,
                                      .passwords = bench->passwords,
                                      .clock = &bench->clock.clock,
                                      .audit = bench->audit,
                                      .key = {{7}}};
    if (!login_service_create(&tools, &settings, &bench->service, &err)) {
        fail_msg("%s", err.text);
    }
    struct account_admin admin = login_bench_admin(bench);
    struct account_plan plan = {.account = "wang",
                                .name = "王芳",
                                .staff = "s0001",
                                .unit = "",
                                .roles = ACCOUNT_ROLE_INSPECTOR | ACCOUNT_ROLE_CLERK};
    assert_true(account_admin_add(&admin, &plan, bench->one_time, &err));
    return bench;
}

void login_bench_destroy(struct login_bench *bench)
{
    login_service_destroy(bench->service);
    password_hash_destroy(bench->passwords);
    audit_destroy(bench->audit);
    storage_destroy(bench->storage);
    temporary_folder_finish(&bench->folder);
    free(bench);
}

struct login_answer login_bench_log_in_from(struct login_bench *bench, const char *account,
                                            const char *password, const char *address)
{
    struct login_request request = {.account = account, .password = password, .address = address};
    struct login_answer answer = {0};
    struct error err = {0};
    if (!login_service_log_in(bench->service, &request, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

struct login_answer login_bench_log_in(struct login_bench *bench, const char *account,
                                       const char *password)
{
    return login_bench_log_in_from(bench, account, password, "192.0.2.7");
}

bool login_bench_is_in(struct login_bench *bench, const char *token)
{
    struct login_session session;
    struct error err = {0};
    bool found;
    if (!login_service_find(bench->service, token, LOGIN_USE_BY_PERSON, &found, &session, &err)) {
        fail_msg("%s", err.text);
    }
    return found;
}
