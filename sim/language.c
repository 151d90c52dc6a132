/* language: the scenario language as tables of keys. See language.h.
 *
 * The keys of terms stand in hazard.c, those of a model or of a kind of event in its own file. */
#include "language.h"

#include <math.h>

#include "roster.h"
#include "scenario.h"

#define NONE PARAM_NONE
#define ANY 0.0, 0.0
#define PLAIN NULL, NULL, 0
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
    PARAM_REMARKS,
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
    PARAM_REMARKS,
    END,
};
const struct schema language_stance = { .what = "stance",
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
    { PARAM_REF, "made_of", offsetof(struct actor, made_of), NONE, ANY, "",
        "The group that it is made of: what it does not state itself are its members' sum of "
        "capability and weighted means; they then speak through it.",
        "group", NULL, PARAM_UNLISTED },
    { PARAM_NUMBERS, "attributes", offsetof(struct actor, attributes), NONE, ANY, "",
        "Numbers of its own, for terms of kind attribute.", PLAIN },
    { PARAM_NUMBERS, "ties", offsetof(struct actor, ties), NONE, 0.0, 1e6, "",
        "Whom it looks to: actors by name, each with the weight of its tie to them.", PLAIN },
    PARAM_REMARKS,
    END,
};
const struct schema language_actor = { .what = "actor",
    .help = "Somebody who negotiates, decides or votes.",
    .params = actor_table,
    .size = sizeof(struct actor),
    .extra = scenario_take_stance,
    .extra_schema = &language_stance };

static const struct param table_table[] = {
    { PARAM_TEXT, "file", offsetof(struct roster_table, file), NONE, ANY, "",
        "A spreadsheet saved as CSV in UTF-8; its path is relative to this file.", NULL, NULL,
        PARAM_REQUIRED },
    { PARAM_TEXTS, "columns", offsetof(struct roster_table, columns), NONE, ANY, "",
        "Words of its header, the only columns that are read: name, an actor's keys, "
        "ISSUE.position, attributes.NAME; or actor, issue, position and so on, in rows for each "
        "actor and issue.",
        NULL, NULL, PARAM_REQUIRED },
    PARAM_REMARKS,
    END,
};
const struct schema language_table = { .what = "actors_table",
    .help = "Actors in the rows of a spreadsheet; what is written in `actors` is laid over them.",
    .params = table_table,
    .size = sizeof(struct roster_table) };

/* ---- bodies and talks ---- */

static const struct param member_table[] = {
    { PARAM_REF, "actor", offsetof(struct member, actor), NONE, ANY, "", "Who sits there.", "actor",
        NULL, PARAM_REQUIRED },
    { PARAM_WHOLE, "votes", offsetof(struct member, votes), 1.0, 1.0, 1e6, "votes",
        "Votes, cast together.", PLAIN },
    { PARAM_FLAG, "veto", offsetof(struct member, veto), 0.0, ANY, "",
        "Whether its \"no\" defeats a motion.", PLAIN },
    { PARAM_NUMBER, "yes", offsetof(struct member, yes), NONE, 0.0, 1.0, "0 to 1",
        "The probability that it votes in favour, in place of the vote's formula; such a member "
        "needs no position.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_NUMBER, "abstain", offsetof(struct member, abstain), NONE, 0.0, 1.0, "0 to 1",
        "The probability that it abstains, beside `yes`; without it, 0; draws above 1 - yes count "
        "as 1 - yes.",
        NULL, NULL, PARAM_UNLISTED },
    PARAM_REMARKS,
    END,
};
static const struct schema member_schema = { .what = "member",
    .help = "One member of a body.",
    .params = member_table,
    .size = sizeof(struct member) };

