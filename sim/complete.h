/* complete: what follows from what the author wrote: groups, matrices, references, who takes part,
 * the names of random numbers.
 *
 * Thread-safety: as scenario_load's. */
#ifndef PARLEY_COMPLETE_H
#define PARLEY_COMPLETE_H

#include "scenario.h"

/* Fills in the computed fields of a scenario whose tables have been read, from its own arena.
 * Mistakes are collected in reader->err; the status is OK unless memory is exhausted. */
enum status complete_scenario(struct scenario *self, const struct param_reader *reader) MUST_CHECK;

#endif
