#pragma once
/* `verify --code`: the code beside a figure on paper, held against the taps. The main thread. */

#include "command.h"

/* Judges the figure from the taps again, as of the moment that the code names, and prints both; of
 * a person also every tap of the month, each proved by the kiosk's and the server's signature.
 * False where the code is not this server's, or the facts say something else by now. */
bool command_verify_code(const struct command_call *call, const char *code, struct error *err)
    MUST_USE;
