/* verify: looks at a scenario as a whole. See verify.h. */
#include "verify.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "date.h"
#include "language.h"
#include "num.h"
#include "ties.h"
#include "verify_events.h"

#define TALK_ACTORS_MAX 1000

/* An issue's name is a key of actors. True when it cannot be: that is said. */
static bool
verify_issue_name(struct site *site, const struct issue *issue)
{
    static const char *const words[] = { "name", "label", "note", "source", "as_of", "groups",
        "capability", "attributes", "made_of", "ties", "true", "false" };

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (issue->name != NULL && strcmp(issue->name, words[k]) == 0) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "name"),
                "%s: an issue cannot be called \"%s\", which is a word of the language", site->path,
                words[k]);
            return true;
        }
    }
    return false;
}

static void
verify_issues(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int i = 0; i < self->n_issues; i++) {
        const struct issue *issue = &self->issues[i];
        char number[NUM_TEXT_MAX], low[NUM_TEXT_MAX], high[NUM_TEXT_MAX];
        bool held = false, cares = false;
        site_enter(site, "issues", i);
        if (isnan(issue->low) || isnan(issue->high)) {
            continue; /* said already */
        }
        if (!(issue->low < issue->high)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "high"),
                "%s.high is %s; it must be above low, %s", site->path, num_text(issue->high, high),
                num_text(issue->low, low));
            continue;
        }
        if (verify_issue_name(site, issue)) {
            continue;
        }
        if (issue->reference < 0.0 || issue->reference > 1.0) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "reference"),
                "%s.reference is %s; it must be between low and high, %s and %s", site->path,
                num_text(scenario_in_units(issue, issue->reference), number),
                num_text(issue->low, low), num_text(issue->high, high));
        }
        for (int a = 0; a < self->n_actors; a++) {
            const struct stance *stance =
                self->actors[a].stances != NULL ? &self->actors[a].stances[i] : NULL;
            held = held || (stance != NULL && stance->given);
            cares = cares || (stance != NULL && stance->given &&
                                 (stance->salience.slot >= 0 || stance->salience.value != 0.0));
        }
        if (!held && site_is_list(site, "actors")) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: no actor has a position on it", site->path);
        } else if (held && !cares) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: all saliences on it are 0, so nobody has weight", site->path);
        }
    }
}

/* A salience below 1 was most likely meant as a share. */
static void
remark_salience(struct site *site, int issue, struct number salience)
{
    const struct text *stance = text_get(site->node, site->scenario->issues[issue].name);
    const struct text *node = stance != NULL ? text_get(stance, "salience") : NULL;
    const double most = salience.slot < 0
                            ? 100.0 * salience.value
                            : dist_greatest(&site->scenario->uncertain[salience.slot].dist);
    char path[TEXT_PATH_MAX], number[NUM_TEXT_MAX], meant[NUM_TEXT_MAX];

    if (node == NULL || !(most > 0.0 && most <= 1.0)) {
        return;
    }
    text_path(&site->scenario->text, node, path);
    if (salience.slot < 0) {
        num_text(node->real * 100.0, meant);
        err_remark(site->err, &node->place,
            "%s is %s; the scale is 0 to 100, so this actor hardly cares. If you meant %s, write "
            "%s",
            path, num_text(node->real, number), meant, meant);
    } else {
        err_remark(site->err, &node->place,
            "%s is at most %s; the scale is 0 to 100, so this actor hardly cares", path,
            num_text(most, number));
    }
}

