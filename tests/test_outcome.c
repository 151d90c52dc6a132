/* Outcomes that are given a flag: conditional shares, dates, counts and values against closed
 * forms, against the rows themselves, and what is said when the flag never holds. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "play.h"
#include "screen.h"
#include "summary.h"

#define RUNS 20000
#define DAYS 40 /* of the calendar */

/* e has a median of 10 days, f of 20; the three of the cascade of 15 each. The flags stand after
 * what is given them, and among it. */
static const char conditional[] =
    "start = \"2008-01-01\"; end = \"2008-02-09\"; runs = 20000; seed = 9;\n"
    "issues = ( { name = \"i\"; low = 0; high = 100; reference = 50; } );\n"
    "actors = ( { name = \"a\"; capability = 1; groups = ( \"g\" ); i = { position = 10; salience "
    "= "
    "50; }; }, { name = \"b\"; groups = ( \"g\" ); }, { name = \"c\"; groups = ( \"g\" ); } );\n"
    "bodies = ( { name = \"x\"; threshold = 1; members = ( { actor = \"a\"; yes = 0.7; }, { actor "
    "= "
    "\"b\"; votes = 2; yes = 0.4; } ); } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 10; },\n"
    "{ name = \"f\"; kind = \"decision\"; by = \"b\"; typical_days = 20; },\n"
    "{ name = \"n\"; kind = \"cascade\"; group = \"g\"; typical_days = 15; },\n"
    "{ name = \"v\"; kind = \"vote\"; body = \"x\"; issue = \"i\"; proposal = 70; on = "
    "\"2008-01-05\"; },\n"
    "{ name = \"z\"; kind = \"decision\"; by = \"a\"; opens = \"2008-01-01\"; chances = ( { on = "
    "\"2008-01-05\"; chance = 0; } ); },\n"
    "{ name = \"w\"; kind = \"vote\"; body = \"x\"; issue = \"i\"; proposal = 70; after = \"f\"; } "
    ");\n"
    "outcomes = ( { name = \"early\"; kind = \"flag\"; event = \"e\"; until = \"2008-01-05\"; "
    "given "
    "= \"soon\"; },\n"
    "{ name = \"on\"; kind = \"date\"; event = \"e\"; given = \"soon\"; },\n"
    "{ name = \"other\"; label = \"The other\"; kind = \"date\"; event = \"f\"; given = \"soon\"; "
    "},\n"
    "{ name = \"soon\"; label = \"It comes soon\"; kind = \"flag\"; event = \"e\"; until = "
    "\"2008-01-20\"; },\n"
    "{ name = \"many\"; kind = \"count\"; event = \"n\"; given = \"acted\"; },\n"
    "{ name = \"acted\"; kind = \"flag\"; event = \"n\"; actor = \"a\"; until = \"2008-01-15\"; "
    "},\n"
    "{ name = \"yes\"; kind = \"value\"; vote = \"v\"; given = \"passed\"; },\n"
    "{ name = \"passed\"; kind = \"flag\"; event = \"v\"; },\n"
    "{ name = \"unheld\"; kind = \"value\"; vote = \"w\"; given = \"soon\"; },\n"
    "{ name = \"yes_of_all\"; kind = \"value\"; vote = \"v\"; },\n"
    "{ name = \"impossible\"; label = \"It cannot be\"; kind = \"flag\"; event = \"z\"; },\n"
    "{ name = \"no_flag\"; label = \"Flag of nothing\"; kind = \"flag\"; event = \"e\"; given = "
    "\"impossible\"; },\n"
    "{ name = \"no_date\"; label = \"Date of nothing\"; kind = \"date\"; event = \"e\"; given = "
    "\"impossible\"; },\n"
    "{ name = \"no_count\"; label = \"Count of nothing\"; kind = \"count\"; event = \"n\"; given = "
    "\"impossible\"; },\n"
    "{ name = \"no_value\"; label = \"Value of nothing\"; kind = \"value\"; vote = \"v\"; given = "
    "\"impossible\"; } );\n";
