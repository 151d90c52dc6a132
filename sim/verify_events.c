/* verify_events: see verify_events.h. */
#include "verify_events.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "overlay.h"
#include "ties.h"

#define TIES_ACTORS_MAX 2000 /* memory grows with its square */

static void
verify_chances(struct site *site, const struct event *event)
{
    const struct scenario *self = site->scenario;
    const struct chance *chances = event->chances.items;
    const struct text *node = text_get(site->node, "chances")->first;
    int previous =
        site_latest(self, event->opens, self->start) + site_latest(self, event->delay, 0) - 1;
    double so_far = 0.0, at_most = 0.0; /* by then: at the middles, and at the greatest */

    for (int k = 0; k < event->chances.n; k++, node = node->next) {
        const bool on = chances[k].on != DATE_NONE, until = chances[k].until != DATE_NONE;
        const int day = on ? chances[k].on : chances[k].until;
        const struct number chance = chances[k].chance;
        const double p = chance.value;
        const double least = chance.slot < 0 ? p : dist_least(&self->uncertain[chance.slot].dist);
        const double greatest =
            chance.slot < 0 ? p : dist_greatest(&self->uncertain[chance.slot].dist);
        char a[NUM_TEXT_MAX], b[NUM_TEXT_MAX];
        char path[TEXT_PATH_MAX + 32], a_day[DATE_TEXT_MAX], opening[DATE_TEXT_MAX];
        (void)snprintf(path, sizeof(path), "%s.chances.%d", site->path, k + 1);
        if (on == until || p > 1.0) {
            if (node->kind == TEXT_GROUP) {
                (void)site_just_one(site, node, path, "on", "until");
            }
            return; /* a wrong date or chance is said already */
        }
        if (day <= previous && k == 0) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s is for %s, before the event opens, %s", path, date_iso(day, a_day),
                date_iso(previous + 1, opening));
        } else if (day <= previous) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s is for %s, not after the entry before it, %s; chances stand in order of date",
                path, date_iso(day, a_day), date_iso(previous, opening));
        }
        if (on && so_far + p > 1.0 + 1e-9) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s.chances.%d: the probabilities so far add up to %s; they must not exceed 1",
                site->path, k + 1, num_text(num_floor((so_far + p) * 1e9 + 0.5) / 1e9, a));
        } else if (until && p < so_far - 1e-9) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s.chances.%d: the chance until that day is %s, but %s has gone to the days "
                "before; `until` counts "
                "from the opening",
                site->path, k + 1, num_text(p, a),
                num_text(num_floor(so_far * 1e9 + 0.5) / 1e9, b));
        } else if (on ? at_most + greatest > 1.0 + 1e-9 : least < at_most - 1e-9) {
            err_remark(site->err, &node->place,
                "%s: draws of the chances up to here can contradict one another (%s), and are cut "
                "then",
                path, on ? "they can exceed 1" : "by then there can be less than went before");
        }
        at_most = on ? at_most + greatest : greatest;
        so_far = on ? so_far + p : p;
        previous = day;
    }
}

static bool
has_attribute(const struct actor *actor, const char *name)
{
    const struct named_number *items = actor->attributes.items;

    for (int k = 0; k < actor->attributes.n; k++) {
        if (strcmp(items[k].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Every player of an event must have what the term reads. */
static void
verify_personal(struct site *site, const struct event *event, const struct term *term,
    const struct place *place)
{
    const struct scenario *self = site->scenario;

    for (int p = 0; p < event->n_players; p++) {
        const int a = event->players[p];
        if (a < 0 || (term->only.index >= 0 && !self->groups[term->only.index].member[a])) {
            continue;
        }
        if ((term->kind == TERM_POSITION || term->kind == TERM_STAKE ||
                term->kind == TERM_DISTANCE) &&
            term->issue.index >= 0 &&
            (self->actors[a].stances == NULL ||
                !self->actors[a].stances[term->issue.index].given)) {
            (void)err_add(site->err, ERR_SCENARIO, place,
                "%s: a term reads the %s of %s on \"%s\", which it has not", site->path,
                term->kind == TERM_STAKE ? "salience" : "position", self->actors[a].name,
                term->issue.name);
            return;
        }
        if (term->kind == TERM_ATTRIBUTE && term->attribute != NULL &&
            !number_given(term->missing) && !has_attribute(&self->actors[a], term->attribute)) {
            (void)err_add(site->err, ERR_SCENARIO, place,
                "%s: a term reads the attribute \"%s\" of %s, which has none of that name",
                site->path, term->attribute, self->actors[a].name);
            return;
        }
    }
}

/* A share by ties takes neither a group nor weights, and there must be ties. */
static void
verify_ties_of(struct site *site, const struct event *event, const struct term *term,
    const struct text *node, const char *path)
{
    const struct scenario *self = site->scenario;
    const int about = term->event.index;

    if (term->kind != TERM_ADOPTED || !term->ties) {
        return;
    }
    if (term->weigh == ADOPTED_CAPABILITY || term->group.index >= 0) {
        const char *other = term->group.index >= 0 ? "group" : "weigh";
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, other)->place,
            "%s says both `ties` and `%s`; it must be one of them", path, other);
    } else if (!ties_are_said(self)) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "ties")->place,
            "%s reads ties, and there are none; say `ties` of the scenario or of actors", path);
    } else if (event->n_players > TIES_ACTORS_MAX ||
               (about >= 0 && self->events[about].n_players > TIES_ACTORS_MAX)) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "ties")->place,
            "%s reads the ties of more than %d actors; at most so many are possible", path,
            TIES_ACTORS_MAX);
    }
}

