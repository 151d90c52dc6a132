/* tell_json: one history as data. Positions are in the issues' units, chances 0..1, times in days
 * since the midnight that begins the first day. */
#include <math.h>

#include "date.h"
#include "hazard.h"
#include "num.h"
#include "outcome.h"
#include "overlay.h"
#include "tell.h"

/* What JSON calls each kind of entry. */
static const char *const words[] = {
    [NOTE_OPENED] = "opened",
    [NOTE_RATE] = "chance",
    [NOTE_ACTS] = "acts",
    [NOTE_HAPPENED] = "happened",
    [NOTE_FAILED] = "failed",
    [NOTE_CLOSED] = "closed",
    [NOTE_BALLOT] = "ballot",
    [NOTE_VOTED] = "voted",
    [NOTE_PART_BEGINS] = "stage begins",
    [NOTE_PART_MOVED] = "stage goes on",
    [NOTE_PART_ENDED] = "stage ends",
    [NOTE_SHOCK] = "shock",
    [NOTE_TALKS_BEGIN] = "talks begin",
    [NOTE_SITTING] = "round",
    [NOTE_ROUND] = "round ends",
    [NOTE_TALKS_END] = "talks end",
};

static const char *const deed_words[] = {
    [DEED_PULLED] = "pulled",
    [DEED_HELD] = "held",
    [DEED_CUT] = "limited",
    [DEED_BEATEN] = "prevails",
    [DEED_COMPROMISE] = "compromise",
    [DEED_COMPELLED] = "compels",
    [DEED_IDLE] = "none",
};

static const char *const end_words[] = {
    [TALKS_ROUNDS] = "rounds",
    [TALKS_DATE] = "date",
    [TALKS_CYCLE] = "cycle",
    [TALKS_EVENT] = "event",
};

/* ---- the world ---- */

static void
put_drawn(struct facts *facts, const struct chronicle *chronicle)
{
    const struct scenario *scenario = chronicle->scenario;
    const struct text_tree *tree = &scenario->text;
    struct facts list = facts_list();

    for (int k = 0; k < scenario->n_uncertain; k++) {
        const struct uncertain *number = &scenario->uncertain[k];
        const struct text *node = overlay_find(tree, tree->root, number->path).node;
        const double x = chronicle->timeline.world.draws[k];
        struct facts row = facts_begin();
        char value[DIFF_VALUE_MAX];

        facts_text(&row, "path", number->path);
        if (number->is_date) {
            facts_date(&row, "value", (int)x);
        } else {
            facts_number(&row, "value", x);
        }
        facts_number(&row, "quantile", chronicle->uniforms[k]);
        facts_text(&row, "written", node != NULL ? diff_value(tree, node, value) : NULL);
        facts_add(&list, row);
    }
    facts_put(facts, "drawn", list);
}

/* ---- entries ---- */

static const char *
player_name(const struct scenario *scenario, int event, int player)
{
    return scenario->actors[scenario->events[event].players[player]].name;
}

static void
put_hazard(struct facts *facts, const struct scenario *scenario, int event,
    const struct chronicle_hazard *hazard)
{
    struct facts group = facts_begin(), factors = facts_list();

    facts_text(&group, "actor", player_name(scenario, event, hazard->player));
    facts_number(&group, "base", hazard->base);
    for (int k = 0; k < hazard->n; k++) {
        struct facts row = facts_begin();
        facts_text(&row, "term", hazard_term_name(hazard->factors[k].term));
        facts_number(&row, "value", hazard->factors[k].value);
        facts_number(&row, "factor", hazard->factors[k].factor);
        facts_add(&factors, row);
    }
    facts_put(&group, "factors", factors);
    facts_number(&group, "hazard", hazard->hazard);
    facts_number(&group, "chance", hazard->chance);
    facts_number(&group, "chance_any", hazard->any);
    facts_whole(&group, "waiting", hazard->waiting);
    facts_put(facts, "hazard", group);
}

static void
put_examples(struct facts *facts, const struct chronicle *chronicle,
    const struct chronicle_examples *examples)
{
    const int about = chronicle->plan.counters[examples->term->counter].about;
    struct facts group = facts_begin(), list = facts_list();

    facts_whole(&group, "acted_before", examples->n);
    facts_number(&group, "share", examples->share);
    for (int k = 0; k < examples->n && k < CHRONICLE_EXAMPLES; k++) {
        struct facts row = facts_begin();
        facts_text(
            &row, "actor", player_name(chronicle->scenario, about, examples->strongest[k].player));
        facts_number(&row, "share", examples->strongest[k].share);
        facts_add(&list, row);
    }
    facts_put(&group, "strongest", list);
    facts_put(facts, "looks_to", group);
}

