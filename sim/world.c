/* world: draws a possible world. See world.h. */
#include "world.h"

#include <math.h>
#include <string.h>

#include "num.h"
#include "rng.h"

/* A cell of the matrices that is drawn, within limits. */
struct world_patch {
    size_t cell;
    struct number number;
    double low, high;
};

/* The matrices stand one after the other, so that one copy restores all of them. */
static void
lay_out(struct world *self, double *memory)
{
    const size_t actors = (size_t)self->scenario->n_actors;
    const size_t cells = (size_t)self->scenario->n_issues * actors;

    self->position = memory;
    self->origin = memory + cells;
    self->salience = memory + 2 * cells;
    self->stubbornness = memory + 3 * cells;
    self->capability = memory + 4 * cells;
}

static void
set_cell(struct world *self, const double *cell, struct number number, double low, double high)
{
    const size_t index = (size_t)(cell - self->position);

    self->certain[index] = number.value;
    if (number.slot >= 0) {
        self->patches[self->n_patches++] = (struct world_patch){ index, number, low, high };
    }
}

static void
set_cells(struct world *self)
{
    const struct scenario *scenario = self->scenario;

    for (size_t k = 0; k < self->n_cells; k++) {
        self->certain[k] = PARAM_NONE;
    }
    for (int a = 0; a < scenario->n_actors; a++) {
        const struct actor *actor = &scenario->actors[a];
        set_cell(self, self->capability + a, actor->capability, 0.0, HUGE_VAL);
        for (int i = 0; i < scenario->n_issues && actor->stances != NULL; i++) {
            const struct stance *stance = &actor->stances[i];
            const int cell = i * scenario->n_actors + a;
            if (stance->given && !stance->formed) {
                set_cell(self, self->position + cell, stance->position, stance->limits[0],
                    stance->limits[1]);
                set_cell(self, self->origin + cell, stance->position, stance->limits[0],
                    stance->limits[1]);
                set_cell(self, self->salience + cell, stance->salience, 0.0, 1.0);
                set_cell(self, self->stubbornness + cell, stance->stubbornness, 0.0, 1.0);
            }
        }
    }
}

enum status
world_init(
    struct world *self, const struct scenario *scenario, struct arena *arena, struct err *err)
{
    const size_t actors = (size_t)scenario->n_actors, issues = (size_t)scenario->n_issues;
    double *memory = NULL;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->n_cells = 4 * issues * actors + actors;
    self->draws = arena_alloc(
        arena, (size_t)scenario->n_uncertain + (size_t)scenario->n_copies, sizeof(double));
    self->scores = arena_alloc(arena, (size_t)scenario->copula.n, sizeof(double));
    self->settlement = arena_alloc(arena, issues, sizeof(double));
    self->spoken = arena_alloc(arena, issues, sizeof(bool));
    self->certain = arena_alloc(arena, self->n_cells, sizeof(double));
    self->patches = arena_alloc(arena, self->n_cells, sizeof(*self->patches));
    memory = arena_alloc(arena, self->n_cells, sizeof(double));
    if (self->draws == NULL || self->scores == NULL || self->settlement == NULL ||
        self->spoken == NULL || self->certain == NULL || self->patches == NULL || memory == NULL) {
        return err_memory(err);
    }
    lay_out(self, memory);
    set_cells(self);
    return OK;
}

/* sum w x / sum w over the members with a position on the issue, in order of name; formed around
 * the first and kept within the hull, so that what all share stays exactly that. The weight is
 * capability, times salience when that is asked for. NAN: all weights are zero. */
static double
mean_of_members(
    const struct world *self, const struct actor *actor, int issue, const double *of, bool salient)
{
    const size_t row = (size_t)issue * (size_t)self->scenario->n_actors;
    double first = PARAM_NONE, least = PARAM_NONE, greatest = PARAM_NONE;
    double weights = 0.0, sum = 0.0;

    for (int k = 0; k < actor->n_members; k++) {
        const size_t member = (size_t)actor->members[k];
        const double x = of[row + member];
        if (isnan(x)) {
            continue;
        }
        const double w = self->capability[member] * (salient ? self->salience[row + member] : 1.0);
        if (isnan(first)) {
            first = least = greatest = x;
        }
        least = x < least ? x : least;
        greatest = x > greatest ? x : greatest;
        weights += w;
        sum += w * (x - first);
    }
    const double mean = first + sum / weights;

    return !(weights > 0.0) ? PARAM_NONE : mean < least ? least : mean > greatest ? greatest : mean;
}

