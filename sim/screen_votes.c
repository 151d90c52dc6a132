/* screen_votes: how bodies vote: how often a motion passes, and who votes how. */
#include <math.h>

#include "body.h"
#include "phrase.h"
#include "screen.h"

enum { MEMBERS_MAX = 15 };

/* Runs in which a moment of an event came: part 0 itself, then its stages, then its failure. */
static int64_t
runs_with(const struct engine_result *result, int event, int part)
{
    const int days = result->layout.scenario->n_days;
    const int64_t *by_day =
        result->totals.moments + (size_t)(result->plan.first_part[event] + part) * (size_t)days;
    int64_t runs = 0;

    for (int day = 0; day < days; day++) {
        runs += by_day[day];
    }
    return runs;
}

/* "        Somebody (veto)      12%      0%     88%". */
static void
print_member(const struct screen *self, const struct scenario *scenario,
    const struct member *member, const int64_t ballots[3], int width)
{
    const int64_t all = ballots[0] + ballots[1] + ballots[2];
    char label[300], votes[PHRASE_MAX], share[PHRASE_MAX];

    (void)snprintf(label, sizeof(label), "%.200s%s%s%s",
        scenario->actors[member->actor.index].label, member->votes > 1 ? ", " : "",
        member->votes > 1 ? phrase_plural(member->votes, "vote", votes) : "",
        member->veto ? ", veto" : "");
    (void)fputs("      ", self->out);
    phrase_fit(self->out, label, width - 6);
    for (int k = 0; k < 3; k++) {
        (void)fprintf(self->out, "  %8s", phrase_share(ballots[k], all, share));
    }
    (void)fputc('\n', self->out);
}

static void
print_members(const struct screen *self, const struct scenario *scenario,
    const struct engine_result *result, int e)
{
    const struct event *event = &scenario->events[e];
    const struct member *members = event->body->members.items;
    const int64_t *ballots = result->totals.ballots + 3 * (size_t)result->plan.first_player[e];
    int width = 24;

    if (event->n_players > MEMBERS_MAX) {
        (void)fprintf(self->out, "    How each of its %d members voted is a row of votes.csv.\n",
            event->n_players);
        return;
    }
    for (int k = 0; k < event->n_players; k++) {
        const int wide = 6 + 16 + phrase_width(scenario->actors[members[k].actor.index].label);
        width = wide > width ? wide : width;
    }
    width = width > self->width - 30 ? self->width - 30 : width;
    (void)fprintf(self->out, "    %*s  %8s  %8s  %8s\n", width - 4, "", "yes", "abstain", "no");
    for (int k = 0; k < event->n_players; k++) {
        print_member(self, scenario, &members[k], ballots + 3 * (size_t)k, width);
    }
}

/* "    Council needs 255 of 345 votes and 14 of 27 members in favour." Said of bodies with more
 * than a threshold, which is plain from the table of their members. */
static void
print_rule(const struct screen *self, const struct body *body)
{
    char text[512], rule[BODY_RULE_MAX];

    if (body->share != body->share && body->blocking > body->votes && body->members_needed == 0 &&
        body->members.n <= MEMBERS_MAX) {
        return;
    }
    (void)snprintf(text, sizeof(text), "%.200s %s.", body->label, body_rule(body, rule));
    (void)fputs("    ", self->out);
    phrase_wrap(self->out, text, 4, 4, self->width);
}

static void
print_vote(const struct screen *self, const struct scenario *scenario,
    const struct engine_result *result, int e)
{
    const struct event *event = &scenario->events[e];
    const struct totals *totals = &result->totals;
    const int column = result->layout.chance_of[e];
    const int64_t held = totals->n - totals->missing[column];
    const int64_t passed = runs_with(result, e, 0);
    const int64_t at_once = held - runs_with(result, e, event->n_parts + 1);
    char text[512], first[96], shares[3][PHRASE_MAX];

    if (held == 0) {
        (void)fprintf(self->out, "  %s: no vote was held in any run.\n", event->label);
        return;
    }
    if (held == totals->n) {
        (void)snprintf(shares[0], sizeof(shares[0]), "every run");
    } else {
        (void)snprintf(
            shares[0], sizeof(shares[0]), "%.30s of runs", phrase_share(held, totals->n, text));
    }
    (void)snprintf(first, sizeof(first), "of first votes %.30s passed, and ",
        phrase_share(at_once, held, text));
    (void)snprintf(text, sizeof(text),
        "%.200s: held in %s, passed in %s of runs; %sthe exact chance of a first vote, over the "
        "same "
        "worlds, is %s.",
        event->label, shares[0], phrase_share(passed, totals->n, shares[1]),
        at_once == passed && held == totals->n ? "" : first,
        phrase_percent(tally_mean(&totals->sums[column]), 0.0, shares[2]));
    (void)fputs("  ", self->out);
    phrase_wrap(self->out, text, 2, 4, self->width);
    print_rule(self, event->body);
    print_members(self, scenario, result, e);
}

void
screen_votes(
    const struct screen *self, const struct scenario *scenario, const struct engine_result *result)
{
    bool begun = false;

    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].body == NULL) {
            continue;
        }
        if (!begun) {
            screen_heading(self, "VOTES");
            (void)fputc('\n', self->out);
            begun = true;
        }
        print_vote(self, scenario, result, e);
    }
}
