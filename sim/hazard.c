/* hazard: terms and clocks. See hazard.h. */
#include "hazard.h"

#include <math.h>

#include "date.h"
#include "num.h"
#include "rng.h"

#define LN2 0.69314718055994530942
#define SURVIVAL_LEAST 1.1102230246251565e-16 /* 2^-53: less is none */
#define RATE_CERTAIN 1e200                    /* per day: whatever the terms, at once */
#define EXPONENT_MOST 700.0
#define LOG_LEAST 1e-9 /* values below count as this before a logarithm */

/* ---- the keys of a term ---- */

#define NONE PARAM_NONE
#define ANY 0.0, 0.0
#define AT(field) offsetof(struct term, field)
#define ISSUE \
    { \
        PARAM_REF, "issue", AT(issue), NONE, ANY, "", "The issue.", "issue", NULL, PARAM_REQUIRED \
    }
#define GROUP(help) \
    { \
        PARAM_REF, "group", AT(group), NONE, ANY, "", help, "group", NULL, PARAM_UNLISTED \
    }
#define END \
    { \
        .key = NULL \
    }

static const struct param issue_keys[] = { ISSUE, END };
static const struct param support_keys[] = { ISSUE,
    { PARAM_NUMBER, "at_least", AT(at_least), NONE, ANY, "issue's units",
        "Support is weight at or above this.", NULL, NULL, PARAM_ISSUE_UNITS },
    { PARAM_NUMBER, "at_most", AT(at_most), NONE, ANY, "issue's units",
        "Support is weight at or below this.", NULL, NULL, PARAM_ISSUE_UNITS },
    GROUP("Only the weight of this group counts; without it, all but members of composites."),
    END };
static const struct param adopted_keys[] = { { PARAM_REF, "event", AT(event), NONE, ANY, "",
                                                 "The event acted in; without it, the term's own.",
                                                 "event", NULL, PARAM_UNLISTED },
    GROUP("The share of this group; without it, of all who can act."),
    { PARAM_FLAG, "ties", AT(ties), 0.0, ANY, "",
        "Count each by one's tie to it: the share of one's ties, among all who can act.", NULL,
        NULL, 0 },
    { PARAM_WORD, "weigh", AT(weigh), 0.0, ANY, "",
        "Count heads, or weigh each by its capability now.", "heads capability", NULL, 0 },
    END };
static const struct param happened_keys[] = { { PARAM_REF, "event", AT(event), NONE, ANY, "",
                                                  "The event; NAME.failed and NAME.STAGE too.",
                                                  "moment", NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "half_life", AT(half_life), NONE, 0.0, HUGE_VAL, "days",
        "The value halves in so many days, midnight by midnight.", NULL, NULL, PARAM_ABOVE },
    END };
static const struct param elapsed_keys[] = {
    { PARAM_REF, "event", AT(event), NONE, ANY, "",
        "Counted from this event; without it, from the opening.", "moment", NULL, PARAM_UNLISTED },
    END
};
static const struct param date_keys[] = { { PARAM_DATES, "on", AT(on), NONE, ANY, "",
                                              "1 on these days.", NULL, NULL, PARAM_UNLISTED },
    { PARAM_DAY, "from", AT(from), NONE, ANY, "", "1 from this day on.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_DAY, "until", AT(until), NONE, ANY, "", "1 up to this day, which counts.", NULL, NULL,
        PARAM_UNLISTED },
    { PARAM_PAIR, "days", AT(days), NONE, 0.0, 1e5, "days",
        "1 from so many days after `event` to so many, both of which count; day 0 is its date.",
        NULL, NULL, PARAM_INTEGRAL | PARAM_UNLISTED },
    { PARAM_REF, "event", AT(event), NONE, ANY, "",
        "The event that days are counted from; NAME.failed and NAME.STAGE too.", "moment", NULL,
        PARAM_UNLISTED },
    END };
