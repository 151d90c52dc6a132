/* compare: outcomes of two samples matched and judged. See compare.h. */
#include "compare.h"

#include <stdio.h>
#include <string.h>

static int64_t
smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- which outcomes ---- */

/* Why outcomes of one name cannot be compared, NULL when they can; *status says if memory failed.
 */
static const char *
obstacle(struct compare *self, int in_a, int in_b, enum status *status, struct err *err)
{
    const struct scenario *a = compare_scenario(&self->a), *b = compare_scenario(&self->b);
    const struct outcome *first = &a->outcomes[in_a], *second = &b->outcomes[in_b];
    const char *unit_a = outcome_unit(first, a), *unit_b = outcome_unit(second, b);
    const char *why = NULL;

    if (first->kind != second->kind) {
        why = arena_print(&self->arena, "a %s in A, a %s in %c", outcome_kind_name(first->kind),
            outcome_kind_name(second->kind), self->b.letter);
    } else if (strcmp(unit_a, unit_b) != 0) {
        why = arena_print(&self->arena, "in %s in A, in %s in %c",
            unit_a[0] != '\0' ? unit_a : "no unit", unit_b[0] != '\0' ? unit_b : "no unit",
            self->b.letter);
    } else if (first->kind == OUTCOME_DATE && self->horizon < 1) {
        why = "a date, and the calendars share no day";
    } else {
        return NULL;
    }
    *status = why == NULL ? err_memory(err) : OK;
    return why;
}

static void
leave_out(struct compare *self, const char *name, const char *why)
{
    self->left_out[self->n_left_out++] = (struct compare_left_out){ name, why };
}

static enum status
match(struct compare *self, struct err *err)
{
    const struct scenario *a = compare_scenario(&self->a), *b = compare_scenario(&self->b);
    const char *only_in_b = arena_print(&self->arena, "only in %c", self->b.letter);
    enum status status = OK;

    self->outcomes = arena_alloc(&self->arena, (size_t)a->n_outcomes, sizeof(*self->outcomes));
    self->left_out =
        arena_alloc(&self->arena, (size_t)(a->n_outcomes + b->n_outcomes), sizeof(*self->left_out));
    if (only_in_b == NULL || self->outcomes == NULL || self->left_out == NULL) {
        return err_memory(err);
    }
    for (int o = 0; o < a->n_outcomes && status == OK; o++) {
        const int other = scenario_find(b, "outcome", a->outcomes[o].name);
        const char *why = other < 0 ? "only in A" : obstacle(self, o, other, &status, err);

        if (why != NULL) {
            leave_out(self, a->outcomes[o].name, why);
        } else {
            self->outcomes[self->n++] =
                (struct compare_outcome){ .outcome = &a->outcomes[o], .in_a = o, .in_b = other };
        }
    }
    for (int o = 0; o < b->n_outcomes; o++) {
        if (scenario_find(a, "outcome", b->outcomes[o].name) < 0) {
            leave_out(self, b->outcomes[o].name, only_in_b);
        }
    }
    return status;
}

/* ---- what cannot be compared ---- */

/* The outcome of A and the one of B that are spelled most alike; false when none are near. */
static bool
find_near(const struct compare *self, const char **first, const char **second)
{
    const struct scenario *a = compare_scenario(&self->a), *b = compare_scenario(&self->b);

    for (int o = 0; o < a->n_outcomes; o++) {
        for (int p = 0; p < b->n_outcomes; p++) {
            const char *const word = b->outcomes[p].name;

            if (err_nearest(a->outcomes[o].name, &word, 1) != NULL) {
                *first = a->outcomes[o].name;
                *second = word;
                return true;
            }
        }
    }
    return false;
}

static enum status
refuse_outcomes(const struct compare *self, struct err *err)
{
    char list[400] = "", near[200] = "";
    const char *first = NULL, *second = NULL;
    size_t n = 0;

    for (int k = 0; k < self->n_left_out && n < sizeof(list) - 120; k++) {
        n += (size_t)snprintf(list + n, sizeof(list) - n, "\n%.60s: %.50s", self->left_out[k].name,
            self->left_out[k].why);
    }
    if (find_near(self, &first, &second)) {
        (void)snprintf(near, sizeof(near), "\nis \"%.60s\" in A what \"%.60s\" is in %c?", first,
            second, self->b.letter);
    }
    return err_add(err, ERR_USAGE, NULL, "%.80s and %.80s have no outcome that can be compared%s%s",
        self->a.path, self->b.path, list, near);
}

