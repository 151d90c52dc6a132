/* decision: the first of the named actors to act.
 *
 *     each actor a has an exponential clock with hazard
 *         h_a(t) = base(t) x product of terms
 *     the event happens when the first clock rings; the others stop.
 *
 * Competing risks with cause-specific hazards: Kalbfleisch and Prentice, The Statistical Analysis
 * of Failure Time Data, ch. 8; proportional hazards: Cox 1972, JRSS B 34:187-220. */
#include "event.h"

struct params {
    struct refs by;
};

static const struct param table[] = {
    { PARAM_REFS, "by", offsetof(struct params, by), PARAM_NONE, 0.0, 0.0, "",
        "Who decides: one actor or several.", "actor", NULL, PARAM_REQUIRED },
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
    event_close(run);
}

extern const struct event_kind event_kind_decision;
const struct event_kind event_kind_decision = {
    .name = "decision",
    .summary = "The first of the named actors to act.",
    .params = table,
    .params_size = sizeof(struct params),
    .players = "by",
    .clocked = true,
    .has_terms = true,
    .open = open,
    .ring = ring,
};
