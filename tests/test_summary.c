/* What the runs say of each outcome: against cases worked by hand, and against the rows themselves.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "summary.h"

#define RUNS 700 /* three units, the last not full */

/* A decision that half of the runs come to see, a cascade, a curve and a vote that is never held.
 */
static const char chancy[] =
    "name = \"chancy\"; start = \"2008-02-13\"; end = \"2008-03-13\"; runs = 700; seed = 11;\n"
    "issues = ( { name = \"status\"; low = 0; high = 100; reference = 50; } );\n"
    "actors = (\n"
    "  { name = \"ann\"; capability = 10; groups = ( \"g\" );\n"
    "    status = { position = (10, 30); salience = 100; }; },\n"
    "  { name = \"bob\"; capability = 30; groups = ( \"g\" );\n"
    "    status = { position = (60, 80, 90); salience = 50; }; } );\n"
    "bodies = ( { name = \"council\"; threshold = 1; members = ( { actor = \"ann\"; } ); } );\n"
    "talks = ( { name = \"t\"; model = \"mean\"; issues = ( \"status\" ); } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; typical_days = 30; },\n"
    "  { name = \"never\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-02-13\";\n"
    "    chances = ( { on = \"2008-02-20\"; chance = 0; } ); },\n"
    "  { name = \"sure\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-02-13\";\n"
    "    chances = ( { on = \"2008-02-20\"; chance = 1; } ); },\n"
    "  { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 10; },\n"
    "  { name = \"v\"; kind = \"vote\"; body = \"council\"; issue = \"status\"; proposal = 90; "
    "after = \"e\"; } );\n"
    "outcomes = ( { name = \"e\"; kind = \"date\"; event = \"e\"; },\n"
    "  { name = \"early\"; kind = \"flag\"; event = \"e\"; until = \"2008-02-20\"; },\n"
    "  { name = \"n\"; kind = \"count\"; event = \"c\"; },\n"
    "  { name = \"settled\"; kind = \"value\"; issue = \"status\"; },\n"
    "  { name = \"yes\"; kind = \"value\"; vote = \"v\"; },\n"
    "  { name = \"never\"; kind = \"date\"; event = \"never\"; },\n"
    "  { name = \"sure\"; kind = \"date\"; event = \"sure\"; } );\n";
enum { E, EARLY, N, SETTLED, YES, NEVER, SURE, N_OUTCOMES };

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

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(*self));
    const struct engine_options options = { .threads = 2, .unit = keep_rows, .context = self };
    char path[] = "/tmp/parley-summary-XXXXXX";
    const int file = mkstemp(path);
    bool fine =
        self != NULL && file >= 0 && write(file, chancy, strlen(chancy)) == (ssize_t)strlen(chancy);

    *state = self;
    fine = fine && scenario_load(&self->scenario, path, NULL, 0, &self->err) == OK &&
           engine_run(&self->result, &self->scenario, &options, &self->err) == OK &&
           summary_make(&self->summary, &self->result, &self->err) == OK;
    if (!fine && self != NULL && self->err.n_mistakes > 0) {
        print_error("%s: %s\n", self->err.mistakes[0].where, self->err.mistakes[0].text);
    }
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    return fine ? 0 : -1;
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

static int
ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The definitions of summary.h, taken at their word: two passes, a full sort, never last. */
static void
check_against_rows(const double *rows, const struct summary_row *row)
{
    static const double probability[] = { 0.05, 0.25, 0.50, 0.75, 0.95 };
    double sorted[RUNS], sum = 0.0, squares = 0.0;
    int n = 0;

    for (int k = 0; k < RUNS; k++) {
        if (!isnan(rows[k])) {
            sorted[n++] = rows[k];
            sum += rows[k];
        }
    }
    qsort(sorted, (size_t)n, sizeof(double), ascending);
    for (int k = 0; k < n; k++) {
        squares += (sorted[k] - sum / n) * (sorted[k] - sum / n);
    }
    assert_int_equal(row->runs, RUNS);
    assert_int_equal(row->happened, n);
    assert_same(row->share, (double)n / RUNS);
    assert_close(row->mean, sum / n, 1e-12 * fabs(sum / n));
    assert_close(row->sd, sqrt(squares / (n - 1)), 1e-11 * row->sd);
    assert_close(row->mcse, sqrt(squares / (n - 1)) / sqrt(n), 1e-11 * row->sd);
    assert_same(row->least, sorted[0]);
    assert_same(row->greatest, sorted[n - 1]);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        const int rank = (int)ceil(probability[q] * RUNS - 1e-9);
        if (rank > n) {
            assert_true(isnan(row->quantile[q]));
        } else {
            assert_same(row->quantile[q], sorted[rank - 1]);
        }
    }
}

