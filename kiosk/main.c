/* shoushi-kiosk: the program at the door. */

#include "enrolment.h"
#include "gallery.h"
#include "kiosk_loop.h"
#include "kiosk_options.h"
#include "kiosk_view.h"
#include "records_fault.h"
#include "setup_loop.h"
#include <stdio.h>

#define CONFIG_PATH "/etc/shoushi/kiosk.conf"

enum { EXIT_USAGE = 2 };

static const char *fault_advice(enum enrolment_fault fault)
{
    static const char *const advice[] = {
        [ENROLMENT_FAULT_NONE] = "",
        [ENROLMENT_FAULT_ADDRESS] = "Give the server's address as https://NAME:PORT.",
        [ENROLMENT_FAULT_PLAIN] = "Use https://; http:// would send names in the clear.",
        [ENROLMENT_FAULT_NAME] = "Check the name's spelling, the network cable and the DNS.",
        [ENROLMENT_FAULT_NOBODY] = "Check the port, and that the server runs.",
        [ENROLMENT_FAULT_NETWORK] =
            "Check the network cable, the address, and that the server runs.",
        [ENROLMENT_FAULT_TLS] =
            "Name the office's certificate with server.ca_file in the configuration.",
        [ENROLMENT_FAULT_CLOCK] =
            "Set this machine's clock: so far back no certificate is valid yet.",
        [ENROLMENT_FAULT_NOT_OURS] = "Something else answers at this address: check name and port.",
        [ENROLMENT_FAULT_PROTOCOL] = "Update the older of server and kiosk.",
        [ENROLMENT_FAULT_CODE] =
            "Ask an administrator for a fresh code (shoushi-server enrol-code).",
        [ENROLMENT_FAULT_LOCKED] = "Try again after the next full hour.",
        [ENROLMENT_FAULT_KEY] = "Ask an administrator to revoke the kiosk of this key first.",
        [ENROLMENT_FAULT_REFUSED] = "Ask an administrator to look at the server's log.",
        [ENROLMENT_FAULT_DISK] = "Check that the data folder exists and can be written.",
    };
    return advice[fault];
}

static bool enrol(const struct kiosk_options *options, const struct kiosk_config *config,
                  struct error *err)
{
    const struct enrolment_request request = {.folder = config->data_folder,
                                              .server_url = options->server_url,
                                              .code = options->code,
                                              .ca_file = config->ca_file,
                                              .transport = (enum sync_transport)config->transport,
                                              .clock = clock_system()};
    (void)printf("Data folder: %s\nServer:      %s\n", config->data_folder, options->server_url);
    struct identity identity;
    struct enrolment_finding finding = {0};
    if (!enrolment_run(&request, &identity, &finding, err)) {
        (void)printf("Not enrolled. %s\n", fault_advice(finding.fault));
        return false;
    }
    (void)printf("Enrolled as %s: %s, %s\n", identity.kiosk, identity.site_name, identity.place);
    return true;
}

static bool write_gallery(const struct kiosk_options *options, const struct kiosk_config *config,
                          struct error *err)
{
    struct theme theme = theme_default();
    if (config->theme_path[0] && !theme_read(config->theme_path, &theme, err)) {
        return false;
    }
    size_t count = 0;
    if (!gallery_write(options->gallery_folder, &theme, &config->fonts, &count, err)) {
        return false;
    }
    (void)printf("%zu pictures in %s\n", count, options->gallery_folder);
    return true;
}

/* *ret_parts NULL: asked to end while the records could not be opened. */
static bool open_parts(const struct kiosk_config *config, struct kiosk_parts **ret_parts,
                       struct error *err)
{
    const struct clock *clock = clock_system();
    bool ended = false;
    *ret_parts = NULL;
    while (!*ret_parts && !ended) {
        struct records_fault fault;
        if (!kiosk_parts_create(config, clock, ret_parts, &fault, err) ||
            (!*ret_parts && !records_fault_show(config, clock, &fault, &ended, err))) {
            return false;
        }
    }
    return true;
}

static bool run_kiosk(const struct kiosk_config *config, struct error *err)
{
    AUTO(kiosk_parts) struct kiosk_parts *parts = NULL;
    enum setup_end end;
    if (!setup_loop_run(config, clock_system(), &end, err)) {
        return false;
    }
    if (end == SETUP_END_ASKED) {
        return true;
    }
    return open_parts(config, &parts, err) && (!parts || kiosk_loop_run(parts, err));
}

/* The gallery needs no configuration, and any other command has a default place for it. */
static bool read_config(const struct kiosk_options *options, struct kiosk_config *ret_config,
                        struct error *err)
{
    if (!options->config_path && options->command == KIOSK_COMMAND_GALLERY) {
        *ret_config = kiosk_config_default();
        return true;
    }
    return kiosk_config_read(options->config_path ? options->config_path : CONFIG_PATH, ret_config,
                             err);
}

static bool run(const struct kiosk_options *options, struct error *err)
{
    if (options->command == KIOSK_COMMAND_HELP) {
        return fputs(kiosk_options_help(), stdout) >= 0;
    }
    if (options->command == KIOSK_COMMAND_VERSION) {
        return puts("shoushi-kiosk " SHOUSHI_VERSION) >= 0;
    }
    struct kiosk_config config;
    if (!read_config(options, &config, err)) {
        return false;
    }
    switch (options->command) {
    case KIOSK_COMMAND_ENROL:
        return enrol(options, &config, err);
    case KIOSK_COMMAND_GALLERY:
        return write_gallery(options, &config, err);
    case KIOSK_COMMAND_CHECK:
        return kiosk_view_check_fonts(&config, err) && puts("The configuration is good.") >= 0;
    default:
        return run_kiosk(&config, err);
    }
}

int main(int argc, char *argv[])
{
    struct kiosk_options options;
    struct error err = {0};
    if (!kiosk_options_parse(argc, argv, &options, &err)) {
        (void)fprintf(stderr, "shoushi-kiosk: %s\nTry 'shoushi-kiosk --help'.\n", err.text);
        return EXIT_USAGE;
    }
    if (!run(&options, &err)) {
        (void)fprintf(stderr, "shoushi-kiosk: %s\n", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
