/* tell_talks: who stands where, who persuades or challenges whom, and why that pays. */
#include <math.h>
#include <string.h>

#include "phrase.h"
#include "tell.h"

enum { STANDING_MOST = 12, MOVERS_MOST = 4, PULLS_MOST = 2 };
#define MOVED 0.005 /* of the scale: what is less is no move worth telling */

/* One issue of some talks. */
struct view {
    struct tell *tell;
    const struct talk_run *run;
    const struct issue *issue;
    int i;
};

static struct view
view_of(struct tell *self, int t, int i)
{
    const struct talk_run *run = &self->chronicle->timeline.talks[t];

    return (struct view){ self, run, &self->scenario->issues[run->talk->issues.items[i].index], i };
}

static const char *
label_of(const struct view *self, int actor)
{
    return self->tell->scenario->actors[actor].label;
}

/* On record after a round: of a seat of the talks, or (their number) the settlement. */
static double
recorded(const struct view *self, int round, int seat)
{
    const struct talk *talk = self->run->talk;

    return self->run->record[(round * talk->issues.n + self->i) * (talk->actors.n + 1) + seat];
}

static double
settlement(const struct view *self, int round)
{
    return recorded(self, round, self->run->talk->actors.n);
}

/* A difference of positions, in the issue's units, with its sign. */
static char *
difference(const struct view *self, double x, char *text)
{
    const double range = self->issue->high - self->issue->low;

    text[0] = x < 0.0 ? '-' : '+';
    (void)phrase_value(fabs(x) * range, range, text + 1);
    return text;
}

/* ---- who stands where ---- */

/* The next seat in order of position after one at x (equal ones: after that seat); -1: none. */
static int
next_seat(const struct view *self, double x, int seat)
{
    int next = -1;

    for (int k = 0; k < self->run->talk->actors.n; k++) {
        const double y = recorded(self, 0, k);
        const bool after = y > x || (y == x && k > seat);
        if (after && (next < 0 || y < recorded(self, 0, next))) {
            next = k;
        }
    }
    return next;
}

static void
tell_standing(const struct view *self)
{
    const struct talk *talk = self->run->talk;
    const int n = self->run->sittings[self->i].n;
    const bool all = self->tell->verbose || n <= STANDING_MOST;
    char text[PHRASE_MAX];
    int seat = -1;

    tell_say(self->tell, "On %s:", self->issue->label);
    for (int k = 0; k < n; k++) {
        seat = next_seat(self, seat < 0 ? -1.0 : recorded(self, 0, seat), seat);
        if (all || k < STANDING_MOST / 2 || k >= n - STANDING_MOST / 2) {
            tell_say(self->tell, "%s %s %s", k > 0 ? "," : "",
                label_of(self, talk->actors.items[seat].index),
                tell_position(self->issue, recorded(self, 0, seat), text));
        } else if (k == STANDING_MOST / 2) {
            tell_say(self->tell, ", ... (%d more)", n - STANDING_MOST / 2 * 2);
        }
    }
    tell_say(self->tell, "; as they stand, the talks would settle at %s.",
        tell_position(self->issue, settlement(self, 0), text));
}

static void
tell_beginning(struct tell *self, const struct chronicle_entry *entry)
{
    const struct talk *talk = &self->scenario->talks[entry->who];
    char few[PHRASE_MAX];

    tell_say(self, "%s: talks begin, %s round%s at most, model %s.", talk->label,
        phrase_few(talk->rounds, few), talk->rounds == 1 ? "" : "s", talk->model->name);
    tell_end(self, entry->time);
    for (int i = 0; i < talk->issues.n; i++) {
        const struct view view = view_of(self, entry->who, i);
        tell_standing(&view);
        tell_end(self, entry->time);
    }
}

/* ---- why somebody moves ---- */

