/* verify_events: what events must hold together.
 *
 * Part of verify.c's work. Thread-safety: as the site's. */
#ifndef PARLEY_VERIFY_EVENTS_H
#define PARLEY_VERIFY_EVENTS_H

#include "site.h"

/* Looks at all events of the site's scenario: chances, terms, votes, shocks, who waits for whom. */
void verify_events(struct site *site);

#endif
