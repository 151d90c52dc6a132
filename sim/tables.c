/* tables: see tables.h. */
#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"

/* ---- what tables have in common ---- */

/* Names of columns, separated by commas; "*" stands for the five quantiles. */
static void
header(struct sheet *sheet, const char *columns)
{
    const char *quantiles = "p05,p25,p50,p75,p95";
    const char *star = strchr(columns, '*');
    const size_t before = star != NULL ? (size_t)(star - columns) : strlen(columns);

    sheet_bytes(sheet, columns, before);
    if (star != NULL) {
        sheet_bytes(sheet, quantiles, strlen(quantiles));
        sheet_bytes(sheet, star + 1, strlen(star + 1));
    }
    sheet_end(sheet);
}

static int
day_at(const struct scenario *scenario, int days)
{
    return scenario->start + days;
}

/* A number counted from the start, which may be a mean: rounded to the day. */
static void
put_date(struct sheet *sheet, const struct scenario *scenario, double days)
{
    sheet_date(sheet, days != days ? DATE_NONE : day_at(scenario, (int)num_floor(days + 0.5)));
}

/* A number of an outcome: a day or an amount. */
static void
put_amount(struct sheet *sheet, const struct scenario *scenario, bool date, double x)
{
    if (date) {
        put_date(sheet, scenario, x);
    } else {
        sheet_number(sheet, x);
    }
}

static bool
always(const struct scenario *scenario)
{
    (void)scenario;
    return true;
}

static bool
has_talks(const struct scenario *scenario)
{
    return scenario->n_talks > 0;
}

static bool
has_events(const struct scenario *scenario)
{
    return scenario->n_events > 0;
}

static bool
has_uncertain(const struct scenario *scenario)
{
    return scenario->n_uncertain > 0;
}

static bool
has_clocked(const struct scenario *scenario)
{
    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].kind->clocked) {
            return true;
        }
    }
    return false;
}

static bool
has_curve(const struct event *event)
{
    return event->kind->ceiling != NULL && number_given(event->kind->ceiling(event->own));
}

static bool
has_series(const struct scenario *scenario)
{
    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].kind->many || has_curve(&scenario->events[e])) {
            return true;
        }
    }
    return false;
}

static bool
has_votes(const struct scenario *scenario)
{
    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].body != NULL) {
            return true;
        }
    }
    return false;
}

/* ---- summary.csv ---- */

void
tables_begin_summary(struct sheet *sheet)
{
    static const char *const columns[] = { "outcome", "kind", "unit", "runs", "happened", "share",
        "share_low", "share_high", "mean", "mcse", "sd", "p05", "p25", "p50", "p75", "p95", "min",
        "max" };

    for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
        sheet_text(sheet, columns[k]);
    }
    sheet_end(sheet);
}

void
tables_summary(struct sheet *sheet, const struct scenario *scenario, const struct summary_row *row)
{
    const bool date = row->outcome->kind == OUTCOME_DATE;

    sheet_text(sheet, row->outcome->name);
    sheet_text(sheet, outcome_kind_name(row->outcome->kind));
    sheet_text(sheet, outcome_unit(row->outcome, scenario));
    sheet_whole(sheet, row->runs);
    sheet_whole(sheet, row->happened);
    sheet_number(sheet, row->share);
    sheet_number(sheet, row->share_low);
    sheet_number(sheet, row->share_high);
    put_amount(sheet, scenario, date, row->mean);
    sheet_number(sheet, row->mcse);
    sheet_number(sheet, row->sd);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        put_amount(sheet, scenario, date, row->quantile[q]);
    }
    put_amount(sheet, scenario, date, row->least);
    put_amount(sheet, scenario, date, row->greatest);
    sheet_end(sheet);
}

static void
write_summary(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    sheet_text(sheet, "scenario");
    tables_begin_summary(sheet);
    for (int o = 0; o < summary->n; o++) {
        sheet_text(sheet, result->layout.scenario->name);
        tables_summary(sheet, result->layout.scenario, &summary->rows[o]);
    }
}

/* ---- runs.csv and inputs.csv ---- */