static void
put_ballots(
    struct facts *facts, const struct scenario *scenario, const struct chronicle_entry *entry)
{
    const struct event *event = &scenario->events[entry->who];
    const struct member *members = event->body->members.items;
    struct facts list = facts_list();

    for (int k = 0; k < event->n_players; k++) {
        const struct chronicle_ballot *ballot = &entry->ballots[k];
        struct facts row = facts_begin();
        facts_text(&row, "actor", player_name(scenario, entry->who, k));
        facts_text(&row, "ballot",
            ballot->ballot > 0   ? "yes"
            : ballot->ballot < 0 ? "no"
                                 : "abstain");
        facts_whole(&row, "votes", members[k].votes);
        facts_flag(&row, "veto", members[k].veto);
        facts_number(&row, "chance_yes", ballot->yes);
        facts_number(&row, "chance_no", ballot->no);
        facts_add(&list, row);
    }
    facts_number(facts, "share_yes", entry->numbers[0]);
    facts_number(facts, "chance", entry->numbers[1]);
    facts_put(facts, "ballots", list);
}

static void
put_deed(struct facts *list, const struct scenario *scenario, const struct issue *issue,
    const struct deed *deed)
{
    const double range = issue->high - issue->low;
    struct facts row = facts_begin();

    facts_text(&row, "kind", deed_words[deed->kind]);
    facts_text(&row, "by", deed->by >= 0 ? scenario->actors[deed->by].name : NULL);
    facts_number(&row, "target", scenario_in_units(issue, deed->target));
    if (deed->kind == DEED_PULLED || deed->kind == DEED_HELD || deed->kind == DEED_CUT) {
        facts_number(&row, "share", range * deed->share);
    } else {
        facts_number(&row, "gain", deed->gain);
        facts_number(&row, "loss", deed->loss);
        facts_flag(&row, "taken", deed->taken);
    }
    facts_add(list, row);
}

static void
put_moves(
    struct facts *facts, const struct chronicle *chronicle, const struct chronicle_entry *entry)
{
    const struct scenario *scenario = chronicle->scenario;
    const struct talk *talk = &scenario->talks[entry->who];
    const struct issue *issue = &scenario->issues[talk->issues.items[entry->what].index];
    const struct talk_run *run = &chronicle->timeline.talks[entry->who];
    const int round = (int)entry->numbers[0];
    struct facts list = facts_list();

    facts_text(facts, "issue", issue->name);
    facts_whole(facts, "round", round);
    for (int k = 0; k < entry->n_moves; k++) {
        const struct chronicle_move *move = &entry->moves[k];
        struct facts row = facts_begin(), deeds = facts_list();

        facts_text(&row, "actor", scenario->actors[move->actor].name);
        facts_number(&row, "before", scenario_in_units(issue, move->before));
        facts_number(&row, "after", scenario_in_units(issue, move->after));
        for (int d = 0; d < move->n; d++) {
            put_deed(&deeds, scenario, issue, &move->deeds[d]);
        }
        if (move->held != 0.0) {
            put_deed(&deeds, scenario, issue,
                &(struct deed){
                    .kind = DEED_HELD, .by = -1, .target = move->held_at, .share = move->held });
        }
        if (move->cut != 0.0) {
            put_deed(&deeds, scenario, issue,
                &(struct deed){
                    .kind = DEED_CUT, .by = -1, .target = move->after, .share = move->cut });
        }
        facts_put(&row, "why", deeds);
        facts_whole(&row, "others", move->n_more);
        facts_add(&list, row);
    }
    facts_put(facts, "moves", list);
    facts_number(facts, "settlement",
        scenario_in_units(
            issue, run->record[(round * talk->issues.n + entry->what) * (talk->actors.n + 1) +
                               talk->actors.n]));
}