enum {
    EARLY,
    ON,
    OTHER,
    SOON,
    MANY,
    ACTED,
    YES,
    PASSED,
    UNHELD,
    YES_OF_ALL,
    IMPOSSIBLE,
    NO_FLAG,
    NO_DATE,
    NO_COUNT,
    NO_VALUE,
    N_OUTCOMES
};

struct fixture {
    struct err err;
    struct scenario scenario;
    struct engine_result result;
    struct summary summary;
    double rows[N_OUTCOMES][RUNS];
    int n;
};

static enum status
keep_rows(void *context, const struct unit *unit, struct err *err)
{
    struct fixture *self = context;

    (void)err;
    for (int row = 0; row < unit->n; row++, self->n++) {
        for (int o = 0; o < N_OUTCOMES; o++) {
            self->rows[o][self->n] = unit->outcomes[row * N_OUTCOMES + o];
        }
    }
    return OK;
}

static bool
load(struct scenario *scenario, const char *text, struct err *err)
{
    char path[] = "/tmp/parley-outcome-XXXXXX";
    const int file = mkstemp(path);
    const bool fine = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) &&
                      scenario_load(scenario, path, NULL, 0, err) == OK;

    if (file >= 0) {
        close(file);
        unlink(path);
    }
    return fine;
}

static bool
play(struct fixture *self, int threads)
{
    const struct engine_options options = {
        .threads = threads, .unit = keep_rows, .context = self
    };

    return load(&self->scenario, conditional, &self->err) &&
           engine_run(&self->result, &self->scenario, &options, &self->err) == OK &&
           summary_make(&self->summary, &self->result, &self->err) == OK;
}

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(*self));

    *state = self;
    if (self == NULL || !play(self, 2)) {
        if (self != NULL && self->err.n_mistakes > 0) {
            print_error("%s: %s\n", self->err.mistakes[0].where, self->err.mistakes[0].text);
        }
        return -1;
    }
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *self = *state;

    engine_free(&self->result);
    scenario_free(&self->scenario);
    free(self);
    return 0;
}

static void
assert_share(const struct summary_row *row, double p)
{
    assert_close(row->share, p, 5.0 * sqrt(p * (1.0 - p) / (double)row->runs));
}

/* P(T < t) = 1 - 2^(-t / median). */
static double
by(double t, double median)
{
    return 1.0 - pow(2.0, -t / median);
}

/* ---- closed forms ---- */

/* e within 5 days given within 20: (1 - 2^-.5) / (1 - 2^-2). */
static void
test_outcome_conditional_share_is_the_quotient(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *rows = self->summary.rows;

    assert_share(&rows[SOON], 0.75);
    assert_int_equal(rows[EARLY].runs, rows[SOON].happened);
    assert_share(&rows[EARLY], by(5, 10) / 0.75);
    double low = 0.0, high = 0.0;
    tally_wilson(rows[EARLY].happened, rows[EARLY].runs, &low, &high);
    assert_same(rows[EARLY].share_low, low);
    assert_same(rows[EARLY].share_high, high);
}

/* The day of e given that it comes within 20: none is never, and day k has (2^(-k/10) -
 * 2^(-(k+1)/10)) / .75. f does not care: it is never with 2^-2, and the quantiles know. */
static void
test_outcome_conditional_dates_keep_never_within_their_runs(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *on = &self->summary.rows[ON], *other = &self->summary.rows[OTHER];
    double mean = 0.0, square = 0.0;

    for (int k = 0; k < 20; k++) {
        const double p = (by(k + 1, 10) - by(k, 10)) / 0.75;
        mean += k * p;
        square += k * k * p;
    }
    assert_int_equal(on->runs, self->summary.rows[SOON].happened);
    assert_int_equal(on->happened, on->runs);
    assert_close(on->mean, mean, 5.0 * sqrt((square - mean * mean) / (double)on->runs));
    assert_same(on->greatest, 19.0);
    assert_int_equal(other->runs, on->runs);
    assert_share(other, 1.0 - pow(2.0, -DAYS / 20.0));
    /* Half of them within 20 days: the median is day 19 or 20; 95 % is among never. */
    assert_close(other->quantile[2], 19.5, 0.51);
    assert_true(isnan(other->quantile[4]));
}

