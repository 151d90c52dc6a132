/* phrase: numbers, dates and words as people read them.
 *
 * Nothing here depends on the locale. Widths are in columns of a terminal: 2 for an East Asian
 * character or a picture, 0 for a mark upon the character before, 1 for others.
 * Thread-safety: pure functions, but for those that write to a stream. */
#ifndef PARLEY_PHRASE_H
#define PARLEY_PHRASE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define PHRASE_MAX 48 /* bytes that a text needs below, where nothing else is said */

/* "10,000". Returns text, as all functions here that are given one. */
char *phrase_count(int64_t n, char *text);

/* "1 mistake", "5 mistakes"; "10,000 runs". */
char *phrase_plural(int64_t n, const char *what, char *text);

/* "one" to "twelve", then figures. */
char *phrase_few(int64_t n, char *text);

/* A share of 0..1 as a percentage, with no more digits than its uncertainty leaves (half the width
 * of its interval, 0..1): "47%", "2.1%", "0.03%", "99.7%". An uncertainty of 0 says
 * nothing on digits from 10% on. "0%" and "100%" are exact. */
char *phrase_percent(double share, double uncertainty, char *text);

/* "46% to 48%", an interval of a share. text of at least 2 x PHRASE_MAX bytes. */
char *phrase_interval(double low, double high, char *text);

/* How often something happened in so many runs, at least 1: "0%" means never and "100%" always. */
char *phrase_share(int64_t happened, int64_t runs, char *text);

/* A number whose scale is `range` wide: "60", "1,234", "0.35". Never "-0". */
char *phrase_value(double x, double range, char *text);

/* The last digit of such a number: 1, 0.1, ... */
double phrase_digit(double range);

/* Do days from first to last need their year? */
bool phrase_years(int first, int last);

/* A number with as many decimals as its uncertainty (half the width of its interval) leaves, at
 * most 6, one digit of which shows: "1,234", "-36", "0.2". An uncertainty of 0 or NAN says nothing:
 * "0.25". Never "-0". With a sign: "+0.2", but "0.0". */
char *phrase_number(double x, double uncertainty, char *text);
char *phrase_signed(double x, double uncertainty, char *text);

/* The same, signed or not, with fewer decimals where `width` columns, at least 6, are too few:
 * "56.057"; what has nothing but zeros then is "4e-05". Whole numbers may be up to 9 columns wide:
 * "1,234,567", "1.23e+09". */
char *phrase_narrow(double x, double uncertainty, bool sign, int width, char *text);

/* "17 Feb", or "17 Feb 2008" with the year. */
char *phrase_day(int day, bool year, char *text);

/* "13 February to 31 December 2008"; text of at least 2 x PHRASE_MAX bytes. */
char *phrase_period(int first, int last, char *text);

/* Columns of a UTF-8 text. */
int phrase_width(const char *text);

/* Writes a text in exactly `width` columns: cut with "..." or followed by blanks. */
void phrase_fit(FILE *out, const char *text, int width);

/* Writes a text in lines of at most `width` columns, the lines after the first indented by
 * `indent`; `used` columns of the first line are taken. Ends with a newline. A word that is longer
 * than a line is broken, as texts in Chinese or Japanese are. */
void phrase_wrap(FILE *out, const char *text, int used, int indent, int width);

#endif
