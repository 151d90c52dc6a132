/* Two scenarios compared: which outcomes meet, what cannot be paired, calendars that differ, and
 * how often the intervals cover a truth known in closed form. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "play.h"

/* A scenario whose one decision comes after an exponential time, half of them within `days`. */
static const char form[] =
    "name = \"%s\"; start = \"2010-01-01\"; end = \"2010-03-01\"; runs = %d; seed = 5;\n"
    "issues = ( { name = \"i\"; low = 0; high = 1; } );\n"
    "actors = ( { name = \"ann\"; capability = 1; i = { position = 0; salience = 1; }; } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; typical_days = %d; },\n"
    "  { name = \"f\"; kind = \"decision\"; by = \"ann\"; typical_days = 10; } );\n"
    "outcomes = ( { name = \"early\"; kind = \"flag\"; event = \"e\"; until = \"2010-01-30\"; },\n"
    "  { name = \"e\"; kind = \"date\"; event = \"e\"; },\n"
    "  { name = \"f\"; kind = \"date\"; event = \"f\"; } );\n";

/* One scenario played. */
struct played {
    struct play play;
    struct sample sample;
    struct compare_side side;
};

static void
load(struct played *self, const char *path, const char *text)
{
    memset(self, 0, sizeof(*self));
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    self->sample.scenario = &self->play.scenario;
    self->side = (struct compare_side){ .path = path, .sample = &self->sample };
}

static void
load_form(struct played *self, const char *name, int runs, int days)
{
    char text[2048];

    assert_true(snprintf(text, sizeof(text), form, name, runs, days) < (int)sizeof(text));
    load(self, name, text);
}

static void
play(struct played *self)
{
    const struct sample_options options = { .threads = 1 };
    struct err err = { 0 };

    sample_free(&self->sample); /* of an earlier comparison */
    assert_int_equal(sample_play(&self->sample, &self->play.scenario, &options, &err), OK);
}

static void
release(struct played *self)
{
    sample_free(&self->sample);
    play_free(&self->play);
}

/* Compares two that were loaded; they are played here. */
static void
compare(struct compare *self, struct played *a, struct played *b, bool paired)
{
    struct err err = { 0 };

    memset(self, 0, sizeof(*self));
    assert_int_equal(compare_init(self, &a->side, &b->side, paired, &err), OK);
    play(a);
    play(b);
    assert_int_equal(compare_judge(self, 1, &err), OK);
}

static const struct contrast_statistic *
get(const struct compare *self, const char *name, enum contrast_what what)
{
    const struct compare_outcome *outcome = compare_find(self, name);
    const struct contrast_statistic *statistic = NULL;

    assert_non_null(outcome);
    statistic = contrast_find(&outcome->contrast, what);
    assert_non_null(statistic);
    return statistic;
}

/* ---- which outcomes meet ---- */

/* The same scenario with other outcomes, told after the comma. */
#define OTHERS(start, outcomes) \
    "name = \"x\"; start = \"" start "\"; end = \"2010-03-31\"; runs = 300; seed = 5;\n" \
    "issues = ( { name = \"i\"; low = 0; high = 1; }, { name = \"j\"; low = 0; high = 1; } );\n" \
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"g\" );\n" \
    "  i = { position = 0; salience = 1; }; j = { position = 1; salience = 1; }; },\n" \
    "  { name = \"bob\"; capability = 1; i = { position = 1; salience = 1; };\n" \
    "  j = { position = 0; salience = 1; }; } );\n" \
    "talks = ( { name = \"t\"; model = \"mean\"; issues = ( \"i\", \"j\" ); } );\n" \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; opens = \"2010-03-10\";\n" \
    "    chances = ( { on = \"2010-03-10\"; chance = 1; } ); },\n" \
    "  { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 9; } );\n" \
    "outcomes = ( " outcomes " );\n"

static void
test_compare_meets_outcomes_by_name_kind_and_unit(void **state)
{
    struct played a, b;
    struct compare self = { .n = 0 };
    struct err err = { 0 };

    (void)state;
    load(&a, "a",
        OTHERS("2010-03-01", "{ name = \"mine\"; kind = \"date\"; event = \"e\"; },"
                             "{ name = \"both\"; kind = \"count\"; event = \"c\"; },"
                             "{ name = \"kind\"; kind = \"count\"; event = \"c\"; },"
                             "{ name = \"unit\"; kind = \"value\"; issue = \"i\"; }"));
    load(&b, "b",
        OTHERS("2010-03-01", "{ name = \"unit\"; kind = \"value\"; issue = \"j\"; },"
                             "{ name = \"kind\"; kind = \"date\"; event = \"c\"; },"
                             "{ name = \"both\"; kind = \"count\"; event = \"c\"; },"
                             "{ name = \"yours\"; kind = \"date\"; event = \"e\"; }"));
    assert_int_equal(compare_init(&self, &a.side, &b.side, true, &err), OK);
    assert_int_equal(self.n, 1);
    assert_string_equal(self.outcomes[0].outcome->name, "both");
    assert_int_equal(self.outcomes[0].in_a, 1);
    assert_int_equal(self.outcomes[0].in_b, 2);
    assert_int_equal(self.n_left_out, 4);
    assert_string_equal(self.left_out[0].name, "mine");
    assert_string_equal(self.left_out[0].why, "only in A");
    assert_string_equal(self.left_out[1].why, "a count in A, a date in B");
    assert_string_equal(self.left_out[2].why, "in i in A, in j in B");
    assert_string_equal(self.left_out[3].why, "only in B");
    compare_free(&self);
    release(&a);
    release(&b);
}