static void
tell_pulls(const struct view *self, const struct chronicle_move *move)
{
    const int most = self->tell->verbose ? CHRONICLE_DEEDS : PULLS_MOST;
    const int shown = move->n < most ? move->n : most;
    double rest = move->more;
    char text[PHRASE_MAX], at[PHRASE_MAX];

    for (int k = shown; k < move->n; k++) {
        rest += move->deeds[k].share;
    }
    self->tell->key->pulls = self->tell->key->pulls || shown > 0;
    self->tell->key->held = self->tell->key->held || move->held != 0.0;
    for (int k = 0; k < shown; k++) {
        tell_say(self->tell, "%s%s %s", k == 0 ? "pulled by " : ", ",
            label_of(self, move->deeds[k].by), difference(self, move->deeds[k].share, text));
    }
    if (move->n + move->n_more > shown) {
        tell_say(self->tell, ", others %s", difference(self, rest, text));
    }
    if (move->held != 0.0) {
        tell_say(self->tell, "%sheld to %s by its stubbornness %s", shown > 0 ? "; " : "",
            tell_position(self->issue, move->held_at, at), difference(self, move->held, text));
    }
}

/* What a contest would bring, of 100: the whole scale. */
static char *
utility(double x, char *text)
{
    const double size = fabs(100.0 * x);

    (void)snprintf(text, PHRASE_MAX,
        size >= 9.95    ? "%.0f"
        : size >= 0.995 ? "%.1f"
                        : "%.2g",
        size < 1e-6 ? 0.0 : 100.0 * x); /* never -0 */
    return text;
}

static void
tell_offer(const struct view *self, const struct deed *deed)
{
    const char *by = label_of(self, deed->by);
    char gain[PHRASE_MAX], loss[PHRASE_MAX];

    utility(deed->gain, gain);
    utility(fabs(deed->loss), loss);
    if (deed->kind == DEED_BEATEN) {
        tell_say(self->tell, "%s prevails: both expect to gain by a contest, %s %s and it %s", by,
            by, gain, loss);
    } else if (deed->kind == DEED_COMPROMISE) {
        tell_say(self->tell,
            "a compromise with %s, which expects to gain %s by a contest, while it would lose %s",
            by, gain, loss);
    } else {
        tell_say(self->tell, "%s compels it: it would lose %s in a contest, and %s gain %s", by,
            loss, by, gain);
    }
}

static void
tell_offers(const struct view *self, const struct chronicle_move *move)
{
    char text[PHRASE_MAX];

    self->tell->offers = true;
    tell_offer(self, &move->deeds[0]);
    for (int k = 1; k < move->n && self->tell->verbose; k++) {
        tell_say(self->tell,
            "; not taken, to %s: ", tell_position(self->issue, move->deeds[k].target, text));
        tell_offer(self, &move->deeds[k]);
    }
    if (move->n + move->n_more > 1) {
        tell_say(self->tell, "; of %d offers the one that asks least", move->n + move->n_more);
    }
}

static bool
is_challenged(const struct chronicle_move *move)
{
    return move->n > 0 && move->deeds[0].kind != DEED_PULLED;
}

/* "Ann 5 to 9", and why where that is to be said. */
static void
tell_mover(const struct view *self, const struct chronicle_move *move, bool why)
{
    const double range = self->issue->high - self->issue->low;
    char from[PHRASE_MAX], to[PHRASE_MAX];

    tell_position(self->issue, move->before, from);
    tell_position(self->issue, move->after, to);
    if (strcmp(from, to) == 0) { /* a digit more shows the move */
        phrase_value(scenario_in_units(self->issue, move->before), 0.1 * range, from);
        phrase_value(scenario_in_units(self->issue, move->after), 0.1 * range, to);
    }
    tell_say(self->tell, "%s %s to %s", label_of(self, move->actor), from, to);
    if (!why || (move->n == 0 && move->held == 0.0)) {
        return;
    }
    tell_say(self->tell, " (");
    if (is_challenged(move)) {
        tell_offers(self, move);
    } else {
        tell_pulls(self, move);
    }
    tell_say(self->tell, "%s)", move->cut != 0.0 ? "; stopped by its limits" : "");
}

/* ---- why nobody does ---- */

