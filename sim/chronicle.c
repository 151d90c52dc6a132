/* chronicle: listens to a history and keeps what it hears. See chronicle.h. */
#include "chronicle.h"

#include <math.h>
#include <string.h>

#include "hazard.h"
#include "num.h"
#include "outcome.h"

#define SAME_RATE 1e-9    /* relative: rates closer than this are one */
#define HAZARD_MOST 1e300 /* per day: certain, and still a number */

/* Memory that is not there ends the writing, not the history: chronicle_init reports it. */
static void *
take(struct chronicle *self, size_t count, size_t size)
{
    void *memory = arena_alloc(&self->arena, count, size);

    self->exhausted = self->exhausted || memory == NULL;
    return memory;
}

static struct chronicle_entry *
add(struct chronicle *self, const struct note *note)
{
    struct chronicle_entry *entry = NULL;

    if (self->n == self->room) {
        const int room = self->room > 0 ? 2 * self->room : 64;
        struct chronicle_entry *more = take(self, (size_t)room, sizeof(*more));
        if (more == NULL) {
            return NULL;
        }
        if (self->n > 0) {
            memcpy(more, self->entries, (size_t)self->n * sizeof(*more));
        }
        self->entries = more;
        self->room = room;
    }
    entry = &self->entries[self->n++];
    *entry = (struct chronicle_entry){
        .kind = note->kind, .time = self->timeline.now, .who = note->who, .what = note->what
    };
    memcpy(entry->numbers, note->numbers, sizeof(entry->numbers));
    return entry;
}

/* ---- hazards ---- */

/* The part of today on which the event is open, in days. */
static double
open_today(const struct event_run *run)
{
    const double midnight = num_floor(run->timeline->now);

    return midnight + 1.0 - (run->opened > midnight ? run->opened : midnight);
}

static double
chance_of(double hazard, double days)
{
    return 1.0 - num_exp(-hazard * days);
}

static bool
may_act(const struct event_run *run, int player)
{
    return run->place[player] >= 0;
}

/* Those who may still act, as their clocks stand now. acting: -1, or who is about to, whose clock
 * is stopped already. */
static struct chronicle_hazard
weigh_players(const struct event_run *run, int acting)
{
    const double days = open_today(run);
    struct chronicle_hazard self = { .player = acting, .least = 1.0, .base = hazard_base(run) };
    double greatest = -1.0, sum = 0.0;

    for (int p = 0; p < run->event->n_players; p++) {
        const double hazard = run->rate * run->factor[p];
        if (!may_act(run, p) && p != acting) {
            continue;
        }
        self.waiting++;
        sum += hazard;
        self.least = fmin(self.least, chance_of(hazard, days));
        if (acting < 0 && hazard > greatest) {
            greatest = hazard;
            self.player = p;
        }
    }
    self.any = chance_of(sum, days);
    return self;
}

/* The factors of the player at hand, and what they come to. */
static struct chronicle_hazard *
keep_hazard(struct chronicle *self, const struct event_run *run, struct chronicle_hazard hazard)
{
    const struct term *terms = run->event->terms.items;
    struct chronicle_hazard *kept = take(self, 1, sizeof(*kept));

    hazard.n = run->event->terms.n;
    hazard.factors = take(self, (size_t)hazard.n, sizeof(*hazard.factors));
    if (kept == NULL || hazard.factors == NULL) {
        return NULL;
    }
    hazard.hazard = hazard.base;
    for (int k = 0; k < hazard.n; k++) {
        const double factor = hazard_factor(hazard_exponent(run, &terms[k], hazard.player));
        hazard.factors[k] = (struct chronicle_factor){ &terms[k],
            hazard_value(run, &terms[k], hazard.player), factor };
        hazard.hazard *= factor;
    }
    hazard.hazard = fmin(hazard.hazard, HAZARD_MOST);
    hazard.chance = chance_of(hazard.hazard, open_today(run));
    *kept = hazard;
    return kept;
}

/* A new rate is worth a line when it differs. Members of a group act so often that only midnights
 * count for them. */
static void
hear_rate(struct chronicle *self, const struct event_run *run, const struct note *note)
{
    struct chronicle_hazard *last = &self->last[run->index], hazard;
    struct chronicle_entry *entry = NULL;
    const bool first = last->waiting == 0;

    if (run->n_heap == 0 || (!run->event->kind->many && run->n_acted > 0) ||
        (!first && run->event->kind->many && num_floor(self->timeline.now) != self->timeline.now)) {
        return;
    }
    hazard = weigh_players(run, -1);
    if (!first &&
        fabs(run->rate * run->factor[hazard.player] - last->hazard) <= SAME_RATE * last->hazard) {
        return;
    }
    entry = add(self, note);
    if (entry != NULL) {
        entry->hazard = keep_hazard(self, run, hazard);
        *last = entry->hazard != NULL ? *entry->hazard : hazard;
    }
}

