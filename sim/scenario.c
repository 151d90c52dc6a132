/* scenario: the language's tables of keys, and loading. See scenario.h.
 *
 * scenario_load reads in this order: text (base, remove, --set), defaults that need the whole file
 * (name, outcomes), the tables below, groups, references, then verify.c's checks. */
#include "scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "rng.h"
#include "verify.h"

#define NONE PARAM_NONE
#define ANY 0.0, 0.0
#define PLAIN NULL, NULL, 0
#define REMARKS \
    { PARAM_TEXT, "source", PARAM_KEPT, NONE, ANY, "", "Where the numbers come from, and when.", \
        PLAIN }, \
    { \
        PARAM_TEXT, "note", PARAM_KEPT, NONE, ANY, "", "A remark for readers.", PLAIN \
    }
#define NAME(type) \
    { \
        PARAM_NAME, "name", offsetof(type, name), NONE, ANY, "", \
            "The name typed in paths and columns.", NULL, NULL, PARAM_REQUIRED \
    }
#define LABEL(type) \
    { \
        PARAM_TEXT, "label", offsetof(type, label), NONE, ANY, "", "The name shown to people.", \
            NULL, NULL, PARAM_LABEL \
    }
#define END \
    { \
        .key = NULL \
    }

/* ---- issues and actors ---- */

static const struct param issue_table[] = {
    NAME(struct issue),
    LABEL(struct issue),
    { PARAM_REAL, "low", offsetof(struct issue, low), NONE, -1e15, 1e15, "",
        "The position at the low end.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_REAL, "high", offsetof(struct issue, high), NONE, -1e15, 1e15, "",
        "The position at the high end.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_REAL, "reference", offsetof(struct issue, reference), NONE, ANY, "issue's units",
        "Where things stay without agreement; votes need it.", NULL, NULL, PARAM_UNLISTED },
    { PARAM_TEXT, "low_label", offsetof(struct issue, low_label), NONE, ANY, "",
        "What the low end means.", NULL, NULL, PARAM_UNLISTED },
    { PARAM_TEXT, "high_label", offsetof(struct issue, high_label), NONE, ANY, "",
        "What the high end means.", NULL, NULL, PARAM_UNLISTED },
    REMARKS,
    END,
};
static const struct schema issue_schema = { .what = "issue",
    .help = "A question that is negotiated: a scale from low to high.",
    .params = issue_table,
    .size = sizeof(struct issue) };

static const struct param stance_table[] = {
    { PARAM_PAIR, "limits", offsetof(struct stance, limits), NONE, ANY, "issue's units",
        "The actor accepts nothing outside (low, high).", NULL, NULL, PARAM_ISSUE_UNITS },
    { PARAM_NUMBER, "position", offsetof(struct stance, position), NONE, ANY, "issue's units",
        "Where the actor stands.", NULL, NULL, PARAM_REQUIRED | PARAM_ISSUE_UNITS | PARAM_LIMITED },
    { PARAM_NUMBER, "salience", offsetof(struct stance, salience), NONE, 0.0, 100.0, "0 to 100",
        "How much of its attention the actor gives this issue.", NULL, NULL,
        PARAM_REQUIRED | PARAM_PERCENT },
    { PARAM_NUMBER, "stubbornness", offsetof(struct stance, stubbornness), NONE, 0.0, 100.0,
        "0 to 100", "How firmly it is tied to where it began; without it, its salience.", NULL,
        NULL, PARAM_PERCENT | PARAM_UNLISTED },
    REMARKS,
    END,
};
static const struct schema stance_schema = { .what = "stance",
    .help = "What an actor holds on one issue; its key is the issue's name.",
    .params = stance_table,
    .size = sizeof(struct stance) };

static const struct param actor_table[] = {
    NAME(struct actor),
    LABEL(struct actor),
    { PARAM_NUMBER, "capability", offsetof(struct actor, capability), NONE, 0.0, HUGE_VAL,
        "any unit", "What weight it carries; only ratios matter.", NULL, NULL, PARAM_ABOVE },
    { PARAM_NAMES, "groups", offsetof(struct actor, groups), NONE, ANY, "",
        "The groups it belongs to.", PLAIN },
    { PARAM_NUMBERS, "attributes", offsetof(struct actor, attributes), NONE, ANY, "",
        "Numbers of its own, for terms of kind attribute.", PLAIN },
    REMARKS,
    END,
};
static bool take_stance(void *context, void *item, struct text *node);
static const struct schema actor_schema = { .what = "actor",
    .help = "Somebody who negotiates, decides or votes.",
    .params = actor_table,
    .size = sizeof(struct actor),
    .extra = take_stance,
    .extra_schema = &stance_schema };

/* ---- bodies and talks ---- */

static const struct param member_table[] = {
    { PARAM_REF, "actor", offsetof(struct member, actor), NONE, ANY, "", "Who sits there.", "actor",
        NULL, PARAM_REQUIRED },
    { PARAM_WHOLE, "votes", offsetof(struct member, votes), 1.0, 1.0, 1e6, "votes",
        "Votes, cast together.", PLAIN },
    { PARAM_FLAG, "veto", offsetof(struct member, veto), 0.0, ANY, "",
        "Whether its \"no\" defeats a motion.", PLAIN },
    REMARKS,
    END,
};
static const struct schema member_schema = { .what = "member",
    .help = "One member of a body.",
    .params = member_table,
    .size = sizeof(struct member) };

