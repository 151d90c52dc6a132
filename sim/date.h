/* date: days of the (proleptic) Gregorian calendar, as whole numbers.
 *
 * A day is the number of days since 1970-01-01. Thread-safety: pure functions. */
#ifndef PARLEY_DATE_H
#define PARLEY_DATE_H

#include <stdbool.h>

#define DATE_NONE (-2147483647) /* "no date given" */
#define DATE_TEXT_MAX 32

/* The day of a civil date; month 1 to 12. The date must exist (BUG_IF). Years 1 to 9999. */
int date_day(int year, int month, int day);

/* The civil date of a day. */
void date_civil(int day, int *year, int *month, int *day_of_month);

/* 0 = Sunday ... 6 = Saturday. */
int date_weekday(int day);

/* Number of days in a month. */
int date_month_length(int year, int month);

/* Reads "2008-02-17", nothing before or after it. Returns false when it is not a date of
 * that form or does not exist, with *why a sentence's end that says so ("February 2008
 * has 29 days", "a date is written YYYY-MM-DD"), in why[DATE_WHY_MAX]. */
#define DATE_WHY_MAX 96
bool date_read(const char *text, int *day, char *why);

/* "2008-02-17"; "" for DATE_NONE. Returns text, of at least DATE_TEXT_MAX bytes. */
char *date_iso(int day, char *text);

/* "Sun 17 Feb 2008" and "17 February 2008". */
char *date_short(int day, char *text);
char *date_long(int day, char *text);

#endif
