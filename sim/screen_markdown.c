/* screen_markdown: a comparison as a table in Markdown, for papers: a row for each number that a
 * verdict rests on, and below what was compared and how. */
#include <math.h>

#include "phrase.h"
#include "screen.h"

/* A text in a cell: no bar may end it. */
static void
put_cell(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        (void)fprintf(out, "%s%c", *at == '|' ? "\\" : "", *at);
    }
}

static void
put_row(
    FILE *out, const struct compare_outcome *outcome, const struct contrast_statistic *statistic)
{
    static const char *const what[] = { "share, %", "mean", "median", "B before A, B after A, %" };
    const struct contrast *contrast = &outcome->contrast;
    const bool points = statistic->what != CONTRAST_MEAN;
    const double scale = points ? 100.0 : 1.0;
    const double within = screen_verdict_within(statistic, scale);
    const double numbers[2] = { statistic->a, statistic->b };
    char text[PHRASE_MAX];

    (void)fputs("| ", out);
    put_cell(out, outcome->outcome->label);
    (void)fprintf(out, " | %s |",
        statistic->what == CONTRAST_MEAN && outcome->outcome->kind == OUTCOME_DATE
            ? "restricted mean, days"
            : what[statistic->what]);
    for (int k = 0; k < 2; k++) {
        (void)fprintf(
            out, " %s |", isnan(numbers[k]) ? "" : phrase_number(scale * numbers[k], within, text));
    }
    (void)fprintf(out, " %s |",
        isnan(statistic->difference) ? ""
                                     : phrase_signed(scale * statistic->difference, within, text));
    if (isnan(statistic->interval.low)) {
        (void)fputs(" |", out);
    } else {
        (void)fprintf(out, " %s to ", phrase_signed(scale * statistic->interval.low, within, text));
        (void)fprintf(out, "%s |", phrase_signed(scale * statistic->interval.high, within, text));
    }
    (void)fprintf(out, " %s | %s |\n", contrast_method_name(statistic->method),
        contrast_verdict_name(contrast, statistic));
}

/* Of a flag its share, of a count or value its mean, of a date whether, how long, and which first.
 */
static bool
belongs(const struct compare_outcome *outcome, enum contrast_what what)
{
    return what == outcome->contrast.main->what ||
           (outcome->outcome->kind == OUTCOME_DATE &&
               (what == CONTRAST_SHARE || what == CONTRAST_MEAN));
}

static void
put_caption(FILE *out, const struct compare *compare, int comparisons)
{
    const struct sample *a = compare->a.sample, *b = compare->b.sample;
    char text[256], runs[2][PHRASE_MAX], methods[256];

    screen_verdict_adjustment(compare, comparisons, text, sizeof(text));
    screen_verdict_methods(compare, methods, sizeof(methods));
    (void)fputs("\nA: ", out);
    put_cell(out, a->scenario->title);
    (void)fputs(". B: ", out);
    put_cell(out, b->scenario->title);
    if (compare->paired) {
        (void)fprintf(out, ". %s, the same in both (seed %llu).",
            phrase_plural(compare->runs_a, "simulated world", runs[0]),
            (unsigned long long)a->scenario->seed);
    } else {
        (void)fprintf(out, ". %s of A (seed %llu) and %s of B (seed %llu), not paired.",
            phrase_plural(compare->runs_a, "run", runs[0]), (unsigned long long)a->scenario->seed,
            phrase_count(compare->runs_b, runs[1]), (unsigned long long)b->scenario->seed);
    }
    (void)fprintf(out, " Intervals: %s. %s\n", methods, text);
}

void
screen_markdown(FILE *out, const struct compare *compare, int comparisons)
{
    char percent[PHRASE_MAX];

    (void)fprintf(out, "| outcome | statistic | A | B | B - A | %s interval | method | verdict |\n",
        phrase_percent(1.0 - 0.05 / compare->comparisons, 0.0, percent));
    (void)fputs("|---|---|---:|---:|---:|---|---|---|\n", out);
    for (int k = 0; k < compare->n; k++) {
        const struct compare_outcome *outcome = &compare->outcomes[k];

        for (int s = 0; s < outcome->contrast.n; s++) {
            if (belongs(outcome, outcome->contrast.statistics[s].what)) {
                put_row(out, outcome, &outcome->contrast.statistics[s]);
            }
        }
    }
    put_caption(out, compare, comparisons);
}
