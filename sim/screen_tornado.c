/* screen_tornado: one outcome of a study in full. See screen_sensitivity.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "phrase.h"
#include "screen_response.h"
#include "screen_sensitivity.h"
#include "tally.h"

enum { ROWS_MAX = 12, PATH = 34, COLUMN = 7, COLUMN_WITH_YEAR = 11, BARS = 35 };

static void
put_paragraph(const struct screen *self, const char *text)
{
    (void)fputs("  ", self->out);
    phrase_wrap(self->out, text, 2, 2, self->width);
}

/* ---- bars ---- */

/* The scale that all bars share, and the columns that they and their ends take. */
struct scale {
    double least, greatest;
    int bar, column;
};

static int
column_of(const struct scale *scale, double x)
{
    return (int)floor(
        (x - scale->least) / (scale->greatest - scale->least) * (scale->bar - 1) + 0.5);
}

static bool
lies_between(int column, int from, int to)
{
    return from < to ? column >= from && column <= to : column >= to && column <= from;
}

/* From the mean of all worlds to both ends; where both lie on one side the nearer one is in front.
 */
static void
put_bar(const struct screen *self, const struct scale *scale, double mean,
    const struct drivers_bar *bar)
{
    const int axis = column_of(scale, mean), low = column_of(scale, bar->low.mean),
              high = column_of(scale, bar->high.mean);

    for (int c = 0; c < scale->bar; c++) {
        const bool in_low = lies_between(c, axis, low), in_high = lies_between(c, axis, high);
        if (c == axis) {
            (void)fputs(self->utf8 ? "\xE2\x94\x82" : "|", self->out);
        } else if (in_low && (!in_high || abs(low - axis) < abs(high - axis))) {
            (void)fputs(self->utf8 ? "\xE2\x96\x91" : "-", self->out);
        } else if (in_high) {
            (void)fputs(self->utf8 ? "\xE2\x96\x88" : "#", self->out);
        } else {
            (void)fputc(' ', self->out);
        }
    }
}

/* Orders the numbers by the difference of their ends, those first whose ends differ by more than
 * chance explains. Returns how many do. */
static int
order_bars(
    const struct screen_study *study, const struct drivers_outcome *outcome, struct scale *scale)
{
    const struct drivers *drivers = study->drivers;
    double *sizes = study->sizes;
    int n = 0;

    scale->least = scale->greatest = outcome->all.mean;
    for (int k = 0; k < drivers->factors.n_numbers; k++) {
        const struct drivers_bar *bar = &outcome->bars[k];
        sizes[k] = -1.0;
        if (drivers_differs(drivers, bar)) {
            sizes[k] = fabs(bar->high.mean - bar->low.mean);
            scale->least = fmin(scale->least, fmin(bar->low.mean, bar->high.mean));
            scale->greatest = fmax(scale->greatest, fmax(bar->low.mean, bar->high.mean));
            n++;
        }
    }
    screen_response_order(study->order, sizes, drivers->factors.n_numbers);
    return n;
}

/* The largest standard error of an end. */
static double
error_of_ends(const struct drivers *drivers, const struct drivers_outcome *outcome)
{
    double error = 0.0;

    for (int k = 0; k < drivers->factors.n_numbers; k++) {
        error = fmax(error, fmax(outcome->bars[k].low.error, outcome->bars[k].high.error));
    }
    return error;
}

static void
print_bars_head(
    const struct screen *self, const struct drivers *drivers, const struct drivers_outcome *outcome)
{
    const struct outcome *of = outcome->outcome;
    const double error = error_of_ends(drivers, outcome);
    char text[1024], mean[PHRASE_MAX], worlds[PHRASE_MAX], errors[PHRASE_MAX];

    screen_heading(self, "TORNADO: ");
    (void)fprintf(self->out, "%s\n", of->label);
    (void)snprintf(text, sizeof(text),
        "%s of the worlds in which a number is in its lowest fifth (%s) and in its highest (%s); "
        "in all %s it is %s. Monte Carlo error of an end: at most %s.",
        of->kind == OUTCOME_FLAG   ? "Share"
        : of->kind == OUTCOME_DATE ? "Mean date (never counts as the day after the last)"
                                   : "Mean",
        self->utf8 ? "\xE2\x96\x91" : "-", self->utf8 ? "\xE2\x96\x88" : "#",
        phrase_count(outcome->all.n, worlds),
        screen_response_text(of, drivers->scenario, outcome->all.mean, outcome->all.error, mean),
        screen_response_error(of, error, errors));
    put_paragraph(self, text);
}

