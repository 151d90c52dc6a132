/* compare_data: comparisons as data. See compare_data.h. */
#include "compare_data.h"

#include <math.h>
#include <stdio.h>

#include "date.h"

enum { INTERVAL_MAX = 48 };

/* "tango", "tango bonferroni 12", "" when there is none. */
static const char *
interval_name(const struct compare *compare, const struct contrast_statistic *statistic,
    char text[INTERVAL_MAX])
{
    const char *method = contrast_method_name(statistic->method);

    if (compare->comparisons > 1 && method[0] != '\0') {
        (void)snprintf(text, INTERVAL_MAX, "%s bonferroni %d", method, compare->comparisons);
    } else {
        (void)snprintf(text, INTERVAL_MAX, "%s", method);
    }
    return text;
}

/* The median of a date is a date; all else are numbers. */
static bool
is_date(const struct contrast *contrast, const struct contrast_statistic *statistic)
{
    return contrast->options.kind == OUTCOME_DATE && statistic->what == CONTRAST_P50;
}

static int
day_of(const struct compare *compare, double x)
{
    return isnan(x) ? DATE_NONE : compare_scenario(&compare->a)->start + (int)x;
}

/* ---- the table ---- */

static void
put_text(struct sheet *sheet, const char *text)
{
    if (text[0] == '\0') {
        sheet_empty(sheet);
    } else {
        sheet_text(sheet, text);
    }
}

static void
put_numbers(struct sheet *sheet, const struct compare *compare, const struct contrast *contrast,
    const struct contrast_statistic *statistic)
{
    if (is_date(contrast, statistic)) {
        sheet_date(sheet, day_of(compare, statistic->a));
        sheet_date(sheet, day_of(compare, statistic->b));
    } else {
        sheet_number(sheet, statistic->a);
        sheet_number(sheet, statistic->b);
    }
    sheet_number(sheet, statistic->difference);
    sheet_number(sheet, statistic->interval.low);
    sheet_number(sheet, statistic->interval.high);
}

static void
put_row(struct sheet *sheet, const struct compare *compare, const struct compare_outcome *outcome,
    const struct contrast_statistic *statistic)
{
    const struct contrast *contrast = &outcome->contrast;
    char interval[INTERVAL_MAX];

    sheet_text(sheet, compare_scenario(&compare->a)->name);
    sheet_text(sheet, compare_scenario(&compare->b)->name);
    sheet_text(sheet, outcome->outcome->name);
    sheet_text(sheet, outcome_kind_name(outcome->outcome->kind));
    put_text(sheet, outcome_unit(outcome->outcome, compare_scenario(&compare->a)));
    sheet_text(sheet, contrast_name(contrast, statistic->what));
    put_numbers(sheet, compare, contrast, statistic);
    put_text(sheet, interval_name(compare, statistic, interval));
    sheet_whole(sheet, compare->paired);
    sheet_whole(sheet, contrast->runs);
    if (statistic->what == CONTRAST_P_GREATER) {
        sheet_whole(sheet, contrast->b_less);
        sheet_whole(sheet, contrast->equal);
        sheet_whole(sheet, contrast->b_greater);
    } else {
        sheet_empty(sheet);
        sheet_empty(sheet);
        sheet_empty(sheet);
    }
    put_text(sheet, contrast_verdict_name(contrast, statistic));
    sheet_end(sheet);
}

void
compare_data_table(struct sheet *sheet, const struct compare *compares, int n)
{
    static const char *const columns[] = { "scenario_a", "scenario_b", "outcome", "kind", "unit",
        "statistic", "value_a", "value_b", "difference", "low", "high", "interval", "paired",
        "runs", "b_less", "equal", "b_greater", "verdict" };

    for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
        sheet_text(sheet, columns[k]);
    }
    sheet_end(sheet);
    for (int c = 0; c < n; c++) {
        for (int o = 0; o < compares[c].n; o++) {
            const struct compare_outcome *outcome = &compares[c].outcomes[o];

            for (int s = 0; s < outcome->contrast.n; s++) {
                put_row(sheet, &compares[c], outcome, &outcome->contrast.statistics[s]);
            }
        }
    }
}

/* ---- JSON ---- */

static struct facts
side_json(const struct compare_side *side)
{
    const struct scenario *scenario = compare_scenario(side);
    const char letter[2] = { side->letter, '\0' };
    struct facts facts = facts_begin();

    facts_text(&facts, "letter", letter);
    facts_text(&facts, "path", side->path);
    facts_text(&facts, "scenario", scenario->name);
    facts_text(&facts, "title", scenario->title);
    facts_date(&facts, "start", scenario->start);
    facts_date(&facts, "end", scenario->end);
    facts_whole(&facts, "seed", (int64_t)scenario->seed);
    facts_whole(&facts, "runs", side->sample->n);
    facts_whole(&facts, "failed", side->sample->n_failed);
    return facts;
}