static void
test_summary_follows_its_definitions_row_by_row(void **state)
{
    const struct fixture *self = *state;

    assert_int_equal(self->n, RUNS);
    assert_int_equal(self->summary.n, N_OUTCOMES);
    check_against_rows(self->rows[E], &self->summary.rows[E]);
    check_against_rows(self->rows[N], &self->summary.rows[N]);
    check_against_rows(self->rows[SETTLED], &self->summary.rows[SETTLED]);
    check_against_rows(self->rows[YES], &self->summary.rows[YES]);
    for (int o = 0; o < N_OUTCOMES; o++) {
        assert_ptr_equal(self->summary.rows[o].outcome, &self->scenario.outcomes[o]);
    }
    /* The case is worth the name: the decision falls beyond the end in many runs, in half at most.
     */
    assert_in_range(self->summary.rows[E].happened, 280, 420);
    assert_true(isnan(self->summary.rows[E].quantile[4]));
}

static void
test_summary_of_a_flag_has_a_share_and_nothing_more(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *row = &self->summary.rows[EARLY];
    /* Wilson: centre (p + z^2 / 2n) / (1 + z^2 / n), z^2 = 3.841458820694124 */
    const double z2 = 3.841458820694124, n = RUNS, p = row->share;
    const double centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = sqrt(z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))) / (1.0 + z2 / n);
    int hits = 0;

    for (int k = 0; k < RUNS; k++) {
        hits += self->rows[EARLY][k] == 1.0;
    }
    assert_in_range(hits, 1, RUNS - 1);
    assert_int_equal(row->happened, hits);
    assert_same(p, (double)hits / n);
    assert_close(row->share_low, centre - half, 1e-14);
    assert_close(row->share_high, centre + half, 1e-14);
    assert_true(isnan(row->mean) && isnan(row->sd) && isnan(row->mcse));
    assert_true(isnan(row->least) && isnan(row->greatest) && isnan(row->quantile[2]));
}

static void
test_summary_of_what_never_happens_has_no_moments(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *row = &self->summary.rows[NEVER];

    assert_int_equal(row->runs, RUNS);
    assert_int_equal(row->happened, 0);
    assert_same(row->share, 0.0);
    assert_same(row->share_low, 0.0);
    assert_close(row->share_high, 3.841458820694124 / (RUNS + 3.841458820694124), 1e-15);
    assert_true(isnan(row->mean) && isnan(row->sd) && isnan(row->mcse));
    assert_true(isnan(row->least) && isnan(row->greatest) && isnan(row->quantile[0]));
}

static void
test_summary_of_what_always_happens_on_one_day(void **state)
{
    const struct fixture *self = *state;
    const struct summary_row *row = &self->summary.rows[SURE];

    /* 20 February is 7 days after the start. */
    assert_int_equal(row->happened, RUNS);
    assert_same(row->share, 1.0);
    assert_same(row->mean, 7.0);
    assert_same(row->sd, 0.0);
    assert_same(row->mcse, 0.0);
    assert_same(row->least, 7.0);
    assert_same(row->greatest, 7.0);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        assert_same(row->quantile[q], 7.0);
    }
}

static void
test_summary_of_one_happening_has_a_mean_but_no_sd(void **state)
{
    struct fixture *self = *state;
    struct tally_counts *counts = &self->result.totals.outcomes[E];

    memset(counts->bins, 0, (size_t)counts->n_bins * sizeof(int64_t));
    counts->bins[3] = 1;
    counts->never = RUNS - 1;
    assert_int_equal(summary_make(&self->summary, &self->result, &self->err), OK);
    assert_int_equal(self->summary.rows[E].happened, 1);
    assert_same(self->summary.rows[E].mean, 3.0);
    assert_true(isnan(self->summary.rows[E].sd) && isnan(self->summary.rows[E].mcse));
}

static void
test_summary_of_no_runs_is_empty(void **state)
{
    struct fixture *self = *state;
    struct totals *totals = &self->result.totals;

    /* As if every run had given no answer. */
    totals->n = 0;
    for (int o = 0; o < N_OUTCOMES; o++) {
        memset(totals->outcomes[o].bins, 0, (size_t)totals->outcomes[o].n_bins * sizeof(int64_t));
        totals->outcomes[o].never = 0;
    }
    memset(totals->sums, 0, (size_t)self->result.layout.n_values * sizeof(*totals->sums));
    assert_int_equal(summary_make(&self->summary, &self->result, &self->err), OK);
    for (int o = 0; o < N_OUTCOMES; o++) {
        assert_int_equal(self->summary.rows[o].runs, 0);
        assert_int_equal(self->summary.rows[o].happened, 0);
        assert_true(isnan(self->summary.rows[o].share) && isnan(self->summary.rows[o].mean));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_summary_follows_its_definitions_row_by_row),
        TEST(test_summary_of_a_flag_has_a_share_and_nothing_more),
        TEST(test_summary_of_what_never_happens_has_no_moments),
        TEST(test_summary_of_what_always_happens_on_one_day),
        TEST(test_summary_of_one_happening_has_a_mean_but_no_sd),
        TEST(test_summary_of_no_runs_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
