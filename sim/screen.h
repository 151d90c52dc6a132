/* screen: what people see after a run: shares with intervals and words, dates, bars, where the talks end.
 *
 * stdout is data, stderr is talk. A pipe gets the tables without colour or bars of progress.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_SCREEN_H
#define PARLEY_SCREEN_H

#include <stdio.h>

#include "summary.h"

/* How to draw. */
struct screen {
    FILE *out;
    bool colour; /* escape codes */
    bool utf8;   /* block elements and the marks of arrows; else # and ASCII */
    int width;   /* columns, at least 60 */
};

/* What stdout can show: colour on a terminal unless NO_COLOR, UTF-8 by the locale unless ascii, the terminal's
 * width (80 when unknown, at most 100). */
void screen_init(struct screen *self, FILE *out, bool ascii);

/* The page of one run: title, how often, when, where the talks end, votes, and what an interval is. */
void screen_run(const struct screen *self, const struct scenario *scenario, struct engine_result *result,
    const struct summary *summary);

/* A probability in the words of ICD 203: "roughly even", "very unlikely", ... */
const char *screen_words(double share);

/* A share as people read it: "47%", "2.1%", "0.03%", "none", "all"; into text[16]. */
char *screen_share(int64_t happened, int64_t runs, char *text);

/* Mistakes and remarks, ordered, to stderr (or as JSON elsewhere): "file.cfg:24: ...", hints indented, and the closing line. */
void screen_mistakes(FILE *out, struct err *err, const char *nothing_was);

#endif
