/* vote: a body votes on a motion, member by member.
 *
 *     z      = slope x (|reference - x| - |proposal - x|) / range + common x e
 *     P(yes) = 1 / (1 + exp(cut - z)),  P(no) = 1 / (1 + exp(cut + z)),  else the member abstains
 *
 * x the member's position now, e one standard normal per vote and run, shared by all members: an
 * ordered logit with three categories on the gain from the motion over the reference point. The
 * motion passes with at least `threshold` votes in favour and no "no" from a member with a veto
 * (Charter of the United Nations, Art. 27(3), is the pattern), in favour of enough members, and
 * with less than a blocking number of votes abstaining (Treaty of Nice: Art. 205 TEC and 23(1)
 * TEU). A member may state P(yes) and P(abstention) instead. The exact chance of passing is
 * computed beside each vote by dynamic programming over votes in favour, votes abstaining and
 * members in favour, given e averaged by a Gauss-Hermite rule. */
#include "vote.h"

#include <math.h>

#include "num.h"

struct params {
    struct ref body, issue;
    struct number proposal, retry, slope, cut, common;
};

#define AT(field) offsetof(struct params, field)
static const struct param table[] = {
    { PARAM_REF, "body", AT(body), PARAM_NONE, 0.0, 0.0, "", "Who votes.", "body", NULL,
        PARAM_REQUIRED },
    { PARAM_REF, "issue", AT(issue), PARAM_NONE, 0.0, 0.0, "", "What the motion is about.", "issue",
        NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "proposal", AT(proposal), PARAM_NONE, 0.0, 0.0, "issue's units",
        "The position that the motion puts.", NULL, NULL, PARAM_REQUIRED | PARAM_ISSUE_UNITS },
    { PARAM_NUMBER, "retry", AT(retry), PARAM_NONE, 1.0, 1e5, "days",
        "Votes again so many days after a failure (of several dates `on`, the last); without it, "
        "never.",
        NULL, NULL, PARAM_INTEGRAL | PARAM_UNLISTED },
    { PARAM_NUMBER, "slope", AT(slope), 8.0, 0.0, 1e3, "",
        "How strongly the gain of a motion moves a member.", NULL, NULL, 0 },
    { PARAM_NUMBER, "cut", AT(cut), 1.0, 0.0, 1e3, "", "How wide the band of abstention is.", NULL,
        NULL, 0 },
    { PARAM_NUMBER, "common", AT(common), 0.0, 0.0, 1e3, "",
        "The sd of what moves all members alike on the day.", NULL, NULL, 0 },
    { .key = NULL },
};

void
vote_probabilities(double position, double reference, double proposal, double slope, double cut,
    double common, double *yes, double *no)
{
    const double gain = __builtin_fabs(reference - position) - __builtin_fabs(proposal - position);
    const double z = slope * gain + common;

    *yes = num_logistic(z - cut);
    *no = num_logistic(-z - cut);
}

/* What a member adds to a cell that is being left: its votes in favour, or abstaining. */
struct cast {
    const struct body_table *size;
    int64_t votes;
    double yes, abstain; /* abstain: only when abstentions are counted, else part of stay */
    double stay;
};

/* One member's ballot, from every cell that can be reached: at most `most` votes and `members`
 * members so far. Cells are left in descending order, so that what is added to a cell further on
 * is not moved twice. */
static void
cast_ballot(const struct cast *self, int64_t most, int64_t members, double *room)
{
    const struct body_table *size = self->size;
    const int64_t top = most < size->votes ? most : size->votes - 1;
    const int64_t last = members < size->members ? members : size->members - 1;

    for (int64_t v = top; v >= 0; v--) {
        const int64_t to = v + self->votes < size->votes ? v + self->votes : size->votes - 1;
        const int64_t others = most - v < size->abstaining ? most - v : size->abstaining - 1;
        for (int64_t a = others; a >= 0; a--) {
            double *from = room + (v * size->abstaining + a) * size->members;
            double *for_it = room + (to * size->abstaining + a) * size->members;
            double *aside = a + self->votes < size->abstaining
                                ? from + self->votes * size->members
                                : NULL; /* the block: the motion has failed */
            for (int64_t m = last; m >= 0; m--) {
                const double p = from[m];
                const int64_t n = m + 1 < size->members ? m + 1 : m;
                from[m] = self->stay * p;
                for_it[n] += self->yes * p;
                if (aside != NULL) {
                    aside[m] += self->abstain * p;
                }
            }
        }
    }
}

double
vote_passage(const struct body *body, const double *yes, const double *no, double *room)
{
    const struct member *members = body->members.items;
    const struct body_table *size = &body->table;
    const int64_t cells = size->votes * size->abstaining * size->members;
    /* Else with enough votes in favour too few are left to block. */
    const bool counted = body->blocking <= body->votes - body->needed;
    int64_t most = 0;
    double chance = 0.0;

    /* room[v][a][m]: the chance of v votes in favour, a votes abstaining and m members in favour so
     * far, and no veto; v and m count no further than is needed. */
    for (int64_t k = 0; k < cells; k++) {
        room[k] = 0.0;
    }
    room[0] = 1.0;
    for (int k = 0; k < body->members.n; k++) {
        const double rest = 1.0 - yes[k] - no[k], abstain = rest > 0.0 ? rest : 0.0;
        const double against = members[k].veto ? 0.0 : no[k];
        const struct cast cast = { size, members[k].votes, yes[k], counted ? abstain : 0.0,
            counted ? against : against + abstain };
        cast_ballot(&cast, most, k, room);
        most += members[k].votes;
    }
    /* The last of the votes and of the members have enough. */
    for (int64_t a = 0; a < size->abstaining; a++) {
        chance += room[cells - 1 - a * size->members];
    }
    return chance > 1.0 ? 1.0 : chance;
}