/* Must a number's path be whole, not to be taken for another's? */
static bool
looks_like_another(const struct drivers *drivers, int number)
{
    const struct factors *factors = &drivers->factors;
    const struct uncertain *uncertain = drivers->scenario->uncertain;
    bool alike = false;

    for (int k = 0; k < factors->n_numbers && !alike; k++) {
        alike = k != number && screen_response_alike(uncertain[factors->numbers[k]].path,
                                   uncertain[factors->numbers[number]].path, PATH);
    }
    return alike;
}

static void
print_bar(const struct screen *self, const struct drivers *drivers,
    const struct drivers_outcome *outcome, int number, const struct scale *scale)
{
    const struct drivers_bar *bar = &outcome->bars[number];
    const int slot = drivers->factors.numbers[number];
    char low[PHRASE_MAX], high[PHRASE_MAX];

    (void)fputs("    ", self->out);
    screen_response_path(
        self, drivers->scenario->uncertain[slot].path, looks_like_another(drivers, number), PATH);
    (void)fprintf(self->out, " %*s ", scale->column,
        screen_response_text(
            outcome->outcome, drivers->scenario, bar->low.mean, bar->low.error, low));
    put_bar(self, scale, outcome->all.mean, bar);
    (void)fprintf(self->out, " %s\n",
        screen_response_text(
            outcome->outcome, drivers->scenario, bar->high.mean, bar->high.error, high));
}

static void
print_bars(const struct screen *self, const struct screen_study *study,
    const struct drivers_outcome *outcome)
{
    const struct scenario *scenario = study->scenario;
    const int numbers = study->drivers->factors.n_numbers;
    const bool wide =
        outcome->outcome->kind == OUTCOME_DATE && phrase_years(scenario->start, scenario->end);
    struct scale scale = { .column = wide ? COLUMN_WITH_YEAR : COLUMN };
    const int n = order_bars(study, outcome, &scale);
    char count[PHRASE_MAX], worlds[PHRASE_MAX];

    scale.bar = BARS - 2 * scale.column;
    print_bars_head(self, study->drivers, outcome);
    for (int k = 0; k < n && k < ROWS_MAX; k++) {
        print_bar(self, study->drivers, outcome, study->order[k], &scale);
    }
    if (n > ROWS_MAX) {
        (void)fprintf(
            self->out, "    %s move it less\n", phrase_plural(n - ROWS_MAX, "other", count));
    }
    if (n < numbers) {
        (void)fprintf(self->out, "    %s: no difference that %s worlds can show\n",
            phrase_plural(numbers - n, n == 0 ? "number" : "other", count),
            phrase_count(outcome->all.n, worlds));
    }
}

/* ---- terms ---- */

/* Which of the outcomes that a knockout looked at it is, or -1. */
static int
place_in(const struct knockout *knockout, const struct outcome *outcome)
{
    int k = knockout != NULL ? knockout->n_outcomes - 1 : -1;

    while (k >= 0 && knockout->outcomes[k] != outcome) {
        k--;
    }
    return k;
}

/* The standard error of the share without a term; 0 for what is no share. */
static double
error_without(const struct outcome *outcome, const struct knockout_change *change)
{
    return outcome->kind == OUTCOME_FLAG
               ? sqrt(change->without * (1.0 - change->without) / (double)change->runs)
               : 0.0;
}

static void
print_term(const struct screen *self, const struct screen_study *study,
    const struct knockout_term *term, int o)
{
    const struct outcome *outcome = study->knockout->outcomes[o];
    const struct knockout_change *change = &term->changes[o];
    const double width = change->interval.high - change->interval.low;
    char without[PHRASE_MAX], by[PHRASE_MAX], low[PHRASE_MAX], high[PHRASE_MAX];
    bool whole = false; /* another's path would look the same */

    (void)fputs("    ", self->out);
    for (int k = 0; k < study->knockout->n && !whole; k++) {
        const struct knockout_term *other = &study->knockout->terms[k];
        whole = other != term && screen_response_alike(other->term->path, term->term->path, PATH);
    }
    screen_response_path(self, term->term->path, whole, PATH);
    screen_response_change(outcome, change->without - change->with, width, true, by);
    (void)fprintf(self->out, " %*s  %s%s", COLUMN_WITH_YEAR,
        screen_response_text(
            outcome, study->scenario, change->without, error_without(outcome, change), without),
        by, screen_response_unit(outcome, by));
    if (!isnan(width)) {
        (void)fprintf(self->out, " (%s to %s)",
            screen_response_change(outcome, change->interval.low, width, true, low),
            screen_response_change(outcome, change->interval.high, width, true, high));
    }
    (void)fputc('\n', self->out);
}