static const struct param body_table[] = {
    NAME(struct body),
    LABEL(struct body),
    { PARAM_WHOLE, "threshold", offsetof(struct body, threshold), NONE, 0.0, 1e9, "votes",
        "Votes in favour that a motion needs; 0 with a veto for all is a silence procedure.", NULL,
        NULL, PARAM_REQUIRED },
    { PARAM_LIST, "members", offsetof(struct body, members), NONE, ANY, "", "Who votes.", NULL,
        &member_schema, PARAM_REQUIRED },
    REMARKS,
    END,
};
static const struct schema body_schema = { .what = "body",
    .help = "A body that votes, such as a council.",
    .params = body_table,
    .size = sizeof(struct body) };

static const struct param talk_table[] = {
    NAME(struct talk),
    LABEL(struct talk),
    { PARAM_VARIANT, "model", offsetof(struct talk, which_model), NONE, ANY, "",
        "The model of negotiation; `parley models` lists them.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_REFS, "issues", offsetof(struct talk, issues), NONE, ANY, "",
        "What is talked about; without it, every issue.", "issue", NULL, PARAM_UNLISTED },
    { PARAM_REFS, "actors", offsetof(struct talk, actors), NONE, ANY, "",
        "Who takes part; without it, every actor with a position on the issues.", "actor", NULL,
        PARAM_UNLISTED },
    { PARAM_DATE, "first", offsetof(struct talk, first), NONE, ANY, "",
        "The date of the first round; without it and `after`, the scenario's start.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_REF, "after", offsetof(struct talk, after), NONE, ANY, "",
        "The event that the talks wait for: the first round is held at the next midnight.",
        "moment", NULL, PARAM_UNLISTED },
    { PARAM_NUMBER, "delay", offsetof(struct talk, delay), 0.0, 0.0, 1e5, "days",
        "Days more to wait.", NULL, NULL, PARAM_INTEGRAL },
    { PARAM_WHOLE, "every", offsetof(struct talk, every), 1.0, 1.0, 1e5, "days",
        "Days from round to round.", PLAIN },
    { PARAM_WHOLE, "rounds", offsetof(struct talk, rounds), 1.0, 1.0, 10000.0, "rounds",
        "How many rounds are planned.", PLAIN },
    { PARAM_WHEN, "until", offsetof(struct talk, until), NONE, ANY, "",
        "The date from which, or the event after which, no round is held.", NULL, NULL,
        PARAM_UNLISTED },
    REMARKS,
    END,
};

static bool
talk_variant(int which, struct variant *form)
{
    const struct model *model = model_at(which);

    if (model == NULL) {
        return false;
    }
    *form =
        (struct variant){ model->name, model->summary, model->params, model->params_size, NULL };
    return true;
}

static const struct schema talk_schema = { .what = "talk",
    .help = "Rounds of negotiation on one or more issues, by one model.",
    .params = talk_table,
    .size = sizeof(struct talk),
    .variant_key = "model",
    .variant = talk_variant,
    .variant_offset = offsetof(struct talk, which_model),
    .own_offset = offsetof(struct talk, own) };

/* ---- events ---- */

static const struct param chance_table[] = {
    { PARAM_DATE, "on", offsetof(struct chance, on), NONE, ANY, "",
        "`chance` is the probability of this day.", NULL, NULL, PARAM_UNLISTED },
    { PARAM_DATE, "until", offsetof(struct chance, until), NONE, ANY, "",
        "`chance` is the probability that it has happened by the end of this day.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_NUMBER, "chance", offsetof(struct chance, chance), NONE, 0.0, 1.0, "0 to 1",
        "The probability, as if alone and every term at its relative_to.", NULL, NULL,
        PARAM_REQUIRED },
    REMARKS,
    END,
};
static const struct schema chance_schema = { .what = "chance",
    .help = "One statement about when an event happens; in order of date.",
    .params = chance_table,
    .size = sizeof(struct chance) };

#define TERMS \
    { \
        PARAM_LIST, "terms", offsetof(struct event, terms), NONE, ANY, "", \
            "What speeds it up or slows it down.", NULL, &hazard_term_schema, 0 \
    }

static const struct param clock_table[] = {
    { PARAM_NUMBER, "typical_days", offsetof(struct event, typical_days), NONE, 0.0, HUGE_VAL,
        "days",
        "Half have acted within so many days, each actor alone and every term at its relative_to.",
        NULL, NULL, PARAM_ABOVE },
    { PARAM_LIST, "chances", offsetof(struct event, chances), NONE, ANY, "",
        "Probabilities by date, in place of typical_days.", NULL, &chance_schema, 0 },
    TERMS,
    END,
};
static const struct param length_table[] = { TERMS, END };
static const struct param vote_table[] = {
    { PARAM_DATE, "on", offsetof(struct event, on), NONE, ANY, "",
        "When it votes; after an event, the next midnight (and delay) unless `on` is later.", NULL,
        NULL, PARAM_UNLISTED },
    END,
};

static const struct param event_table[] = {
    NAME(struct event),
    LABEL(struct event),
    { PARAM_VARIANT, "kind", offsetof(struct event, which_kind), NONE, ANY, "",
        "What kind of event it is.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_DATE, "opens", offsetof(struct event, opens), NONE, ANY, "",
        "The first day on which it can happen; without it and `after`, the scenario's start.", NULL,
        NULL, PARAM_UNLISTED },
    { PARAM_REF, "after", offsetof(struct event, after), NONE, ANY, "",
        "Opens when this event happens.", "moment", NULL, PARAM_UNLISTED },
    { PARAM_REFS, "after_any", offsetof(struct event, after_any), NONE, ANY, "",
        "Opens when the first of these happens.", "moment", NULL, PARAM_UNLISTED },
    { PARAM_REFS, "after_all", offsetof(struct event, after_all), NONE, ANY, "",
        "Opens when all of these have happened.", "moment", NULL, PARAM_UNLISTED },
    { PARAM_NUMBER, "delay", offsetof(struct event, delay), 0.0, 0.0, 1e5, "days",
        "Opens at the midnight so many days after the date of its conditions.", NULL, NULL,
        PARAM_INTEGRAL },
    { PARAM_REFS, "closes", offsetof(struct event, closes), NONE, ANY, "",
        "Events that end, or never come, once this one happens.", "event", NULL, PARAM_UNLISTED },
    { PARAM_REFS, "rivals", offsetof(struct event, rivals), NONE, ANY, "",
        "Events of which the first to happen closes the others; naming it once is enough.", "event",
        NULL, PARAM_UNLISTED },
    REMARKS,
    END,
};

