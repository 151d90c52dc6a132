/* tell_events: what opens, how likely it is and why, who acts, who votes how, how missions get on.
 */
#include <math.h>
#include <string.h>

#include "body.h"
#include "date.h"
#include "hazard.h"
#include "num.h"
#include "phrase.h"
#include "tell.h"

enum { BAR = 20, FACTOR = 8, TERM = 24, NAMED_MOST = 6, MEMBERS_MOST = 15, ALONE_MOST = 10 };
#define NEARLY_ONE 0.02 /* of a factor's logarithm: what is less is told as 1 */
#define LEAST_SCALE 1.4 /* ln 4: of the bars, so that small factors have small ones */
#define NEWS 0.2        /* of a hazard's logarithm: what is nearer to one told before is no news */

static const struct event_run *
run_of(const struct tell *self, const struct chronicle_entry *entry)
{
    return &self->chronicle->timeline.events[entry->who];
}

static const char *
player_label(const struct tell *self, const struct event_run *run, int player)
{
    return self->scenario->actors[run->event->players[player]].label;
}

static int
day_of(const struct tell *self, double time)
{
    return self->scenario->start + (int)num_floor(time);
}

/* "9 Mar", with the year where it is another one than that of the entry. */
static char *
day_words(const struct tell *self, const struct chronicle_entry *entry, double time, char *text)
{
    int years[2] = { 0, 0 }, month = 0, day = 0;

    date_civil(day_of(self, entry->time), &years[0], &month, &day);
    date_civil(day_of(self, time), &years[1], &month, &day);
    return phrase_day(day_of(self, time), years[0] != years[1], text);
}

/* The end of the entries that belong to one day, from one of them on. */
static const struct chronicle_entry *
end_of_day(const struct tell *self, const struct chronicle_entry *entry)
{
    const struct chronicle_entry *end = self->chronicle->entries + self->chronicle->n;
    const double day = num_floor(entry->time);

    while (entry < end && num_floor(entry->time) == day) {
        entry++;
    }
    return entry;
}

/* The next entry of a kind on the same day and about the same event; NULL: there is none. */
static const struct chronicle_entry *
later_today(const struct tell *self, const struct chronicle_entry *entry, enum note_kind kind)
{
    const struct chronicle_entry *end = end_of_day(self, entry);

    for (const struct chronicle_entry *e = entry + 1; e < end; e++) {
        if (e->kind == kind && e->who == entry->who) {
            return e;
        }
    }
    return NULL;
}

/* ---- why a hazard is what it is ---- */

/* The next factor in order of size, the farthest from 1 first; NULL: those left are nearly 1. */
static const struct chronicle_factor *
next_factor(const struct chronicle_hazard *hazard, const struct chronicle_factor *last)
{
    const double most = last != NULL ? fabs(log(last->factor)) : HUGE_VAL;
    const struct chronicle_factor *next = NULL;

    for (int k = 0; k < hazard->n; k++) {
        const struct chronicle_factor *factor = &hazard->factors[k];
        const double size = fabs(log(factor->factor));
        const bool later = size < most || (size == most && factor > last);
        if (size >= NEARLY_ONE && later && (next == NULL || size > fabs(log(next->factor)))) {
            next = factor;
        }
    }
    return next;
}

/* "    sunday                    57   ####################": the bar by the factor's logarithm;
 * what makes it less likely is drawn with dashes. */
static void
print_factor(const struct tell *self, const struct chronicle_factor *factor, double greatest)
{
    FILE *out = self->screen->out;
    const double size = fabs(log(factor->factor));
    const int length = (int)floor(BAR * size / greatest + 0.5);
    char text[PHRASE_MAX];

    (void)fprintf(out, "%*s", TELL_INDENT + 2, "");
    phrase_fit(out, hazard_term_name(factor->term), TERM);
    (void)fprintf(out, "%*s  ", FACTOR, tell_factor(factor->factor, text));
    for (int k = 0; k < (length > 0 ? length : 1); k++) {
        (void)fputs(factor->factor < 1.0 ? "-" : self->screen->utf8 ? "\xE2\x96\x88" : "#", out);
    }
    (void)fputc('\n', out);
}

