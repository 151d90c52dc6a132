/* What err.h promises: one message a mistake, the gravest status, suggestions. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "err.h"

static void
test_err_add_returns_the_status_and_keeps_where_and_text(void **state)
{
    const struct place place = { "water.cfg", 14 };
    struct err err = { .status = OK };

    (void)state;
    assert_int_equal(err_add(&err, ERR_SCENARIO, &place, "rate is %g; it must be below %d", 1.5, 1),
        ERR_SCENARIO);
    assert_int_equal(err.status, ERR_SCENARIO);
    assert_int_equal(err.n_mistakes, 1);
    assert_string_equal(err.mistakes[0].where, "water.cfg:14");
    assert_int_equal(err.mistakes[0].line, 14);
    assert_string_equal(err.mistakes[0].text, "rate is 1.5; it must be below 1");
}

static void
test_err_add_without_a_place_has_no_where(void **state)
{
    struct err err = { .status = OK };

    (void)state;
    err_add(&err, ERR_RUN, NULL, "no");
    assert_string_equal(err.mistakes[0].where, "");
    assert_int_equal(err.mistakes[0].line, 0);
}

static void
test_err_add_on_the_command_line_is_a_usage_mistake(void **state)
{
    const struct place place = { "--set a=1", 0 };
    struct err err = { .status = OK };

    (void)state;
    assert_int_equal(err_add(&err, ERR_SCENARIO, &place, "no"), ERR_USAGE);
    assert_int_equal(err.status, ERR_USAGE);
    assert_string_equal(err.mistakes[0].where, "--set a=1");
    assert_int_equal(err_add(&err, ERR_IO, &place, "no file"), ERR_IO);
}

static void
test_err_status_is_the_gravest(void **state)
{
    static const enum status rising[] = { ERR_SCENARIO, ERR_USAGE, ERR_IO, ERR_RUN, ERR_MEMORY };
    struct err err = { .status = OK };

    (void)state;
    for (int k = 0; k < 5; k++) {
        err_add(&err, rising[k], NULL, "grave %d", k);
        assert_int_equal(err.status, rising[k]);
        err_add(&err, ERR_SCENARIO, NULL, "light %d", k);
        assert_int_equal(err.status, rising[k]);
    }
}

static void
test_err_add_records_the_same_text_at_the_same_place_once(void **state)
{
    const struct place here = { "a.cfg", 1 }, there = { "a.cfg", 2 };
    struct err err = { .status = OK };

    (void)state;
    err_add(&err, ERR_SCENARIO, &here, "wrong");
    err_add(&err, ERR_SCENARIO, &here, "wrong");
    assert_int_equal(err.n_mistakes, 1);
    err_add(&err, ERR_SCENARIO, &there, "wrong");
    err_add(&err, ERR_SCENARIO, &here, "also wrong");
    assert_int_equal(err.n_mistakes, 3);
}

static void
test_err_counts_on_beyond_what_it_keeps(void **state)
{
    struct err err = { .status = OK };

    (void)state;
    for (int k = 0; k < 50; k++) {
        err_add(&err, ERR_SCENARIO, NULL, "mistake %d", k);
        err_remark(&err, NULL, "remark %d", k);
    }
    assert_int_equal(err.n_mistakes, 50);
    assert_int_equal(err.n_remarks, 50);
    assert_string_equal(err.mistakes[ERR_FINDINGS_MAX - 1].text, "mistake 19");
    assert_string_equal(err.remarks[ERR_FINDINGS_MAX - 1].text, "remark 19");
}

static void
test_err_remark_leaves_the_status_alone(void **state)
{
    const struct place place = { "a.cfg", 3 };
    struct err err = { .status = OK };

    (void)state;
    err_remark(&err, &place, "odd");
    assert_int_equal(err.status, OK);
    assert_int_equal(err.n_mistakes, 0);
    assert_string_equal(err.remarks[0].where, "a.cfg:3");
}

static void
test_err_cuts_long_texts_at_a_whole_character(void **state)
{
    char text[2000];
    struct err err = { .status = OK };
    size_t n = 0;

    (void)state;
    for (size_t k = 0; k + 1 < sizeof(text); k++) {
        text[k] = k % 2 == 0 ? '\xC3' : '\xA9'; /* e with an acute accent */
    }
    text[sizeof(text) - 1] = '\0';
    err_add(&err, ERR_SCENARIO, NULL, "%s", text);
    n = strlen(err.mistakes[0].text);
    assert_in_range(n, ERR_TEXT_MAX - 4, ERR_TEXT_MAX - 1);
    assert_string_equal(err.mistakes[0].text + n - 3, "...");
    assert_int_equal((n - 3) % 2, 0);
}

static void
test_err_keeps_the_end_of_a_long_file_name_and_its_line(void **state)
{
    char name[400];
    const struct place place = { name, 123 };
    struct err err = { .status = OK };
    const char *where = err.mistakes[0].where;

    (void)state;
    memset(name, 'x', sizeof(name));
    strcpy(name + sizeof(name) - 8, "/my.cfg");
    err_add(&err, ERR_SCENARIO, &place, "wrong");
    assert_int_equal(strlen(where), sizeof(err.mistakes[0].where) - 1);
    assert_memory_equal(where, "...", 3);
    assert_string_equal(where + strlen(where) - 11, "/my.cfg:123");
}

