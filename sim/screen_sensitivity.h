/* screen_sensitivity: the page of a study of sensitivity: what drives each outcome, or which
 * numbers matter at all; then (screen_tornado.c) one outcome in full: a tornado, what each term
 * does, and what would turn the answer.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_SCREEN_SENSITIVITY_H
#define PARLEY_SCREEN_SENSITIVITY_H

#include "drivers.h"
#include "knockout.h"
#include "screen.h"
#include "screening.h"

/* What there is to show; NULL: that was not asked for. One of drivers and screening is given, with
 * one row at least. */
struct screen_study {
    const struct scenario *scenario;
    const struct drivers *drivers;
    const struct screening *screening;
    const struct knockout *knockout;
    /* Scratch, with room for as many as there are factors (with chance), numbers or terms,
     * whichever are most. */
    int *order;
    double *sizes;
};

void screen_sensitivity(const struct screen *self, const struct screen_study *study);

/* Fewer rows say nothing of variances: their shares are not shown. Of fewer trajectories the page
 * says that they are few. */
enum { SCREEN_ROWS_LEAST = 20, SCREEN_TRAJECTORIES_LEAST = 10 };

/* The part on one outcome: the first flag that there is to show, else the first outcome. */
void screen_tornado(const struct screen *self, const struct screen_study *study);

#endif
