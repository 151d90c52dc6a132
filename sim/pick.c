/* pick: see pick.h. */
#include "pick.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"

enum { NAME_MAX_BYTES = 64, TEXT_MOST = 40 };

/* ---- reading ---- */

int
pick_outcome(const struct scenario *scenario, const char *name, struct err *err)
{
    const int outcome = scenario_find(scenario, "outcome", name);
    const char **names = NULL, *near = NULL;
    struct arena arena = { NULL, 0 };
    int n = scenario->n_outcomes;

    if (outcome >= 0) {
        return outcome;
    }
    names = arena_alloc(&arena, (size_t)n, sizeof(*names));
    if (names == NULL) {
        (void)err_memory(err);
        return -1;
    }
    n = scenario_names(scenario, "outcome", names, n);
    near = err_nearest(name, names, n);
    if (near != NULL) {
        (void)err_add(err, ERR_USAGE, NULL, "there is no outcome \"%.*s\"\ndid you mean %s?",
            TEXT_MOST, name, near);
    } else {
        char text[ERR_TEXT_MAX / 2] = "";
        for (int k = 0; k < n && strlen(text) < sizeof(text) - 80; k++) {
            (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.70s",
                k > 0 ? ", " : "", names[k]);
        }
        (void)err_add(err, ERR_USAGE, NULL, "there is no outcome \"%.*s\"\nits outcomes: %s",
            TEXT_MOST, name, text);
    }
    arena_free(&arena);
    return -1;
}

/* Where the relation begins, and how long it is; NULL: there is none. */
static const char *
find_relation(const char *text, enum pick_relation *relation, size_t *length)
{
    const char *at = text + strcspn(text, "<>=");
    const bool or_equal = at[0] != '\0' && at[0] != '=' && at[1] == '=';

    if (at[0] == '\0') {
        return NULL;
    }
    *length = or_equal ? 2 : 1;
    *relation = at[0] == '='   ? PICK_IS
                : at[0] == '<' ? (or_equal ? PICK_AT_MOST : PICK_BELOW)
                               : (or_equal ? PICK_AT_LEAST : PICK_ABOVE);
    return at;
}

/* A finite decimal number, all of the text. */
static bool
read_number(const char *text, double *value)
{
    char *end = NULL;

    if (strspn(text, "0123456789+-.eE") != strlen(text) || text[0] == '\0') {
        return false; /* no blanks, nan, inf or hexadecimals */
    }
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value);
}

static bool
read_flag(const char *text, double *value)
{
    static const char *const words[2][3] = { { "0", "no", "false" }, { "1", "yes", "true" } };

    for (int v = 0; v < 2; v++) {
        for (int k = 0; k < 3; k++) {
            if (strcmp(text, words[v][k]) == 0) {
                *value = (double)v;
                return true;
            }
        }
    }
    return false;
}

/* What the value may be, in words: "never" and "none" are neither more nor less than another. */
static void
allowed(const struct pick *self, const struct scenario *scenario, char *text, size_t size)
{
    const struct outcome *what = &scenario->outcomes[self->outcome];
    const bool equal = self->relation == PICK_IS;
    double low = 0.0, high = 0.0;
    char from[NUM_TEXT_MAX], to[NUM_TEXT_MAX], first[DATE_TEXT_MAX], last[DATE_TEXT_MAX];

    switch ((enum outcome_kind)what->kind) {
    case OUTCOME_FLAG:
        (void)snprintf(text, size, "%s=1 or %s=0", what->name, what->name);
        break;
    case OUTCOME_DATE:
        (void)snprintf(text, size, "a date from %s to %s%s", date_iso(scenario->start, first),
            date_iso(scenario->end, last), equal ? ", or never" : "");
        break;
    case OUTCOME_COUNT:
        (void)snprintf(text, size, "a whole number from 0 to %d", outcome_bins(what, scenario) - 1);
        break;
    case OUTCOME_VALUE:
        outcome_range(what, scenario, &low, &high);
        (void)snprintf(text, size, "a number from %s to %s%s", num_text(low, from),
            num_text(high, to), equal ? ", or none" : "");
        break;
    }
}

static enum status
refuse(const struct pick *self, const struct scenario *scenario, const char *value, struct err *err)
{
    char text[160];

    allowed(self, scenario, text, sizeof(text));
    return err_add(err, ERR_USAGE, NULL, "%s cannot be \"%.*s\"; it must be %s",
        scenario->outcomes[self->outcome].name, TEXT_MOST, value, text);
}