static const struct param attribute_keys[] = { { PARAM_NAME, "attribute", AT(attribute), NONE, ANY,
                                                   "", "Which of the actor's attributes.", NULL,
                                                   NULL, PARAM_REQUIRED },
    { PARAM_NUMBER, "missing", AT(missing), NONE, ANY, "the value's own",
        "Stands for the attribute of an actor who has none; without it, each must have one.", NULL,
        NULL, PARAM_UNLISTED },
    END };
static const struct param weekday_keys[] = {
    { PARAM_WORDS, "on", AT(weekdays), NONE, ANY, "", "1 on these days of the week.",
        "monday tuesday wednesday thursday friday saturday sunday", NULL, PARAM_REQUIRED },
    END
};
static const struct param frailty_keys[] = {
    { PARAM_NUMBER, "sd", AT(sd), NONE, 0.0, HUGE_VAL, "on the log scale",
        "The standard deviation of the logarithm of the factor.", NULL, NULL, PARAM_REQUIRED },
    { PARAM_WORD, "each", AT(each), 0.0, ANY, "",
        "Every actor has a draw of its own, or all whom the term touches have one together.",
        "actor group", NULL, 0 },
    END
};

static const struct variant forms[] = {
    [TERM_POSITION] = { "position", "The actor's position on an issue, 0 to 1 of its scale.", NULL,
        0, issue_keys, NULL },
    [TERM_SETTLEMENT] = { "settlement", "Where the talks on an issue stand, 0 to 1 of its scale.",
        NULL, 0, issue_keys, NULL },
    [TERM_SUPPORT] = { "support", "The share of weight at or beyond a position.", NULL, 0,
        support_keys, NULL },
    [TERM_ADOPTED] = { "adopted", "The share that has acted before, oneself left out.", NULL, 0,
        adopted_keys, NULL },
    [TERM_HAPPENED] = { "happened", "1 once an event took place, or fading from 1.", NULL, 0,
        happened_keys, NULL },
    [TERM_ELAPSED] = { "elapsed", "Whole days since the opening or an event.", NULL, 0,
        elapsed_keys, NULL },
    [TERM_DATE] = { "date", "1 on the days named, 0 on others.", NULL, 0, date_keys, NULL },
    [TERM_ATTRIBUTE] = { "attribute", "A number of the actor.", NULL, 0, attribute_keys, NULL },
    [TERM_STAKE] = { "stake", "The actor's salience on an issue, 0 to 1.", NULL, 0, issue_keys,
        NULL },
    [TERM_DISTANCE] = { "distance",
        "How far the actor's position is from where the talks stand, 0 to 1 of the scale.", NULL, 0,
        issue_keys, NULL },
    [TERM_WEEKDAY] = { "weekday", "1 on the days of the week named, 0 on others.", NULL, 0,
        weekday_keys, NULL },
    [TERM_FRAILTY] = { "frailty",
        "Differences that nobody observed: a factor e^(sd x a standard normal), in place of times.",
        NULL, 0, frailty_keys, "times coef relative_to per log" },
};

static bool
term_variant(int which, struct variant *form)
{
    if (which >= (int)(sizeof(forms) / sizeof(forms[0]))) {
        return false;
    }
    *form = forms[which];
    return true;
}