/* The terms that are nearly 1, in one paragraph. */
static void
print_neutral(struct tell *self, const struct chronicle_hazard *hazard)
{
    FILE *out = self->screen->out;

    for (int k = 0; k < hazard->n; k++) {
        if (fabs(log(hazard->factors[k].factor)) < NEARLY_ONE) {
            tell_say(self, "%s%s", self->used > 0 ? ", " : "1.00, as in the base case: ",
                hazard_term_name(hazard->factors[k].term));
        }
    }
    if (self->used > 0 && !self->exhausted) {
        (void)fprintf(out, "%*s", TELL_INDENT + 2, "");
        phrase_wrap(out, self->text, TELL_INDENT + 2, TELL_INDENT + 4, self->screen->width);
        self->used = 0;
    }
}

/* The table of factors: by itself so much a day, times. Nothing where no term matters. */
static void
print_reasons(struct tell *self, const struct chronicle_hazard *hazard)
{
    const double all = hazard->hazard / hazard->base;
    const struct chronicle_factor *factor = next_factor(hazard, NULL);
    const double greatest = factor != NULL ? fmax(fabs(log(factor->factor)), LEAST_SCALE) : 1.0;
    char text[PHRASE_MAX];

    if ((factor == NULL && !self->verbose) || hazard->n == 0 || !(hazard->base > 0.0)) {
        return;
    }
    (void)fprintf(self->screen->out, "%*s%s: %s a day by itself, times\n", TELL_INDENT, "",
        all > 1.25  ? "Why so high"
        : all < 0.8 ? "Why so low"
                    : "What it is made of",
        tell_chance(1.0 - exp(-hazard->base), text));
    for (; factor != NULL; factor = next_factor(hazard, factor)) {
        print_factor(self, factor, greatest);
    }
    print_neutral(self, hazard);
}

/* ---- openings and changes ---- */

/* "chance today 53%"; of members of a group "for each 0.1% to 4% today". */
static void
say_chance(struct tell *self, const struct event_run *run, const struct chronicle_hazard *hazard)
{
    char least[PHRASE_MAX], most[PHRASE_MAX];

    tell_chance(hazard->least, least);
    tell_chance(hazard->chance, most);
    if (!run->event->kind->many) {
        tell_say(self, "chance today %s", tell_chance(hazard->any, most));
    } else if (hazard->waiting == 1) {
        tell_say(self, "chance today %s for %s, the last one", most,
            player_label(self, run, hazard->player));
    } else if (strcmp(least, most) == 0) {
        tell_say(self, "chance today %s for each of %d", most, hazard->waiting);
    } else {
        tell_say(self, "chance today %s to %s for each of %d, %s the likeliest", least, most,
            hazard->waiting, player_label(self, run, hazard->player));
    }
}

/* A hazard is news when it is far from those told before: what comes and goes with the days of the
 * week is told once. With -v all that differs from the last is. */
static bool
is_news(const struct tell *self, const struct tell_rates *told, double hazard)
{
    const int n = self->verbose && told->n > 0 ? 1 : told->n < TELL_RATES ? told->n : TELL_RATES;

    for (int k = 1; k <= n; k++) {
        const double before = told->rates[(told->n - k) % TELL_RATES];
        const bool same = before > 0.0 && hazard > 0.0
                              ? fabs(log(hazard / before)) < (self->verbose ? NEARLY_ONE : NEWS)
                              : before == hazard;
        if (same) {
            return false;
        }
    }
    return true;
}

static void
tell_rate(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = run_of(self, entry);
    const struct chronicle_hazard *hazard = entry->hazard;
    struct tell_rates *told = &self->told[entry->who];
    const bool first = told->n == 0;
    const bool acts = later_today(self, entry, NOTE_ACTS) != NULL;

    if (!is_news(self, told, hazard->hazard) || (acts && !first && !self->verbose)) {
        return;
    }
    told->rates[told->n++ % TELL_RATES] = hazard->hazard;
    tell_say(self, "%s: %s", run->event->label, first ? "open from now on, " : "");
    if (hazard->any > 0.0) {
        say_chance(self, run, hazard);
        tell_say(self, "%s", acts ? "." : ". It does not happen.");
    } else {
        tell_say(self, "without a chance for now.");
    }
    tell_end(self, entry->time);
    if (self->verbose) {
        print_reasons(self, hazard);
    }
}