/* a acted within 15 days with 1/2; of the two others each acts within 40 with p, on their own. */
static void
test_outcome_conditional_count_is_one_and_the_others(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *row = &self->summary.rows[MANY];
    const double p = by(DAYS, 15);

    assert_share(&self->summary.rows[ACTED], 0.5);
    assert_int_equal(row->runs, self->summary.rows[ACTED].happened);
    assert_close(row->mean, 1.0 + 2.0 * p, 5.0 * sqrt(2.0 * p * (1.0 - p) / (double)row->runs));
    assert_same(row->least, 1.0);
}

/* One vote with .7, two with .4, one needed: passes with 1 - .3 x .6 = .82. Without a yes the share
 * is 0, so E(share | passed) = (.7 + 2 x .4) / 3 / .82. */
static void
test_outcome_conditional_value_is_the_mean_of_its_runs(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *row = &self->summary.rows[YES];

    assert_share(&self->summary.rows[PASSED], 0.82);
    assert_int_equal(row->runs, self->summary.rows[PASSED].happened);
    assert_int_equal(row->happened, row->runs);
    assert_close(row->mean, 0.5 / 0.82, 5.0 * row->mcse);
    assert_same(row->least, 1.0 / 3.0);
    assert_int_equal(self->summary.rows[YES_OF_ALL].runs, RUNS);
    assert_close(self->summary.rows[YES_OF_ALL].mean, 0.5, 5.0 * 0.35 / sqrt(RUNS));
    /* Where no vote was held there is no value, given or not: w waits for f for 39 midnights. */
    const struct summary_row *unheld = &self->summary.rows[UNHELD];
    assert_int_equal(unheld->runs, self->summary.rows[SOON].happened);
    assert_share(unheld, by(DAYS - 1, 20));
}

/* ---- the rows ---- */

static int
ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Every outcome with `given`, from the rows in which its flag is 1. */
static void
test_outcome_summary_is_that_of_the_rows_that_count(void **state)
{
    static double sorted[RUNS];
    const struct fixture *self = *state;

    assert_int_equal(self->n, RUNS);
    for (int o = 0; o < N_OUTCOMES; o++) {
        const struct outcome *outcome = &self->scenario.outcomes[o];
        const struct summary_row *row = &self->summary.rows[o];
        const double *flag = outcome->given.index >= 0 ? self->rows[outcome->given.index] : NULL;
        int64_t runs = 0, n = 0, ones = 0;
        double sum = 0.0;
        for (int k = 0; k < RUNS; k++) {
            const double x = self->rows[o][k];
            if (flag != NULL && flag[k] != 1.0) {
                assert_true(isnan(x)); /* the cell is empty */
                continue;
            }
            runs++;
            if (!isnan(x)) {
                sorted[n++] = x;
                sum += x;
                ones += x == 1.0;
            }
        }
        assert_int_equal(row->runs, runs);
        if (outcome->kind == OUTCOME_FLAG) {
            assert_int_equal(n, runs);
            assert_int_equal(row->happened, ones);
            continue;
        }
        assert_int_equal(row->happened, n);
        if (n == 0) {
            continue;
        }
        qsort(sorted, (size_t)n, sizeof(double), ascending);
        assert_close(row->mean, sum / (double)n, 1e-9);
        assert_same(row->least, sorted[0]);
        assert_same(row->greatest, sorted[n - 1]);
        for (int q = 0; q < TALLY_QUANTILES; q++) {
            const int64_t at = (int64_t)ceil(tally_probability[q] * (double)runs - 1e-9);
            if (at > n) {
                assert_true(isnan(row->quantile[q]));
            } else {
                assert_same(row->quantile[q], sorted[at - 1]);
            }
        }
    }
}