static bool
event_variant(int which, struct variant *form)
{
    const struct event_kind *kind = event_kind_at(which);

    if (kind == NULL) {
        return false;
    }
    *form = (struct variant){ kind->name, kind->summary, kind->params, kind->params_size,
        kind->clocked       ? clock_table
        : kind->has_terms   ? length_table
        : kind->at_midnight ? vote_table
                            : NULL };
    return true;
}

static const struct schema event_schema = { .what = "event",
    .help = "Something that may happen on the calendar.",
    .params = event_table,
    .size = sizeof(struct event),
    .variant_key = "kind",
    .variant = event_variant,
    .variant_offset = offsetof(struct event, which_kind),
    .own_offset = offsetof(struct event, own) };

/* ---- outcomes ---- */

#define OF(field) offsetof(struct outcome, field)
#define WINDOW \
    { PARAM_DATE, "on", OF(on), NONE, ANY, "", "On this day.", NULL, NULL, PARAM_UNLISTED }, \
        { PARAM_DATE, "from", OF(from), NONE, ANY, "", "On or after this day.", NULL, NULL, \
            PARAM_UNLISTED }, \
    { \
        PARAM_DATE, "until", OF(until), NONE, ANY, "", "On or before this day.", NULL, NULL, \
            PARAM_UNLISTED \
    }
#define EVENT \
    { \
        PARAM_REF, "event", OF(event), NONE, ANY, "", \
            "The event; NAME.failed and NAME.STAGE too.", "moment", NULL, PARAM_REQUIRED \
    }
#define ACTOR \
    { \
        PARAM_REF, "actor", OF(actor), NONE, ANY, "", "Only this actor's act.", "actor", NULL, \
            PARAM_UNLISTED \
    }

static const struct param flag_table[] = {
    EVENT,
    ACTOR,
    WINDOW,
    { PARAM_WHOLE, "within_days", OF(within_days), -1.0, 0.0, 1e5, "days",
        "No more than so many days after the event in `of`.", NULL, NULL, PARAM_UNLISTED },
    { PARAM_REF, "of", OF(of), NONE, ANY, "", "The event that within_days counts from.", "moment",
        NULL, PARAM_UNLISTED },
    END,
};
static const struct param date_table[] = {
    EVENT,
    ACTOR,
    { PARAM_NAME, "stage", OF(stage), NONE, ANY, "", "The end of this stage.", NULL, NULL,
        PARAM_UNLISTED },
    END,
};
static const struct param count_table[] = {
    EVENT,
    { PARAM_REF, "group", OF(group), NONE, ANY, "", "Only members of this group.", "group", NULL,
        PARAM_UNLISTED },
    WINDOW,
    END,
};
static const struct param value_table[] = {
    { PARAM_REF, "issue", OF(issue), NONE, ANY, "", "The settlement of this issue.", "issue", NULL,
        PARAM_UNLISTED },
    { PARAM_REF, "talk", OF(talk), NONE, ANY, "", "Of these talks; without it, the last to speak.",
        "talk", NULL, PARAM_UNLISTED },
    { PARAM_REF, "actor", OF(actor), NONE, ANY, "",
        "The actor's final position on the issue instead.", "actor", NULL, PARAM_UNLISTED },
    { PARAM_REF, "event", OF(event), NONE, ANY, "",
        "What stands in place of this event's curve ...", "event", NULL, PARAM_UNLISTED },
    { PARAM_DATE, "on", OF(on), NONE, ANY, "", "... at the end of this day.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_REF, "vote", OF(vote), NONE, ANY, "", "The share of votes in favour, when last held.",
        "event", NULL, PARAM_UNLISTED },
    END,
};

static bool
outcome_variant(int which, struct variant *form)
{
    static const struct variant forms[] = {
        { "flag", "Whether something happened, perhaps within a window.", NULL, 0, flag_table },
        { "date", "When something happened.", NULL, 0, date_table },
        { "count", "How many acted.", NULL, 0, count_table },
        { "value", "A settlement, a final position, a curve or a share of votes.", NULL, 0,
            value_table },
    };

    if (which >= (int)(sizeof(forms) / sizeof(forms[0]))) {
        return false;
    }
    *form = forms[which];
    return true;
}

static const struct param outcome_table[] = {
    NAME(struct outcome),
    LABEL(struct outcome),
    { PARAM_VARIANT, "kind", OF(kind), NONE, ANY, "", "What kind of outcome it is.", NULL, NULL,
        PARAM_REQUIRED },
    { PARAM_TEXT, "unit", OF(unit), NONE, ANY, "", "The unit shown beside it.", NULL, NULL,
        PARAM_UNLISTED },
    REMARKS,
    END,
};
static const struct schema outcome_schema = { .what = "outcome",
    .help = "What is asked of each history.",
    .params = outcome_table,
    .size = sizeof(struct outcome),
    .variant_key = "kind",
    .variant = outcome_variant,
    .variant_offset = OF(kind),
    .own_offset = 0 };

