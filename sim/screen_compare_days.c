/* screen_compare_days: the dates that differ most between two scenarios, A's days beside B's. */
#include <math.h>

#include "chart.h"
#include "phrase.h"
#include "screen.h"

enum { CHARTS_MAX = 2, CHART_ROWS = 7 };

/* Runs in which it happened on each day up to the horizon, and all that count. */
static void
count_days(const struct compare *compare, const struct compare_side *side, int outcome,
    int64_t runs, bool *counted, int64_t *days, int64_t *all)
{
    const double *values = sample_column(side->sample, outcome);
    const double later =
        (double)(side->sample->scenario->start - compare->a.sample->scenario->start);

    *all = 0;
    (void)sample_counts(side->sample, outcome, counted);
    for (int64_t k = 0; k < runs; k++) {
        const double day = values[k] + later;

        *all += counted[k];
        if (counted[k] && day < (double)compare->horizon) {
            days[day < 0.0 ? 0 : (int)day]++;
        }
    }
}

/* Days of one outcome in A and in B, counted by day of A's calendar. */
struct days {
    int64_t *a, *b, *both;
    int64_t runs_a, runs_b;
};

static bool
make_days(struct days *self, const struct compare *compare, const struct compare_outcome *outcome,
    struct arena *arena)
{
    const size_t n = (size_t)compare->horizon;
    const int64_t room =
        compare->a.sample->n > compare->b.sample->n ? compare->a.sample->n : compare->b.sample->n;
    bool *counted = arena_alloc(arena, (size_t)room, sizeof(*counted));

    self->a = arena_alloc(arena, n, sizeof(*self->a));
    self->b = arena_alloc(arena, n, sizeof(*self->b));
    self->both = arena_alloc(arena, n, sizeof(*self->both));
    if (counted == NULL || self->a == NULL || self->b == NULL || self->both == NULL) {
        return false; /* the page does without the chart */
    }
    count_days(
        compare, &compare->a, outcome->in_a, compare->runs_a, counted, self->a, &self->runs_a);
    count_days(
        compare, &compare->b, outcome->in_b, compare->runs_b, counted, self->b, &self->runs_b);
    for (size_t day = 0; day < n; day++) {
        self->both[day] = self->a[day] + self->b[day];
    }
    return true;
}

static double
share_between(const int64_t *days, int64_t runs, int from, int to)
{
    int64_t n = 0;

    for (int day = from; day <= to; day++) {
        n += days[day];
    }
    return (double)n / (double)runs;
}

static void
print_bars(
    const struct screen *self, const char *label, int width, const double shares[2], double most)
{
    const int bar = (self->width - 4 - width - 2 * 8) / 2;
    char share[PHRASE_MAX];

    (void)fputs("    ", self->out);
    phrase_fit(self->out, label, width);
    for (int k = 0; k < 2; k++) {
        (void)fputs(" |", self->out);
        chart_bar(self->out, shares[k] / most, bar, self->utf8);
        (void)fprintf(
            self->out, "%5s%s", phrase_percent(shares[k], 1.0, share), k == 0 ? " " : "\n");
    }
}

static void
print_chart(const struct screen *self, const struct compare *compare,
    const struct compare_outcome *outcome, const struct days *days)
{
    struct chart_row rows[CHART_ROWS_MAX];
    const int n = chart_days(days->both, compare->horizon, compare->a.sample->scenario->start,
        days->runs_a + days->runs_b, CHART_ROWS, rows);
    double shares[CHART_ROWS_MAX + 1][2], left[2] = { 1.0, 1.0 }, most = 0.0;
    int width = 14;

    for (int k = 0; k < n; k++) {
        width = phrase_width(rows[k].label) > width ? phrase_width(rows[k].label) : width;
        for (int side = 0; side < 2; side++) {
            shares[k][side] = share_between(side == 0 ? days->a : days->b,
                side == 0 ? days->runs_a : days->runs_b, rows[k].first, rows[k].last);
            left[side] -= shares[k][side];
            most = fmax(most, shares[k][side]);
        }
    }
    for (int side = 0; side < 2; side++) {
        shares[n][side] = left[side] > 1e-9 ? left[side] : 0.0;
        most = fmax(most, shares[n][side]);
    }
    (void)fprintf(self->out, "\n  %s, share of runs\n    %*s  %-*s  %c\n", outcome->outcome->label,
        width, "", (self->width - 4 - width - 2 * 8) / 2 + 6, "A", compare->b.letter);
    for (int k = 0; k <= n; k++) {
        if (k < n || shares[n][0] > 0.0 || shares[n][1] > 0.0) {
            print_bars(self, k < n ? rows[k].label : "not by the end", width, shares[k], most);
        }
    }
}

/* The date that differs most among those not yet shown, NULL: none that differs. */
static const struct compare_outcome *
next_chart(const struct compare *compare, const struct compare_outcome *const *shown, int n)
{
    const struct compare_outcome *next = NULL;

    for (int k = 0; k < compare->n; k++) {
        const struct compare_outcome *outcome = &compare->outcomes[k];
        bool is_shown = outcome->outcome->kind != OUTCOME_DATE ||
                        outcome->contrast.main->verdict == CONTRAST_UNKNOWN ||
                        outcome->contrast.main->verdict == CONTRAST_SAME;

        for (int s = 0; s < n; s++) {
            is_shown = is_shown || shown[s] == outcome;
        }
        if (!is_shown &&
            (next == NULL || outcome->contrast.distance.ks > next->contrast.distance.ks)) {
            next = outcome;
        }
    }
    return next;
}

void
screen_compare_days(const struct screen *self, const struct compare *compare)
{
    const struct compare_outcome *shown[CHARTS_MAX];

    for (int n = 0; n < CHARTS_MAX; n++) {
        struct arena arena = { 0 };
        struct days days = { 0 };

        shown[n] = next_chart(compare, shown, n);
        if (shown[n] == NULL) {
            return;
        }
        if (make_days(&days, compare, shown[n], &arena)) {
            print_chart(self, compare, shown[n], &days);
        }
        arena_free(&arena);
    }
}