/* What stands for a missing attribute must not hide a misspelt one. */
static void
verify_missing(
    struct site *site, const struct term *term, const struct text *node, const char *path)
{
    if (term->kind == TERM_ATTRIBUTE && term->attribute != NULL && number_given(term->missing) &&
        term->column < 0) {
        const char *near = site_nearest(site->scenario, term->attribute, false);
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "attribute")->place,
            "%s: no actor has an attribute \"%s\"%s%s%s", path, term->attribute,
            near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
            near != NULL ? "\"?" : "");
    }
}

/* What is read as a share of a scale, or of a group, has a relative_to between 0 and 1. */
static void
remark_scale(struct site *site, const struct term *term, const struct text *node, const char *path)
{
    const double relative_to = term->relative_to.value;
    const bool is_share = term->kind == TERM_POSITION || term->kind == TERM_DISTANCE ||
                          term->kind == TERM_STAKE || term->kind == TERM_SETTLEMENT ||
                          term->kind == TERM_SUPPORT || term->kind == TERM_ADOPTED;
    const struct text *at = text_get(node, "relative_to");
    char number[NUM_TEXT_MAX], share[NUM_TEXT_MAX];

    if (is_share && !term->log && at != NULL && (relative_to < 0.0 || relative_to > 1.0)) {
        err_remark(site->err, &at->place,
            "%s.relative_to is %s, but the value is read as 0 to 1 (of the scale, or of the "
            "group): %s "
            "in 100 is %s",
            path, num_text(relative_to, number), number, num_text(relative_to / 100.0, share));
    }
}

/* Whom a term is limited to must be able to act. */
static void
remark_only(struct site *site, const struct event *event, const struct term *term,
    const struct text *node, const char *path)
{
    bool touches = term->only.index < 0 || event->n_players == 0;

    for (int p = 0; p < event->n_players && !touches; p++) {
        touches = event->players[p] >= 0 &&
                  site->scenario->groups[term->only.index].member[event->players[p]];
    }
    if (!touches) {
        err_remark(site->err, &text_get(node, "only")->place,
            "%s: nobody who can act is in \"%s\", so that the term changes nothing", path,
            term->only.name);
    }
}

/* Which days are meant: `on`, or a window of dates, or one counted from an event. */
static void
verify_date_term(
    const struct site *site, const struct text *node, const char *path, const struct term *term)
{
    const struct text *days = text_get(node, "days"), *event = text_get(node, "event");
    const bool window = text_get(node, "from") != NULL || text_get(node, "until") != NULL;
    const bool on = text_get(node, "on") != NULL;

    if ((days != NULL) != (event != NULL)) {
        (void)err_add(site->err, ERR_SCENARIO, days != NULL ? &days->place : &event->place,
            "%s: `days` and `event` belong together", path);
    } else if (days != NULL && (on || window)) {
        (void)err_add(site->err, ERR_SCENARIO, &days->place,
            "%s: `days` are counted from `event`; they stand without `on`, `from` and `until`",
            path);
    } else if (days == NULL && on && window) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "on")->place,
            "%s: `on` names single days; it stands without `from` and `until`", path);
    } else if (days == NULL && !on && !window) {
        (void)err_add(site->err, ERR_SCENARIO, &node->place,
            "%s names no day; say `on`, `from`, `until`, or `days` after an `event`", path);
    } else if (term->from.slot < 0 && term->until.slot < 0 &&
               term->until.value < term->from.value) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "until")->place,
            "%s: `until` is before `from`", path);
    }
}

