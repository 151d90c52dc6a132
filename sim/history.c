/* history: see history.h. */
#include "history.h"

#include <math.h>
#include <string.h>

#include "date.h"
#include "language.h"

#define ANY 0.0, 0.0

static const struct param truth_table[] = {
    { PARAM_NAME, "outcome", offsetof(struct truth, outcome), PARAM_NONE, ANY, "",
        "Which outcome of the scenario.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_ANY, "truth", offsetof(struct truth, truth), PARAM_NONE, ANY, "",
        "What happened, as the outcome's kind asks.",
        "true or false, a date or \"never\", or a number", NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "baseline", offsetof(struct truth, baseline), PARAM_NONE, ANY, "",
        "What one would have said without a model: of a flag a chance, of a date days after the "
        "start.",
        NULL, NULL, PARAM_UNLISTED },
    PARAM_REMARKS,
    { .key = NULL },
};
static const struct schema truth_schema = { .what = "truth",
    .help = "One outcome, and what became of it.",
    .params = truth_table,
    .size = sizeof(struct truth) };

static const struct param history_table[] = {
    { PARAM_LIST, "history", offsetof(struct history, truths), PARAM_NONE, ANY, "",
        "What happened, outcome by outcome.", NULL, &truth_schema, PARAM_REQUIRED },
    PARAM_REMARKS,
    { .key = NULL },
};
const struct schema history_schema = { .what = "history",
    .help = "What really happened: a file that a scenario names in `history`.",
    .params = history_table,
    .size = sizeof(struct history) };

/* The truth as a number; false when it is not of the outcome's kind. */
static bool
read_truth(struct truth *self, const struct scenario *scenario, int kind)
{
    const struct text *node = self->truth;
    const bool number = node->kind == TEXT_WHOLE || node->kind == TEXT_REAL;
    char why[DATE_WHY_MAX];
    int day = 0;

    switch ((enum outcome_kind)kind) {
    case OUTCOME_FLAG:
        self->value = number ? node->real : (double)node->whole;
        return node->kind == TEXT_TRUTH || (number && (node->real == 0.0 || node->real == 1.0));
    case OUTCOME_DATE:
        self->value = PARAM_NONE;
        if (node->kind != TEXT_STRING) {
            return false;
        }
        if (strcmp(node->string, "never") == 0) {
            return true;
        }
        if (!date_read(node->string, &day, why) || day < scenario->start) {
            return false;
        }
        self->value = day <= scenario->end ? (double)(day - scenario->start) : PARAM_NONE;
        return true;
    case OUTCOME_COUNT:
        self->value = node->real;
        return number && node->real >= 0.0;
    case OUTCOME_VALUE:
        break;
    }
    self->value = node->real;
    return number;
}

static const char *
wanted(int kind)
{
    static const char *const words[] = { [OUTCOME_FLAG] = "true or false",
        [OUTCOME_DATE] = "a date \"YYYY-MM-DD\" from the start on, or \"never\"",
        [OUTCOME_COUNT] = "a number of at least 0",
        [OUTCOME_VALUE] = "a number" };

    return words[kind];
}

/* Which outcome it is about, and what is said of it. */
static void
complete_truth(struct history *self, const struct scenario *scenario, const struct text *node,
    struct truth *truth, struct err *err)
{
    char path[TEXT_PATH_MAX];
    const char *names[256], *near = NULL;
    int n = 0;