/* The move that the most spoke for: the largest sum of pulls. */
static const struct chronicle_move *
most_pulled(const struct chronicle_entry *entry, double *pull)
{
    const struct chronicle_move *most = NULL;

    *pull = 0.0;
    for (int k = 0; k < entry->n_moves; k++) {
        const struct chronicle_move *move = &entry->moves[k];
        double sum = move->more;
        for (int d = 0; d < move->n && move->deeds[d].kind == DEED_PULLED; d++) {
            sum += move->deeds[d].share;
        }
        if (fabs(sum) > fabs(*pull)) {
            *pull = sum;
            most = move;
        }
    }
    return most;
}

/* An offer that would have been taken, but for the limits of who takes it. */
static const struct chronicle_move *
first_offer(const struct chronicle_entry *entry)
{
    for (int k = 0; k < entry->n_moves; k++) {
        if (is_challenged(&entry->moves[k])) {
            return &entry->moves[k];
        }
    }
    return NULL;
}

static void
tell_stillness(const struct view *self, const struct chronicle_entry *entry)
{
    const struct chronicle_move *offered = first_offer(entry), *pulled = NULL;
    double pull = 0.0;
    char text[PHRASE_MAX], loss[PHRASE_MAX];

    pulled = most_pulled(entry, &pull);
    if (self->run->talk->model->step == NULL) {
        tell_say(self->tell, "model %s moves nobody.", self->run->talk->model->name);
    } else if (offered != NULL) {
        tell_say(self->tell, "nobody moved. %s was to go to %s, which its limits forbid.",
            label_of(self, offered->actor),
            tell_position(self->issue, offered->deeds[0].target, text));
    } else if (entry->idle != NULL) {
        tell_say(self->tell,
            "nobody moved: no challenge pays. %s against %s came nearest: %s to gain by a contest, "
            "and %s to lose.",
            label_of(self, entry->idle->by), label_of(self, entry->idle->actor),
            utility(entry->idle->gain, text), utility(entry->idle->loss, loss));
        self->tell->offers = true;
    } else if (pulled != NULL) {
        self->tell->key->pulls = true;
        tell_say(self->tell, "nobody moved. %s was pulled most, by %s, and is held by %s.",
            label_of(self, pulled->actor), difference(self, pull, text),
            pulled->cut != 0.0 ? "its limits" : "its stubbornness");
    } else {
        tell_say(self->tell, "nobody moved.");
    }
}

/* ---- a round ---- */

/* The largest move smaller than one already told (by seat among equals); NULL: no more worth
 * telling. */
static const struct chronicle_move *
next_mover(const struct chronicle_entry *entry, const struct chronicle_move *last)
{
    const double most = last != NULL ? fabs(last->after - last->before) : HUGE_VAL;
    const struct chronicle_move *next = NULL;

    for (int k = 0; k < entry->n_moves; k++) {
        const struct chronicle_move *move = &entry->moves[k];
        const double size = fabs(move->after - move->before);
        const bool later = size < most || (size == most && move > last);
        if (size >= MOVED && later && (next == NULL || size > fabs(next->after - next->before))) {
            next = move;
        }
    }
    return next;
}

static int
count_movers(const struct chronicle_entry *entry)
{
    int n = 0;

    for (int k = 0; k < entry->n_moves; k++) {
        n += fabs(entry->moves[k].after - entry->moves[k].before) >= MOVED;
    }
    return n;
}

/* Whether a round was held in which nobody moved on any issue; then the time of its last sitting.
 */
static bool
is_still(const struct tell *self, int t, int round, double *time)
{
    bool held = false;

    for (int k = 0; k < self->chronicle->n; k++) {
        const struct chronicle_entry *entry = &self->chronicle->entries[k];
        if (entry->kind != NOTE_SITTING || entry->who != t || (int)entry->numbers[0] != round) {
            continue;
        }
        if (count_movers(entry) > 0) {
            return false;
        }
        held = true;
        *time = entry->time;
    }
    return held;
}

