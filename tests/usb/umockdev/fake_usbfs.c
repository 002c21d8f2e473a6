#include "fake_usbfs.h"

#include "check.h"
#include "clock.h"
#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#define URBS_MAX    16
#define NODE        "/dev/bus/usb/001/%03u"
#define CONTROL_LEN 8 /* setup bytes in front of a control URB's data */

struct fake_urb {
    UMockdevIoctlData *urb;    /* struct usbdevfs_urb, ours to write until it is reaped */
    UMockdevIoctlData *buffer; /* what it points to */
    bool discarded;
};

struct fake_usbfs {
    UMockdevTestbed *testbed;
    UMockdevIoctlBase *handler;
    pthread_mutex_t mutex; /* for all below */
    struct wedge_device *device;
    bool plugged, kernel_has;
    unsigned address;
    char syspath[64];
    unsigned claim_failures;
    int claim_errnum;
    unsigned clear_halt_count;
    size_t urb_count;
    struct fake_urb urbs[URBS_MAX];
};

static void lock(struct fake_usbfs *usbfs)
{
    CHECK(pthread_mutex_lock(&usbfs->mutex) == 0);
}

static void unlock(struct fake_usbfs *usbfs)
{
    CHECK(pthread_mutex_unlock(&usbfs->mutex) == 0);
}

static void drop_urb(struct fake_usbfs *usbfs, size_t index)
{
    g_clear_object(&usbfs->urbs[index].buffer);
    g_clear_object(&usbfs->urbs[index].urb);
    memmove(&usbfs->urbs[index], &usbfs->urbs[index + 1],
            (usbfs->urb_count - index - 1) * sizeof usbfs->urbs[0]);
    usbfs->urb_count--;
}

/* Linux's word for how a packet went (Documentation/driver-api/usb/error-codes.rst). */
static int status_of(enum emulated_answer answer)
{
    switch (answer) {
    case EMULATED_ACK:
        return 0;
    case EMULATED_STALL:
        return -EPIPE;
    case EMULATED_BABBLE:
        return -EOVERFLOW;
    default:
        return -EPROTO;
    }
}

/* Shows the URB to the reader; false while it has nothing to say. */
static bool try_urb(struct fake_usbfs *usbfs, struct fake_urb *fake)
{
    struct usbdevfs_urb *urb = (struct usbdevfs_urb *)(void *)fake->urb->data;
    uint8_t *bytes = fake->buffer->data;
    size_t len = (size_t)urb->buffer_length;
    if (fake->discarded || !usbfs->plugged) {
        urb->status = fake->discarded ? -ENOENT : -ESHUTDOWN;
        return true;
    }
    struct emulated_device *base = wedge_device_base(usbfs->device);
    int64_t now_us = clock_mono_us(clock_system());
    struct emulated_packet packet = {.data = bytes, .room = len};
    enum emulated_answer answer;
    if (urb->type == USBDEVFS_URB_TYPE_CONTROL) {
        CHECK(len >= CONTROL_LEN);
        struct usb_setup setup = {bytes[0], bytes[1], (uint16_t)(bytes[2] | bytes[3] << 8),
                                  (uint16_t)(bytes[4] | bytes[5] << 8)};
        bool in = bytes[0] & USB_DIRECTION_IN;
        packet = (struct emulated_packet){.data = bytes + CONTROL_LEN,
                                          .room = in ? len - CONTROL_LEN : 0,
                                          .len = in ? 0 : len - CONTROL_LEN};
        answer = base->methods->control(base, &setup, &packet, now_us);
    } else {
        answer = base->methods->transfer(base, urb->endpoint, &packet, now_us);
    }
    urb->status = status_of(answer);
    urb->actual_length = answer == EMULATED_ACK ? (int)packet.len : 0;
    return answer != EMULATED_NAK;
}

static bool submit_urb(struct fake_usbfs *usbfs, UMockdevIoctlData *arg)
{
    CHECK(usbfs->urb_count < URBS_MAX);
    struct fake_urb fake = {0};
    fake.urb = umockdev_ioctl_data_resolve(arg, 0, sizeof(struct usbdevfs_urb), NULL);
    CHECK(fake.urb);
    const struct usbdevfs_urb *urb = (const struct usbdevfs_urb *)(void *)fake.urb->data;
    fake.buffer = umockdev_ioctl_data_resolve(fake.urb, offsetof(struct usbdevfs_urb, buffer),
                                              (gsize)urb->buffer_length, NULL);
    CHECK(fake.buffer);
    usbfs->urbs[usbfs->urb_count++] = fake;
    return true;
}