static void
test_compare_without_a_common_outcome_says_which_are_near(void **state)
{
    struct played a, b;
    struct compare self = { .n = 0 };
    struct err err = { 0 };

    (void)state;
    load(&a, "a.cfg",
        OTHERS("2010-03-01", "{ name = \"signed\"; kind = \"date\"; event = \"e\"; }"));
    load(&b, "b.cfg",
        OTHERS("2010-03-01", "{ name = \"singed\"; kind = \"date\"; event = \"e\"; }"));
    assert_int_equal(compare_init(&self, &a.side, &b.side, true, &err), ERR_USAGE);
    assert_string_equal(err.mistakes[0].text,
        "a.cfg and b.cfg have no outcome that can be compared\nsigned: only in A\n"
        "singed: only in B\nis \"signed\" in A what \"singed\" is in B?");
    compare_free(&self);
    release(&a);
    release(&b);
}

static void
test_compare_of_other_seeds_is_refused_unless_unpaired(void **state)
{
    struct played a, b;
    struct compare self = { .n = 0 };
    struct err err = { 0 };

    (void)state;
    load_form(&a, "a", 300, 20);
    load_form(&b, "b", 300, 30);
    b.play.scenario.seed = 6;
    assert_int_equal(compare_init(&self, &a.side, &b.side, true, &err), ERR_USAGE);
    assert_non_null(strstr(err.mistakes[0].text, "a has seed 5 and b has seed 6"));
    assert_non_null(strstr(err.mistakes[0].text, "-s SEED"));
    assert_non_null(strstr(err.mistakes[0].text, "--unpaired"));
    compare_free(&self);
    compare(&self, &a, &b, false);
    assert_int_equal(get(&self, "early", CONTRAST_SHARE)->method, CONTRAST_NEWCOMBE);
    compare_free(&self);
    release(&a);
    release(&b);
}

/* ---- what is compared ---- */

static void
test_compare_of_unequal_runs_takes_the_first_of_both(void **state)
{
    struct played a, b;
    struct compare self;
    int64_t flips = 0;

    (void)state;
    load_form(&a, "a", 700, 20);
    load_form(&b, "b", 300, 30);
    compare(&self, &a, &b, true);
    assert_int_equal(self.runs_a, 300);
    assert_int_equal(self.runs_b, 300);
    for (int k = 0; k < 300; k++) {
        flips += sample_column(&a.sample, 0)[k] > sample_column(&b.sample, 0)[k];
    }
    assert_int_equal(self.outcomes[0].contrast.b_less, flips);
    assert_int_equal(self.outcomes[0].contrast.b_greater, 0); /* B is slower in every world */
    compare_free(&self);
    compare(&self, &a, &b, false);
    assert_int_equal(self.runs_a, 700);
    assert_int_equal(self.runs_b, 300);
    compare_free(&self);
    release(&a);
    release(&b);
}

static void
test_compare_finds_only_what_differs(void **state)
{
    struct played a, b;
    struct compare self;

    (void)state;
    load_form(&a, "a", 300, 20);
    load_form(&b, "b", 500, 30);
    compare(&self, &a, &b, true);
    assert_int_equal(self.diff.n, 1); /* and not runs, 300 to 500 */
    assert_string_equal(self.diff.items[0].path, "events.e.typical_days");
    assert_int_equal(get(&self, "e", CONTRAST_P_GREATER)->verdict, CONTRAST_MORE);
    assert_int_equal(get(&self, "early", CONTRAST_SHARE)->verdict, CONTRAST_LESS);
    /* The other decision has clocks of its own: not a day differs. */
    assert_int_equal(compare_find(&self, "f")->contrast.equal, 300);
    assert_int_equal(get(&self, "f", CONTRAST_P_GREATER)->verdict, CONTRAST_SAME);
    assert_same(get(&self, "f", CONTRAST_MEAN)->difference, 0.0);
    compare_free(&self);
    release(&a);
    release(&b);
}