/* What it changes, in the units of the file. */
static void
put_shock(struct facts *facts, const struct scenario *scenario, const struct shock *shock,
    const struct chronicle_entry *entry)
{
    static const char *const keys[2] = { "before", "after" };
    const struct target *target = &shock->target;

    facts_text(facts, "path", shock->path);
    for (int k = 0; k < 2; k++) {
        const double x = entry->numbers[k];
        facts_number(facts, keys[k],
            target->kind == TARGET_POSITION ? scenario_in_units(&scenario->issues[target->which], x)
            : target->kind == TARGET_SALIENCE || target->kind == TARGET_STUBBORNNESS ? 100.0 * x
                                                                                     : x);
    }
}

static void
put_event(
    struct facts *facts, const struct chronicle *chronicle, const struct chronicle_entry *entry)
{
    const struct scenario *scenario = chronicle->scenario;
    const struct event *event = &scenario->events[entry->who];

    facts_text(facts, "event", event->name);
    if (entry->kind == NOTE_ACTS) {
        facts_text(facts, "actor", player_name(scenario, entry->who, entry->what));
        facts_whole(facts, "place", entry->place);
    } else if (entry->kind == NOTE_CLOSED) {
        facts_text(facts, "by", scenario->events[entry->what].name);
    } else if (entry->kind == NOTE_SHOCK) {
        put_shock(facts, scenario, (const struct shock *)event->shocks.items + entry->what, entry);
    } else if (entry->kind == NOTE_PART_BEGINS || entry->kind == NOTE_PART_MOVED ||
               entry->kind == NOTE_PART_ENDED ||
               (entry->kind == NOTE_FAILED && event->n_parts > 0)) {
        facts_text(facts, "stage", event->kind->part_name(event->own, entry->what));
    }
    if (entry->kind == NOTE_PART_BEGINS || entry->kind == NOTE_PART_MOVED) {
        facts_number(facts, "planned_end", entry->numbers[0]);
    }
    if (entry->hazard != NULL) {
        put_hazard(facts, scenario, entry->who, entry->hazard);
    }
    if (entry->examples != NULL) {
        put_examples(facts, chronicle, entry->examples);
    }
    if (entry->ballots != NULL) {
        put_ballots(facts, scenario, entry);
    }
}

static void
put_entry(
    struct facts *list, const struct chronicle *chronicle, const struct chronicle_entry *entry)
{
    const struct scenario *scenario = chronicle->scenario;
    struct facts facts = facts_begin();

    facts_date(&facts, "date", scenario->start + (int)num_floor(entry->time));
    facts_number(&facts, "time", entry->time);
    facts_text(&facts, "what", words[entry->kind]);
    if (entry->kind < NOTE_TALKS_BEGIN) {
        put_event(&facts, chronicle, entry);
    } else {
        facts_text(&facts, "talk", scenario->talks[entry->who].name);
    }
    if (entry->kind == NOTE_SITTING) {
        put_moves(&facts, chronicle, entry);
    } else if (entry->kind == NOTE_TALKS_END) {
        facts_text(&facts, "why", end_words[entry->what]);
    }
    facts_add(list, facts);
}

/* ---- the whole ---- */

static void
put_outcomes(struct facts *facts, const struct chronicle *chronicle)
{
    const struct scenario *scenario = chronicle->scenario;
    struct facts group = facts_begin(), others = facts_list();

    for (int o = 0; o < scenario->n_outcomes; o++) {
        const struct outcome *outcome = &scenario->outcomes[o];
        const double x = chronicle->answered ? chronicle->outcomes[o] : PARAM_NONE;
        if (outcome->kind == OUTCOME_DATE) {
            facts_date(&group, outcome->name, isnan(x) ? DATE_NONE : scenario->start + (int)x);
        } else {
            facts_number(&group, outcome->name, x);
        }
        if (chronicle->answered && !outcome_counts(outcome, chronicle->outcomes)) {
            facts_add_text(&others, outcome->name);
        }
    }
    facts_put(facts, "outcomes", group);
    facts_put(facts, "not_counted", others);
}

void
tell_json(struct facts *facts, const struct chronicle *chronicle)
{
    struct facts story = facts_list();

    facts_whole(facts, "run", (int64_t)chronicle->run);
    facts_flag(facts, "answered", chronicle->answered);
    facts_text(facts, "failure", chronicle->timeline.failure);
    put_drawn(facts, chronicle);
    for (int k = 0; k < chronicle->n; k++) {
        put_entry(&story, chronicle, &chronicle->entries[k]);
    }
    facts_put(facts, "story", story);
    put_outcomes(facts, chronicle);
}
