/* drivers: what drives the outcomes of a scenario: which uncertain numbers, and how far chance.
 *
 * A row of a study is one world looked at several times (see sobol.h): with all numbers as in table
 * A, as in table B, and with one factor from B in A. What chance does once the numbers are given is
 * a factor like the others, the last: everything that a world draws beside its uncertain numbers
 * belongs to a run number, which is row j's own in A and N + j in B. So the shares take apart the
 * variance of an outcome over all that a run draws.
 *
 * The tables A and B are also plain samples of worlds: a bar compares those in which a number is in
 * its lowest fifth with those in which it is in its highest.
 *
 * Thread-safety: one thread at a time; it is read-only once filled. */
#ifndef PARLEY_DRIVERS_H
#define PARLEY_DRIVERS_H

#include "factors.h"
#include "response.h"
#include "sample.h"
#include "sobol.h"

#define DRIVERS_RUNS_MAX ((int64_t)SCENARIO_RUNS_MAX) /* of all tables */
#define DRIVERS_BYTES_MAX ((int64_t)2 << 30)          /* of values and tables */

/* The mean response of the worlds in one fifth of a number, with its standard error. */
struct drivers_end {
    int64_t n;
    double mean, error; /* NAN where there are no, or too few, worlds */
};

struct drivers_bar {
    struct drivers_end low, high;
};

struct drivers_outcome {
    const struct outcome *outcome;
    const char *obstacle;       /* why it was left out, see response_obstacle; NULL: it was not */
    struct drivers_end all;     /* the worlds of tables A and B */
    struct sobol_share *shares; /* factors.n + 1, the last chance's; NAN: it never varies */
    struct drivers_bar *bars;   /* factors.n_numbers */
};

struct drivers {
    struct arena arena;
    const struct scenario *scenario; /* not owned */
    struct factors factors;
    struct sobol sobol;
    struct sample sample;
    int64_t planned; /* rows; each is factors.n + 3 runs */
    int64_t rows;    /* played whole */
    int64_t used;    /* of them, those whose runs all gave an answer */
    int n;
    struct drivers_outcome *outcomes; /* n, in order of the scenario's */
    int signal;                       /* that ended it early, 0: none */
};

/* Runs of one row: tables A and B, then one for each factor and one for chance. */
int drivers_width(const struct factors *factors);

/* Plays scenario->runs rows and measures them. chosen: a flag for each outcome, those to look at.
 * options: threads, progress and context count. ERR_USAGE, before anything is played: it would be
 * too many runs, or too much memory, and what to do. ERR_RUN: no row has an answer in all its runs.
 * ERR_INTERRUPT: a signal came; the rows that are whole were measured, rows 0: none was; outcomes
 * that it left no time for have an obstacle. drivers_free is valid after any status. */
enum status drivers_play(struct drivers *self, const struct scenario *scenario, const bool *chosen,
    const struct sample_options *options, struct err *err) MUST_CHECK;

void drivers_free(struct drivers *self);

/* True when the ends of a bar differ by more than chance explains: at the level of 5 % divided by
 * the numbers that are looked at (Bonferroni), so that among all of them hardly one differs by
 * chance alone. */
bool drivers_differs(const struct drivers *self, const struct drivers_bar *bar);

#endif
