/* complete: see complete.h. */
#include "complete.h"

#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "correlate.h"
#include "num.h"
#include "resolve.h"
#include "rng.h"

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

/* The cell of an actor and an attribute that somebody has. */
static struct number *
attribute_of(struct scenario *self, int actor, const char *name)
{
    return &self->attribute[(size_t)actor * (size_t)self->n_attributes +
                            (size_t)attribute_column(self, name)];
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
            *attribute_of(self, a, items[k].name) = items[k].number;
        }
    }
    return OK;
}

/* What shocks change; an attribute gets a draw of its own, to be changed there. */
static enum status
complete_shocks(struct scenario *self, struct err *err)
{
    int most = 0;

    for (int e = 0; e < self->n_events; e++) {
        most += self->events[e].shocks.n;
    }
    self->copies = take(self, (size_t)most, sizeof(*self->copies), err);
    if (self->copies == NULL) {
        return ERR_MEMORY;
    }
    for (int e = 0; e < self->n_events; e++) {
        struct shock *shocks = self->events[e].shocks.items;
        for (int k = 0; k < self->events[e].shocks.n; k++) {
            struct target *target = &shocks[k].target;
            const struct list *attributes = NULL;
            struct number *number = NULL;
            if (shocks[k].path == NULL || !scenario_target(self, shocks[k].path, target) ||
                target->kind != TARGET_ATTRIBUTE) {
                continue;
            }
            attributes = &self->actors[target->actor].attributes;
            number = attribute_of(self, target->actor,
                ((const struct named_number *)attributes->items)[target->which].name);
            if (number->slot < self->n_uncertain) {
                self->copies[self->n_copies] = *number;
                *number =
                    (struct number){ number->value, 0.0, 1.0, self->n_uncertain + self->n_copies };
                self->n_copies++;
            }
            target->which = number->slot;
        }
    }
    return OK;
}

/* Actors in order of name, those without one (a mistake) first. */
static int
compare_actors(const void *a, const void *b)
{
    const struct actor *x = *(const struct actor *const *)a, *y = *(const struct actor *const *)b;
    const int order = x->name == NULL || y->name == NULL ? (x->name != NULL) - (y->name != NULL)
                                                         : strcmp(x->name, y->name);

    return order != 0 ? order : (x > y) - (x < y);
}

static enum status
complete_order(struct scenario *self, struct err *err)
{
    const struct actor **sorted = take(self, (size_t)self->n_actors, sizeof(*sorted), err);
    int *by_name = take(self, (size_t)self->n_actors, sizeof(int), err);

    if (sorted == NULL || by_name == NULL) {
        return ERR_MEMORY;
    }
    for (int a = 0; a < self->n_actors; a++) {
        sorted[a] = &self->actors[a];
    }
    qsort((void *)sorted, (size_t)self->n_actors, sizeof(*sorted), compare_actors);
    for (int a = 0; a < self->n_actors; a++) {
        by_name[a] = (int)(sorted[a] - self->actors);
    }
    self->by_name = by_name;
    return OK;
}

/* Stated ties in order of name. Those to nobody that there is are left to verify.c. */
static enum status
complete_ties(struct scenario *self, struct err *err)
{
    self->kernel.column =
        self->kernel.near != NULL ? attribute_column(self, self->kernel.near) : -1;
    for (int a = 0; a < self->n_actors; a++) {
        struct actor *actor = &self->actors[a];
        const struct named_number *items = actor->ties.items;
        actor->tied = take(self, (size_t)actor->ties.n, sizeof(*actor->tied), err);
        if (actor->tied == NULL) {
            return ERR_MEMORY;
        }
        for (int k = 0; k < actor->ties.n; k++) {
            const int other = scenario_find(self, "actor", items[k].name);
            int at = actor->n_tied;
            if (other < 0) {
                continue;
            }
            for (;
                 at > 0 && strcmp(self->actors[actor->tied[at - 1].actor].name, items[k].name) > 0;
                 at--) {
                actor->tied[at] = actor->tied[at - 1];
            }
            actor->tied[at] = (struct tie){ other, items[k].number };
            actor->n_tied++;
        }
    }
    return OK;
}

/* What a composite holds on an issue, given that it does not say so itself. */
static void
complete_formed_stance(struct scenario *self, struct actor *actor, int issue)
{
    const struct number none = { PARAM_NONE, 0.0, 1.0, -1 };
    struct stance *stance = &actor->stances[issue];
    bool held = false, cares = false;

    for (int k = 0; k < actor->n_members; k++) {
        const struct stance *stances = self->actors[actor->members[k]].stances;
        if (stances != NULL && stances[issue].given) {
            held = true;
            cares =
                cares || stances[issue].salience.slot >= 0 || stances[issue].salience.value != 0.0;
        }
    }
    if (held && !stance->given) {
        *stance = (struct stance){ true, true, none, none, none, { 0.0, 1.0 } };
        stance->salience.value = cares ? PARAM_NONE : 0.0;
    }
}

