/* screen_sensitivity: see screen_sensitivity.h. */
#include "screen_sensitivity.h"

#include <math.h>
#include <string.h>

#include "chart.h"
#include "phrase.h"
#include "screen_response.h"

/* Rows of an outcome: fewer when there are many outcomes. */
enum { ROWS_MAX = 12, ROWS_OF_MANY = 6, MANY = 4, PATH = 35, BAR = 7 };

#define WIDE 0.2       /* of an interval: 20 points */
#define SHARE_MOST 9.0 /* a share, or an end of its interval, that is shown */

/* ---- numbers ---- */

/* "79%"; never "-0%". */
static char *
put_share(double share, char *text)
{
    (void)snprintf(text, PHRASE_MAX, "%.0f%%", floor(100.0 * share + 0.5) + 0.0);
    return text;
}

/* "79%    76..83" in 16 columns. An interval that is wider than it could be read is no number. */
static void
put_interval(const struct screen *self, double share, double low, double high)
{
    char text[PHRASE_MAX], between[2 * PHRASE_MAX] = "none";

    if (low < -SHARE_MOST || high > SHARE_MOST || fabs(share) > SHARE_MOST) {
        (void)fprintf(self->out, " %5s %9s", "?", "too wide");
        return;
    }
    if (!isnan(low)) {
        (void)snprintf(between, sizeof(between), "%.0f..%.0f", floor(100.0 * low + 0.5) + 0.0,
            floor(100.0 * high + 0.5) + 0.0);
    }
    (void)fprintf(self->out, " %5s %9s", put_share(share, text), between);
}

/* A bar at the end of a line, without blanks behind it, unless `used` columns leave no room. share:
 * 0 to 1, cut where it is more. */
static void
put_bar(const struct screen *self, double share, int used)
{
    const double part = share > 1.0 ? 1.0 : share;
    const int steps = self->utf8 ? 8 : 1, marks = (int)(part * BAR * steps + 0.5);
    const int columns = marks > 0 ? (marks + steps - 1) / steps : part > 0.0;

    if (columns > 0 && used + 2 + BAR <= self->width) {
        (void)fputs("  ", self->out);
        chart_bar(self->out, part * BAR / columns, columns, self->utf8);
    }
    (void)fputc('\n', self->out);
}

static void
put_paragraph(const struct screen *self, const char *text)
{
    (void)fputs("  ", self->out);
    phrase_wrap(self->out, text, 2, 2, self->width);
}

/* ---- the head ---- */

/* What was played, of either kind. */
struct extent {
    const struct factors *factors;
    int64_t rows, used, each; /* runs in each row */
    const char *one, *many;   /* what a row is called, and rows */
    const char *failure;
};

static struct extent
extent_of(const struct screen_study *study)
{
    const struct drivers *drivers = study->drivers;
    const struct screening *screening = study->screening;

    if (drivers != NULL) {
        return (struct extent){ &drivers->factors, drivers->rows, drivers->used,
            drivers_width(&drivers->factors), "row", "rows", drivers->sample.failure };
    }
    return (struct extent){ &screening->factors, screening->rows, screening->used,
        screening->factors.n + 1, "trajectory", "trajectories", screening->sample.failure };
}

/* Numbers that are correlated are one factor, and why. */
static void
print_groups(const struct screen *self, const struct factors *factors)
{
    for (int i = 0; i < factors->n; i++) {
        if (factors->sizes[i] > 1) {
            char text[4096];
            (void)snprintf(text, sizeof(text),
                "Grouped, because they are correlated and cannot be told apart: %.3900s.",
                factors->names[i]);
            phrase_wrap(self->out, text, 0, 0, self->width);
        }
    }
}

