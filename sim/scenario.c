/* scenario: loading. See scenario.h.
 *
 * scenario_load reads in this order: text (base, remove, --set), defaults that need the whole file
 * (name, outcomes), language.c's tables; then complete.c fills in what follows from them, and
 * verify.c looks at the whole. */
#include "scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "complete.h"
#include "date.h"
#include "language.h"
#include "num.h"
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

int
scenario_names(const struct scenario *self, const char *kind, const char **names, int room)
{
    const struct things things = things_of(self, kind);
    int n = 0;

    for (int k = 0; k < things.n && n < room; k++) {
        const char *name = name_of(&things, k);
        if (name != NULL) {
            names[n++] = name;
        }
    }
    return n;
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
        const char *words = label != NULL ? arena_print(arena, "%s: how many", label) : NULL;
        const bool fits = words != NULL && strlen(words) <= 200;
        add_outcome(adder, arena_print(arena, "%.54s_count", name), fits ? words : label, "count",
            "event", name, NULL);
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
static bool
check_sizes(const struct scenario *self, struct err *err)
{
    static const struct {
        const char *key;
        int most;
    } limits[] = { { "issues", 50 }, { "actors", SCENARIO_ACTORS_MAX }, { "bodies", 200 },
        { "talks", 100 }, { "events", 500 }, { "outcomes", 1000 } };
    bool fine = true;

    for (size_t k = 0; k < sizeof(limits) / sizeof(limits[0]); k++) {
        const struct text *list = text_get(self->text.root, limits[k].key);
        if (list != NULL && list->n_children > limits[k].most) {
            fine = false;
            (void)err_add(err, ERR_SCENARIO, &list->place,
                "%s has %d members; at most %d are possible", limits[k].key, list->n_children,
                limits[k].most);
        }
    }
    return fine;
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

static enum status
find_history(struct scenario *self, struct err *err)
{
    struct text *node = text_get(self->text.root, "history");

    if (node == NULL || node->kind != TEXT_STRING) {
        return OK;
    }
    self->history = text_resolve(&self->text, node);
    self->history_place = node->place;
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
    status = complete_scenario(self, reader);
    status = status == OK ? find_history(self, err) : status;
    if (status == OK) {
        verify_scenario(self, err);
    }
    return status;
}

/* Where the text comes from: files in memory, what standard input brought, or else the disk. */
struct origin {
    const char *path;
    const struct text_file *files;
    int n_files;
    const struct source *held;
};

static enum status
load_text(struct text_tree *tree, const struct origin *from, struct err *err)
{
    if (from->files != NULL) {
        return text_load_files(tree, &language_rules, from->files, from->n_files, err);
    }
    if (from->held != NULL) {
        return text_load_held(tree, &language_rules, from->held, err);
    }
    return text_load(tree, &language_rules, from->path, err);
}

static enum status load(struct scenario *self, const struct origin *from, const char *const *sets,
    int n_sets, struct err *err);

/* When the file alone is fine, the assignments are to blame, whatever line a mistake shows in. */
static void
blame_sets(const struct origin *from, struct err *err)
{
    struct scenario plain;
    struct err none = { .status = OK };

    if (from->path != NULL && strcmp(from->path, "-") == 0) {
        return; /* cannot be read again */
    }
    if (load(&plain, from, NULL, 0, &none) == OK) {
        err->status = ERR_USAGE;
    }
    scenario_free(&plain);
}

static enum status
load(struct scenario *self, const struct origin *from, const char *const *sets, int n_sets,
    struct err *err)
{
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    status = load_text(&self->text, from, err);
    for (int k = 0; k < n_sets && status == OK; k++) {
        status = text_set(&self->text, sets[k], err);
    }
    /* With a root, the files were understood but for paths in `remove`. */
    if (status != OK && (status != ERR_SCENARIO || self->text.root == NULL || n_sets > 0)) {
        return status;
    }
    status = OK;
    if (!check_sizes(self, err)) {
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
        blame_sets(from, err);
    }
    return status == OK ? err->status : status;
}

enum status
scenario_load(
    struct scenario *self, const char *path, const char *const *sets, int n_sets, struct err *err)
{
    return load(self, &(struct origin){ .path = path }, sets, n_sets, err);
}

enum status
scenario_load_held(struct scenario *self, const struct source *held, const char *const *sets,
    int n_sets, struct err *err)
{
    return load(self, &(struct origin){ .held = held }, sets, n_sets, err);
}

enum status
scenario_load_files(struct scenario *self, const struct text_file *files, int n_files,
    const char *const *sets, int n_sets, struct err *err)
{
    return load(self, &(struct origin){ .files = files, .n_files = n_files }, sets, n_sets, err);
}

void
scenario_bring_history(struct scenario *self)
{
    struct text *node = text_get(self->text.root, "history");

    if (node != NULL) {
        node->string = SCENARIO_HISTORY;
    }
}

void
scenario_free(struct scenario *self)
{
    text_free(&self->text);
    memset(self, 0, sizeof(*self));
}
