/* screen: what people see after a run: shares with intervals and words, dates, bars, where the
 * talks end.
 *
 * stdout is data, stderr is talk. A pipe gets the tables without colour or bars of progress. The
 * page is in four files: screen.c, screen_talks.c, screen_votes.c and screen_caveat.c.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_SCREEN_H
#define PARLEY_SCREEN_H

#include <stdio.h>

#include "compare.h"
#include "diff.h"
#include "summary.h"

/* How to draw. */
struct screen {
    FILE *out;
    bool colour; /* escape codes */
    bool utf8;   /* block elements; else # and ASCII */
    int width;   /* columns, 60 to 100 */
};

/* What a stream can show: colour on a terminal unless NO_COLOR, UTF-8 by the locale unless ascii,
 * the terminal's width (80 when unknown). */
void screen_init(struct screen *self, FILE *out, bool ascii);

/* The page of one run: title, how often, when, how many, where the talks end, values, votes, and
 * what an interval is. At least one run gave an answer (BUG_IF). May reorder kept values. */
void screen_run(const struct screen *self, const struct scenario *scenario,
    struct engine_result *result, const struct summary *summary);

/* The end of that page: what an interval is, and which digits above so many runs leave open. */
void screen_caveat(
    const struct screen *self, const struct engine_result *result, const struct summary *summary);

/* Does the page show the mean of an outcome? The width of the scale by which it is written. */
bool screen_shows_mean(const struct scenario *scenario, const struct outcome *outcome);
double screen_mean_range(const struct scenario *scenario, const struct outcome *outcome);

/* Two parts of that page, and the line that begins a part: an empty one, then `text` in bold. */
void screen_talks(
    const struct screen *self, const struct scenario *scenario, struct engine_result *result);
void screen_votes(
    const struct screen *self, const struct scenario *scenario, const struct engine_result *result);
void screen_heading(const struct screen *self, const char *text);

/* A heading in a column of its own, `width` wide; the names of the table's other columns follow. */
void screen_table(const struct screen *self, const char *text, int width);

/* The page of a comparison, and two of its parts: the days of those dates that differ most, drawn
 * side by side, and the verdict in words, which is last. comparisons: that were made in all, with
 * other scenarios too. The same as a table in Markdown, with a caption. */
void screen_compare(const struct screen *self, const struct compare *compare, int comparisons);
void screen_compare_days(const struct screen *self, const struct compare *compare);
void screen_verdict(const struct screen *self, const struct compare *compare, int comparisons);
void screen_markdown(FILE *out, const struct compare *compare, int comparisons);

/* To what a difference is shown, scaled: to half the width of its interval; finer when the interval
 * would seem to hold 0 and does not. NAN when there is none. */
double screen_verdict_within(const struct contrast_statistic *statistic, double scale);

/* Whose intervals they are, each named once: "Tango's score for shares and order, ..."; and what
 * was, or was not, done about many comparisons: a sentence. Into size bytes. */
void screen_verdict_methods(const struct compare *compare, char *text, size_t size);
void screen_verdict_adjustment(
    const struct compare *compare, int comparisons, char *text, size_t size);

/* A probability in the words of ICD 203: "roughly even", "very unlikely", ...; "in no run" and "in
 * every run" for 0 and 1. */
const char *screen_words(double share);

/* The k-th of those words with the least and the greatest probability it stands for; false past the
 * last. */
bool screen_words_at(int k, const char **words, double *low, double *high);

/* Differences, a line each: "  events.vote.cut  0.5 -> 1"; values that are too long for that stand
 * below their path. Every line begins with prefix. */
void screen_diff(FILE *out, const struct diff *diff, const char *prefix);

/* Mistakes and remarks, ordered by file and line: "file.cfg:24: ...", hints indented. what: NULL,
 * or the end of the closing line, "nothing was run". */
void screen_mistakes(FILE *out, struct err *err, const char *what);

#endif
