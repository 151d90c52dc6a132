/* screen: what an interval is, and which of the digits shown so many runs leave open. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "phrase.h"
#include "screen.h"
#include "utf8.h"

enum { NAMED_MAX = 3 };

/* A number on the page of which the last digit is not known. */
struct doubt {
    const char *label;
    char between[3 * PHRASE_MAX]; /* "half of runs by 17 to 21 Mar", "mean 575 to 597" */
    double times;                 /* as many runs would settle it */
};

/* Runs, rounded up to one digit. */
static int64_t
one_digit(double runs)
{
    int64_t unit = 1;

    runs = runs < (double)SCENARIO_RUNS_MAX ? runs : (double)SCENARIO_RUNS_MAX;
    while ((double)(10 * unit) <= runs) {
        unit *= 10;
    }
    return (int64_t)ceil(runs / (double)unit) * unit;
}

/* The day by which half of runs have it, by order statistics: the ranks n / 2 -+ 1.96 sqrt(n) / 2.
 */
static bool
doubt_day(const struct scenario *scenario, const struct summary_row *row,
    const struct tally_counts *counts, struct doubt *doubt)
{
    const double off = TALLY_Z95 * 0.5 / sqrt((double)row->runs), median = row->quantile[2];
    const bool year = phrase_years(scenario->start, scenario->end);
    int low = 0, high = 0;
    char from[PHRASE_MAX], to[PHRASE_MAX];

    if (isnan(median)) {
        return false;
    }
    low = tally_counts_quantile(counts, off < 0.5 ? 0.5 - off : 0.0);
    high = tally_counts_quantile(counts, off < 0.5 ? 0.5 + off : 1.0);
    doubt->times = fmax(median - (double)low, (double)high - median);
    (void)snprintf(doubt->between, sizeof(doubt->between), "half of runs by %.20s to %.20s",
        phrase_day(scenario->start + low, year, from),
        high < counts->n_bins ? phrase_day(scenario->start + high, year, to) : "not by the end");
    return doubt->times > 1.0;
}

static bool
doubt_mean(const struct scenario *scenario, const struct summary_row *row, struct doubt *doubt)
{
    const double range = screen_mean_range(scenario, row->outcome), half = TALLY_Z95 * row->mcse;
    char from[PHRASE_MAX], to[PHRASE_MAX];

    if (row->happened < 2) {
        return false;
    }
    (void)snprintf(doubt->between, sizeof(doubt->between), "mean %.20s to %.20s",
        phrase_value(row->mean - half, range, from), phrase_value(row->mean + half, range, to));
    doubt->times = half / phrase_digit(range);
    return doubt->times > 1.0;
}

/* Fills what is doubtful of one outcome; false: every digit stands. Errors shrink with the root of
 * the runs. */
static bool
is_doubtful(const struct engine_result *result, const struct summary_row *row, struct doubt *doubt)
{
    const struct scenario *scenario = result->layout.scenario;
    bool doubtful = false;

    if (row->outcome->kind == OUTCOME_DATE && row->runs > 0) {
        doubtful = doubt_day(
            scenario, row, &result->totals.outcomes[row->outcome - scenario->outcomes], doubt);
    } else if (screen_shows_mean(scenario, row->outcome)) {
        doubtful = doubt_mean(scenario, row, doubt);
    }
    doubt->label = row->outcome->label;
    doubt->times *= doubt->times;
    return doubtful;
}

static void
print_doubts(const struct screen *self, const struct engine_result *result,
    const struct summary *summary, bool first)
{
    char text[ERR_TEXT_MAX], runs[PHRASE_MAX];
    double times = 1.0;
    size_t used = 0;
    int n = 0;

    for (int o = 0; o < summary->n; o++) {
        struct doubt doubt = { .times = 0.0 };

        if (!is_doubtful(result, &summary->rows[o], &doubt)) {
            continue;
        }
        times = fmax(times, doubt.times);
        if (n++ < NAMED_MAX) {
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s, %.80s",
                n > 1 ? "; " : "", utf8_fit(doubt.label, 60), doubt.label, doubt.between);
        }
    }
    if (n == 0) {
        return;
    }
    if (n > NAMED_MAX) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, "; and %d more", n - NAMED_MAX);
    }
    (void)snprintf(text + used, sizeof(text) - used, ". For the last digit of all: -n %lld.",
        (long long)one_digit(times * (double)result->runs));
    (void)fprintf(self->out, "%s%s leave digits open (95%%): ", first ? "\n" : "",
        phrase_plural(result->runs, "run", runs));
    phrase_wrap(self->out, text, phrase_width(runs) + 27, 0, self->width);
}

/* The flag of which the least is known, NULL: there is none. */
static const struct summary_row *
widest_flag(const struct summary *summary)
{
    const struct summary_row *widest = NULL;

    for (int o = 0; o < summary->n; o++) {
        const struct summary_row *row = &summary->rows[o];

        if (row->outcome->kind == OUTCOME_FLAG && row->runs > 0 &&
            (widest == NULL ||
                row->share_high - row->share_low > widest->share_high - widest->share_low)) {
            widest = row;
        }
    }
    return widest;
}

void
screen_caveat(
    const struct screen *self, const struct engine_result *result, const struct summary *summary)
{
    const struct summary_row *widest = widest_flag(summary);
    const int64_t runs = result->totals.n;
    char text[ERR_TEXT_MAX], count[PHRASE_MAX], share[PHRASE_MAX], between[2 * PHRASE_MAX];

    if (widest != NULL) {
        (void)fputc('\n', self->out);
        (void)snprintf(text, sizeof(text),
            "The 95%% interval is only what %s leave%s open. It does not say that the scenario is "
            "right.",
            phrase_plural(runs, "run", count), runs == 1 ? "s" : "");
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
    if (widest != NULL && widest->share_high - widest->share_low > 0.03 && widest->happened > 0 &&
        widest->happened < widest->runs) {
        const double spread = widest->share * (1.0 - widest->share);
        const double part = (double)widest->runs / (double)runs;

        (void)snprintf(text, sizeof(text), "%s leave %s open from %s. For one point: -n %lld.",
            phrase_plural(widest->runs, "run", count),
            phrase_share(widest->happened, widest->runs, share),
            phrase_interval(widest->share_low, widest->share_high, between),
            (long long)one_digit(TALLY_Z95 * TALLY_Z95 * spread / 1e-4 / part));
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
    print_doubts(self, result, summary, widest == NULL);
}
