#pragma once
/* The version of the rules of punctuality that this code judges by: what a frozen report says of
 * itself. Raised with every change that could give another verdict for the same facts. */

#define RULES_VERSION "1"