static enum status
refuse_seeds(const struct compare *self, struct err *err)
{
    return err_add(err, ERR_USAGE, NULL,
        "%.100s has seed %llu and %.100s has seed %llu: their worlds are not the same, and cannot "
        "be paired.\nPlay the scenario files with one seed (-s SEED), or compare separate runs "
        "(--unpaired), whose intervals are wider.",
        self->a.path, (unsigned long long)compare_scenario(&self->a)->seed, self->b.path,
        (unsigned long long)compare_scenario(&self->b)->seed);
}

/* Runs and seed say which worlds are played, and not how they go: what is compared says them. */
static enum status
find_changes(struct compare *self, struct err *err)
{
    struct diff *diff = &self->diff;
    enum status status =
        diff_init(diff, &compare_scenario(&self->a)->text, &compare_scenario(&self->b)->text, err);
    int n = 0;

    for (int k = 0; status == OK && k < diff->n; k++) {
        if (strcmp(diff->items[k].path, "runs") != 0 && strcmp(diff->items[k].path, "seed") != 0) {
            diff->items[n++] = diff->items[k];
        }
    }
    diff->n = n;
    return status;
}

enum status
compare_init(struct compare *self, const struct compare_side *a, const struct compare_side *b,
    bool paired, struct err *err)
{
    const struct scenario *first = a->sample->scenario, *second = b->sample->scenario;
    const int end = first->end < second->end ? first->end : second->end;
    const int start = first->start > second->start ? first->start : second->start;
    enum status status = OK;

    self->a = *a;
    self->b = *b;
    self->a.letter = (char)(a->letter != 0 ? a->letter : 'A');
    self->b.letter = (char)(b->letter != 0 ? b->letter : 'B');
    self->paired = paired;
    self->comparisons = 1;
    self->horizon = start <= end ? end - first->start + 1 : 0;
    if (paired && first->seed != second->seed) {
        return refuse_seeds(self, err);
    }
    status = match(self, err);
    if (status == OK && self->n == 0) {
        return refuse_outcomes(self, err);
    }
    return status == OK ? find_changes(self, err) : status;
}

/* ---- judged ---- */

/* B's dates, counted from A's start. */
static const double *
shift(const struct compare *self, const double *days, struct arena *arena)
{
    const double later =
        (double)(compare_scenario(&self->b)->start - compare_scenario(&self->a)->start);
    double *shifted = arena_alloc(arena, (size_t)self->runs_b, sizeof(*shifted));

    for (int64_t k = 0; shifted != NULL && k < self->runs_b; k++) {
        shifted[k] = days[k] + later; /* never stays NAN */
    }
    return shifted;
}

static enum status
judge(struct compare *self, struct compare_outcome *out, struct arena *arena, struct err *err)
{
    const struct sample *a = self->a.sample, *b = self->b.sample;
    const struct contrast_options options = { .kind = (enum outcome_kind)out->outcome->kind,
        .paired = self->paired,
        .horizon = (double)self->horizon,
        .comparisons = self->comparisons };
    bool *counted_a = arena_alloc(arena, (size_t)a->n, sizeof(*counted_a));
    bool *counted_b = arena_alloc(arena, (size_t)b->n, sizeof(*counted_b));
    const double *values_b = sample_column(b, out->in_b);

    if (options.kind == OUTCOME_DATE) {
        values_b = shift(self, values_b, arena);
    }
    if (counted_a == NULL || counted_b == NULL || values_b == NULL) {
        return err_memory(err);
    }
    (void)sample_counts(a, out->in_a, counted_a);
    (void)sample_counts(b, out->in_b, counted_b);
    return contrast_make(&out->contrast,
        &(struct contrast_sample){ sample_column(a, out->in_a), counted_a, self->runs_a },
        &(struct contrast_sample){ values_b, counted_b, self->runs_b }, &options, err);
}

enum status
compare_judge(struct compare *self, int comparisons, struct err *err)
{
    const int64_t a = self->a.sample->n, b = self->b.sample->n;
    enum status status = OK;

    self->runs_a = self->paired ? smaller(a, b) : a;
    self->runs_b = self->paired ? smaller(a, b) : b;
    self->comparisons = comparisons;
    for (int k = 0; k < self->n && status == OK; k++) {
        struct arena arena = { 0 };

        status = judge(self, &self->outcomes[k], &arena, err);
        arena_free(&arena);
    }
    return status;
}

const struct compare_outcome *
compare_find(const struct compare *self, const char *name)
{
    for (int k = 0; k < self->n; k++) {
        if (strcmp(self->outcomes[k].outcome->name, name) == 0) {
            return &self->outcomes[k];
        }
    }
    return NULL;
}

void
compare_free(struct compare *self)
{
    diff_free(&self->diff);
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