/* The members of composites, and the issues on which they lend it a position. Mistakes (a member
 * that is a composite) are left out here, and said in verify.c. */
static enum status
complete_composites(struct scenario *self, struct err *err)
{
    self->composites = take(self, (size_t)self->n_actors, sizeof(int), err);
    if (self->composites == NULL) {
        return ERR_MEMORY;
    }
    for (int a = 0; a < self->n_actors; a++) {
        struct actor *actor = &self->actors[a];
        if (actor->made_of.index < 0) {
            continue;
        }
        const struct group *group = &self->groups[actor->made_of.index];
        self->composites[self->n_composites++] = a;
        actor->members = take(self, (size_t)group->n_members, sizeof(int), err);
        if (actor->stances == NULL) {
            actor->stances = take(self, (size_t)self->n_issues, sizeof(*actor->stances), err);
        }
        if (actor->members == NULL || actor->stances == NULL) {
            return ERR_MEMORY;
        }
        for (int k = 0; k < self->n_actors; k++) {
            struct actor *member = &self->actors[self->by_name[k]];
            if (group->member[self->by_name[k]] && member->made_of.name == NULL) {
                actor->members[actor->n_members++] = self->by_name[k];
                member->is_member = true;
            }
        }
        for (int i = 0; i < self->n_issues; i++) {
            complete_formed_stance(self, actor, i);
        }
    }
    return OK;
}

/* True when the actor has a position on one of the issues at least. */
static bool
can_talk(const struct scenario *self, const struct talk *talk, int actor)
{
    const struct stance *stances = self->actors[actor].stances;

    for (int i = 0; i < talk->issues.n && stances != NULL; i++) {
        const int issue = talk->issues.items[i].index;
        if (issue >= 0 && stances[issue].given) {
            return true;
        }
    }
    return false;
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
        bool takes_part = named.n == 0 && !self->actors[a].is_member && can_talk(self, talk, a);
        for (int j = 0; j < named.n; j++) {
            takes_part = takes_part || named.items[j].index == a;
        }
        if (takes_part) {
            items[talk->actors.n++] = (struct ref){ .name = self->actors[a].name, .index = a };
        }
    }
    return OK;
}

static bool
is_member(const struct body *body, int actor)
{
    const struct member *members = body->members.items;

    for (int k = 0; k < body->members.n; k++) {
        if (members[k].actor.index == actor) {
            return true;
        }
    }
    return false;
}