/* The address of the first URB that has ended goes to where arg points. */
static bool reap_urb(struct fake_usbfs *usbfs, UMockdevIoctlData *arg)
{
    for (size_t i = 0; i < usbfs->urb_count; i++) {
        if (try_urb(usbfs, &usbfs->urbs[i])) {
            g_autoptr(UMockdevIoctlData) pointer =
                umockdev_ioctl_data_resolve(arg, 0, sizeof(void *), NULL);
            CHECK(pointer && umockdev_ioctl_data_set_ptr(pointer, 0, usbfs->urbs[i].urb));
            drop_urb(usbfs, i);
            return true;
        }
    }
    return false;
}

static bool discard_urb(struct fake_usbfs *usbfs, const UMockdevIoctlData *arg)
{
    unsigned long address;
    memcpy(&address, arg->data, sizeof address);
    for (size_t i = 0; i < usbfs->urb_count; i++) {
        if (usbfs->urbs[i].urb->client_addr == address && !usbfs->urbs[i].discarded) {
            usbfs->urbs[i].discarded = true;
            return true;
        }
    }
    return false;
}

/* 0 or an errno. */
static int claim(struct fake_usbfs *usbfs)
{
    if (usbfs->claim_failures > 0) {
        usbfs->claim_failures--;
        return usbfs->claim_errnum;
    }
    usbfs->kernel_has = false;
    return 0;
}

/* What the node answers: the ioctl's result, and its errno if that is -1. */
static long answer_request(struct fake_usbfs *usbfs, unsigned long request, UMockdevIoctlData *arg,
                           int *ret_errno)
{
    bool reaps = request == USBDEVFS_REAPURBNDELAY || request == USBDEVFS_REAPURB;
    if (!usbfs->plugged && !reaps) {
        *ret_errno = ENODEV;
        return -1;
    }
    *ret_errno = 0;
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: {
        g_autoptr(UMockdevIoctlData) word =
            umockdev_ioctl_data_resolve(arg, 0, sizeof(uint32_t), NULL);
        uint32_t capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                                USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
        memcpy(word->data, &capabilities, sizeof capabilities);
        return 0;
    }
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_DISCONNECT_CLAIM:
        *ret_errno = claim(usbfs);
        break;
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_RESET:
        break;
    case USBDEVFS_IOCTL: /* libusb has one use for it: USBDEVFS_CONNECT, which counts drivers */
        usbfs->kernel_has = true;
        return 1;
    case USBDEVFS_CLEAR_HALT:
        usbfs->clear_halt_count++;
        wedge_device_base(usbfs->device)
            ->methods->clear_halt(wedge_device_base(usbfs->device), 0x81);
        break;
    case USBDEVFS_SUBMITURB:
        *ret_errno = submit_urb(usbfs, arg) ? 0 : EIO;
        break;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        *ret_errno = reap_urb(usbfs, arg) ? 0 : usbfs->plugged ? EAGAIN : ENODEV;
        break;
    case USBDEVFS_DISCARDURB:
        *ret_errno = discard_urb(usbfs, arg) ? 0 : EINVAL;
        break;
    default:
        *ret_errno = ENOTTY;
    }
    return *ret_errno ? -1 : 0;
}

static gboolean on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *user)
{
    (void)handler; /* one for all nodes */
    struct fake_usbfs *usbfs = user;
    int errnum;
    lock(usbfs);
    long result = answer_request(usbfs, umockdev_ioctl_client_get_request(client),
                                 umockdev_ioctl_client_get_arg(client), &errnum);
    unlock(usbfs);
    umockdev_ioctl_client_complete(client, result, errnum);
    return TRUE;
}

struct fake_usbfs *fake_usbfs_create(void)
{
    struct fake_usbfs *usbfs = calloc(1, sizeof *usbfs);
    CHECK(usbfs && pthread_mutex_init(&usbfs->mutex, NULL) == 0);
    usbfs->testbed = umockdev_testbed_new();
    usbfs->handler = umockdev_ioctl_base_new();
    (void)g_signal_connect(usbfs->handler, "handle-ioctl", G_CALLBACK(on_ioctl), usbfs);
    return usbfs;
}

void fake_usbfs_destroy(struct fake_usbfs *usbfs)
{
    if (!usbfs) {
        return;
    }
    while (usbfs->urb_count > 0) {
        drop_urb(usbfs, 0);
    }
    g_clear_object(&usbfs->testbed);
    g_clear_object(&usbfs->handler);
    if (usbfs->device) {
        emulated_device_destroy(wedge_device_base(usbfs->device));
    }
    CHECK(pthread_mutex_destroy(&usbfs->mutex) == 0);
    free(usbfs);
}

