/* What a study of sensitivity varies. */
#include "support.h"

#include <string.h>

#include "factors.h"
#include "play.h"

#define HEAD \
    "start = \"2008-01-01\"; end = \"2008-12-31\";\n" \
    "issues = ( { name = \"price\"; low = 0; high = 100; } );\n"
#define ACTOR(name, position, salience) \
    "{ name = \"" name "\"; capability = 1; price = { position = " position \
    "; salience = " salience "; }; }"

static void
factors_open(struct factors *self, struct play *play, struct arena *arena, const char *text)
{
    play_text(play, text, 0);
    assert_int_equal(play->status, OK);
    assert_int_equal(factors_init(self, &play->scenario, arena, &play->err), OK);
}

static void
test_factors_are_numbers_in_order_of_path_whatever_that_of_the_file(void **state)
{
    const char *const texts[] = {
        HEAD "actors = ( " ACTOR("zoe", "(1, 2)", "5") ", " ACTOR("ann", "(3, 4)", "(5, 6)") " );",
        HEAD "actors = ( " ACTOR("ann", "(3, 4)", "(5, 6)") ", " ACTOR("zoe", "(1, 2)", "5") " );",
    };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct arena arena = { 0 };
        struct factors factors;
        struct play play;
        factors_open(&factors, &play, &arena, texts[k]);
        assert_int_equal(factors.n, 3);
        assert_string_equal(factors.names[0], "actors.ann.price.position");
        assert_string_equal(factors.names[1], "actors.ann.price.salience");
        assert_string_equal(factors.names[2], "actors.zoe.price.position");
        assert_string_equal(factors.names[3], "chance");
        for (int n = 0; n < 3; n++) {
            assert_string_equal(play.scenario.uncertain[factors.numbers[n]].path, factors.names[n]);
            assert_int_equal(factors.of[n], n);
        }
        arena_free(&arena);
        play_free(&play);
    }
}

/* a - b and b - c make one factor of the three, although a and c are not tied; a rank of 0 ties
 * nothing. */
static void
test_factors_hold_all_that_is_correlated_also_through_others(void **state)
{
    struct arena arena = { 0 };
    struct factors factors;
    struct play play;

    (void)state;
    factors_open(&factors, &play, &arena,
        HEAD "actors = ( " ACTOR("c", "(1, 2)", "5") ", " ACTOR("b", "(3, 4)", "(5, 6)") ", " ACTOR(
            "a", "(3, 4)", "(5, 6)") " );\n"
                                     "correlate = (\n"
                                     "  { of = ( \"actors.c.price.position\", "
                                     "\"actors.b.price.position\" ); rank = 0.5; },\n"
                                     "  { of = ( \"actors.a.price.position\", "
                                     "\"actors.b.price.position\" ); rank = -0.5; },\n"
                                     "  { of = ( \"actors.a.price.salience\", "
                                     "\"actors.b.price.salience\" ); rank = 0; } );");
    assert_int_equal(factors.n_numbers, 5);
    assert_int_equal(factors.n, 3);
    assert_string_equal(factors.names[0],
        "actors.a.price.position + actors.b.price.position + actors.c.price.position");
    assert_int_equal(factors.sizes[0], 3);
    assert_string_equal(factors.names[1], "actors.a.price.salience");
    assert_string_equal(factors.names[2], "actors.b.price.salience");
    assert_int_equal(factors.sizes[2], 1);
    assert_int_equal(factors.of[0], 0);
    assert_int_equal(factors.of[1], 1);
    assert_int_equal(factors.of[2], 0);
    assert_int_equal(factors.of[4], 0);
    arena_free(&arena);
    play_free(&play);
}

static void
test_factors_without_uncertain_numbers_are_chance_alone(void **state)
{
    struct arena arena = { 0 };
    struct factors factors;
    struct play play;

    (void)state;
    factors_open(&factors, &play, &arena, HEAD "actors = ( " ACTOR("ann", "3", "5") " );");
    assert_int_equal(factors.n, 0);
    assert_string_equal(factors.names[0], "chance");
    arena_free(&arena);
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factors_are_numbers_in_order_of_path_whatever_that_of_the_file),
        cmocka_unit_test(test_factors_hold_all_that_is_correlated_also_through_others),
        cmocka_unit_test(test_factors_without_uncertain_numbers_are_chance_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
