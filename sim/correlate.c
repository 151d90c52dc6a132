/* correlate: see correlate.h. */
#include "correlate.h"

#include <stdlib.h>
#include <string.h>

/* Scratch, of one call. */
struct binder {
    struct scenario *scenario;
    struct err *err;
    int *place; /* per uncertain number: its row in the matrix, -1: in none */
    int *slots; /* per row: the uncertain number */
    double *ranks;
    bool *named; /* pairs of rows that have a rank */
    const struct place **where;
    int n;
};

static int
compare_paths(const struct scenario *scenario, int a, int b)
{
    return strcmp(scenario->uncertain[a].path, scenario->uncertain[b].path);
}

/* The rows of the matrix: all numbers named, in order of name. */
static void
find_rows(struct binder *self)
{
    const struct scenario *scenario = self->scenario;
    const struct correlation *items = scenario->correlations.items;

    for (int c = 0; c < scenario->correlations.n; c++) {
        for (int k = 0; k < items[c].of.n; k++) {
            const int slot = items[c].of.items[k].index;
            int at = self->n;
            if (slot < 0 || self->place[slot] >= 0 || self->n == COPULA_MAX) {
                continue;
            }
            self->place[slot] = 0;
            for (; at > 0 && compare_paths(scenario, self->slots[at - 1], slot) > 0; at--) {
                self->slots[at] = self->slots[at - 1];
            }
            self->slots[at] = slot;
            self->n++;
        }
    }
    for (int i = 0; i < self->n; i++) {
        self->place[self->slots[i]] = i;
    }
}

static void
set_rank(struct binder *self, const struct ref *a, const struct ref *b, double rank)
{
    const int i = self->place[a->index], j = self->place[b->index];
    const size_t at = (size_t)i * (size_t)self->n + (size_t)j;

    if (self->named[at]) {
        (void)err_add(self->err, ERR_SCENARIO, &b->place,
            "correlate: \"%s\" and \"%s\" have a rank already", a->name, b->name);
        return;
    }
    self->named[at] = self->named[(size_t)j * (size_t)self->n + (size_t)i] = true;
    self->ranks[at] = self->ranks[(size_t)j * (size_t)self->n + (size_t)i] = rank;
    self->where[i > j ? i : j] = &b->place;
}

/* Every pair of a list has its rank. */
static void
set_ranks(struct binder *self)
{
    const struct correlation *items = self->scenario->correlations.items;
    const struct text *node = text_get(self->scenario->text.root, "correlate")->first;

    for (int c = 0; c < self->scenario->correlations.n; c++, node = node->next) {
        const struct refs *of = &items[c].of;
        if (of->n < 2 && text_get(node, "of") != NULL) {
            (void)err_add(self->err, ERR_SCENARIO, &node->place,
                "correlate.%d.of names %s; it must name two uncertain numbers at least", c + 1,
                of->n == 0 ? "none" : "only one");
        }
        for (int k = 1; k < of->n; k++) {
            for (int j = 0; j < k; j++) {
                if (of->items[j].index >= 0 && of->items[k].index >= 0) {
                    set_rank(self, &of->items[j], &of->items[k], items[c].rank);
                }
            }
        }
    }
}

static enum status
build(struct binder *self)
{
    struct scenario *scenario = self->scenario;
    int at = -1;
    enum copula_fault fault = COPULA_FINE;

    for (int i = 0; i < self->n; i++) {
        self->ranks[(size_t)i * (size_t)self->n + (size_t)i] = 1.0;
    }
    set_ranks(self);
    if (self->err->n_mistakes > 0) {
        return OK; /* nothing will be drawn */
    }
    fault = copula_init(
        &scenario->copula, self->n, self->slots, self->ranks, &scenario->text.arena, &at);
    if (fault == COPULA_MEMORY) {
        return err_memory(self->err);
    }
    if (fault == COPULA_INDEFINITE) {
        (void)err_add(self->err, ERR_SCENARIO, self->where[at],
            "correlate: the ranks of \"%s\" contradict one another: no numbers can have all of "
            "them\n(the matrix of correlations must not be indefinite: if a goes with b, and b "
            "with c, then a must go with c)",
            scenario->uncertain[self->slots[at]].path);
    }
    return OK;
}

static int
count(const struct scenario *self)
{
    const struct correlation *items = self->correlations.items;
    int n = 0;

    for (int c = 0; c < self->correlations.n; c++) {
        n += items[c].of.n;
    }
    return n < COPULA_MAX ? n : COPULA_MAX;
}

enum status
correlate_complete(struct scenario *self, struct err *err)
{
    const size_t most = (size_t)count(self);
    struct binder binder = { .scenario = self, .err = err };
    enum status status = ERR_MEMORY;

    if (self->correlations.n == 0) {
        return OK;
    }
    binder.place = malloc(((size_t)self->n_uncertain + 1) * sizeof(int));
    binder.slots = malloc((most + 1) * sizeof(int));
    binder.ranks = calloc(most * most + 1, sizeof(double));
    binder.named = calloc(most * most + 1, sizeof(bool));
    binder.where = calloc(most + 1, sizeof(*binder.where));
    if (binder.place != NULL && binder.slots != NULL && binder.ranks != NULL &&
        binder.named != NULL && binder.where != NULL) {
        memset(binder.place, -1, ((size_t)self->n_uncertain + 1) * sizeof(int));
        find_rows(&binder);
        status = build(&binder);
    } else {
        status = err_memory(err);
    }
    free(binder.place);
    free(binder.slots);
    free(binder.ranks);
    free(binder.named);
    free(binder.where);
    return status;
}
