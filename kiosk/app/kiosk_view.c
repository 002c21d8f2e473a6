#include "kiosk_view.h"

#include "check.h"
#include "civil.h"

#define TITLE "守时 Shoushi"

bool kiosk_view_read_theme(const struct kiosk_config *config, struct theme *ret_theme,
                           struct error *err)
{
    *ret_theme = theme_default();
    return !config->theme_path[0] || theme_read(config->theme_path, ret_theme, err);
}

bool kiosk_view_check_fonts(const struct kiosk_config *config, struct error *err)
{
    return font_set_check(&config->fonts, err);
}

bool kiosk_view_open(const struct kiosk_config *config, const struct theme *theme,
                     const struct sample_strip *strip, struct view **ret_view, struct error *err)
{
    int32_t night_from_min = 0;
    int32_t night_until_min = 0;
    CHECK(civil_clock_parse(config->night_from, &night_from_min) && /* kiosk_config has looked */
          civil_clock_parse(config->night_until, &night_until_min));
    struct view_settings settings = {.place = {.title = TITLE,
                                               .width = (int)config->window_width,
                                               .height = (int)config->window_height,
                                               .mode = (enum window_mode)config->window_mode},
                                     .theme = theme,
                                     .appearance = (enum appearance)config->appearance,
                                     .night_from_min = night_from_min,
                                     .night_until_min = night_until_min,
                                     .fonts = &config->fonts};
    if (strip) {
        settings.strip = *strip;
    }
    return view_create(&settings, ret_view, err);
}
