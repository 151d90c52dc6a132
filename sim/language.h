/* language: the scenario language: the keys of every group of a file, from the root down, and how a
 * variant is laid on its base. Reading, defaults, help and messages all follow from these tables.
 *
 * Thread-safety: constants. */
#ifndef PARLEY_LANGUAGE_H
#define PARLEY_LANGUAGE_H

#include "param.h"

/* A whole file; its rows lead to all other groups. */
extern const struct schema language_schema;

/* What an actor holds on one issue; its key is the name. */
extern const struct schema language_stance;

/* An actor, but for its issues. */
extern const struct schema language_actor;

/* Where the actors of a spreadsheet are; into a struct roster_table. */
extern const struct schema language_table;

extern const struct text_rules language_rules;

#endif