/* Who a composite is made of. */
static void
verify_composite(struct site *site, int a)
{
    const struct scenario *self = site->scenario;
    const struct actor *actor = &self->actors[a];
    const struct group *group = &self->groups[actor->made_of.index];
    bool holds = false, wrong = false;

    for (int i = 0; i < self->n_issues; i++) {
        holds = holds || actor->stances[i].given;
    }
    for (int k = 0; k < self->n_actors; k++) {
        const int other = self->by_name[k];
        if (!group->member[other] || self->actors[other].made_of.name == NULL) {
            continue;
        }
        wrong = true;
        if (other == a) {
            (void)err_add(site->err, ERR_SCENARIO, &actor->made_of.place,
                "%s.made_of: it is in \"%s\" itself, and cannot be its own member", site->path,
                group->name);
        } else {
            (void)err_add(site->err, ERR_SCENARIO, &actor->made_of.place,
                "%s.made_of: %s is made of others itself; members of a composite must be single "
                "actors",
                site->path, self->actors[other].name);
        }
    }
    if (!holds && !wrong) {
        (void)err_add(site->err, ERR_SCENARIO, &actor->made_of.place,
            "%s.made_of: no member of \"%s\" has a position on any issue", site->path, group->name);
    }
    for (int k = 0; k < actor->n_members && text_get(site->node, "capability") == NULL; k++) {
        const struct actor *member = &self->actors[actor->members[k]];
        if (!number_given(member->capability) && member->stances == NULL) {
            (void)err_add(site->err, ERR_SCENARIO, &actor->made_of.place,
                "%s.made_of: %s has no capability, and this is to be the sum of its members'",
                site->path, member->name);
        }
    }
}

static void
verify_actors(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int a = 0; a < self->n_actors; a++) {
        const struct actor *actor = &self->actors[a];
        bool holds = false;
        site_enter(site, "actors", a);
        for (int i = 0; i < self->n_issues && actor->stances != NULL; i++) {
            holds = holds || actor->stances[i].given;
            if (actor->stances[i].given && self->issues[i].name != NULL) {
                remark_salience(site, i, actor->stances[i].salience);
            }
        }
        if (actor->made_of.index >= 0) {
            verify_composite(site, a);
        } else if (holds && !number_given(actor->capability) && actor->made_of.name == NULL &&
                   (site->node->kind != TEXT_GROUP || text_get(site->node, "capability") == NULL)) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s.capability is missing; an actor with a position has a weight", site->path);
        }
    }
}

/* The least that a number can be, in its author's units. */
static double
least_of(const struct scenario *self, struct number number)
{
    return number.slot < 0 ? number.value : dist_least(&self->uncertain[number.slot].dist);
}

/* What single members of a body say. */
static void
verify_members(struct site *site, const struct body *body)
{
    const struct text *list = text_get(site->node, "members");
    const struct member *members = body->members.items;
    const struct text *node = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;

    for (int k = 0; node != NULL && k < body->members.n; k++, node = node->next) {
        const struct text *abstain = node->kind == TEXT_GROUP ? text_get(node, "abstain") : NULL;
        char path[TEXT_PATH_MAX];

        text_path(&site->scenario->text, node, path);
        if (abstain != NULL && text_get(node, "yes") == NULL) {
            (void)err_add(site->err, ERR_SCENARIO, &abstain->place,
                "%s says `abstain` without `yes`; it must say both, or neither", path);
        } else if (abstain != NULL && least_of(site->scenario, members[k].yes) +
                                              least_of(site->scenario, members[k].abstain) >
                                          1.0 + 1e-9) {
            (void)err_add(site->err, ERR_SCENARIO, &abstain->place,
                "%s: `yes` and `abstain` together are always above 1; the rest is the probability "
                "of no",
                path);
        }
    }
}

/* A motion must be able to pass, and its chance to be worked out. */
static void
verify_rule(struct site *site, const struct body *body)
{
    const int64_t members = body->members.n;

    if (body->needed > body->votes) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "threshold"),
            "%s.threshold is %lld, but its members have only %lld votes: no motion could pass",
            site->path, (long long)body->needed, (long long)body->votes);
    } else if (body->members_needed > members) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "members_needed"),
            "%s.members_needed is %lld, but it has only %lld member%s: no motion could pass",
            site->path, (long long)body->members_needed, (long long)members,
            members == 1 ? "" : "s");
    } else if (body_cells(body) > BODY_CELLS_MAX || body_cells(body) * members > BODY_STEPS_MAX) {
        (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
            "%s: to work out the chance of a motion would take %lld cells for each of %lld "
            "members; at most %d cells, and %d over all members, are possible: count votes in "
            "larger units",
            site->path, (long long)body_cells(body), (long long)members, BODY_CELLS_MAX,
            BODY_STEPS_MAX);
    }
}

/* ---- ties ---- */