    if (truth->outcome == NULL || truth->truth == NULL) {
        return; /* said already */
    }
    text_path(&self->text, node, path);
    truth->index = scenario_find(scenario, "outcome", truth->outcome);
    if (truth->index < 0) {
        for (; n < scenario->n_outcomes && n < 256; n++) {
            names[n] = scenario->outcomes[n].name;
        }
        near = err_nearest(truth->outcome, names, n);
        (void)err_add(err, ERR_SCENARIO, &text_get(node, "outcome")->place,
            "%s.outcome: %s has no outcome \"%s\"%s%s%s", path, scenario->name, truth->outcome,
            near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
            near != NULL ? "\"?" : "");
        return;
    }
    if (!read_truth(truth, scenario, scenario->outcomes[truth->index].kind)) {
        (void)err_add(err, ERR_SCENARIO, &truth->truth->place,
            "%s.truth does not fit the outcome \"%s\"; it must be %s", path, truth->outcome,
            wanted(scenario->outcomes[truth->index].kind));
    }
    if (scenario->outcomes[truth->index].kind == OUTCOME_FLAG && truth->baseline.slot < 0 &&
        (truth->baseline.value < 0.0 || truth->baseline.value > 1.0)) {
        (void)err_add(err, ERR_SCENARIO, &text_get(node, "baseline")->place,
            "%s.baseline is a chance here; it must be between 0 and 1", path);
    }
}

static enum status
read_all(struct history *self, const struct scenario *scenario, struct err *err)
{
    const int no_date = DATE_NONE;
    const bool looks_back = true;
    struct param_reader reader = { .tree = &self->text,
        .err = err,
        .start = &no_date,
        .end = &no_date,
        .retrospective = &looks_back };
    enum status status = param_read_group(&reader, &history_schema, self->text.root, self);
    const struct text *list = text_get(self->text.root, "history");
    const struct text *node = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;
    struct truth *truths = self->truths.items;

    self->uncertain = reader.uncertain;
    self->n_uncertain = reader.n_uncertain;
    for (int k = 0; k < self->truths.n && status == OK; k++, node = node->next) {
        truths[k].index = -1;
        complete_truth(self, scenario, node, &truths[k], err);
    }
    return status;
}

/* Members are matched by their outcome: two truths for one outcome are a mistake. */
static const char *const no_keys[] = { NULL };
static const char *const member_keys[] = { "outcome", NULL };
static const char *const value_keys[] = { "normal", "value", NULL };
static const struct text_rules rules = { .value_keys = value_keys,
    .alternatives = no_keys,
    .member_keys = member_keys,
    .own_keys = no_keys };

enum status
history_load(struct history *self, const struct scenario *scenario, struct err *err)
{
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    if (scenario->history == NULL) {
        return OK;
    }
    status = text_load_named(&self->text, &rules, scenario->history, &scenario->history_place, err);
    if (status != OK) {
        return status;
    }
    status = read_all(self, scenario, err);
    return status != OK ? status : err->status;
}

/* True when a name is that of the other, or begins with it and _. */
static bool
is_called_after(const char *name, const char *other)
{
    const size_t n = strlen(other);

    return strncmp(name, other, n) == 0 && (name[n] == '\0' || name[n] == '_');
}

/* Where an attribute is first written. */
static const struct place *
place_of_attribute(const struct scenario *scenario, const char *name)
{
    const struct text *actors = text_get(scenario->text.root, "actors");

    for (const struct text *actor = actors->first; actor != NULL; actor = actor->next) {
        const struct text *attributes = text_get(actor, "attributes");
        const struct text *node = attributes != NULL ? text_get(attributes, name) : NULL;
        if (node != NULL) {
            return &node->place;
        }
    }
    return &actors->place;
}

void
history_remarks(const struct history *self, const struct scenario *scenario, struct err *err)
{
    const struct truth *truths = self->truths.items;

    for (int a = 0; a < scenario->n_attributes; a++) {
        const char *name = scenario->attributes[a];
        for (int k = 0; k < self->truths.n; k++) {
            const struct outcome *outcome = &scenario->outcomes[truths[k].index];
            const char *event =
                outcome->event.index >= 0 ? scenario->events[outcome->event.index].name : NULL;
            if (is_called_after(name, outcome->name) ||
                (event != NULL && is_called_after(name, event))) {
                err_remark(err, place_of_attribute(scenario, name),
                    "the attribute \"%s\" is called after the outcome \"%s\" of the history: what "
                    "came later must not be an input",
                    name, outcome->name);
                break;
            }
        }
    }
}

void
history_free(struct history *self)
{
    text_free(&self->text);
    memset(self, 0, sizeof(*self));
}