static const struct param term_table[] = {
    { PARAM_VARIANT, "term", AT(kind), NONE, ANY, "", "What the term looks at.", NULL, NULL,
        PARAM_REQUIRED },
    { PARAM_NAME, "name", AT(name), NONE, ANY, "", "Its name in paths; without it, its kind.", NULL,
        NULL, PARAM_UNLISTED },
    { PARAM_NUMBER, "times", AT(times), NONE, 0.0, HUGE_VAL, "",
        "The factor for one unit more of the value.", NULL, NULL, PARAM_ABOVE },
    { PARAM_NUMBER, "coef", AT(coef), NONE, ANY, "", "The logarithm of times, in its place.", NULL,
        NULL, 0 },
    { PARAM_NUMBER, "relative_to", AT(relative_to), 0.0, ANY, "the value's own",
        "The value at which the factor is 1.", NULL, NULL, 0 },
    { PARAM_NUMBER, "per", AT(per), 1.0, 0.0, HUGE_VAL, "the value's own",
        "How much more of the value multiplies once.", NULL, NULL, PARAM_ABOVE },
    { PARAM_FLAG, "log", AT(log), 0.0, ANY, "",
        "Take ln(1 + value) for elapsed and ln(value) else (of 1e-9 for less), before relative_to "
        "and per.",
        NULL, NULL, 0 },
    { PARAM_REF, "only", AT(only), NONE, ANY, "", "Touches members of this group only.", "group",
        NULL, PARAM_UNLISTED },
    PARAM_REMARKS,
    END,
};
const struct schema hazard_term_schema = { .what = "term",
    .help = "One factor of a hazard: times^((value - relative_to) / per).",
    .params = term_table,
    .size = sizeof(struct term),
    .variant_key = "term",
    .variant = term_variant,
    .variant_offset = AT(kind) };

const char *
hazard_term_name(const struct term *term)
{
    return term->name != NULL ? term->name : forms[term->kind].name;
}

/* ---- values of terms ---- */

static int
today(const struct timeline *timeline)
{
    return (int)num_floor(timeline->now);
}

static double
support(const struct timeline *timeline, const struct term *term)
{
    const struct scenario *scenario = timeline->scenario;
    const struct world *world = &timeline->world;
    const size_t row = (size_t)term->issue.index * (size_t)scenario->n_actors;
    const bool above = number_given(term->at_least);
    const double edge = number_get(above ? term->at_least : term->at_most, world->draws);
    double all = 0.0, with = 0.0;

    for (int k = 0; k < scenario->n_actors; k++) {
        const int a = scenario->by_name[k]; /* never order of input: sums of doubles depend on it */
        const double x = world->position[row + (size_t)a];
        if (isnan(x) || (term->group.index >= 0 ? !scenario->groups[term->group.index].member[a]
                                                : scenario->actors[a].is_member)) {
            continue;
        }
        const double w = world->capability[a] * world->salience[row + (size_t)a];
        all += w;
        if (above ? x >= edge - 1e-12 : x <= edge + 1e-12) {
            with += w;
        }
    }
    return all > 0.0 ? with / all : 0.0;
}

/* The share that has acted, oneself left out. When the term is alike for all players, they are all
 * counted or none is, and none that still waits has acted, so that any of them stands for all. */
static double
adopted(const struct event_run *run, const struct term *term, int player)
{
    const struct timeline *timeline = run->timeline;
    const struct counter *counter = &timeline->plan->counters[term->counter];
    const struct event_run *other = &timeline->events[counter->about];
    struct share weighed = timeline->weighed[term->counter];
    int size = counter->size, acted = timeline->adopted[term->counter];

    if (run->event->n_players > 0) {
        const int actor = run->event->players[player >= 0 ? player : 0];
        const int as = other->plan->player_of[actor];
        const bool counted = counter->group >= 0
                                 ? timeline->scenario->groups[counter->group].member[actor]
                                 : as >= 0;
        const bool has_acted = player >= 0 && as >= 0 && other->acted[as] < HUGE_VAL;
        size -= counted;
        acted -= counted && has_acted;
        weighed.all -= counted ? timeline->world.capability[actor] : 0.0;
        weighed.acted -= counted && has_acted ? timeline->world.capability[actor] : 0.0;
    }
    if (size <= 0 || acted <= 0) {
        return 0.0;
    }
    if (acted == size) {
        return 1.0; /* whatever the rounding of weights */
    }
    return term->weigh == ADOPTED_CAPABILITY ? weighed.acted / weighed.all
                                             : (double)acted / (double)size;
}

