/* screen_talks: where the talks end: settlements, who moved, and whether anybody did. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "num.h"
#include "phrase.h"
#include "screen.h"

enum { SPARK = 40, MOVED_MAX = 6 };
#define ENTRENCHED 0.05 /* of the scale: moves of the furthest mover that count as none */
#define LABEL 16        /* columns of what stands before a row's words */

/* One issue of some talks. */
struct view {
    const struct screen *screen;
    const struct scenario *scenario;
    struct totals *totals;
    const struct talk *talk;
    const struct issue *issue;
    int t, i;
};

/* The column of what is on record after a round: of an actor, or (n of them) of the settlement. */
static int
column_of(const struct view *self, int64_t round, int actor)
{
    const int width = self->talk->actors.n + 1;

    return self->totals->layout->talk_of[self->t] +
           ((int)round * self->talk->issues.n + self->i) * width + actor;
}

static char *
position(const struct view *self, double x, char *text)
{
    if (isnan(x)) {
        (void)snprintf(text, PHRASE_MAX, "not held");
        return text;
    }
    const double range = self->issue->high - self->issue->low;

    return phrase_value(self->issue->low + x * range, range, text);
}

/* An end of the scale, as its author wrote it. */
static char *
scale_end(const struct view *self, bool high, char *text)
{
    return num_text(high ? self->issue->high : self->issue->low, text);
}

static double
median_of(const struct view *self, int column)
{
    double quantiles[TALLY_QUANTILES];

    totals_quantiles(self->totals, column, quantiles);
    return quantiles[2];
}

/* How many runs end in each of n parts of the scale. */
static void
count_parts(const struct totals *totals, int column, int n, int64_t parts[SPARK])
{
    memset(parts, 0, SPARK * sizeof(*parts));
    for (int64_t k = 0; totals->kept != NULL && k < totals->n; k++) {
        const double x = totals->kept[(int64_t)column * totals->room + k];
        const int part = isnan(x) ? -1 : (int)(x * n);

        if (part >= 0) {
            parts[part < n ? part : n - 1]++;
        }
    }
    for (int k = 0; totals->kept == NULL && k < TOTALS_BINS; k++) {
        parts[(int64_t)k * n / TOTALS_BINS] +=
            totals->bins[(size_t)column * TOTALS_BINS + (size_t)k];
    }
}

/* "  Label: 0 = one end, 100 = the other". */
static void
print_scale(const struct view *self)
{
    FILE *out = self->screen->out;
    const struct issue *issue = self->issue;
    char low[PHRASE_MAX], high[PHRASE_MAX], text[400];

    scale_end(self, false, low);
    scale_end(self, true, high);
    if (issue->low_label != NULL && issue->high_label != NULL) {
        (void)snprintf(text, sizeof(text), "%s: %s = %s, %s = %s", issue->label, low,
            issue->low_label, high, issue->high_label);
    } else {
        (void)snprintf(text, sizeof(text), "%s: %s to %s", issue->label, low, high);
    }
    (void)fputs("  ", out);
    phrase_wrap(out, text, 2, 4, self->screen->width);
}

static void
print_settlement(const struct view *self)
{
    const int column = column_of(self, self->talk->rounds, self->talk->actors.n);
    FILE *out = self->screen->out;
    double quantiles[TALLY_QUANTILES];
    char text[3][PHRASE_MAX];
    int64_t parts[SPARK];
    const int n = self->screen->width < 80 ? SPARK - 80 + self->screen->width : SPARK;

    totals_quantiles(self->totals, column, quantiles);
    (void)fprintf(out, "    %-*smedian %s, 5%% to 95%% of runs: %s to %s\n", LABEL, "Settlement",
        position(self, quantiles[2], text[0]), position(self, quantiles[0], text[1]),
        position(self, quantiles[4], text[2]));
    count_parts(self->totals, column, n, parts);
    (void)fprintf(out, "    %*s%s %s", LABEL, "", scale_end(self, false, text[0]),
        self->screen->utf8 ? "\xE2\x96\x95" : "|");
    chart_spark(out, parts, n, self->screen->utf8);
    (void)fprintf(
        out, "%s %s\n", self->screen->utf8 ? "\xE2\x96\x8F" : "|", scale_end(self, true, text[1]));
}

/* The actors whose mean moved most, by more than half a hundredth of the scale, the furthest first;
 * all counts them all. */
static int
find_movers(const struct view *self, int movers[MOVED_MAX], int *all)
{
    double moves[MOVED_MAX];
    int n = 0;

    *all = 0;
    for (int a = 0; a < self->talk->actors.n; a++) {
        const struct tally_sums *sums = self->totals->sums;
        if (sums[column_of(self, 0, a)].n == 0) {
            continue; /* no position on this issue */
        }
        const double move = fabs(tally_mean(&sums[column_of(self, self->talk->rounds, a)]) -
                                 tally_mean(&sums[column_of(self, 0, a)]));
        int at = n;

        if (move <= 0.005) {
            continue;
        }
        (*all)++;
        n += n < MOVED_MAX;
        for (; at > 0 && moves[at - 1] < move; at--) {
            if (at < n) {
                moves[at] = moves[at - 1];
                movers[at] = movers[at - 1];
            }
        }
        if (at < n) {
            moves[at] = move;
            movers[at] = a;
        }
    }
    return n;
}

