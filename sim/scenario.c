/* scenario: loading. See scenario.h.
 *
 * scenario_load reads in this order: text (base, remove, --set), defaults that need the whole file
 * (name, outcomes), language.c's tables, groups, references, then verify.c's checks. */
#include "scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "correlate.h"
#include "date.h"
#include "language.h"
#include "num.h"
#include "overlay.h"
#include "rng.h"
#include "verify.h"

/* ---- reading ---- */

struct loader {
    struct scenario *scenario;
    struct param_reader reader;
    enum status status; /* of scenario_take_stance */
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

static bool
path_range(
    void *context, const char *path, double *low, double *high, double *shift, double *factor)
{
    const struct loader *loader = context;
    const struct scenario *self = loader->scenario;
    const struct issue *issues = self->issue_list.items;
    struct target target;

    if (!scenario_target(self, path, &target)) {
        return false;
    }
    *shift = 0.0;
    *factor = 1.0;
    *low = -HUGE_VAL;
    *high = HUGE_VAL;
    switch (target.kind) {
    case TARGET_CAPABILITY:
        *low = 0.0;
        break;
    case TARGET_POSITION:
        *low = *shift = issues[target.which].low;
        *high = issues[target.which].high;
        *factor = 1.0 / (*high - *low);
        break;
    case TARGET_SALIENCE:
    case TARGET_STUBBORNNESS:
        *low = 0.0;
        *high = 100.0;
        *factor = 0.01;
        break;
    case TARGET_ATTRIBUTE:
        break;
    }
    return true;
}

/* The names of issues, which are keys of actors. */
static const char *
issue_key(void *context, int k)
{
    const struct loader *loader = context;
    const struct issue *issues = loader->scenario->issue_list.items;
    const int n = loader->scenario->issue_list.n;

    return k < n && issues[k].name != NULL ? issues[k].name : NULL;
}

/* A key of an actor that is the name of an issue. */
bool
scenario_take_stance(void *context, void *item, struct text *node)
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
    if (param_read_group(&loader->reader, &language_stance, node, &actor->stances[i]) != OK) {
        loader->status = ERR_MEMORY;
    }
    if (!number_given(actor->stances[i].stubbornness)) {
        actor->stances[i].stubbornness = actor->stances[i].salience;
    }
    loader->reader.issue = NULL;
    return true;
}

/* All things of one kind. Every such struct begins with its name (an uncertain number's is its
 * path). */
struct things {
    int n;
    const char *items;
    size_t size;
};

static struct things
things_of(const struct scenario *self, const char *kind)
{
    const struct {
        const char *kind;
        struct things things;
    } all[] = {
        { "issue", { self->issue_list.n, self->issue_list.items, sizeof(struct issue) } },
        { "actor", { self->actor_list.n, self->actor_list.items, sizeof(struct actor) } },
        { "body", { self->body_list.n, self->body_list.items, sizeof(struct body) } },
        { "talk", { self->talk_list.n, self->talk_list.items, sizeof(struct talk) } },
        { "event", { self->event_list.n, self->event_list.items, sizeof(struct event) } },
        { "outcome", { self->outcome_list.n, self->outcome_list.items, sizeof(struct outcome) } },
        { "group", { self->n_groups, (const char *)self->groups, sizeof(struct group) } },
        { "uncertain number",
            { self->n_uncertain, (const char *)self->uncertain, sizeof(struct uncertain) } },
    };

    for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
        if (strcmp(all[k].kind, kind) == 0) {
            return all[k].things;
        }
    }
    return (struct things){ 0, NULL, 0 };
}

/* The name of the k-th; NULL when its author gave none. */
static const char *
name_of(const struct things *things, int k)
{
    return *(const char *const *)(const void *)(things->items + (size_t)k * things->size);
}