void
tables_begin_runs(struct sheet *sheet, const struct scenario *scenario)
{
    sheet_text(sheet, "scenario");
    sheet_text(sheet, "run");
    for (int o = 0; o < scenario->n_outcomes; o++) {
        sheet_text(sheet, scenario->outcomes[o].name);
    }
    sheet_end(sheet);
}

void
tables_begin_inputs(struct sheet *sheet, const struct scenario *scenario)
{
    sheet_text(sheet, "scenario");
    sheet_text(sheet, "run");
    for (int k = 0; k < scenario->n_uncertain; k++) {
        sheet_text(sheet, scenario->uncertain[k].path);
    }
    sheet_end(sheet);
}

static void
put_outcomes(struct sheet *sheet, const struct scenario *scenario, const double *outcomes)
{
    for (int o = 0; o < scenario->n_outcomes; o++) {
        const double x = outcomes[o];

        if (x != x) {
            sheet_empty(sheet);
        } else if (scenario->outcomes[o].kind == OUTCOME_DATE) {
            sheet_date(sheet, day_at(scenario, (int)x));
        } else {
            sheet_number(sheet, x);
        }
    }
}

static void
put_inputs(struct sheet *sheet, const struct scenario *scenario, const double *draws)
{
    for (int k = 0; k < scenario->n_uncertain; k++) {
        if (scenario->uncertain[k].is_date) {
            sheet_date(sheet, (int)draws[k]);
        } else {
            sheet_number(sheet, draws[k]);
        }
    }
}

/* One line a run, in order; rows holds those with an answer. */
static void
put_rows(
    struct sheet *sheet, const struct unit *unit, const double *rows, int columns, bool outcomes)
{
    const struct scenario *scenario = unit->layout->scenario;

    for (int run = 0, row = 0; run < unit->n_runs; run++) {
        sheet_text(sheet, scenario->name);
        sheet_whole(sheet, unit->first_run + run);
        if (row == unit->n || unit->run[row] != run) {
            for (int k = 0; k < columns; k++) {
                sheet_empty(sheet);
            }
        } else if (outcomes) {
            put_outcomes(sheet, scenario, rows + (size_t)row++ * (size_t)columns);
        } else {
            put_inputs(sheet, scenario, rows + (size_t)row++ * (size_t)columns);
        }
        sheet_end(sheet);
    }
}

void
tables_runs(struct sheet *sheet, const struct unit *unit)
{
    put_rows(sheet, unit, unit->outcomes, unit->layout->scenario->n_outcomes, true);
}

void
tables_inputs(struct sheet *sheet, const struct unit *unit)
{
    BUG_IF(unit->draws == NULL);
    put_rows(sheet, unit, unit->draws, unit->layout->scenario->n_uncertain, false);
}

/* ---- positions.csv and settlements.csv ---- */

/* Mean, sd and quantiles of a column of values 0..1. */
static void
put_column(struct sheet *sheet, struct totals *totals, const struct issue *issue, int column)
{
    const struct tally_sums *sums = &totals->sums[column];
    double quantile[TALLY_QUANTILES] = { PARAM_NONE, PARAM_NONE, PARAM_NONE, PARAM_NONE,
        PARAM_NONE };

    if (sums->n > 0) {
        totals_quantiles(totals, column, quantile);
    }
    sheet_number(sheet, sums->n > 0 ? scenario_in_units(issue, tally_mean(sums)) : PARAM_NONE);
    sheet_number(sheet, sums->n > 1 ? tally_sd(sums) * (issue->high - issue->low) : PARAM_NONE);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        sheet_number(sheet, scenario_in_units(issue, quantile[q]));
    }
    sheet_end(sheet);
}

/* The day of a round; round 0 is that of the first. DATE_NONE when it is not known beforehand. */
static int
round_day(const struct scenario *scenario, const struct talk *talk, int round)
{
    const int first = (number_given(talk->first) ? (int)talk->first.value : scenario->start) +
                      (int)talk->delay.value;

    return talk->after.index >= 0 || talk->delay.slot >= 0 || talk->first.slot >= 0
               ? DATE_NONE
               : first + (round > 0 ? round - 1 : 0) * (int)talk->every;
}

