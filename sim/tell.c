/* tell: paragraphs, days, and the order of the story. See tell.h. */
#include "tell.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "outcome.h"
#include "phrase.h"

/* ---- paragraphs ---- */

static bool
make_room(struct tell *self, size_t bytes)
{
    char *more = NULL;
    size_t room = self->room > 0 ? self->room : 1024;

    while (room < self->used + bytes + 1) {
        room *= 2;
    }
    if (room == self->room) {
        return true;
    }
    more = arena_alloc(&self->arena, room, 1);
    if (more == NULL) {
        self->exhausted = true;
        return false;
    }
    if (self->used > 0) {
        memcpy(more, self->text, self->used);
    }
    self->text = more;
    self->room = room;
    return true;
}

void
tell_say(struct tell *self, const char *format, ...)
{
    va_list list;
    int n = 0;

    va_start(list, format);
    n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (n < 0 || !make_room(self, (size_t)n)) {
        return;
    }
    va_start(list, format);
    (void)vsnprintf(self->text + self->used, (size_t)n + 1, format, list);
    va_end(list);
    self->used += (size_t)n;
}

/* "Wed 13 Feb 2008", the year only where it is new. */
static void
print_day(struct tell *self, int day)
{
    const struct screen *screen = self->screen;
    int year = 0, month = 0, day_of_month = 0;
    char text[DATE_TEXT_MAX];

    date_civil(day, &year, &month, &day_of_month);
    date_short(day, text);
    if (year == self->year) {
        *strrchr(text, ' ') = '\0';
    }
    self->year = year;
    self->day = day;
    (void)fprintf(screen->out, "%s%s%s%*s", screen->colour ? "\033[1m" : "", text,
        screen->colour ? "\033[0m" : "", TELL_INDENT - (int)strlen(text), "");
}

void
tell_end(struct tell *self, double time)
{
    const int day = self->scenario->start + (int)num_floor(time);

    if (self->used == 0 || self->exhausted) {
        return;
    }
    if (day != self->day) {
        print_day(self, day);
    } else {
        (void)fprintf(self->screen->out, "%*s", TELL_INDENT, "");
    }
    phrase_wrap(self->screen->out, self->text, TELL_INDENT, TELL_INDENT, self->screen->width);
    self->used = 0;
}

/* ---- the chronicle ---- */

const struct event_run *
tell_run(const struct tell *self, const struct chronicle_entry *entry)
{
    return &self->chronicle->timeline.events[entry->who];
}

const char *
tell_player(const struct tell *self, const struct event_run *run, int player)
{
    return self->scenario->actors[run->event->players[player]].label;
}

static int
day_of(const struct tell *self, double time)
{
    return self->scenario->start + (int)num_floor(time);
}

/* "9 Mar", with the year where it is another one than that of the entry. */
char *
tell_day(const struct tell *self, const struct chronicle_entry *entry, double time, char *text)
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
const struct chronicle_entry *
tell_later_today(const struct tell *self, const struct chronicle_entry *entry, enum note_kind kind)
{
    const struct chronicle_entry *end = end_of_day(self, entry);

    for (const struct chronicle_entry *e = entry + 1; e < end; e++) {
        if (e->kind == kind && e->who == entry->who) {
            return e;
        }
    }
    return NULL;
}

/* ---- words ---- */

char *
tell_position(const struct issue *issue, double x, char *text)
{
    return phrase_value(scenario_in_units(issue, x), issue->high - issue->low, text);
}

char *
tell_chance(double chance, char *text)
{
    return phrase_percent(chance > 0.9999995 ? 1.0 : chance, 0.0, text);
}

char *
tell_factor(double factor, char *text)
{
    (void)snprintf(text, PHRASE_MAX,
        factor >= 9.95   ? "%.0f"
        : factor >= 1.05 ? "%.1f"
        : factor >= 0.1  ? "%.2f"
                         : "%.1g",
        factor);
    return text;
}

char *
tell_value(const struct scenario *scenario, int outcome, double x, char *text)
{
    const struct outcome *what = &scenario->outcomes[outcome];
    double low = 0.0, high = 0.0;

    if (isnan(x)) {
        (void)snprintf(
            text, TELL_VALUE_MAX, "%s", what->kind == OUTCOME_DATE ? "not by the end" : "none");
    } else if (what->kind == OUTCOME_FLAG) {
        (void)snprintf(text, TELL_VALUE_MAX, "%s", x > 0.0 ? "yes" : "no");
    } else if (what->kind == OUTCOME_DATE) {
        (void)date_short(scenario->start + (int)x, text);
    } else if (what->kind == OUTCOME_COUNT) {
        (void)phrase_count((int64_t)x, text);
    } else {
        outcome_range(what, scenario, &low, &high);
        (void)phrase_value(x, high - low, text);
    }
    return text;
}

/* ---- the end ---- */

