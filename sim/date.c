/* date: see date.h.
 *
 * Years are counted from 1 March, so that the leap day ends the year and the lengths of the
 * months before it are a straight line: 153 days in every five months. 400 years have 146097
 * days, 100 have 36524 (a day more at the end of the 400), 4 have 1461.
 * The method is that of Howard Hinnant, "chrono-compatible low-level date algorithms". */
#include "date.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

/* Days from 1 March of the year 0 to 1 January 1970. */
#define EPOCH 719468

static const char *const month_names[] = { "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December" };

static bool
is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
date_month_length(int year, int month)
{
    static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    BUG_IF(month < 1 || month > 12);
    return length[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

int
date_day(int year, int month, int day)
{
    const int y = month > 2 ? year : year - 1; /* the year's number, counted from March */
    const int m = (month + 9) % 12;            /* March is 0 */

    BUG_IF(year < 1 || year > 9999 || month < 1 || month > 12);
    BUG_IF(day < 1 || day > date_month_length(year, month));
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - EPOCH;
}

void
date_civil(int day, int *year, int *month, int *day_of_month)
{
    const int64_t since = (int64_t)day + EPOCH;
    const int64_t era = (since >= 0 ? since : since - 146096) / 146097;
    const int in_era = (int)(since - era * 146097); /* 0 to 146096 */
    /* Take out the leap days before, so that every year has 365. */
    const int y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int in_year = in_era - (365 * y + y / 4 - y / 100); /* from 1 March */
    const int m = (5 * in_year + 2) / 153;

    *day_of_month = in_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = (int)(y + era * 400) + (*month <= 2 ? 1 : 0);
}

int
date_weekday(int day)
{
    /* Day 0 was a Thursday; the remainder may be negative. */
    return ((day % 7) + 7 + 4) % 7;
}

/* The number in n digits, or -1. */
static int
read_digits(const char *text, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

bool
date_read(const char *text, int *day, char *why)
{
    const bool shaped = strlen(text) == 10 && text[4] == '-' && text[7] == '-';
    const int year = shaped ? read_digits(text, 4) : -1;
    const int month = shaped ? read_digits(text + 5, 2) : -1;
    const int in_month = shaped ? read_digits(text + 8, 2) : -1;

    if (year < 0 || month < 0 || in_month < 0) {
        snprintf(why, DATE_WHY_MAX, "a date is written YYYY-MM-DD");
    } else if (year == 0) {
        snprintf(why, DATE_WHY_MAX, "years go from 0001 to 9999");
    } else if (month < 1 || month > 12) {
        snprintf(why, DATE_WHY_MAX, "there is no month %d", month);
    } else if (in_month < 1) {
        snprintf(why, DATE_WHY_MAX, "there is no day 0");
    } else if (in_month > date_month_length(year, month)) {
        snprintf(why, DATE_WHY_MAX, "%s %d has %d days", month_names[month - 1], year,
            date_month_length(year, month));
    } else {
        *day = date_day(year, month, in_month);
        return true;
    }
    return false;
}

char *
date_iso(int day, char *text)
{
    int year = 0, month = 0, in_month = 0;

    text[0] = '\0';
    if (day != DATE_NONE) {
        date_civil(day, &year, &month, &in_month);
        snprintf(text, DATE_TEXT_MAX, "%04d-%02d-%02d", year, month, in_month);
    }
    return text;
}

char *
date_short(int day, char *text)
{
    static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    int year = 0, month = 0, in_month = 0;

    text[0] = '\0';
    if (day != DATE_NONE) {
        date_civil(day, &year, &month, &in_month);
        snprintf(text, DATE_TEXT_MAX, "%s %d %.3s %d", weekdays[date_weekday(day)], in_month,
            month_names[month - 1], year);
    }
    return text;
}

char *
date_long(int day, char *text)
{
    int year = 0, month = 0, in_month = 0;

    text[0] = '\0';
    if (day != DATE_NONE) {
        date_civil(day, &year, &month, &in_month);
        snprintf(text, DATE_TEXT_MAX, "%d %s %d", in_month, month_names[month - 1], year);
    }
    return text;
}
