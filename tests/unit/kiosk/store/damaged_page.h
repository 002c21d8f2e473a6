#pragma once
/* Damage to a kiosk's database as a disk does it: a page is not what was written. The database must
 * not be open. CHECK stands for what a test cannot go on without. One thread a file. */

/* The first page of a table: what reads it finds the damage. */
void damaged_page_of_table(const char *path, const char *table);

/* The pages that are free, of which there must be one: reading shows nothing, and only what needs
 * another page finds the damage. */
void damaged_page_of_free_list(const char *path);