static double
happened(const struct timeline *timeline, const struct term *term)
{
    const double time = timeline_time(timeline, term->event.index, term->event.part);

    if (!(time <= timeline->now)) {
        return 0.0;
    }
    if (!number_given(term->half_life)) {
        return 1.0;
    }
    const double days = num_floor(timeline->now) - num_floor(time);
    return num_exp(-LN2 * days / number_get(term->half_life, timeline->world.draws));
}

static double
elapsed(const struct event_run *run, const struct term *term)
{
    const struct timeline *timeline = run->timeline;
    const double since = term->event.index >= 0
                             ? timeline_time(timeline, term->event.index, term->event.part)
                             : run->opened;

    return since <= timeline->now ? num_floor(timeline->now) - num_floor(since) : 0.0;
}

/* Days since an event on which the term is 1: not before it, whatever its time of day. */
static bool
is_counted_day(const struct timeline *timeline, const struct term *term)
{
    const double time = timeline_time(timeline, term->event.index, term->event.part);
    const double days = num_floor(timeline->now) - num_floor(time);

    return time <= timeline->now && days >= term->days[0] && days <= term->days[1];
}

static bool
is_named_day(const struct timeline *timeline, const struct term *term)
{
    const double *draws = timeline->world.draws;
    const double day = (double)(timeline->scenario->start + today(timeline));

    if (term->event.index >= 0) {
        return is_counted_day(timeline, term);
    }
    for (int k = 0; k < term->on.n; k++) {
        if (number_get(term->on.items[k], draws) == day) {
            return true;
        }
    }
    return term->on.n == 0 && (!number_given(term->from) || day >= number_get(term->from, draws)) &&
           (!number_given(term->until) || day <= number_get(term->until, draws));
}

/* The days of the week from Monday. */
static int
weekday(const struct timeline *timeline, int day)
{
    return (date_weekday(timeline->scenario->start + day) + 6) % 7;
}

static double
attribute(const struct timeline *timeline, const struct term *term, int actor)
{
    const struct scenario *scenario = timeline->scenario;
    const struct number none = { PARAM_NONE, 0.0, 1.0, -1 };
    const struct number own =
        term->column >= 0 ? scenario->attribute[actor * scenario->n_attributes + term->column]
                          : none;

    return number_get(number_given(own) ? own : term->missing, timeline->world.draws);
}

/* A standard normal; 0, its middle, in the world of middles, which is no run. */
static double
frailty(const struct timeline *timeline, const struct term *term, int player)
{
    const uint64_t key = term->keys[term->each == FRAILTY_ACTOR ? player : 0];

    return timeline->run == 0 ? 0.0 : rng_normal(timeline->scenario->seed, timeline->run, key, 0);
}

/* Terms that read the actor are never asked for nobody (-1): verify.c refuses them there. */
static double
value_of(const struct event_run *run, const struct term *term, int player)
{
    struct timeline *timeline = run->timeline;
    const struct scenario *scenario = timeline->scenario;
    const int actor = player >= 0 ? run->event->players[player] : 0;

    switch ((enum term_kind)term->kind) {
    case TERM_POSITION:
        return timeline->world.position[term->issue.index * scenario->n_actors + actor];
    case TERM_SETTLEMENT:
        return world_settlement(&timeline->world, term->issue.index);
    case TERM_SUPPORT:
        return support(timeline, term);
    case TERM_ADOPTED:
        return term->ties ? timeline->exposed[term->counter].shares[player]
                          : adopted(run, term, player);
    case TERM_HAPPENED:
        return happened(timeline, term);
    case TERM_ELAPSED:
        return elapsed(run, term);
    case TERM_DATE:
        return is_named_day(timeline, term) ? 1.0 : 0.0;
    case TERM_ATTRIBUTE:
        return attribute(timeline, term, actor);
    case TERM_STAKE:
        return timeline->world.salience[term->issue.index * scenario->n_actors + actor];
    case TERM_DISTANCE:
        return fabs(timeline->world.position[term->issue.index * scenario->n_actors + actor] -
                    world_settlement(&timeline->world, term->issue.index));
    case TERM_WEEKDAY:
        return (double)(term->weekdays >> weekday(timeline, today(timeline)) & 1);
    case TERM_FRAILTY:
        break; /* it has no value, only a factor */
    }
    return 0.0;
}

