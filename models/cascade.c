/* cascade: each member of a group acts at most once, and may look at who already did.
 *
 *     each member i that has not acted has an exponential clock with hazard
 *         h_i(t) = base(t) x product of terms, some of which read the share that has acted
 *
 * A multivariate counting process, sampled exactly, next event by next event: Gillespie 1977, J.
 * Phys. Chem. 81:2340-2361, in the form with one clock per member (Gibson and Bruck 2000). */
#include "event.h"

struct params {
    struct ref group;
};

static const struct param table[] = {
    { PARAM_REF, "group", offsetof(struct params, group), PARAM_NONE, 0.0, 0.0, "",
        "Whose members may act.", "group", NULL, PARAM_REQUIRED },
    { .key = NULL },
};

static void
open(struct event_run *run, const void *params)
{
    (void)params;
    event_start_clocks(run);
}

static void
ring(struct event_run *run, const void *params, int player)
{
    (void)params;
    event_act(run, player);
}

extern const struct event_kind event_kind_cascade;
const struct event_kind event_kind_cascade = {
    .name = "cascade",
    .summary = "Each member of a group acts at most once; terms see who already did.",
    .params = table,
    .params_size = sizeof(struct params),
    .players = "group",
    .clocked = true,
    .has_terms = true,
    .many = true,
    .open = open,
    .ring = ring,
};
