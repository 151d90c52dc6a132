/* resolve: names that refer to something become indices.
 *
 * Thread-safety: as scenario_load's. */
#ifndef PARLEY_RESOLVE_H
#define PARLEY_RESOLVE_H

#include "scenario.h"

/* Finds what each reference that reading noted means; those to nothing are said, with the nearest
 * name. */
void resolve_references(struct scenario *self, const struct param_reader *reader);

/* The stage of an event by name, counted from 1; 0 when there is none. */
int resolve_part(const struct event *event, const char *name);

#endif
