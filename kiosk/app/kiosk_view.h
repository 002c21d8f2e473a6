#pragma once
/* The view as the configuration wants it. Main thread. */

#include "error.h"
#include "kiosk_config.h"
#include "view.h"

/* The built-in theme, or the configured one. */
bool kiosk_view_read_theme(const struct kiosk_config *config, struct theme *ret_theme,
                           struct error *err) MUST_USE;

/* Whether the fonts are there that it names, or wants by itself. */
bool kiosk_view_check_fonts(const struct kiosk_config *config, struct error *err) MUST_USE;

/* theme is borrowed for the view's life; strip NULL: no sample cards. */
bool kiosk_view_open(const struct kiosk_config *config, const struct theme *theme,
                     const struct sample_strip *strip, struct view **ret_view, struct error *err)
    MUST_USE;