static const struct param body_table[] = {
    NAME(struct body),
    LABEL(struct body),
    { PARAM_WHOLE, "threshold", offsetof(struct body, threshold), -1.0, 0.0, 1e9, "votes",
        "Votes in favour that a motion needs; 0 with a veto for all is a silence procedure.", NULL,
        NULL, PARAM_UNLISTED },
    { PARAM_REAL, "share", offsetof(struct body, share), NONE, 0.0, 1.0, "0 to 1",
        "In place of threshold: the share of all votes that a motion needs; two thirds are "
        "0.666666667.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_REAL, "abstain_block", offsetof(struct body, abstain_block), NONE, 0.0, 1.0, "0 to 1",
        "A motion fails when at least this share of all votes abstains; \"more than a third\" is "
        "0.33334.",
        NULL, NULL, PARAM_UNLISTED | PARAM_ABOVE },
    { PARAM_WHOLE, "members_needed", offsetof(struct body, members_needed), 0.0, 0.0, 1e3,
        "members", "At least so many members must vote in favour, whatever their votes.", PLAIN },
    { PARAM_LIST, "members", offsetof(struct body, members), NONE, ANY, "",
        "Who votes; beside members_group, more about some of them, or others.", NULL,
        &member_schema, 0 },
    { PARAM_REF, "members_group", offsetof(struct body, members_group), NONE, ANY, "",
        "Every actor of this group votes, with one vote unless `members` says more.", "group", NULL,
        PARAM_UNLISTED },
    PARAM_REMARKS,
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
        "Who takes part; without it, every actor with a position on the issues that is in no "
        "composite.",
        "actor", NULL, PARAM_UNLISTED },
    { PARAM_DAY, "first", offsetof(struct talk, first), NONE, ANY, "",
        "The date of the first round; without it and `after`, the scenario's start.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_REF, "after", offsetof(struct talk, after), NONE, ANY, "",
        "The event that the talks wait for: the first round is held at the next midnight.",
        "moment", NULL, PARAM_UNLISTED },
    { PARAM_NUMBER, "delay", offsetof(struct talk, delay), 0.0, 0.0, 1e5, "days",
        "The first round is held so many days later than `first` and `after` say.", NULL, NULL,
        PARAM_INTEGRAL },
    { PARAM_WHOLE, "every", offsetof(struct talk, every), 1.0, 1.0, 1e5, "days",
        "Days from round to round.", PLAIN },
    { PARAM_WHOLE, "rounds", offsetof(struct talk, rounds), 1.0, 1.0, 10000.0, "rounds",
        "How many rounds are planned.", PLAIN },
    { PARAM_WHEN, "until", offsetof(struct talk, until), NONE, ANY, "",
        "The date from which, or the event after which, no round is held.", NULL, NULL,
        PARAM_UNLISTED },
    PARAM_REMARKS,
    END,
};

static bool
talk_variant(int which, struct variant *form)
{
    const struct model *model = model_at(which);

    if (model == NULL) {
        return false;
    }
    *form = (struct variant){ model->name, model->summary, model->params, model->params_size, NULL,
        NULL };
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
    PARAM_REMARKS,
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
        "Probabilities by date, of each actor alone, in place of typical_days; those for days "
        "before "
        "it opens are passed over.",
        NULL, &chance_schema, 0 },
    TERMS,
    END,
};
static const struct param length_table[] = { TERMS, END };
static const struct param vote_table[] = {
    { PARAM_DATES, "on", offsetof(struct event, on), NONE, ANY, "",
        "When it votes; after an event, at the next midnight, unless `on` is later; and `delay` "
        "days after that. Of several dates, on each in turn until the motion passes.",
        NULL, NULL, PARAM_UNLISTED },
    END,
};

