/* compare_data: comparisons as data: compare.csv, and JSON.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_COMPARE_DATA_H
#define PARLEY_COMPARE_DATA_H

#include "compare.h"
#include "sheet.h"

#define COMPARE_DATA_TABLE "compare.csv"

/* All rows of compare.csv, with the header: of each comparison, each outcome and each statistic. */
void compare_data_table(struct sheet *sheet, const struct compare *compares, int n);

/* Adds what was compared to a group: "scenarios", A first, and how. Then, for --json, the
 * comparisons with all numbers. comparisons: outcomes that were compared in all. */
void compare_data_describe(
    struct facts *facts, const struct compare *compares, int n, int comparisons);
void compare_data_list(struct facts *facts, const struct compare *compares, int n);

#endif
