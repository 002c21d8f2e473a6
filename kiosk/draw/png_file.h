#pragma once
/* A picture of what is on the screen, as a PNG file. Main thread. */

#include "error.h"
#include <stdbool.h>

struct SDL_Surface;

/* Writes the surface's pixels to PATH, by way of PATH.new, so that whoever waits for the file never
 * sees half of it. */
bool png_file_write(const char *path, struct SDL_Surface *surface, struct error *err) MUST_USE;