/* Rounds in which nobody moved, again, are told at the first of them, in one line: the round before
 * said why. False: this is no such round. With -v each is told. */
static bool
tell_repetition(struct tell *self, const struct chronicle_entry *entry)
{
    const struct talk *talk = &self->scenario->talks[entry->who];
    const int first = (int)entry->numbers[0];
    double time = 0.0;
    int last = first;
    char day[PHRASE_MAX];

    if (first <= self->told_rounds[entry->who]) {
        return true;
    }
    if (self->verbose || !is_still(self, entry->who, first - 1, &time) ||
        !is_still(self, entry->who, first, &time)) {
        return false;
    }
    while (is_still(self, entry->who, last + 1, &time)) {
        last++;
    }
    self->told_rounds[entry->who] = last;
    if (last == first) {
        tell_say(self, "Round %d of %d: nobody moved, again.", first, (int)talk->rounds);
    } else {
        tell_say(self, "Rounds %d %s %d of %d, until %s: nobody moved, again.", first,
            last == first + 1 ? "and" : "to", last, (int)talk->rounds,
            tell_day(self, entry, time, day));
    }
    tell_end(self, entry->time);
    return true;
}

static void
tell_sitting(struct tell *self, const struct chronicle_entry *entry)
{
    const struct view view = view_of(self, entry->who, entry->what);
    const struct chronicle_move *move = NULL;
    const int n = count_movers(entry), round = (int)entry->numbers[0];
    const int shown = self->verbose || n < MOVERS_MOST ? n : MOVERS_MOST;
    char before[PHRASE_MAX], after[PHRASE_MAX];

    if (tell_repetition(self, entry)) {
        return;
    }
    tell_say(self, "Round %d of %d, %s: ", round, (int)view.run->talk->rounds, view.issue->label);
    for (int k = 0; k < shown; k++) {
        move = next_mover(entry, move);
        tell_say(self, "%s", k > 0 ? "; " : "");
        tell_mover(&view, move, k == 0 || self->verbose || is_challenged(move));
    }
    if (n == 0) {
        tell_stillness(&view, entry);
    } else {
        tell_position(view.issue, settlement(&view, round - 1), before);
        tell_position(view.issue, settlement(&view, round), after);
        tell_say(self, "%s. ", shown < n ? "; others less" : "");
        if (strcmp(before, after) == 0) {
            tell_say(self, "Settlement stays %s.", after);
        } else {
            tell_say(self, "Settlement %s to %s.", before, after);
        }
    }
    if (self->offers && !self->explained) {
        tell_say(self, " Gains and losses are hundredths of the scale.");
        self->explained = true;
    }
    tell_end(self, entry->time);
}

static void
tell_ending(struct tell *self, const struct chronicle_entry *entry)
{
    const struct talk_run *run = &self->chronicle->timeline.talks[entry->who];
    const struct ref *until = &run->talk->until.event;
    char few[PHRASE_MAX];

    if (!run->began) {
        tell_say(self, "%s: no talks will be held", run->talk->label);
    } else {
        tell_say(self, "%s: the talks end after %s round%s", run->talk->label,
            phrase_few(run->round, few), run->round == 1 ? "" : "s");
    }
    switch ((enum talks_end)entry->what) {
    case TALKS_ROUNDS:
        break;
    case TALKS_DATE:
        tell_say(self, ", their time being up");
        break;
    case TALKS_CYCLE:
        tell_say(self, ": the positions go round in a circle");
        break;
    case TALKS_EVENT:
        tell_say(self, ": %s",
            until->index >= 0 ? self->scenario->events[until->index].label : "an event");
        break;
    }
    tell_say(self, ".");
    tell_end(self, entry->time);
}

void
tell_talks(struct tell *self, const struct chronicle_entry *entry)
{
    if (entry->kind == NOTE_TALKS_BEGIN) {
        tell_beginning(self, entry);
    } else if (entry->kind == NOTE_SITTING) {
        tell_sitting(self, entry);
    } else if (entry->kind == NOTE_TALKS_END) {
        tell_ending(self, entry);
    }
}