/* "never" is not before or after any day, nor "none" more or less than any number. */
static enum status
refuse_order(
    const struct pick *self, const struct scenario *scenario, const char *value, struct err *err)
{
    const char *name = scenario->outcomes[self->outcome].name;
    char text[160];

    allowed(self, scenario, text, sizeof(text));
    return err_add(err, ERR_USAGE, NULL,
        "%s can be equal to \"%s\" only, as in %s=%s; to be compared it must be %s", name, value,
        name, value, text);
}

static enum status
read_date(struct pick *self, const struct scenario *scenario, const char *text, struct err *err)
{
    char why[DATE_WHY_MAX], range[160];
    int day = 0;

    if (!date_read(text, &day, why)) {
        allowed(self, scenario, range, sizeof(range));
        return err_add(err, ERR_USAGE, NULL, "%s cannot be \"%.*s\": %s; it must be %s",
            scenario->outcomes[self->outcome].name, TEXT_MOST, text, why, range);
    }
    if (day < scenario->start || day > scenario->end) {
        return refuse(self, scenario, text, err);
    }
    self->value = (double)(day - scenario->start);
    return OK;
}

static enum status
read_value(struct pick *self, const struct scenario *scenario, const char *text, struct err *err)
{
    const struct outcome *outcome = &scenario->outcomes[self->outcome];
    const bool never = strcmp(text, "never") == 0 || strcmp(text, "none") == 0;
    double low = 0.0, high = 0.0;

    if (outcome->kind == OUTCOME_FLAG && self->relation != PICK_IS) {
        return err_add(err, ERR_USAGE, NULL,
            "%s is a flag, which holds or does not; it must be %s=1 or %s=0", outcome->name,
            outcome->name, outcome->name);
    }
    if (outcome->kind == OUTCOME_FLAG) {
        return read_flag(text, &self->value) ? OK : refuse(self, scenario, text, err);
    }
    if (never && outcome->kind != OUTCOME_COUNT) {
        return self->relation == PICK_IS ? OK : refuse_order(self, scenario, text, err);
    }
    if (outcome->kind == OUTCOME_DATE) {
        return read_date(self, scenario, text, err);
    }
    if (!read_number(text, &self->value)) {
        return refuse(self, scenario, text, err);
    }
    if (outcome->kind == OUTCOME_COUNT) {
        high = (double)(outcome_bins(outcome, scenario) - 1);
        return self->value == num_floor(self->value) && self->value >= 0.0 && self->value <= high
                   ? OK
                   : refuse(self, scenario, text, err);
    }
    outcome_range(outcome, scenario, &low, &high);
    self->nearest = self->relation == PICK_IS;
    return self->value >= low && self->value <= high ? OK : refuse(self, scenario, text, err);
}

/* What "holds" means when nothing more is said. */
static enum status
take_default(struct pick *self, const struct scenario *scenario, struct err *err)
{
    const struct outcome *outcome = &scenario->outcomes[self->outcome];
    char text[160];

    self->relation = outcome->kind == OUTCOME_FLAG ? PICK_IS : PICK_AT_LEAST;
    self->value = outcome->kind == OUTCOME_DATE ? 0.0 : 1.0;
    if (outcome->kind != OUTCOME_VALUE) {
        return OK;
    }
    allowed(self, scenario, text, sizeof(text));
    return err_add(err, ERR_USAGE, NULL,
        "%s is a value, which always is something: say which, as in %s=VALUE, %s<VALUE or "
        "%s>=VALUE; it is %s",
        outcome->name, outcome->name, outcome->name, outcome->name, text);
}

enum status
pick_read(struct pick *self, const struct scenario *scenario, const char *text, struct err *err)
{
    size_t length = 0;
    enum pick_relation relation = PICK_IS;
    const char *at = find_relation(text, &relation, &length);
    char name[NAME_MAX_BYTES];

    *self = (struct pick){ -1, relation, PARAM_NONE, false };
    (void)snprintf(name, sizeof(name), "%.*s",
        at != NULL && at - text < NAME_MAX_BYTES ? (int)(at - text) : NAME_MAX_BYTES - 1, text);
    self->outcome = pick_outcome(scenario, name, err);
    if (self->outcome < 0) {
        return err->status;
    }
    return at != NULL ? read_value(self, scenario, at + length, err)
                      : take_default(self, scenario, err);
}

/* ---- looking ---- */

/* Whether the run gave an answer and what the outcome is given holds: sample_counts says the same
 * of all runs. */
static bool
counts(const struct sample *sample, int outcome, int64_t row)
{
    const int given = sample->scenario->outcomes[outcome].given.index;

    return sample->answered[row] && (given < 0 || sample_column(sample, given)[row] > 0.0);
}