/* ---- the file ---- */

#define IN(field) offsetof(struct scenario, field)
static const struct param root_table[] = {
    { PARAM_TEXT, "name", IN(name), NONE, ANY, "", "The scenario's name; without it, the file's.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_TEXT, "title", IN(title), NONE, ANY, "", "One line that says what it is.", NULL, NULL,
        PARAM_LABEL },
    { PARAM_TEXT, "base", PARAM_KEPT, NONE, ANY, "",
        "The file that this one changes; paths are relative to this file.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_NAMES, "remove", PARAM_KEPT, NONE, ANY, "", "Members or keys of the base to take away.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_DATE, "start", IN(start), NONE, ANY, "", "The first day.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_DATE, "end", IN(end), NONE, ANY, "",
        "The last day; what has not happened by then is \"never\".", NULL, NULL, PARAM_REQUIRED },
    { PARAM_WHOLE, "runs", IN(runs), 10000.0, 1.0, SCENARIO_RUNS_MAX, "runs",
        "How many possible worlds.", PLAIN },
    { PARAM_WHOLE, "seed", IN(seed), 1.0, 0.0, 9.2e18, "", "The seed of all random numbers.",
        PLAIN },
    REMARKS,
    { PARAM_LIST, "issues", IN(issue_list), NONE, ANY, "", "What is negotiated.", NULL,
        &issue_schema, 0 },
    { PARAM_LIST, "actors", IN(actor_list), NONE, ANY, "", "Who negotiates.", NULL, &actor_schema,
        0 },
    { PARAM_LIST, "bodies", IN(body_list), NONE, ANY, "", "Who votes together.", NULL, &body_schema,
        0 },
    { PARAM_LIST, "talks", IN(talk_list), NONE, ANY, "", "When they negotiate, and how.", NULL,
        &talk_schema, 0 },
    { PARAM_LIST, "events", IN(event_list), NONE, ANY, "", "What may happen.", NULL, &event_schema,
        0 },
    { PARAM_LIST, "outcomes", IN(outcome_list), NONE, ANY, "",
        "What is counted; without it, every event's date and every settlement.", NULL,
        &outcome_schema, 0 },
    END,
};
const struct schema scenario_schema = { .what = "scenario",
    .help = "A negotiation: one file.",
    .params = root_table,
    .size = sizeof(struct scenario) };

static const char *const value_keys[] = { "normal", "lognormal", "pert", "beta", "choice", "value",
    NULL };
static const char *const alternatives[] = { "after after_any after_all", "typical_days chances",
    "times coef", "at_least at_most", NULL };
static const char *const member_keys[] = { "name", "actor", "term", NULL };
static const char *const own_keys[] = { "name", "base", "remove", NULL };
const struct text_rules scenario_rules = { value_keys, alternatives, member_keys, own_keys };

/* ---- reading ---- */

struct loader {
    struct scenario *scenario;
    struct param_reader reader;
    enum status status; /* of take_stance */
};

static bool
issue_range(void *context, const char *name, double *low, double *high)
{
    const struct loader *loader = context;
    const struct scenario *self = loader->scenario;
    const struct issue *issues = self->issue_list.items;
    const int i = scenario_find(self, "issue", name);

    if (i < 0 || !(issues[i].low < issues[i].high)) {
        return false;
    }
    *low = issues[i].low;
    *high = issues[i].high;
    return true;
}

/* A key of an actor that is the name of an issue. */
static bool
take_stance(void *context, void *item, struct text *node)
{
    struct loader *loader = context;
    struct scenario *self = loader->scenario;
    struct actor *actor = item;
    const int i = scenario_find(self, "issue", node->key);

    if (i < 0) {
        return false;
    }
    if (actor->stances == NULL) {
        actor->stances =
            arena_alloc(&self->text.arena, (size_t)self->issue_list.n, sizeof(*actor->stances));
        if (actor->stances == NULL) {
            loader->status = err_memory(loader->reader.err);
            return true;
        }
    }
    loader->reader.issue = node->key;
    actor->stances[i].given = true;
    if (param_read_group(&loader->reader, &stance_schema, node, &actor->stances[i]) != OK) {
        loader->status = ERR_MEMORY;
    }
    if (!number_given(actor->stances[i].stubbornness)) {
        actor->stances[i].stubbornness = actor->stances[i].salience;
    }
    loader->reader.issue = NULL;
    return true;
}

int
scenario_find(const struct scenario *self, const char *kind, const char *name)
{
    const struct {
        const char *kind;
        int n;
        const void *items;
        size_t size;
    } things[] = {
        { "issue", self->issue_list.n, self->issue_list.items, sizeof(struct issue) },
        { "actor", self->actor_list.n, self->actor_list.items, sizeof(struct actor) },
        { "body", self->body_list.n, self->body_list.items, sizeof(struct body) },
        { "talk", self->talk_list.n, self->talk_list.items, sizeof(struct talk) },
        { "event", self->event_list.n, self->event_list.items, sizeof(struct event) },
        { "group", self->n_groups, self->groups, sizeof(struct group) },
    };

    for (size_t k = 0; k < sizeof(things) / sizeof(things[0]); k++) {
        if (strcmp(things[k].kind, kind) == 0) {
            for (int i = 0; i < things[k].n; i++) {
                /* Every such struct begins with its name. */
                const char *const *item =
                    (const void *)((const char *)things[k].items + (size_t)i * things[k].size);
                const char *other = *item;
                if (other != NULL && strcmp(other, name) == 0) {
                    return i;
                }
            }
        }
    }
    return -1;
}

