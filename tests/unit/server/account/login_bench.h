#pragma once
/* A database with one account, "wang" with a one-time password, and what log-ins need: for the
 * tests of accounts and sessions. Whatever goes wrong here fails the test. One thread. */

#include "account_admin.h"
#include "fake_clock.h"
#include "login_session.h"
#include "temporary_folder.h"

#define MINUTE_MS 60000

struct login_bench {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct storage *storage;
    struct password_hash *passwords;
    struct audit *audit;
    struct login_service *service;
    char one_time[PASSWORD_ONE_TIME_SIZE];
};

struct login_bench *login_bench_create(void);
void login_bench_destroy(struct login_bench *bench);

/* Administers accounts as the command line does. */
struct account_admin login_bench_admin(struct login_bench *bench);

struct login_answer login_bench_log_in_from(struct login_bench *bench, const char *account,
                                            const char *password, const char *address);
struct login_answer login_bench_log_in(struct login_bench *bench, const char *account,
                                       const char *password);
bool login_bench_is_in(struct login_bench *bench, const char *token);
