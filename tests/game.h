/* game: a set of talks in memory, for tests of models. Include support.h first. */
#ifndef PARLEY_GAME_H
#define PARLEY_GAME_H

#include <string.h>

#include "model.h"

enum {
    GAME_ACTORS = 60,
    GAME_ISSUES = 2,
    GAME_CELLS = GAME_ACTORS * GAME_ISSUES,
    GAME_ROUNDS = 200
};

/* Matrices are [issue * n + actor], as in a situation. */
struct game {
    int n, m;
    bool tied;
    double capability[GAME_ACTORS];
    double position[GAME_CELLS], origin[GAME_CELLS], salience[GAME_CELLS];
    double stubbornness[GAME_CELLS], lower[GAME_CELLS], upper[GAME_CELLS];
    double ties[GAME_ACTORS * GAME_ACTORS];
    /* A model at work on it. */
    const struct model *model;
    union {
        char bytes[256];
        double align;
    } params;
    uint64_t state[32768];
    double next[GAME_CELLS];
};

/* splitmix64 (Steele, Lea and Flood 2014), in [0, 1). */
static inline double
game_uniform(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline int
game_below(uint64_t *seed, int n)
{
    return (int)(game_uniform(seed) * n);
}

static inline struct situation
game_view(const struct game *self)
{
    return (struct situation){ .n_actors = self->n,
        .n_issues = self->m,
        .capability = self->capability,
        .position = self->position,
        .origin = self->origin,
        .salience = self->salience,
        .stubbornness = self->stubbornness,
        .lower = self->lower,
        .upper = self->upper,
        .ties = self->tied ? self->ties : NULL };
}

/* n actors on m issues: capability 1, salience 1, position 0, no stubbornness, no limits. */
static inline void
game_open(struct game *self, int n, int m)
{
    memset(self, 0, sizeof *self);
    assert_true(n >= 1 && n <= GAME_ACTORS && m >= 1 && m <= GAME_ISSUES);
    self->n = n;
    self->m = m;
    for (int a = 0; a < n; a++) {
        self->capability[a] = 1.0;
    }
    for (int k = 0; k < n * m; k++) {
        self->salience[k] = 1.0;
        self->upper[k] = 1.0;
    }
}

/* Any numbers at all, but for limits, which are wide. */
static inline void
game_deal(struct game *self, int n, int m, uint64_t *seed)
{
    game_open(self, n, m);
    for (int a = 0; a < n; a++) {
        self->capability[a] = 0.1 + game_uniform(seed);
    }
    for (int k = 0; k < n * m; k++) {
        self->position[k] = game_uniform(seed);
        self->origin[k] = self->position[k];
        self->salience[k] = game_uniform(seed);
        self->stubbornness[k] = game_uniform(seed);
    }
}

/* Sets a flag, a word's index or a real of the model's own parameters. */
static inline void
game_set(struct game *self, const char *key, double value)
{
    const struct param *row = self->model->params;
    char *at = NULL;

    while (row->key != NULL && strcmp(row->key, key) != 0) {
        row++;
    }
    assert_non_null(row->key);
    at = self->params.bytes + row->offset;
    if (row->type == PARAM_FLAG) {
        *(bool *)(void *)at = value != 0.0;
    } else if (row->type == PARAM_WORD) {
        *(int *)(void *)at = (int)value;
    } else if (row->type == PARAM_REAL) {
        *(double *)(void *)at = value;
    } else {
        assert_int_equal(row->type, PARAM_NUMBER);
        *(struct number *)(void *)at = (struct number){ value, 0.0, 1.0, -1 };
    }
}

/* Begins talks under a model with the defaults of its parameters. */
static inline void
game_start(struct game *self, const struct model *model)
{
    const struct situation view = game_view(self);

    self->model = model;
    assert_true(model->params_size <= sizeof self->params);
    for (const struct param *row = model->params; row != NULL && row->key != NULL; row++) {
        game_set(self, row->key, row->initial);
    }
    if (model->state_size != NULL) {
        const size_t size = model->state_size(&self->params, self->n, self->m, GAME_ROUNDS);

        assert_int_equal(size % 8, 0);
        assert_true(size <= sizeof self->state);
        memset(self->state, 0xa5, sizeof self->state);
    }
    if (model->start != NULL) {
        model->start(&self->params, &view, self->state);
    }
}

/* One round. */
static inline enum model_move
game_step(struct game *self)
{
    const struct situation view = game_view(self);
    enum model_move move = MODEL_STILL;

    if (self->model->step == NULL) {
        return MODEL_STILL;
    }
    move = self->model->step(&self->params, &view, self->state, self->next);
    if (move != MODEL_FAILED) {
        memcpy(self->position, self->next, sizeof(double) * (size_t)(self->n * self->m));
    }
    return move;
}

/* What the model says of the round to come. */
struct game_deeds {
    int n;
    struct deed deeds[GAME_ACTORS * GAME_ACTORS];
};

static inline void
game_hear(void *context, const struct deed *deed)
{
    struct game_deeds *self = context;

    assert_true(self->n < GAME_ACTORS * GAME_ACTORS);
    self->deeds[self->n++] = *deed;
}

static inline void
game_account(struct game *self, struct game_deeds *deeds)
{
    const struct situation view = game_view(self);
    const struct deed_ear ear = { deeds, game_hear };

    deeds->n = 0;
    self->model->account(&self->params, &view, self->state, &ear);
}

static inline double
game_settlement(const struct game *self, int issue)
{
    const struct situation view = game_view(self);

    return self->model->settlement == NULL ? model_weighted_mean(&view, issue)
                                           : self->model->settlement(&self->params, &view, issue);
}

#endif
