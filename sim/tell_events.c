/* tell_events: who acts, who votes how, how missions get on. */
#include <math.h>
#include <string.h>

#include "body.h"
#include "num.h"
#include "phrase.h"
#include "tell.h"

enum { NAMED_MOST = 6, MEMBERS_MOST = 15, ALONE_MOST = 10 };

/* ---- closings ---- */

static void
tell_closing(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);

    if (run->happened <= entry->time) {
        tell_say(self, "%s: nothing more comes of it", run->event->label);
    } else {
        tell_say(self, "%s: no longer possible", run->event->label);
    }
    tell_say(self, " (%s).", self->scenario->events[entry->what].label);
    tell_end(self, entry->time);
}

/* ---- acts ---- */

/* A label in capitals, when all of it is ASCII: others have no plain capitals. */
static void
shout(struct tell *self, const char *label)
{
    bool plain = true;

    for (const char *c = label; *c != '\0'; c++) {
        plain = plain && (unsigned char)*c < 0x80;
    }
    for (const char *c = label; *c != '\0'; c++) {
        tell_say(self, "%c", plain && *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
}

/* ", 5 days after The gate is closed", of an event that waits for another one. */
static void
say_wait(struct tell *self, const struct event_run *run, double time)
{
    const struct ref *after = &run->event->after;
    char days[PHRASE_MAX];

    if (after->index >= 0 && after->part == 0) {
        const double since =
            num_floor(time) - num_floor(timeline_time(run->timeline, after->index, after->part));
        tell_say(self, ", %s after: %s",
            since > 0.0 ? phrase_plural((int64_t)since, "day", days) : "on the day",
            self->scenario->events[after->index].label);
    }
}

static void
tell_decision(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    const struct chronicle_hazard *hazard = entry->hazard;
    char text[PHRASE_MAX];

    tell_say(self, "Chance today %s: ", tell_chance(hazard->any, text));
    shout(self, run->event->label);
    tell_say(self, ", by %s", tell_player(self, run, entry->what));
    say_wait(self, run, entry->time);
    if (hazard->waiting > 1) {
        tell_say(
            self, ", one of %d who might (%s)", hazard->waiting, tell_chance(hazard->chance, text));
    }
    tell_say(self, ".");
    tell_end(self, entry->time);
    tell_chances_why(self, hazard);
}

/* "1st", "2nd", "3rd", "4th". */
static char *
ordinal(int n, char *text)
{
    const int last = n % 100 / 10 == 1 ? 0 : n % 10;

    (void)snprintf(text, PHRASE_MAX, "%d%s", n,
        last == 1   ? "st"
        : last == 2 ? "nd"
        : last == 3 ? "rd"
                    : "th");
    return text;
}

/* "after Ann and Bob, to whom it looks (40% of its ties)". */
static void
say_examples(struct tell *self, const struct chronicle_examples *examples)
{
    const int most = self->verbose ? CHRONICLE_EXAMPLES : 2;
    const int n = examples != NULL ? examples->n : 0, shown = n < most ? n : most;
    char text[PHRASE_MAX];

    if (n == 0) {
        return;
    }
    const int about = self->chronicle->plan.counters[examples->term->counter].about;
    for (int k = 0; k < shown; k++) {
        const char *between = k == 0 ? ", after " : k + 1 == n ? " and " : ", ";
        tell_say(self, "%s%s", between,
            tell_player(
                self, &self->chronicle->timeline.events[about], examples->strongest[k].player));
    }
    if (shown < n) {
        tell_say(self, " and %d more", n - shown);
    }
    tell_say(self, ", to whom it looks (%s of its ties)", tell_chance(examples->share, text));
}

static void
tell_member(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    char text[PHRASE_MAX];

    if (entry->place == 1) {
        shout(self, run->event->label);
    } else {
        tell_say(self, "%s", run->event->label);
    }
    tell_say(self, ": %s, the %s of %d", tell_player(self, run, entry->what),
        ordinal(entry->place, text), run->event->n_players);
    say_examples(self, entry->examples);
    tell_chances_short(self, entry->hazard);
    tell_say(self, ".");
    tell_end(self, entry->time);
    if (self->verbose) {
        tell_chances_why(self, entry->hazard);
    }
}

/* The next act of the same event that is told in one line with this one; NULL: there is none. Acts
 * of one day are; of a long cascade those of a week too, as long as nothing else comes between. */
static const struct chronicle_entry *
next_in_line(const struct tell *self, const struct chronicle_entry *entry, double first)
{
    const struct chronicle_entry *end = self->chronicle->entries + self->chronicle->n;
    const double last = num_floor(first) + (entry->place < ALONE_MOST ? 1.0 : 7.0);

    for (const struct chronicle_entry *e = entry + 1; e < end && e->time < last; e++) {
        if (e->kind == NOTE_ACTS && e->who == entry->who) {
            return e;
        }
        if (e->kind != NOTE_RATE && num_floor(e->time) != num_floor(first)) {
            return NULL;
        }
    }
    return NULL;
}

/* "Followers, the 3rd to 7th of 27, until 9 March: Ann, Bob and 3 more." */
static void
tell_members(struct tell *self, const struct chronicle_entry *entry, int n, double until)
{
    const struct event_run *run = tell_run(self, entry);
    const double time = entry->time;
    char first[PHRASE_MAX], last[PHRASE_MAX];

    if (entry->place == 1) {
        shout(self, run->event->label);
    } else {
        tell_say(self, "%s", run->event->label);
    }
    tell_say(self, ", the %s %s %s of %d", ordinal(entry->place, first), n == 2 ? "and" : "to",
        ordinal(entry->place + n - 1, last), run->event->n_players);
    if (num_floor(until) != num_floor(time)) {
        tell_say(self, ", until %s", tell_day(self, entry, until, last));
    }
    for (int k = 0; k < n && k < NAMED_MOST; k++) {
        tell_say(self, "%s %s", k == 0 ? ":" : ",", tell_player(self, run, entry->what));
        entry = next_in_line(self, entry, time);
    }
    if (n > NAMED_MOST) {
        tell_say(self, " and %d more", n - NAMED_MOST);
    }
    tell_say(self, ".");
    tell_end(self, time);
}

static void
tell_cascade(struct tell *self, const struct chronicle_entry *entry)
{
    const struct chronicle_entry *other = entry, *last = entry;
    int n = 0;

    if (entry->place <= self->told_acts[entry->who]) {
        return;
    }
    for (; other != NULL && !self->verbose; n++) {
        last = other;
        other = next_in_line(self, other, entry->time);
    }
    self->told_acts[entry->who] = last->place;
    if (n > 1) {
        tell_members(self, entry, n, last->time);
    } else {
        tell_member(self, entry);
    }
}

/* ---- votes ---- */

struct count {
    int64_t votes[3];   /* yes, abstaining, no */
    int64_t members[3]; /* the same, heads */
};

static struct count
count_ballots(const struct body *body, const struct chronicle_ballot *ballots)
{
    const struct member *members = body->members.items;
    struct count count = { { 0, 0, 0 }, { 0, 0, 0 } };

    for (int k = 0; k < body->members.n; k++) {
        count.votes[1 - ballots[k].ballot] += members[k].votes;
        count.members[1 - ballots[k].ballot]++;
    }
    return count;
}

/* Why a motion fails: every reason there is. */
static void
say_failure(struct tell *self, const struct event_run *run, const struct chronicle_ballot *ballots,
    const struct count *count)
{
    const struct body *body = run->event->body;
    const struct member *members = body->members.items;
    const char *before = ": ";

    for (int k = 0; k < body->members.n; k++) {
        if (members[k].veto && ballots[k].ballot < 0) {
            tell_say(self, "%sa veto by %s", before, tell_player(self, run, k));
            before = "; ";
        }
    }
    if (count->votes[0] < body->needed) {
        tell_say(self, "%s%lld of the %lld votes in favour that it needs", before,
            (long long)count->votes[0], (long long)body->needed);
        before = "; ";
    }
    if (count->members[0] < body->members_needed) {
        tell_say(self, "%s%lld of the %lld members in favour that it needs", before,
            (long long)count->members[0], (long long)body->members_needed);
        before = "; ";
    }
    if (count->votes[1] >= body->blocking) {
        tell_say(self, "%s%lld votes abstain, and %lld are enough to block", before,
            (long long)count->votes[1], (long long)body->blocking);
    }
}

/* "Ann (88%), Bob (60%) with 4 votes": each with the chance of the ballot it cast. */
static void
say_voters(struct tell *self, const struct event_run *run, const struct chronicle_ballot *ballots,
    int which)
{
    const struct member *members = run->event->body->members.items;
    bool begun = false;
    char text[PHRASE_MAX];

    for (int k = 0; k < run->event->body->members.n; k++) {
        const double chance = which == 0   ? ballots[k].yes
                              : which == 2 ? ballots[k].no
                                           : fmax(0.0, 1.0 - ballots[k].yes - ballots[k].no);
        if (1 - ballots[k].ballot != which) {
            continue;
        }
        tell_say(self, "%s%s (%s)", begun ? ", " : "", tell_player(self, run, k),
            tell_chance(chance, text));
        if (members[k].votes > 1) {
            tell_say(self, " with %lld votes", (long long)members[k].votes);
        }
        begun = true;
    }
}

static void
tell_vote(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    const struct body *body = run->event->body;
    const struct count count = count_ballots(body, entry->ballots);
    const bool passed = tell_later_today(self, entry, NOTE_HAPPENED) != NULL;
    char text[PHRASE_MAX];

    tell_say(self, "%s: %s votes, %lld yes, %lld no, %lld abstaining. ", run->event->label,
        body->label, (long long)count.votes[0], (long long)count.votes[2],
        (long long)count.votes[1]);
    if (passed) {
        tell_say(self, "ADOPTED");
    } else {
        tell_say(self, "Not adopted");
        say_failure(self, run, entry->ballots, &count);
    }
    tell_say(self, ". The chance of passing was %s.", tell_chance(entry->numbers[1], text));
    tell_end(self, entry->time);
    if (body->members.n > MEMBERS_MOST && !self->verbose) {
        return;
    }
    self->key->ballots = true;
    for (int which = 0; which < 3; which++) {
        if (count.members[which] > 0) {
            tell_say(self, "%s: ", which == 0 ? "Yes" : which == 1 ? "Abstaining" : "No");
            say_voters(self, run, entry->ballots, which);
            tell_say(self, ".");
            tell_end(self, entry->time);
        }
    }
}

/* ---- missions ---- */

/* A stage by its name, which stands well in a sentence: "build up". Labels say what its end means.
 */
static char *
part_name(const struct event_run *run, int part, char *text)
{
    (void)snprintf(text, PHRASE_MAX, "%.40s", run->event->kind->part_name(run->event->own, part));
    for (char *c = text; *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    return text;
}

/* "; 1,800 in place": as a stage ends; of one that takes no time, at the end of its day. */
static void
say_level(struct tell *self, const struct chronicle_entry *entry, double took)
{
    const struct chronicle *chronicle = self->chronicle;
    const double time = took > 0.0 ? entry->time : num_floor(entry->time) + 1.0;
    const double level = timeline_level(self->scenario, chronicle->curves, entry->who, time);
    char text[PHRASE_MAX];

    if (level >= 0.5) {
        tell_say(self, "; %s in place", phrase_value(level, 100.0, text));
    }
}

/* When a stage was to end as it began. */
static double
planned_end(const struct tell *self, const struct chronicle_entry *entry)
{
    const int part = entry->what, event = entry->who;

    do {
        entry--;
    } while (entry > self->chronicle->entries &&
             !(entry->kind == NOTE_PART_BEGINS && entry->who == event && entry->what == part));
    return entry->numbers[0];
}

static void
tell_part(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    const double days = entry->numbers[0] - entry->time;
    char stage[PHRASE_MAX], plural[PHRASE_MAX], day[PHRASE_MAX];

    part_name(run, entry->what, stage);
    if (entry->kind == NOTE_PART_ENDED) {
        const double took = entry->time - run->begin[entry->what];
        tell_say(self, "%s: %s", run->event->label, stage);
        if (took > 0.0) {
            const double late = entry->time - planned_end(self, entry);
            tell_say(self, " ends after %s", phrase_plural((int64_t)(took + 0.5), "day", plural));
            if (late >= 0.5) {
                tell_say(self, ", %s late", phrase_plural((int64_t)(late + 0.5), "day", plural));
            }
        }
        say_level(self, entry, took);
    } else if (days > 0.0) {
        tell_say(self, "%s: %s %s, until %s", run->event->label, stage,
            entry->kind == NOTE_PART_MOVED ? "goes on" : "begins",
            tell_day(self, entry, entry->numbers[0], day));
        tell_say(self, " (%s planned)", phrase_plural((int64_t)(days + 0.5), "day", plural));
    } else {
        return; /* its end follows at once */
    }
    tell_say(self, ".");
    tell_end(self, entry->time);
}

/* ---- shocks ---- */

/* What a shock changes, in the units of the file. */
static char *
target_value(const struct tell *self, const struct target *target, double x, char *text)
{
    switch (target->kind) {
    case TARGET_POSITION:
        return tell_position(&self->scenario->issues[target->which], x, text);
    case TARGET_SALIENCE:
    case TARGET_STUBBORNNESS:
        return phrase_value(100.0 * x, 100.0, text);
    case TARGET_CAPABILITY:
    case TARGET_ATTRIBUTE:
        break;
    }
    (void)snprintf(text, PHRASE_MAX, "%.4g", x);
    return text;
}

static void
tell_shock(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    const struct shock *shock = (const struct shock *)run->event->shocks.items + entry->what;
    char label[TEXT_PATH_MAX], before[PHRASE_MAX], after[PHRASE_MAX];

    tell_say(self, "%s goes from %s to %s (%s).",
        tell_world_path(self->scenario, shock->path, label),
        target_value(self, &shock->target, entry->numbers[0], before),
        target_value(self, &shock->target, entry->numbers[1], after), run->event->label);
    tell_end(self, entry->time);
}

/* ---- all entries about events ---- */

/* The failure of a stage; of a vote, the vote has told it. */
static void
tell_failure(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    char stage[PHRASE_MAX];

    if (run->event->body != NULL) {
        return;
    }
    tell_say(self, "%s: %s fails%s.", run->event->label, part_name(run, entry->what, stage),
        tell_later_today(self, entry, NOTE_PART_MOVED) != NULL ? "" : ", for good");
    tell_end(self, entry->time);
}

void
tell_events(struct tell *self, const struct chronicle_entry *entry)
{
    switch (entry->kind) {
    case NOTE_ACTS:
        if (tell_run(self, entry)->event->kind->many) {
            tell_cascade(self, entry);
        } else {
            tell_decision(self, entry);
        }
        break;
    case NOTE_VOTED:
        tell_vote(self, entry);
        break;
    case NOTE_FAILED:
        tell_failure(self, entry);
        break;
    case NOTE_CLOSED:
        tell_closing(self, entry);
        break;
    case NOTE_PART_BEGINS:
    case NOTE_PART_MOVED:
    case NOTE_PART_ENDED:
        tell_part(self, entry);
        break;
    case NOTE_SHOCK:
        tell_shock(self, entry);
        break;
    case NOTE_RATE:
    case NOTE_OPENED:   /* its rate, vote or first stage follows */
    case NOTE_HAPPENED: /* told by what makes it happen */
    case NOTE_BALLOT:
    case NOTE_SITTING:
    case NOTE_ROUND:
    case NOTE_TALKS_BEGIN:
    case NOTE_TALKS_END:
        break;
    }
}