/* The keys of an actor's ties are actors. */
static void
verify_stated_ties(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int a = 0; a < self->n_actors; a++) {
        const struct named_number *items = self->actors[a].ties.items;
        const bool all_found = self->actors[a].n_tied == self->actors[a].ties.n;
        for (int k = 0; k < self->actors[a].ties.n && !all_found; k++) {
            const char *name = items[k].name;
            if (scenario_find(self, "actor", name) >= 0) {
                continue;
            }
            site_enter(site, "actors", a);
            const struct text *ties = text_get(site->node, "ties");
            const char *near = site_nearest(self, name, true);
            (void)err_add(site->err, ERR_SCENARIO, &text_get(ties, name)->place,
                "%s.ties.%s: no such key; ties are to actors, by name%s%s%s", site->path, name,
                near != NULL ? "\ndid you mean " : "", near != NULL ? near : "",
                near != NULL ? "?" : "");
        }
    }
}

/* True when the group at a key of the file has a key that its table has not, which is said. */
static bool
has_unknown_key(const struct text *node)
{
    const struct param *row = language_schema.params;
    const struct param *known = NULL;

    while (row->key != NULL && strcmp(row->key, node->key) != 0) {
        row++;
    }
    for (const struct text *child = node->first; child != NULL; child = child->next) {
        for (known = row->schema->params; known->key != NULL; known++) {
            if (strcmp(known->key, child->key) == 0) {
                break;
            }
        }
        if (known->key == NULL) {
            return true;
        }
    }
    return false;
}

static void
verify_kernel(struct site *site)
{
    const struct scenario *self = site->scenario;
    const struct text *node = text_get(self->text.root, "ties");
    int without = 0;

    if (node == NULL || node->kind != TEXT_GROUP || has_unknown_key(node)) {
        return;
    }
    const struct text *near = text_get(node, "near"), *width = text_get(node, "width");
    if ((near != NULL) != (width != NULL)) {
        (void)err_add(site->err, ERR_SCENARIO, near != NULL ? &near->place : &width->place,
            "ties says `%s` without `%s`; the two belong together", near != NULL ? "near" : "width",
            near != NULL ? "width" : "near");
    } else if (self->kernel.near != NULL && self->kernel.column < 0) {
        const char *word = site_nearest(self, self->kernel.near, false);
        (void)err_add(site->err, ERR_SCENARIO, &near->place,
            "ties.near: no actor has an attribute \"%s\"%s%s%s", self->kernel.near,
            word != NULL ? "\ndid you mean \"" : "", word != NULL ? word : "",
            word != NULL ? "\"?" : "");
    }
    for (int a = 0; a < self->n_actors && self->kernel.column >= 0; a++) {
        const struct number own = self->attribute[a * self->n_attributes + self->kernel.column];
        without += self->actors[a].ties.items == NULL && !number_given(own);
    }
    if (without > 0) {
        err_remark(site->err, &near->place,
            "ties.near: %d of %d actors have neither \"%s\" nor ties of their own, and are tied to "
            "nobody",
            without, self->n_actors, self->kernel.near);
    }
}

static void
verify_bodies(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int b = 0; b < self->n_bodies; b++) {
        const struct body *body = &self->bodies[b];
        const struct member *members = body->members.items;
        int64_t votes = 0;
        site_enter(site, "bodies", b);
        if (site->node->kind != TEXT_GROUP) {
            continue;
        }
        const bool written = text_get(site->node, "members") != NULL,
                   group = text_get(site->node, "members_group") != NULL;
        const bool ruled = site_just_one(site, site->node, site->path, "threshold", "share");
        for (int k = 0; k < body->members.n; k++) {
            votes += members[k].votes;
        }
        verify_members(site, body);
        if (!written && !group) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s must say who votes: `members`, `members_group` or both", site->path);
        } else if (group && body->members_group.index < 0) {
            continue; /* there is no such group, which is said already */
        } else if (body->members.n == 0 || body->members.n > BODY_MEMBERS_MAX) {
            (void)err_add(site->err, ERR_SCENARIO,
                site_at(site, written ? "members" : "members_group"),
                "%s.members has %d members; it must have 1 to %d", site->path, body->members.n,
                BODY_MEMBERS_MAX);
        } else if (votes > BODY_VOTES_MAX) {
            (void)err_add(site->err, ERR_SCENARIO,
                site_at(site, written ? "members" : "members_group"),
                "%s.members have %lld votes; at most %d are possible", site->path, (long long)votes,
                BODY_VOTES_MAX);
        } else if (ruled) {
            verify_rule(site, body);
        }
    }
}