static void
test_err_hands_no_control_character_and_no_stray_byte_on(void **state)
{
    const struct place place = { "a\x1b[31m\n\xE9.cfg", 3 };
    struct err err = { .status = OK };

    (void)state;
    err_add(&err, ERR_SCENARIO, &place, "\"a\tb\rc\x07\x7F\xE9\xC3\xA9\" is\nnot it");
    assert_string_equal(err.mistakes[0].where, "a?[31m??.cfg:3");
    assert_string_equal(err.mistakes[0].text, "\"a b c???\xC3\xA9\" is\nnot it");
}

static void
test_err_memory_is_said_once(void **state)
{
    struct err err = { .status = OK };

    (void)state;
    assert_int_equal(err_memory(&err), ERR_MEMORY);
    assert_int_equal(err_memory(&err), ERR_MEMORY);
    assert_int_equal(err.n_mistakes, 1);
}

static void
test_err_exit_gives_the_documented_statuses(void **state)
{
    (void)state;
    assert_int_equal(err_exit(OK), 0);
    assert_int_equal(err_exit(ERR_MEMORY), 1);
    assert_int_equal(err_exit(ERR_RUN), 1);
    assert_int_equal(err_exit(ERR_USAGE), 2);
    assert_int_equal(err_exit(ERR_SCENARIO), 3);
    assert_int_equal(err_exit(ERR_IO), 4);
    assert_int_equal(err_exit(ERR_INTERRUPT), 130);
}

static void
test_err_sort_orders_by_file_and_line(void **state)
{
    static const struct {
        const char *file;
        int line;
    } places[] = { { "b.cfg", 2 }, { "b.cfg", 10 }, { "a.cfg", 30 }, { "b.cfg", 2 }, { NULL, 0 } };
    static const char *const expected[] = { "4", "2", "0", "3", "1" };
    struct err err = { .status = OK };

    (void)state;
    for (int k = 0; k < 5; k++) {
        const struct place place = { places[k].file, places[k].line };

        err_add(&err, ERR_SCENARIO, &place, "%d", k);
    }
    err_sort(&err);
    for (int k = 0; k < 5; k++) {
        assert_string_equal(err.mistakes[k].text, expected[k]);
    }
}

static void
test_err_nearest_suggests_what_was_meant(void **state)
{
    static const char *const words[] = { "position", "salience", "stubbornness", "limits", "source",
        "note", "as_of" };
    static const struct {
        const char *wrong, *meant;
    } cases[] = {
        { "sallience", "salience" }, /* one letter too many */
        { "slaience", "salience" },  /* two swapped */
        { "Salience", "salience" },  /* the wrong case */
        { "limit", "limits" },       /* one too few */
        { "noet", "note" },
        { "capability", NULL }, /* nothing is near */
        { "x", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const char *nearest = err_nearest(cases[k].wrong, words, 7);

        if (cases[k].meant == NULL) {
            assert_null(nearest);
        } else {
            assert_non_null(nearest);
            assert_string_equal(nearest, cases[k].meant);
        }
    }
}

static void
test_err_nearest_takes_no_more_than_a_third(void **state)
{
    static const char *const words[] = { "abcdef" };
    char long_word[300];

    (void)state;
    assert_non_null(err_nearest("abcdxy", words, 1)); /* 2 of 6 */
    assert_null(err_nearest("abcxyz", words, 1));     /* 3 of 6 */
    assert_null(err_nearest("abcdef", words, 0));
    memset(long_word, 'a', sizeof(long_word));
    long_word[sizeof(long_word) - 1] = '\0';
    assert_null(err_nearest(long_word, words, 1));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_err_add_returns_the_status_and_keeps_where_and_text),
        cmocka_unit_test(test_err_add_without_a_place_has_no_where),
        cmocka_unit_test(test_err_add_on_the_command_line_is_a_usage_mistake),
        cmocka_unit_test(test_err_status_is_the_gravest),
        cmocka_unit_test(test_err_add_records_the_same_text_at_the_same_place_once),
        cmocka_unit_test(test_err_counts_on_beyond_what_it_keeps),
        cmocka_unit_test(test_err_remark_leaves_the_status_alone),
        cmocka_unit_test(test_err_cuts_long_texts_at_a_whole_character),
        cmocka_unit_test(test_err_keeps_the_end_of_a_long_file_name_and_its_line),
        cmocka_unit_test(test_err_hands_no_control_character_and_no_stray_byte_on),
        cmocka_unit_test(test_err_memory_is_said_once),
        cmocka_unit_test(test_err_exit_gives_the_documented_statuses),
        cmocka_unit_test(test_err_sort_orders_by_file_and_line),
        cmocka_unit_test(test_err_nearest_suggests_what_was_meant),
        cmocka_unit_test(test_err_nearest_takes_no_more_than_a_third),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
