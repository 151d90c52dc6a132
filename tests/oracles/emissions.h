/* emissions: the delay before emission standards in the European Community, the case that programs
 * of the challenge model are compared on.
 *
 * Inputs: Bueno de Mesquita 1994, in Bueno de Mesquita and Stokman (eds), "European Community
 * Decision Making", p. 78, as printed by Scholz, Calbert and Smith 2011, table 1. Actors a to z.
 * Years 4 to 10: D = 6.
 *
 * The mean is printed by D. Masad's public notebooks. The challenge results are those of variant
 * PAIR with the smallest move, Q = 1, own perspective: two programs written independently of this
 * one agree on them to 9 digits. */
#ifndef PARLEY_ORACLE_EMISSIONS_H
#define PARLEY_ORACLE_EMISSIONS_H

enum { EMISSIONS_ACTORS = 10, EMISSIONS_MEANS = 6 };

enum { BELGIUM, DENMARK, FRANCE, GERMANY, GREECE, IRELAND, ITALY, LUXEMBOURG, NETHERLANDS, UK };

static const double EMISSIONS_LOW = 4.0, EMISSIONS_RANGE = 6.0;

static const struct {
    double capability, years, salience;
    /* Round 1 of the challenge model, and positions in years after rounds 1 and 2. */
    double security, exponent, after_1, after_2;
} emissions[EMISSIONS_ACTORS] = {
    [BELGIUM] = { .08, 7, .40, 3.763367799, 1.004406867, 10, 9.753278980 },
    [DENMARK] = { .05, 4, 1.00, 1.706177536, 1.453711559, 4.080058099, 4.445362019 },
    [FRANCE] = { .16, 10, .60, 3.690006273, 1.017581619, 7, 7 },
    [GERMANY] = { .16, 4, .80, 3.164942029, 1.117181484, 6.811040239, 7 },
    [GREECE] = { .08, 7, .70, 1.335893648, 1.556874779, 7.712403185, 7.682824461 },
    [IRELAND] = { .05, 7, .10, 6.190841950, .648263918, 10, 9.973144055 },
    [ITALY] = { .16, 10, .60, 3.690006273, 1.017581619, 7, 7 },
    [LUXEMBOURG] = { .03, 4, .20, 7.541235507, .5, 7, 6.811040239 },
    [NETHERLANDS] = { .08, 4, .80, 3.164942029, 1.117181484, 6.811040239, 7 },
    [UK] = { .16, 10, .90, .035009409, 2, 10, 9.667818402 },
};

static const double EMISSIONS_MEAN = 7.389955686853767, EMISSIONS_MEDIAN = 7.0;

/* Weighted means after rounds 1 to 6 of the challenge model. */
static const double emissions_means[EMISSIONS_MEANS] = { 7.591753632, 7.585685391, 7.513565416,
    7.441800347, 7.368868582, 7.298646678 };

/* The first round of the challenge model in which nobody moves by 1e-3 years. */
enum { EMISSIONS_STILL_ROUND = 81 };

static const double P_NETHERLANDS_BELGIUM = .366322009, P_NETHERLANDS_FRANCE = .424657534,
                    P_BELGIUM_FRANCE = .503692762;

#endif
