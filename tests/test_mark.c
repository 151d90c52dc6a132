/* A line with a caret: columns, tabs, wide characters, long lines. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "mark.h"
#include "phrase.h"

/* The mark of the one byte '@' in a text. */
static struct mark
mark_of(const char *bytes, int line)
{
    struct marks marks = { 0 };

    mark_add(&marks, bytes, strlen(bytes), strcspn(bytes, "@"), line, "this");
    assert_int_equal(marks.n, 1);
    return marks.list[0];
}

static void
test_mark_add_copies_the_line_and_finds_the_column(void **state)
{
    static const struct {
        const char *bytes;
        int column, caret;
        const char *text;
    } cases[] = {
        { "@", 1, 0, "@" },
        { "a = 1;\n  b @= 2;\r\nc = 3;", 5, 4, "  b @= 2;" },
        { "a = 1;\rb = @", 5, 4, "b = @" },
        { "a = 1;\n@", 1, 0, "@" },
        /* A tab goes to the next stop of 4 columns; the column of the file counts it as one. */
        { "\tx\t= @1;", 6, 10, "    x   = @1;" },
        /* Two characters of two bytes, one of three. */
        { "\xC3\x84\xC3\x96\xE4\xB8\xAD@", 4, 7, "\xC3\x84\xC3\x96\xE4\xB8\xAD@" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct mark mark = mark_of(cases[k].bytes, 7);

        assert_int_equal(mark.line, 7);
        assert_string_equal(mark.text, cases[k].text);
        assert_int_equal(mark.column, cases[k].column);
        assert_int_equal(mark.caret, cases[k].caret);
        assert_string_equal(mark.note, "this");
    }
}

/* Wherever the caret stands in a line of any characters, the place is seen, the caret is under it,
 * and the text is no wider than it may be. */
static void
test_mark_add_cuts_long_lines_around_the_caret(void **state)
{
    static const char *const fillings[] = { "x", "\t", "\xC3\xA9", "\xE4\xB8\xAD",
        "\xF0\x9F\x8F\x9B", "ab\xE4\xB8\xAD" };

    (void)state;
    for (size_t f = 0; f < sizeof(fillings) / sizeof(fillings[0]); f++) {
        for (int before = 0; before < 150; before++) {
            char line[2000] = "";
            struct mark mark;

            for (int k = 0; k < 150; k++) {
                strcat(line, k == before ? "@" : fillings[f]);
            }
            mark = mark_of(line, 1);
            assert_int_equal(mark.text[mark.caret], '@');
            assert_in_range(phrase_width(mark.text), 1, MARK_COLUMNS);
            assert_true(before < 50 || strncmp(mark.text, "...", 3) == 0);
            assert_true(before > 100 || strcmp(mark.text + strlen(mark.text) - 3, "...") == 0);
        }
    }
}

static void
test_mark_add_leaves_lines_that_fit_alone(void **state)
{
    char line[MARK_COLUMNS + 1];
    struct mark mark;

    (void)state;
    memset(line, 'x', sizeof(line));
    line[MARK_COLUMNS - 1] = '@';
    line[MARK_COLUMNS] = '\0';
    mark = mark_of(line, 1);
    assert_string_equal(mark.text, line);
}

static void
test_mark_add_takes_a_few_different_places(void **state)
{
    struct marks marks = { 0 };

    (void)state;
    mark_add(&marks, "abc", 3, 0, 1, "first");
    mark_add(&marks, "abc", 3, 0, 1, "the same again");
    assert_int_equal(marks.n, 1);
    for (size_t k = 0; k < 6; k++) {
        mark_add(&marks, "abcdef", 6, k, 2, "others");
    }
    assert_int_equal(marks.n, MARKS_MAX);
    assert_string_equal(marks.list[0].note, "first");
    mark_add(&(struct marks){ 0 }, "", 0, 0, 1, "");
}

/* Two places of a long line are shown under the same piece of it where that shows both. */
static void
test_mark_add_shows_one_piece_of_a_line_for_near_places(void **state)
{
    struct marks marks = { 0 };
    char line[301];

    (void)state;
    memset(line, 'x', 300);
    line[300] = '\0';
    line[150] = 'a';
    line[160] = 'b';
    line[290] = 'c';
    mark_add(&marks, line, 300, 150, 1, "a");
    mark_add(&marks, line, 300, 160, 1, "b");
    mark_add(&marks, line, 300, 290, 1, "c");
    assert_int_equal(marks.n, 3);
    assert_string_equal(marks.list[1].text, marks.list[0].text);
    assert_int_equal(marks.list[1].caret, marks.list[0].caret + 10);
    for (int k = 0; k < 3; k++) {
        assert_int_equal(marks.list[k].text[marks.list[k].caret], "abc"[k]);
    }
}

static void
test_mark_add_word_looks_on_its_line_only(void **state)
{
    const char *text = "ann\r\n  bob ann\n\n  cid\n";
    struct marks marks = { 0 };

    (void)state;
    mark_add_word(&marks, text, strlen(text), 2, "ann", "here");
    mark_add_word(&marks, text, strlen(text), 4, "ann", "not here");
    mark_add_word(&marks, text, strlen(text), 9, "ann", "no such line");
    assert_int_equal(marks.n, 2);
    assert_int_equal(marks.list[0].line, 2);
    assert_int_equal(marks.list[0].column, 7);
    assert_string_equal(marks.list[0].text, "  bob ann");
    assert_int_equal(marks.list[1].line, 4);
    assert_int_equal(marks.list[1].column, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mark_add_copies_the_line_and_finds_the_column),
        cmocka_unit_test(test_mark_add_cuts_long_lines_around_the_caret),
        cmocka_unit_test(test_mark_add_leaves_lines_that_fit_alone),
        cmocka_unit_test(test_mark_add_takes_a_few_different_places),
        cmocka_unit_test(test_mark_add_shows_one_piece_of_a_line_for_near_places),
        cmocka_unit_test(test_mark_add_word_looks_on_its_line_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
