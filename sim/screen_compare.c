/* screen_compare: the page of a comparison: what is compared, tables, whole distributions. The
 * dates that differ most are drawn in screen_compare_days.c, the verdict is in screen_verdict.c. */
#include <math.h>
#include <string.h>

#include "phrase.h"
#include "screen.h"
#include "utf8.h"

enum { NUMBERS_WIDTH = 47, NUMBER_WIDTH = 6, DISTANCE_WIDTH = 8, PATH_WIDTH = 32 };

static const struct scenario *
first(const struct compare *compare)
{
    return compare->a.sample->scenario;
}

static bool
has_kind(const struct compare *compare, enum outcome_kind kind)
{
    for (int k = 0; k < compare->n; k++) {
        if (compare->outcomes[k].outcome->kind == (int)kind) {
            return true;
        }
    }
    return false;
}

/* ---- what is compared ---- */

/* The last part of a path. */
static const char *
file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void
print_sides(const struct screen *self, const struct compare *compare)
{
    const struct compare_side *sides[2] = { &compare->a, &compare->b };
    const char *names[2] = { compare->a.path, compare->b.path };
    int width = 0;

    if ((phrase_width(names[0]) > PATH_WIDTH || phrase_width(names[1]) > PATH_WIDTH) &&
        strcmp(file_of(names[0]), file_of(names[1])) != 0) { /* that tells them apart */
        names[0] = file_of(names[0]);
        names[1] = file_of(names[1]);
    }
    for (int k = 0; k < 2; k++) {
        width = phrase_width(names[k]) > width ? phrase_width(names[k]) : width;
    }
    width = width > PATH_WIDTH ? PATH_WIDTH : width;
    for (int k = 0; k < 2; k++) {
        (void)fprintf(self->out, "%c  ", sides[k]->letter);
        phrase_fit(self->out, names[k], width);
        (void)fputs("  ", self->out);
        phrase_wrap(
            self->out, sides[k]->sample->scenario->title, 5 + width, 5 + width, self->width);
    }
}