static void
test_compare_counts_dates_from_the_start_of_a(void **state)
{
    struct played a, b;
    struct compare self;

    (void)state;
    load(&a, "a", OTHERS("2010-03-01", "{ name = \"d\"; kind = \"date\"; event = \"e\"; }"));
    load(&b, "b", OTHERS("2010-03-05", "{ name = \"d\"; kind = \"date\"; event = \"e\"; }"));
    compare(&self, &a, &b, true);
    /* On 10 March in both, which is day 9 of A and day 5 of B. */
    assert_same(sample_column(&b.sample, 0)[0], 5.0);
    assert_same(get(&self, "d", CONTRAST_P50)->a, 9.0);
    assert_same(get(&self, "d", CONTRAST_P50)->b, 9.0);
    assert_same(get(&self, "d", CONTRAST_MEAN)->difference, 0.0);
    assert_int_equal(self.horizon, 31);
    compare_free(&self);
    release(&a);
    release(&b);
}

static void
test_compare_of_calendars_apart_leaves_dates_out(void **state)
{
    char text[2048];
    struct played a, b;
    struct compare self = { .n = 0 };
    struct err err = { 0 };
    char *year = NULL;

    (void)state;
    (void)snprintf(text, sizeof(text), form, "b", 300, 20);
    while ((year = strstr(text, "2010")) != NULL) {
        year[3] = '2';
    }
    load_form(&a, "a", 300, 20);
    load(&b, "b", text);
    assert_int_equal(compare_init(&self, &a.side, &b.side, true, &err), OK);
    assert_int_equal(self.n, 1); /* the flag */
    assert_string_equal(self.left_out[0].why, "a date, and the calendars share no day");
    compare_free(&self);
    release(&a);
    release(&b);
}

/* ---- coverage, from the scenario to the interval ---- */

enum { SEEDS = 500, DAYS = 60 };

/* P(not yet after `days`) when half of the times are within `typical`. */
static double
left(double days, double typical)
{
    return pow(2.0, -days / typical);
}

static double
restricted(double typical)
{
    double mean = 0.0;

    for (int k = 1; k <= DAYS; k++) { /* P(on day k or later) */
        mean += left(k, typical);
    }
    return mean;
}

/* P(B later) - P(A later), of days by two clocks of their own. */
static double
net_apart(double a, double b)
{
    double net = 0.0;

    for (int k = 0; k < DAYS; k++) {
        net += (left(k, a) - left(k + 1, a)) * left(k + 1, b) -
               (left(k, b) - left(k + 1, b)) * left(k + 1, a);
    }
    return net;
}

/* The same by one clock: t days in A are 3/2 t in B. The day is the same when t is in [0, 2/3) or
 * [1, 4/3), and when it is 60 or more and so never in both; else B is later. */
static double
net_together(double a)
{
    return 1.0 - (1.0 - left(2.0 / 3.0, a)) - (left(1.0, a) - left(4.0 / 3.0, a)) - left(DAYS, a);
}

static void
count_covered(int covered[3], bool paired)
{
    const double truth[3] = { left(30, 20) - left(30, 30), restricted(30) - restricted(20),
        paired ? net_together(20) : net_apart(20, 30) };
    struct played a, b;

    load_form(&a, "a", 256, 20);
    load_form(&b, "b", paired ? 256 : 400, 30);
    for (int seed = 0; seed < SEEDS; seed++) {
        struct compare self;
        const struct contrast_statistic *found[3];

        a.play.scenario.seed = (uint64_t)seed;
        b.play.scenario.seed = (uint64_t)(paired ? seed : seed + SEEDS);
        compare(&self, &a, &b, paired);
        found[0] = get(&self, "early", CONTRAST_SHARE);
        found[1] = get(&self, "e", CONTRAST_MEAN);
        found[2] = get(&self, "e", CONTRAST_P_GREATER);
        for (int k = 0; k < 3; k++) {
            covered[k] += found[k]->interval.low <= truth[k] && truth[k] <= found[k]->interval.high;
        }
        compare_free(&self);
    }
    release(&a);
    release(&b);
}

static void
test_compare_intervals_cover_the_truth_in_19_of_20(void **state)
{
    (void)state;
    for (int paired = 0; paired < 2; paired++) {
        int covered[3] = { 0, 0, 0 };

        count_covered(covered, paired == 1);
        for (int k = 0; k < 3; k++) {
            if (covered[k] < 463 || covered[k] > 487) {
                fail_msg("%s, %d: %d of %d", paired ? "paired" : "unpaired", k, covered[k], SEEDS);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare_meets_outcomes_by_name_kind_and_unit),
        cmocka_unit_test(test_compare_without_a_common_outcome_says_which_are_near),
        cmocka_unit_test(test_compare_of_other_seeds_is_refused_unless_unpaired),
        cmocka_unit_test(test_compare_of_unequal_runs_takes_the_first_of_both),
        cmocka_unit_test(test_compare_finds_only_what_differs),
        cmocka_unit_test(test_compare_counts_dates_from_the_start_of_a),
        cmocka_unit_test(test_compare_of_calendars_apart_leaves_dates_out),
        cmocka_unit_test(test_compare_intervals_cover_the_truth_in_19_of_20),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