/* The file's stem as a name: what is not a letter, digit, _ or - becomes _. */
static enum status
add_name(struct scenario *self, struct err *err)
{
    const char *stem =
        self->text.stem != NULL && self->text.stem[0] != '\0' ? self->text.stem : "scenario";
    char *copy = arena_copy(&self->text.arena, stem, strlen(stem));
    struct text value = { .kind = TEXT_STRING };

    if (copy == NULL) {
        return err_memory(err);
    }
    for (char *c = copy; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z') {
            *c = (char)(*c - 'A' + 'a');
        } else if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_' ||
                       (*c == '-' && c > copy))) {
            *c = '_';
        }
    }
    value.string = copy;
    return text_add(&self->text, self->text.root, "name", &value) == NULL ? err_memory(err) : OK;
}

static struct text *
add_outcome(
    struct scenario *self, struct text *list, const char *kind, const char *name, const char *label)
{
    struct text *group = text_add(&self->text, list, NULL, &(struct text){ .kind = TEXT_GROUP });

    if (group == NULL ||
        text_add(&self->text, group, "name",
            &(struct text){ .kind = TEXT_STRING, .string = name }) == NULL ||
        text_add(&self->text, group, "kind",
            &(struct text){ .kind = TEXT_STRING, .string = kind }) == NULL) {
        return NULL;
    }
    if (label != NULL && text_add(&self->text, group, "label",
                             &(struct text){ .kind = TEXT_STRING, .string = label }) == NULL) {
        return NULL;
    }
    return group;
}

static bool
add_about(struct scenario *self, struct text *outcome, const char *key, const char *what)
{
    return outcome != NULL && text_add(&self->text, outcome, key,
                                  &(struct text){ .kind = TEXT_STRING, .string = what }) != NULL;
}

/* Without outcomes: every event's date (a cascade's count too, a stage's date), every settlement.
 * The file is looked at as text, so that what is added is read and checked like anything else. */
static bool
add_outcomes(struct scenario *self)
{
    struct text_tree *tree = &self->text;
    const struct text *lists[2] = { text_get(tree->root, "events"),
        text_get(tree->root, "issues") };
    struct text *list = text_add(tree, tree->root, "outcomes", &(struct text){ .kind = TEXT_LIST });
    bool done = list != NULL;

    for (int k = 0; k < 2 && done; k++) {
        const struct text *item =
            lists[k] != NULL && lists[k]->kind == TEXT_LIST ? lists[k]->first : NULL;
        for (; item != NULL && done; item = item->next) {
            const char *name = text_name(tree, item);
            const struct text *kind = item->kind == TEXT_GROUP ? text_get(item, "kind") : NULL;
            const struct text *label = item->kind == TEXT_GROUP ? text_get(item, "label") : NULL;
            const struct text *stages = item->kind == TEXT_GROUP ? text_get(item, "stages") : NULL;
            const char *words = label != NULL && label->kind == TEXT_STRING ? label->string : NULL;
            if (name == NULL || !param_is_name(name)) {
                continue;
            }
            if (k == 1) {
                done =
                    add_about(self, add_outcome(self, list, "value", name, words), "issue", name);
                continue;
            }
            done = add_about(self, add_outcome(self, list, "date", name, words), "event", name);
            if (done && kind != NULL && kind->kind == TEXT_STRING &&
                strcmp(kind->string, "cascade") == 0) {
                const char *count = arena_print(&tree->arena, "%s_count", name);
                done =
                    count != NULL &&
                    add_about(self, add_outcome(self, list, "count", count, words), "event", name);
            }
            for (const struct text *stage =
                     stages != NULL && stages->kind == TEXT_LIST ? stages->first : NULL;
                 done && stage != NULL; stage = stage->next) {
                const char *part = text_name(tree, stage);
                if (part != NULL) {
                    const char *both = arena_print(&tree->arena, "%s_%s", name, part);
                    struct text *outcome =
                        both != NULL ? add_outcome(self, list, "date", both, NULL) : NULL;
                    done = add_about(self, outcome, "event", name) &&
                           add_about(self, outcome, "stage", part);
                }
            }
        }
    }
    return done;
}

/* Refused before anything is allocated for them. */
static void
check_sizes(const struct scenario *self, struct err *err)
{
    static const struct {
        const char *key;
        int most;
    } limits[] = { { "issues", 50 }, { "actors", SCENARIO_ACTORS_MAX }, { "bodies", 200 },
        { "talks", 100 }, { "events", 500 }, { "outcomes", 1000 } };

    for (size_t k = 0; k < sizeof(limits) / sizeof(limits[0]); k++) {
        const struct text *list = text_get(self->text.root, limits[k].key);
        if (list != NULL && list->n_children > limits[k].most) {
            (void)err_add(err, ERR_SCENARIO, &list->place,
                "%s has %d members; at most %d are possible", limits[k].key, list->n_children,
                limits[k].most);
        }
    }
}

/* The typed views of the lists. */
static void
set_views(struct scenario *self)
{
    self->n_issues = self->issue_list.n;
    self->issues = self->issue_list.items;
    self->n_actors = self->actor_list.n;
    self->actors = self->actor_list.items;
    self->n_bodies = self->body_list.n;
    self->bodies = self->body_list.items;
    self->n_talks = self->talk_list.n;
    self->talks = self->talk_list.items;
    self->n_events = self->event_list.n;
    self->events = self->event_list.items;
    self->n_outcomes = self->outcome_list.n;
    self->outcomes = self->outcome_list.items;
}

/* ---- completing ---- */

