/* tables: the CSV tables of one run, as DESIGN.md's "Results" lists them.
 *
 * Every table begins with the scenario's name and has one header. Positions and settlements are in
 * their issue's own units, rounded to 15 digits, as far as the conversion from 0..1 is exact.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_TABLES_H
#define PARLEY_TABLES_H

#include "sheet.h"
#include "summary.h"

struct table {
    const char *file;
    bool (*applies)(const struct scenario *scenario);
    /* NULL: written while runs are played, by tables_runs and tables_inputs. */
    void (*write)(struct sheet *sheet, struct engine_result *result, const struct summary *summary);
};

enum { TABLES_SUMMARY, TABLES_RUNS, TABLES_INPUTS };

/* The k-th table, the three above first; NULL past the last. Kept values of the result may be
 * reordered. */
const struct table *tables_at(int k);

/* The columns of summary.csv behind `scenario`, and an outcome's cells below them: each ends its
 * line. */
void tables_begin_summary(struct sheet *sheet);
void tables_summary(
    struct sheet *sheet, const struct scenario *scenario, const struct summary_row *row);

/* The headers of runs.csv and inputs.csv, and the rows of one unit. A run without an answer has
 * empty cells. */
void tables_begin_runs(struct sheet *sheet, const struct scenario *scenario);
void tables_runs(struct sheet *sheet, const struct unit *unit);
void tables_begin_inputs(struct sheet *sheet, const struct scenario *scenario);
void tables_inputs(struct sheet *sheet, const struct unit *unit);

#endif