static void
print_worlds(const struct screen *self, const struct compare *compare)
{
    const struct sample *a = compare->a.sample, *b = compare->b.sample;
    const unsigned long long seeds[2] = { a->scenario->seed, b->scenario->seed };
    const char letter = compare->b.letter;
    char text[512], runs[3][PHRASE_MAX];

    if (compare->paired) {
        (void)snprintf(text, sizeof(text),
            "The same %s in both (seed %llu), so differences are paired.",
            phrase_plural(compare->runs_a, "world", runs[0]), seeds[0]);
    } else {
        (void)snprintf(text, sizeof(text),
            "Not paired: %s of A (seed %llu) and %s of %c (seed %llu) as separate runs, so the "
            "intervals are wider.",
            phrase_plural(a->n, "run", runs[0]), seeds[0], phrase_count(b->n, runs[1]), letter,
            seeds[1]);
    }
    phrase_wrap(self->out, text, 0, 0, self->width);
    if (compare->paired && a->n != b->n) {
        (void)snprintf(text, sizeof(text), "A has %s and %c %s: the first %s of both are compared.",
            phrase_plural(a->n, "run", runs[0]), letter, phrase_count(b->n, runs[1]),
            phrase_count(compare->runs_a, runs[2]));
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
    if (a->n_failed > 0 || b->n_failed > 0) {
        (void)snprintf(text, sizeof(text),
            "No answer came from %s of A and %s of %c; they are left out below.",
            phrase_plural(a->n_failed, "run", runs[0]), phrase_count(b->n_failed, runs[1]), letter);
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
}

static void
print_left_out(const struct screen *self, const struct compare *compare)
{
    const struct scenario *a = first(compare), *b = compare->b.sample->scenario;
    char text[2 * PHRASE_MAX + 400], day[PHRASE_MAX];

    for (int k = 0; k < compare->n_left_out; k++) {
        (void)snprintf(text, sizeof(text), "Not compared: %.200s (%.*s).",
            compare->left_out[k].name, utf8_fit(compare->left_out[k].why, 100),
            compare->left_out[k].why);
        phrase_wrap(self->out, text, 0, 14, self->width);
    }
    if ((a->start != b->start || a->end != b->end) && has_kind(compare, OUTCOME_DATE)) {
        (void)snprintf(text, sizeof(text),
            "The calendars differ: what happens after %s counts as never.",
            phrase_day(a->start + compare->horizon - 1, true, day));
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
}

static void
print_changes(const struct screen *self, const struct compare *compare)
{
    if (compare->diff.n == 0) {
        (void)fprintf(self->out, "\n%c changes nothing in A.\n", compare->b.letter);
        return;
    }
    (void)fprintf(self->out, "\nWhat %c changes in A\n", compare->b.letter);
    screen_diff(self->out, &compare->diff, "");
}

/* "    given: The dam is closed (1,234 runs of A, 1,250 of B)", below what counts only then. */
static void
print_given(
    const struct screen *self, const struct compare *compare, const struct compare_outcome *outcome)
{
    const int given = outcome->outcome->given.index;
    char text[512], runs[2][PHRASE_MAX];

    if (given >= 0) {
        (void)snprintf(text, sizeof(text), "given: %.300s (%s of A, %s of %c)",
            first(compare)->outcomes[given].label,
            phrase_plural(outcome->contrast.runs_a, "run", runs[0]),
            phrase_count(outcome->contrast.runs_b, runs[1]), compare->b.letter);
        (void)fputs("    ", self->out);
        phrase_wrap(self->out, text, 4, 4, self->width);
    }
}

/* ---- tables of a number of A, of B, and B - A ---- */

struct table {
    const char *title, *unit; /* of the difference; NULL: "B - A" */
    enum outcome_kind kind;
    enum contrast_what what;
    double scale; /* of what is shown */
    bool percent;
};

static char *
put_number(const struct table *table, double x, int64_t runs, double within, char *text)
{
    if (isnan(x)) {
        (void)snprintf(text, PHRASE_MAX, "none");
    } else if (table->percent) {
        phrase_share((int64_t)(x * (double)runs + 0.5), runs, text);
    } else {
        phrase_narrow(x, within, false, NUMBER_WIDTH, text);
    }
    return text;
}

static void
put_interval(const struct table *table, const struct contrast_statistic *statistic, double within,
    char *text)
{
    const double low = table->scale * statistic->interval.low,
                 high = table->scale * statistic->interval.high;
    char ends[2][PHRASE_MAX];

    text[0] = '\0';
    if (statistic->verdict == CONTRAST_SAME && isnan(low)) {
        (void)snprintf(text, (size_t)2 * PHRASE_MAX, "no run differs");
    } else if (!isnan(low)) {
        phrase_narrow(low, within, true, NUMBER_WIDTH, ends[0]);
        phrase_narrow(high, within, true, NUMBER_WIDTH, ends[1]);
        if (strcmp(ends[0], ends[1]) == 0) { /* the room that it takes to tell them apart */
            phrase_signed(low, within, ends[0]);
            phrase_signed(high, within, ends[1]);
        }
        (void)snprintf(text, (size_t)2 * PHRASE_MAX, "%.30s to %.30s", ends[0], ends[1]);
    } else if (!isnan(statistic->difference)) {
        (void)snprintf(text, (size_t)2 * PHRASE_MAX, "too few runs");
    }
}

static void
print_difference(const struct screen *self, const struct table *table,
    const struct compare_outcome *outcome, int width)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *statistic = contrast_find(contrast, table->what);
    const double within = screen_verdict_within(statistic, table->scale);
    char a[PHRASE_MAX], b[PHRASE_MAX], difference[PHRASE_MAX] = "", between[2 * PHRASE_MAX],
                                       numbers[6 * PHRASE_MAX];
    int room = 0;

    if (!isnan(statistic->difference)) {
        phrase_narrow(table->scale * statistic->difference, within, true, NUMBER_WIDTH, difference);
    }
    put_interval(table, statistic, within, between);
    (void)snprintf(numbers, sizeof(numbers), " %*s %*s %*s  %-16s %s", NUMBER_WIDTH,
        put_number(table, statistic->a, contrast->runs_a, within, a), NUMBER_WIDTH,
        put_number(table, statistic->b, contrast->runs_b, within, b), NUMBER_WIDTH, difference,
        between, contrast_verdict_name(contrast, statistic));
    room = self->width - (int)strlen(numbers); /* what is wider takes it from the label */
    (void)fputs("  ", self->out);
    phrase_fit(self->out, outcome->outcome->label, (room < width ? room : width) - 2);
    (void)fprintf(self->out, "%s\n", numbers);
}

static void
print_table(const struct screen *self, const struct compare *compare, const struct table *table)
{
    const int width = self->width - NUMBERS_WIDTH;
    char percent[PHRASE_MAX], interval[PHRASE_MAX];
    const char b[] = { compare->b.letter, '\0' },
               difference[] = { compare->b.letter, ' ', '-', ' ', 'A', '\0' };
    bool begun = false;

    for (int k = 0; k < compare->n; k++) {
        const struct compare_outcome *outcome = &compare->outcomes[k];

        if (outcome->outcome->kind != (int)table->kind) {
            continue;
        }
        if (!begun) {
            screen_table(self, table->title, width);
            (void)snprintf(interval, sizeof(interval), "%s interval",
                phrase_percent(1.0 - contrast_alpha(&outcome->contrast.options), 0.0, percent));
            (void)fprintf(self->out, "%7s%7s%7s  %s\n", "A", b,
                table->unit != NULL ? table->unit : difference, interval);
            begun = true;
        }
        print_difference(self, table, outcome, width);
        print_given(self, compare, outcome);
    }
}

/* ---- dates ---- */

static char *
half_by(const struct compare *compare, double day, int64_t runs, bool year, char *text)
{
    if (isnan(day)) {
        (void)snprintf(text, PHRASE_MAX, runs > 0 ? "never" : "none");
        return text;
    }
    return phrase_day(first(compare)->start + (int)day, year, text);
}

/* "953 worlds that count" */
static char *
worlds_that_count(int64_t n, char *text)
{
    const char *words = n == 1 ? "that counts" : "that count";
    char worlds[PHRASE_MAX];

    (void)snprintf(text, PHRASE_MAX, "%.30s %s", phrase_plural(n, "world", worlds), words);
    return text;
}

static void
print_date(const struct screen *self, const struct compare *compare,
    const struct compare_outcome *outcome, bool year, int width)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *half = contrast_find(contrast, CONTRAST_P50);
    const int64_t counts[3] = { contrast->b_less, contrast->equal, contrast->b_greater };
    const double all = (double)counts[0] + (double)counts[1] + (double)counts[2];
    char day[PHRASE_MAX], share[PHRASE_MAX];

    (void)fputs("  ", self->out);
    phrase_fit(self->out, outcome->outcome->label, width - 2);
    for (int k = 0; k < 2; k++) {
        (void)fprintf(self->out, "  %-*s", year ? 11 : 7,
            half_by(compare, k == 0 ? half->a : half->b,
                k == 0 ? contrast->runs_a : contrast->runs_b, year, day));
    }
    for (int k = 0; k < 3; k++) { /* of pairs of runs no more is known than of so many runs */
        const double runs = (double)contrast->runs * (double)counts[k] / fmax(all, 1.0);

        (void)fprintf(self->out, "%*s", k == 0 ? 10 : 6,
            all > 0.0 ? phrase_share((int64_t)(runs + 0.5), contrast->runs, share) : "none");
    }
    (void)fprintf(self->out, "  %s\n",
        contrast_verdict_name(contrast, contrast_find(contrast, CONTRAST_P_GREATER)));
    print_given(self, compare, outcome);
    if (contrast->partial && contrast->runs > 0) {
        (void)fprintf(self->out, "    earlier, same, later: of the %s in both\n",
            worlds_that_count(contrast->runs, share));
    }
}

static void
print_dates(const struct screen *self, const struct compare *compare)
{
    const int start = first(compare)->start;
    const bool year = phrase_years(start, start + compare->horizon - 1);
    const int width = self->width - 31 - 2 * (year ? 13 : 9);
    const char b[] = { compare->b.letter, '\0' };

    if (!has_kind(compare, OUTCOME_DATE)) {
        return;
    }
    screen_table(self, "WHEN (half of runs by)", width);
    (void)fprintf(self->out, "  %-*s  %-*s%c earlier  same later\n", year ? 11 : 7, "A",
        year ? 11 : 7, b, b[0]);
    for (int k = 0; k < compare->n; k++) {
        if (compare->outcomes[k].outcome->kind == OUTCOME_DATE) {
            print_date(self, compare, &compare->outcomes[k], year, width);
        }
    }
}

/* ---- whole distributions ---- */

/* Does one lie above the other? What chance alone may do is that of separate runs; of worlds that
 * move together less would do, so that a verdict that found a difference is not called into doubt.
 */
static const char *
order_words(const struct contrast *contrast, char letter, char text[PHRASE_MAX])
{
    static const char *const dates[] = { "later", "earlier", "now earlier, now later" };
    static const char *const amounts[] = { "more", "less", "now less, now more" };
    const char *const *words = contrast->options.kind == OUTCOME_DATE ? dates : amounts;
    const struct distance *distance = &contrast->distance;
    const enum contrast_verdict verdict = contrast->main->verdict;
    const bool differs = verdict == CONTRAST_LESS || verdict == CONTRAST_MORE;
    const bool slight = distance->sure == DISTANCE_SAME;
    const enum distance_order order = slight && differs ? distance->seen : distance->sure;

    if (distance->seen == DISTANCE_SAME) {
        return "the same";
    }
    if (order == DISTANCE_SAME) {
        return "no more than chance may do";
    }
    if (order == DISTANCE_NEITHER) {
        return words[2];
    }
    (void)snprintf(text, PHRASE_MAX, "%c %s %sthroughout", letter,
        words[order == DISTANCE_SECOND_GREATER ? 0 : 1],
        distance->seen == DISTANCE_NEITHER ? "nearly " : "");
    return text;
}

static void
print_distributions(const struct screen *self, const struct compare *compare)
{
    const int width = self->width - 48;
    bool begun = false;
    char gap[PHRASE_MAX], distance[PHRASE_MAX], order[PHRASE_MAX];

    for (int k = 0; k < compare->n; k++) {
        const struct compare_outcome *outcome = &compare->outcomes[k];
        const struct contrast *contrast = &outcome->contrast;
        double apart = 0.0;

        if (outcome->outcome->kind == OUTCOME_FLAG || contrast->runs_a == 0 ||
            contrast->runs_b == 0) {
            continue;
        }
        apart = contrast_find(contrast, CONTRAST_WASSERSTEIN)->difference;
        if (!begun) {
            screen_table(self, "THE WHOLE DISTRIBUTION", width);
            (void)fputs("      gap distance  in order\n", self->out);
            begun = true;
        }
        if (isnan(apart)) {
            (void)snprintf(distance, sizeof(distance), "none");
        } else {
            phrase_narrow(apart, 0.1 * apart, false, DISTANCE_WIDTH, distance);
        }
        (void)fputs("  ", self->out);
        phrase_fit(self->out, outcome->outcome->label, width - 2);
        (void)fprintf(self->out, "%8s %*s  %s\n", phrase_percent(contrast->distance.ks, 0.01, gap),
            DISTANCE_WIDTH + 1, distance, order_words(contrast, compare->b.letter, order));
    }
    if (begun) {
        phrase_wrap(self->out,
            "Gap: the most by which the shares up to some point differ (Kolmogorov-Smirnov). "
            "Distance: between the distributions, in days or the outcome's unit (Wasserstein).",
            0, 0, self->width);
    }
}

/* ---- the page ---- */

void
screen_compare(const struct screen *self, const struct compare *compare, int comparisons)
{
    static const struct table tables[] = {
        { "HOW OFTEN", "points", OUTCOME_FLAG, CONTRAST_SHARE, 100.0, true },
        { "BY THE END", "points", OUTCOME_DATE, CONTRAST_SHARE, 100.0, true },
        { "DAYS UNTIL THEN", "days", OUTCOME_DATE, CONTRAST_MEAN, 1.0, false },
        { "HOW MANY, mean", NULL, OUTCOME_COUNT, CONTRAST_MEAN, 1.0, false },
        { "VALUES, mean", NULL, OUTCOME_VALUE, CONTRAST_MEAN, 1.0, false },
    };
    char text[256];

    print_sides(self, compare);
    print_worlds(self, compare);
    print_left_out(self, compare);
    print_changes(self, compare);
    print_table(self, compare, &tables[0]);
    print_dates(self, compare);
    print_table(self, compare, &tables[1]);
    print_table(self, compare, &tables[2]);
    if (has_kind(compare, OUTCOME_DATE)) {
        (void)snprintf(text, sizeof(text),
            "Days from the start in the mean; what has not happened by the end counts as %d.",
            compare->horizon);
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
    screen_compare_days(self, compare);
    print_table(self, compare, &tables[3]);
    print_table(self, compare, &tables[4]);
    print_distributions(self, compare);
    screen_verdict(self, compare, comparisons);
}