/* True when more actors are named than there are at the table. */
static bool
names_unknown_actor(const struct site *site, const struct talk *talk)
{
    const struct text *actors = text_get(site->node, "actors");

    return actors != NULL && talk->actors.n < (actors->kind == TEXT_LIST ? actors->n_children : 1);
}

/* Each actor at the table has a position on one issue at least; each issue has two actors, and
 * somebody who cares. */
static void
verify_talk_issues(struct site *site, const struct talk *talk)
{
    const struct scenario *self = site->scenario;

    for (int i = 0; i < talk->issues.n; i++) {
        const int issue = talk->issues.items[i].index;
        bool cares = false;
        int n = 0;
        for (int k = 0; k < talk->actors.n && issue >= 0; k++) {
            const struct stance *stances = self->actors[talk->actors.items[k].index].stances;
            if (stances != NULL && stances[issue].given) {
                cares = cares || stances[issue].salience.slot >= 0 ||
                        stances[issue].salience.value != 0.0;
                n++;
            }
        }
        if (issue < 0) {
            continue; /* there is no such issue, which is said already */
        }
        if (n < 2 && names_unknown_actor(site, talk)) {
            continue; /* so is that */
        }
        if (n < 2) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "actors"),
                "%s: %s at the table has a position on \"%s\"; talks need at least two actors",
                site->path, n == 0 ? "nobody" : "only one actor", self->issues[issue].name);
        } else if (!cares) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: all saliences on \"%s\" are 0, so nobody has weight", site->path,
                self->issues[issue].name);
        }
    }
}

static void
verify_talk_actors(struct site *site, const struct talk *talk)
{
    const struct scenario *self = site->scenario;

    for (int k = 0; k < talk->actors.n; k++) {
        const struct actor *actor = &self->actors[talk->actors.items[k].index];
        bool holds = false;
        for (int i = 0; i < talk->issues.n; i++) {
            const int issue = talk->issues.items[i].index;
            holds = holds || issue < 0 || (actor->stances != NULL && actor->stances[issue].given);
        }
        if (!holds) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "actors"),
                "%s: %s has no position on what is talked about", site->path, actor->name);
        }
    }
    for (int k = 0; k < talk->actors.n; k++) {
        const struct actor *actor = &self->actors[talk->actors.items[k].index];
        for (int j = 0; j < talk->actors.n && actor->made_of.index >= 0; j++) {
            const int other = talk->actors.items[j].index;
            if (self->groups[actor->made_of.index].member[other] && &self->actors[other] != actor) {
                err_remark(site->err, site_at(site, "actors"),
                    "%s: %s is at the table, and so is %s, who is a part of it and so counts twice",
                    site->path, actor->name, self->actors[other].name);
            }
        }
    }
    if (talk->actors.n > TALK_ACTORS_MAX) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "actors"),
            "%s has %d actors; at most %d can talk", site->path, talk->actors.n, TALK_ACTORS_MAX);
    }
}

/* No round may be planned for after the end, unless a dated `until` ends the talks before. */
static void
verify_talk_rounds(struct site *site, const struct talk *talk)
{
    const struct scenario *self = site->scenario;
    const int first = site_latest(self, talk->first, self->start);
    const int64_t delay = number_given(talk->delay) ? (int64_t)talk->delay.value : 0;
    const int64_t last = first + delay + talk->every * (talk->rounds - 1);
    char last_day[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

    if (self->n_days > 0 && last > self->end && !number_given(talk->until.date)) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "rounds"),
            "%s: round %lld would be held on %s, after the end, %s", site->path,
            (long long)talk->rounds,
            last < 3000000 ? date_iso((int)last, last_day) : "a later date",
            date_iso(self->end, end));
    }
}

/* Without the key all take part; an empty list would say that nobody does. */
static void
verify_talk_lists(struct site *site)
{
    static const char *const keys[] = { "actors", "issues" };

    for (int k = 0; k < 2; k++) {
        const struct text *node = text_get(site->node, keys[k]);
        if (node != NULL && node->kind == TEXT_LIST && node->n_children == 0) {
            (void)err_add(site->err, ERR_SCENARIO, &node->place,
                "%s.%s is empty; leave it out for all", site->path, keys[k]);
        }
    }
}

