#include "tap_list.h"

#include "civil.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 512

void tap_list_finish(struct tap_list *list)
{
    free(list->taps);
    *list = (struct tap_list){0};
}

static bool make_room(struct tap_list *list, size_t size, struct error *err)
{
    if (size <= list->size) {
        return true;
    }
    struct stored_tap *taps = realloc(list->taps, size * sizeof *taps);
    if (!taps) {
        return error_set(err, ERROR_NO_MEMORY, "taps: out of memory");
    }
    list->taps = taps;
    list->size = size;
    return true;
}

bool tap_list_add(struct tap_list *list, const struct stored_tap *tap, struct error *err)
{
    if (list->count == list->size &&
        !make_room(list, list->size ? 2 * list->size : FIRST_SIZE, err)) {
        return false;
    }
    list->taps[list->count++] = *tap;
    return true;
}

static int compare_times(const struct stored_tap *a, const struct stored_tap *b)
{
    int by_kiosk;
    if (a->at_ms != b->at_ms) {
        return a->at_ms < b->at_ms ? -1 : 1;
    }
    by_kiosk = strcmp(a->record.kiosk, b->record.kiosk);
    if (by_kiosk != 0) {
        return by_kiosk;
    }
    if (a->record.epoch != b->record.epoch) {
        return a->record.epoch < b->record.epoch ? -1 : 1;
    }
    return (a->record.seq > b->record.seq) - (a->record.seq < b->record.seq);
}

static int compare_by_staff(const void *left, const void *right)
{
    const struct stored_tap *a = *(const struct stored_tap *const *)left;
    const struct stored_tap *b = *(const struct stored_tap *const *)right;
    int by_staff = strcmp(a->staff, b->staff);
    return by_staff != 0 ? by_staff : compare_times(a, b);
}

static int compare_by_date(const void *left, const void *right)
{
    const struct stored_tap *a = *(const struct stored_tap *const *)left;
    const struct stored_tap *b = *(const struct stored_tap *const *)right;
    int32_t a_date = civil_date_of(a->at_ms);
    int32_t b_date = civil_date_of(b->at_ms);
    if (a_date != b_date) {
        return a_date < b_date ? -1 : 1;
    }
    return compare_by_staff(left, right);
}

bool tap_list_sort(const struct tap_list *list, enum tap_order order, struct tap_list *ret_list,
                   struct error *err)
{
    /* The taps are large: pointers are sorted, and each tap is copied once. */
    const struct stored_tap **order_of = malloc((list->count + 1) * sizeof *order_of);
    if (!order_of || !make_room(ret_list, list->count, err)) {
        free(order_of);
        return error_set(err, ERROR_NO_MEMORY, "taps: out of memory");
    }
    for (size_t i = 0; i < list->count; i++) {
        order_of[i] = &list->taps[i];
    }
    qsort(order_of, list->count, sizeof *order_of,
          order == TAP_ORDER_BY_DATE ? compare_by_date : compare_by_staff);
    for (size_t i = 0; i < list->count; i++) {
        ret_list->taps[i] = *order_of[i];
    }
    ret_list->count = list->count;
    free(order_of);
    return true;
}