static const struct param shock_table[] = {
    { PARAM_TEXT, "path", offsetof(struct shock, path), NONE, ANY, "",
        "The number that changes: an actor's capability, position, salience, stubbornness or "
        "attribute, such as \"actors.ann.price.position\".",
        NULL, NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "add", offsetof(struct shock, add), NONE, ANY, "",
        "What is added to it; positions stay within the actor's limits, and a capability keeps a "
        "billionth.",
        NULL, NULL, PARAM_OF_PATH | PARAM_CHANGE | PARAM_UNLISTED },
    { PARAM_NUMBER, "set", offsetof(struct shock, set), NONE, ANY, "",
        "What it becomes, in place of `add`.", NULL, NULL, PARAM_OF_PATH | PARAM_UNLISTED },
    { PARAM_NUMBER, "delay", offsetof(struct shock, delay), 0.0, 0.0, 1e5, "days",
        "At the midnight so many days after the event's date; 0: at once.", NULL, NULL,
        PARAM_INTEGRAL },
    PARAM_REMARKS,
    END,
};
static const struct schema shock_schema = { .what = "shock",
    .help = "What an event changes of an actor when it happens.",
    .params = shock_table,
    .size = sizeof(struct shock) };

static const struct param event_table[] = {
    NAME(struct event),
    LABEL(struct event),
    { PARAM_VARIANT, "kind", offsetof(struct event, which_kind), NONE, ANY, "",
        "What kind of event it is.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_DAY, "opens", offsetof(struct event, opens), NONE, ANY, "",
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
        "This event and those named are rivals: the first to happen closes the others.", "event",
        NULL, PARAM_UNLISTED },
    { PARAM_LIST, "shocks", offsetof(struct event, shocks), NONE, ANY, "",
        "What it changes of actors when it happens.", NULL, &shock_schema, 0 },
    PARAM_REMARKS,
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
                            : NULL,
        NULL };
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
        { "flag", "Whether something happened, perhaps within a window.", NULL, 0, flag_table,
            NULL },
        { "date", "When something happened.", NULL, 0, date_table, NULL },
        { "count", "How many acted.", NULL, 0, count_table, NULL },
        { "value", "A settlement, a final position, a curve or a share of votes.", NULL, 0,
            value_table, NULL },
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
        PARAM_UNLISTED | PARAM_CELL },
    { PARAM_REF, "given", OF(given), NONE, ANY, "",
        "An outcome of kind flag: only runs in which it holds count.", "outcome", NULL,
        PARAM_UNLISTED },
    PARAM_REMARKS,
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

/* ---- correlations ---- */

static const struct param correlation_table[] = {
    { PARAM_REFS, "of", offsetof(struct correlation, of), NONE, ANY, "",
        "The numbers, by their paths, such as \"actors.ann.capability\"; each pair has the rank.",
        "uncertain number", NULL, PARAM_REQUIRED },
    { PARAM_REAL, "rank", offsetof(struct correlation, rank), NONE, -1.0, 1.0, "-1 to 1",
        "Spearman's rank correlation: 1 goes together, -1 against one another; a little weaker for "
        "a "
        "choice, whose values are few.",
        NULL, NULL, PARAM_REQUIRED },
    PARAM_REMARKS,
    END,
};
static const struct schema correlation_schema = { .what = "correlation",
    .help = "Uncertain numbers that belong together (a Gaussian copula).",
    .params = correlation_table,
    .size = sizeof(struct correlation) };

/* ---- the file ---- */

static const struct param kernel_table[] = {
    { PARAM_NAME, "near", offsetof(struct kernel, near), NONE, ANY, "",
        "The attribute in which actors with ties are near each other.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_NUMBER, "width", offsetof(struct kernel, width), NONE, 0.0, HUGE_VAL,
        "the attribute's own",
        "A tie weighs exp(-(d / width)^2 / 2) at a distance of d in that attribute.", NULL, NULL,
        PARAM_ABOVE | PARAM_UNLISTED },
    { PARAM_TEXT, "table", PARAM_KEPT, NONE, ANY, "",
        "In place of `near`, a spreadsheet of ties, with the columns from, to and weight.", NULL,
        NULL, PARAM_UNLISTED },
    PARAM_REMARKS,
    END,
};
static const struct schema kernel_schema = { .what = "ties",
    .help = "Who looks to whom: those near each other, but for actors who say whom they look to.",
    .params = kernel_table,
    .size = sizeof(struct kernel) };

