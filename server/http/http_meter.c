#include "http_meter.h"

#include "check.h"
#include <stdatomic.h>
#include <stdlib.h>

static const int64_t bounds_us[HTTP_METER_BOUNDS] = {
    1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000,
};

struct http_meter {
    _Atomic uint64_t answers[HTTP_METER_CLASSES];
    _Atomic uint64_t timed[HTTP_METER_BOUNDS + 1];
    _Atomic uint64_t took_us;
    _Atomic size_t connections;
    _Atomic size_t requests;
};

bool http_meter_create(struct http_meter **ret_meter, struct error *err)
{
    struct http_meter *meter = calloc(1, sizeof *meter);
    if (!meter) {
        return error_set(err, ERROR_NO_MEMORY, "meter: out of memory");
    }
    *ret_meter = meter;
    return true;
}

void http_meter_destroy(struct http_meter *meter)
{
    free(meter);
}

int64_t http_meter_bound_us(size_t i)
{
    CHECK(i < HTTP_METER_BOUNDS);
    return bounds_us[i];
}

void http_meter_count(struct http_meter *meter, unsigned status, int64_t took_us)
{
    if (status < 100 || status > 599) {
        return;
    }
    meter->answers[status / 100 - 1]++;
    if (took_us == HTTP_METER_UNTIMED) {
        return;
    }
    size_t i = 0;
    while (i < HTTP_METER_BOUNDS && took_us > bounds_us[i]) {
        i++;
    }
    meter->timed[i]++;
    meter->took_us += (uint64_t)took_us;
}

void http_meter_set_connections(struct http_meter *meter, size_t count)
{
    meter->connections = count;
}

void http_meter_set_requests(struct http_meter *meter, size_t count)
{
    meter->requests = count;
}

struct http_figures http_meter_read(struct http_meter *meter)
{
    struct http_figures figures = {
        .took_us = meter->took_us, .connections = meter->connections, .requests = meter->requests};
    for (size_t i = 0; i < HTTP_METER_CLASSES; i++) {
        figures.answers[i] = meter->answers[i];
    }
    for (size_t i = 0; i <= HTTP_METER_BOUNDS; i++) {
        figures.timed[i] = meter->timed[i];
    }
    return figures;
}