/* Memory for what is computed, from the scenario's arena. */
static void *
take(struct scenario *self, size_t count, size_t size, struct err *err)
{
    void *memory = arena_alloc(&self->text.arena, count, size);

    if (memory == NULL) {
        (void)err_memory(err);
    }
    return memory;
}

static enum status
complete_groups(struct scenario *self, struct err *err)
{
    int most = 0;

    for (int a = 0; a < self->n_actors; a++) {
        most += self->actors[a].groups.n;
    }
    self->groups = take(self, (size_t)most, sizeof(*self->groups), err);
    if (self->groups == NULL) {
        return ERR_MEMORY;
    }
    for (int a = 0; a < self->n_actors; a++) {
        for (int k = 0; k < self->actors[a].groups.n; k++) {
            const char *name = self->actors[a].groups.items[k];
            int g = scenario_find(self, "group", name);
            if (g < 0) {
                g = self->n_groups++;
                self->groups[g].name = name;
                self->groups[g].member = take(self, (size_t)self->n_actors, sizeof(bool), err);
                if (self->groups[g].member == NULL) {
                    return ERR_MEMORY;
                }
            }
            self->groups[g].n_members += !self->groups[g].member[a];
            self->groups[g].member[a] = true;
        }
    }
    return OK;
}

static int
attribute_column(const struct scenario *self, const char *name)
{
    for (int k = 0; k < self->n_attributes; k++) {
        if (strcmp(self->attributes[k], name) == 0) {
            return k;
        }
    }
    return -1;
}

/* Attributes as a matrix: one column for each name that any actor uses. */
static enum status
complete_attributes(struct scenario *self, struct err *err)
{
    int most = 0;

    for (int a = 0; a < self->n_actors; a++) {
        most += self->actors[a].attributes.n;
    }
    self->attributes = take(self, (size_t)most, sizeof(*self->attributes), err);
    if (self->attributes == NULL) {
        return ERR_MEMORY;
    }
    for (int a = 0; a < self->n_actors; a++) {
        const struct named_number *items = self->actors[a].attributes.items;
        for (int k = 0; k < self->actors[a].attributes.n; k++) {
            if (attribute_column(self, items[k].name) < 0) {
                self->attributes[self->n_attributes++] = items[k].name;
            }
        }
    }
    const size_t cells = (size_t)self->n_actors * (size_t)self->n_attributes;
    self->attribute = take(self, cells, sizeof(*self->attribute), err);
    if (self->attribute == NULL) {
        return ERR_MEMORY;
    }
    for (size_t k = 0; k < cells; k++) {
        self->attribute[k] = (struct number){ PARAM_NONE, 0.0, 1.0, -1 };
    }
    for (int a = 0; a < self->n_actors; a++) {
        const struct named_number *items = self->actors[a].attributes.items;
        for (int k = 0; k < self->actors[a].attributes.n; k++) {
            const int column = attribute_column(self, items[k].name);
            self->attribute[(size_t)a * (size_t)self->n_attributes + (size_t)column] =
                items[k].number;
        }
    }
    return OK;
}

/* Actors in order of name. */
static enum status
complete_order(struct scenario *self, struct err *err)
{
    self->by_name = take(self, (size_t)self->n_actors, sizeof(int), err);
    if (self->by_name == NULL) {
        return ERR_MEMORY;
    }
    for (int a = 0; a < self->n_actors; a++) {
        int k = a;
        const char *name = self->actors[a].name;
        while (k > 0 && name != NULL && self->actors[self->by_name[k - 1]].name != NULL &&
               strcmp(self->actors[self->by_name[k - 1]].name, name) > 0) {
            self->by_name[k] = self->by_name[k - 1];
            k--;
        }
        self->by_name[k] = a;
    }
    return OK;
}

/* The stage of an event by name, counted from 1; 0 when there is none. */
static int
part_of(const struct event *event, const char *name)
{
    const struct event_kind *kind = event->kind;
    const int n = kind->n_parts != NULL && event->own != NULL ? kind->n_parts(event->own) : 0;

    for (int k = 0; k < n; k++) {
        const char *part = kind->part_name(event->own, k);
        if (part != NULL && strcmp(part, name) == 0) {
            return k + 1;
        }
    }
    return 0;
}

/* EVENT, EVENT.failed or EVENT.STAGE. */
static bool
resolve_moment(struct scenario *self, struct ref *ref)
{
    char name[128];
    const char *dot = strchr(ref->name, '.');
    const size_t n = dot != NULL ? (size_t)(dot - ref->name) : strlen(ref->name);
    int e = -1;

    if (n >= sizeof(name)) {
        return false;
    }
    memcpy(name, ref->name, n);
    name[n] = '\0';
    e = scenario_find(self, "event", name);
    if (e < 0) {
        return false;
    }
    if (dot != NULL) {
        ref->part = part_of(&self->events[e], dot + 1);
        if (ref->part == 0 && strcmp(dot + 1, "failed") == 0 &&
            self->events[e].kind->failure != NULL) {
            ref->part = -1;
        }
        if (ref->part == 0) {
            return false;
        }
    }
    ref->index = e;
    return true;
}