static void
print_left_out(const struct screen *self, const struct extent *extent)
{
    const int64_t left = extent->rows - extent->used;
    char text[ERR_TEXT_MAX], counts[2][PHRASE_MAX];

    if (left > 0) {
        (void)snprintf(text, sizeof(text),
            "%s of %s %s %s left out, because a run in it gave no answer; the first: %s.",
            phrase_count(left, counts[0]), phrase_count(extent->rows, counts[1]), extent->many,
            left == 1 ? "is" : "are",
            extent->failure != NULL ? extent->failure : "no reason was given");
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
}

static void
print_head(const struct screen *self, const struct screen_study *study)
{
    const struct scenario *scenario = study->scenario;
    const struct extent extent = extent_of(study);
    char text[512], counts[4][PHRASE_MAX];

    (void)fputs(self->colour ? "\033[1m" : "", self->out);
    phrase_wrap(self->out, scenario->title, 0, 0, self->width);
    (void)fputs(self->colour ? "\033[0m" : "", self->out);
    (void)snprintf(text, sizeof(text), "%s%s: %s %s of %s, %s in all, seed %llu",
        phrase_plural(extent.factors->n_numbers, "uncertain number", counts[0]),
        study->drivers != NULL ? " and chance" : "", phrase_count(extent.rows, counts[1]),
        extent.rows == 1 ? extent.one : extent.many, phrase_plural(extent.each, "run", counts[2]),
        phrase_count(extent.rows * extent.each, counts[3]), (unsigned long long)scenario->seed);
    phrase_wrap(self->out, text, 0, 0, self->width);
    print_groups(self, extent.factors);
    print_left_out(self, &extent);
}

/* ---- what drives each outcome ---- */

static int
rows_of(int n_outcomes)
{
    return n_outcomes >= MANY ? ROWS_OF_MANY : ROWS_MAX;
}

/* A factor's name, not to be taken for another's. */
static void
print_name(const struct screen *self, const struct factors *factors, int factor)
{
    bool whole = false;

    for (int i = 0; i < factors->n && !whole; i++) {
        whole =
            i != factor && screen_response_alike(factors->names[i], factors->names[factor], PATH);
    }
    (void)fputs("    ", self->out);
    screen_response_path(self, factors->names[factor], whole, PATH);
}

static void
print_driver_rows(const struct screen *self, const struct drivers *drivers,
    const struct drivers_outcome *outcome, const int *order)
{
    const int n = drivers->factors.n + 1, most = rows_of(drivers->n);
    double rest = 0.0;
    int shown = 0;
    char text[PHRASE_MAX];

    for (; shown < n && shown < most; shown++) {
        const struct sobol_share *share = &outcome->shares[order[shown]];
        if (shown > 0 && share->total < 0.01) {
            break;
        }
        print_name(self, &drivers->factors, order[shown]);
        put_interval(self, share->first, share->first_low, share->first_high);
        put_interval(self, share->total, share->total_low, share->total_high);
        put_bar(self, share->total, 4 + PATH + 32);
    }
    if (shown < n) {
        rest = outcome->shares[order[shown]].total;
        (void)fprintf(self->out, "    %d %s: total at most %s%s\n", n - shown,
            n - shown == 1 ? "other" : "others",
            rest < 0.005 ? "0.5%" : put_share(ceil(100.0 * rest) / 100.0, text),
            n - shown == 1 ? "" : " each");
    }
}

/* "39% (Monte Carlo error 0.34 points)", or the mean. What is the same in all worlds has no such
 * error, which is not to say that it is sure. */
static void
print_driven(
    const struct screen *self, const struct drivers *drivers, const struct drivers_outcome *outcome)
{
    const bool flag = outcome->outcome->kind == OUTCOME_FLAG;
    char text[PHRASE_MAX], error[PHRASE_MAX], count[PHRASE_MAX], how[3 * PHRASE_MAX], line[512];

    if (outcome->all.error > 0.0) {
        (void)snprintf(how, sizeof(how), "Monte Carlo error %s",
            screen_response_error(outcome->outcome, outcome->all.error, error));
    } else {
        (void)snprintf(how, sizeof(how), "in %s %s worlds",
            flag && outcome->all.mean == 0.0 ? "none of" : "all",
            phrase_count(outcome->all.n, count));
    }
    (void)snprintf(line, sizeof(line), "%.300s: %s%s (%s)", outcome->outcome->label,
        flag ? "" : "mean ",
        screen_response_text(
            outcome->outcome, drivers->scenario, outcome->all.mean, outcome->all.error, text),
        how);
    (void)fputc('\n', self->out);
    put_paragraph(self, line);
}

static void
print_driver(const struct screen *self, const struct screen_study *study,
    const struct drivers_outcome *outcome)
{
    const int n = study->drivers->factors.n + 1;

    print_driven(self, study->drivers, outcome);
    if (isnan(outcome->shares[0].total)) {
        (void)fputs("    the same in all runs: nothing drives it\n", self->out);
        return;
    }
    if (study->drivers->used < SCREEN_ROWS_LEAST) {
        return;
    }
    for (int i = 0; i < n; i++) {
        study->sizes[i] = outcome->shares[i].total;
    }
    screen_response_order(study->order, study->sizes, n);
    print_driver_rows(self, study->drivers, outcome, study->order);
}

/* The widest interval of a total that is shown, 0..1. */
static double
widest_of(const struct drivers *drivers)
{
    double widest = 0.0;

    for (int o = 0; o < drivers->n; o++) {
        const struct drivers_outcome *outcome = &drivers->outcomes[o];
        for (int i = 0; outcome->obstacle == NULL && i <= drivers->factors.n; i++) {
            const double width = outcome->shares[i].total_high - outcome->shares[i].total_low;
            widest = width > widest ? width : widest; /* NAN is not */
        }
    }
    return widest;
}

/* What the columns are, or why there are none. */
static void
print_drivers_head(const struct screen *self, const struct drivers *drivers)
{
    char text[256], rows[PHRASE_MAX];

    screen_heading(self, "WHAT DRIVES EACH OUTCOME");
    if (drivers->used < SCREEN_ROWS_LEAST) {
        (void)snprintf(text, sizeof(text),
            "Not to be told from %s: %d are the least that say anything of what drives an outcome, "
            "and hundreds are usual: -n 500.",
            phrase_plural(drivers->used, "row", rows), SCREEN_ROWS_LEAST);
        (void)fputc('\n', self->out);
        put_paragraph(self, text);
        return;
    }
    (void)fprintf(self->out, "%21s%10s%6s%10s\n", "first", "95%", "total", "95%");
    put_paragraph(self,
        "first = how much of the outcome's variance knowing it alone would explain; total = with "
        "its interplay with all else. 95% = the interval (bootstrap). chance = what is open when "
        "all numbers are known.");
}

static void
print_drivers(const struct screen *self, const struct screen_study *study)
{
    const struct drivers *drivers = study->drivers;

    print_drivers_head(self, drivers);
    if (drivers->factors.n == 0) {
        put_paragraph(self,
            "The scenario has no uncertain numbers: all that varies is chance. Give a number as "
            "(low, best, high) to see what it drives.");
    }
    for (int o = 0; o < drivers->n; o++) {
        if (drivers->outcomes[o].obstacle == NULL) {
            print_driver(self, study, &drivers->outcomes[o]);
        }
    }
    if (drivers->used >= SCREEN_ROWS_LEAST && widest_of(drivers) > WIDE) {
        (void)fputc('\n', self->out);
        put_paragraph(self,
            "Some intervals are wide: four times the rows (-n) halve them. What happens rarely "
            "needs many.");
    }
}

/* ---- screening ---- */

static void
print_effect(const struct screen *self, const struct outcome *outcome,
    const struct factors *factors, int factor, const struct morris_effect *effect,
    const struct morris_effect *greatest)
{
    const double width = greatest->size_high - greatest->size_low; /* all rows have its digits */
    char text[4][PHRASE_MAX], between[2 * PHRASE_MAX] = "none";
    int used = 0;

    if (!isnan(width)) {
        (void)snprintf(between, sizeof(between), "%.12s..%.12s",
            screen_response_change(outcome, effect->size_low, width, false, text[0]),
            screen_response_change(outcome, effect->size_high, width, false, text[1]));
    }
    print_name(self, factors, factor);
    used = fprintf(self->out, " %5s %12s %6s",
        screen_response_change(outcome, effect->size, width, false, text[2]), between,
        screen_response_change(outcome, effect->sigma, width, false, text[3]));
    put_bar(self, effect->size / greatest->size, 4 + PATH + used);
}

static void
print_effects(const struct screen *self, const struct screening *screening,
    const struct screening_outcome *outcome, const int *order)
{
    const int n = screening->factors.n, most = rows_of(screening->n);
    int shown = 0;

    for (; shown < n && shown < most && outcome->effects[order[shown]].size > 0.0; shown++) {
        print_effect(self, outcome->outcome, &screening->factors, order[shown],
            &outcome->effects[order[shown]], &outcome->effects[order[0]]);
    }
    if (shown < n) {
        (void)fprintf(self->out, "    %d %s: %s\n", n - shown,
            shown == 0       ? "numbers"
            : n - shown == 1 ? "other"
                             : "others",
            outcome->effects[order[shown]].size > 0.0 ? "less each" : "nothing in any run");
    }
}

static void
print_screened(const struct screen *self, const struct screen_study *study,
    const struct screening_outcome *outcome)
{
    const int n = study->screening->factors.n;
    const char *unit = screen_response_unit(outcome->outcome, "");

    (void)fprintf(
        self->out, "\n  %s%s%s\n", outcome->outcome->label, unit[0] != '\0' ? ", in" : "", unit);
    for (int i = 0; i < n; i++) {
        study->sizes[i] = outcome->effects[i].size;
    }
    screen_response_order(study->order, study->sizes, n);
    print_effects(self, study->screening, outcome, study->order);
}

static void
print_screening(const struct screen *self, const struct screen_study *study)
{
    const struct screening *screening = study->screening;

    screen_heading(self, "WHICH NUMBERS MATTER");
    (void)fprintf(self->out, "%25s%13s%7s\n", "mu*", "95%", "sigma");
    put_paragraph(self,
        "mu* = how much the outcome changes, up or down, in the mean, per whole range of a number "
        "(Morris); 95% = its interval (bootstrap). sigma = how far that differs from world to "
        "world: large when the number acts through others. Chance is held fixed.");
    if (screening->used < SCREEN_TRAJECTORIES_LEAST) {
        put_paragraph(self,
            "So few trajectories may miss what matters in some worlds alone: a hundred are usual, "
            "-n 100.");
    }
    for (int o = 0; o < screening->n; o++) {
        if (screening->outcomes[o].obstacle == NULL) {
            print_screened(self, study, &screening->outcomes[o]);
        }
    }
}

/* ---- the page ---- */

static void
print_obstacle(
    const struct screen *self, const struct outcome *outcome, const char *obstacle, bool *begun)
{
    char text[ERR_TEXT_MAX];

    if (obstacle == NULL) {
        return;
    }
    if (!*begun) {
        screen_heading(self, "LEFT OUT");
        (void)fputc('\n', self->out);
        *begun = true;
    }
    (void)snprintf(text, sizeof(text), "%s %s", outcome->name, obstacle);
    put_paragraph(self, text);
}

static void
print_obstacles(const struct screen *self, const struct screen_study *study)
{
    bool begun = false;

    for (int o = 0; study->drivers != NULL && o < study->drivers->n; o++) {
        const struct drivers_outcome *outcome = &study->drivers->outcomes[o];
        print_obstacle(self, outcome->outcome, outcome->obstacle, &begun);
    }
    for (int o = 0; study->screening != NULL && o < study->screening->n; o++) {
        const struct screening_outcome *outcome = &study->screening->outcomes[o];
        print_obstacle(self, outcome->outcome, outcome->obstacle, &begun);
    }
}

void
screen_sensitivity(const struct screen *self, const struct screen_study *study)
{
    print_head(self, study);
    if (study->drivers != NULL) {
        print_drivers(self, study);
    } else {
        print_screening(self, study);
    }
    screen_tornado(self, study);
    print_obstacles(self, study);
}
