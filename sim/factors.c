/* factors: see factors.h. */
#include "factors.h"

#include <string.h>

/* By insertion: studies are of tens of numbers, and of thousands at most. */
static void
sort_by_path(struct factors *self, const struct scenario *scenario)
{
    for (int k = 0; k < self->n_numbers; k++) {
        int at = k;
        for (; at > 0 && strcmp(scenario->uncertain[self->numbers[at - 1]].path,
                             scenario->uncertain[k].path) > 0;
             at--) {
            self->numbers[at] = self->numbers[at - 1];
        }
        self->numbers[at] = k;
    }
}

/* Follows a number to the one that stands for all it is tied to. */
static int
head_of(const int *tied, int number)
{
    while (tied[number] != number) {
        number = tied[number];
    }
    return number;
}

/* tied: per uncertain number another one that it is tied to, or itself; the heads are their own. */
static void
tie(int *tied, const struct scenario *scenario)
{
    const struct correlation *items = scenario->correlations.items;

    for (int c = 0; c < scenario->correlations.n; c++) {
        const struct refs *of = &items[c].of;
        for (int k = 1; k < of->n && items[c].rank != 0.0; k++) {
            tied[head_of(tied, of->items[k].index)] = head_of(tied, of->items[0].index);
        }
    }
}

/* Gives each head its factor, in order of path. factor_of: per uncertain number, -1 to begin with.
 */
static void
number_factors(struct factors *self, const int *tied, int *factor_of)
{
    for (int k = 0; k < self->n_numbers; k++) {
        const int head = head_of(tied, self->numbers[k]);
        if (factor_of[head] < 0) {
            factor_of[head] = self->n++;
        }
        self->of[k] = factor_of[head];
    }
}

static enum status
name_factors(
    struct factors *self, const struct scenario *scenario, struct arena *arena, struct err *err)
{
    for (int k = 0; k < self->n_numbers; k++) {
        const char *path = scenario->uncertain[self->numbers[k]].path;
        const char **name = &self->names[self->of[k]];
        if (*name != NULL) {
            path = arena_print(arena, "%s + %s", *name, path);
        }
        if (path == NULL) {
            return err_memory(err);
        }
        *name = path;
        self->sizes[self->of[k]]++;
    }
    self->names[self->n] = FACTORS_CHANCE;
    return OK;
}

enum status
factors_init(
    struct factors *self, const struct scenario *scenario, struct arena *arena, struct err *err)
{
    const size_t n = (size_t)scenario->n_uncertain;
    int *tied = arena_alloc(arena, n, sizeof(int)), *factor_of = arena_alloc(arena, n, sizeof(int));

    memset(self, 0, sizeof(*self));
    self->n_numbers = scenario->n_uncertain;
    self->numbers = arena_alloc(arena, n, sizeof(int));
    self->of = arena_alloc(arena, n, sizeof(int));
    self->names = arena_alloc(arena, n + 1, sizeof(*self->names));
    self->sizes = arena_alloc(arena, n + 1, sizeof(int));
    if (tied == NULL || factor_of == NULL || self->numbers == NULL || self->of == NULL ||
        self->names == NULL || self->sizes == NULL) {
        return err_memory(err);
    }
    for (int k = 0; k < self->n_numbers; k++) {
        tied[k] = k;
        factor_of[k] = -1;
    }
    sort_by_path(self, scenario);
    tie(tied, scenario);
    number_factors(self, tied, factor_of);
    return name_factors(self, scenario, arena, err);
}
