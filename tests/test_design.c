/* The points of a sweep: what is read, what is refused, which values meet. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "design.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Values of one axis, joined by blanks. */
static void
join(const struct design *design, int axis, char *all, size_t size)
{
    char text[DESIGN_TEXT_MAX];
    size_t used = 0;

    all[0] = '\0';
    for (int p = 0; p < design->n_points && used < size; p++) {
        used += (size_t)snprintf(
            all + used, size - used, "%s%s", p > 0 ? " " : "", design_value(design, p, axis, text));
    }
}

static void
init(struct design *design, const char *const *overs, int n, int64_t cube)
{
    struct err err = { .status = OK };
    const enum status status = design_init(design, overs, n, cube, &err);

    if (status != OK) {
        fail_msg("%s: %s", err.mistakes[0].where, err.mistakes[0].text);
    }
    assert_int_equal(design_lay(design, 7, &err), OK);
}

static void
test_design_values_are_the_decimals_that_were_meant(void **state)
{
    static const struct {
        const char *over, *values;
    } cases[] = {
        { "a.b=0:1:0.1", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1" },
        { "a.b=10:30:10", "10 20 30" },
        { "a.b=0:1:0.3", "0 0.3 0.6 0.9" }, /* the steps do not meet 1 */
        { "a.b=1:0:-0.25", "1 0.75 0.5 0.25 0" },
        { "a.b=-0.5:0.5:0.5", "-0.5 0 0.5" },
        { "a.b=.5:1.:5e-1", "0.5 1" },
        { "a.b=1e3:3E+3:1e3", "1000 2000 3000" },
        { "a.b=5:5:1", "5" },
        { "a.b=-0:0:1", "0" },
        { "a.b=100.0:100.20:0.10", "100 100.1 100.2" },
        { "a.b=1e-30:3e-30:1e-30",
            "0.000000000000000000000000000001 0.000000000000000000000000000002 "
            "0.000000000000000000000000000003" },
        { "a.b=2008-02-27:2008-03-02:2", "2008-02-27 2008-02-29 2008-03-02" },
        { "a.b=2008-03-01:2008-02-28:-1", "2008-03-01 2008-02-29 2008-02-28" },
        { "a.b=mean, influence ,median", "mean influence median" },
        { "a.b=(1,2,3),5,{ normal = (1, 2); }", "(1,2,3) 5 { normal = (1, 2); }" },
        { "a.b=\"x,y\",\"u\\\",v\"", "\"x,y\" \"u\\\",v\"" },
        { "a.b=\"12:30\"", "\"12:30\"" },
    };

    (void)state;
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct design design = { .n_axes = 0 };
        char all[512];

        init(&design, &cases[k].over, 1, 0);
        join(&design, 0, all, sizeof(all));
        assert_string_equal(all, cases[k].values);
        assert_string_equal(design.axes[0].path, "a.b");
        design_free(&design);
    }
}

static void
test_design_the_last_axis_varies_fastest(void **state)
{
    static const char *const overs[] = { "a=1,2", "b=x,y,z", "c=0:1:1" };
    static const char *const columns[] = { "1 1 1 1 1 1 2 2 2 2 2 2", "x x y y z z x x y y z z",
        "0 1 0 1 0 1 0 1 0 1 0 1" };
    struct design design = { .n_axes = 0 };
    char all[128];

    (void)state;
    init(&design, overs, 3, 0);
    assert_int_equal(design.n_points, 12);
    for (int a = 0; a < 3; a++) {
        join(&design, a, all, sizeof(all));
        assert_string_equal(all, columns[a]);
    }
    assert_int_equal(design_place(&design, 5, 1), 2);
    design_free(&design);
}

