/* Tables as spreadsheets save them: separators, quotes, lines and numbers. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

static const struct place start = { "x.csv", 1 };

/* All rows as "line:cell|cell" and a newline each; cells that begin on another line than their row
 * as "line:cell" too. */
static enum status
read_all(const char *bytes, char *text, size_t size, struct err *err)
{
    struct cells cells = { .parser = NULL };
    bool more = true;
    size_t used = 0;
    enum status status = cells_init(&cells, bytes, strlen(bytes), &start, err);

    text[0] = '\0';
    while (status == OK) {
        status = cells_next(&cells, &more, err);
        if (status != OK || !more) {
            break;
        }
        for (int k = 0; k < cells.n; k++) {
            const struct cell *cell = &cells.row[k];

            assert_int_equal(strlen(cell->text), cell->n);
            used += (size_t)snprintf(text + used, size - used, "%s", k > 0 ? "|" : "");
            if (k == 0 || cell->line != cells.row[0].line) {
                used += (size_t)snprintf(text + used, size - used, "%d:", cell->line);
            }
            used += (size_t)snprintf(text + used, size - used, "%s", cell->text);
        }
        used += (size_t)snprintf(text + used, size - used, "\n");
        assert_true(used < size);
    }
    cells_free(&cells);
    return status;
}