static void
tell_closing(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = run_of(self, entry);

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
    const struct event_run *run = run_of(self, entry);
    const struct chronicle_hazard *hazard = entry->hazard;
    char text[PHRASE_MAX];

    tell_say(self, "Chance today %s: ", tell_chance(hazard->any, text));
    shout(self, run->event->label);
    tell_say(self, ", by %s", player_label(self, run, entry->what));
    say_wait(self, run, entry->time);
    if (hazard->waiting > 1) {
        tell_say(
            self, ", one of %d who might (%s)", hazard->waiting, tell_chance(hazard->chance, text));
    }
    tell_say(self, ".");
    tell_end(self, entry->time);
    print_reasons(self, hazard);
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
            player_label(
                self, &self->chronicle->timeline.events[about], examples->strongest[k].player));
    }
    if (shown < n) {
        tell_say(self, " and %d more", n - shown);
    }
    tell_say(self, ", to whom it looks (%s of its ties)", tell_chance(examples->share, text));
}

/* "chance today 4%: ties x3.2, openness x1.8". */
static void
say_reasons(struct tell *self, const struct chronicle_hazard *hazard)
{
    const struct chronicle_factor *factor = NULL;
    char text[PHRASE_MAX];

    tell_say(self, " (chance today %s", tell_chance(hazard->chance, text));
    for (int k = 0; k < 2 && (factor = next_factor(hazard, factor)) != NULL; k++) {
        tell_say(self, "%s%s x%s", k == 0 ? ": " : ", ", hazard_term_name(factor->term),
            tell_factor(factor->factor, text));
    }
    tell_say(self, ")");
}

static void
tell_member(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = run_of(self, entry);
    char text[PHRASE_MAX];

    if (entry->place == 1) {
        shout(self, run->event->label);
    } else {
        tell_say(self, "%s", run->event->label);
    }
    tell_say(self, ": %s, the %s of %d", player_label(self, run, entry->what),
        ordinal(entry->place, text), run->event->n_players);
    say_examples(self, entry->examples);
    say_reasons(self, entry->hazard);
    tell_say(self, ".");
    tell_end(self, entry->time);
    if (self->verbose) {
        print_reasons(self, entry->hazard);
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
    const struct event_run *run = run_of(self, entry);
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
        tell_say(self, ", until %s", day_words(self, entry, until, last));
    }
    for (int k = 0; k < n && k < NAMED_MOST; k++) {
        tell_say(self, "%s %s", k == 0 ? ":" : ",", player_label(self, run, entry->what));
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
            tell_say(self, "%sa veto by %s", before, player_label(self, run, k));
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
        tell_say(self, "%s%s (%s)", begun ? ", " : "", player_label(self, run, k),
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
    const struct event_run *run = run_of(self, entry);
    const struct body *body = run->event->body;
    const struct count count = count_ballots(body, entry->ballots);
    const bool passed = later_today(self, entry, NOTE_HAPPENED) != NULL;
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
    const struct event_run *run = run_of(self, entry);
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
            day_words(self, entry, entry->numbers[0], day));
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
    const struct event_run *run = run_of(self, entry);
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
    const struct event_run *run = run_of(self, entry);
    char stage[PHRASE_MAX];

    if (run->event->body != NULL) {
        return;
    }
    tell_say(self, "%s: %s fails%s.", run->event->label, part_name(run, entry->what, stage),
        later_today(self, entry, NOTE_PART_MOVED) != NULL ? "" : ", for good");
    tell_end(self, entry->time);
}

void
tell_events(struct tell *self, const struct chronicle_entry *entry)
{
    switch (entry->kind) {
    case NOTE_RATE:
        tell_rate(self, entry);
        break;
    case NOTE_ACTS:
        if (run_of(self, entry)->event->kind->many) {
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
