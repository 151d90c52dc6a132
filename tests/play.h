/* Playing a scenario that a test writes as a text. */
#ifndef PARLEY_PLAY_H
#define PARLEY_PLAY_H

#include "engine.h"

struct play {
    struct err err;
    struct scenario scenario;
    struct engine_result result;
    enum status status;
};

/* Loads the scenario from its text and plays it on `threads` threads (0: only loads it). */
void play_text(struct play *self, const char *text, int threads);

/* The same from a file. */
void play_file(
    struct play *self, const char *path, const char *const *sets, int n_sets, int threads);

void play_free(struct play *self);

/* Loads a scenario that is wrong. When a mistake at that line holds the words: how many mistakes it
 * has; else 0. */
int play_mistakes(const char *text, int line, const char *words);

/* Share of runs in which a flag holds or a date is not never. */
double play_share(const struct play *self, const char *outcome);

/* Mean of an outcome over the runs in which it happened. */
double play_mean(const struct play *self, const char *outcome);

/* Median over all runs, as a number. NAN: never. */
double play_median(struct play *self, const char *outcome);

/* Five standard errors of a share p in the runs played. */
double play_tolerance(const struct play *self, double p);

#endif