static void
test_design_numbers_are_the_doubles_that_the_texts_read_to(void **state)
{
    static const char *const overs[] = { "a=0:1:0.1", "b=0.3,2008-02-17,word" };
    struct design design = { .n_axes = 0 };
    char text[DESIGN_TEXT_MAX];

    (void)state;
    init(&design, overs, 2, 0);
    for (int p = 0; p < design.n_points; p++) {
        assert_same(design_number(&design, p, 0), strtod(design_value(&design, p, 0, text), NULL));
    }
    assert_same(design_number(&design, 0, 1), 0.3);
    assert_same(design_number(&design, 1, 1), (double)date_day(2008, 2, 17));
    assert_true(isnan(design_number(&design, 2, 1)));
    assert_true(design_is_ordered(&design, 0));
    assert_false(design_is_ordered(&design, 1));
    design_free(&design);
}

static void
test_design_refuses_what_is_no_design(void **state)
{
    static const struct {
        const char *overs[2];
        int64_t cube;
        const char *where, *text;
    } cases[] = {
        { { NULL }, 0, "", "nothing is swept; say over what: --over PATH=FROM:TO:STEP" },
        { { "a" }, 0, "--over a", "write --over PATH=FROM:TO:STEP" },
        { { "=1,2" }, 0, "--over =1,2", "write --over PATH=" },
        { { "a=" }, 0, "--over a=", "no value stands behind =" },
        { { "a=1,,2" }, 0, "--over a=1,,2", "value 2 of 3 is empty" },
        { { "a=1," }, 0, "--over a=1,", "value 2 of 2 is empty" },
        { { "a=1:2:" }, 0, "--over a=1:2:", "nothing stands behind :; write FROM:TO:STEP" },
        { { "a=:2:1" }, 0, "--over a=:2:1", "nothing stands before the first :" },
        { { "a=1:2" }, 0, "--over a=1:2", "a step is missing; write 1:2:STEP" },
        { { "a=1:2:3:4" }, 0, "--over a=1:2:3:4",
            "a range has three parts, FROM:TO:STEP, and not 4" },
        { { "a=0:1:0" }, 0, "--over a=0:1:0", "a step of 0 leads nowhere" },
        { { "a=0:1:0e5" }, 0, "--over a=0:1:0e5", "a step of 0 leads nowhere" },
        { { "a=0:1:-0.1" }, 0, "--over a=0:1:-0.1",
            "a step of -0.1 leads away from 1; it must be above 0" },
        { { "a=1:0:0.1" }, 0, "--over a=1:0:0.1",
            "a step of 0.1 leads away from 0; it must be below 0" },
        { { "a=2008-02-13:2008-02-01" }, 0, "--over a=2008-02-13:2008-02-01",
            "steps of a day lead away from 2008-02-01; a step below 0 leads back" },
        { { "a=nan:1:1" }, 0, "--over a=nan:1:1",
            "FROM is \"nan\"; a range runs between two numbers" },
        { { "a=0:inf:1" }, 0, "--over a=0:inf:1",
            "TO is \"inf\"; a range runs between two numbers" },
        { { "a=0:1:x" }, 0, "--over a=0:1:x", "the step is \"x\"; a range runs" },
        { { "a=(50,70):90:10" }, 0, "--over a=(50,70):90:10",
            "FROM is \"(50,70)\"; a range runs between two numbers, or two dates with a step in "
            "days\nother values are listed: a=a,b,c, each as --set takes it" },
        { { "a=0:1:1e-31" }, 0, "--over a=0:1:1e-31", "more than 15 digits" },
        { { "a=0:1:1e-15" }, 0, "--over a=0:1:1e-15", "more than 15 digits" },
        { { "a=0:1:1e-14" }, 0, "", "--over: 100,000,000,000,001 points; at most 100,000" },
        { { "a=1e300:2e300:1e299" }, 0, "--over a=1e300:2e300:1e299", "more than 15 digits" },
        { { "a=1:1000000000:1" }, 0, "", "--over: 1,000,000,000 points; at most 100,000" },
        { { "a=1:100001:1" }, 0, "", "--over: 100,001 points; at most 100,000 are possible" },
        { { "a=1:500:1", "b=1:500:1" }, 0, "", "--over: 250,000 points" },
        { { "a=1:100000000000000:1", "b=1:100000000000000:1" }, 0, "",
            "--over: more than 1,000,000,000,000,000,000 points" },
        { { "a=1,2", "a=3,4" }, 0, "--over a=3,4", "a is swept twice" },
        { { "a.b=1,2", "a.b.c=3,4" }, 0, "--over a.b.c=3,4", "a.b.c is a part of a.b" },
        { { "a.b.c=1,2", "a.b=3,4" }, 0, "--over a.b=3,4", "a.b.c is a part of a.b" },
        { { "seed=1,2" }, 0, "--over seed=1,2", "every point meets the same worlds" },
        { { "a=2008-02-30:2008-03-02:1" }, 0, "--over a=2008-02-30:2008-03-02:1",
            "FROM is \"2008-02-30\"; February 2008 has 29 days" },
        { { "a=2008-02-20:7:1" }, 0, "--over a=2008-02-20:7:1", "TO is \"7\"; a date is written" },
        { { "a=2008-02-20:2008-02-22:0.5" }, 0, "--over a=2008-02-20:2008-02-22:0.5",
            "the step is \"0.5\"; between dates it is a whole number of days" },
        { { "a=1,2" }, 5, "--over a=1,2", "--lhs draws from ranges: FROM:TO, or FROM:TO:STEP" },
        { { "a=2:1" }, 5, "--over a=2:1", "FROM is 2; it must be below TO, 1" },
        { { "a=2:2" }, 5, "--over a=2:2", "FROM is 2; it must be below TO, 2" },
        { { "a=100000000000000:100000000000001" }, 100, "--over a=100000000000000:100000000000001",
            "more than 15 digits" },
    };

    (void)state;
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct design design = { .n_axes = 0 };
        struct err err = { .status = OK };
        const int n = cases[k].overs[0] == NULL ? 0 : cases[k].overs[1] == NULL ? 1 : 2;

        if (design_init(&design, cases[k].overs, n, cases[k].cube, &err) != ERR_USAGE ||
            err.n_mistakes != 1 || strstr(err.mistakes[0].text, cases[k].text) == NULL) {
            fail_msg("%s: %d mistakes: \"%s\"; expected \"%s\"", n > 0 ? cases[k].overs[n - 1] : "",
                err.n_mistakes, err.mistakes[0].text, cases[k].text);
        }
        assert_string_equal(err.mistakes[0].where, cases[k].where);
        design_free(&design);
    }
}