#define IN(field) offsetof(struct scenario, field)
static const struct param root_table[] = {
    { PARAM_TEXT, "name", IN(name), NONE, ANY, "", "The scenario's name; without it, the file's.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_TEXT, "title", IN(title), NONE, ANY, "", "One line that says what it is.", NULL, NULL,
        PARAM_LABEL },
    { PARAM_TEXT, "base", PARAM_KEPT, NONE, ANY, "",
        "The file that this one changes; paths are relative to this file.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_TEXT, "history", IN(history), NONE, ANY, "",
        "A file that says what really happened: read by check, never by a run.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_NAMES, "remove", PARAM_KEPT, NONE, ANY, "", "Members or keys of the base to take away.",
        NULL, NULL, PARAM_UNLISTED },
    { PARAM_DATE, "start", IN(start), NONE, ANY, "", "The first day.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_DATE, "end", IN(end), NONE, ANY, "",
        "The last day; what has not happened by then is \"never\".", NULL, NULL, PARAM_REQUIRED },
    { PARAM_FLAG, "retrospective", IN(retrospective), 0.0, ANY, "",
        "Looks back: what is used may have become known after the start (as_of).", PLAIN },
    { PARAM_WHOLE, "runs", IN(runs), 10000.0, 1.0, SCENARIO_RUNS_MAX, "runs",
        "How many possible worlds.", PLAIN },
    { PARAM_WHOLE, "seed", IN(seed), 1.0, 0.0, 9223372036854775808.0, "",
        "The seed of all random numbers.", PLAIN },
    PARAM_REMARKS,
    { PARAM_LIST, "issues", IN(issue_list), NONE, ANY, "", "What is negotiated.", NULL,
        &issue_schema, 0 },
    { PARAM_LIST, "actors", IN(actor_list), NONE, ANY, "", "Who negotiates.", NULL, &language_actor,
        0 },
    { PARAM_GROUP, "actors_table", PARAM_KEPT, NONE, ANY, "", "Actors from a spreadsheet.", NULL,
        &language_table, 0 },
    { PARAM_GROUP, "ties", IN(kernel), NONE, ANY, "",
        "Who looks to whom: for terms and talks that say `ties`.", NULL, &kernel_schema, 0 },
    { PARAM_LIST, "bodies", IN(body_list), NONE, ANY, "", "Who votes together.", NULL, &body_schema,
        0 },
    { PARAM_LIST, "talks", IN(talk_list), NONE, ANY, "", "When they negotiate, and how.", NULL,
        &talk_schema, 0 },
    { PARAM_LIST, "events", IN(event_list), NONE, ANY, "", "What may happen.", NULL, &event_schema,
        0 },
    { PARAM_LIST, "outcomes", IN(outcome_list), NONE, ANY, "",
        "What is counted; without it, every event's date and every settlement.", NULL,
        &outcome_schema, 0 },
    { PARAM_LIST, "correlate", IN(correlations), NONE, ANY, "",
        "Which uncertain numbers belong together.", NULL, &correlation_schema, 0 },
    END,
};
const struct schema language_schema = { .what = "scenario",
    .help = "A negotiation: one file.",
    .params = root_table,
    .size = sizeof(struct scenario) };

static const char *const value_keys[] = { "normal", "lognormal", "pert", "beta", "choice", "value",
    NULL };
static const char *const alternatives[] = { "after after_any after_all", "typical_days chances",
    "times coef", "at_least at_most", "add set", "threshold share", NULL };
static const char *const member_keys[] = { "name", "actor", "term", NULL };
static const char *const own_keys[] = { "name", "base", "remove", NULL };
static const char *const remark_keys[] = { "title", "source", "note", "as_of", NULL };
static const char *const ordered_keys[] = { "stages", NULL };
const struct text_rules language_rules = { .value_keys = value_keys,
    .alternatives = alternatives,
    .member_keys = member_keys,
    .own_keys = own_keys,
    .remark_keys = remark_keys,
    .ordered_keys = ordered_keys,
    .expand = roster_expand };
