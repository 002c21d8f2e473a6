/* One writer for many: what shares a commit, what is undone alone, and when callers are told. */

#include "write_queue.h"

#include "cmocka_tests.h"
#include "test_engine.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

#define JOBS 50

static const struct database_sql insert_row = {"thing.insert",
                                               "INSERT INTO thing (id) VALUES ($1)"};
static const struct database_sql count_rows = {"thing.count", "SELECT COUNT(*) FROM thing"};

struct fixture {
    struct temporary_folder folder;
    char location[512];
    struct write_queue *queue;
    struct database *reader;
    sem_t entered, go, done;
    int commits, rollbacks, told; /* the writer's; read after a semaphore */
    int fail_commits;             /* how many of the next commits the hook refuses */
};

static struct fixture fixture;

struct row_job {
    int64_t id;
    bool thinks_better;      /* fails after its row is written */
    bool told, failed, seen; /* seen: committed when told */
};

static bool refuse_commit(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    if (fixture.fail_commits > 0) {
        fixture.fail_commits--;
        return error_set(err, ERROR_IO, "refused");
    }
    return true;
}

static void count_commit(void *user)
{
    (void)user;
    fixture.commits++;
}

static void count_rollback(void *user)
{
    (void)user;
    fixture.rollbacks++;
}

static int set_up(void **state)
{
    struct error err;
    struct database *database;
    fixture = (struct fixture){0};
    temporary_folder_init(&fixture.folder);
    (void)test_engine_add(&fixture.folder, "test.db", fixture.location);
    assert_true(database_open(fixture.location, DATABASE_CREATE, &database, &err));
    assert_true(database_run_script(database, "schema",
                                    "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY)", &err));
    assert_true(database_open(fixture.location, DATABASE_READ_ONLY, &fixture.reader, &err));
    assert_true(write_queue_create(database, &fixture.queue, &err));
    const struct write_hook hook = {refuse_commit, count_commit, count_rollback, &fixture};
    write_queue_add_hook(fixture.queue, &hook);
    assert_int_equal(sem_init(&fixture.entered, 0, 0), 0);
    assert_int_equal(sem_init(&fixture.go, 0, 0), 0);
    assert_int_equal(sem_init(&fixture.done, 0, 0), 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    write_queue_destroy(fixture.queue);
    database_destroy(fixture.reader);
    (void)sem_destroy(&fixture.entered);
    (void)sem_destroy(&fixture.go);
    (void)sem_destroy(&fixture.done);
    test_engine_drop(fixture.location);
    temporary_folder_finish(&fixture.folder);
    return 0;
}

static int64_t count(struct database *database)
{
    struct error err;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    assert_true(database_prepare(database, &count_rows, &statement, &err));
    assert_true(statement_step(statement, &row, &err));
    return statement_int64(statement, 0);
}

static bool insert_job_row(struct database *database, void *user, struct error *err)
{
    const struct row_job *job = user;
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_row, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, job->id);
    return statement_run(insert, err) &&
           (!job->thinks_better || error_set(err, ERROR_INVALID, "thought better of it"));
}

static void end_row_job(void *user, const struct error *failure)
{
    struct row_job *job = user;
    job->told = true;
    job->failed = failure != NULL;
    job->seen = count(fixture.reader) > 0;
    fixture.told++;
    assert_int_equal(sem_post(&fixture.done), 0);
}

/* Holds the writer until the test says go, so that what is submitted meanwhile waits. */
static bool hold_writer(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    assert_int_equal(sem_post(&fixture.entered), 0);
    assert_int_equal(sem_wait(&fixture.go), 0);
    return true;
}

static void hold(void)
{
    struct error err;
    const struct write_job job = {hold_writer, NULL, NULL, 1};
    assert_true(write_queue_submit(fixture.queue, &job, &err));
    assert_int_equal(sem_wait(&fixture.entered), 0);
}

static void submit_row(struct row_job *job, size_t weight)
{
    struct error err;
    const struct write_job queued = {insert_job_row, end_row_job, job, weight};
    assert_true(write_queue_submit(fixture.queue, &queued, &err));
}

static void release_and_wait(int jobs)
{
    assert_int_equal(sem_post(&fixture.go), 0);
    for (int i = 0; i < jobs; i++) {
        assert_int_equal(sem_wait(&fixture.done), 0);
    }
}

static void test_write_queue__jobs_that_wait_share_a_commit(void **state)
{
    (void)state;
    struct row_job jobs[JOBS] = {0};
    hold();
    for (int i = 0; i < JOBS; i++) {
        jobs[i].id = i;
        submit_row(&jobs[i], 1);
    }
    release_and_wait(JOBS);
    assert_int_equal(fixture.commits, 2); /* of what held the writer, and of all the rest */
    assert_int_equal(count(fixture.reader), JOBS);
}

static void test_write_queue__a_group_ends_at_its_weight(void **state)
{
    (void)state;
    struct row_job jobs[4] = {{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4}};
    hold();
    for (int i = 0; i < 4; i++) {
        submit_row(&jobs[i], WRITE_QUEUE_GROUP_MAX / 2);
    }
    release_and_wait(4);
    assert_int_equal(fixture.commits, 3);
}