static void
unresolved(struct scenario *self, const struct pending *pending, struct err *err)
{
    const char *kind = strcmp(pending->kind, "moment") == 0 ? "event" : pending->kind;
    const char *key = strcmp(kind, "body") == 0 ? "bodies" : NULL;
    const char *names[256];
    char path[TEXT_PATH_MAX], lists[32];
    int n = 0;

    if (strcmp(kind, "group") == 0) {
        for (int g = 0; g < self->n_groups && n < 256; g++) {
            names[n++] = self->groups[g].name;
        }
    } else {
        size_t length = strlen(kind);
        memcpy(lists, kind, length);
        memcpy(lists + length, "s", 2);
        const struct text *list = text_get(self->text.root, key != NULL ? key : lists);
        for (const struct text *member = list != NULL && list->kind == TEXT_LIST ? list->first
                                                                                 : NULL;
             member != NULL && n < 256; member = member->next) {
            const char *name = text_name(&self->text, member);
            if (name != NULL) {
                names[n++] = name;
            }
        }
    }
    const char *near = err_nearest(pending->ref->name, names, n);
    (void)err_add(err, ERR_SCENARIO, &pending->node->place, "%s: there is no %s \"%s\"%s%s%s",
        text_path(&self->text, pending->node, path), kind, pending->ref->name,
        near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
        near != NULL ? "\"?" : "");
}

static void
resolve(struct scenario *self, const struct param_reader *reader)
{
    for (int k = 0; k < reader->n_pending; k++) {
        const struct pending *pending = &reader->pending[k];
        bool found = false;
        if (strcmp(pending->kind, "moment") == 0) {
            found = resolve_moment(self, pending->ref);
        } else {
            pending->ref->index = scenario_find(self, pending->kind, pending->ref->name);
            found = pending->ref->index >= 0;
        }
        if (!found) {
            unresolved(self, pending, reader->err);
        }
    }
}

/* True when the actor has a position on every issue of the talks. */
static bool
can_talk(const struct scenario *self, const struct talk *talk, int actor)
{
    const struct stance *stances = self->actors[actor].stances;

    for (int i = 0; i < talk->issues.n; i++) {
        const int issue = talk->issues.items[i].index;
        if (stances == NULL || issue < 0 || !stances[issue].given) {
            return false;
        }
    }
    return true;
}

/* Issues and actors of talks that do not name them; actors in order of name. */
static enum status
complete_talk(struct scenario *self, struct talk *talk, struct err *err)
{
    struct ref *items = NULL;
    const struct refs named = talk->actors;

    talk->model = model_at(talk->which_model);
    if (talk->issues.n == 0) {
        talk->issues.items = take(self, (size_t)self->n_issues, sizeof(*items), err);
        if (talk->issues.items == NULL) {
            return ERR_MEMORY;
        }
        for (int i = 0; i < self->n_issues; i++) {
            talk->issues.items[talk->issues.n++] =
                (struct ref){ .name = self->issues[i].name, .index = i };
        }
    }
    items = take(
        self, (size_t)(named.n > self->n_actors ? named.n : self->n_actors), sizeof(*items), err);
    if (items == NULL) {
        return ERR_MEMORY;
    }
    talk->actors = (struct refs){ 0, items };
    for (int k = 0; k < self->n_actors; k++) {
        const int a = self->by_name[k];
        bool takes_part = named.n == 0 && can_talk(self, talk, a);
        for (int j = 0; j < named.n; j++) {
            takes_part = takes_part || named.items[j].index == a;
        }
        if (takes_part) {
            items[talk->actors.n++] = (struct ref){ .name = self->actors[a].name, .index = a };
        }
    }
    return OK;
}

/* The actors that take part in an event, through the key that its kind names. */
static enum status
complete_players(struct scenario *self, struct event *event, struct err *err)
{
    const struct param *row = NULL;
    const char *own = event->own;

    for (row = event->kind->params; row != NULL && row->key != NULL; row++) {
        if (event->kind->players != NULL && strcmp(row->key, event->kind->players) == 0) {
            break;
        }
    }
    event->players = take(self, (size_t)self->n_actors + 1, sizeof(int), err);
    if (event->players == NULL) {
        return ERR_MEMORY;
    }
    if (row == NULL || row->key == NULL || own == NULL) {
        return OK;
    }
    if (row->type == PARAM_REFS) {
        const struct refs *refs = (const void *)(own + row->offset);
        for (int k = 0; k < refs->n && event->n_players < self->n_actors; k++) {
            event->players[event->n_players++] = refs->items[k].index;
        }
        return OK;
    }
    const struct ref *ref = (const void *)(own + row->offset);
    if (ref->index >= 0 && strcmp(row->words, "group") == 0) {
        for (int a = 0; a < self->n_actors; a++) {
            if (self->groups[ref->index].member[a]) {
                event->players[event->n_players++] = a;
            }
        }
    } else if (ref->index >= 0) {
        event->body = &self->bodies[ref->index];
        const struct member *members = event->body->members.items;
        for (int k = 0; k < event->body->members.n && event->n_players < self->n_actors; k++) {
            event->players[event->n_players++] = members[k].actor.index;
        }
    }
    return OK;
}

/* Addresses of random numbers: event and actor, event and stage, event alone; never an ordinal. */
static enum status
complete_keys(struct scenario *self, struct event *event, struct err *err)
{
    event->keys =
        take(self, (size_t)event->n_players + 1 + (size_t)event->n_parts, sizeof(uint64_t), err);
    if (event->keys == NULL) {
        return ERR_MEMORY;
    }
    if (event->name == NULL) {
        return OK;
    }
    for (int p = 0; p < event->n_players; p++) {
        const int a = event->players[p];
        const char *actor = a >= 0 && self->actors[a].name != NULL ? self->actors[a].name : "";
        event->keys[p] = rng_hash_names("event", event->name, actor);
    }
    event->keys[event->n_players] = rng_hash_names("event", event->name, NULL);
    for (int k = 0; k < event->n_parts; k++) {
        const char *part = event->kind->part_name(event->own, k);
        event->keys[event->n_players + 1 + k] =
            rng_hash_names("stage", event->name, part != NULL ? part : "");
    }
    return OK;
}