static void
test_outcome_conditions_do_not_depend_on_threads(void **state)
{
    const struct fixture *self = *state;
    static struct fixture other;

    for (int threads = 1; threads <= 3; threads += 2) {
        memset(&other, 0, sizeof(other));
        assert_true(play(&other, threads));
        for (int o = 0; o < N_OUTCOMES; o++) {
            struct summary_row a = self->summary.rows[o], b = other.summary.rows[o];
            a.outcome = b.outcome = NULL;
            assert_memory_equal(&a, &b, sizeof(a));
        }
        engine_free(&other.result);
        scenario_free(&other.scenario);
    }
}

/* When values are counted in bins, those of runs that do not count are in none. */
static void
test_outcome_quantiles_from_bins_leave_out_what_does_not_count(void **state)
{
    struct fixture *self = *state;
    const struct layout *layout = &self->result.layout;
    struct arena arena = { 0 };
    static struct timeline timeline;
    static struct unit unit;
    static struct totals binned;

    assert_int_equal(
        timeline_init(&timeline, &self->scenario, &self->result.plan, &arena, &self->err), OK);
    assert_int_equal(unit_init(&unit, layout, false, &arena, &self->err), OK);
    assert_int_equal(totals_init(&binned, layout, true, RUNS, &arena, &self->err), OK);
    binned.kept = NULL;
    binned.bins = calloc((size_t)layout->n_values * TOTALS_BINS, sizeof(uint32_t));
    assert_non_null(binned.bins);
    for (uint32_t run = 1; run <= RUNS; run++) {
        if (run % UNIT_RUNS == 1) {
            unit_begin(&unit, run);
        }
        assert_int_equal(timeline_play(&timeline, run), OK);
        unit_record(&unit, &timeline);
        if (run % UNIT_RUNS == 0 || run == RUNS) {
            unit_end(&unit, &timeline);
            totals_commit(&binned, &unit);
        }
    }
    static const int values[] = { YES, UNHELD, YES_OF_ALL, NO_VALUE };
    for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
        const int column = layout->value_of[values[k]];
        double exact[TALLY_QUANTILES], near[TALLY_QUANTILES];
        assert_int_equal(totals_rows(&binned, column), totals_rows(&self->result.totals, column));
        if (totals_rows(&binned, column) == 0) {
            continue;
        }
        totals_quantiles(&self->result.totals, column, exact);
        totals_quantiles(&binned, column, near);
        for (int q = 0; q < TALLY_QUANTILES; q++) {
            assert_int_equal(isnan(near[q]), isnan(exact[q]));
            if (!isnan(exact[q])) {
                assert_close(near[q], exact[q], 0.50001 / TOTALS_BINS);
            }
        }
    }
    free(binned.bins);
    arena_free(&arena);
}

/* ---- never ---- */

static void
test_outcome_given_what_never_held_has_no_runs_and_no_numbers(void **state)
{
    static const int none[] = { NO_FLAG, NO_DATE, NO_COUNT, NO_VALUE };
    const struct fixture *self = *state;

    assert_int_equal(self->summary.rows[IMPOSSIBLE].happened, 0);
    for (size_t k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
        const struct summary_row *row = &self->summary.rows[none[k]];
        assert_int_equal(row->runs, 0);
        assert_int_equal(row->happened, 0);
        assert_true(isnan(row->share) && isnan(row->share_low) && isnan(row->share_high));
        assert_true(isnan(row->mean) && isnan(row->sd) && isnan(row->mcse));
        assert_true(isnan(row->quantile[0]) && isnan(row->quantile[4]));
        assert_true(isnan(row->least) && isnan(row->greatest));
    }
}

