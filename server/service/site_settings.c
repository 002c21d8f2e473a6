#include "site_settings.h"

#include "document_store.h"
#include "json.h"
#include "storage.h"
#include <string.h>

bool site_settings_read(struct database *database, bool *ret_found,
                        struct site_settings *ret_settings, struct error *err)
{
    struct site_settings settings = {.name = "", .timezone = "Asia/Shanghai"};
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *value = NULL;
    const char *name, *timezone;
    if (!document_store_read(database, "site", "site", &presence, &text, err)) {
        return false;
    }
    if (text) {
        if (!json_parse(text, strlen(text), "site/site", &value, err) ||
            !json_get_text(value, "site", "name", SITE_NAME_MAX, &name, err) ||
            !json_get_text(value, "site", "timezone", SITE_TIMEZONE_MAX, &timezone, err)) {
            return false;
        }
        memcpy(settings.name, name, strlen(name) + 1);
        memcpy(settings.timezone, timezone, strlen(timezone) + 1);
    }
    *ret_found = text != NULL;
    *ret_settings = settings;
    return true;
}

bool site_settings_look(struct storage *storage, struct site_settings *ret_settings,
                        struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    bool found;
    return storage_read(storage, &view, err) &&
           site_settings_read(snapshot_database(view), &found, ret_settings, err);
}
