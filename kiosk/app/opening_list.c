#include "opening_list.h"

#include "file.h"
#include "json.h"
#include "log.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME      "openings.json"
#define BYTES_MAX 65536 /* far above what so many take */
#define PATH_SIZE 600

static bool read_item(const json_t *item, struct service_opening *opening, struct error *err)
{
    static const char *const keys[] = {"keeper", "at_utc_us", NULL};
    const char *keeper;
    if (!json_only_keys(item, "", keys, err) ||
        !json_get_text(item, "", "keeper", FACTS_ID_MAX, &keeper, err) ||
        !json_get_int(item, "", "at_utc_us", 0, INT64_MAX, &opening->at_utc_us, err)) {
        return false;
    }
    (void)snprintf(opening->keeper, sizeof opening->keeper, "%s", keeper);
    return true;
}

static bool read_items(const json_t *root, struct opening_list *list, struct error *err)
{
    static const char *const keys[] = {"openings", NULL};
    const json_t *items;
    if (!json_only_keys(root, "", keys, err) ||
        !json_get_array(root, "", "openings", OPENING_LIST_MAX, &items, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (!read_item(json_array_get(items, i), &list->items[i], err)) {
            return false;
        }
    }
    list->count = json_array_size(items);
    return true;
}

void opening_list_read(struct opening_list *list, const char *folder)
{
    char path[PATH_SIZE];
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *root = NULL;
    size_t len;
    struct error fault;
    list->folder = folder;
    list->count = 0;
    (void)snprintf(path, sizeof path, "%s/" NAME, folder); /* the configuration bounds it */
    if (access(path, F_OK) != 0) {
        return;
    }
    if (!file_read(path, BYTES_MAX, &text, &len, &fault) ||
        !json_parse(text, len, NAME, &root, &fault) || !read_items(root, list, &fault)) {
        log_event(LOG_ERROR, "openings_passed_over", "reason=%s", LOG_TEXT(fault.text));
    }
}

static bool write_items(const struct opening_list *list, struct error *err)
{
    char path[PATH_SIZE];
    AUTO(json) json_t *root = json_pack("{s:[]}", "openings");
    json_t *items = json_object_get(root, "openings");
    for (size_t i = 0; i < list->count; i++) {
        const struct service_opening *opening = &list->items[i];
        if (json_array_append_new(items, json_pack("{s:s, s:I}", "keeper", opening->keeper,
                                                   "at_utc_us", (json_int_t)opening->at_utc_us))) {
            return error_set(err, ERROR_NO_MEMORY, "openings: out of memory");
        }
    }
    AUTO(memory) char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "openings: out of memory");
    }
    (void)snprintf(path, sizeof path, "%s/" NAME, list->folder);
    return file_replace(path, text, strlen(text), 0600, err);
}

bool opening_list_add(struct opening_list *list, const struct service_opening *opening,
                      struct error *err)
{
    if (list->count == OPENING_LIST_MAX) {
        return error_set(err, ERROR_FULL, "openings: %d wait to be told already", OPENING_LIST_MAX);
    }
    list->items[list->count++] = *opening;
    return write_items(list, err);
}

bool opening_list_drop_first(struct opening_list *list, struct error *err)
{
    if (list->count == 0) {
        return true;
    }
    list->count--;
    memmove(list->items, list->items + 1, list->count * sizeof *list->items);
    return write_items(list, err);
}