void
compare_data_describe(struct facts *facts, const struct compare *compares, int n, int comparisons)
{
    struct facts scenarios = facts_list();

    facts_add(&scenarios, side_json(&compares[0].a));
    for (int c = 0; c < n; c++) {
        facts_add(&scenarios, side_json(&compares[c].b));
    }
    facts_put(facts, "scenarios", scenarios);
    facts_flag(facts, "paired", compares[0].paired);
    facts_whole(facts, "comparisons", comparisons);
    facts_text(facts, "adjusted", compares[0].comparisons > 1 ? "bonferroni" : NULL);
    facts_number(facts, "confidence", 1.0 - 0.05 / compares[0].comparisons);
}

static struct facts
statistic_json(const struct compare *compare, const struct contrast *contrast,
    const struct contrast_statistic *statistic)
{
    const char *verdict = contrast_verdict_name(contrast, statistic);
    const char *method = contrast_method_name(statistic->method);
    struct facts facts = facts_begin();

    facts_text(&facts, "statistic", contrast_name(contrast, statistic->what));
    if (is_date(contrast, statistic)) {
        facts_date(&facts, "value_a", day_of(compare, statistic->a));
        facts_date(&facts, "value_b", day_of(compare, statistic->b));
    } else {
        facts_number(&facts, "value_a", statistic->a);
        facts_number(&facts, "value_b", statistic->b);
    }
    facts_number(&facts, "difference", statistic->difference);
    facts_number(&facts, "low", statistic->interval.low);
    facts_number(&facts, "high", statistic->interval.high);
    facts_text(&facts, "interval", method[0] != '\0' ? method : NULL);
    facts_number(&facts, "mcse", statistic->interval.error);
    facts_number(&facts, "visible", statistic->visible);
    facts_number(
        &facts, "rests_on", statistic->rests_on >= 0 ? (double)statistic->rests_on : (double)NAN);
    facts_text(&facts, "verdict", verdict[0] != '\0' ? verdict : NULL);
    return facts;
}

static struct facts
outcome_json(const struct compare *compare, const struct compare_outcome *outcome)
{
    const struct contrast *contrast = &outcome->contrast;
    const char *verdict = contrast_verdict_name(contrast, contrast->main);
    struct facts facts = facts_begin(), statistics = facts_list();

    facts_text(&facts, "outcome", outcome->outcome->name);
    facts_text(&facts, "label", outcome->outcome->label);
    facts_text(&facts, "kind", outcome_kind_name(outcome->outcome->kind));
    facts_text(&facts, "unit", outcome_unit(outcome->outcome, compare_scenario(&compare->a)));
    if (outcome->outcome->kind == OUTCOME_DATE) {
        facts_whole(&facts, "horizon", compare->horizon);
    }
    facts_text(&facts, "verdict", verdict[0] != '\0' ? verdict : NULL);
    facts_text(&facts, "verdict_of", contrast_name(contrast, contrast->main->what));
    facts_flag(&facts, "few", contrast_is_few(contrast->main));
    facts_whole(&facts, "runs", contrast->runs);
    facts_whole(&facts, "runs_a", contrast->runs_a);
    facts_whole(&facts, "runs_b", contrast->runs_b);
    facts_whole(&facts, "b_less", contrast->b_less);
    facts_whole(&facts, "equal", contrast->equal);
    facts_whole(&facts, "b_greater", contrast->b_greater);
    for (int s = 0; s < contrast->n; s++) {
        facts_add(&statistics, statistic_json(compare, contrast, &contrast->statistics[s]));
    }
    facts_put(&facts, "statistics", statistics);
    return facts;
}

static struct facts
changes_json(const struct diff *diff)
{
    static const char *const kinds[] = { "changed", "added", "removed" };
    struct facts list = facts_list();

    for (int k = 0; k < diff->n; k++) {
        const struct diff_item *item = &diff->items[k];
        struct facts facts = facts_begin();

        facts_text(&facts, "path", item->path);
        facts_text(&facts, "change", kinds[item->kind]);
        facts_text(&facts, "before", item->kind == DIFF_CHANGED ? item->before : NULL);
        facts_text(&facts, "after", item->kind == DIFF_CHANGED ? item->after : NULL);
        facts_add(&list, facts);
    }
    return list;
}

static struct facts
comparison_json(const struct compare *compare)
{
    struct facts facts = facts_begin(), outcomes = facts_list(), left_out = facts_list();

    facts_text(&facts, "scenario_a", compare_scenario(&compare->a)->name);
    facts_text(&facts, "scenario_b", compare_scenario(&compare->b)->name);
    facts_put(&facts, "changes", changes_json(&compare->diff));
    for (int k = 0; k < compare->n; k++) {
        facts_add(&outcomes, outcome_json(compare, &compare->outcomes[k]));
    }
    facts_put(&facts, "outcomes", outcomes);
    for (int k = 0; k < compare->n_left_out; k++) {
        struct facts item = facts_begin();

        facts_text(&item, "outcome", compare->left_out[k].name);
        facts_text(&item, "why", compare->left_out[k].why);
        facts_add(&left_out, item);
    }
    facts_put(&facts, "not_compared", left_out);
    return facts;
}

void
compare_data_list(struct facts *facts, const struct compare *compares, int n)
{
    struct facts list = facts_list();

    for (int c = 0; c < n; c++) {
        facts_add(&list, comparison_json(&compares[c]));
    }
    facts_put(facts, "results", list);
}