static void
test_outcome_page_says_what_is_given(void **state)
{
    static const char *const lines[] = {
        "  early                                    39%  38% to 39%     unlikely\n"
        "    given: It comes soon (14,965 runs)\n",
        "  Flag of nothing                         none\n    given: It cannot be (in no run)\n",
        "  Date of nothing                  none\n    given: It cannot be (in no run)\n",
        "  Count of nothing                             none\n"
        "    given: It cannot be (in no run)\n",
        "\n  The other, share of runs, given: It comes soon\n",
    };
    struct fixture *self = *state;
    char *text = NULL;
    size_t size = 0;
    struct screen screen = { .width = 80 };

    screen.out = open_memstream(&text, &size);
    assert_non_null(screen.out);
    screen_run(&screen, &self->scenario, &self->result, &self->summary);
    assert_int_equal(fclose(screen.out), 0);
    for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
        if (strstr(text, lines[k]) == NULL) {
            fail_msg("not on the page: %s\n%s", lines[k], text);
        }
    }
    assert_null(strstr(text, "nan"));
    free(text);
}

/* ---- mistakes ---- */

#define HEAD \
    "start = \"2008-02-13\"; end = \"2008-12-31\"; actors = ( { name = \"a\"; } );\n" \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 9; } );\n"

static const struct {
    const char *outcomes; /* from line 3 on */
    int line;
    const char *words;
} mistakes[] = {
    { "{ name = \"o\"; kind = \"flag\"; event = \"e\";\ngiven = \"o\"; }", 4,
        "outcomes.o.given names the outcome itself; it must be another" },
    { "{ name = \"o\"; kind = \"flag\"; event = \"e\";\ngiven = \"d\"; }, { name = \"d\"; kind = "
      "\"date\"; event = \"e\"; }",
        4, "outcomes.o.given: \"d\" is no flag; it must be an outcome of kind flag" },
    { "{ name = \"o\"; kind = \"date\"; event = \"e\";\ngiven = \"f\"; }, { name = \"f\"; kind = "
      "\"flag\"; event = \"e\"; given = \"h\"; }, { name = \"h\"; kind = \"flag\"; event = \"e\"; "
      "}",
        4, "outcomes.o.given: \"f\" has a `given` of its own; it must be a flag without" },
    { "{ name = \"o\"; kind = \"count\"; event = \"e\";\ngiven = \"hapened\"; }, { name = "
      "\"happened\"; kind = \"flag\"; event = \"e\"; }",
        4, "outcomes.o.given: there is no outcome \"hapened\"\ndid you mean \"happened\"?" },
    { "{ name = \"o\"; kind = \"flag\"; event = \"e\";\ngiven = 3; }", 4,
        "outcomes.o.given is a number; it must be an outcome's name" },
};

static void
test_outcome_each_mistake_of_given_is_one_sentence(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        char text[1024];
        (void)snprintf(text, sizeof(text), HEAD "outcomes = ( %s );\n", mistakes[k].outcomes);
        if (play_mistakes(text, mistakes[k].line, mistakes[k].words) != 1) {
            fail_msg("case %zu: not said in line %d: %s", k, mistakes[k].line, mistakes[k].words);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcome_conditional_share_is_the_quotient),
        cmocka_unit_test(test_outcome_conditional_dates_keep_never_within_their_runs),
        cmocka_unit_test(test_outcome_conditional_count_is_one_and_the_others),
        cmocka_unit_test(test_outcome_conditional_value_is_the_mean_of_its_runs),
        cmocka_unit_test(test_outcome_summary_is_that_of_the_rows_that_count),
        cmocka_unit_test(test_outcome_conditions_do_not_depend_on_threads),
        cmocka_unit_test(test_outcome_quantiles_from_bins_leave_out_what_does_not_count),
        cmocka_unit_test(test_outcome_given_what_never_held_has_no_runs_and_no_numbers),
        cmocka_unit_test(test_outcome_page_says_what_is_given),
        cmocka_unit_test(test_outcome_each_mistake_of_given_is_one_sentence),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