static void
verify_terms(
    struct site *site, const struct event *event, const struct list *list, const struct text *nodes)
{
    const struct term *terms = list->items;
    const struct text *node = nodes != NULL && nodes->kind == TEXT_LIST ? nodes->first : NULL;

    for (int k = 0; k < list->n && node != NULL; k++, node = node->next) {
        const struct term *term = &terms[k];
        char path[TEXT_PATH_MAX];
        text_path(&site->scenario->text, node, path);
        if (node->kind != TEXT_GROUP) {
            continue;
        }
        if (term->kind != TERM_FRAILTY) {
            (void)site_just_one(site, node, path, "times", "coef");
        }
        if (term->kind == TERM_SUPPORT) {
            (void)site_just_one(site, node, path, "at_least", "at_most");
        }
        if (term->kind == TERM_DATE) {
            verify_date_term(site, node, path, term);
        }
        if (term->kind == TERM_ADOPTED && term->event.index < 0 && !event->kind->clocked) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s must say whose acts it reads: `event`", path);
        }
        if (scenario_term_reads_actor(term) && !event->kind->clocked) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s reads the actor who acts, and in this kind of event nobody does%s", path,
                term->kind == TERM_FRAILTY && term->only.index < 0 ? "; say `each = \"group\"`"
                                                                   : "");
        } else if (scenario_term_reads_actor(term)) {
            verify_personal(site, event, term, &node->place);
        }
        verify_ties_of(site, event, term, node, path);
        verify_missing(site, term, node, path);
        remark_scale(site, term, node, path);
        remark_only(site, event, term, node, path);
    }
}

/* A position that the talks have moved says much of what their settlement says. */
static void
remark_repetition(struct site *site, const struct event *event)
{
    const struct term *terms = event->terms.items;

    for (int k = 0; k < event->terms.n; k++) {
        for (int j = 0; j < event->terms.n; j++) {
            if (terms[k].kind == TERM_POSITION && terms[j].kind == TERM_SETTLEMENT &&
                terms[k].issue.index >= 0 && terms[k].issue.index == terms[j].issue.index) {
                err_remark(site->err, site_at(site, "terms"),
                    "%s: the terms \"%s\" and \"%s\" both read where things stand on \"%s\", and "
                    "repeat each other in part",
                    site->path, terms[k].name != NULL ? terms[k].name : "position",
                    terms[j].name != NULL ? terms[j].name : "settlement", terms[k].issue.name);
            }
        }
    }
}

/* All lists of terms: the event's own, then its stages'. */
static void
verify_all_terms(struct site *site, const struct event *event)
{
    const struct text *stages = text_get(site->node, "stages");
    const struct text *stage = stages != NULL && stages->kind == TEXT_LIST ? stages->first : NULL;
    const struct list *list = NULL;

    for (int k = 0; (list = scenario_terms(event, k)) != NULL; k++) {
        if (k == 0) {
            verify_terms(site, event, list, text_get(site->node, "terms"));
        } else if (stage != NULL) {
            verify_terms(
                site, event, list, stage->kind == TEXT_GROUP ? text_get(stage, "terms") : NULL);
            stage = stage->next;
        }
    }
}

/* True when the k-th member of a list of the file has the key. */
static bool
has_key_of(const struct site *site, const char *list, int k, const char *key)
{
    struct site there = *site;

    site_enter(&there, list, k);
    return there.node->kind == TEXT_GROUP && text_get(there.node, key) != NULL;
}

/* The dates of a vote follow one another. */
static void
verify_vote_dates(struct site *site, const struct event *event)
{
    const struct text *list = text_get(site->node, "on");
    const struct text *node = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;

    const struct number *last = event->on.n > 0 ? &event->on.items[event->on.n - 1] : NULL;

    if (last != NULL && last->slot < 0 && event->opens.slot < 0 &&
        last->value < event->opens.value) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "on"),
            "%s.on is before the vote opens; `opens` must not be later", site->path);
    }
    for (int k = 0; k < event->on.n && node != NULL; k++, node = node->next) {
        if (k > 0 && event->on.items[k].value <= event->on.items[k - 1].value) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s.on: %s is not after the date before it; dates of a vote stand in order",
                site->path, node->string);
        }
    }
}

