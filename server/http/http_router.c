#include "http_router.h"

#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATTERN_MAX 128

enum piece_kind { PIECE_LITERAL, PIECE_FRONT, PIECE_WHOLE, PIECE_REST }; /* most literal first */

/* One segment of a pattern; text is the literal, or what stands behind the {name}. */
struct piece {
    enum piece_kind kind;
    const char *name;
    const char *text;
};

struct entry {
    const struct http_route *route;
    const struct http_route_set *set;
    size_t piece_count;
    struct piece pieces[HTTP_SEGMENTS_MAX];
    char text[PATTERN_MAX]; /* the pattern, cut into the pieces' strings */
};

struct http_router {
    struct http_route_set *sets;
    struct entry *entries; /* where they are; the pieces point into their own entry, so it stays */
    size_t entry_count;
    const struct entry **order; /* most literal first, rows of one pattern side by side */
};

static void compile_piece(char *segment, struct piece *ret_piece)
{
    char *open = strchr(segment, '{');
    char *close = strchr(segment, '}');
    if (!open) {
        CHECK(!close);
        *ret_piece = (struct piece){PIECE_LITERAL, NULL, segment};
        return;
    }
    CHECK(open == segment && close && !strchr(close + 1, '{'));
    *close = '\0';
    char *dots = strstr(segment, "...");
    if (dots) {
        CHECK(close[1] == '\0');
        *dots = '\0';
        *ret_piece = (struct piece){PIECE_REST, segment + 1, ""};
        return;
    }
    *ret_piece = (struct piece){close[1] ? PIECE_FRONT : PIECE_WHOLE, segment + 1, close + 1};
}

static void compile_pattern(struct entry *entry)
{
    const char *pattern = entry->route->path;
    CHECK(pattern[0] == '/' && strlen(pattern) < sizeof entry->text);
    memcpy(entry->text, pattern, strlen(pattern) + 1);
    size_t parameters = 0;
    for (char *at = entry->text; at;) {
        *at++ = '\0';
        char *next = strchr(at, '/');
        if (next) {
            *next = '\0';
        }
        CHECK(entry->piece_count < HTTP_SEGMENTS_MAX);
        struct piece *piece = &entry->pieces[entry->piece_count++];
        compile_piece(at, piece);
        parameters += piece->name ? 1 : 0;
        CHECK(piece->kind != PIECE_REST || !next);
        at = next;
    }
    CHECK(parameters <= HTTP_PARAMETERS_MAX);
}

static int compare_pieces(const struct piece *a, const struct piece *b)
{
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->kind == PIECE_WHOLE || a->kind == PIECE_REST) {
        return 0;
    }
    size_t a_len = strlen(a->text);
    size_t b_len = strlen(b->text);
    if (a->kind == PIECE_FRONT && a_len != b_len) {
        return a_len > b_len ? -1 : 1; /* ".tar.gz" before ".gz" */
    }
    return strcmp(a->text, b->text);
}

/* 0 for two patterns that match the same paths, whatever their parameters are called. */
static int compare_patterns(const struct entry *a, const struct entry *b)
{
    for (size_t i = 0; i < a->piece_count && i < b->piece_count; i++) {
        int order = compare_pieces(&a->pieces[i], &b->pieces[i]);
        if (order != 0) {
            return order;
        }
    }
    return a->piece_count < b->piece_count ? -1 : a->piece_count > b->piece_count;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = *(const struct entry *const *)left;
    const struct entry *b = *(const struct entry *const *)right;
    int order = compare_patterns(a, b);
    return order != 0 ? order : strcmp(a->route->method, b->route->method);
}

static void check_entries(const struct http_router *router)
{
    for (size_t i = 0; i < router->entry_count; i++) {
        const struct entry *const *entry = &router->order[i];
        CHECK((*entry)->route->handle && (*entry)->set->gate);
        CHECK(i == 0 || compare_entries(entry - 1, entry) != 0);
    }
}

static void fill_entries(struct http_router *router, size_t set_count)
{
    for (size_t s = 0; s < set_count; s++) {
        const struct http_route_set *set = &router->sets[s];
        for (size_t r = 0; r < set->route_count; r++) {
            struct entry *entry = &router->entries[router->entry_count];
            entry->route = &set->routes[r];
            entry->set = set;
            compile_pattern(entry);
            router->order[router->entry_count++] = entry;
        }
    }
    qsort(router->order, router->entry_count, sizeof *router->order, compare_entries);
}

bool http_router_create(const struct http_route_set *sets, size_t set_count,
                        struct http_router **ret_router, struct error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < set_count; i++) {
        count += sets[i].route_count;
    }
    AUTO(http_router) struct http_router *router = calloc(1, sizeof *router);
    if (!router) {
        return error_set(err, ERROR_NO_MEMORY, "routes: out of memory");
    }
    router->sets = calloc(set_count + 1, sizeof *router->sets);
    router->entries = calloc(count + 1, sizeof *router->entries);
    router->order = calloc(count + 1, sizeof *router->order);
    if (!router->sets || !router->entries || !router->order) {
        return error_set(err, ERROR_NO_MEMORY, "routes: out of memory");
    }
    memcpy(router->sets, sets, set_count * sizeof *sets);
    fill_entries(router, set_count);
    check_entries(router);
    *ret_router = TAKE(router);
    return true;
}

