/* What people see: numbers and days in words, bars, the page of a run, mistakes, chances by day. */
#include "support.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chances.h"
#include "chart.h"
#include "date.h"
#include "phrase.h"
#include "play.h"
#include "screen.h"

#define CASES "tests/cases/good/"

/* ---- words and numbers ---- */

static void
test_screen_counts_have_commas(void **state)
{
    char text[PHRASE_MAX];

    (void)state;
    assert_string_equal(phrase_count(0, text), "0");
    assert_string_equal(phrase_count(999, text), "999");
    assert_string_equal(phrase_count(1000, text), "1,000");
    assert_string_equal(phrase_count(1000000000, text), "1,000,000,000");
    assert_string_equal(phrase_count(-1234, text), "-1,234");
    assert_string_equal(phrase_plural(1, "mistake", text), "1 mistake");
    assert_string_equal(phrase_plural(5, "mistake", text), "5 mistakes");
    assert_string_equal(phrase_plural(0, "actor", text), "0 actors");
    assert_string_equal(phrase_few(4, text), "four");
    assert_string_equal(phrase_few(13, text), "13");
}

static void
test_screen_shares_never_read_as_never_or_always(void **state)
{
    const struct {
        int64_t happened, runs;
        const char *text;
    } cases[] = {
        { 0, 10000, "0%" },
        { 10000, 10000, "100%" },
        { 3, 10000, "0.03%" },
        { 9997, 10000, "99.97%" },
        { 1, 1000000000, "0.0000001%" },
        { 999999999, 1000000000, "99.9999999%" },
        { 4700, 10000, "47%" },
        { 210, 10000, "2.1%" },
        { 21, 1000, "2%" }, /* 0.8 points open on either side: no decimals */
        { 999, 10000, "10%" },
        { 94, 200, "47%" },
        { 1, 1, "100%" },
        { 9949, 10000, "99.5%" },
        { 9900, 10000, "99%" },
        { 3400, 1000000, "0.34%" },
        { 1459000, 2000000, "73.0%" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char text[PHRASE_MAX];
        assert_string_equal(phrase_share(cases[k].happened, cases[k].runs, text), cases[k].text);
    }
}

static void
test_screen_values_have_the_digits_of_their_scale(void **state)
{
    char text[PHRASE_MAX];

    (void)state;
    assert_string_equal(phrase_value(59.6, 100.0, text), "60");
    assert_string_equal(phrase_value(1234.4, 1800.0, text), "1,234");
    assert_string_equal(phrase_value(3.04, 10.0, text), "3.0");
    assert_string_equal(phrase_value(0.354, 1.0, text), "0.35");
    assert_string_equal(phrase_value(-0.2, 100.0, text), "0");
    assert_string_equal(phrase_value(-12.0, 100.0, text), "-12");
    assert_string_equal(phrase_value(0.9999, 1.0, text), "1.00");
    assert_string_equal(phrase_value(1e20, 1e21, text), "1e+20");
}

static void
test_screen_numbers_have_the_digits_that_their_interval_leaves(void **state)
{
    static const struct {
        double x, uncertainty;
        const char *number, *with_sign;
    } cases[] = { { 35.7, 1.0, "36", "+36" }, { -35.7, 0.2, "-35.7", "-35.7" },
        { 0.04, 0.2, "0.0", "0.0" }, { -0.04, 0.2, "0.0", "0.0" }, { -0.4, 3.0, "0", "0" },
        { 12345.6, 20.0, "12,346", "+12,346" }, { 0.0961, 0.0012, "0.096", "+0.096" },
        { 1e-9, 1e-9, "0.000000", "0.000000" }, { 2.5, 0.0, "2.5", "+2.5" },
        { -0.0, 0.0, "0", "0" }, { 0.25, (double)NAN, "0.25", "+0.25" },
        { 1e20, 1e19, "1e+20", "+1e+20" } };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char text[PHRASE_MAX];

        assert_string_equal(phrase_number(cases[k].x, cases[k].uncertainty, text), cases[k].number);
        assert_string_equal(
            phrase_signed(cases[k].x, cases[k].uncertainty, text), cases[k].with_sign);
    }
}