/* ---- acts ---- */

/* Puts an example in its place, the strongest tie first; equal ones in order of their acts. */
static void
add_example(struct chronicle_examples *self, int player, double share)
{
    int at = self->n < CHRONICLE_EXAMPLES ? self->n : CHRONICLE_EXAMPLES;

    self->n++;
    self->share += share;
    for (; at > 0 && self->strongest[at - 1].share < share; at--) {
        if (at < CHRONICLE_EXAMPLES) {
            self->strongest[at] = self->strongest[at - 1];
        }
    }
    if (at < CHRONICLE_EXAMPLES) {
        self->strongest[at].player = player;
        self->strongest[at].share = share;
    }
}

/* What a player's ties to the one whose column this is come to; players stand in order. */
static double
share_in(const struct column *column, int player)
{
    int low = 0, high = column->n;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (column->players[middle] < player) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < column->n && column->players[low] == player ? column->shares[low] : 0.0;
}

/* NULL: the event has no term with ties. */
static struct chronicle_examples *
find_examples(struct chronicle *self, const struct event_run *run, int player)
{
    const struct term *terms = run->event->terms.items, *ties = NULL;
    struct chronicle_examples *examples = NULL;

    for (int k = run->event->terms.n - 1; k >= 0; k--) {
        ties = terms[k].kind == TERM_ADOPTED && terms[k].ties ? &terms[k] : ties;
    }
    examples = ties != NULL ? take(self, 1, sizeof(*examples)) : NULL;
    if (examples == NULL) {
        return NULL;
    }
    const struct event_run *about =
        &self->timeline.events[self->plan.counters[ties->counter].about];
    const struct column *columns = self->timeline.exposed[ties->counter].columns;

    examples->term = ties;
    for (int k = 0; k < about->n_acted; k++) {
        const double share = share_in(&columns[about->order[k]], player);
        if (share > 0.0) {
            add_example(examples, about->order[k], share);
        }
    }
    return examples;
}

static void
hear_act(struct chronicle *self, const struct event_run *run, const struct note *note)
{
    struct chronicle_entry *entry = add(self, note);

    if (entry != NULL) {
        entry->place = run->n_acted + 1;
        entry->hazard = keep_hazard(self, run, weigh_players(run, note->what));
        entry->examples = find_examples(self, run, note->what);
    }
}

/* ---- votes ---- */

static void
hear_vote(struct chronicle *self, const struct event_run *run, const struct note *note)
{
    const size_t n = (size_t)run->event->n_players;
    struct chronicle_entry *entry = add(self, note);

    if (entry != NULL) {
        entry->ballots = take(self, n, sizeof(*entry->ballots));
        if (entry->ballots != NULL) {
            memcpy(entry->ballots, self->booth, n * sizeof(*entry->ballots));
        }
    }
}

/* ---- talks ---- */

/* What a deed weighs among those of one actor; the one that is taken above all. */
static double
weight_of(const struct deed *deed)
{
    return deed->taken ? HUGE_VAL : deed->kind == DEED_PULLED ? fabs(deed->share) : deed->gain;
}

static void
leave_out(struct chronicle_move *move, const struct deed *deed)
{
    move->n_more++;
    move->more += deed->share;
}

static void
insert_deed(struct chronicle_move *move, const struct deed *deed)
{
    int at = 0;

    while (at < move->n && weight_of(&move->deeds[at]) >= weight_of(deed)) {
        at++;
    }
    if (at == CHRONICLE_DEEDS) {
        leave_out(move, deed);
        return;
    }
    if (move->n == CHRONICLE_DEEDS) {
        leave_out(move, &move->deeds[--move->n]);
    }
    memmove(&move->deeds[at + 1], &move->deeds[at], (size_t)(move->n - at) * sizeof(*deed));
    move->deeds[at] = *deed;
    move->n++;
}

