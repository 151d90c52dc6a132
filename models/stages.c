/* stages: a mission, stage by stage; what stands in place follows a curve to the ceiling.
 *
 *     length of a stage = days x product over its terms of times^((value - relative_to) / per), at
 * its start when it would end, `chance` decides; a failure waits `retry` days and tries again curve
 * "linear":   f(u) = u,  u = share of the stage's length that has passed curve "logistic": f(u) =
 * 1/2 + (L(r (u - 1/2)) - 1/2) / (2 L(r / 2) - 1),  L(z) = 1 / (1 + exp(-z)) r = 8
 * artanh(sqrt(3/5)), so that f(1/4) = 1/10 and f(3/4) = 9/10 exactly
 *
 * A semi-Markov process; the expected length of a stage that succeeds with probability p is
 * days + (1 - p) / p x retry. */
#include "stages.h"

#include <math.h>

#include "event.h"
#include "num.h"

struct stage {
    const char *name, *label;
    struct number days, chance, retry;
    int curve;
    struct list terms;
};

struct params {
    struct number ceiling;
    struct list stages;
    struct ref replaces;
};

enum curve { CURVE_NONE, CURVE_LINEAR, CURVE_LOGISTIC };

#define STAGE(field) offsetof(struct stage, field)
static const struct param stage_table[] = {
    { PARAM_NAME, "name", STAGE(name), PARAM_NONE, 0.0, 0.0, "",
        "The name typed in paths and columns.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_TEXT, "label", STAGE(label), PARAM_NONE, 0.0, 0.0, "", "The name shown to people.",
        NULL, NULL, PARAM_LABEL },
    { PARAM_NUMBER, "days", STAGE(days), PARAM_NONE, 0.0, 1e5, "days",
        "How long it takes, its terms at relative_to.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "chance", STAGE(chance), 1.0, 0.0, 1.0, "0 to 1",
        "The probability that it succeeds when it would end; what stands in place by then stays.",
        NULL, NULL, 0 },
    { PARAM_NUMBER, "retry", STAGE(retry), PARAM_NONE, 1.0, 1e5, "days",
        "Tries again so many days after a failure; without it, never.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_WORD, "curve", STAGE(curve), 0.0, 0.0, 0.0, "",
        "How what stands in place grows in this stage; by default linear in the last stage of an "
        "event with a ceiling, none in "
        "the others.",
        "none linear logistic", NULL, PARAM_UNLISTED },
    { PARAM_LIST, "terms", STAGE(terms), PARAM_NONE, 0.0, 0.0, "",
        "What makes it longer (times > 1) or shorter.", NULL, &hazard_term_schema, 0 },
    PARAM_REMARKS,
    { .key = NULL },
};
static const struct schema stage_schema = { .what = "stage",
    .help = "One stage of a mission.",
    .params = stage_table,
    .size = sizeof(struct stage) };

#define AT(field) offsetof(struct params, field)
static const struct param table[] = {
    { PARAM_NUMBER, "ceiling", AT(ceiling), PARAM_NONE, 0.0, 1e15, "any unit",
        "What stands in place in the end; without it, no curve.", NULL, NULL, PARAM_ABOVE },
    { PARAM_LIST, "stages", AT(stages), PARAM_NONE, 0.0, 0.0, "", "One after the other.", NULL,
        &stage_schema, PARAM_REQUIRED },
    { PARAM_REF, "replaces", AT(replaces), PARAM_NONE, 0.0, 0.0, "",
        "The event whose curve falls as this one rises.", "event", NULL, PARAM_UNLISTED },
    { .key = NULL },
};

double
stages_linear(double elapsed, double length)
{
    const double u = length > 0.0 ? elapsed / length : elapsed >= 0.0 ? 1.0 : 0.0;

    return u < 0.0 ? 0.0 : u > 1.0 ? 1.0 : u;
}

double
stages_curve(double time, double ceiling, double rate, double middle)
{
    return ceiling * num_logistic(rate * (time - middle));
}

double
stages_logistic(double elapsed, double length)
{
    /* 8 artanh(sqrt(3/5)) */
    const double rate = 8.253748275582243;
    const double u = stages_linear(elapsed, length);
    const double half = num_logistic(0.5 * rate) - 0.5;

    return u <= 0.0   ? 0.0
           : u >= 1.0 ? 1.0
                      : 0.5 + 0.5 * (num_logistic(rate * (u - 0.5)) - 0.5) / half;
}

