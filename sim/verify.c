/* verify: looks at a scenario as a whole. See verify.h. */
#include "verify.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "date.h"
#include "language.h"
#include "num.h"
#include "overlay.h"
#include "ties.h"

#define TALK_ACTORS_MAX 1000
#define TIES_ACTORS_MAX 2000 /* memory grows with its square */

/* The scenario at hand, and where its mistakes go. */
struct site {
    const struct scenario *scenario;
    struct err *err;
    const struct text *node; /* of the thing at hand */
    char path[TEXT_PATH_MAX];
};

/* The node of the k-th member of a list of the file. */
static void
enter(struct site *site, const char *list, int k)
{
    const struct text *node = text_get(site->scenario->text.root, list);

    node = node != NULL ? node->first : NULL;
    while (node != NULL && k-- > 0) {
        node = node->next;
    }
    site->node = node != NULL ? node : site->scenario->text.root;
    text_path(&site->scenario->text, site->node, site->path);
}

/* The place of a key of the thing at hand, or of the thing itself. */
static const struct place *
at(const struct site *site, const char *key)
{
    const struct text *node = site->node->kind == TEXT_GROUP ? text_get(site->node, key) : NULL;

    return node != NULL ? &node->place : &site->node->place;
}

/* False when a key of the file is there but not a list: that is said, and nothing follows from it.
 */
static bool
is_list(const struct site *site, const char *key)
{
    const struct text *node = text_get(site->scenario->text.root, key);

    return node == NULL || node->kind == TEXT_LIST;
}

/* Of two keys one and only one must be given. */
static bool
just_one(const struct site *site, const struct text *node, const char *path, const char *a,
    const char *b)
{
    const bool has_a = text_get(node, a) != NULL, has_b = text_get(node, b) != NULL;

    if (has_a && has_b) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, b)->place,
            "%s says both `%s` and `%s`; it must be one of them", path, a, b);
    } else if (!has_a && !has_b) {
        (void)err_add(
            site->err, ERR_SCENARIO, &node->place, "%s must say either `%s` or `%s`", path, a, b);
    }
    return has_a != has_b;
}

/* An issue's name is a key of actors. True when it cannot be: that is said. */
static bool
verify_issue_name(struct site *site, const struct issue *issue)
{
    static const char *const words[] = { "name", "label", "note", "source", "as_of", "groups",
        "capability", "attributes", "made_of", "ties", "true", "false" };

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (issue->name != NULL && strcmp(issue->name, words[k]) == 0) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "name"),
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
        enter(site, "issues", i);
        if (isnan(issue->low) || isnan(issue->high)) {
            continue; /* said already */
        }
        if (!(issue->low < issue->high)) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "high"),
                "%s.high is %s; it must be above low, %s", site->path, num_text(issue->high, high),
                num_text(issue->low, low));
            continue;
        }
        if (verify_issue_name(site, issue)) {
            continue;
        }
        if (issue->reference < 0.0 || issue->reference > 1.0) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "reference"),
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
        if (!held && is_list(site, "actors")) {
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
        enter(site, "actors", a);
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
        (void)err_add(site->err, ERR_SCENARIO, at(site, "threshold"),
            "%s.threshold is %lld, but its members have only %lld votes: no motion could pass",
            site->path, (long long)body->needed, (long long)body->votes);
    } else if (body->members_needed > members) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "members_needed"),
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

/* The name nearest to a wrong one among actors or attributes, for "did you mean". */
static const char *
nearest(const struct scenario *self, const char *wrong, bool among_actors)
{
    enum { ROOM = 1024 };
    const char *names[ROOM];
    const int all = among_actors ? self->n_actors : self->n_attributes;
    int n = 0;

    for (int k = 0; k < all && n < ROOM; k++) {
        const char *name = among_actors ? self->actors[k].name : self->attributes[k];
        if (name != NULL) {
            names[n++] = name;
        }
    }
    return err_nearest(wrong, names, n);
}

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
            enter(site, "actors", a);
            const struct text *ties = text_get(site->node, "ties");
            const char *near = nearest(self, name, true);
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
        const char *word = nearest(self, self->kernel.near, false);
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
        enter(site, "bodies", b);
        if (site->node->kind != TEXT_GROUP) {
            continue;
        }
        const bool written = text_get(site->node, "members") != NULL,
                   group = text_get(site->node, "members_group") != NULL;
        const bool ruled = just_one(site, site->node, site->path, "threshold", "share");
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
            (void)err_add(site->err, ERR_SCENARIO, at(site, written ? "members" : "members_group"),
                "%s.members has %d members; it must have 1 to %d", site->path, body->members.n,
                BODY_MEMBERS_MAX);
        } else if (votes > BODY_VOTES_MAX) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, written ? "members" : "members_group"),
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
            (void)err_add(site->err, ERR_SCENARIO, at(site, "actors"),
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
            (void)err_add(site->err, ERR_SCENARIO, at(site, "actors"),
                "%s: %s has no position on what is talked about", site->path, actor->name);
        }
    }
    for (int k = 0; k < talk->actors.n; k++) {
        const struct actor *actor = &self->actors[talk->actors.items[k].index];
        for (int j = 0; j < talk->actors.n && actor->made_of.index >= 0; j++) {
            const int other = talk->actors.items[j].index;
            if (self->groups[actor->made_of.index].member[other] && &self->actors[other] != actor) {
                err_remark(site->err, at(site, "actors"),
                    "%s: %s is at the table, and so is %s, who is a part of it and so counts twice",
                    site->path, actor->name, self->actors[other].name);
            }
        }
    }
    if (talk->actors.n > TALK_ACTORS_MAX) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "actors"),
            "%s has %d actors; at most %d can talk", site->path, talk->actors.n, TALK_ACTORS_MAX);
    }
}