/* Among the actors in order of name: there can be thousands, and as many references to them. */
static int
find_actor(const struct scenario *self, const char *name)
{
    int low = 0, high = self->n_actors;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        const char *other = self->actors[self->by_name[middle]].name;

        if (other != NULL && strcmp(other, name) >= 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low == self->n_actors || strcmp(self->actors[self->by_name[low]].name, name) != 0) {
        return -1;
    }
    return self->by_name[low];
}

int
scenario_find(const struct scenario *self, const char *kind, const char *name)
{
    const struct things things = things_of(self, kind);

    if (self->by_name != NULL && strcmp(kind, "actor") == 0) {
        return find_actor(self, name);
    }
    for (int k = 0; k < things.n; k++) {
        const char *other = name_of(&things, k);
        if (other != NULL && strcmp(other, name) == 0) {
            return k;
        }
    }
    return -1;
}

/* The last two words of a path to an actor's number: of an issue, or of its attributes. */
static bool
find_target(const struct scenario *self, const char *group, const char *key, struct target *target)
{
    static const char *const keys[] = { [TARGET_POSITION] = "position",
        [TARGET_SALIENCE] = "salience",
        [TARGET_STUBBORNNESS] = "stubbornness" };
    const struct actor *actor = (const struct actor *)self->actor_list.items + target->actor;
    const struct named_number *attributes = actor->attributes.items;

    if (strcmp(group, "attributes") == 0) {
        target->kind = TARGET_ATTRIBUTE;
        for (target->which = 0; target->which < actor->attributes.n; target->which++) {
            if (strcmp(attributes[target->which].name, key) == 0) {
                return true;
            }
        }
        return false;
    }
    target->which = scenario_find(self, "issue", group);
    /* Where a composite stands is known only when its members are. */
    if (target->which < 0 ||
        (actor->made_of.name == NULL &&
            (actor->stances == NULL || !actor->stances[target->which].given))) {
        return false;
    }
    for (int k = TARGET_POSITION; k <= TARGET_STUBBORNNESS; k++) {
        if (strcmp(keys[k], key) == 0) {
            target->kind = (enum target_kind)k;
            return true;
        }
    }
    return false;
}