/* How much a term changes an outcome; of one that was not played -1, of one that turns no run 0. */
static double
size_of(const struct knockout_term *term, int o)
{
    const double change =
        term->changes != NULL ? term->changes[o].without - term->changes[o].with : (double)NAN;

    return isnan(change) ? -1.0 : fabs(change);
}

static void
print_terms(const struct screen *self, const struct screen_study *study, int o)
{
    const struct knockout *knockout = study->knockout;
    const int *order = study->order;
    double *sizes = study->sizes;
    int same = 0;
    char count[PHRASE_MAX];

    for (int k = 0; k < knockout->n; k++) {
        sizes[k] = size_of(&knockout->terms[k], o);
        same += sizes[k] == 0.0;
    }
    screen_response_order(study->order, sizes, knockout->n);
    for (int k = 0; k < knockout->n && sizes[order[k]] > 0.0; k++) {
        print_term(self, study, &knockout->terms[order[k]], o);
    }
    if (same > 0) {
        (void)fprintf(self->out, "    %s: it stays the same without %s\n",
            phrase_plural(same, same == knockout->n ? "term" : "other", count),
            same == 1 ? "it" : "them");
    }
}

/* The hints of a message are for those who wrote what is wrong. */
static void
print_problems(const struct screen *self, const struct knockout *knockout)
{
    char text[ERR_TEXT_MAX];

    for (int k = 0; k < knockout->n; k++) {
        const struct knockout_term *term = &knockout->terms[k];
        if (term->problem != NULL) {
            (void)snprintf(text, sizeof(text), "%s cannot be taken out: %.*s", term->term->path,
                (int)strcspn(term->problem, "\n"), term->problem);
            (void)fputs("    ", self->out);
            phrase_wrap(self->out, text, 4, 6, self->width);
        }
    }
}

static void
print_knockout(
    const struct screen *self, const struct screen_study *study, const struct outcome *outcome)
{
    const struct knockout *knockout = study->knockout;
    char text[512], worlds[PHRASE_MAX];

    if (knockout->n == 0) {
        screen_heading(self, "WITHOUT EACH TERM\n");
        put_paragraph(self, knockout->neutral.n == 0
                                ? "No event and no stage of the scenario has a term."
                                : "Stopped before the first was done.");
        return;
    }
    screen_heading(self, "WITHOUT EACH TERM: ");
    (void)fprintf(self->out, "%s\n", outcome->label);
    (void)snprintf(text, sizeof(text),
        "The same %s, in which the term multiplies by 1: what comes of it, and the change with its "
        "95%% interval (%s, paired).",
        phrase_plural(knockout->runs, "world", worlds),
        outcome->kind == OUTCOME_FLAG ? "Tango" : "Student");
    put_paragraph(self, text);
    print_terms(self, study, place_in(knockout, outcome));
    print_problems(self, knockout);
}

/* ---- what would turn the answer ---- */

/* What was met on the way, and a sentence in the making. */
struct turns {
    double all;             /* the share in all worlds */
    double least, greatest; /* of all that was met */
    int n;                  /* on the other side of a half, surely */
    size_t used;
    char text[2048];
    double furthest; /* over the half, though not surely; NAN: nothing is */
    char doubt[512];
};

/* Notes a share of n worlds: whether it is on the other side of a half, and whether surely: with
 * all of its Wilson interval. */
static void
meet(struct turns *self, double share, int64_t n, const char *before, const char *path,
    const char *behind)
{
    const bool below = self->all < 0.5;
    double low = 0.0, high = 0.0;
    char what[400], percent[PHRASE_MAX];
    size_t room = sizeof(self->text) - self->used;

    if (n < 1 || isnan(share)) {
        return;
    }
    self->least = fmin(self->least, share);
    self->greatest = fmax(self->greatest, share);
    tally_wilson((int64_t)floor(share * (double)n + 0.5), n, &low, &high);
    (void)snprintf(what, sizeof(what), "%s%.300s%s (%s)", before, path, behind,
        phrase_percent(share, 0.5 * (high - low), percent));
    if (below ? low > 0.5 : high < 0.5) {
        const int written =
            snprintf(self->text + self->used, room, "%s%s", self->n > 0 ? "; " : "", what);
        self->used += (size_t)written < room ? (size_t)written : room - 1;
        self->n++;
    } else if ((below ? share > 0.5 : share < 0.5) &&
               !(fabs(share - 0.5) <= fabs(self->furthest - 0.5))) {
        self->furthest = share;
        (void)snprintf(self->doubt, sizeof(self->doubt), "%s", what);
    }
}