/* The latest that a date can be; `otherwise` when it is not given. */
static int
latest(const struct scenario *self, struct number date, int otherwise)
{
    if (!number_given(date)) {
        return otherwise;
    }
    return (int)(date.slot < 0 ? date.value : dist_greatest(&self->uncertain[date.slot].dist));
}

/* No round may be planned for after the end, unless a dated `until` ends the talks before. */
static void
verify_talk_rounds(struct site *site, const struct talk *talk)
{
    const struct scenario *self = site->scenario;
    const int first = latest(self, talk->first, self->start);
    const int64_t delay = number_given(talk->delay) ? (int64_t)talk->delay.value : 0;
    const int64_t last = first + delay + talk->every * (talk->rounds - 1);
    char last_day[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

    if (self->n_days > 0 && last > self->end && !number_given(talk->until.date)) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "rounds"),
            "%s: round %lld would be held on %s, after the end, %s", site->path,
            (long long)talk->rounds,
            last < 3000000 ? date_iso((int)last, last_day) : "a later date",
            date_iso(self->end, end));
    }
}

static void
verify_talks(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int t = 0; t < self->n_talks; t++) {
        const struct talk *talk = &self->talks[t];
        enter(site, "talks", t);
        if (!is_list(site, "actors") || !is_list(site, "issues")) {
            continue;
        }
        if (talk->issues.n == 0) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s: there is no issue to talk about", site->path);
            continue;
        }
        if (talk->model->uses_ties != NULL && talk->own != NULL &&
            talk->model->uses_ties(talk->own) && !ties_are_said(self)) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "ties"),
                "%s reads ties, and there are none; say `ties` of the scenario or of actors",
                site->path);
        }
        verify_talk_actors(site, talk);
        verify_talk_issues(site, talk);
        verify_talk_rounds(site, talk);
    }
}

/* ---- events ---- */

static void
verify_chances(struct site *site, const struct event *event)
{
    const struct scenario *self = site->scenario;
    const struct chance *chances = event->chances.items;
    const struct text *node = text_get(site->node, "chances")->first;
    int previous = latest(self, event->opens, self->start) - 1;
    double so_far = 0.0;

    for (int k = 0; k < event->chances.n; k++, node = node->next) {
        const bool on = chances[k].on != DATE_NONE, until = chances[k].until != DATE_NONE;
        const int day = on ? chances[k].on : chances[k].until;
        const double p = chances[k].chance.value;
        char a[NUM_TEXT_MAX], b[NUM_TEXT_MAX];
        char path[TEXT_PATH_MAX + 32], a_day[DATE_TEXT_MAX], opening[DATE_TEXT_MAX];
        (void)snprintf(path, sizeof(path), "%s.chances.%d", site->path, k + 1);
        if (on == until || p > 1.0) {
            if (node->kind == TEXT_GROUP) {
                (void)just_one(site, node, path, "on", "until");
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
        }
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
        const char *near = nearest(site->scenario, term->attribute, false);
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, "attribute")->place,
            "%s: no actor has an attribute \"%s\"%s%s%s", path, term->attribute,
            near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
            near != NULL ? "\"?" : "");
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
            (void)just_one(site, node, path, "times", "coef");
        }
        if (term->kind == TERM_SUPPORT) {
            (void)just_one(site, node, path, "at_least", "at_most");
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
                err_remark(site->err, at(site, "terms"),
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

    enter(&there, list, k);
    return there.node->kind == TEXT_GROUP && text_get(there.node, key) != NULL;
}

/* The dates of a vote follow one another. */
static void
verify_vote_dates(struct site *site, const struct event *event)
{
    const struct text *list = text_get(site->node, "on");
    const struct text *node = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;

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
        enter(site, "events", e);
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
        (void)just_one(site, node, path, "add", "set");
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

/* True for an event of which something stands in place. */
static bool
has_curve(const struct event *event)
{
    return event->own != NULL && event->kind->ceiling != NULL &&
           number_given(event->kind->ceiling(event->own));
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
        (void)err_add(site->err, ERR_SCENARIO, at(site, "replaces"),
            "%s.replaces names the event itself; it must name another", site->path);
    } else if (!has_curve(&self->events[other])) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "replaces"),
            "%s.replaces: \"%s\" has no curve; only stages with a ceiling have", site->path,
            self->events[other].name);
    }
}