void http_router_destroy(struct http_router *router)
{
    if (router) {
        free(router->sets);
        free(router->entries);
        free(router->order);
        free(router);
    }
}

static bool ends_with(const char *segment, const char *text)
{
    size_t segment_len = strlen(segment);
    size_t text_len = strlen(text);
    return segment_len > text_len && strcmp(segment + segment_len - text_len, text) == 0;
}

static bool piece_matches(const struct piece *piece, const char *segment)
{
    switch (piece->kind) {
    case PIECE_LITERAL:
        return strcmp(segment, piece->text) == 0;
    case PIECE_FRONT:
        return ends_with(segment, piece->text);
    case PIECE_WHOLE:
        return *segment != '\0';
    case PIECE_REST:
        return true;
    }
    return false;
}

static bool pattern_matches(const struct entry *entry, const struct http_target *target)
{
    for (size_t i = 0; i < entry->piece_count; i++) {
        if (i == target->segment_count || !piece_matches(&entry->pieces[i], target->segments[i])) {
            return false;
        }
        if (entry->pieces[i].kind == PIECE_REST) {
            return true;
        }
    }
    return entry->piece_count == target->segment_count;
}

/* A catch-all at the root is for what lies beside the named paths: /api/nothing is nothing even
 * where every other path is a page. */
static bool is_under_named_path(const struct http_router *router, const struct http_target *target)
{
    for (size_t i = 0; i < router->entry_count; i++) {
        const struct piece *first = &router->order[i]->pieces[0];
        if (first->kind == PIECE_LITERAL && strcmp(first->text, target->segments[0]) == 0) {
            return true;
        }
    }
    return false;
}

static size_t find_pattern(const struct http_router *router, const struct http_target *target)
{
    for (size_t i = 0; i < router->entry_count; i++) {
        const struct entry *entry = router->order[i];
        bool catch_all = entry->pieces[0].kind == PIECE_REST;
        if (pattern_matches(entry, target) && !(catch_all && is_under_named_path(router, target))) {
            return i;
        }
    }
    return router->entry_count;
}

static void add_allowed(char allow[static HTTP_ALLOW_SIZE], const char *method)
{
    size_t len = strlen(allow);
    (void)snprintf(allow + len, HTTP_ALLOW_SIZE - len, "%s%s", len ? ", " : "", method);
}

/* The row for the method among those of the pattern at first; NULL with the Allow list. */
static const struct entry *find_method(const struct http_router *router, size_t first,
                                       const char *method, char allow[static HTTP_ALLOW_SIZE])
{
    const struct entry *get = NULL;
    allow[0] = '\0';
    for (size_t i = first; i < router->entry_count; i++) {
        const struct entry *entry = router->order[i];
        if (compare_patterns(router->order[first], entry) != 0) {
            break;
        }
        if (strcmp(entry->route->method, method) == 0) {
            return entry;
        }
        add_allowed(allow, entry->route->method);
        if (strcmp(entry->route->method, "GET") == 0) {
            get = entry;
            add_allowed(allow, "HEAD");
        }
    }
    return strcmp(method, "HEAD") == 0 ? get : NULL;
}

static void join_rest(struct http_target *target, size_t first)
{
    for (size_t i = first + 1; i < target->segment_count; i++) {
        target->segments[i][-1] = '/';
    }
}

static void cut_parameters(const struct entry *entry, struct http_target *target,
                           struct http_match *match)
{
    for (size_t i = 0; i < entry->piece_count; i++) {
        const struct piece *piece = &entry->pieces[i];
        char *segment = target->segments[i];
        if (piece->kind == PIECE_LITERAL) {
            continue;
        }
        if (piece->kind == PIECE_FRONT) {
            segment[strlen(segment) - strlen(piece->text)] = '\0';
        }
        if (piece->kind == PIECE_REST) {
            join_rest(target, i);
        }
        match->parameters[match->parameter_count++] = (struct http_parameter){piece->name, segment};
    }
}

enum http_match_result http_router_find(const struct http_router *router, const char *method,
                                        struct http_target *target, struct http_match *ret_match)
{
    size_t first = find_pattern(router, target);
    if (first == router->entry_count) {
        return HTTP_MATCH_NO_PATH;
    }
    const struct entry *entry = find_method(router, first, method, ret_match->allow);
    if (!entry) {
        return HTTP_MATCH_NO_METHOD;
    }
    ret_match->route = entry->route;
    ret_match->set = entry->set;
    ret_match->parameter_count = 0;
    cut_parameters(entry, target, ret_match);
    return HTTP_MATCH_ROUTE;
}