static void test_write_queue__callers_are_told_after_the_commit(void **state)
{
    (void)state;
    struct row_job jobs[3] = {{.id = 1}, {.id = 2}, {.id = 3}};
    hold();
    for (int i = 0; i < 3; i++) {
        submit_row(&jobs[i], 1);
    }
    release_and_wait(3);
    for (int i = 0; i < 3; i++) {
        assert_true(jobs[i].told && !jobs[i].failed && jobs[i].seen);
    }
}

static void test_write_queue__a_job_that_fails_is_undone_alone(void **state)
{
    (void)state;
    struct row_job jobs[3] = {{.id = 1}, {.id = 2, .thinks_better = true}, {.id = 3}};
    hold();
    for (int i = 0; i < 3; i++) {
        submit_row(&jobs[i], 1);
    }
    release_and_wait(3);
    assert_false(jobs[0].failed);
    assert_true(jobs[1].failed);
    assert_false(jobs[2].failed);
    assert_int_equal(count(fixture.reader), 2);
    assert_int_equal(fixture.rollbacks, 0);
}

static void test_write_queue__a_refused_commit_is_tried_job_by_job(void **state)
{
    (void)state;
    struct row_job jobs[3] = {{.id = 1}, {.id = 2}, {.id = 3}};
    hold();
    for (int i = 0; i < 3; i++) {
        submit_row(&jobs[i], 1);
    }
    /* The commit of what holds the writer is refused, then the group, then its first job alone. */
    fixture.fail_commits = 3;
    release_and_wait(3);
    assert_true(jobs[0].failed);
    assert_false(jobs[1].failed);
    assert_false(jobs[2].failed);
    assert_int_equal(count(fixture.reader), 2);
    assert_int_equal(fixture.rollbacks, 3);
    assert_int_equal(fixture.commits, 2);
}

static void test_write_queue__run_returns_what_went_wrong(void **state)
{
    (void)state;
    struct error err;
    struct row_job job = {.id = 5};
    assert_true(write_queue_run(fixture.queue, insert_job_row, &job, &err));
    assert_int_equal(count(fixture.reader), 1);
    assert_false(write_queue_run(fixture.queue, insert_job_row, &job, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    fixture.fail_commits = 1;
    job.id = 6;
    assert_false(write_queue_run(fixture.queue, insert_job_row, &job, &err));
    assert_string_equal(err.text, "refused");
    assert_int_equal(count(fixture.reader), 1);
}

static void test_write_queue__more_than_the_maximum_is_refused(void **state)
{
    (void)state;
    struct error err;
    struct row_job big = {.id = 1};
    struct row_job small = {.id = 2};
    const struct write_job late = {insert_job_row, end_row_job, &small, 1};
    hold();
    submit_row(&big, WRITE_QUEUE_ROWS_MAX);
    assert_false(write_queue_submit(fixture.queue, &late, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    release_and_wait(1);
    assert_false(small.told);
    assert_true(write_queue_submit(fixture.queue, &late, &err));
    assert_int_equal(sem_wait(&fixture.done), 0);
}

static void test_write_queue__destroying_writes_what_waits(void **state)
{
    (void)state;
    struct row_job jobs[3] = {{.id = 1}, {.id = 2}, {.id = 3}};
    hold();
    for (int i = 0; i < 3; i++) {
        submit_row(&jobs[i], 1);
    }
    assert_int_equal(sem_post(&fixture.go), 0);
    write_queue_destroy(TAKE(fixture.queue));
    assert_int_equal(fixture.told, 3);
    assert_int_equal(count(fixture.reader), 3);
}

static void test_write_queue__a_removed_hook_is_called_no_more(void **state)
{
    (void)state;
    struct error err;
    struct row_job job = {.id = 1};
    write_queue_remove_hook(fixture.queue, &fixture);
    assert_true(write_queue_run(fixture.queue, insert_job_row, &job, &err));
    assert_int_equal(fixture.commits, 0);
}

struct hammer {
    int64_t first;
    pthread_t thread;
};

static void *hammer(void *user)
{
    struct hammer *hammer = user;
    struct error err;
    for (int64_t i = 0; i < JOBS; i++) {
        struct row_job job = {.id = hammer->first + i};
        assert_true(write_queue_run(fixture.queue, insert_job_row, &job, &err));
    }
    return NULL;
}

static void test_write_queue__many_threads_write_at_once(void **state)
{
    (void)state;
    struct hammer hammers[4];
    for (int i = 0; i < 4; i++) {
        hammers[i].first = 1000 * i;
        assert_int_equal(pthread_create(&hammers[i].thread, NULL, hammer, &hammers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(hammers[i].thread, NULL), 0);
    }
    assert_int_equal(count(fixture.reader), 4 * JOBS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_write_queue__jobs_that_wait_share_a_commit),
        TEST(test_write_queue__a_group_ends_at_its_weight),
        TEST(test_write_queue__callers_are_told_after_the_commit),
        TEST(test_write_queue__a_job_that_fails_is_undone_alone),
        TEST(test_write_queue__a_refused_commit_is_tried_job_by_job),
        TEST(test_write_queue__run_returns_what_went_wrong),
        TEST(test_write_queue__more_than_the_maximum_is_refused),
        TEST(test_write_queue__destroying_writes_what_waits),
        TEST(test_write_queue__a_removed_hook_is_called_no_more),
        TEST(test_write_queue__many_threads_write_at_once),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