/* The members that the author wrote, then the others of the group in order of name. */
static enum status
complete_body(struct scenario *self, struct body *body, struct err *err)
{
    const struct list written = body->members;
    const int group = body->members_group.index;
    const int more = group >= 0 ? self->groups[group].n_members : 0;
    struct member *items = NULL;

    items = take(self, (size_t)(written.n + more), sizeof(*items), err);
    if (items == NULL) {
        return ERR_MEMORY;
    }
    if (written.n > 0) {
        memcpy(items, written.items, (size_t)written.n * sizeof(*items));
    }
    for (int k = 0; k < written.n; k++) {
        if (number_given(items[k].yes) && !number_given(items[k].abstain)) {
            items[k].abstain = (struct number){ 0.0, 0.0, 1.0, -1 };
        }
    }
    body->members.items = items;
    for (int k = 0; k < self->n_actors && group >= 0; k++) {
        const int a = self->by_name[k];
        if (self->groups[group].member[a] && !is_member(body, a)) {
            items[body->members.n++] = (struct member){ .actor = { .name = self->actors[a].name,
                                                            .index = a,
                                                            .place = body->members_group.place },
                .votes = 1,
                .yes = { PARAM_NONE, 0.0, 1.0, -1 },
                .abstain = { PARAM_NONE, 0.0, 1.0, -1 } };
        }
    }
    body_settle(body);
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

/* Addresses of a frailty's random numbers: of event, term and actor, or of event and term. A stage
 * is part of the event's name here, so that the terms of two stages differ. */
static enum status
complete_frailty(struct scenario *self, const struct event *event, const char *stage,
    struct term *term, struct err *err)
{
    const bool alike = term->each == FRAILTY_GROUP;
    const char *name = arena_print(&self->text.arena, "%s%s%s.%s",
        event->name != NULL ? event->name : "", stage != NULL ? "." : "",
        stage != NULL ? stage : "", term->name != NULL ? term->name : "frailty");
    uint64_t *keys = take(self, (size_t)event->n_players + 1, sizeof(*keys), err);

    if (name == NULL || keys == NULL) {
        return err_memory(err);
    }
    term->keys = keys;
    term->n_keys = alike ? 1 : event->n_players;
    for (int p = 0; p < term->n_keys; p++) {
        const int a = alike ? -1 : event->players[p];
        keys[p] = rng_hash_names("frailty", name, a >= 0 ? self->actors[a].name : NULL);
    }
    return OK;
}

static enum status
complete_terms(struct scenario *self, const struct event *event, struct err *err)
{
    const struct list *list = NULL;
    enum status status = OK;

    for (int k = 0; (list = scenario_terms(event, k)) != NULL && status == OK; k++) {
        struct term *terms = list->items;
        for (int j = 0; j < list->n && status == OK; j++) {
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
            if (term->kind == TERM_FRAILTY) {
                const char *stage = k > 0 ? event->kind->part_name(event->own, k - 1) : NULL;
                status = complete_frailty(self, event, stage, term, err);
            }
        }
    }
    return status;
}

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Two names that share a hash would share their random numbers. All but impossible, but not to be
 * passed over. */
static enum status
complete_uniqueness(struct scenario *self, struct err *err)
{
    size_t most = (size_t)self->n_uncertain, n = 0;
    const struct list *list = NULL;
    uint64_t *keys = NULL;

    for (int e = 0; e < self->n_events; e++) {
        most += (size_t)self->events[e].n_players + 1 + (size_t)self->events[e].n_parts;
        for (int k = 0; (list = scenario_terms(&self->events[e], k)) != NULL; k++) {
            most += (size_t)list->n * ((size_t)self->events[e].n_players + 1);
        }
    }
    keys = take(self, most, sizeof(*keys), err);
    if (keys == NULL) {
        return ERR_MEMORY;
    }
    for (int k = 0; k < self->n_uncertain; k++) {
        keys[n++] = self->uncertain[k].key;
    }
    for (int e = 0; e < self->n_events; e++) {
        const struct event *event = &self->events[e];
        for (int k = 0; k < event->n_players + 1 + event->n_parts; k++) {
            keys[n++] = event->keys[k];
        }
        for (int k = 0; (list = scenario_terms(event, k)) != NULL; k++) {
            const struct term *terms = list->items;
            for (int j = 0; j < list->n; j++) {
                for (int p = 0; p < terms[j].n_keys; p++) {
                    keys[n++] = terms[j].keys[p];
                }
            }
        }
    }
    qsort(keys, n, sizeof(*keys), compare_keys);
    for (size_t k = 1; k < n; k++) {
        if (keys[k] == keys[k - 1]) {
            return err_add(err, ERR_SCENARIO, NULL,
                "two names of this scenario have the same hash (%llx), and would share their "
                "random "
                "numbers; rename an actor or an event",
                (unsigned long long)keys[k]);
        }
    }
    return OK;
}

enum status
complete_scenario(struct scenario *self, const struct param_reader *reader)
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
    status = status == OK ? complete_shocks(self, err) : status;
    status = status == OK ? complete_order(self, err) : status;
    status = status == OK ? complete_ties(self, err) : status;
    if (status != OK) {
        return status;
    }
    resolve_references(self, reader);
    for (int o = 0; o < self->n_outcomes; o++) {
        struct outcome *outcome = &self->outcomes[o];
        if (outcome->stage != NULL && outcome->event.index >= 0) {
            outcome->event.part = resolve_part(&self->events[outcome->event.index], outcome->stage);
        }
    }
    status = complete_composites(self, err);
    for (int b = 0; b < self->n_bodies && status == OK; b++) {
        status = complete_body(self, &self->bodies[b], err);
    }
    for (int t = 0; t < self->n_talks && status == OK; t++) {
        status = complete_talk(self, &self->talks[t], err);
    }
    for (int e = 0; e < self->n_events && status == OK; e++) {
        status = complete_players(self, &self->events[e], err);
        status = status == OK ? complete_keys(self, &self->events[e], err) : status;
        status = status == OK ? complete_terms(self, &self->events[e], err) : status;
    }
    status = status == OK ? correlate_complete(self, err) : status;
    if (status == OK && err->n_mistakes == 0) { /* mistakes can make names meet */
        status = complete_uniqueness(self, err);
    }
    return status;
}
