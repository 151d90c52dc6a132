/* verify: mistakes that no single key shows: what a whole scenario must hold together.
 *
 * Thread-safety: one thread at a time per scenario. */
#ifndef PARLEY_VERIFY_H
#define PARLEY_VERIFY_H

#include "scenario.h"

/* Looks at a scenario that has been read and completed; adds every mistake it finds to err. */
void verify_scenario(const struct scenario *self, struct err *err);

#endif