static void
test_design_all_mistakes_are_told_at_once(void **state)
{
    static const char *const overs[] = { "a=1:0:1", "b=", "c=1,2", "seed=1" };
    struct design design = { .n_axes = 0 };
    struct err err = { .status = OK };

    (void)state;
    assert_int_equal(design_init(&design, overs, 4, 0, &err), ERR_USAGE);
    assert_int_equal(err.n_mistakes, 3);
    design_free(&design);
}

/* ---- Latin hypercubes ---- */

static void
test_design_each_slice_of_each_axis_holds_one_point(void **state)
{
    /* Lengths that the number of points divides, and that it does not. */
    static const char *const overs[] = { "a=0:1", "b=10:90", "c=-3:4", "d=0.1:0.7" };
    static const double low[] = { 0.0, 10.0, -3.0, 0.1 }, length[] = { 1.0, 80.0, 7.0, 0.6 };
    static const int64_t sizes[] = { 1, 2, 3, 7, 100, 999 };

    (void)state;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        const int n = (int)sizes[s];
        struct design design = { .n_axes = 0 };

        init(&design, overs, 4, n);
        assert_int_equal(design.n_points, n);
        for (int a = 0; a < 4; a++) {
            bool *taken = calloc((size_t)n, sizeof(*taken));

            assert_non_null(taken);
            for (int p = 0; p < n; p++) {
                const double u = (design_number(&design, p, a) - low[a]) / length[a];
                const int slice = (int)(u * (double)n + 1e-9);

                assert_true(slice >= 0 && slice < n && !taken[slice]);
                taken[slice] = true;
            }
            free(taken);
        }
        design_free(&design);
    }
}