/* Each voter that does not state how it votes needs a position on the issue, and the issue a
 * reference point. */
static void
verify_vote(struct site *site, const struct event *event)
{
    const struct scenario *self = site->scenario;
    const struct text *name = text_get(site->node, "issue");
    const int issue =
        name != NULL && name->kind == TEXT_STRING ? scenario_find(self, "issue", name->string) : -1;

    bool weighed = false;

    if (issue < 0 || event->body == NULL) {
        return;
    }
    const struct member *members = event->body->members.items;
    for (int p = 0; p < event->n_players; p++) {
        weighed = weighed || !number_given(members[p].yes);
    }
    if (weighed && isnan(self->issues[issue].reference) &&
        !has_key_of(site, "issues", issue, "reference")) {
        (void)err_add(site->err, ERR_SCENARIO, &name->place,
            "%s: issue \"%s\" has no `reference`, and a vote weighs the proposal against it",
            site->path, self->issues[issue].name);
    }
    for (int p = 0; p < event->n_players; p++) {
        const int a = event->players[p];
        if (a >= 0 && !number_given(members[p].yes) &&
            (self->actors[a].stances == NULL || !self->actors[a].stances[issue].given)) {
            (void)err_add(site->err, ERR_SCENARIO, &name->place,
                "%s: %s votes, but has no position on \"%s\"", site->path, self->actors[a].name,
                self->issues[issue].name);
        }
    }
    if (text_get(site->node, "on") == NULL && text_get(site->node, "opens") == NULL &&
        text_get(site->node, "after") == NULL && text_get(site->node, "after_any") == NULL &&
        text_get(site->node, "after_all") == NULL) {
        (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
            "%s does not say when it votes; say `on`, or `after` an event", site->path);
    }
}

/* An event that waits for what closes it never comes. */
static void
verify_after_rival(struct site *site, int e)
{
    const struct scenario *self = site->scenario;
    const struct event *event = &self->events[e];
    const int other = event->after.part == 0 ? event->after.index : -1;
    bool closed = false;

    for (int k = 0; other >= 0 && k < event->rivals.n; k++) {
        closed = closed || event->rivals.items[k].index == other;
    }
    for (int k = 0; other >= 0 && k < self->events[other].rivals.n; k++) {
        closed = closed || self->events[other].rivals.items[k].index == e;
    }
    for (int k = 0; other >= 0 && k < self->events[other].closes.n; k++) {
        closed = closed || self->events[other].closes.items[k].index == e;
    }
    if (closed) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "after"),
            "%s waits for \"%s\", which closes it: it can never open", site->path,
            event->after.name);
    }
}

static void
verify_refs_to_others(struct site *site, int e, const struct refs *refs, const char *key)
{
    for (int k = 0; k < refs->n; k++) {
        if (refs->items[k].index == e) {
            (void)err_add(site->err, ERR_SCENARIO, &refs->items[k].place,
                "%s.%s names the event itself; it must name others", site->path, key);
        }
    }
}

/* Events that can open, found by following what each waits for; the rest wait for themselves. */
static void
verify_waits(struct site *site)
{
    const struct scenario *self = site->scenario;
    bool opens[512] = { false };
    bool changed = true;

    while (changed) {
        changed = false;
        for (int e = 0; e < self->n_events; e++) {
            const struct event *event = &self->events[e];
            bool ready = event->after.index < 0 || opens[event->after.index];
            bool any = event->after_any.n == 0;
            for (int k = 0; k < event->after_all.n; k++) {
                const int other = event->after_all.items[k].index;
                ready = ready && (other < 0 || opens[other]);
            }
            for (int k = 0; k < event->after_any.n; k++) {
                const int other = event->after_any.items[k].index;
                any = any || other < 0 || opens[other];
            }
            if (ready && any && !opens[e]) {
                opens[e] = true;
                changed = true;
            }
        }
    }
    for (int e = 0; e < self->n_events; e++) {
        site_enter(site, "events", e);
        if (!opens[e] && site->node->kind == TEXT_GROUP) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s waits for itself, or for events that wait for it: it can never open",
                site->path);
        }
    }
}

/* A composite has a position only where its members have. */
static void
verify_target(
    struct site *site, const struct target *target, const struct text *node, const char *path)
{
    const struct actor *actor = &site->scenario->actors[target->actor];
    const bool of_issue = target->kind != TARGET_CAPABILITY && target->kind != TARGET_ATTRIBUTE;