/* What a term makes of its value, in one world. */
struct scale {
    double coef, relative_to, per;
};

static struct scale
scale_of(const struct term *term, const double *draws)
{
    double coef = term->log_times;

    if (isnan(coef)) {
        coef = number_given(term->coef) ? number_get(term->coef, draws)
                                        : num_log(number_get(term->times, draws));
    }
    return (
        struct scale){ coef, number_get(term->relative_to, draws), number_get(term->per, draws) };
}

static inline double
scaled(struct scale scale, const struct term *term, double value)
{
    if (term->log) {
        value = term->kind == TERM_ELAPSED ? num_log(1.0 + value)
                                           : num_log(value > LOG_LEAST ? value : LOG_LEAST);
    }
    return scale.coef * (value - scale.relative_to) / scale.per;
}

static bool
touches(const struct event_run *run, const struct term *term, int player)
{
    return term->only.index < 0 || (player >= 0 && run->timeline->scenario->groups[term->only.index]
                                                       .member[run->event->players[player]]);
}

double
hazard_exponent(const struct event_run *run, const struct term *term, int player)
{
    const double *draws = run->timeline->world.draws;

    if (!touches(run, term, player)) {
        return 0.0;
    }
    if (term->kind == TERM_FRAILTY) {
        return number_get(term->sd, draws) * frailty(run->timeline, term, player);
    }
    return scaled(scale_of(term, draws), term, value_of(run, term, player));
}

double
hazard_value(const struct event_run *run, const struct term *term, int player)
{
    return term->kind == TERM_FRAILTY || !touches(run, term, player) ? PARAM_NONE
                                                                     : value_of(run, term, player);
}

double
hazard_factor(double exponent)
{
    if (exponent == 0.0) {
        return 1.0;
    }
    return num_exp(exponent > EXPONENT_MOST    ? EXPONENT_MOST
                   : exponent < -EXPONENT_MOST ? -EXPONENT_MOST
                                               : exponent);
}

/* The sum of exponents of terms, added to one. */
static double
add_exponents(const struct event_run *run, const struct term *const *terms, int n, int player,
    double exponent)
{
    for (int k = 0; k < n; k++) {
        exponent += hazard_exponent(run, terms[k], player);
    }
    return exponent;
}

/* What a player's own terms come to, given those that never change. */
static double
own_factor(const struct event_run *run, int player, double fixed)
{
    const struct event_plan *plan = run->plan;

    return hazard_factor(add_exponents(
        run, plan->personal + plan->n_fixed, plan->n_personal - plan->n_fixed, player, fixed));
}

double
hazard_own_factor(const struct event_run *run, int player)
{
    return own_factor(
        run, player, add_exponents(run, run->plan->personal, run->plan->n_fixed, player, 0.0));
}

/* ---- the base rate ---- */

/* Adds a stretch, or makes the last one longer when the rate is the same. */
static void
add_stretch(struct event_run *run, int from, int until, double rate)
{
    struct stretch *last = run->n_stretches > 0 ? &run->stretches[run->n_stretches - 1] : NULL;

    if (last != NULL && last->until == from && last->rate == rate) {
        last->until = until;
    } else {
        run->stretches[run->n_stretches++] = (struct stretch){ from, until, rate };
    }
}

