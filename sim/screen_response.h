/* screen_response: responses (response.h), changes of them, paths and orders, as the pages of
 * studies show them.
 *
 * Thread-safety: pure functions, but for what writes to the screen. */
#ifndef PARLEY_SCREEN_RESPONSE_H
#define PARLEY_SCREEN_RESPONSE_H

#include "phrase.h"
#include "response.h"
#include "screen.h"

/* A path in exactly `width` columns, behind 4 of a line: what does not fit is cut at its front, at
 * a dot where that leaves enough. whole: it must not be cut, as another path would look the same;
 * then it has a line of its own, and blanks stand below it. */
void screen_response_path(const struct screen *self, const char *path, bool whole, int width);

/* True when two paths look the same in so many columns. */
bool screen_response_alike(const char *path, const char *other, int width);

/* A mean response as its kind is read: a share, a day, a number; "none" for NAN. error: its
 * standard error, which says how many digits; 0: not known. text: PHRASE_MAX bytes; returns it, as
 * the next does. */
char *screen_response_text(const struct outcome *outcome, const struct scenario *scenario, double x,
    double error, char *text);

/* A change of a response, in points for a share and in days for a date, with the digits that an
 * interval so wide leaves (NAN: there is none), "none" for NAN; with `sign` those above 0 have a
 * plus. */
char *screen_response_change(
    const struct outcome *outcome, double x, double width, bool sign, char *text);

/* What it is counted in, behind a number as it is written: " points", " point" behind 1 and -1,
 * " days", " day" or "". */
const char *screen_response_unit(const struct outcome *outcome, const char *number);

/* A Monte Carlo error with its unit and two digits: "0.29 points", "12 days". text: PHRASE_MAX
 * bytes; returns it. */
char *screen_response_error(const struct outcome *outcome, double error, char *text);

/* Fills order[n] with the places 0 .. n - 1 by falling size; equal ones keep their order. */
void screen_response_order(int *order, const double *sizes, int n);

#endif