/* "Not by the end: A, B. C: 12 of 27 acted." */
static void
tell_rest(struct tell *self)
{
    const struct timeline *timeline = &self->chronicle->timeline;
    bool begun = false;

    tell_say(self, "End.");
    for (int e = 0; e < self->scenario->n_events; e++) {
        if (timeline->events[e].happened == HUGE_VAL) {
            tell_say(
                self, "%s%s", begun ? "; " : " Not by the end: ", self->scenario->events[e].label);
            begun = true;
        }
    }
    tell_say(self, "%s", begun ? "." : "");
    for (int e = 0; e < self->scenario->n_events; e++) {
        const struct event_run *run = &timeline->events[e];
        if (run->event->kind->many && run->n_acted > 0) {
            tell_say(self, " %s: %d of %d acted.", run->event->label, run->n_acted,
                run->event->n_players);
        }
    }
    tell_end(self, timeline->end - 1.0);
}

static void
tell_failure(struct tell *self)
{
    tell_say(self, "The run gives no answer: %s.", self->chronicle->timeline.failure);
    tell_end(self, self->chronicle->timeline.now);
}

/* What the run counts as: its row of runs.csv in words. */
static void
tell_outcomes(const struct tell *self)
{
    FILE *out = self->screen->out;
    char text[TELL_VALUE_MAX];
    int width = 0;

    for (int o = 0; o < self->scenario->n_outcomes; o++) {
        const int wide = phrase_width(self->scenario->outcomes[o].label);
        width = wide > width ? wide : width;
    }
    width = width > 48 ? 48 : width;
    screen_heading(self->screen, "WHAT IT CAME TO");
    (void)fputc('\n', out);
    for (int o = 0; o < self->scenario->n_outcomes; o++) {
        const struct outcome *outcome = &self->scenario->outcomes[o];
        const double *row = self->chronicle->outcomes;

        (void)fputs("  ", out);
        phrase_fit(out, outcome->label, width);
        (void)fprintf(out, "  %s\n",
            outcome_counts(outcome, row) ? tell_value(self->scenario, o, row[o], text)
                                         : "does not count");
    }
}

/* ---- the key ---- */

static void
explain(const struct screen *screen, bool used, const char *text)
{
    if (used) {
        (void)fputs("  ", screen->out);
        phrase_wrap(screen->out, text, 2, 4, screen->width);
    }
}

void
tell_key(const struct screen *screen, const struct tell_key *key)
{
    if (!key->chances && !key->bars && !key->ballots && !key->pulls && !key->held) {
        return;
    }
    screen_heading(screen, "HOW TO READ IT");
    (void)fputc('\n', screen->out);
    explain(screen, key->chances || key->bars,
        "Chance today: of the event, on that day. By itself: without its terms, each of which "
        "speeds it up (x37) or slows it down (x0.5).");
    explain(screen, key->bars, "Bars: as long as the logarithm of a factor; dashes slow it down.");
    explain(screen, key->ballots,
        "Percentages behind votes: the chance that each one had to vote so on that day.");
    explain(screen, key->pulls,
        "Pulled: by those to whom it listens, the more the farther off they are.");
    explain(screen, key->held, "Held: by its stubbornness, to where it began.");
}

/* ---- the story ---- */

static void
tell_entry(struct tell *self, const struct chronicle_entry *entry)
{
    switch (entry->kind) {
    case NOTE_TALKS_BEGIN:
    case NOTE_SITTING:
    case NOTE_ROUND:
    case NOTE_TALKS_END:
        tell_talks(self, entry);
        break;
    case NOTE_RATE:
        tell_chances(self, entry);
        break;
    case NOTE_OPENED:
    case NOTE_ACTS:
    case NOTE_HAPPENED:
    case NOTE_FAILED:
    case NOTE_CLOSED:
    case NOTE_BALLOT:
    case NOTE_VOTED:
    case NOTE_PART_BEGINS:
    case NOTE_PART_MOVED:
    case NOTE_PART_ENDED:
    case NOTE_SHOCK:
        tell_events(self, entry);
        break;
    }
}

enum status
tell_story(const struct screen *screen, const struct chronicle *chronicle, bool verbose,
    struct tell_key *key, struct err *err)
{
    const size_t n_events = (size_t)chronicle->scenario->n_events;
    struct tell self = { .screen = screen,
        .chronicle = chronicle,
        .scenario = chronicle->scenario,
        .verbose = verbose,
        .key = key,
        .day = -1,
        .year = -1 };
    bool exhausted = false;

    self.told = arena_alloc(&self.arena, n_events, sizeof(*self.told));
    self.told_acts = arena_alloc(&self.arena, n_events, sizeof(int));
    self.told_rounds = arena_alloc(&self.arena, (size_t)chronicle->scenario->n_talks, sizeof(int));
    if (self.told == NULL || self.told_acts == NULL || self.told_rounds == NULL) {
        arena_free(&self.arena);
        return err_memory(err);
    }
    tell_world(&self);
    (void)fputc('\n', screen->out);
    for (int k = 0; k < chronicle->n; k++) {
        tell_entry(&self, &chronicle->entries[k]);
    }
    if (chronicle->answered) {
        tell_rest(&self);
        tell_outcomes(&self);
    } else {
        tell_failure(&self);
    }
    exhausted = self.exhausted;
    arena_free(&self.arena);
    return exhausted ? err_memory(err) : OK;
}
