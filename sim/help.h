/* help: the scenario language's tables of keys, written for people.
 *
 * Everything follows from the rows (param.h); nothing about a key is said a second time.
 * Thread-safety: pure, but for the stream. */
#ifndef PARLEY_HELP_H
#define PARLEY_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "facts.h"
#include "param.h"

/* The keys of a table (NULL: none), each with its help, what it allows and its default. schema:
 * whose variants a row of that type chooses from, or NULL. */
void help_rows(FILE *out, const struct schema *schema, const struct param *rows, int width);

/* The groups of the language: scenario, issue, actor, ... with one line each. */
void help_groups(FILE *out, int width);

/* The keys of one group, those of its variants included. False when there is no such group;
 * then *near is the nearest, or NULL. */
bool help_group(FILE *out, const char *name, int width, const char **near);

/* The k-th group's name, NULL past the last. */
const char *help_group_at(int k);

/* The whole language as a page of Markdown. */
void help_reference(FILE *out);

/* One screen on brackets, commas, quotes and decimals; and the mistakes that it shows, the k-th as
 * two settings of a file, the wrong one and its cure. False past the last. */
void help_brackets(FILE *out);
bool help_brackets_at(int k, const char **wrong, const char **right);

/* The same as JSON: a list of keys of a table; a list of all groups with theirs. */
struct facts help_rows_json(const struct param *rows);
struct facts help_groups_json(void);

#endif