/* The 20-point Gauss-Hermite rule for the standard normal, positive half: roots x of the Hermite
 * polynomial He_20, weights 20! / (20 He_19(x))^2. */
static const double node[10] = { 0.3469641570813559, 1.0429453488027511, 1.7452473208141268,
    2.458663611172368, 3.1890148165533896, 3.9439673506573163, 4.734581334046055,
    5.5787388058932015, 6.510590157013654, 7.619048541679758 };
static const double weight[10] = { 0.2607930634495549, 0.16173933398399995, 0.061506372063976904,
    0.013997837447101003, 0.0018301031310804928, 0.00012882627996192944, 4.402121090230853e-06,
    6.127490259982948e-08, 2.4820623623151786e-10, 1.257800672437927e-13 };

/* What a member states: abstention has the room that yes leaves, and no the rest. */
static void
stated(const struct member *member, const double *draws, double *yes, double *no)
{
    const double abstain = number_get(member->abstain, draws);

    *yes = number_get(member->yes, draws);
    *no = abstain < 1.0 - *yes ? 1.0 - *yes - abstain : 0.0;
}

static void
probabilities(struct event_run *run, const struct params *p, double common, double *yes, double *no)
{
    const double *draws = event_draws(run);
    const double reference = event_reference(run, p->issue.index),
                 proposal = number_get(p->proposal, draws);
    const double slope = number_get(p->slope, draws), cut = number_get(p->cut, draws);
    const struct member *members = event_body(run)->members.items;

    for (int k = 0; k < event_n_players(run); k++) {
        if (number_given(members[k].yes)) {
            stated(&members[k], draws, &yes[k], &no[k]);
        } else {
            vote_probabilities(event_position(run, k, p->issue.index), reference, proposal, slope,
                cut, common, &yes[k], &no[k]);
        }
    }
}

static double
exact_chance(struct event_run *run, const struct params *p, double *yes, double *no)
{
    const double sd = number_get(p->common, event_draws(run));
    double chance = 0.0;

    if (sd == 0.0) {
        probabilities(run, p, 0.0, yes, no);
        return vote_passage(event_body(run), yes, no, event_room(run));
    }
    for (int k = 0; k < 10; k++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            probabilities(run, p, sd * node[k] * (double)sign, yes, no);
            chance += weight[k] * vote_passage(event_body(run), yes, no, event_room(run));
        }
    }
    return chance > 1.0 ? 1.0 : chance;
}

static void
hold(struct event_run *run, const struct params *p)
{
    const struct body *body = event_body(run);
    const struct member *members = body->members.items;
    const uint32_t attempt = (uint32_t)event_attempt(run);
    const double *draws = event_draws(run);
    const double sd = number_get(p->common, draws);
    double yes[BODY_MEMBERS_MAX], no[BODY_MEMBERS_MAX];
    int64_t in_favour = 0, abstaining = 0, members_for = 0;
    double next = 0.0;
    bool vetoed = false;
    const double chance = exact_chance(run, p, yes, no);

    probabilities(run, p, sd > 0.0 ? sd * event_normal(run, -1, attempt) : 0.0, yes, no);
    for (int k = 0; k < event_n_players(run); k++) {
        const double u = event_uniform(run, k, attempt);
        const int ballot = u < yes[k] ? 1 : u >= 1.0 - no[k] ? -1 : 0;
        event_ballot(run, k, ballot, yes[k], no[k]);
        in_favour += ballot > 0 ? members[k].votes : 0;
        abstaining += ballot == 0 ? members[k].votes : 0;
        members_for += ballot > 0;
        vetoed = vetoed || (ballot < 0 && members[k].veto);
    }
    event_tally_vote(run, (double)in_favour / (double)body->votes, chance);
    if (in_favour >= body->needed && members_for >= body->members_needed &&
        abstaining < body->blocking && !vetoed) {
        event_happen(run);
        event_close(run);
        return;
    }
    event_fail(run, 0);
    next = event_next_date(run);
    if (next < HUGE_VAL) {
        event_schedule(run, next, 0);
    } else if (number_given(p->retry)) {
        event_schedule(run, event_now(run) + number_get(p->retry, draws), 0);
    }
}

static void
open(struct event_run *run, const void *params)
{
    hold(run, params);
}

static void
due(struct event_run *run, const void *params, int what)
{
    (void)what;
    hold(run, params);
}

extern const struct event_kind event_kind_vote;
const struct event_kind event_kind_vote = {
    .name = "vote",
    .summary = "A body votes; the event happens when the motion passes.",
    .params = table,
    .params_size = sizeof(struct params),
    .players = "body",
    .at_midnight = true,
    .failure = "the motion does not pass",
    .open = open,
    .due = due,
};