/* The ends of those bars that are drawn, and the terms. */
static void
meet_all(
    struct turns *self, const struct screen_study *study, const struct drivers_outcome *outcome)
{
    const struct factors *factors = &study->drivers->factors;
    const int o = place_in(study->knockout, outcome->outcome);

    for (int k = 0; k < factors->n_numbers; k++) {
        const struct drivers_bar *bar = &outcome->bars[k];
        const char *path = study->scenario->uncertain[factors->numbers[k]].path;
        if (drivers_differs(study->drivers, bar)) {
            meet(self, bar->low.mean, bar->low.n, "", path, " in its lowest fifth");
            meet(self, bar->high.mean, bar->high.n, "", path, " in its highest fifth");
        }
    }
    for (int k = 0; o >= 0 && k < study->knockout->n; k++) {
        const struct knockout_term *term = &study->knockout->terms[k];
        if (term->changes != NULL) {
            meet(self, term->changes[o].without, term->changes[o].runs, "without ",
                term->term->path, "");
        }
    }
}

static void
print_turns(const struct screen *self, const struct screen_study *study,
    const struct drivers_outcome *outcome)
{
    struct turns turns = { .all = outcome->all.mean,
        .least = outcome->all.mean,
        .greatest = outcome->all.mean,
        .furthest = (double)NAN };
    const char *side = turns.all < 0.5 ? "above" : "below";
    char text[sizeof(turns.text) + 128], low[PHRASE_MAX], high[PHRASE_MAX];

    meet_all(&turns, study, outcome);
    if (turns.n > 0) {
        (void)snprintf(
            text, sizeof(text), "What would turn the answer, %s 50%%: %s.", side, turns.text);
    } else if (!isnan(turns.furthest)) {
        (void)snprintf(text, sizeof(text),
            "Nothing here surely turns the answer. %s is %s 50%%, but so near, or of so few "
            "worlds, that it may be chance; more rows (-n) tell.",
            turns.doubt, side);
    } else if (turns.least == turns.greatest) {
        (void)snprintf(text, sizeof(text),
            "Nothing here turns the answer: no difference that these worlds can show.");
    } else {
        (void)snprintf(text, sizeof(text),
            "Nothing here turns the answer: between %s and %s, it stays %s 50%% in all that was "
            "looked at.",
            phrase_percent(turns.least, 1.0, low), phrase_percent(turns.greatest, 1.0, high),
            turns.all < 0.5 ? "below" : "above");
    }
    (void)fputc('\n', self->out);
    phrase_wrap(self->out, text, 0, 0, self->width);
}

/* ---- the part ---- */

static const struct drivers_outcome *
main_driver(const struct drivers *drivers)
{
    const struct drivers_outcome *first = NULL;

    for (int o = 0; drivers != NULL && o < drivers->n; o++) {
        const struct drivers_outcome *outcome = &drivers->outcomes[o];
        if (outcome->obstacle == NULL && outcome->outcome->kind == OUTCOME_FLAG) {
            return outcome;
        }
        first = first == NULL && outcome->obstacle == NULL ? outcome : first;
    }
    return first;
}

/* The same for terms: preferred when it is there. NULL: there is none. */
static const struct outcome *
main_outcome(const struct knockout *knockout, const struct drivers_outcome *preferred)
{
    if (preferred != NULL && place_in(knockout, preferred->outcome) >= 0) {
        return preferred->outcome;
    }
    for (int o = 0; o < knockout->n_outcomes; o++) {
        if (knockout->outcomes[o]->kind == OUTCOME_FLAG) {
            return knockout->outcomes[o];
        }
    }
    return knockout->n_outcomes > 0 ? knockout->outcomes[0] : NULL;
}

void
screen_tornado(const struct screen *self, const struct screen_study *study)
{
    const struct drivers_outcome *driver = main_driver(study->drivers);
    const struct outcome *of_terms =
        study->knockout != NULL ? main_outcome(study->knockout, driver) : NULL;
    const bool numbers = driver != NULL && study->drivers->factors.n > 0;

    if (numbers && !isnan(driver->shares[0].total)) {
        print_bars(self, study, driver);
    }
    if (of_terms != NULL) {
        print_knockout(self, study, of_terms);
    }
    if (driver != NULL && driver->outcome->kind == OUTCOME_FLAG && (numbers || of_terms != NULL) &&
        study->drivers->used >= SCREEN_ROWS_LEAST) {
        print_turns(self, study, driver);
    }
}