static void
put_record(struct sheet *sheet, struct engine_result *result, int t, bool positions)
{
    const struct scenario *scenario = result->layout.scenario;
    const struct talk *talk = &scenario->talks[t];
    const int width = talk->actors.n + 1;
    const int first = positions ? 0 : talk->actors.n, last = positions ? talk->actors.n : width;

    for (int round = 0; round <= (int)talk->rounds; round++) {
        for (int i = 0; i < talk->issues.n; i++) {
            const struct issue *issue = &scenario->issues[talk->issues.items[i].index];
            const int row = result->layout.talk_of[t] + (round * talk->issues.n + i) * width;
            for (int k = first; k < last; k++) {
                const struct stance *stances =
                    positions ? scenario->actors[talk->actors.items[k].index].stances : NULL;
                if (positions && !stances[talk->issues.items[i].index].given) {
                    continue;
                }
                sheet_text(sheet, scenario->name);
                sheet_text(sheet, talk->name);
                sheet_whole(sheet, round);
                sheet_date(sheet, round_day(scenario, talk, round));
                sheet_text(sheet, issue->name);
                if (positions) {
                    sheet_text(sheet, scenario->actors[talk->actors.items[k].index].name);
                }
                put_column(sheet, &result->totals, issue, row + k);
            }
        }
    }
}

static void
write_positions(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    (void)summary;
    header(sheet, "scenario,talk,round,date,issue,actor,mean,sd,*");
    for (int t = 0; t < result->layout.scenario->n_talks; t++) {
        put_record(sheet, result, t, true);
    }
}

static void
write_settlements(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    (void)summary;
    header(sheet, "scenario,talk,round,date,issue,mean,sd,*");
    for (int t = 0; t < result->layout.scenario->n_talks; t++) {
        put_record(sheet, result, t, false);
    }
}

/* ---- events.csv and event_actors.csv ---- */

/* One line for each day on which something happened in some run: the share of runs up to it. who: a
 * stage or an actor. */
static void
put_days(struct sheet *sheet, const struct engine_result *result, const char *event,
    const char *who, const int64_t *days, bool interval)
{
    const struct scenario *scenario = result->layout.scenario;
    const int64_t runs = result->totals.n;
    int64_t so_far = 0;

    for (int day = 0; day < scenario->n_days; day++) {
        if (days[day] == 0) {
            continue;
        }
        so_far += days[day];
        sheet_text(sheet, scenario->name);
        sheet_text(sheet, event);
        sheet_text(sheet, who);
        sheet_date(sheet, day_at(scenario, day));
        sheet_number(sheet, (double)so_far / (double)runs);
        if (interval) {
            double low = 0.0, high = 0.0;
            tally_wilson(so_far, runs, &low, &high);
            sheet_number(sheet, low);
            sheet_number(sheet, high);
        }
        sheet_end(sheet);
    }
}

static void
write_events(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    const struct scenario *scenario = result->layout.scenario;
    const size_t n_days = (size_t)scenario->n_days;

    (void)summary;
    header(sheet, "scenario,event,stage,date,share,share_low,share_high");
    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *event = &scenario->events[e];
        const int64_t *days =
            result->totals.moments + (size_t)result->layout.plan->first_part[e] * n_days;
        put_days(sheet, result, event->name, "", days, true);
        for (int k = 0; k < event->n_parts; k++) {
            days += n_days;
            put_days(sheet, result, event->name, event->kind->part_name(event->own, k), days, true);
        }
        put_days(sheet, result, event->name, "failed", days + n_days, true);
    }
}

static void
write_event_actors(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    const struct scenario *scenario = result->layout.scenario;

    (void)summary;
    header(sheet, "scenario,event,actor,date,share");
    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *event = &scenario->events[e];
        const int first = result->layout.first_clocked[e];
        for (int p = 0; first >= 0 && p < event->n_players; p++) {
            put_days(sheet, result, event->name, scenario->actors[event->players[p]].name,
                result->totals.acted + (size_t)(first + p) * (size_t)scenario->n_days, false);
        }
    }
}

/* ---- series.csv ---- */

/* What a step of a series stands for. */
static double
amount(double step, int steps, double ceiling)
{
    return ceiling == (double)steps ? step : step * ceiling / (double)steps;
}