void
hazard_stretches(struct event_run *run)
{
    const struct event *event = run->event;
    const struct chance *chances = event->chances.items;
    const int start = run->timeline->scenario->start, opened = (int)num_floor(run->opened);
    int previous = opened;
    double survival = 1.0;

    run->n_stretches = 0;
    for (int k = 0; k < event->chances.n; k++) {
        const double p = number_get(chances[k].chance, run->timeline->world.draws);
        const bool on = chances[k].on != DATE_NONE;
        const int day = (on ? chances[k].on : chances[k].until) - start;
        const int from = on ? day : previous;
        /* The day of the opening counts, and may have begun. */
        const double length = (double)(day + 1) - (from == opened ? run->opened : (double)from);
        double after = on ? survival - p : 1.0 - p;
        if (day < opened) {
            continue; /* it opened too late for this one */
        }
        const bool certain = after <= SURVIVAL_LEAST && after < survival;
        after = after > survival ? survival : after < SURVIVAL_LEAST ? SURVIVAL_LEAST : after;
        if (day > from && after < survival) {
            add_stretch(run, from, day, num_log(survival / after) / length);
        }
        if (day >= from && after < survival) {
            /* Nothing outlasts the last day of a certain chance, however slow its terms. */
            add_stretch(
                run, day, day + 1, certain ? RATE_CERTAIN : num_log(survival / after) / length);
        }
        survival = after;
        previous = day + 1;
    }
}

/* The base rate today, and the midnight at which it changes. */
static double
base_rate(struct event_run *run, double *change)
{
    const struct event *event = run->event;
    const int day = today(run->timeline);

    *change = HUGE_VAL;
    if (event->chances.n == 0) {
        return LN2 / number_get(event->typical_days, run->timeline->world.draws);
    }
    while (run->stretch < run->n_stretches && run->stretches[run->stretch].until <= day) {
        run->stretch++;
    }
    if (run->stretch == run->n_stretches) {
        return 0.0;
    }
    const struct stretch *stretch = &run->stretches[run->stretch];
    if (day < stretch->from) {
        *change = (double)stretch->from;
        return 0.0;
    }
    *change = (double)stretch->until;
    return stretch->rate;
}

double
hazard_base(const struct event_run *run)
{
    const int day = today(run->timeline);

    if (run->event->chances.n == 0) {
        return LN2 / number_get(run->event->typical_days, run->timeline->world.draws);
    }
    for (int k = 0; k < run->n_stretches; k++) {
        if (run->stretches[k].from <= day && day < run->stretches[k].until) {
            return run->stretches[k].rate;
        }
    }
    return 0.0;
}

bool
hazard_date_edges(const struct timeline *timeline, const struct term *term, int k, double edges[2])
{
    const double start = (double)timeline->scenario->start;
    const double *draws = timeline->world.draws;

    edges[0] = edges[1] = HUGE_VAL;
    if (k < term->on.n) {
        edges[0] = number_get(term->on.items[k], draws) - start;
        edges[1] = edges[0] + 1.0;
        return true;
    }
    if (k > term->on.n) {
        return false;
    }
    if (term->event.index >= 0) {
        const double time = timeline_time(timeline, term->event.index, term->event.part);
        if (time < HUGE_VAL) {
            edges[0] = num_floor(time) + term->days[0];
            edges[1] = num_floor(time) + term->days[1] + 1.0;
        }
        return true;
    }
    if (number_given(term->from)) {
        edges[0] = number_get(term->from, draws) - start;
    }
    if (number_given(term->until)) {
        edges[1] = number_get(term->until, draws) + 1.0 - start;
    }
    return true;
}

/* The earliest edge of a date term after today, no later than `change`. */
static double
date_change(const struct timeline *timeline, const struct term *term, double change)
{
    const double day = num_floor(timeline->now);
    double edges[2];

    for (int k = 0; hazard_date_edges(timeline, term, k, edges); k++) {
        for (int j = 0; j < 2; j++) {
            if (edges[j] > day && edges[j] < change) {
                change = edges[j];
            }
        }
    }
    return change;
}