static void
test_design_a_hypercube_is_a_function_of_seed_and_path_alone(void **state)
{
    static const char *const one[] = { "a=0:1" }, *const two[] = { "b=0:1", "a=0:1" };
    struct design first = { .n_axes = 0 }, second = { .n_axes = 0 }, third = { .n_axes = 0 };
    struct err err = { .status = OK };
    int differ = 0, same_place = 0;

    (void)state;
    init(&first, one, 1, 50);
    init(&second, two, 2, 50);
    assert_int_equal(design_init(&third, one, 1, 50, &err), OK);
    assert_int_equal(design_lay(&third, 8, &err), OK);
    for (int p = 0; p < 50; p++) {
        assert_int_equal(design_place(&first, p, 0), design_place(&second, p, 1));
        differ += design_place(&first, p, 0) != design_place(&third, p, 0);
        same_place += design_place(&second, p, 0) == design_place(&second, p, 1);
    }
    assert_true(differ > 40);
    assert_true(same_place < 10); /* axes are drawn apart from one another */
    design_free(&first);
    design_free(&second);
    design_free(&third);
}

static void
test_design_steps_of_a_hypercube_are_equally_often(void **state)
{
    /* Five values in 100 points: 20 slices each. Seven days: 100 / 7 = 14.3, so that 13 to 15
     * whole slices and parts of two lie within a day. */
    static const char *const overs[] = { "a=1:5:1", "b=2008-02-13:2008-02-19" };
    int fives[5] = { 0 }, days[7] = { 0 };
    struct design design = { .n_axes = 0 };
    char text[DESIGN_TEXT_MAX];

    (void)state;
    init(&design, overs, 2, 100);
    for (int p = 0; p < 100; p++) {
        fives[design_place(&design, p, 0)]++;
        days[design_place(&design, p, 1)]++;
        assert_int_equal(strlen(design_value(&design, p, 0, text)), 1);
        assert_memory_equal(design_value(&design, p, 1, text), "2008-02-1", 9);
    }
    for (int k = 0; k < 5; k++) {
        assert_int_equal(fives[k], 20);
    }
    for (int k = 0; k < 7; k++) {
        assert_in_range(days[k], 13, 16);
    }
    design_free(&design);
}

static void
test_design_permutations_are_equally_likely(void **state)
{
    /* Three points have 6 orders; in 6,000 seeds each comes 1,000 times, with a standard deviation
     * of sqrt(6000 x 1/6 x 5/6) = 28.9. */
    static const char *const over[] = { "a=0:3" };
    int orders[9] = { 0 };

    (void)state;
    for (uint64_t seed = 0; seed < 6000; seed++) {
        struct design design = { .n_axes = 0 };
        struct err err = { .status = OK };

        assert_int_equal(design_init(&design, over, 1, 3, &err), OK);
        assert_int_equal(design_lay(&design, seed, &err), OK);
        orders[3 * (int)design_number(&design, 0, 0) + (int)design_number(&design, 1, 0)]++;
        design_free(&design);
    }
    for (int k = 0; k < 9; k++) {
        assert_in_range(orders[k], k % 4 == 0 ? 0 : 856, k % 4 == 0 ? 0 : 1144);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design_values_are_the_decimals_that_were_meant),
        cmocka_unit_test(test_design_the_last_axis_varies_fastest),
        cmocka_unit_test(test_design_numbers_are_the_doubles_that_the_texts_read_to),
        cmocka_unit_test(test_design_refuses_what_is_no_design),
        cmocka_unit_test(test_design_all_mistakes_are_told_at_once),
        cmocka_unit_test(test_design_each_slice_of_each_axis_holds_one_point),
        cmocka_unit_test(test_design_a_hypercube_is_a_function_of_seed_and_path_alone),
        cmocka_unit_test(test_design_steps_of_a_hypercube_are_equally_often),
        cmocka_unit_test(test_design_permutations_are_equally_likely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