static void
hear_deed(void *context, const struct deed *heard)
{
    struct chronicle *self = context;
    struct chronicle_move *move = &self->movers[heard->actor];
    struct deed deed = *heard;

    deed.actor = self->seats[heard->actor];
    deed.by = heard->by >= 0 ? self->seats[heard->by] : -1;
    switch (deed.kind) {
    case DEED_HELD:
        move->held = deed.share;
        move->held_at = deed.target;
        break;
    case DEED_CUT:
        move->cut = deed.share;
        break;
    case DEED_IDLE:
        if (self->idle->by < 0 || deed.gain > self->idle->gain) {
            *self->idle = deed;
        }
        break;
    case DEED_PULLED:
    case DEED_BEATEN:
    case DEED_COMPROMISE:
    case DEED_COMPELLED:
        insert_deed(move, &deed);
        break;
    }
}

static void
hear_sitting(struct chronicle *self, const struct talk_run *talks, const struct note *note)
{
    const struct sitting *sitting = &talks->sittings[note->what];
    const struct model *model = talks->talk->model;
    const struct deed_ear ear = { self, hear_deed };
    struct chronicle_entry *entry = add(self, note);
    struct chronicle_move *moves = take(self, (size_t)sitting->n, sizeof(*moves));

    self->seats = take(self, (size_t)sitting->n, sizeof(int));
    self->idle = take(self, 1, sizeof(*self->idle));
    if (entry == NULL || moves == NULL || self->seats == NULL || self->idle == NULL) {
        return;
    }
    for (int k = 0; k < sitting->n; k++) {
        const double before = sitting->position[k];
        self->seats[k] = talks->talk->actors.items[sitting->seats[k]].index;
        moves[k] = (struct chronicle_move){ .actor = self->seats[k],
            .before = before,
            .after = model->step != NULL ? sitting->next[k] : before };
    }
    self->idle->by = -1;
    self->movers = moves;
    if (model->account != NULL) {
        model->account(talks->own, &sitting->view, sitting->state, &ear);
    }
    entry->moves = moves;
    entry->n_moves = sitting->n;
    entry->idle = self->idle->by >= 0 ? self->idle : NULL;
}

/* ---- all notes ---- */

static void
hear(void *context, const struct timeline *timeline, const struct note *note)
{
    struct chronicle *self = context;

    switch (note->kind) {
    case NOTE_RATE:
        hear_rate(self, &timeline->events[note->who], note);
        break;
    case NOTE_ACTS:
        hear_act(self, &timeline->events[note->who], note);
        break;
    case NOTE_BALLOT:
        self->booth[note->what] =
            (struct chronicle_ballot){ (int)note->numbers[0], note->numbers[1], note->numbers[2] };
        break;
    case NOTE_VOTED:
        hear_vote(self, &timeline->events[note->who], note);
        break;
    case NOTE_SITTING:
        hear_sitting(self, &timeline->talks[note->who], note);
        break;
    case NOTE_OPENED:
    case NOTE_HAPPENED:
    case NOTE_FAILED:
    case NOTE_CLOSED:
    case NOTE_PART_BEGINS:
    case NOTE_PART_MOVED:
    case NOTE_PART_ENDED:
    case NOTE_SHOCK:
    case NOTE_TALKS_BEGIN:
    case NOTE_ROUND:
    case NOTE_TALKS_END:
        (void)add(self, note);
        break;
    }
}

enum status
chronicle_init(
    struct chronicle *self, const struct scenario *scenario, uint32_t run, struct err *err)
{
    const struct timeline_watch watch = { self, hear };
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->run = run;
    status = plan_init(&self->plan, scenario, &self->arena, err);
    if (status == OK) {
        status = timeline_init(&self->timeline, scenario, &self->plan, &self->arena, err);
    }
    if (status != OK) {
        return status;
    }
    self->uniforms = take(self, (size_t)scenario->n_uncertain, sizeof(double));
    self->outcomes = take(self, (size_t)scenario->n_outcomes, sizeof(double));
    self->curves = take(self, (size_t)scenario->n_events, sizeof(*self->curves));
    self->booth = take(self, BODY_MEMBERS_MAX, sizeof(*self->booth));
    self->last = take(self, (size_t)scenario->n_events, sizeof(*self->last));
    if (self->exhausted) {
        return err_memory(err);
    }
    self->timeline.watch = &watch;
    self->answered = timeline_play(&self->timeline, run) == OK;
    self->timeline.watch = NULL;
    world_uniforms(&self->timeline.world, run, NULL, self->uniforms);
    for (int e = 0; e < scenario->n_events; e++) {
        self->curves[e] = timeline_curve(&self->timeline, e);
    }
    if (self->answered) {
        outcome_row(&self->timeline, self->curves, self->outcomes);
    }
    return self->exhausted ? err_memory(err) : OK;
}

void
chronicle_free(struct chronicle *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
