/* vote: the chance that a motion passes, exactly. */
#ifndef PARLEY_VOTE_H
#define PARLEY_VOTE_H

#include "event.h"

/* The probability that a motion passes when member k votes yes with probability yes[k] and no with
 * probability no[k], independently, else abstains: the rule as struct body has it. Dynamic
 * programming: O(members x cells of the body's table). room: as many doubles as cells. */
double vote_passage(const struct body *body, const double *yes, const double *no, double *room);

/* Probabilities of yes and no for a member at `position`, 0..1; see vote.c for the formula. */
void vote_probabilities(double position, double reference, double proposal, double slope,
    double cut, double common, double *yes, double *no);

#endif
