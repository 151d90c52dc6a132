/* stages: the curve of what stands in place. */
#ifndef PARLEY_STAGES_H
#define PARLEY_STAGES_H

/* Share in place at `elapsed` of `length` days: 0 at the start, 1 at the end; straight, or S-shaped
 * (half at the middle, 10 to 90 % in half the length). */
double stages_linear(double elapsed, double length);
double stages_logistic(double elapsed, double length);

/* The plain logistic curve ceiling / (1 + exp(-rate (time - middle))), which the S is cut from. */
double stages_curve(double time, double ceiling, double rate, double middle);

#endif