/* The next midnight at which a weekday term changes, no later than `change`. */
static double
weekday_change(const struct timeline *timeline, const struct term *term, double change)
{
    const int day = today(timeline);
    const int now = term->weekdays >> weekday(timeline, day) & 1;

    for (int k = 1; k < 7; k++) {
        if ((term->weekdays >> weekday(timeline, day + k) & 1) != now) {
            return (double)(day + k) < change ? (double)(day + k) : change;
        }
    }
    return change;
}

/* The next midnight at which the calendar alone changes a term, no later than `change`. */
static double
calendar_change(const struct timeline *timeline, const struct term *term, double change)
{
    return term->kind == TERM_DATE      ? date_change(timeline, term, change)
           : term->kind == TERM_WEEKDAY ? weekday_change(timeline, term, change)
                                        : change;
}

/* ---- clocks: a heap of players, the earliest ring at the root ---- */

/* Equal rings are all but impossible; then the actor's name decides, never the order of input. */
static bool
rings_before(const struct event_run *run, int a, int b)
{
    if (run->ring[a] != run->ring[b]) {
        return run->ring[a] < run->ring[b];
    }
    return run->event->keys[a] < run->event->keys[b];
}

static void
sift_up(struct event_run *run, int at)
{
    const int player = run->heap[at];

    while (at > 0 && rings_before(run, player, run->heap[(at - 1) / 2])) {
        run->heap[at] = run->heap[(at - 1) / 2];
        run->place[run->heap[at]] = at;
        at = (at - 1) / 2;
    }
    run->heap[at] = player;
    run->place[player] = at;
}

static void
sift_down(struct event_run *run, int at)
{
    const int player = run->heap[at];

    while (2 * at + 1 < run->n_heap) {
        int child = 2 * at + 1;
        if (child + 1 < run->n_heap && rings_before(run, run->heap[child + 1], run->heap[child])) {
            child++;
        }
        if (!rings_before(run, run->heap[child], player)) {
            break;
        }
        run->heap[at] = run->heap[child];
        run->place[run->heap[at]] = at;
        at = child;
    }
    run->heap[at] = player;
    run->place[player] = at;
}

/* All places at once. */
static void
make_heap(struct event_run *run)
{
    for (int k = run->n_heap / 2 - 1; k >= 0; k--) {
        sift_down(run, k);
    }
}

/* Adds what terms come to for each of n players to their exponents. Term by term, and in what
 * follows step by step for all of them, so that the processor can overlap one player and the next.
 */
static void
add_to_each(const struct event_run *run, const struct term *const *terms, int n_terms,
    const int *players, int n, double *exponents)
{
    for (int t = 0; t < n_terms; t++) {
        const struct term *term = terms[t];
        const struct scale scale = scale_of(term, run->timeline->world.draws);
        const double *shares = term->kind == TERM_ADOPTED && term->ties
                                   ? run->timeline->exposed[term->counter].shares
                                   : NULL;
        for (int k = 0; k < n; k++) {
            if (shares != NULL && term->only.index < 0) {
                exponents[k] += scaled(scale, term, shares[players[k]]);
            } else if (term->kind == TERM_FRAILTY) {
                exponents[k] += hazard_exponent(run, term, players[k]);
            } else if (touches(run, term, players[k])) {
                exponents[k] += scaled(scale, term, value_of(run, term, players[k]));
            }
        }
    }
}

void
hazard_start(struct event_run *run)
{
    const struct timeline *timeline = run->timeline;
    const struct event_plan *plan = run->plan;
    const uint64_t seed = timeline->scenario->seed;
    const int n = run->event->n_players;
    double *number = run->change_of;

    for (int p = 0; p < n; p++) {
        run->heap[p] = run->place[p] = run->touched[p] = p;
        run->fixed[p] = 0.0;
    }
    add_to_each(run, plan->personal, plan->n_fixed, run->touched, n, run->fixed);
    for (int p = 0; p < n; p++) {
        number[p] = run->fixed[p];
    }
    add_to_each(run, plan->personal + plan->n_fixed, plan->n_personal - plan->n_fixed, run->touched,
        n, number);
    for (int p = 0; p < n; p++) {
        const double need = rng_exponential(seed, timeline->run, run->event->keys[p], 0);
        run->factor[p] = hazard_factor(number[p]);
        run->ring[p] = run->used + need / run->factor[p];
    }
    run->n_heap = n;
    make_heap(run);
}

