/* shock: see shock.h. */
#include "shock.h"

#include <math.h>

#define CAPABILITY_LEAST 1e-9 /* of what was drawn: only ratios matter */

static double
changed(const struct shock *shock, const struct world *world, double from, double low, double high)
{
    const double x = number_given(shock->set) ? number_get(shock->set, world->draws)
                                              : from + number_get(shock->add, world->draws);

    return x < low ? low : x > high ? high : x;
}

/* The talks start anew from here, not only go on from here. */
static void
move(const struct shock *shock, struct world *world, size_t cell)
{
    const struct target *target = &shock->target;
    const struct stance *stance = &world->scenario->actors[target->actor].stances[target->which];
    const double low = stance->given ? stance->limits[0] : 0.0;
    const double high = stance->given ? stance->limits[1] : 1.0;

    world->position[cell] = changed(shock, world, world->position[cell], low, high);
    world->origin[cell] = changed(shock, world, world->origin[cell], low, high);
}

double
shock_value(const struct shock *shock, const struct world *world)
{
    const struct target *target = &shock->target;
    const size_t cell =
        (size_t)target->which * (size_t)world->scenario->n_actors + (size_t)target->actor;

    switch (target->kind) {
    case TARGET_CAPABILITY:
        return world->capability[target->actor];
    case TARGET_POSITION:
        return world->position[cell];
    case TARGET_SALIENCE:
        return world->salience[cell];
    case TARGET_STUBBORNNESS:
        return world->stubbornness[cell];
    case TARGET_ATTRIBUTE:
        break;
    }
    return world->draws[target->which];
}

void
shock_apply(const struct shock *shock, struct world *world)
{
    const struct target *target = &shock->target;
    const struct scenario *scenario = world->scenario;
    const size_t cell = (size_t)target->which * (size_t)scenario->n_actors + (size_t)target->actor;
    double *x = NULL;

    switch (target->kind) {
    case TARGET_CAPABILITY:
        x = &world->capability[target->actor];
        *x = changed(shock, world, *x, *x * CAPABILITY_LEAST, HUGE_VAL);
        break;
    case TARGET_POSITION:
        move(shock, world, cell);
        break;
    case TARGET_SALIENCE:
        world->salience[cell] = changed(shock, world, world->salience[cell], 0.0, 1.0);
        break;
    case TARGET_STUBBORNNESS:
        world->stubbornness[cell] = changed(shock, world, world->stubbornness[cell], 0.0, 1.0);
        break;
    case TARGET_ATTRIBUTE:
        x = &world->draws[target->which];
        *x = changed(shock, world, *x, -HUGE_VAL, HUGE_VAL);
        break;
    }
    world_forget(world);
}