static void
test_screen_narrow_numbers_keep_the_digits_that_fit(void **state)
{
    static const struct {
        double x, uncertainty;
        const char *number, *with_sign;
    } cases[] = { { 56.057223, 5e-6, "56.057", "+56.06" }, { -3.7e-5, 5e-6, "-4e-05", "-4e-05" },
        { 0.0123456, 1e-6, "0.0123", "+0.012" }, { 35.7, 1.0, "36", "+36" },
        { 1e-9, 1e-6, "0.0000", "0.0000" }, { 0.0, 1e-6, "0.0000", "0.0000" },
        { 1234567.4, 0.01, "1,234,567", "+1.23e+06" }, { 123456.7, 10.0, "123,457", "+123,457" },
        { 1234567890.0, 10.0, "1.23e+09", "+1.23e+09" }, { 2.5, (double)NAN, "2.5", "+2.5" } };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char text[PHRASE_MAX];

        assert_string_equal(
            phrase_narrow(cases[k].x, cases[k].uncertainty, false, 6, text), cases[k].number);
        assert_string_equal(
            phrase_narrow(cases[k].x, cases[k].uncertainty, true, 6, text), cases[k].with_sign);
    }
}

static void
test_screen_words_are_those_of_icd_203(void **state)
{
    const char *words = NULL;
    double low = 0.0, high = 0.0, before = 0.0;
    int n = 0;

    (void)state;
    assert_string_equal(screen_words(0.0), "in no run");
    assert_string_equal(screen_words(0.0001), "almost no chance");
    assert_string_equal(screen_words(0.05), "very unlikely");
    assert_string_equal(screen_words(0.2), "unlikely");
    assert_string_equal(screen_words(0.47), "roughly even");
    assert_string_equal(screen_words(0.55), "likely");
    assert_string_equal(screen_words(0.8), "very likely");
    assert_string_equal(screen_words(0.999), "almost certain");
    assert_string_equal(screen_words(1.0), "in every run");
    for (; screen_words_at(n, &words, &low, &high); n++) {
        assert_same(low, before);
        before = high;
    }
    assert_int_equal(n, 7);
    assert_same(before, 1.0);
}

static void
test_screen_periods_name_the_year_once(void **state)
{
    char text[2 * PHRASE_MAX];

    (void)state;
    assert_string_equal(phrase_period(date_day(2008, 2, 13), date_day(2008, 12, 31), text),
        "13 February to 31 December 2008");
    assert_string_equal(phrase_period(date_day(2008, 2, 13), date_day(2009, 1, 1), text),
        "13 February 2008 to 1 January 2009");
    assert_string_equal(phrase_day(date_day(2008, 2, 17), false, text), "17 Feb");
    assert_string_equal(phrase_day(date_day(2008, 2, 3), true, text), "3 Feb 2008");
    assert_string_equal(phrase_day(date_day(800, 12, 25), false, text), "25 Dec");
    assert_string_equal(phrase_day(date_day(9, 9, 11), false, text), "11 Sep");
    assert_true(strncmp(phrase_period(date_day(9, 9, 1), date_day(9, 9, 11), text),
                    "1 September to 11 September ", 28) == 0);
}

/* ---- what is written to a stream ---- */

struct page {
    char *text;
    size_t size;
    FILE *out;
};

static void
page_open(struct page *self)
{
    self->out = open_memstream(&self->text, &self->size);
    assert_non_null(self->out);
}

static const char *
page_text(struct page *self)
{
    assert_int_equal(fclose(self->out), 0);
    return self->text;
}

static void
test_screen_labels_are_cut_by_characters(void **state)
{
    struct page page;

    (void)state;
    page_open(&page);
    phrase_fit(page.out, "\xC4\x8C\xC5\xA1\xC5\xBE", 5);
    (void)fputc('|', page.out);
    phrase_fit(page.out, "\xC4\x8C\xC5\xA1\xC5\xBE\xC4\x8C\xC5\xA1\xC5\xBE", 5);
    assert_string_equal(page_text(&page), "\xC4\x8C\xC5\xA1\xC5\xBE  |\xC4\x8C\xC5\xA1...");
    free(page.text);
}