const struct list *
scenario_terms(const struct event *event, int k)
{
    if (k-- == 0) {
        return &event->terms;
    }
    for (const struct param *row = event->kind->params; row != NULL && row->key != NULL; row++) {
        if (row->type != PARAM_LIST || event->own == NULL) {
            continue;
        }
        const struct list *list = (const void *)((const char *)event->own + row->offset);
        for (const struct param *inner = row->schema->params; inner->key != NULL; inner++) {
            if (inner->schema == &hazard_term_schema) {
                if (k < list->n) {
                    return (const void *)((const char *)list->items +
                                          (size_t)k * row->schema->size + inner->offset);
                }
                k -= list->n;
            }
        }
    }
    return NULL;
}

bool
scenario_term_is_personal(
    const struct scenario *self, const struct event *event, const struct term *term)
{
    int inside = 0;

    if (event->n_players == 0) {
        return false;
    }
    if (term->only.index >= 0 || term->kind == TERM_POSITION || term->kind == TERM_ATTRIBUTE) {
        return true;
    }
    if (term->kind != TERM_ADOPTED) {
        return false;
    }
    if (term->event.index >= 0 && &self->events[term->event.index] != event) {
        return true;
    }
    for (int p = 0; p < event->n_players && term->group.index >= 0; p++) {
        inside +=
            event->players[p] >= 0 && self->groups[term->group.index].member[event->players[p]];
    }
    return term->group.index >= 0 && inside > 0 && inside < event->n_players;
}

static void
complete_terms(struct scenario *self, const struct event *event)
{
    const struct list *list = NULL;

    for (int k = 0; (list = scenario_terms(event, k)) != NULL; k++) {
        struct term *terms = list->items;
        for (int j = 0; j < list->n; j++) {
            struct term *term = &terms[j];
            term->counter = term->kind == TERM_ADOPTED ? self->n_counters++ : -1;
            term->column = term->attribute != NULL ? attribute_column(self, term->attribute) : -1;
            term->log_times = PARAM_NONE;
            if (number_given(term->coef) && term->coef.slot < 0) {
                term->log_times = term->coef.value;
            } else if (number_given(term->times) && term->times.slot < 0 &&
                       !number_given(term->coef)) {
                term->log_times = num_log(term->times.value);
            }
        }
    }
}

static enum status
complete(struct scenario *self, const struct param_reader *reader)
{
    struct err *err = reader->err;
    enum status status = OK;

    self->uncertain = reader->uncertain;
    self->n_uncertain = reader->n_uncertain;
    for (int i = 0; i < self->n_issues; i++) {
        struct issue *issue = &self->issues[i];
        issue->reference = (issue->reference - issue->low) / (issue->high - issue->low);
    }
    for (int e = 0; e < self->n_events; e++) {
        struct event *event = &self->events[e];
        event->kind = event_kind_at(event->which_kind);
        event->n_parts = event->kind->n_parts != NULL && event->own != NULL
                             ? event->kind->n_parts(event->own)
                             : 0;
    }
    status = complete_groups(self, err);
    status = status == OK ? complete_attributes(self, err) : status;
    status = status == OK ? complete_order(self, err) : status;
    if (status != OK) {
        return status;
    }
    resolve(self, reader);
    for (int o = 0; o < self->n_outcomes; o++) {
        struct outcome *outcome = &self->outcomes[o];
        if (outcome->stage != NULL && outcome->event.index >= 0) {
            outcome->event.part = part_of(&self->events[outcome->event.index], outcome->stage);
        }
    }
    for (int t = 0; t < self->n_talks && status == OK; t++) {
        status = complete_talk(self, &self->talks[t], err);
    }
    for (int e = 0; e < self->n_events && status == OK; e++) {
        status = complete_players(self, &self->events[e], err);
        status = status == OK ? complete_keys(self, &self->events[e], err) : status;
        complete_terms(self, &self->events[e]);
    }
    return status;
}

static enum status
read_all(struct scenario *self, struct err *err)
{
    struct loader loader = { .scenario = self, .status = OK };
    struct param_reader *reader = &loader.reader;
    enum status status = OK;

    *reader = (struct param_reader){ .tree = &self->text,
        .err = err,
        .start = &self->start,
        .end = &self->end,
        .issue_range = issue_range,
        .context = &loader };
    self->start = DATE_NONE;
    self->end = DATE_NONE;
    status = param_read_group(reader, &scenario_schema, self->text.root, self);
    status = status == OK ? loader.status : status;
    if (status != OK) {
        return status;
    }
    set_views(self);
    self->n_days =
        self->start != DATE_NONE && self->end != DATE_NONE ? self->end - self->start + 1 : 0;
    status = complete(self, reader);
    if (status == OK) {
        verify_scenario(self, err);
    }
    return status;
}

enum status
scenario_load(
    struct scenario *self, const char *path, const char *const *sets, int n_sets, struct err *err)
{
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    status = text_load(&self->text, &scenario_rules, path, err);
    for (int k = 0; k < n_sets && status == OK; k++) {
        status = text_set(&self->text, sets[k], err);
    }
    if (status != OK) {
        return status;
    }
    check_sizes(self, err);
    if (err->n_mistakes > 0) {
        return err->status;
    }
    if (text_get(self->text.root, "name") == NULL) {
        status = add_name(self, err);
    }
    if (status == OK && text_get(self->text.root, "outcomes") == NULL && !add_outcomes(self)) {
        status = err_memory(err);
    }
    status = status == OK ? read_all(self, err) : status;
    return status == OK ? err->status : status;
}

void
scenario_free(struct scenario *self)
{
    text_free(&self->text);
    memset(self, 0, sizeof(*self));
}