static void
verify_talks(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int t = 0; t < self->n_talks; t++) {
        const struct talk *talk = &self->talks[t];
        site_enter(site, "talks", t);
        if (!site_is_list(site, "actors") || !site_is_list(site, "issues")) {
            continue;
        }
        if (talk->issues.n == 0) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: there is no issue to talk about", site->path);
            continue;
        }
        if (talk->model->uses_ties != NULL && talk->own != NULL &&
            talk->model->uses_ties(talk->own) && !ties_are_said(self)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "ties"),
                "%s reads ties, and there are none; say `ties` of the scenario or of actors",
                site->path);
        }
        verify_talk_lists(site);
        verify_talk_actors(site, talk);
        verify_talk_issues(site, talk);
        verify_talk_rounds(site, talk);
    }
}

/* ---- outcomes ---- */

static bool
is_about(const struct talk *talk, int issue)
{
    bool found = false;

    for (int k = 0; k < talk->issues.n; k++) {
        found = found || talk->issues.items[k].index == issue;
    }
    return found;
}

static void
verify_value(struct site *site, const struct outcome *outcome)
{
    const struct scenario *self = site->scenario;
    const bool issue = text_get(site->node, "issue") != NULL,
               event = text_get(site->node, "event") != NULL;
    const bool vote = text_get(site->node, "vote") != NULL;

    if (issue + event + vote != 1) {
        (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
            "%s must say what it is a value of: one of `issue`, `event` and `vote`", site->path);
        return;
    }
    if (event && outcome->event.index >= 0) {
        const struct event *about = &self->events[outcome->event.index];
        if (about->own != NULL && !site_has_curve(about)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "event"),
                "%s: \"%s\" has no curve; only stages with a ceiling have", site->path,
                about->name);
        }
        if (text_get(site->node, "on") == NULL) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s.on is missing; a curve is read on a date", site->path);
        }
    }
    if (vote && outcome->vote.index >= 0 && self->events[outcome->vote.index].body == NULL) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "vote"), "%s: \"%s\" is not a vote",
            site->path, outcome->vote.name);
    }
    if (!issue && (outcome->actor.name != NULL || outcome->talk.name != NULL)) {
        (void)err_add(site->err, ERR_SCENARIO,
            site_at(site, outcome->actor.name != NULL ? "actor" : "talk"),
            "%s: `%s` belongs to the value of an `issue`", site->path,
            outcome->actor.name != NULL ? "actor" : "talk");
    }
    if (!event && text_get(site->node, "on") != NULL) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "on"),
            "%s: `on` belongs to the value of an `event`", site->path);
    }
    if (issue && outcome->talk.index >= 0 && outcome->issue.index >= 0 &&
        !is_about(&self->talks[outcome->talk.index], outcome->issue.index)) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "talk"),
            "%s: the talks \"%s\" are not about \"%s\"", site->path, outcome->talk.name,
            outcome->issue.name);
    }
    if (issue && outcome->actor.index >= 0 && outcome->issue.index >= 0) {
        const struct stance *stances = self->actors[outcome->actor.index].stances;
        if (stances == NULL || !stances[outcome->issue.index].given) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "actor"),
                "%s: %s has no position on \"%s\"", site->path, outcome->actor.name,
                outcome->issue.name);
        }
    }
}

/* A condition is a plain flag, and another outcome. */
static void
verify_given(struct site *site, int o)
{
    const struct scenario *self = site->scenario;
    const struct ref *given = &self->outcomes[o].given;
    const struct outcome *flag = given->index >= 0 ? &self->outcomes[given->index] : NULL;

    if (flag == NULL) {
        return;
    }
    if (given->index == o) {
        (void)err_add(site->err, ERR_SCENARIO, &given->place,
            "%s.given names the outcome itself; it must be another", site->path);
    } else if (flag->kind != OUTCOME_FLAG) {
        (void)err_add(site->err, ERR_SCENARIO, &given->place,
            "%s.given: \"%s\" is no flag; it must be an outcome of kind flag", site->path,
            flag->name);
    } else if (flag->given.name != NULL) {
        (void)err_add(site->err, ERR_SCENARIO, &given->place,
            "%s.given: \"%s\" has a `given` of its own; it must be a flag without", site->path,
            flag->name);
    }
}