static void
test_cells_are_read_with_their_lines(void **state)
{
    static const struct {
        const char *bytes, *rows;
    } cases[] = {
        { "", "" },
        { "\n \r\n\n", "" },
        { "name", "1:name\n" },
        { "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
        { "a,b\n1,2", "1:a|b\n2:1|2\n" },
        { "a,b\r\n1,2\r\n3,4\r\n", "1:a|b\n2:1|2\n3:3|4\n" },
        { "a,b\r1,2\r3,4", "1:a|b\n2:1|2\n3:3|4\n" },
        { "\n\na,b\n\n\r\n1,2\n", "3:a|b\n6:1|2\n" },
        { "a,b\n,\n1,\n,2\n", "1:a|b\n2:|\n3:1|\n4:|2\n" },
        { " a , b b \n\"1 \" , 2\n", "1:a|b b\n2:1 |2\n" },
        { "a,b\n\"x, y\",\"the \"\"old\"\" state\"\n", "1:a|b\n2:x, y|the \"old\" state\n" },
        { "a,b,c\n\"one\ntwo\",2,\"x\r\ny\"\n3,,4\n",
            "1:a|b|c\n2:one\ntwo|3:2|3:x\r\ny\n5:3||4\n" },
        { "\"a\nb\",c\n1,2\n", "1:a\nb|2:c\n3:1|2\n" },
        { "a;b, and c\n0,5;x\n", "1:a|b, and c\n2:0,5|x\n" },
        { "a;b,c\n0,5;x\n", "1:a|b,c\n2:0,5|x\n" },
        { "\"a;b;c\",d\n1,2\n", "1:a;b;c|d\n2:1|2\n" },
        { "a\tb\n\t2\n1\t\n \"x\ty\"\t\n", "1:a|b\n2:|2\n3:1|\n4:x\ty|\n" },
        { "\xC3\xA9tat,b\n\xE2\x82\xAC,1\n", "1:\xC3\xA9tat|b\n2:\xE2\x82\xAC|1\n" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct err err = { .status = OK };
        char rows[256];

        assert_int_equal(read_all(cases[k].bytes, rows, sizeof(rows), &err), OK);
        assert_string_equal(rows, cases[k].rows);
    }
}

static void
test_cells_with_quotes_that_do_not_match_are_refused(void **state)
{
    static const struct {
        const char *bytes;
        int line;
        const char *words;
    } cases[] = {
        { "a,b\n1,the \"old\" state\n", 2, "a quote in the middle of a cell" },
        { "a,b\n\"x\ny\" z,2\n", 3, "a quote in the middle of a cell" },
        { "a,b\n1,2\n3,\"open\n4,5\n6,7\n", 3, "the quote that opens a cell here is never closed" },
        { "\"a,b\n1,2\n", 1, "never closed" },
        { "a,b\n1,\"2", 2, "never closed" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct err err = { .status = OK };
        char rows[256];

        assert_int_equal(read_all(cases[k].bytes, rows, sizeof(rows), &err), ERR_SCENARIO);
        assert_int_equal(err.n_mistakes, 1);
        assert_memory_equal(err.mistakes[0].where, "x.csv:", 6);
        assert_int_equal(err.mistakes[0].line, cases[k].line);
        assert_non_null(strstr(err.mistakes[0].text, cases[k].words));
    }
}

static void
test_cells_have_a_thousand_columns_at_most(void **state)
{
    char *bytes = calloc(2, CELLS_COLUMNS_MAX + 8), *rows = calloc(4, CELLS_COLUMNS_MAX);
    struct err err = { .status = OK };

    (void)state;
    assert_non_null(bytes);
    assert_non_null(rows);
    memset(bytes, ',', CELLS_COLUMNS_MAX - 1);
    strcpy(bytes + CELLS_COLUMNS_MAX - 1, "\n");
    assert_int_equal(read_all(bytes, rows, 4 * CELLS_COLUMNS_MAX, &err), OK);
    assert_int_equal(strlen(rows), CELLS_COLUMNS_MAX - 1 + strlen("1:\n"));
    memset(bytes, ',', CELLS_COLUMNS_MAX);
    strcpy(bytes + CELLS_COLUMNS_MAX, "\n");
    assert_int_equal(read_all(bytes, rows, 4 * CELLS_COLUMNS_MAX, &err), ERR_SCENARIO);
    assert_int_equal(err.mistakes[0].line, 1);
    assert_non_null(strstr(err.mistakes[0].text, "more than 1000 columns"));
    free(bytes);
    free(rows);
}

static void
test_cells_say_numbers_ranges_and_estimates(void **state)
{
    static const struct {
        const char *header, *cell;
        int n;
        double numbers[3];
        bool whole;
    } cases[] = {
        { "a,b", "40", 1, { 40 }, true },
        { "a,b", "-2.5", 1, { -2.5 }, false },
        { "a,b", "+3", 1, { 3 }, true },
        { "a,b", "-0", 1, { 0 }, true },
        { "a,b", "40.0", 1, { 40 }, false },
        { "a,b", "1e3", 1, { 1000 }, false },
        { "a,b", "2.5E-1", 1, { 0.25 }, false },
        { "a,b", "3957625367.2195907", 1, { 3957625367.2195907 }, false },
        { "a,b", "9007199254740993", 1, { 9007199254740992.0 }, false },
        { "a,b", "60..80", 2, { 60, 80 }, true },
        { "a,b", "60.5 .. 80.25", 2, { 60.5, 80.25 }, false },
        { "a,b", "85..95..100", 3, { 85, 95, 100 }, true },
        { "a,b", "-5..-1.5", 2, { -5, -1.5 }, false },
        { "a,b", "80..60", 2, { 80, 60 }, true },
        { "a;b", "0,5", 1, { 0.5 }, false },
        { "a;b", "60,5..80", 2, { 60.5, 80 }, true },
        { "a;b", "1,234", 1, { 1.234 }, false },
        { "a;b", "0.333", 1, { 0.333 }, false },
        { "a;b", "60.5", 1, { 60.5 }, false },
        { "a;b", "1234.500", 1, { 1234.5 }, false }, /* thousands come in threes */
        { "a;b", "1.0000", 1, { 1 }, false },
        { "a\tb", "0,5", 1, { 0.5 }, false },
        { "a\tb", "1.234", 1, { 1.234 }, false },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct cell cell = { cases[k].cell, strlen(cases[k].cell), 2 };
        struct cells cells = { .parser = NULL };
        struct err err = { .status = OK };
        double numbers[3] = { 0 };
        char why[CELLS_WHY_MAX] = "";
        bool whole = false;

        assert_int_equal(
            cells_init(&cells, cases[k].header, strlen(cases[k].header), &start, &err), OK);
        const int n = cells_numbers(&cells, &cell, numbers, &whole, why);
        if (n != cases[k].n) {
            fail_msg("%s: %d numbers: %s", cases[k].cell, n, why);
        }
        for (int i = 0; i < n; i++) {
            assert_same(numbers[i], cases[k].numbers[i]);
        }
        assert_int_equal(whole, cases[k].whole);
        cells_free(&cells);
    }
}

static void
test_cells_that_are_no_numbers_are_said_to_be_none(void **state)
{
    static const struct {
        const char *header, *cell, *why;
    } cases[] = {
        { "a,b", "12%", "\"12%\" is not a number; leave out the %: 12" },
        { "a,b", "1 000", "\"1 000\": a number has no separators of thousands; perhaps 1000" },
        { "a,b",
            "1\xC2\xA0"
            "000",
            "a number has no separators of thousands; perhaps 1000" },
        { "a,b", "0,5", "\"0,5\": a comma in a number, in a table whose cells are separated by" },
        { "a,b", "1,000.5", "a comma in a number" },
        { "a,b", "1.000.5", "digits on both sides of one decimal sign" },
        { "a;b", "1.000,5", "\"1.000,5\": a number has digits on both sides of one decimal sign" },
        { "a;b", "1.000",
            "\"1.000\" may be 1000 or 1 and a fraction; write the one without any "
            "sign, or the other with a decimal comma" },
        { "a;b", "100.000", "\"100.000\" may be 100000 or 100 and a fraction" },
        { "a\tb", "1,000", "with a decimal point" },
        { "a\tb", "-12,345", "\"-12,345\" may be 12345 or 12 and a fraction" },
        { "a,b", ".5", "digits on both sides" },
        { "a,b", "5.", "digits on both sides" },
        { "a,b", "n/a",
            "\"n/a\" is not a number; a cell is 40, a range 60..80, an estimate 85..95..100, "
            "or empty when nothing is given" },
        { "a,b", "..", "\"..\" is not a number" },
        { "a,b", "60..", "\"60..\"" },
        { "a,b", "..60", "\"..60\"" },
        { "a,b", "1..2..3..4", "\"1..2..3..4\"" },
        { "a,b", "60-80", "\"60-80\" is not a number; a cell is 40, a range 60..80" },
        { "a,b", "(60, 80)", "is not a number; a cell is 40" },
        { "a,b", "0x10", "is not a number" },
        { "a,b", "inf", "is not a number" },
        { "a,b", "nan", "is not a number" },
        { "a,b", "1e", "is not a number" },
        { "a,b", "-", "is not a number" },
        { "a,b", "1e309", "\"1e309\" is too large" },
        { "a,b", "1e-400", "\"1e-400\" is too small" },
        { "a,b", "12345678901234567890123456789012345678901234567890123456789012345",
            "is not a number" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct cell cell = { cases[k].cell, strlen(cases[k].cell), 2 };
        struct cells cells = { .parser = NULL };
        struct err err = { .status = OK };
        double numbers[3];
        char why[CELLS_WHY_MAX] = "";
        bool whole = false;

        assert_int_equal(
            cells_init(&cells, cases[k].header, strlen(cases[k].header), &start, &err), OK);
        assert_int_equal(cells_numbers(&cells, &cell, numbers, &whole, why), 0);
        if (strstr(why, cases[k].why) == NULL) {
            fail_msg("%s: %s\nexpected: %s", cases[k].cell, why, cases[k].why);
        }
        cells_free(&cells);
    }
}

static void
test_cells_of_a_table_have_one_decimal_sign(void **state)
{
    const struct cell comma = { "0,5", 3, 2 }, point = { "60.5", 4, 3 }, whole_one = { "7", 1, 4 };
    struct cells cells = { .parser = NULL };
    struct err err = { .status = OK };
    double numbers[3];
    char why[CELLS_WHY_MAX] = "";
    bool whole = false;

    (void)state;
    assert_int_equal(cells_init(&cells, "a;b", 3, &start, &err), OK);
    assert_int_equal(cells_numbers(&cells, &comma, numbers, &whole, why), 1);
    assert_int_equal(cells_numbers(&cells, &point, numbers, &whole, why), 0);
    assert_string_equal(why,
        "\"60.5\" has a decimal point, but the number on line 2 a decimal comma; a table has one "
        "or the other");
    assert_int_equal(cells_numbers(&cells, &whole_one, numbers, &whole, why), 1);
    assert_int_equal(cells_numbers(&cells, &comma, numbers, &whole, why), 1);
    cells_free(&cells);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_read_with_their_lines),
        cmocka_unit_test(test_cells_with_quotes_that_do_not_match_are_refused),
        cmocka_unit_test(test_cells_have_a_thousand_columns_at_most),
        cmocka_unit_test(test_cells_say_numbers_ranges_and_estimates),
        cmocka_unit_test(test_cells_that_are_no_numbers_are_said_to_be_none),
        cmocka_unit_test(test_cells_of_a_table_have_one_decimal_sign),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
