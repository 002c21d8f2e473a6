#pragma once
/* Time-based one-time codes (RFC 6238, with the SHA-1, 30 s and 6 digits that authenticator
 * programs know) and base32 (RFC 4648) for their secrets. Pure; any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOTP_STEP_S       30
#define TOTP_DIGITS       6
#define TOTP_SECRET_BYTES 20 /* RFC 4226, section 4, R6 */
#define TOTP_BASE32_SIZE  (TOTP_SECRET_BYTES * 8 / 5 + 1)

/* The step that a time belongs to. */
int64_t totp_step(int64_t utc_us);

/* The code of a step. */
uint32_t totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step);

/* Is this the code of the present step, or of the one before or after it (a clock that is off, a
 * slow hand), and of a later one than the last that was taken? Exactly six digits, spaces
 * apart. */
bool totp_match(const uint8_t secret[static TOTP_SECRET_BYTES], const char *typed, int64_t utc_us,
                int64_t last_step, int64_t *ret_step);

void totp_base32(const uint8_t secret[static TOTP_SECRET_BYTES],
                 char ret_text[static TOTP_BASE32_SIZE]);
