/* What one changed document costs a kiosk with a big county's roster, from the answer to facts that
 * the door can judge by: followed by documents, beside loading all of them anew, and beside the
 * write to the disk alone. Prints lines of key=value; nothing is asserted.
 *
 * roster-bench [PEOPLE [CHANGES]] */

#include "bench_roster.h"
#include "check.h"
#include "clock.h"
#include "roster_facts.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOADS 9

struct bench {
    struct temporary_folder folder;
    struct identity identity;
    struct roster_store *roster;
    struct roster_facts *known;
    int64_t revision;
    int people;
};

static void check(bool good, const struct error *err)
{
    if (!good) {
        (void)fprintf(stderr, "roster-bench: %s\n", err->text);
        exit(EXIT_FAILURE);
    }
}

static int compare_times(const void *a, const void *b)
{
    int64_t time_a = *(const int64_t *)a;
    int64_t time_b = *(const int64_t *)b;
    return time_a < time_b ? -1 : time_a > time_b;
}

/* Sorts, and returns the median. */
static int64_t print_times(const char *what, int64_t *times_us, int count)
{
    qsort(times_us, (size_t)count, sizeof *times_us, compare_times);
    (void)printf("bench=roster what=%s count=%d p50_us=%lld p99_us=%lld\n", what, count,
                 (long long)times_us[count / 2], (long long)times_us[count * 99 / 100]);
    return times_us[count / 2];
}

/* Somebody's leave is approved. */
static void make_leave(struct bench *bench, int number, struct roster_change *ret_change,
                       char ret_id[static 16], char ret_value[static 256])
{
    (void)snprintf(ret_id, 16, "l%d", number);
    (void)snprintf(ret_value, 256,
                   "{\"staff\":\"s%05d\",\"from\":\"2026-03-02T08:00:00\","
                   "\"to\":\"2026-03-02T12:00:00\",\"state\":\"approved\"}",
                   (number * 7919) % bench->people);
    *ret_change =
        (struct roster_change){"leave", ret_id, ++bench->revision, ret_value, strlen(ret_value)};
}

/* The next facts; the ones before are given back at once, as main does. */
static void make(struct bench *bench, enum roster_facts_way expected)
{
    struct error err;
    struct facts *facts;
    enum roster_facts_way way;
    check(roster_facts_make(bench->known, &facts, &way, &err), &err);
    if (way != expected) {
        (void)printf("bench=roster what=loaded_in_between memory_kib=%zu\n",
                     facts_memory(facts) / 1024);
    }
    facts_destroy(facts);
}

static int64_t measure_change(struct bench *bench, int number, bool with_facts)
{
    char id[16];
    char value[256];
    struct roster_change change;
    struct error err;
    make_leave(bench, number, &change, id, value);
    const struct roster_answer answer = {
        .next = {.revision = bench->revision}, .changes = &change, .count = 1};
    int64_t began_us = clock_mono_us(clock_system());
    if (with_facts) {
        check(roster_facts_apply(bench->known, &answer, &err), &err);
        make(bench, ROSTER_FACTS_PATCHED);
    } else {
        check(roster_store_apply(bench->roster, &answer, &err), &err);
    }
    return clock_mono_us(clock_system()) - began_us;
}

static void run(struct bench *bench, int changes)
{
    AUTO(memory) int64_t *times_us = calloc((size_t)changes + LOADS, sizeof *times_us);
    CHECK(times_us);
    for (int i = 0; i < LOADS; i++) {
        roster_facts_forget(bench->known);
        int64_t began_us = clock_mono_us(clock_system());
        make(bench, ROSTER_FACTS_LOADED);
        times_us[i] = clock_mono_us(clock_system()) - began_us;
    }
    int64_t load_us = print_times("load", times_us, LOADS);
    for (int i = 0; i < changes; i++) {
        times_us[i] = measure_change(bench, i, true);
    }
    int64_t follow_us = print_times("follow", times_us, changes);
    for (int i = 0; i < changes; i++) {
        times_us[i] = measure_change(bench, changes + i, false);
    }
    int64_t write_us = print_times("write", times_us, changes);
    (void)printf("bench=roster what=ratio people=%d load_to_follow=%.1f follow_to_write=%.2f\n",
                 bench->people, (double)load_us / (double)follow_us,
                 (double)follow_us / (double)write_us);
}

int main(int argc, char *argv[])
{
    struct bench bench = {.people = argc > 1 ? atoi(argv[1]) : 10000};
    int changes = argc > 2 ? atoi(argv[2]) : 500;
    struct error err;
    CHECK(bench.people > 0 && changes > 0);
    temporary_folder_init(&bench.folder);
    bench.identity = bench_roster_identity();
    check(
        roster_store_open(bench.folder.path, &bench.identity, clock_system(), &bench.roster, &err),
        &err);
    bench_roster_fill(bench.roster, &bench.identity, bench.people);
    bench.revision = roster_store_revision(bench.roster);
    check(roster_facts_create(bench.roster, &bench.known, &err), &err);
    run(&bench, changes);
    roster_facts_destroy(bench.known);
    roster_store_destroy(bench.roster);
    temporary_folder_finish(&bench.folder);
    return EXIT_SUCCESS;
}
