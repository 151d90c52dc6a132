/* chart: bars and small histograms made of characters, and days put together into readable ranges.
 *
 * Block elements of Unicode where the reader can see them, else '#' and other ASCII.
 * Thread-safety: pure functions, but for those that write to a stream. */
#ifndef PARLEY_CHART_H
#define PARLEY_CHART_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A bar of share x width columns (share 0..1), then blanks up to `width`. What is more than nothing
 * shows at least the smallest mark. */
void chart_bar(FILE *out, double share, int width, bool utf8);

/* One column per count, its height the count's share of the greatest. */
void chart_spark(FILE *out, const int64_t *counts, int n, bool utf8);

/* A bar of progress in ASCII: "[####      ]" with `width` columns inside. */
void chart_progress(FILE *out, double share, int width);

#define CHART_ROWS_MAX 48
#define CHART_LABEL_MAX 64

/* Days put together: first to last, as counted from the calendar's start. */
struct chart_row {
    int first, last;
    int64_t count;
    bool alone; /* a day that holds much */
    int pieces; /* days, weeks, months ... of which it was made */
    char label[CHART_LABEL_MAX];
};

/* Puts the days of a calendar together into rows: days that hold at least a tenth of `runs` stay
 * alone; the others become days, weeks, months, quarters or years, of which neighbours are joined
 * until about `most` rows are left. Together the rows are all days on which something was counted.
 * start: the calendar's first day, since 1970. Returns the number of rows. */
int chart_days(const int64_t *counts, int n_days, int start, int64_t runs, int most,
    struct chart_row rows[CHART_ROWS_MAX]);

#endif
