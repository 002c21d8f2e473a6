#include "http_json.h"
#include "kiosk_api_parts.h"
#include "staff_photo.h"
#include <string.h>

/* By its hash, so that a kiosk sees for itself that it got what it asked for. */
bool kiosk_handle_photo(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct kiosk_api *api = user;
    const char *sha256 = http_request_parameter(request, "sha256");
    struct hash hash;
    bool found = false;
    void *bytes = NULL;
    size_t len = 0;
    if (hash_hex_decode(sha256, strlen(sha256), hash.bytes, HASH_BYTES) &&
        !staff_photo_find(api->settings.storage, sha256, &found, &bytes, &len, err)) {
        return false;
    }
    if (found) {
        http_response_take(response, 200, "image/jpeg", bytes, len);
    } else {
        http_response_problem(response, &(struct http_problem){.status = 404,
                                                               .type = "not_found",
                                                               .title = "There is no such photo"});
    }
    return true;
}
