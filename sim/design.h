/* design: the points of a sweep: which values several settings take, and in which combinations.
 *
 * Each setting is an axis, written PATH=FROM:TO:STEP (numbers, or dates and a step in days; TO is
 * among the values when the steps meet it) or PATH=a,b,c (anything that stands behind --set,
 * separated by commas outside brackets and quotes). Numbers are reckoned in whole multiples of a
 * power of ten, so that 0:1:0.1 gives 0.3 and not 0.30000000000000004. Points are all combinations,
 * of which the last axis varies fastest; or a Latin hypercube (McKay, Beckman and Conover 1979,
 * Technometrics 21:239-245): the range of each axis is cut into as many slices of equal length as
 * there are points, and each slice holds one point; which of them meet is a random permutation per
 * axis. There PATH=FROM:TO may do without a step, and takes decimals of which each slice holds a
 * thousand or more; the values of a range with a step (which whole numbers need) are equally
 * likely.
 *
 * Thread-safety: read-only after design_lay; one thread before. */
#ifndef PARLEY_DESIGN_H
#define PARLEY_DESIGN_H

#include <stdint.h>

#include "arena.h"

#define DESIGN_POINTS_MAX 100000
#define DESIGN_AXES_MAX 50
#define DESIGN_TEXT_MAX 64 /* bytes of a value that is no member of a list */

enum design_kind {
    DESIGN_LIST,    /* any texts */
    DESIGN_DECIMAL, /* numbers */
    DESIGN_DAY,     /* dates */
};

struct design_axis {
    const char *path;  /* "actors.ann.capability" */
    const char *typed; /* what stood behind "=" */
    enum design_kind kind;
    int64_t n; /* values that it can take, at least 1 */
    /* DESIGN_LIST: n texts, and what they are as numbers (dates: days since 1970; else NAN). */
    const char **texts;
    const double *numbers;
    /* Else value k is (from + k x step) / 10^decimals, or the day from + k x step since 1970. */
    int64_t from, step;
    int decimals;
    int64_t *drawn; /* of a hypercube, after design_lay: which value at each point */
};

/* Zero-initialise: `= { 0 }`. design_free is valid on a zeroed design and after a failure. */
struct design {
    struct arena arena;
    int n_axes;
    struct design_axis *axes; /* in the order in which they were written */
    int n_points;
    bool hypercube;
};

/* Reads n texts such as "actors.ann.capability=10:20:5". cube: 0, or how many points of a
 * hypercube. All mistakes are collected as ERR_USAGE, too many points among them, before anything
 * of the design's size is allocated. */
enum status design_init(
    struct design *self, const char *const *overs, int n, int64_t cube, struct err *err) MUST_CHECK;

/* Refuses (ERR_USAGE) assignments as of --set, "PATH=VALUE", that every point would overwrite. runs
 * may be those of -n. */
enum status design_check_sets(
    const struct design *self, const char *const *sets, int n, struct err *err) MUST_CHECK;

/* Draws the points of a hypercube: a function of the seed, the paths, their ranges and the number
 * of points, so that another axis shifts no other. Nothing to do for a grid. */
enum status design_lay(struct design *self, uint64_t seed, struct err *err) MUST_CHECK;

/* The value of an axis at a point (both from 0), as it stands behind --set: a list's own text, or
 * written into text of at least DESIGN_TEXT_MAX bytes. */
const char *design_value(const struct design *self, int point, int axis, char *text);

/* The same as a number: a day since 1970 for a date, NAN for what is neither. */
double design_number(const struct design *self, int point, int axis);

/* True when the value is a number, and neither a date nor any other text. */
bool design_is_number(const struct design *self, int point, int axis);

/* Which of the axis's values it is, 0 .. n - 1. */
int64_t design_place(const struct design *self, int point, int axis);

/* True when all values of an axis are numbers, or all are dates. */
bool design_is_ordered(const struct design *self, int axis);

void design_free(struct design *self);

#endif
