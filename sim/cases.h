/* cases: the worked cases that come with the program.
 *
 * A case is a folder that holds scenarios, or a single scenario file. They are looked for in the
 * folder that the environment's PARLEY_SCENARIOS names; else in scenarios/ beside the program; else
 * in ../share/parley/scenarios as seen from there, where `make install` puts them.
 *
 * Thread-safety: one thread at a time per struct; reads the environment. */
#ifndef PARLEY_CASES_H
#define PARLEY_CASES_H

#include <stdbool.h>

#include "arena.h"

/* A file is a scenario if it can be read and has a calendar, alone or through its base. */
struct cases_item {
    const char *name;       /* "river": the folder's, or the file's without ".cfg" */
    const char *file;       /* "river.cfg" for a case of one file; NULL: a folder */
    const char *title;      /* of its README.md, or else of the scenario to begin with; may be "" */
    int n_scenarios;        /* at least 1 */
    const char **scenarios; /* their files, by name */
    int start;              /* which to begin with: no variant of another, with the fewest actors */
    int n_complete;         /* scenarios that are no variants */
    int n_others;
    const char **others; /* all other files that a copy takes along, by name */
};

/* Zero-initialise: `= { 0 }`. All texts belong to it. */
struct cases {
    struct arena arena;
    const char *folder;
    int n;
    struct cases_item *items; /* by name */
};

/* Looks for the folder and reads what is there. program: how this program was called (argv[0]),
 * for systems that do not tell a program where it lies. A folder that cannot be found or read is
 * ERR_IO. cases_free is valid after a failure. */
enum status cases_init(struct cases *self, const char *program, struct err *err) MUST_CHECK;

void cases_free(struct cases *self);

/* A case by its name; "river.cfg" is found too. NULL: there is none. */
const struct cases_item *cases_find(const struct cases *self, const char *name);

/* The name nearest to a wrong one, or NULL. */
const char *cases_nearest(const struct cases *self, const char *wrong);

#endif
