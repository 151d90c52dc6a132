/* screen_markdown: a comparison as a table in Markdown, for papers: a row for each number that a
 * verdict rests on, and below what was compared and how. */
#include <math.h>
#include <string.h>

#include "phrase.h"
#include "screen.h"

/* A text in a cell: no bar may end it. */
static void
put_cell(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        (void)fprintf(out, "%s%c", *at == '|' || *at == '\\' ? "\\" : "", *at);
    }
}

/* The number of A or B: of shares with the digits of the page or of the interval, whichever are
 * more. */
static void
put_number(FILE *out, const struct contrast_statistic *statistic, double x, int64_t runs)
{
    const bool points = statistic->what != CONTRAST_MEAN;
    const double scale = points ? 100.0 : 1.0;
    char text[PHRASE_MAX] = "", page[PHRASE_MAX] = "";

    if (!isnan(x)) {
        phrase_number(scale * x, screen_verdict_within(statistic, scale), text);
        if (points && runs > 0) {
            phrase_share((int64_t)(x * (double)runs + 0.5), runs, page);
            page[strcspn(page, "%")] = '\0';
        }
    }
    (void)fprintf(out, " %s |", strlen(page) > strlen(text) ? page : text);
}

static void
put_row(FILE *out, const struct compare *compare, const struct compare_outcome *outcome,
    const struct contrast_statistic *statistic)
{
    static const char *const what[] = { "share, %", "mean", "median" };
    const struct contrast *contrast = &outcome->contrast;
    const bool order = statistic->what == CONTRAST_P_GREATER;
    const double scale = statistic->what != CONTRAST_MEAN ? 100.0 : 1.0;
    const double within = screen_verdict_within(statistic, scale);
    const char letter = compare->b.letter;
    char text[PHRASE_MAX];

    (void)fputs("| ", out);
    put_cell(out, outcome->outcome->label);
    if (order) {
        (void)fprintf(out, " | %c before A, %c after A, %% |", letter, letter);
    } else {
        (void)fprintf(out, " | %s |",
            statistic->what == CONTRAST_MEAN && outcome->outcome->kind == OUTCOME_DATE
                ? "restricted mean, days"
                : what[statistic->what]);
    }
    put_number(out, statistic, statistic->a, order ? contrast->runs : contrast->runs_a);
    put_number(out, statistic, statistic->b, order ? contrast->runs : contrast->runs_b);
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

/* "A: Its title (its name)", and after that the path, where names do not tell A from B. */
static void
put_side(FILE *out, const struct compare_side *side, bool path)
{
    (void)fprintf(out, "%c: ", side->letter);
    put_cell(out, side->sample->scenario->title);
    (void)fputs(" (", out);
    put_cell(out, side->sample->scenario->name);
    if (path) {
        (void)fputs(", ", out);
        put_cell(out, side->path);
    }
    (void)fputs(")", out);
}

static void
put_caption(FILE *out, const struct compare *compare, int comparisons)
{
    const struct sample *a = compare->a.sample, *b = compare->b.sample;
    const bool alike = strcmp(a->scenario->name, b->scenario->name) == 0;
    char text[256], runs[2][PHRASE_MAX], methods[256];

    screen_verdict_adjustment(compare, comparisons, text, sizeof(text));
    screen_verdict_methods(compare, methods, sizeof(methods));
    (void)fputs("\n", out);
    put_side(out, &compare->a, alike);
    (void)fputs(". ", out);
    put_side(out, &compare->b, alike);
    if (compare->paired) {
        (void)fprintf(out, ". %s, the same in both (seed %llu).",
            phrase_plural(compare->runs_a, "simulated world", runs[0]),
            (unsigned long long)a->scenario->seed);
    } else {
        (void)fprintf(out, ". %s of A (seed %llu) and %s of %c (seed %llu), not paired.",
            phrase_plural(compare->runs_a, "run", runs[0]), (unsigned long long)a->scenario->seed,
            phrase_count(compare->runs_b, runs[1]), compare->b.letter,
            (unsigned long long)b->scenario->seed);
    }
    if (methods[0] != '\0') {
        (void)fprintf(out, " Intervals: %s.", methods);
    }
    (void)fprintf(out, " %s\n", text);
}

void
screen_markdown(FILE *out, const struct compare *compare, int comparisons)
{
    char percent[PHRASE_MAX];

    (void)fprintf(out,
        "| outcome | statistic | A | %c | %c - A | %s interval | method | verdict |\n",
        compare->b.letter, compare->b.letter,
        phrase_percent(1.0 - 0.05 / compare->comparisons, 0.0, percent));
    (void)fputs("|---|---|---:|---:|---:|---|---|---|\n", out);
    for (int k = 0; k < compare->n; k++) {
        const struct compare_outcome *outcome = &compare->outcomes[k];

        for (int s = 0; s < outcome->contrast.n; s++) {
            if (belongs(outcome, outcome->contrast.statistics[s].what)) {
                put_row(out, compare, outcome, &outcome->contrast.statistics[s]);
            }
        }
    }
    put_caption(out, compare, comparisons);
}