static void
test_screen_long_texts_are_wrapped_between_words(void **state)
{
    struct page page;

    (void)state;
    page_open(&page);
    phrase_wrap(page.out, "one two three four", 4, 2, 12);
    phrase_wrap(page.out, "unbreakableword x", 0, 0, 5);
    phrase_wrap(page.out, "where: unbreakableword", 0, 2, 10);
    phrase_wrap(page.out, "\u6771\u4EAC\u306E\u4F1A\u8B70", 3, 2, 7);
    phrase_wrap(page.out, "\u6771\u4EAC", 4, 4, 4);
    assert_string_equal(page_text(&page), "one two\n  three four\n"
                                          "unbre\nakabl\neword\nx\n"
                                          "where:\n  unbreaka\n  bleword\n"
                                          "\n  \u6771\u4EAC\n  \u306E\u4F1A\n  \u8B70\n"
                                          "\u6771\n    \u4EAC\n");
    free(page.text);
}

static void
test_screen_wide_characters_take_two_columns(void **state)
{
    struct page page;

    (void)state;
    assert_int_equal(phrase_width("\u6771\u4EAC"), 4);
    assert_int_equal(phrase_width("\uD55C\uAD6D"), 4);
    assert_int_equal(phrase_width("\uFF21"), 2);
    assert_int_equal(phrase_width("\U0001F54A"), 2);
    assert_int_equal(phrase_width("\U00020000"), 2);
    assert_int_equal(phrase_width("e\u0301"), 1);
    assert_int_equal(phrase_width("a\u200Bb"), 2);
    assert_int_equal(phrase_width("\u2764\uFE0F"), 1);
    assert_int_equal(phrase_width("\u0436\u20AC\u2588"), 3);
    page_open(&page);
    phrase_fit(page.out, "\u6771\u4EAC", 6);
    (void)fputc('|', page.out);
    phrase_fit(page.out, "\u6771\u4EAC\u306E", 5); /* a half of a character is a blank */
    (void)fputc('|', page.out);
    phrase_fit(page.out, "\u6771\u4EAC\u306E", 4);
    (void)fputc('|', page.out);
    phrase_fit(page.out, "e\u0301e\u0301e\u0301e\u0301e\u0301", 4);
    (void)fputc('|', page.out);
    phrase_fit(page.out, "abc", 2);
    assert_string_equal(page_text(&page), "\u6771\u4EAC  |\u6771...|... |e\u0301...|..");
    free(page.text);
}

static void
test_screen_bars_show_the_smallest_share(void **state)
{
    const int64_t counts[] = { 0, 1, 1000, 500 };
    struct page page;

    (void)state;
    page_open(&page);
    chart_bar(page.out, 0.5, 4, false);
    chart_bar(page.out, 0.0001, 2, false);
    chart_bar(page.out, 0.0, 1, false);
    chart_bar(page.out, 1.0, 2, true);
    chart_bar(page.out, 0.0001, 1, true);
    chart_spark(page.out, counts, 4, false);
    chart_spark(page.out, counts, 4, true);
    assert_string_equal(page_text(&page),
        "##  #  \xE2\x96\x88\xE2\x96\x88\xE2\x96\x8F .@= \xE2\x96\x81\xE2\x96\x88\xE2\x96\x84");
    free(page.text);
}

/* ---- days put together ---- */

static void
test_screen_days_that_hold_a_tenth_stand_alone(void **state)
{
    int64_t counts[323] = { 0 }; /* 13 February to 31 December 2008 */
    struct chart_row rows[CHART_ROWS_MAX];
    int64_t all = 0;
    int n = 0;

    (void)state;
    for (int day = 1; day < 323; day++) {
        counts[day] = 1;
    }
    counts[4] = 500; /* Sunday 17 February */
    counts[5] = 160;
    n = chart_days(counts, 323, date_day(2008, 2, 13), 1000, 9, rows);
    assert_int_equal(n, 9);
    assert_string_equal(rows[1].label, "Sun 17 Feb");
    assert_int_equal(rows[1].count, 500);
    assert_string_equal(rows[2].label, "Mon 18 Feb");
    assert_true(rows[2].alone && !rows[3].alone);
    for (int k = 0; k < n; k++) {
        all += rows[k].count;
        assert_true(k == 0 || rows[k].first == rows[k - 1].last + 1);
    }
    assert_int_equal(all, 320 + 500 + 160);
    assert_int_equal(rows[n - 1].last, 322);
}