/* The mean of a day from exact sums of heights, to nine digits of the ceiling. */
static double
mean_level(int64_t sum, int64_t n, double ceiling)
{
    const double mean = (double)sum / TOTALS_ONE / (double)n * ceiling;
    double scale = 1.0;

    while (scale < 1e20 && scale * ceiling < 1e8) {
        scale *= 10.0;
    }
    return num_floor(mean * scale + 0.5) / scale;
}

/* One line a day. counts: in how many runs the series stood at each of its steps on the first day;
 * those of the other days follow. sums: of a curve's heights, day by day; NULL: the steps say it
 * all. */
static void
put_series(struct sheet *sheet, const struct scenario *scenario, const char *name,
    struct tally_counts counts, double ceiling, const int64_t *sums)
{
    const int steps = counts.n_bins - 1;

    for (int day = 0; day < scenario->n_days; day++) {
        sheet_text(sheet, scenario->name);
        sheet_text(sheet, name);
        sheet_date(sheet, day_at(scenario, day));
        sheet_number(sheet, sums != NULL ? mean_level(sums[day], tally_happened(&counts), ceiling)
                                         : amount(tally_counts_mean(&counts), steps, ceiling));
        for (int q = 0; q < TALLY_QUANTILES; q++) {
            const int step = tally_counts_quantile(&counts, tally_probability[q]);
            sheet_number(sheet, amount((double)step, steps, ceiling));
        }
        sheet_end(sheet);
        counts.bins += counts.n_bins;
    }
}

static void
write_series(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    const struct layout *layout = &result->layout;
    const struct totals *totals = &result->totals;

    (void)summary;
    header(sheet, "scenario,series,date,mean,*");
    for (int e = 0; totals->n > 0 && e < layout->scenario->n_events; e++) {
        const struct event *event = &layout->scenario->events[e];
        struct tally_counts counts = { 0 };
        if (totals->first_count[e] != SIZE_MAX && event->n_players > 0) {
            counts.bins = totals->counts + totals->first_count[e];
            counts.n_bins = event->n_players + 1;
            put_series(
                sheet, layout->scenario, event->name, counts, (double)event->n_players, NULL);
        }
        if (totals->first_level[e] != SIZE_MAX) {
            counts.bins = totals->levels + totals->first_level[e];
            counts.n_bins = layout->steps[e] + 1;
            put_series(sheet, layout->scenario, event->name, counts, layout->ceiling[e],
                totals->level_sums + (size_t)e * (size_t)layout->scenario->n_days);
        }
    }
}

/* ---- votes.csv ---- */

static void
write_votes(struct sheet *sheet, struct engine_result *result, const struct summary *summary)
{
    const struct scenario *scenario = result->layout.scenario;

    (void)summary;
    header(sheet, "scenario,vote,member,held,yes,abstain,no");
    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *event = &scenario->events[e];
        const size_t first = (size_t)result->layout.plan->first_player[e];
        for (int p = 0; event->body != NULL && p < event->n_players; p++) {
            const int64_t *ballots = result->totals.ballots + 3 * (first + (size_t)p);
            const int64_t held = ballots[0] + ballots[1] + ballots[2];

            sheet_text(sheet, scenario->name);
            sheet_text(sheet, event->name);
            sheet_text(sheet, scenario->actors[event->players[p]].name);
            sheet_whole(sheet, held);
            for (int k = 0; k < 3; k++) {
                sheet_number(sheet, held > 0 ? (double)ballots[k] / (double)held : PARAM_NONE);
            }
            sheet_end(sheet);
        }
    }
}

/* ---- all of them ---- */

const struct table *
tables_at(int k)
{
    static const struct table tables[] = {
        { "summary.csv", always, write_summary },
        { "runs.csv", always, NULL },
        { "inputs.csv", has_uncertain, NULL },
        { "positions.csv", has_talks, write_positions },
        { "settlements.csv", has_talks, write_settlements },
        { "events.csv", has_events, write_events },
        { "event_actors.csv", has_clocked, write_event_actors },
        { "series.csv", has_series, write_series },
        { "votes.csv", has_votes, write_votes },
    };

    return k >= 0 && k < (int)(sizeof(tables) / sizeof(tables[0])) ? &tables[k] : NULL;
}