bool
scenario_target(const struct scenario *self, const char *path, struct target *target)
{
    char words[4][64] = { "", "", "", "" };
    int n = 0;

    for (const char *at = path; n < 4; n++) {
        const size_t length = strcspn(at, ".");
        if (length >= sizeof(words[n])) {
            return false;
        }
        memcpy(words[n], at, length);
        words[n][length] = '\0';
        if (at[length] == '\0') {
            n++;
            break;
        }
        at += length + 1;
    }
    *target = (struct target){ TARGET_CAPABILITY, scenario_find(self, "actor", words[1]), 0 };
    if (strcmp(words[0], "actors") != 0 || target->actor < 0) {
        return false;
    }
    return n == 3 ? strcmp(words[2], "capability") == 0
                  : n == 4 && find_target(self, words[2], words[3], target);
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

/* What the default outcomes are made from: the file as text, so that what is added is read and
 * checked like anything else. failed: memory is exhausted. */
struct adder {
    struct text_tree *tree;
    struct text *list;
    bool failed;
};

/* The name, or one made from it when an outcome has it already. */
static const char *
free_name(struct adder *adder, const char *name)
{
    const char *tried = name;

    for (int k = 2; tried != NULL; k++) {
        bool taken = strcmp(tried, "run") == 0 || strcmp(tried, "scenario") == 0;
        for (const struct text *each = adder->list->first; each != NULL; each = each->next) {
            const char *other = text_name(adder->tree, each);
            taken = taken || (other != NULL && strcmp(other, tried) == 0);
        }
        if (!taken) {
            return tried;
        }
        tried = arena_print(&adder->tree->arena, "%.50s_%d", name, k);
    }
    return NULL;
}

static void
add_key(struct adder *adder, struct text *group, const char *key, const char *value)
{
    const struct text node = { .kind = TEXT_STRING, .string = value };

    adder->failed =
        adder->failed || value == NULL || text_add(adder->tree, group, key, &node) == NULL;
}

/* One outcome: its name, label (NULL: none) and kind, and the thing that it is about. */
static void
add_outcome(struct adder *adder, const char *name, const char *label, const char *kind,
    const char *key, const char *about, const char *stage)
{
    struct text *group = NULL;

    name = adder->failed || name == NULL ? NULL : free_name(adder, name);
    if (name == NULL) {
        adder->failed = true;
        return;
    }
    group = text_add(adder->tree, adder->list, NULL, &(struct text){ .kind = TEXT_GROUP });
    if (group == NULL) {
        adder->failed = true;
        return;
    }
    add_key(adder, group, "name", name);
    if (label != NULL) {
        add_key(adder, group, "label", label);
    }
    add_key(adder, group, "kind", kind);
    add_key(adder, group, key, about);
    if (stage != NULL) {
        add_key(adder, group, "stage", stage);
    }
}

/* The text at a key of a group, or NULL. */
static const char *
text_at(const struct text *group, const char *key)
{
    const struct text *node = group->kind == TEXT_GROUP ? text_get(group, key) : NULL;

    return node != NULL && node->kind == TEXT_STRING ? node->string : NULL;
}

/* The members of a list at a key of a group, or NULL. */
static const struct text *
members_at(const struct text *group, const char *key)
{
    const struct text *node = group->kind == TEXT_GROUP ? text_get(group, key) : NULL;

    return node != NULL && node->kind == TEXT_LIST ? node->first : NULL;
}

/* True for a kind of event in which many may act. */
static bool
is_counted(const char *kind)
{
    for (int k = 0; event_kind_at(k) != NULL; k++) {
        if (strcmp(event_kind_at(k)->name, kind) == 0) {
            return event_kind_at(k)->many;
        }
    }
    return false;
}

static void
add_event_outcomes(struct adder *adder, const struct text *event)
{
    struct arena *arena = &adder->tree->arena;
    const char *name = text_at(event, "name"), *label = text_at(event, "label");
    const char *kind = text_at(event, "kind");

    if (name == NULL || !param_is_name(name)) {
        return;
    }
    add_outcome(adder, name, label, "date", "event", name, NULL);
    if (kind != NULL && is_counted(kind)) {
        add_outcome(
            adder, arena_print(arena, "%.54s_count", name), label, "count", "event", name, NULL);
    }
    for (const struct text *stage = members_at(event, "stages"); stage != NULL;
         stage = stage->next) {
        const char *part = text_at(stage, "name"), *words = text_at(stage, "label");
        if (part != NULL) {
            const char *both =
                words != NULL ? words
                              : arena_print(arena, "%s: %s", label != NULL ? label : name, part);
            const bool fits = both != NULL && strlen(both) <= 200;
            add_outcome(adder, arena_print(arena, "%.30s_%.29s", name, part), fits ? both : NULL,
                "date", "event", name, part);
        }
    }
}

/* Without outcomes: every event's date (a cascade's count too, a stage's date), every settlement.
 */
static bool
add_outcomes(struct scenario *self)
{
    struct text *root = self->text.root;
    struct adder adder = { .tree = &self->text };

    adder.list = text_add(&self->text, root, "outcomes", &(struct text){ .kind = TEXT_LIST });
    adder.failed = adder.list == NULL;
    for (const struct text *event = members_at(root, "events"); event != NULL;
         event = event->next) {
        add_event_outcomes(&adder, event);
    }
    for (const struct text *issue = members_at(root, "issues"); issue != NULL;
         issue = issue->next) {
        const char *name = text_at(issue, "name");
        if (name != NULL && param_is_name(name)) {
            add_outcome(&adder, name, text_at(issue, "label"), "value", "issue", name, NULL);
        }
    }
    return !adder.failed;
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

/* The moments of an event by name, for "did you mean": its failure, its stages. */
static int
moments_of(const struct event *event, const char **names, int room)
{
    int n = 0;

    if (event->kind->failure != NULL) {
        names[n++] = "failed";
    }
    for (int k = 0; k < event->n_parts && n < room; k++) {
        const char *part = event->kind->part_name(event->own, k);
        if (part != NULL) {
            names[n++] = part;
        }
    }
    return n;
}

/* "\nallowed: a, b", in place of a suggestion; moments after the name of their event. */
static void
list_names(const char *event, const char *const *names, int n, char *text, size_t size)
{
    size_t used = 0;

    for (int k = 0; k < n && used + 5 < size; k++) {
        const int more = snprintf(text + used, size - used, "%s%s%s%s",
            k == 0 ? "\nallowed: " : ", ", event, event[0] != '\0' ? "." : "", names[k]);
        if (more < 0 || (size_t)more + 5 >= size - used) {
            (void)snprintf(text + used, size - used, "%s", k == 0 ? "" : ", ...");
            return;
        }
        used += (size_t)more;
    }
}

static void
unresolved(struct scenario *self, const struct pending *pending, struct err *err)
{
    enum { ROOM = 256 };
    const char *kind = strcmp(pending->kind, "moment") == 0 ? "event" : pending->kind;
    const char *wrong = pending->ref->name, *dot = strchr(wrong, '.'), *names[ROOM] = { NULL };
    const struct things things = things_of(self, kind);
    char path[TEXT_PATH_MAX], event[128] = "";
    int n = 0, e = -1;

    if (dot != NULL && (size_t)(dot - wrong) < sizeof(event)) {
        memcpy(event, wrong, (size_t)(dot - wrong));
        e = scenario_find(self, "event", event);
    }
    if (e >= 0 && strcmp(pending->kind, "moment") == 0) {
        wrong = dot + 1;
        n = moments_of(&self->events[e], names, ROOM);
    }
    for (int k = 0; e < 0 && k < things.n && n < ROOM; k++) {
        const char *name = name_of(&things, k);
        if (name != NULL) {
            names[n++] = name;
        }
    }
    if (strcmp(kind, "uncertain number") == 0 &&
        overlay_find(&self->text, self->text.root, wrong).node != NULL) {
        (void)err_add(err, ERR_SCENARIO, &pending->node->place,
            "%s: \"%s\" is certain; only what is uncertain can go with something else",
            text_path(&self->text, pending->node, path), wrong);
        return;
    }
    const char *near = err_nearest(wrong, names, n);
    char others[256] = "";
    if (near == NULL) {
        list_names(e >= 0 ? event : "", names, n, others, sizeof(others));
    }
    (void)err_add(err, ERR_SCENARIO, &pending->node->place, "%s: there is no %s \"%s\"%s%s%s%s%s%s",
        text_path(&self->text, pending->node, path), kind, pending->ref->name,
        near != NULL ? "\ndid you mean \"" : "", near != NULL && e >= 0 ? event : "",
        near != NULL && e >= 0 ? "." : "", near != NULL ? near : "", near != NULL ? "\"?" : "",
        others);
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
scenario_term_reads_actor(const struct term *term)
{
    return term->only.index >= 0 || term->kind == TERM_POSITION || term->kind == TERM_STAKE ||
           term->kind == TERM_DISTANCE || term->kind == TERM_ATTRIBUTE ||
           (term->kind == TERM_FRAILTY && term->each == FRAILTY_ACTOR) ||
           (term->kind == TERM_ADOPTED && term->ties);
}

bool
scenario_term_is_personal(
    const struct scenario *self, const struct event *event, const struct term *term)
{
    int inside = 0;

    if (event->n_players == 0) {
        return false;
    }
    if (scenario_term_reads_actor(term)) {
        return true;
    }
    if (term->kind != TERM_ADOPTED) {
        return false;
    }
    if (term->event.index >= 0 && &self->events[term->event.index] != event) {
        return true;
    }
    if (term->group.index < 0) {
        return term->weigh == ADOPTED_CAPABILITY;
    }
    for (int p = 0; p < event->n_players; p++) {
        inside +=
            event->players[p] >= 0 && self->groups[term->group.index].member[event->players[p]];
    }
    return inside > 0 && (inside < event->n_players || term->weigh == ADOPTED_CAPABILITY);
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
    status = status == OK ? complete_shocks(self, err) : status;
    status = status == OK ? complete_order(self, err) : status;
    status = status == OK ? complete_ties(self, err) : status;
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

double
scenario_in_units(const struct issue *issue, double x)
{
    const double low = issue->low < 0.0 ? -issue->low : issue->low;
    const double high = issue->high < 0.0 ? -issue->high : issue->high;
    const double y = issue->low + x * (issue->high - issue->low);
    double scale = 1.0;

    while (scale < 1e20 && scale * (low > high ? low : high) < 1e14) {
        scale *= 10.0;
    }
    return num_floor(y * scale + 0.5) / scale;
}

/* The history stands beside the scenario as understood, whatever it was called where it lies. */
static enum status
find_history(struct scenario *self, struct err *err)
{
    struct text *node = text_get(self->text.root, "history");

    if (node == NULL || node->kind != TEXT_STRING) {
        return OK;
    }
    self->history = text_resolve(&self->text, node);
    self->history_place = node->place;
    node->string = SCENARIO_HISTORY;
    return self->history != NULL ? OK : err_memory(err);
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
        .retrospective = &self->retrospective,
        .issue_range = issue_range,
        .path_range = path_range,
        .extra_key = issue_key,
        .context = &loader };
    self->start = DATE_NONE;
    self->end = DATE_NONE;
    status = param_read_group(reader, &language_schema, self->text.root, self);
    status = status == OK ? loader.status : status;
    if (status != OK) {
        return status;
    }
    set_views(self);
    self->n_days =
        self->start != DATE_NONE && self->end != DATE_NONE ? self->end - self->start + 1 : 0;
    status = complete(self, reader);
    status = status == OK ? find_history(self, err) : status;
    if (status == OK) {
        verify_scenario(self, err);
    }
    return status;
}

static enum status load(struct scenario *self, const char *path, const struct text_file *files,
    int n_files, const char *const *sets, int n_sets, struct err *err);

/* When the file alone is fine, the assignments are to blame, whatever line a mistake shows in. */
static void
blame_sets(const char *path, const struct text_file *files, int n_files, struct err *err)
{
    struct scenario plain;
    struct err none = { .status = OK };

    if (files == NULL && strcmp(path, "-") == 0) {
        return; /* cannot be read again */
    }
    if (load(&plain, path, files, n_files, NULL, 0, &none) == OK) {
        err->status = ERR_USAGE;
    }
    scenario_free(&plain);
}

/* From files in memory, or from disk when `files` is NULL. */
static enum status
load(struct scenario *self, const char *path, const struct text_file *files, int n_files,
    const char *const *sets, int n_sets, struct err *err)
{
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    status = files != NULL ? text_load_files(&self->text, &language_rules, files, n_files, err)
                           : text_load(&self->text, &language_rules, path, err);
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
    if (status == OK && err->status == ERR_SCENARIO && n_sets > 0) {
        blame_sets(path, files, n_files, err);
    }
    return status == OK ? err->status : status;
}

enum status
scenario_load(
    struct scenario *self, const char *path, const char *const *sets, int n_sets, struct err *err)
{
    return load(self, path, NULL, 0, sets, n_sets, err);
}

enum status
scenario_load_files(struct scenario *self, const struct text_file *files, int n_files,
    const char *const *sets, int n_sets, struct err *err)
{
    return load(self, files[0].name, files, n_files, sets, n_sets, err);
}

void
scenario_free(struct scenario *self)
{
    text_free(&self->text);
    memset(self, 0, sizeof(*self));
}