static void
test_screen_days_have_readable_ranges(void **state)
{
    struct chart_row rows[CHART_ROWS_MAX];
    int64_t counts[1000] = { 0 };

    (void)state;
    assert_int_equal(chart_days(counts, 1000, date_day(2008, 2, 13), 10, 9, rows), 0);
    counts[0] = 10;
    assert_int_equal(chart_days(counts, 323, date_day(2008, 2, 13), 10, 9, rows), 1);
    assert_string_equal(rows[0].label, "Wed 13 Feb");
    counts[0] = 0;
    for (int day = 20; day < 40; day += 2) { /* 4 to 22 March */
        counts[day] = 1;
    }
    assert_int_equal(chart_days(counts, 323, date_day(2008, 2, 13), 1000, 1, rows), 1);
    assert_string_equal(rows[0].label, "4 - 22 Mar");
    for (int day = 0; day < 1000; day++) {
        counts[day] = 1;
    }
    /* Nearly three years: quarters, of which the last ones are joined. */
    assert_int_equal(chart_days(counts, 1000, date_day(2008, 1, 1), 1000, 4, rows), 4);
    assert_string_equal(rows[0].label, "before 1 Jul 2008");
    assert_non_null(strstr(rows[3].label, "or later"));
    /* Three months: weeks. */
    assert_int_equal(chart_days(counts, 91, date_day(2008, 2, 13), 91, 20, rows), 14);
    assert_string_equal(rows[0].label, "13 - 17 Feb");
    assert_string_equal(rows[2].label, "25 Feb - 2 Mar");
}

/* ---- the page ---- */

/* Draws the page of what was played, in ASCII. */
static const char *
draw_played(struct play *play, struct page *page)
{
    struct screen screen;
    struct summary summary;

    assert_int_equal(play->status, OK);
    assert_int_equal(summary_make(&summary, &play->result, &play->err), OK);
    page_open(page);
    screen = (struct screen){ page->out, false, false, 80 };
    screen_run(&screen, &play->scenario, &play->result, &summary);
    return page_text(page);
}

/* Plays a case and draws its page. */
static const char *
draw(struct play *play, struct page *page, const char *path, const char *const *sets, int n_sets)
{
    play_file(play, path, sets, n_sets, 2);
    return draw_played(play, page);
}

static void
assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}

static void
test_screen_caveat_names_the_digits_that_runs_leave_open(void **state)
{
    static const char text[] =
        "start = \"2008-01-01\"; end = \"2008-04-09\"; runs = 400; seed = 3;\n"
        "issues = ( { name = \"x\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"a\"; capability = 1; x = { position = (20, 60); salience = 50; }; "
        "},\n"
        "  { name = \"b\"; capability = 1; x = { position = 90; salience = 50; }; } );\n"
        "talks = ( { name = \"t\"; model = \"mean\"; } );\n"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\";\n"
        "  chances = ( { until = \"2008-04-09\"; chance = 0.99; } ); } );\n"
        "outcomes = ( { name = \"when\"; kind = \"date\"; event = \"e\"; },\n"
        "  { name = \"where\"; kind = \"value\"; issue = \"x\"; actor = \"a\"; talk = \"t\"; } "
        ");\n";
    struct play play;
    struct page page;
    const char *shown = NULL;

    (void)state;
    play_text(&play, text, 1);
    /* By an own reckoning from runs.csv: the median is the 14th, the ranks 200 -+ 19.6 of 400 are
     * the 12th and the 16th, so that (2 / 1)^2 as many runs settle the day; the mean is 39.97 -+
     * 1.13, which takes 1.28 times as many. */
    shown = draw_played(&play, &page);
    assert_holds(shown,
        "\n400 runs leave digits open (95%): when, half of runs by 12 Jan to 16 Jan;\n"
        "where, mean 39 to 41. For the last digit of all: -n 2000.\n");
    free(page.text);
    play_free(&play);
}

