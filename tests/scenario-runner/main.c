#include "compare.h"
#include "report.h"
#include "scenario.h"
#include "via.h"

#include <stdio.h>
#include <string.h>

enum mode { MODE_COMPARE, MODE_PRINT };

static int usage(void)
{
    (void)fprintf(stderr, "usage: scenario-runner [--via core|server] [--print] FILE...\n");
    return 2;
}

static bool run_file(const char *file, const struct via *via, enum mode mode, bool *ret_passed,
                     struct error *err)
{
    AUTO(scenario) struct scenario *scenario = NULL;
    AUTO(report) struct report *report = NULL;
    size_t differences = 0;
    if (!scenario_create(file, &scenario, err) || !report_create(&report, err)) {
        return false;
    }
    if (!via->judge(scenario, report, err)) {
        return error_prefix(err, "%s", file);
    }
    if (mode == MODE_PRINT ? !report_print(report, err)
                           : !compare_report(file, scenario, report, &differences, err)) {
        return error_prefix(err, "%s", file);
    }
    *ret_passed = differences == 0;
    return true;
}

static int run_files(char *const *files, int count, const struct via *via, enum mode mode)
{
    int passed = 0;
    int failed = 0;
    for (int i = 0; i < count; i++) {
        struct error err = {0};
        bool good = false;
        if (!run_file(files[i], via, mode, &good, &err)) {
            (void)fprintf(mode == MODE_PRINT ? stderr : stdout, "%s\n", err.text);
        }
        passed += good;
        failed += !good;
    }
    if (mode == MODE_COMPARE) {
        (void)printf("%d passed, %d failed\n", passed, failed);
    }
    return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    const struct via *via = via_find("core");
    enum mode mode = MODE_COMPARE;
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--print") == 0) {
            mode = MODE_PRINT;
        } else if (strcmp(argv[at], "--via") == 0 && at + 1 < argc) {
            via = via_find(argv[++at]);
        } else {
            return usage();
        }
    }
    if (!via || at == argc) {
        return usage();
    }
    return run_files(argv + at, argc - at, via, mode);
}
