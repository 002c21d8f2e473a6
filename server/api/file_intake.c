#include "file_intake.h"

#include "office_api.h"
#include <string.h>

#define OFFICE_TYPE "application/vnd.openxmlformats-officedocument."

/* A kind of file with its first bytes. */
struct file_type {
    const char *media_type;
    const char *magic;
    enum file_intake_kinds from; /* the first set that has it */
};

static const struct file_type types[] = {
    {"image/jpeg", "\xFF\xD8\xFF", FILE_INTAKE_PICTURES},
    {"image/png", "\x89PNG\r\n\x1A\n", FILE_INTAKE_PICTURES},
    {"application/pdf", "%PDF-", FILE_INTAKE_PICTURES},
    {OFFICE_TYPE "wordprocessingml.document", "PK\x03\x04", FILE_INTAKE_PAPERS},
    {OFFICE_TYPE "spreadsheetml.sheet", "PK\x03\x04", FILE_INTAKE_PAPERS},
    {0},
};

static const struct file_type *type_of(const struct http_request *request,
                                       enum file_intake_kinds kinds)
{
    for (const struct file_type *type = types; type->media_type; type++) {
        if (type->from <= kinds && http_request_has_type(request, type->media_type)) {
            return type;
        }
    }
    return NULL;
}

bool file_intake_read(const struct http_request *request, struct http_response *response,
                      enum file_intake_kinds kinds, struct kept_file *ret_file)
{
    static const char *const titles[] = {
        "Expected image/jpeg, image/png or application/pdf",
        "Expected image/jpeg, image/png, application/pdf, or a document of an office suite (docx, "
        "xlsx)",
    };
    const struct file_type *type = type_of(request, kinds);
    const struct http_bytes body = http_request_body(request);
    const char *name = http_request_query(request, "name");
    if (!type) {
        http_response_problem(
            response,
            &(struct http_problem){.status = 415, .type = "media_type", .title = titles[kinds]});
        return false;
    }
    if (body.len == 0) {
        http_response_invalid(response, NULL, "the file is empty");
        return false;
    }
    size_t len = strlen(type->magic);
    if (body.len < len || memcmp(body.data, type->magic, len) != 0) {
        http_response_invalid(response, NULL, "the file is not of the kind that it is said to be");
        return false;
    }
    *ret_file = (struct kept_file){.name = name ? name : "",
                                   .media_type = type->media_type,
                                   .bytes = body.data,
                                   .len = body.len};
    return true;
}

bool file_intake_send(const struct http_request *request, struct http_response *response,
                      struct office *office, const struct office_kind *kind, struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    const char *id = http_request_parameter(request, "id");
    AUTO_OFFICE_ANSWER struct office_answer answer = {.result = OFFICE_NOT_FOUND};
    void *bytes = NULL;
    size_t len = 0;
    if (strlen(id) <= OFFICE_ID_MAX &&
        !kept_file_read(office, kind, &caller, id, &answer, &bytes, &len, err)) {
        return false;
    }
    if (answer.result != OFFICE_DONE) {
        office_api_refuse(response, &answer);
        return true;
    }
    http_response_take(response, 200, office_text(answer.value, "media_type"), bytes, len);
    http_response_attachment(response, office_text(answer.value, "name"));
    return true;
}

bool file_intake_keep(const struct http_request *request, struct http_response *response,
                      struct office *office, const struct office_kind *kind, const json_t *about,
                      const struct kept_file *file, struct error *err)
{
    const struct office_caller caller = office_api_caller(request);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!kept_file_add(office, kind, &caller, about, file, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_DONE) {
        http_response_json(response, 201, json_incref(answer.value));
    } else {
        office_api_refuse(response, &answer);
    }
    return true;
}