static void
test_screen_page_tells_how_often_when_and_where(void **state)
{
    struct play play;
    struct page page;
    const char *text = draw(&play, &page, CASES "tiny.cfg", NULL, 0);

    (void)state;
    assert_holds(text, "Two sides and a date\n"
                       "2 actors, 1 issue, 1 event, 13 February to 31 March 2008\n"
                       "1,000 runs, seed 7, model influence\n");
    assert_holds(text,
        "\nHOW OFTEN                                share  95% interval   in words\n"
        "  On the Sunday                            72%  69% to 75%     likely\n"
        "  Before the calendar begins to ma...       7%  6% to 9%       very unlikely\n");
    assert_holds(text,
        "\nWHEN                               half of runs by  5% to 95% of runs      never\n"
        "  The event                        Sun 17 Feb 2008  13 Feb to 17 Feb          0%\n");
    assert_holds(
        text, "    Sun 17 Feb      |##################################################     72%\n");
    assert_holds(text, "  Status: 0 = as before, 100 = independent\n"
                       "    Settlement      median 65, 5% to 95% of runs: 65 to 65\n");
    assert_holds(text, "    Moved (medians) Actor A 5 to 11, Actor B 95 to 92\n"
                       "    In half of runs somebody moved by 6 or more of 100.\n");
    assert_holds(text, "The 95% interval is only what 1,000 runs leave open. It does not say that "
                       "the\nscenario is right.\n");
    assert_holds(text, "1,000 runs leave 72% open from 69% to 75%. For one point: -n 8000.\n");
    free(page.text);
    play_free(&play);
}

static void
test_screen_page_says_when_nobody_moves(void **state)
{
    const char *const sets[] = { "actors.a.status.stubbornness=98",
        "actors.b.status.stubbornness=100" };
    struct play play;
    struct page page;

    (void)state;
    assert_holds(draw(&play, &page, CASES "tiny.cfg", sets, 2),
        "    Entrenched: three rounds moved nobody by more than 2 of 100 in half of runs.\n");
    free(page.text);
    play_free(&play);
}

static void
test_screen_page_shows_every_kind_of_outcome_in_80_columns(void **state)
{
    struct play play;
    struct page page;
    const char *text = draw(&play, &page, CASES "all-kinds.cfg", NULL, 0);

    (void)state;
    assert_holds(text, "models influence and median\n");
    assert_holds(text, "in every run\n");
    assert_holds(text, "in no run\n");
    assert_holds(text, "\nHOW MANY");
    assert_holds(
        text, "  Followers                                       3  3 to 3                  3.0\n");
    assert_holds(text, "  Second talks, model median\n");
    assert_holds(text, "The model median moves nobody");
    assert_holds(text, "\nVALUES");
    assert_holds(text, "  Council votes: held in every run, passed in 80% of runs; of first votes");
    assert_holds(text, "      Bravo, 2 votes ");
    assert_null(strstr(text, "\n  Settlement ")); /* status: the talks' part has it */
    assert_holds(text, "\n  Money in the end ");  /* two talks: which of them is meant is shown */
    for (const char *line = text; *line != '\0';) {
        char one[400];
        const size_t n = strcspn(line, "\n");
        assert_true(n < sizeof(one));
        memcpy(one, line, n);
        one[n] = '\0';
        assert_true(phrase_width(one) <= 80);
        assert_true(n == 0 || one[n - 1] != ' ');
        line += n + 1;
    }
    free(page.text);
    play_free(&play);
}

static void
test_screen_page_reports_runs_without_an_answer(void **state)
{
    struct play play;
    struct page page;

    (void)state;
    assert_holds(draw(&play, &page, CASES "some-fail.cfg", NULL, 0),
        "128 of 2,000 runs gave no answer and are left out below; the first, run 2 with\n"
        "seed 7: the talks have no settlement: all weights are zero.\n");
    free(page.text);
    play_free(&play);
}

static void
test_screen_page_reports_talks_that_went_in_circles(void **state)
{
    struct play play;
    struct page page;
    struct summary summary;
    struct screen screen;

    (void)state;
    play_file(&play, CASES "tiny.cfg", NULL, 0, 1);
    assert_int_equal(summary_make(&summary, &play.result, &play.err), OK);
    play.result.totals.cycled[0] = 30;
    play.result.runs = 768;
    page_open(&page);
    screen = (struct screen){ page.out, true, true, 80 };
    screen_run(&screen, &play.scenario, &play.result, &summary);
    assert_holds(page_text(&page),
        "Stopped after 768 of 1,000 runs, seed 7, model influence\n"
        "In 3% of runs the talks \"t\" went round in circles and were ended there.\n");
    assert_holds(page.text, "\033[1mHOW OFTEN\033[0m");
    free(page.text);
    play_free(&play);
}