/* What a composite does not state itself. When none of its members cares, their positions weigh by
 * capability alone. */
static void
form_composite(struct world *self, int a)
{
    const struct scenario *scenario = self->scenario;
    const struct actor *actor = &scenario->actors[a];

    if (!number_given(actor->capability)) {
        double sum = 0.0;
        for (int k = 0; k < actor->n_members; k++) {
            sum += self->capability[actor->members[k]];
        }
        self->capability[a] = sum;
    }
    for (int i = 0; i < scenario->n_issues; i++) {
        const size_t cell = (size_t)i * (size_t)scenario->n_actors + (size_t)a;
        if (!actor->stances[i].formed) {
            continue;
        }
        const double mean = mean_of_members(self, actor, i, self->position, true);
        self->position[cell] =
            isnan(mean) ? mean_of_members(self, actor, i, self->position, false) : mean;
        self->origin[cell] = self->position[cell];
        self->salience[cell] = mean_of_members(self, actor, i, self->salience, false);
        self->stubbornness[cell] = mean_of_members(self, actor, i, self->stubbornness, false);
    }
}

/* Puts the draws in their places. */
static void
place_draws(struct world *self)
{
    memcpy(self->position, self->certain, self->n_cells * sizeof(double));
    for (int k = 0; k < self->n_patches; k++) {
        const struct world_patch *patch = &self->patches[k];
        const double x = number_get(patch->number, self->draws);
        self->position[patch->cell] = x < patch->low    ? patch->low
                                      : x > patch->high ? patch->high
                                                        : x;
    }
    for (int k = 0; k < self->scenario->n_composites; k++) {
        form_composite(self, self->scenario->composites[k]);
    }
    for (int k = 0; k < self->scenario->n_copies; k++) {
        self->draws[self->scenario->n_uncertain + k] =
            number_get(self->scenario->copies[k], self->draws);
    }
    memset(self->spoken, 0, (size_t)self->scenario->n_issues * sizeof(bool));
    world_forget(self);
}

void
world_settle(struct world *self, int issue, double settlement)
{
    self->settlement[issue] = settlement;
    self->spoken[issue] = true;
}

void
world_forget(struct world *self)
{
    for (int i = 0; i < self->scenario->n_issues; i++) {
        self->settlement[i] = self->spoken[i] ? self->settlement[i] : PARAM_NONE;
    }
}

void
world_uniforms(struct world *self, uint32_t run, const double *own, double *uniforms)
{
    const struct scenario *scenario = self->scenario;

    for (int k = 0; k < scenario->n_uncertain; k++) {
        uniforms[k] =
            own != NULL ? own[k] : rng_uniform(scenario->seed, run, scenario->uncertain[k].key, 0);
    }
    copula_apply(&scenario->copula, uniforms, self->scores);
}

void
world_draw(struct world *self, uint32_t run, const double *uniforms)
{
    const struct scenario *scenario = self->scenario;

    world_uniforms(self, run, uniforms, self->draws);
    for (int k = 0; k < scenario->n_uncertain; k++) {
        const struct uncertain *number = &scenario->uncertain[k];
        const double x = dist_quantile(&number->dist, self->draws[k]);
        self->draws[k] = number->integral ? num_floor(x + 0.5) : x;
    }
    place_draws(self);
}

void
world_middle(struct world *self)
{
    for (int k = 0; k < self->scenario->n_uncertain; k++) {
        const struct uncertain *number = &self->scenario->uncertain[k];
        const double x = dist_middle(&number->dist);
        self->draws[k] = number->integral ? num_floor(x + 0.5) : x;
    }
    place_draws(self);
}

double
world_settlement(struct world *self, int issue)
{
    const int n = self->scenario->n_actors;
    const size_t row = (size_t)issue * (size_t)n;

    if (isnan(self->settlement[issue])) {
        double weight = 0.0, sum = 0.0;
        for (int k = 0; k < n; k++) {
            const int a = self->scenario->by_name[k]; /* never order of input */
            const double x = self->position[row + (size_t)a];
            if (!isnan(x) && !self->scenario->actors[a].is_member) {
                const double w = self->capability[a] * self->salience[row + (size_t)a];
                weight += w;
                sum += w * x;
            }
        }
        self->settlement[issue] = weight > 0.0 ? sum / weight : 0.5;
    }
    return self->settlement[issue];
}