static void
print_movers(const struct view *self)
{
    int movers[MOVED_MAX], all = 0;
    const int n = find_movers(self, movers, &all);
    char text[1024], from[PHRASE_MAX], to[PHRASE_MAX];
    int used = 0;

    if (n == 0) {
        return;
    }
    for (int k = 0; k < n; k++) {
        const struct actor *actor =
            &self->scenario->actors[self->talk->actors.items[movers[k]].index];

        position(self, median_of(self, column_of(self, 0, movers[k])), from);
        position(self, median_of(self, column_of(self, self->talk->rounds, movers[k])), to);
        used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%.80s %s to %s",
            k > 0 ? ", " : "", actor->label, from, to);
    }
    if (all > n) {
        (void)snprintf(text + used, sizeof(text) - (size_t)used, ", and %d more", all - n);
    }
    (void)fprintf(self->screen->out, "    %-*s", LABEL, "Moved (medians)");
    phrase_wrap(self->screen->out, text, LABEL + 4, LABEL + 4, self->screen->width);
}

/* How far the furthest mover got. */
static void
print_furthest(const struct view *self)
{
    const double range = self->issue->high - self->issue->low;
    const double median = median_of(self, self->totals->layout->furthest_of[self->t] + self->i);
    const int64_t rounds = self->talk->rounds;
    char text[256], few[PHRASE_MAX], move[PHRASE_MAX], all[PHRASE_MAX];

    if (self->talk->model->step == NULL) {
        (void)snprintf(text, sizeof(text),
            "The model %s moves nobody: this is what the opening positions come to.",
            self->talk->model->name);
    } else if (median == 0.0) {
        (void)snprintf(text, sizeof(text), "Entrenched: %s round%s moved nobody in half of runs.",
            phrase_few(rounds, few), rounds == 1 ? "" : "s");
    } else {
        /* Rounded so that the sentence stays true. */
        const double unit = range >= 20.0 ? 1.0 : range >= 2.0 ? 0.1 : range >= 0.2 ? 0.01 : 1e-4;
        const bool entrenched = median <= ENTRENCHED;
        const double units = median * range / unit;
        const double rounded = (entrenched ? ceil(units - 1e-9) : floor(units + 1e-9)) * unit;

        phrase_value(rounded, range, move);
        (void)snprintf(all, sizeof(all), "%.10g", range); /* 0.9 of years, not 0.900000000000091 */
        if (entrenched) {
            (void)snprintf(text, sizeof(text),
                "Entrenched: %s round%s moved nobody by more than %s of %s in half of runs.",
                phrase_few(rounds, few), rounds == 1 ? "" : "s", move, all);
        } else {
            (void)snprintf(text, sizeof(text),
                "In half of runs somebody moved by %s or more of %s.", move, all);
        }
    }
    (void)fputs("    ", self->screen->out);
    phrase_wrap(self->screen->out, text, 4, 4, self->screen->width);
}

static void
print_rarely(const struct view *self)
{
    const int64_t held = self->totals->sums[column_of(self, 0, self->talk->actors.n)].n;
    char share[PHRASE_MAX];

    (void)fprintf(
        self->screen->out, "    Held in %s of runs.\n", phrase_share(held, self->totals->n, share));
}

void
screen_talks(
    const struct screen *self, const struct scenario *scenario, struct engine_result *result)
{
    if (scenario->n_talks == 0) {
        return;
    }
    screen_heading(self, "WHERE THE TALKS END");
    (void)fputc('\n', self->out);
    for (int t = 0; t < scenario->n_talks; t++) {
        const struct talk *talk = &scenario->talks[t];

        if (scenario->n_talks > 1) {
            (void)fprintf(self->out, "  %s, model %s\n", talk->label, talk->model->name);
        }
        for (int i = 0; i < talk->issues.n; i++) {
            const struct view view = { self, scenario, &result->totals, talk,
                &scenario->issues[talk->issues.items[i].index], t, i };

            print_scale(&view);
            if (result->totals.sums[column_of(&view, 0, talk->actors.n)].n == 0) {
                (void)fputs("    These talks were held in no run.\n", self->out);
                continue;
            }
            print_settlement(&view);
            if (isnan(median_of(&view, view.totals->layout->furthest_of[t] + i))) {
                print_rarely(&view); /* medians over all runs say nothing then */
                continue;
            }
            print_movers(&view);
            print_furthest(&view);
        }
    }
}