    if (of_issue && actor->made_of.index >= 0 && !actor->stances[target->which].given) {
        (void)err_add(site->err, ERR_SCENARIO, &node->place,
            "%s.path: %s has no position on \"%s\", as none of its members has", path, actor->name,
            site->scenario->issues[target->which].name);
    }
    if (target->kind == TARGET_ATTRIBUTE && site->scenario->kernel.near != NULL &&
        strcmp(strrchr(node->string, '.') + 1, site->scenario->kernel.near) == 0) {
        (void)err_add(site->err, ERR_SCENARIO, &node->place,
            "%s.path: ties hang on the attribute \"%s\", and stay as they began; it must be "
            "another",
            path, site->scenario->kernel.near);
    }
    if (actor->is_member) {
        err_remark(site->err, &node->place,
            "%s.path: %s is a member of a composite, which stays as it was formed at the start",
            path, actor->name);
    }
}

/* Each shock changes a number that there is, in one way. */
static void
verify_shocks(struct site *site, const struct event *event)
{
    const struct scenario *self = site->scenario;
    const struct text *list = text_get(site->node, "shocks");
    const struct text *node = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;
    const struct shock *shocks = event->shocks.items;
    char path[TEXT_PATH_MAX], why[ERR_TEXT_MAX];

    for (int k = 0; k < event->shocks.n && node != NULL; k++, node = node->next) {
        struct target target;
        struct overlay_spot spot;
        if (node->kind != TEXT_GROUP || shocks[k].path == NULL) {
            continue;
        }
        text_path(&self->text, node, path);
        (void)site_just_one(site, node, path, "add", "set");
        if (scenario_target(self, shocks[k].path, &target)) {
            verify_target(site, &target, text_get(node, "path"), path);
            continue;
        }
        spot = overlay_find(&self->text, self->text.root, shocks[k].path);
        if (spot.node == NULL) {
            (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "path")->place, "%s.path: %s",
                path,
                overlay_explain(
                    &self->text, self->text.root, "the scenario", shocks[k].path, &spot, why));
        } else {
            (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "path")->place,
                "%s.path is \"%s\", which no event can change; it must be an actor's capability, "
                "position, salience, stubbornness or attribute",
                path, shocks[k].path);
        }
    }
}

/* The curve of another falls as this one's rises. */
static void
verify_replaces(struct site *site, const struct event *event)
{
    const struct scenario *self = site->scenario;
    const int other = event->kind->replaces != NULL ? event->kind->replaces(event->own).index : -1;

    if (other < 0) {
        return;
    }
    if (&self->events[other] == event) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "replaces"),
            "%s.replaces names the event itself; it must name another", site->path);
    } else if (!site_has_curve(&self->events[other])) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "replaces"),
            "%s.replaces: \"%s\" has no curve; only stages with a ceiling have", site->path,
            self->events[other].name);
    }
}

void
verify_events(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int e = 0; e < self->n_events; e++) {
        const struct event *event = &self->events[e];
        site_enter(site, "events", e);
        if (site->node->kind != TEXT_GROUP || event->own == NULL) {
            continue;
        }
        verify_after_rival(site, e);
        verify_refs_to_others(site, e, &event->closes, "closes");
        verify_refs_to_others(site, e, &event->rivals, "rivals");
        verify_refs_to_others(site, e, &event->after_any, "after_any");
        verify_refs_to_others(site, e, &event->after_all, "after_all");
        verify_replaces(site, event);
        if (event->kind->check != NULL) {
            event->kind->check(event->own, &site->node->place, site->path, site->err);
        }
        if (event->kind->clocked) {
            const struct text *chances = text_get(site->node, "chances");
            (void)site_just_one(site, site->node, site->path, "typical_days", "chances");
            if (chances != NULL && chances->kind == TEXT_LIST) {
                if (event->chances.n == 0) {
                    (void)err_add(site->err, ERR_SCENARIO, &chances->place,
                        "%s.chances is empty; it must hold { on = DATE; chance = P; } or "
                        "{ until = DATE; chance = P; } at least once",
                        site->path);
                }
                verify_chances(site, event);
            }
        }
        if (event->body != NULL) {
            verify_vote(site, event);
        }
        verify_vote_dates(site, event);
        verify_all_terms(site, event);
        remark_repetition(site, event);
        verify_shocks(site, event);
    }
    verify_waits(site);
}