double
hazard_next(const struct event_run *run)
{
    if (run->n_heap == 0 || !(run->rate > 0.0)) {
        return HUGE_VAL;
    }
    return run->since + (run->ring[run->heap[0]] - run->used) / run->rate;
}

int
hazard_take(struct event_run *run)
{
    const int player = run->heap[0];

    run->place[player] = -1;
    run->n_heap--;
    if (run->n_heap > 0) {
        run->heap[0] = run->heap[run->n_heap];
        sift_down(run, 0);
    }
    return player;
}

/* Uses up operational time until now at the old rate; never past the earliest ring. */
static void
catch_up(struct event_run *run)
{
    const double now = run->timeline->now;

    if (now > run->since && run->rate > 0.0) {
        run->used += run->rate * (now - run->since);
        if (run->n_heap > 0 && run->used > run->ring[run->heap[0]]) {
            run->used = run->ring[run->heap[0]];
        }
    }
    run->since = now;
}

void
hazard_update(struct event_run *run)
{
    const struct timeline *timeline = run->timeline;

    catch_up(run);
    run->rate = base_rate(run, &run->change);
    if (run->rate > 0.0) {
        run->rate *=
            hazard_factor(add_exponents(run, run->plan->common, run->plan->n_common, -1, 0.0));
    }
    for (int k = 0; k < run->plan->n_common; k++) {
        run->change = calendar_change(timeline, run->plan->common[k], run->change);
    }
    for (int k = run->plan->n_fixed; k < run->plan->n_personal; k++) {
        run->change = calendar_change(timeline, run->plan->personal[k], run->change);
    }
    if (run->plan->daily && run->change > num_floor(timeline->now) + 1.0) {
        run->change = num_floor(timeline->now) + 1.0;
    }
    timeline_note(timeline, (struct note){ .kind = NOTE_RATE, .who = run->index });
}

/* Gives a player's clock another factor: what it still needs is stretched or shortened. */
static double
stretched(struct event_run *run, int player, double factor)
{
    const double ring =
        run->used + (run->ring[player] - run->used) * (run->factor[player] / factor);

    run->factor[player] = factor;
    return ring;
}

void
hazard_update_tied(struct event_run *run, const struct column *column)
{
    const struct event_plan *plan = run->plan;
    double *number = run->change_of;
    int *players = run->touched, n = 0;

    catch_up(run);
    for (int k = 0; k < column->n; k++) {
        const int player = column->players[k];
        players[n] = player;
        number[n] = run->fixed[player];
        n += run->place[player] >= 0;
    }
    add_to_each(
        run, plan->personal + plan->n_fixed, plan->n_personal - plan->n_fixed, players, n, number);
    for (int k = 0; k < n; k++) {
        number[k] = stretched(run, players[k], hazard_factor(number[k]));
    }
    for (int k = 0; k < n; k++) {
        const bool sooner = number[k] < run->ring[players[k]];
        run->ring[players[k]] = number[k];
        if (sooner) {
            sift_up(run, run->place[players[k]]);
        } else {
            sift_down(run, run->place[players[k]]);
        }
    }
}

void
hazard_update_players(struct event_run *run)
{
    if (run->plan->watches_personal) {
        catch_up(run);
        for (int k = 0; k < run->n_heap; k++) {
            const int player = run->heap[k];
            run->ring[player] = stretched(run, player, own_factor(run, player, run->fixed[player]));
        }
        make_heap(run);
    }
    hazard_update(run);
}