static void
verify_outcomes(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int o = 0; o < self->n_outcomes; o++) {
        const struct outcome *outcome = &self->outcomes[o];
        site_enter(site, "outcomes", o);
        if (site->node->kind != TEXT_GROUP) {
            continue;
        }
        verify_given(site, o);
        if (outcome->kind == OUTCOME_VALUE) {
            verify_value(site, outcome);
        }
        if (outcome->name != NULL &&
            (strcmp(outcome->name, "run") == 0 || strcmp(outcome->name, "scenario") == 0)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "name"),
                "%s: an outcome cannot be called \"%s\", which is a column of its own", site->path,
                outcome->name);
        }
        if (outcome->kind != OUTCOME_VALUE && outcome->on != DATE_NONE &&
            (outcome->from != DATE_NONE || outcome->until != DATE_NONE)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "on"),
                "%s: `on` is one day; it stands without `from` and `until`", site->path);
        }
        if (outcome->from != DATE_NONE && outcome->until != DATE_NONE &&
            outcome->from > outcome->until) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "until"),
                "%s: `until` is before `from`", site->path);
        }
        if ((outcome->within_days >= 0) != (text_get(site->node, "of") != NULL) &&
            outcome->kind == OUTCOME_FLAG) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: `within_days` and `of` belong together", site->path);
        }
        if (outcome->event.index < 0) {
            continue;
        }
        const struct event *about = &self->events[outcome->event.index];
        if (outcome->kind == OUTCOME_COUNT && (about->own == NULL || !about->kind->clocked)) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "event"),
                "%s: nobody acts in \"%s\", so there is nothing to count", site->path, about->name);
        }
        if (outcome->kind != OUTCOME_VALUE && outcome->actor.index >= 0) {
            bool plays = false;
            for (int p = 0; p < about->n_players; p++) {
                plays = plays || about->players[p] == outcome->actor.index;
            }
            if (!plays || !about->kind->clocked) {
                (void)err_add(site->err, ERR_SCENARIO, site_at(site, "actor"),
                    "%s: %s does not act in \"%s\"", site->path, outcome->actor.name, about->name);
            }
        }
        if (outcome->stage != NULL && outcome->event.part == 0) {
            (void)err_add(site->err, ERR_SCENARIO, site_at(site, "stage"),
                "%s: \"%s\" has no stage \"%s\"", site->path, about->name, outcome->stage);
        }
    }
}

/* ---- the rest ---- */

static void
verify_calendar(struct site *site)
{
    const struct scenario *self = site->scenario;
    char start[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

    site->node = self->text.root;
    if (self->start != DATE_NONE && self->start < date_day(1000, 1, 1)) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "start"),
            "start is %s; it must be in the year 1000 or later", date_iso(self->start, start));
    } else if (self->start != DATE_NONE && self->end != DATE_NONE && self->end < self->start) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "end"),
            "end is %s; it must not be before start, %s", date_iso(self->end, end),
            date_iso(self->start, start));
    } else if (self->n_days > SCENARIO_DAYS_MAX) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "end"),
            "the calendar has %d days; at most %d are possible", self->n_days, SCENARIO_DAYS_MAX);
    }
}

/* The name becomes a folder and a column: letters, digits, _, - and points between them. */
static void
verify_name(struct site *site)
{
    const char *name = site->scenario->name;
    const size_t n = name != NULL ? strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-.") : 0;

    site->node = site->scenario->text.root;
    if (name != NULL &&
        (name[n] != '\0' || n == 0 || n > 100 || name[0] == '-' || name[0] == '.')) {
        (void)err_add(site->err, ERR_SCENARIO, site_at(site, "name"),
            "name is \"%s\"; it must be of a-z, 0-9, _ and -, begin with a letter or digit, and "
            "have at most 100",
            name);
    }
}

void
verify_scenario(const struct scenario *self, struct err *err)
{
    struct site site = { .scenario = self, .err = err };

    verify_name(&site);
    verify_calendar(&site);
    verify_issues(&site);
    verify_actors(&site);
    verify_stated_ties(&site);
    verify_kernel(&site);
    verify_bodies(&site);
    verify_talks(&site);
    verify_events(&site);
    verify_outcomes(&site);
}