static const struct stage *
stage_at(const struct params *params, int k)
{
    return (const struct stage *)params->stages.items + k;
}

static int
n_parts(const void *params)
{
    return ((const struct params *)params)->stages.n;
}

static const char *
part_name(const void *params, int part)
{
    return stage_at(params, part)->name;
}

static const char *
part_label(const void *params, int part)
{
    return stage_at(params, part)->label;
}

/* The stage with the curve: one that says so, else the last. */
static int
curve_stage(const struct params *params)
{
    for (int k = 0; k < params->stages.n; k++) {
        if (stage_at(params, k)->curve > CURVE_NONE) {
            return k;
        }
    }
    return params->stages.n - 1;
}

static void
check(const void *params, const struct place *place, const char *path, struct err *err)
{
    const struct params *p = params;
    int curves = 0;

    if (p->stages.n == 0 && p->stages.items != NULL) { /* missing is said already */
        (void)err_add(
            err, ERR_SCENARIO, place, "%s.stages is empty; it must hold at least one stage", path);
    }
    for (int k = 0; k < p->stages.n; k++) {
        const char *name = stage_at(p, k)->name;
        if (name != NULL && name[0] == 'f' && name[1] == 'a' && name[2] == 'i' && name[3] == 'l' &&
            name[4] == 'e' && name[5] == 'd' && name[6] == '\0') {
            (void)err_add(err, ERR_SCENARIO, place,
                "%s: a stage cannot be called \"failed\", which is the moment of the first failure",
                path);
        }
        curves += stage_at(p, k)->curve > CURVE_NONE;
    }
    if (curves > 1) {
        (void)err_add(err, ERR_SCENARIO, place, "%s: only one stage may have a curve, and %d have",
            path, curves);
    }
    if (curves > 0 && !number_given(p->ceiling)) {
        (void)err_add(err, ERR_SCENARIO, place, "%s.ceiling is missing; a curve needs one", path);
    }
}

static void
begin(struct event_run *run, const struct params *p, int k)
{
    const struct stage *stage = stage_at(p, k);
    const double days = number_get(stage->days, event_draws(run)) *
                        event_factor(run, &stage->terms) * event_factor(run, event_terms(run));
    const double end = event_now(run) + days;

    event_begin_part(run, k, end);
    event_schedule(run, end, k);
}

static void
open(struct event_run *run, const void *params)
{
    begin(run, params, 0);
}

static void
due(struct event_run *run, const void *params, int what)
{
    const struct params *p = params;
    const struct stage *stage = stage_at(p, what);
    const double *draws = event_draws(run);
    const uint32_t attempt = (uint32_t)event_attempt(run);
    const double chance = number_get(stage->chance, draws);

    if (chance < 1.0 && !(event_part_uniform(run, what, attempt) < chance)) {
        event_fail(run, what);
        if (number_given(stage->retry)) {
            event_move_part(run, what, event_now(run) + number_get(stage->retry, draws));
            event_schedule(run, event_now(run) + number_get(stage->retry, draws), what);
        }
        return;
    }
    event_end_part(run, what);
    if (what + 1 < p->stages.n) {
        begin(run, p, what + 1);
    } else {
        event_happen(run);
    }
}

static double
level(const void *params, const double *begins, const double *ends, double time)
{
    const struct params *p = params;
    const int k = curve_stage(p);
    const double from = begins[k];

    if (!(from < time)) {
        return 0.0;
    }
    return stage_at(p, k)->curve == CURVE_LOGISTIC ? stages_logistic(time - from, ends[k] - from)
                                                   : stages_linear(time - from, ends[k] - from);
}

static struct number
ceiling(const void *params)
{
    return ((const struct params *)params)->ceiling;
}

static struct ref
replaces(const void *params)
{
    return ((const struct params *)params)->replaces;
}

extern const struct event_kind event_kind_stages;
const struct event_kind event_kind_stages = {
    .name = "stages",
    .summary = "A mission, stage by stage; what stands in place follows a curve to the ceiling.",
    .params = table,
    .params_size = sizeof(struct params),
    .has_terms = true,
    .failure = "a stage fails when it would end",
    .n_parts = n_parts,
    .part_name = part_name,
    .part_label = part_label,
    .check = check,
    .open = open,
    .due = due,
    .level = level,
    .ceiling = ceiling,
    .replaces = replaces,
};