static void
verify_events(struct site *site)
{
    const struct scenario *self = site->scenario;

    for (int e = 0; e < self->n_events; e++) {
        const struct event *event = &self->events[e];
        enter(site, "events", e);
        if (site->node->kind != TEXT_GROUP || event->own == NULL) {
            continue;
        }
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
            (void)just_one(site, site->node, site->path, "typical_days", "chances");
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
        if (about->own != NULL && !has_curve(about)) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "event"),
                "%s: \"%s\" has no curve; only stages with a ceiling have", site->path,
                about->name);
        }
        if (text_get(site->node, "on") == NULL) {
            (void)err_add(site->err, ERR_SCENARIO, &site->node->place,
                "%s.on is missing; a curve is read on a date", site->path);
        }
    }
    if (vote && outcome->vote.index >= 0 && self->events[outcome->vote.index].body == NULL) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "vote"), "%s: \"%s\" is not a vote",
            site->path, outcome->vote.name);
    }
    if (!issue && (outcome->actor.name != NULL || outcome->talk.name != NULL)) {
        (void)err_add(site->err, ERR_SCENARIO,
            at(site, outcome->actor.name != NULL ? "actor" : "talk"),
            "%s: `%s` belongs to the value of an `issue`", site->path,
            outcome->actor.name != NULL ? "actor" : "talk");
    }
    if (!event && text_get(site->node, "on") != NULL) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "on"),
            "%s: `on` belongs to the value of an `event`", site->path);
    }
    if (issue && outcome->talk.index >= 0 && outcome->issue.index >= 0 &&
        !is_about(&self->talks[outcome->talk.index], outcome->issue.index)) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "talk"),
            "%s: the talks \"%s\" are not about \"%s\"", site->path, outcome->talk.name,
            outcome->issue.name);
    }
    if (issue && outcome->actor.index >= 0 && outcome->issue.index >= 0) {
        const struct stance *stances = self->actors[outcome->actor.index].stances;
        if (stances == NULL || !stances[outcome->issue.index].given) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "actor"),
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
        enter(site, "outcomes", o);
        if (site->node->kind != TEXT_GROUP) {
            continue;
        }
        verify_given(site, o);
        if (outcome->kind == OUTCOME_VALUE) {
            verify_value(site, outcome);
        }
        if (outcome->name != NULL &&
            (strcmp(outcome->name, "run") == 0 || strcmp(outcome->name, "scenario") == 0)) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "name"),
                "%s: an outcome cannot be called \"%s\", which is a column of its own", site->path,
                outcome->name);
        }
        if (outcome->kind != OUTCOME_VALUE && outcome->on != DATE_NONE &&
            (outcome->from != DATE_NONE || outcome->until != DATE_NONE)) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "on"),
                "%s: `on` is one day; it stands without `from` and `until`", site->path);
        }
        if (outcome->from != DATE_NONE && outcome->until != DATE_NONE &&
            outcome->from > outcome->until) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "until"),
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
            (void)err_add(site->err, ERR_SCENARIO, at(site, "event"),
                "%s: nobody acts in \"%s\", so there is nothing to count", site->path, about->name);
        }
        if (outcome->kind != OUTCOME_VALUE && outcome->actor.index >= 0) {
            bool plays = false;
            for (int p = 0; p < about->n_players; p++) {
                plays = plays || about->players[p] == outcome->actor.index;
            }
            if (!plays || !about->kind->clocked) {
                (void)err_add(site->err, ERR_SCENARIO, at(site, "actor"),
                    "%s: %s does not act in \"%s\"", site->path, outcome->actor.name, about->name);
            }
        }
        if (outcome->stage != NULL && outcome->event.part == 0) {
            (void)err_add(site->err, ERR_SCENARIO, at(site, "stage"),
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
        (void)err_add(site->err, ERR_SCENARIO, at(site, "start"),
            "start is %s; it must be in the year 1000 or later", date_iso(self->start, start));
    } else if (self->start != DATE_NONE && self->end != DATE_NONE && self->end < self->start) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "end"),
            "end is %s; it must not be before start, %s", date_iso(self->end, end),
            date_iso(self->start, start));
    } else if (self->n_days > SCENARIO_DAYS_MAX) {
        (void)err_add(site->err, ERR_SCENARIO, at(site, "end"),
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
        (void)err_add(site->err, ERR_SCENARIO, at(site, "name"),
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
