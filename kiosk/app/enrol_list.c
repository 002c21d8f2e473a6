#include "enrol_list.h"

#include "cleanup.h"
#include "file.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FILE_MAX ((size_t)1 << 20)

static void directory_auto(DIR **directory)
{
    if (*directory) {
        (void)closedir(*directory); /* was only read */
    }
}

static void add_card(const char *card, struct enrol_machine *machine)
{
    char path[300];
    AUTO(memory) char *text = NULL;
    size_t len;
    (void)snprintf(path, sizeof path, "/sys/class/net/%s/address", card);
    if (machine->count == ENROL_LIST_NAMES_MAX || !file_read(path, 4096, &text, &len, NULL)) {
        return; /* one without an address */
    }
    text[strcspn(text, "\n")] = '\0';
    if (strlen(text) == 17 && strcmp(text, "00:00:00:00:00:00") != 0) {
        (void)snprintf(machine->names[machine->count++], sizeof machine->names[0], "%.71s", text);
    }
}

struct enrol_machine enrol_list_machine(void)
{
    struct enrol_machine machine = {0};
    char host[65] = "";
    if (gethostname(host, sizeof host - 1) == 0 && host[0]) {
        (void)snprintf(machine.names[machine.count++], sizeof machine.names[0], "%s", host);
    }
    AUTO(directory) DIR *cards = opendir("/sys/class/net");
    for (const struct dirent *card; cards && (card = readdir(cards));) {
        if (card->d_name[0] != '.') {
            add_card(card->d_name, &machine);
        }
    }
    return machine;
}

static bool is_machine(const struct enrol_machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->count; i++) {
        if (strcasecmp(machine->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* line: two words, or nothing but spaces. */
static bool read_line(char *line, const struct enrol_machine *machine, struct enrol_entry *entry,
                      struct error *err)
{
    char *rest = NULL;
    line[strcspn(line, "#")] = '\0';
    const char *name = strtok_r(line, " \t\r", &rest);
    const char *value = strtok_r(NULL, " \t\r", &rest);
    if (!name) {
        return true;
    }
    if (!value || strtok_r(NULL, " \t\r", &rest)) {
        return error_set(err, ERROR_INVALID, "expected \"server URL\" or \"NAME CODE\"");
    }
    bool server = strcmp(name, "server") == 0;
    char *target = server ? entry->server_url : entry->code;
    size_t size = server ? sizeof entry->server_url : sizeof entry->code;
    if (!server && !is_machine(machine, name)) {
        return true;
    }
    if (*target) {
        return error_set(err, ERROR_INVALID, "a second line about %s",
                         server ? "the server" : "this machine");
    }
    return snprintf(target, size, "%s", value) < (int)size ||
           error_set(err, ERROR_INVALID, "too long: %.40s…", value);
}

bool enrol_list_read(const char *path, const struct enrol_machine *machine,
                     struct enrol_entry *ret_entry, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    struct enrol_entry entry = {0};
    if (!file_read(path, FILE_MAX, &text, &len, err)) {
        return false;
    }
    int number = 1;
    for (char *line = text; line; number++) {
        char *end = strchr(line, '\n');
        if (end) {
            *end = '\0';
        }
        if (!read_line(line, machine, &entry, err)) {
            return error_prefix(err, "%s:%d", path, number);
        }
        line = end ? end + 1 : NULL;
    }
    if (!entry.server_url[0]) {
        return error_set(err, ERROR_INVALID, "%s: no line \"server URL\"", path);
    }
    *ret_entry = entry;
    return true;
}