static bool
holds(const struct pick *self, double x)
{
    switch (self->relation) {
    case PICK_IS:
        return isnan(self->value) ? isnan(x) : x == self->value;
    case PICK_BELOW:
        return x < self->value;
    case PICK_AT_MOST:
        return x <= self->value;
    case PICK_ABOVE:
        return x > self->value;
    case PICK_AT_LEAST:
        break;
    }
    return x >= self->value;
}

/* Those that ask for the nearest take whatever number there is. */
static bool
all_hold(const struct pick *picks, int n_picks, const struct sample *sample, int64_t row)
{
    for (int p = 0; p < n_picks; p++) {
        const double x = sample_column(sample, picks[p].outcome)[row];
        if (picks[p].nearest ? isnan(x) : !holds(&picks[p], x)) {
            return false;
        }
    }
    return true;
}

static bool
all_count(const struct pick *picks, int n_picks, const struct sample *sample, int64_t row)
{
    for (int p = 0; p < n_picks; p++) {
        if (!counts(sample, picks[p].outcome, row)) {
            return false;
        }
    }
    return true;
}

/* The value nearest to the one asked for among the runs in which the others hold, the lesser of
 * two; NAN: there is none. */
static double
nearest(
    const struct pick *picks, int n_picks, const struct pick *wanted, const struct sample *sample)
{
    const double *values = sample_column(sample, wanted->outcome);
    double best = PARAM_NONE;

    for (int64_t k = 0; k < sample->n; k++) {
        const double away = fabs(values[k] - wanted->value), least = fabs(best - wanted->value);
        if (all_count(picks, n_picks, sample, k) && all_hold(picks, n_picks, sample, k) &&
            (isnan(best) || away < least || (away == least && values[k] < best))) {
            best = values[k];
        }
    }
    return best;
}

int64_t
pick_first(const struct pick *picks, int n_picks, const struct sample *sample, int64_t *n_holding,
    int64_t *n)
{
    const struct pick *wanted = NULL;
    double value = PARAM_NONE;
    int64_t first = 0;

    for (int p = 0; p < n_picks; p++) {
        BUG_IF(picks[p].nearest && wanted != NULL);
        wanted = picks[p].nearest ? &picks[p] : wanted;
    }
    if (wanted != NULL) {
        value = nearest(picks, n_picks, wanted, sample);
    }
    *n_holding = *n = 0;
    for (int64_t k = 0; k < sample->n; k++) {
        if (!all_count(picks, n_picks, sample, k)) {
            continue;
        }
        ++*n;
        if (all_hold(picks, n_picks, sample, k) &&
            (wanted == NULL || sample_column(sample, wanted->outcome)[k] == value)) {
            first = first == 0 ? k + 1 : first;
            ++*n_holding;
        }
    }
    return first;
}

void
pick_range(
    const struct sample *sample, int outcome, double *least, double *greatest, bool *some_never)
{
    const double *values = sample_column(sample, outcome);

    *least = *greatest = PARAM_NONE;
    *some_never = false;
    for (int64_t k = 0; k < sample->n; k++) {
        if (!counts(sample, outcome, k)) {
            continue;
        }
        *some_never = *some_never || isnan(values[k]);
        *least = isnan(*least) || values[k] < *least ? values[k] : *least;
        *greatest = isnan(*greatest) || values[k] > *greatest ? values[k] : *greatest;
    }
}

int64_t
pick_quantile(const struct sample *sample, int outcome, double p, struct err *err)
{
    const double *values = sample_column(sample, outcome);
    struct arena arena = { NULL, 0 };
    double *sorted = arena_alloc(&arena, (size_t)sample->n, sizeof(double)), wanted = 0.0;
    int64_t n = 0, at = 0, run = 0;

    if (sorted == NULL) {
        (void)err_memory(err);
        return 0;
    }
    for (int64_t k = 0; k < sample->n; k++) {
        if (counts(sample, outcome, k)) {
            sorted[n++] = isnan(values[k]) ? HUGE_VAL : values[k];
        }
    }
    if (n > 0) {
        gsl_sort(sorted, 1, (size_t)n);
        at = (int64_t)ceil(p * (double)n - 1e-9) - 1;
        wanted = sorted[at < 0 ? 0 : at >= n ? n - 1 : at];
    }
    for (int64_t k = 0; k < sample->n && run == 0 && n > 0; k++) {
        const double x = isnan(values[k]) ? HUGE_VAL : values[k];
        run = counts(sample, outcome, k) && x == wanted ? k + 1 : 0;
    }
    arena_free(&arena);
    return run;
}