/* ---- mistakes ---- */

static void
test_screen_mistakes_are_in_order_with_hints_indented(void **state)
{
    struct err err = { .status = OK };
    const struct place second = { "x.cfg", 28 }, first = { "x.cfg", 24 }, set = { "--set a=1", 0 };
    struct page page;

    (void)state;
    err_add(&err, ERR_SCENARIO, &second, "salience is 140; it must be between 0 and 100");
    err_add(&err, ERR_SCENARIO, &first, "sallience: no such key\ndid you mean salience?");
    err_add(&err, ERR_SCENARIO, &set, "no such key");
    err_remark(&err, &first, "this hardly cares");
    page_open(&page);
    screen_mistakes(page.out, &err, "nothing was run");
    assert_string_equal(page_text(&page),
        "parley: --set a=1: no such key\n"
        "x.cfg:24: sallience: no such key\n"
        "          did you mean salience?\n"
        "x.cfg:28: salience is 140; it must be between 0 and 100\n"
        "\n3 mistakes, 1 remark; nothing was run.\n"
        "x.cfg:24: remark: this hardly cares\n");
    free(page.text);
}

static void
test_screen_mistakes_show_places_with_carets(void **state)
{
    static const char *const text =
        "actors = (\n"
        "\t{ name = \"\xC5\xBD\xE4\xB8\xAD\"; size = 1; };\n"
        "  { name = \"b\"; } );\n"
        "a = \"some text that goes on nearly up to the end of its line\" };\n";
    struct err err = { .status = OK };
    const struct place second = { "x.cfg", 99 }, fourth = { "x.cfg", 101 }, last = { "x.cfg", 102 };
    struct marks marks = { .brackets = true }, at_end = { 0 };
    struct page page;

    (void)state;
    mark_add(&marks, text, strlen(text), strcspn(text, "{"), 99, "opened here");
    mark_add(&marks, text, strlen(text), strcspn(text, "}") + 2, 99, "expected }");
    mark_add(&marks, text, strlen(text), (size_t)(strstr(text, "{ name = \"b") - text), 100,
        "the next one");
    mark_add(&at_end, text, strlen(text), (size_t)(strrchr(text, '}') - text), 101,
        "this closes nothing");
    err_add_marked(&err, ERR_SCENARIO, &second, &marks, "not closed");
    err_add_marked(&err, ERR_SCENARIO, &fourth, &at_end, "one too many");
    err_add(&err, ERR_SCENARIO, &last, "wrong");
    page_open(&page);
    screen_mistakes(page.out, &err, "nothing was run");
    assert_string_equal(page_text(&page),
        "x.cfg:99: not closed\n"
        "\n"
        "   99 |     { name = \"\xC5\xBD\xE4\xB8\xAD\"; size = 1; };\n"
        "      |     ^ opened here\n"
        "      |                                 ^ expected }\n"
        "  100 |   { name = \"b\"; } );\n"
        "      |   ^ the next one\n"
        "\n"
        "x.cfg:101: one too many\n"
        "\n"
        "  101 | a = \"some text that goes on nearly up to the end of its line\" };\n"
        "      |                                           this closes nothing ^\n"
        "\n"
        "x.cfg:102: wrong\n"
        "\n3 mistakes; nothing was run. Brackets in one minute: parley help brackets\n");
    free(page.text);
}

static void
test_screen_mistakes_beyond_the_limit_are_counted(void **state)
{
    struct err err = { .status = OK };
    struct page page;

    (void)state;
    for (int line = 1; line <= ERR_FINDINGS_MAX + 3; line++) {
        const struct place place = { "x.cfg", line };
        err_add(&err, ERR_SCENARIO, &place, "wrong");
    }
    page_open(&page);
    screen_mistakes(page.out, &err, "nothing was run");
    assert_holds(
        page_text(&page), "x.cfg:20: wrong\n... and 3 more\n\n23 mistakes; nothing was run.\n");
    free(page.text);
}

