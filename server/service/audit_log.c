#include "audit_log.h"

#include "json.h"

struct reading {
    json_t *lines;
    int64_t last_no;
};

static bool add_line(const struct audit_row *row, void *user, struct error *err)
{
    struct reading *reading = user;
    reading->last_no = row->no;
    return json_array_append_new(reading->lines, json_string(row->line)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "audit: out of memory");
}

bool audit_log_read(struct storage *storage, const struct audit_filter *filter, json_t **ret_lines,
                    int64_t *ret_last_no, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *lines = json_array();
    struct reading reading = {.lines = lines};
    if (!storage_read(storage, &view, err) ||
        !audit_store_each_match(snapshot_database(view), filter, add_line, &reading, err)) {
        return false;
    }
    *ret_last_no = reading.last_no;
    *ret_lines = TAKE(lines);
    return true;
}

bool audit_log_head(struct storage *storage, bool *ret_found, struct audit_head *ret_head,
                    struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(storage, &view, err) &&
           audit_store_newest_head(snapshot_database(view), ret_found, ret_head, err);
}

bool audit_log_verify(struct storage *storage, const struct public_key *server_key,
                      struct audit_verdict *ret_verdict, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(storage, &view, err) &&
           audit_verify_run(snapshot_database(view), server_key, NULL, ret_verdict, err);
}
