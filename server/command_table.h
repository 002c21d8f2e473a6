#pragma once
/* The commands, each in its file. The main thread. */

#include "command.h"

extern const struct command command_backup;
extern const struct command command_enrol_code;
extern const struct command command_evidence;
extern const struct command command_export;
extern const struct command command_help;
extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_migrate;
extern const struct command command_report;
extern const struct command command_rejudge;
extern const struct command command_restore;
extern const struct command command_run;
extern const struct command command_sample;
extern const struct command command_user;
extern const struct command command_verify;
