#include "icon.h"

#include "check.h"
#include <math.h>
#include <stddef.h>

/* All shapes live in a unit square, x to the right and y down. A distance is negative inside. */
struct point {
    double x, y;
};

static double circle(struct point p, struct point centre, double radius)
{
    return hypot(p.x - centre.x, p.y - centre.y) - radius;
}

static double ring(struct point p, struct point centre, double radius, double half_width)
{
    return fabs(hypot(p.x - centre.x, p.y - centre.y) - radius) - half_width;
}

/* A line from a to b with round ends. */
static double stroke(struct point p, struct point a, struct point b, double half_width)
{
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
    along = fmin(1, fmax(0, along));
    return hypot(p.x - a.x - along * dx, p.y - a.y - along * dy) - half_width;
}

static double rounded_box(struct point p, struct point centre, struct point half, double radius)
{
    double dx = fabs(p.x - centre.x) - half.x + radius;
    double dy = fabs(p.y - centre.y) - half.y + radius;
    return hypot(fmax(dx, 0), fmax(dy, 0)) + fmin(fmax(dx, dy), 0) - radius;
}

/* A convex polygon, corners clockwise as seen on the screen; its corners come out sharp. */
static double polygon(struct point p, const struct point *corners, size_t count)
{
    double distance = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        struct point a = corners[i];
        struct point b = corners[(i + 1) % count];
        double dx = b.x - a.x;
        double dy = b.y - a.y;
        double outside = ((p.x - a.x) * dy - (p.y - a.y) * dx) / hypot(dx, dy);
        distance = fmax(distance, outside);
    }
    return distance;
}

static double cut(double shape, double hole)
{
    return fmax(shape, -hole);
}

static double tick(struct point p)
{
    double mark = fmin(stroke(p, (struct point){0.28, 0.52}, (struct point){0.44, 0.67}, 0.055),
                       stroke(p, (struct point){0.44, 0.67}, (struct point){0.73, 0.35}, 0.055));
    return cut(circle(p, (struct point){0.5, 0.5}, 0.48), mark);
}

static double clock_face(struct point p)
{
    struct point middle = {0.5, 0.5};
    double hands = fmin(stroke(p, middle, (struct point){0.5, 0.23}, 0.048),
                        stroke(p, middle, (struct point){0.68, 0.6}, 0.048));
    return fmin(ring(p, middle, 0.43, 0.05), hands);
}

static double info(struct point p)
{
    double letter = fmin(circle(p, (struct point){0.5, 0.27}, 0.072),
                         stroke(p, (struct point){0.5, 0.46}, (struct point){0.5, 0.74}, 0.06));
    return cut(rounded_box(p, (struct point){0.5, 0.5}, (struct point){0.46, 0.46}, 0.16), letter);
}

static double hourglass(struct point p)
{
    static const struct point upper[] = {{0.22, 0.12}, {0.78, 0.12}, {0.5, 0.52}};
    static const struct point lower[] = {{0.5, 0.48}, {0.78, 0.88}, {0.22, 0.88}};
    static const struct point sand[] = {{0.36, 0.23}, {0.64, 0.23}, {0.62, 0.27}, {0.38, 0.27}};
    double caps = fmin(stroke(p, (struct point){0.18, 0.09}, (struct point){0.82, 0.09}, 0.06),
                       stroke(p, (struct point){0.18, 0.91}, (struct point){0.82, 0.91}, 0.06));
    double glass = fmin(polygon(p, upper, ARRAY_LEN(upper)), polygon(p, lower, ARRAY_LEN(lower)));
    return fmin(caps, cut(glass, polygon(p, sand, ARRAY_LEN(sand))));
}

static double cross(struct point p)
{
    return fmin(stroke(p, (struct point){0.16, 0.16}, (struct point){0.84, 0.84}, 0.095),
                stroke(p, (struct point){0.84, 0.16}, (struct point){0.16, 0.84}, 0.095));
}

static double triangle(struct point p)
{
    static const struct point corners[] = {{0.5, 0.11}, {0.92, 0.85}, {0.08, 0.85}};
    double mark = fmin(stroke(p, (struct point){0.5, 0.38}, (struct point){0.5, 0.58}, 0.05),
                       circle(p, (struct point){0.5, 0.73}, 0.058));
    return cut(polygon(p, corners, ARRAY_LEN(corners)) - 0.06, mark);
}

static double person(struct point p)
{
    double shoulders =
        circle((struct point){p.x, p.y * 0.9 + 0.09}, (struct point){0.5, 0.98}, 0.38);
    shoulders = fmax(shoulders, p.y - 1);
    return fmin(circle(p, (struct point){0.5, 0.3}, 0.21), shoulders);
}

static double card(struct point p)
{
    struct point centre = {0.36, 0.6};
    struct point half = {0.33, 0.23};
    double outline = fabs(rounded_box(p, centre, half, 0.06)) - 0.03;
    double stripe = rounded_box(p, (struct point){0.24, 0.52}, (struct point){0.085, 0.055}, 0.02);
    struct point source = {0.62, 0.4};
    double waves = fmin(ring(p, source, 0.17, 0.028), ring(p, source, 0.29, 0.028));
    double quarter = fmax(source.x + 0.02 - p.x, p.y - source.y + 0.02);
    return fmin(fmin(outline, stripe), fmax(waves, quarter));
}

static double disc(struct point p)
{
    return circle(p, (struct point){0.5, 0.5}, 0.46);
}

static double thick_ring(struct point p)
{
    return ring(p, (struct point){0.5, 0.5}, 0.36, 0.1);
}

static double full_disc(struct point p)
{
    return circle(p, (struct point){0.5, 0.5}, 0.5);
}

typedef double (*distance_fn)(struct point p);

static const distance_fn distances[ICONS] = {
    [ICON_TICK] = tick,           [ICON_CLOCK] = clock_face, [ICON_INFO] = info,
    [ICON_HOURGLASS] = hourglass, [ICON_CROSS] = cross,      [ICON_TRIANGLE] = triangle,
    [ICON_PERSON] = person,       [ICON_CARD] = card,        [ICON_DISC] = disc,
    [ICON_RING] = thick_ring,     [ICON_ROUND] = full_disc,
};

void icon_render(enum icon icon, int size_px, uint8_t *ret_coverage)
{
    CHECK(icon < ICONS && size_px > 0);
    for (int y = 0; y < size_px; y++) {
        for (int x = 0; x < size_px; x++) {
            struct point p = {(x + 0.5) / size_px, (y + 0.5) / size_px};
            double inside = 0.5 - distances[icon](p) * size_px;
            inside = fmin(1, fmax(0, inside));
            ret_coverage[(size_t)y * (size_t)size_px + (size_t)x] = (uint8_t)(inside * 255 + 0.5);
        }
    }
}
