#include "totp.h"

#include <assert.h>

#include "hash.h"

#define CODE_MODULUS 1000000

static_assert(TOTP_SECRET_BYTES % 5 == 0, "base32 without padding");

int64_t totp_step(int64_t utc_us)
{
    return utc_us / 1000000 / TOTP_STEP_S;
}

uint32_t totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step)
{
    uint8_t counter[8];
    uint8_t mac[HASH_SHA1_BYTES];
    for (int i = 0; i < 8; i++) {
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    }
    hash_hmac_sha1(secret, TOTP_SECRET_BYTES, counter, sizeof counter, mac);
    const uint8_t *four = mac + (mac[HASH_SHA1_BYTES - 1] & 0x0f); /* RFC 4226, section 5.3 */
    uint32_t number = (uint32_t)(four[0] & 0x7f) << 24 | (uint32_t)four[1] << 16 |
                      (uint32_t)four[2] << 8 | four[3];
    return number % CODE_MODULUS;
}

static bool read_code(const char *typed, uint32_t *ret_code)
{
    uint32_t code = 0;
    int digits = 0;
    for (; *typed; typed++) {
        if (*typed == ' ') {
            continue;
        }
        if (*typed < '0' || *typed > '9' || digits == TOTP_DIGITS) {
            return false;
        }
        code = 10 * code + (uint32_t)(*typed - '0');
        digits++;
    }
    *ret_code = code;
    return digits == TOTP_DIGITS;
}

bool totp_match(const uint8_t secret[static TOTP_SECRET_BYTES], const char *typed, int64_t utc_us,
                int64_t last_step, int64_t *ret_step)
{
    uint32_t code;
    int64_t now = totp_step(utc_us);
    bool matches = false;
    if (!read_code(typed, &code)) {
        return false;
    }
    for (int64_t step = now - 1; step <= now + 1; step++) {
        if (step > last_step && totp_code(secret, step) == code) {
            *ret_step = step;
            matches = true;
        }
    }
    return matches;
}

void totp_base32(const uint8_t secret[static TOTP_SECRET_BYTES],
                 char ret_text[static TOTP_BASE32_SIZE])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (int i = 0; i < TOTP_BASE32_SIZE - 1; i++) {
        int bit = 5 * i;
        uint32_t two = (uint32_t)secret[bit / 8] << 8;
        two |= bit / 8 + 1 < TOTP_SECRET_BYTES ? secret[bit / 8 + 1] : 0;
        ret_text[i] = digits[two >> (11 - bit % 8) & 31];
    }
    ret_text[TOTP_BASE32_SIZE - 1] = '\0';
}