/* ---- chances by day ---- */

/* tiny.cfg: ln 2 / 10 a day, 50 times that on Sunday 17 February. */
static void
test_screen_chances_are_one_minus_exp_of_the_hazard(void **state)
{
    struct play play;
    struct chances chances = { .n = 0 };
    const double base = log(2.0) / 10.0;

    (void)state;
    play_file(&play, CASES "tiny.cfg", NULL, 0, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(chances_init(&chances, &play.scenario, &play.err), OK);
    assert_int_equal(chances.n, 3);
    assert_int_equal(chances.rows[0].first, date_day(2008, 2, 13));
    assert_int_equal(chances.rows[0].last, date_day(2008, 2, 16));
    assert_close(chances.rows[0].chance, 1.0 - exp(-base), 1e-12);
    assert_int_equal(chances.rows[1].first, date_day(2008, 2, 17));
    assert_int_equal(chances.rows[1].last, date_day(2008, 2, 17));
    assert_close(chances.rows[1].chance, 1.0 - exp(-50.0 * base), 1e-12);
    assert_int_equal(chances.rows[2].last, date_day(2008, 3, 31));
    assert_close(chances.rows[2].chance, 1.0 - exp(-base), 1e-12);
    chances_free(&chances);
    play_free(&play);
}

static void
test_screen_chances_use_the_middle_of_uncertain_numbers(void **state)
{
    struct play play;
    struct chances chances = { .n = 0 };

    (void)state;
    play_file(&play, CASES "all-kinds.cfg", NULL, 0, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(chances_init(&chances, &play.scenario, &play.err), OK);
    assert_close(chances.rows[0].chance, 1.0 - exp(-log(2.0) / 60.0), 1e-12);
    /* The cascade: three members, each with a clock of 20 days. */
    for (int k = 0; k < chances.n; k++) {
        if (chances.rows[k].event == 2) {
            assert_close(chances.rows[k].each, 1.0 - exp(-log(2.0) / 20.0), 1e-12);
            assert_close(chances.rows[k].chance, 1.0 - exp(-3.0 * log(2.0) / 20.0), 1e-12);
        }
        assert_true(chances.rows[k].chance >= 0.0 && chances.rows[k].chance <= 1.0);
    }
    chances_free(&chances);
    chances_free(&chances);
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen_counts_have_commas),
        cmocka_unit_test(test_screen_shares_never_read_as_never_or_always),
        cmocka_unit_test(test_screen_values_have_the_digits_of_their_scale),
        cmocka_unit_test(test_screen_numbers_have_the_digits_that_their_interval_leaves),
        cmocka_unit_test(test_screen_narrow_numbers_keep_the_digits_that_fit),
        cmocka_unit_test(test_screen_words_are_those_of_icd_203),
        cmocka_unit_test(test_screen_periods_name_the_year_once),
        cmocka_unit_test(test_screen_labels_are_cut_by_characters),
        cmocka_unit_test(test_screen_long_texts_are_wrapped_between_words),
        cmocka_unit_test(test_screen_wide_characters_take_two_columns),
        cmocka_unit_test(test_screen_bars_show_the_smallest_share),
        cmocka_unit_test(test_screen_days_that_hold_a_tenth_stand_alone),
        cmocka_unit_test(test_screen_days_have_readable_ranges),
        cmocka_unit_test(test_screen_caveat_names_the_digits_that_runs_leave_open),
        cmocka_unit_test(test_screen_page_tells_how_often_when_and_where),
        cmocka_unit_test(test_screen_page_says_when_nobody_moves),
        cmocka_unit_test(test_screen_page_shows_every_kind_of_outcome_in_80_columns),
        cmocka_unit_test(test_screen_page_reports_runs_without_an_answer),
        cmocka_unit_test(test_screen_page_reports_talks_that_went_in_circles),
        cmocka_unit_test(test_screen_mistakes_are_in_order_with_hints_indented),
        cmocka_unit_test(test_screen_mistakes_show_places_with_carets),
        cmocka_unit_test(test_screen_mistakes_beyond_the_limit_are_counted),
        cmocka_unit_test(test_screen_chances_are_one_minus_exp_of_the_hazard),
        cmocka_unit_test(test_screen_chances_use_the_middle_of_uncertain_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