/* The device's descriptors, or with a vendor's configuration 1 before its own, which becomes 2. */
static size_t make_descriptors(const struct emulated_device *base, int configuration,
                               uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    enum { DEVICE_LEN = 18, AT_COUNT = 17, AT_VALUE = 5 };
    static const uint8_t vendors[] = {9, 2, 18, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 0, 0xff, 0, 0, 0};
    size_t before = configuration > 1 ? sizeof vendors : 0;
    memcpy(ret_bytes, base->descriptors, DEVICE_LEN);
    memcpy(ret_bytes + DEVICE_LEN, vendors, before);
    memcpy(ret_bytes + DEVICE_LEN + before, base->descriptors + DEVICE_LEN,
           base->descriptors_len - DEVICE_LEN);
    ret_bytes[AT_COUNT] = (uint8_t)configuration;
    ret_bytes[DEVICE_LEN + before + AT_VALUE] = (uint8_t)configuration;
    return base->descriptors_len + before;
}

static void add_to_sysfs(struct fake_usbfs *usbfs, struct usb_id id, int configuration)
{
    uint8_t bytes[USB_DESCRIPTORS_MAX];
    size_t len = make_descriptors(wedge_device_base(usbfs->device), configuration, bytes);
    char hex[2 * USB_DESCRIPTORS_MAX + 1] = "";
    for (size_t i = 0; i < len; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02X", bytes[i]); /* fits */
    }
    g_autofree char *text =
        g_strdup_printf("P: /devices/pci0000:00/0000:00:14.0/usb1/1-1\n"
                        "N: bus/usb/001/%03u\n"
                        "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\n"
                        "E: DEVNAME=/dev/bus/usb/001/%03u\nE: BUSNUM=001\nE: DEVNUM=%03u\n"
                        "A: busnum=1\\n\nA: devnum=%u\\n\nA: speed=12\\n\n"
                        "A: bConfigurationValue=%d\\n\nA: idVendor=%04x\\n\nA: idProduct=%04x\\n\n"
                        "A: manufacturer=深圳\\n\nA: product=Card\x1b[2J\xc2\x9b reader\\n\n"
                        "H: descriptors=%s\n",
                        usbfs->address, usbfs->address, usbfs->address, usbfs->address,
                        configuration, id.vid, id.pid, hex);
    g_autoptr(GError) error = NULL;
    if (!umockdev_testbed_add_from_string(usbfs->testbed, text, &error)) {
        (void)fprintf(stderr, "umockdev: %s\n", error->message);
        abort();
    }
}

static void plug(struct fake_usbfs *usbfs, struct usb_id id, int configuration)
{
    lock(usbfs);
    CHECK(!usbfs->plugged);
    if (usbfs->device) {
        emulated_device_destroy(wedge_device_base(usbfs->device));
        usbfs->device = NULL;
    }
    CHECK(wedge_device_create(id, &usbfs->device, NULL));
    usbfs->address = usbfs->address % 120 + 1;
    usbfs->plugged = true;
    usbfs->kernel_has = true;
    unlock(usbfs);
    char node[32];
    (void)snprintf(node, sizeof node, NODE, usbfs->address); /* fits */
    CHECK(umockdev_testbed_attach_ioctl(usbfs->testbed, node, usbfs->handler, NULL));
    add_to_sysfs(usbfs, id, configuration);
}

void fake_usbfs_plug(struct fake_usbfs *usbfs, struct usb_id id)
{
    plug(usbfs, id, 1);
}

void fake_usbfs_plug_second_configuration(struct fake_usbfs *usbfs, struct usb_id id)
{
    plug(usbfs, id, 2);
}

void fake_usbfs_unplug(struct fake_usbfs *usbfs)
{
    lock(usbfs);
    CHECK(usbfs->plugged);
    usbfs->plugged = false;
    unlock(usbfs);
    static const char path[] = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1";
    char node[32];
    (void)snprintf(node, sizeof node, NODE, usbfs->address); /* fits */
    umockdev_testbed_uevent(usbfs->testbed, path, "remove");
    CHECK(umockdev_testbed_detach_ioctl(usbfs->testbed, node, NULL));
    umockdev_testbed_remove_device(usbfs->testbed, path);
}

void fake_usbfs_type(struct fake_usbfs *usbfs, const char *text)
{
    lock(usbfs);
    CHECK(wedge_device_type(usbfs->device, text, NULL));
    unlock(usbfs);
}

void fake_usbfs_fail(struct fake_usbfs *usbfs, enum wedge_fault fault, unsigned count)
{
    lock(usbfs);
    wedge_device_fail(usbfs->device, fault, count);
    unlock(usbfs);
}

void fake_usbfs_fail_claims(struct fake_usbfs *usbfs, unsigned count, int errnum)
{
    lock(usbfs);
    usbfs->claim_failures = count;
    usbfs->claim_errnum = errnum;
    unlock(usbfs);
}

bool fake_usbfs_kernel_has(struct fake_usbfs *usbfs)
{
    lock(usbfs);
    bool has = usbfs->kernel_has;
    unlock(usbfs);
    return has;
}

unsigned fake_usbfs_clear_halt_count(struct fake_usbfs *usbfs)
{
    lock(usbfs);
    unsigned count = usbfs->clear_halt_count;
    unlock(usbfs);
    return count;
}
