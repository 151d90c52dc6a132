/* sweep: one scenario at every point of a design, in the same worlds, and how its outcomes change.
 *
 * At a point the scenario is that of its file with the point's values set behind those of --set, so
 * that a mistake in them is told in the same words. All points have the same outcomes (names and
 * kinds), or are refused. The seed is the same everywhere, and a random number depends on seed, run
 * and name alone: run k is the same world at all points but for what is swept.
 *
 * Thread-safety: one thread at a time; sweep_play plays each point on the threads it is given. */
#ifndef PARLEY_SWEEP_H
#define PARLEY_SWEEP_H

#include "design.h"
#include "source.h"
#include "summary.h"

/* Where the scenario comes from. */
struct sweep_source {
    const char *path;
    const struct source *held; /* what standard input brought, when the path is "-"; else NULL */
    const char *const *sets;   /* assignments before the point's */
    int n_sets;
};

/* An outcome at a point; summary.h defines each. */
struct sweep_cell {
    int64_t runs, happened;
    double mean, mcse, median; /* of a date: mean and median as days since 1970 */
    /* Of a date's median the 95 % interval by order statistics, ranks n / 2 -+ 1.96 sqrt(n) / 2;
     * NAN: not by the end, and of other kinds. */
    double low, high;
};

struct sweep {
    struct arena arena;
    const struct sweep_source *source;
    const struct scenario *base; /* as it is before anything is swept: names, labels, ranges */
    const struct design *design;
    int n_outcomes;
    struct sweep_cell *cells;      /* [point * n_outcomes + outcome] */
    int64_t runs_least, runs_most; /* planned at a point */
    int64_t runs_planned;          /* at all points */
    int first_day, last_day;       /* of the calendars of all points, since 1970 */
    int n_done;                    /* points played; the rest of cells is not filled */
    int64_t runs_played, n_failed; /* at these; failed: without an answer */
    int first_failed;              /* the first point at which a run failed, -1: none */
    int signal;                    /* that ended the playing before the last point, or came during
                                    * it; 0: none */
};

/* Loads the scenario as it is at a point of a design (NULL: before anything is swept). The scenario
 * is to be freed either way. */
enum status sweep_load(const struct sweep_source *source, const struct design *design, int point,
    struct scenario *scenario, struct err *err) MUST_CHECK;

/* Who is told now and then how many of all points were looked at; progress may be NULL. */
struct sweep_watch {
    void (*progress)(void *context, int64_t done, int64_t all);
    void *context;
};

/* Looks at every point, before any is played: a mistake in the last one must not cost the time of
 * the others, and one point takes about a millisecond. The first that is wrong: all its mistakes
 * (those in what was swept are said of --over), and a remark that names the point. Remarks say what
 * is uncertain in the file and held by the sweep. Needs source, base and design, which must outlive
 * it; the rest is zero. ERR_INTERRUPT: a signal came, see self->signal. sweep_free is valid after
 * any failure. */
enum status sweep_init(struct sweep *self, const struct sweep_source *source,
    const struct scenario *base, const struct design *design, const struct sweep_watch *watch,
    struct err *err) MUST_CHECK;

struct sweep_options {
    struct engine_options engine; /* threads, progress and its context */
    /* What came of a point, with engine.context. Anything but OK stops the sweep. */
    enum status (*finished)(void *context, int point, const struct scenario *scenario,
        const struct summary *summary, struct err *err);
};

/* Plays the points in order. A point at which no run gave an answer has rows of 0 runs.
 * ERR_INTERRUPT: a signal came; points 0 .. n_done - 1 are complete. */
enum status sweep_play(
    struct sweep *self, const struct sweep_options *options, struct err *err) MUST_CHECK;

void sweep_free(struct sweep *self);

/* ---- what changes ---- */

/* One number of an outcome that is followed over the points. */
enum sweep_statistic {
    SWEEP_SHARE,  /* of flags; of dates and values that some run did without */
    SWEEP_MEDIAN, /* of dates: the day by which half of the runs had it */
    SWEEP_MEAN,   /* of counts and values */
};

struct sweep_measure {
    int outcome;
    enum sweep_statistic statistic;
};

/* The measures of the points played, in order of statistic and outcome, into room for
 * 2 * n_outcomes. Returns how many there are. */
int sweep_measures(const struct sweep *self, struct sweep_measure *measures);

/* The measure at a point. Dates are days since 1970. NAN: there is none (no run counted, half of
 * the runs never had it). */
double sweep_value(const struct sweep *self, struct sweep_measure measure, int point);

/* The same for ordering and drawing: "not by the end" is the day behind the last. */
double sweep_height(const struct sweep *self, struct sweep_measure measure, int point);

/* Its Monte Carlo error: of a share half of Wilson's interval over 1.96 (which is not 0 when
 * none or all of the runs had it), of a mean the mcse; NAN for a median. */
double sweep_error(const struct sweep *self, struct sweep_measure measure, int point);

/* The least and greatest height over the points played; false when there is none. */
bool sweep_range(
    const struct sweep *self, struct sweep_measure measure, double *least, double *greatest);

/* True when the measure is the same at all points played, to the last bit. */
bool sweep_is_constant(const struct sweep *self, struct sweep_measure measure);

/* How far it moves, as a share of all it could: of 1, of the calendar, of those who can be counted,
 * of the range of values. */
double sweep_spread(const struct sweep *self, struct sweep_measure measure);

/* Spearman's rank correlation of the measure with an axis over the points played. NAN: one of the
 * two is constant or has no order. ERR_MEMORY is the only failure. */
enum status sweep_correlation(const struct sweep *self, struct sweep_measure measure, int axis,
    double *correlation, struct err *err) MUST_CHECK;

#endif
