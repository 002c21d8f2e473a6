#include "reader_drivers.h"

#include "ccid_driver.h"
#include "check.h"
#include "wedge_driver.h"

typedef const struct reader_driver *driver_function(void);

static driver_function *const drivers[] = {
    wedge_driver,
    ccid_driver,
};

const struct reader_driver *reader_drivers_find(const struct reader_config *config,
                                                const struct usb_device *device)
{
    for (size_t i = 0; i < ARRAY_LEN(drivers); i++) {
        const struct reader_driver *driver = drivers[i]();
        if (driver->matches(config, device)) {
            return driver;
        }
    }
    return NULL;
}
