/* challenge: the inside of the challenge model, one game at a time, for its tests.
 *
 * A game is one issue's actors at one moment. Order of calls: challenge_init once, then for each
 * round challenge_load, challenge_weigh, challenge_judge, challenge_play. challenge.c says what
 * they compute.
 *
 * Cost: n^2 a round; memory 2.5 n^2 doubles.
 *
 * Thread-safety: a game belongs to one thread; nothing allocates. */
#ifndef PARLEY_CHALLENGE_H
#define PARLEY_CHALLENGE_H

#include "model.h"

/* Rows have n entries in order of place: by position, equal ones by index of actor. Pairs (i, j) of
 * places, i < j, stand row after row: (0, 1), (0, 2) .. (0, n - 1), (1, 2) .. */
struct challenge_game {
    int n;
    double total;     /* weight of all */
    int32_t *actor;   /* a row: which actor stands in each place; kept from round to round */
    int32_t *best;    /* a row: the place whose offer is taken, -1: none */
    double *position; /* a row */
    double *salience; /* a row */
    double *weight;   /* a row: capability x salience */
    double *up_to;    /* a row: weight of the places up to and with this one */
    double *from;     /* a row: weight of this place and those after it */
    double *security; /* a row: what all others together expect to gain by challenging */
    double *exponent; /* a row: the risk exponent r */
    double *move;     /* a row: how far the actor moves */
    double *sums;     /* two rows of scratch */
    double *gap;      /* of pairs: the distance d */
    double *win;      /* of pairs: the chance that i prevails over j */
    double *size;     /* of pairs: the mover's r, then how far it would move */
    double *softer;   /* of pairs: s (1 - P) of the one, u and v in challenge.c */
    double *harder;   /* of pairs: and of the other */
    int32_t *mover;   /* of pairs: the only one of the two that can receive an offer */
};

/* Bytes that a game of n actors needs, a multiple of 8. */
size_t challenge_size(int n);

/* Lays the game out in memory of challenge_size(n) bytes, which the caller owns. */
void challenge_init(struct challenge_game *self, int n, void *memory);

/* Takes in the actors of one issue. False when all weights are zero. */
bool challenge_load(struct challenge_game *self, const struct situation *situation, int issue);

/* The chances of prevailing, P. */
void challenge_weigh(struct challenge_game *self);

/* Security at r = 1 and the risk exponents; all 1 when `risk` is false. */
void challenge_judge(struct challenge_game *self, bool risk);

/* Offers, choices and simultaneous moves: next[actor] is the new position, before limits. */
void challenge_play(struct challenge_game *self, double *next);

/* After challenge_judge: what the actor in one place expects of a contest with that in another,
 * with its own risk exponent: E_ij for itself, E_ji for the other. Their positions differ. */
void challenge_expect(
    const struct challenge_game *self, int mover, int proposer, double *own, double *others);

/* What was computed, by actor. P is 0 for actors at one position; else P_ij + P_ji = 1. */
double challenge_win_probability(const struct challenge_game *self, int i, int j);
double challenge_security(const struct challenge_game *self, int i);
double challenge_exponent(const struct challenge_game *self, int i);

#endif
