#include "usb_sysfs.h"

#include "file.h"
#include "usb_descriptor.h"
#include "usb_id.h"
#include <assert.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SYSFS_DEVICES "/sys/bus/usb/devices"
#define READER_GROUP  "shoushi"
#define READER_RULES  "70-shoushi-readers.rules"

/* A sysfs attribute is at most a page. */
#define ATTRIBUTE_MAX 4096

static bool read_attribute(const char *path, const char *attribute, char **ret_data,
                           size_t *ret_len, struct error *err)
{
    char file[sizeof SYSFS_DEVICES + USB_PATH_SIZE + 32];
    (void)snprintf(file, sizeof file, "%s/%s/%s", SYSFS_DEVICES, path, attribute); /* fits */
    return file_read(file, ATTRIBUTE_MAX, ret_data, ret_len, err);
}

/* What a device calls itself goes to terminals: control characters, those of two bytes (C2 80 to
 * C2 9F) included, become '?'. */
static void make_harmless(char *name)
{
    for (char *at = name; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        unsigned char next = (unsigned char)at[1];
        if (byte < 0x20 || byte == 0x7f) {
            *at = '?';
        } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
            at[0] = at[1] = '?';
        }
    }
}

/* Appends text up to its newline, cut where a UTF-8 character begins. */
static void append_name(char *name, size_t size, const char *text)
{
    size_t len = strlen(name);
    size_t room = size - len - 1;
    size_t take = strcspn(text, "\n");
    if (take > room) {
        take = room;
        while (take > 0 && ((unsigned char)text[take] & 0xc0) == 0x80) {
            take--;
        }
    }
    memcpy(name + len, text, take);
    name[len + take] = '\0';
}

static void read_name(struct usb_device *device)
{
    static const char *const attributes[] = {"manufacturer", "product"};
    device->name[0] = '\0';
    for (size_t i = 0; i < 2; i++) {
        AUTO(memory) char *text = NULL;
        size_t len;
        if (!read_attribute(device->path, attributes[i], &text, &len, NULL)) {
            continue; /* a device without this string */
        }
        if (device->name[0]) {
            append_name(device->name, sizeof device->name, " ");
        }
        append_name(device->name, sizeof device->name, text);
    }
    make_harmless(device->name);
}

/* bConfigurationValue; 0 for a device that the kernel has not set up. */
static uint8_t read_configuration_value(const char *path)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!read_attribute(path, "bConfigurationValue", &text, &len, NULL)) {
        return 0;
    }
    long value = strtol(text, NULL, 10);
    return value > 0 && value <= UINT8_MAX ? (uint8_t)value : 0;
}

/* The kernel gives the descriptors of all configurations. Most devices have one; of the others the
 * value is asked for, which waits for whoever is setting the device up. */
static void keep_configuration(struct usb_device *device)
{
    enum { AT_CONFIGURATION_COUNT = 17 };
    if (device->descriptors_len > AT_CONFIGURATION_COUNT &&
        device->descriptors[AT_CONFIGURATION_COUNT] > 1) {
        device->descriptors_len = usb_descriptor_keep_configuration(
            device->descriptors, device->descriptors_len, read_configuration_value(device->path));
    }
}

bool usb_sysfs_read(struct usb_device *device, struct error *err)
{
    AUTO(memory) char *bytes = NULL;
    size_t len;
    if (!read_attribute(device->path, "descriptors", &bytes, &len, err)) {
        return false;
    }
    static_assert(ATTRIBUTE_MAX <= USB_DESCRIPTORS_MAX, "an attribute fits");
    memcpy(device->descriptors, bytes, len);
    device->descriptors_len = len;
    keep_configuration(device);
    read_name(device);
    return true;
}

bool usb_sysfs_explain_denied(const struct usb_device *device, struct error *err)
{
    char id[USB_ID_SIZE];
    usb_id_format(&(struct usb_id){device->vid, device->pid}, id);
    struct stat node;
    const struct group *group = NULL;
    if (stat(device->node, &node) == 0) {
        group = getgrgid(node.st_gid);
    }
    if (group && strcmp(group->gr_name, READER_GROUP) == 0) {
        return error_set(
            err, ERROR_DENIED,
            "no permission for %s: it belongs to group %s, but the user of this program "
            "is not in that group",
            device->node, READER_GROUP);
    }
    return error_set(
        err, ERROR_DENIED,
        "no permission for %s: it belongs to group %s instead of %s; the udev rule %s is "
        "missing, or has no line for %s (its head shows how to add one)",
        device->node, group ? group->gr_name : "(unknown)", READER_GROUP, READER_RULES, id);
}
