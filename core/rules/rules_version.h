#pragma once
/* The version of the rules of punctuality that this code judges by: what a frozen report says of
 * itself. Raised with every change that could give another verdict for the same facts. A constant;
 * any thread. */

#define RULES_VERSION "1"
