#include "support.h"

#include <string.h>

#include "date.h"

enum { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

static void
test_date_known_days_and_weekdays(void **state)
{
    static const struct {
        int year, month, in_month, day, weekday;
    } cases[] = {
        { 1970, 1, 1, 0, THURSDAY },
        { 1969, 12, 31, -1, WEDNESDAY },
        { 2008, 2, 17, 13926, SUNDAY }, /* 38 years, 9 leap days, 31 + 16 days */
        { 2000, 1, 1, 10957, SATURDAY },
        { 2000, 2, 29, 11016, TUESDAY },
        { 2038, 1, 19, 24855, TUESDAY }, /* 2^31 / 86400 */
        { 1900, 3, 1, -25508, THURSDAY },
        { 1789, 7, 14, -65914, TUESDAY },
        { 1, 1, 1, -719162, MONDAY },
        { 9999, 12, 31, 2932896, FRIDAY },
    };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        assert_int_equal(date_day(cases[j].year, cases[j].month, cases[j].in_month), cases[j].day);
        assert_int_equal(date_weekday(cases[j].day), cases[j].weekday);
    }
}

static void
test_date_leap_years(void **state)
{
    static const int leap[] = { 4, 1600, 1904, 2000, 2004, 2008, 2024, 2400 };
    static const int common[] = { 1, 100, 1700, 1800, 1900, 2001, 2006, 2007, 2100, 2200, 2300 };

    (void)state;
    for (size_t j = 0; j < sizeof leap / sizeof leap[0]; j++) {
        assert_int_equal(date_month_length(leap[j], 2), 29);
        assert_int_equal(date_day(leap[j], 3, 1) - date_day(leap[j], 2, 28), 2);
    }
    for (size_t j = 0; j < sizeof common / sizeof common[0]; j++) {
        assert_int_equal(date_month_length(common[j], 2), 28);
        assert_int_equal(date_day(common[j], 3, 1) - date_day(common[j], 2, 28), 1);
    }
}

/* Counts every day from 1 January of the year 1 by hand, to the end of the year 9999. */
static void
test_date_every_day_of_the_calendar_goes_there_and_back(void **state)
{
    static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int expected = -719162;

    (void)state;
    for (int year = 1; year <= 9999; year++) {
        const int leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);

        for (int month = 1; month <= 12; month++) {
            const int days = length[month - 1] + (month == 2 ? leap : 0);

            for (int in_month = 1; in_month <= days; in_month++, expected++) {
                int y = 0, m = 0, d = 0;

                if (date_day(year, month, in_month) != expected) {
                    fail_msg("%d-%d-%d is not day %d", year, month, in_month, expected);
                }
                date_civil(expected, &y, &m, &d);
                if (y != year || m != month || d != in_month) {
                    fail_msg("day %d gave %d-%d-%d", expected, y, m, d);
                }
            }
        }
    }
    assert_int_equal(expected, 2932897);
}

static void
test_date_weekdays_follow_one_another(void **state)
{
    (void)state;
    for (int day = -200000; day < 200000; day++) {
        assert_int_equal(date_weekday(day + 1), (date_weekday(day) + 1) % 7);
    }
}

static void
test_date_reads_good_dates(void **state)
{
    static const struct {
        const char *text;
        int day;
    } cases[] = { { "1970-01-01", 0 }, { "2008-02-17", 13926 }, { "2008-02-29", 13938 },
        { "0001-01-01", -719162 }, { "9999-12-31", 2932896 } };
    char why[DATE_WHY_MAX], text[DATE_TEXT_MAX];

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        int day = DATE_NONE;

        assert_true(date_read(cases[j].text, &day, why));
        assert_int_equal(day, cases[j].day);
        assert_string_equal(date_iso(day, text), cases[j].text);
    }
}

static void
test_date_says_what_is_wrong_with_a_bad_date(void **state)
{
    static const char form[] = "a date is written YYYY-MM-DD";
    static const struct {
        const char *text, *why;
    } cases[] = { { "", form }, { "2008-2-17", form }, { "2008-02-17 ", form },
        { " 2008-02-17", form }, { "17.02.2008", form }, { "2008/02/17", form },
        { "20080217", form }, { "2008-02", form }, { "2008-02-1x", form }, { "2008-+2-17", form },
        { "-008-02-17", form }, { "12008-02-17", form }, { "2008-02-17T00:00", form },
        { "today", form }, { "2008-02-\xd9\xa1", form }, { "2008-02--1", form },
        { "2008-02-30", "February 2008 has 29 days" },
        { "2007-02-29", "February 2007 has 28 days" },
        { "1900-02-29", "February 1900 has 28 days" }, { "2008-04-31", "April 2008 has 30 days" },
        { "2008-12-32", "December 2008 has 31 days" }, { "2008-13-01", "there is no month 13" },
        { "2008-00-10", "there is no month 0" }, { "2008-17-02", "there is no month 17" },
        { "2008-02-00", "there is no day 0" }, { "0000-01-01", "years go from 0001 to 9999" } };
    char why[DATE_WHY_MAX];

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        int day = 42;

        memset(why, 'x', sizeof why);
        if (date_read(cases[j].text, &day, why)) {
            fail_msg("'%s' was accepted", cases[j].text);
        }
        assert_string_equal(why, cases[j].why);
        assert_int_equal(day, 42);
    }
}

static void
test_date_writes_three_forms(void **state)
{
    char text[DATE_TEXT_MAX];

    (void)state;
    assert_string_equal(date_iso(13926, text), "2008-02-17");
    assert_string_equal(date_short(13926, text), "Sun 17 Feb 2008");
    assert_string_equal(date_long(13926, text), "17 February 2008");
    assert_string_equal(date_short(0, text), "Thu 1 Jan 1970");
    assert_string_equal(date_long(date_day(476, 9, 4), text), "4 September 476");
    assert_string_equal(date_iso(date_day(476, 9, 4), text), "0476-09-04");
}

static void
test_date_none_is_an_empty_text(void **state)
{
    char text[DATE_TEXT_MAX] = "x";

    (void)state;
    assert_string_equal(date_iso(DATE_NONE, text), "");
    text[0] = 'x';
    assert_string_equal(date_short(DATE_NONE, text), "");
    text[0] = 'x';
    assert_string_equal(date_long(DATE_NONE, text), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date_known_days_and_weekdays),
        cmocka_unit_test(test_date_leap_years),
        cmocka_unit_test(test_date_every_day_of_the_calendar_goes_there_and_back),
        cmocka_unit_test(test_date_weekdays_follow_one_another),
        cmocka_unit_test(test_date_reads_good_dates),
        cmocka_unit_test(test_date_says_what_is_wrong_with_a_bad_date),
        cmocka_unit_test(test_date_writes_three_forms),
        cmocka_unit_test(test_date_none_is_an_empty_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
