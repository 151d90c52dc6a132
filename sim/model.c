/* model: see model.h. */
#include "model.h"

#include <string.h>

#define MODEL(name) extern const struct model model_##name;
#include "list.h"

#define MODEL(name) &model_##name,
static const struct model *const models[] = {
#include "list.h"
};

enum { N_MODELS = sizeof models / sizeof models[0] };

const struct model *
model_at(int k)
{
    return k >= 0 && k < N_MODELS ? models[k] : NULL;
}

const struct model *
model_find(const char *name)
{
    for (int k = 0; k < N_MODELS; k++) {
        if (strcmp(models[k]->name, name) == 0) {
            return models[k];
        }
    }
    return NULL;
}

double
model_weighted_mean(const struct situation *situation, int issue)
{
    const int n = situation->n_actors;
    const double *position = situation->position + (size_t)issue * (size_t)n;
    const double *salience = situation->salience + (size_t)issue * (size_t)n;
    const double first = position[0];
    double least = first, greatest = first, weights = 0.0, moments = 0.0, mean = 0.0;

    for (int a = 0; a < n; a++) {
        const double weight = situation->capability[a] * salience[a];

        weights += weight;
        moments += weight * (position[a] - first);
        least = position[a] < least ? position[a] : least;
        greatest = position[a] > greatest ? position[a] : greatest;
    }
    if (!(weights > 0.0)) {
        return __builtin_nan("");
    }
    mean = first + moments / weights;
    mean = mean < least ? least : mean;
    return mean > greatest ? greatest : mean;
}
