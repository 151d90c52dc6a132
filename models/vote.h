/* vote: the chance that a motion passes, exactly. */
#ifndef PARLEY_VOTE_H
#define PARLEY_VOTE_H

#include "event.h"

/* The probability that a motion passes when member k votes yes with probability yes[k] and no with
 * probability no[k], independently: at least `threshold` votes in favour and no "no" from a member
 * with a veto. Dynamic programming over votes in favour: O(members x votes). room: at least (sum of
 * votes + 1) doubles. */
double vote_passage(const struct body *body, const double *yes, const double *no, double *room);

/* Probabilities of yes and no for a member at `position`, 0..1; see vote.c for the formula. */
void vote_probabilities(double position, double reference, double proposal, double slope,
    double cut, double common, double *yes, double *no);

#endif
