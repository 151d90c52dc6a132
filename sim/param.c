/* param: reads groups of the text tree by the tables of keys. See param.h. */
#include "param.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "num.h"
#include "value.h"

#define KEYS_MAX 128 /* keys that one group may hold, over all its tables */

bool
param_is_name(const char *text)
{
    size_t i = 0;

    if (text[0] < 'a' || text[0] > 'z') {
        return false;
    }
    for (i = 0; text[i] != '\0'; i++) {
        const char c = text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return i <= 60;
}

/* ---- what a row allows, in words ---- */

static const char *
kind_of(const struct param *row)
{
    switch (row->type) {
    case PARAM_NAME:
        return "a name: a-z, 0-9 and _, beginning with a letter";
    case PARAM_TEXT:
        return "a text in quotes";
    case PARAM_FLAG:
        return "true or false";
    case PARAM_WHOLE:
        return "a whole number";
    case PARAM_REAL:
    case PARAM_NUMBER:
        return "a number";
    case PARAM_PAIR:
        return "two numbers (low, high)";
    case PARAM_DATE:
        return "a date \"YYYY-MM-DD\"";
    case PARAM_DAY:
        return "a date \"YYYY-MM-DD\" or { choice = ((date, weight), ...); }";
    case PARAM_DATES:
        return "a date \"YYYY-MM-DD\", a list of them or { choice = ((date, weight), ...); }";
    case PARAM_WHEN:
        return "a date \"YYYY-MM-DD\", { choice = ((date, weight), ...); } or the name of an event";
    case PARAM_NAMES:
        return "a list of names in quotes";
    case PARAM_ANY:
        return "a value";
    case PARAM_TEXTS:
        return "a list of texts in quotes";
    case PARAM_GROUP:
        return "a group { ... }";
    case PARAM_LIST:
        return "a list of groups ( { ... }, { ... } )";
    case PARAM_NUMBERS:
        return "a group of numbers { name = 1.5; }";
    case PARAM_WORD:
    case PARAM_WORDS:
    case PARAM_VARIANT:
    case PARAM_REF:
    case PARAM_REFS:
        break;
    }
    return "";
}

static void
append(char *text, size_t size, const char *more)
{
    const size_t used = strlen(text);

    if (used < size) {
        (void)snprintf(text + used, size - used, "%s", more);
    }
}

/* " from 0 to 100", " above 0", "" as the row's range says. */
void
param_append_range(char *text, size_t size, double low, double high, int flags)
{
    char number[NUM_TEXT_MAX];

    if (low == high) {
        return;
    }
    if (low > -HUGE_VAL && high < HUGE_VAL && (flags & (PARAM_ABOVE | PARAM_BELOW)) == 0) {
        append(text, size, " between ");
        append(text, size, num_text(low, number));
        append(text, size, " and ");
        append(text, size, num_text(high, number));
        return;
    }
    if (low > -HUGE_VAL) {
        append(text, size, (flags & PARAM_ABOVE) != 0 ? " above " : " of at least ");
        append(text, size, num_text(low, number));
    }
    if (high < HUGE_VAL) {
        append(text, size, low > -HUGE_VAL ? " and " : " ");
        append(text, size, (flags & PARAM_BELOW) != 0 ? "below " : "at most ");
        append(text, size, num_text(high, number));
    }
}

/* The words of a row or the names of a schema's variants, as "a, b or c". */
static void
append_words(char *text, size_t size, const char *words)
{
    const char *word = words;

    while (*word != '\0') {
        const size_t n = strcspn(word, " ");
        char one[64];
        (void)snprintf(one, sizeof(one), "%.*s", (int)n, word);
        append(text, size, word == words ? "" : word[n] == '\0' ? " or " : ", ");
        append(text, size, one);
        word += n + (word[n] == ' ');
    }
}

char *
param_allowed(const struct param *self, char *text)
{
    text[0] = '\0';
    append(text, PARAM_ALLOWED_MAX,
        self->type == PARAM_ANY && self->words != NULL ? self->words : kind_of(self));
    if (self->type == PARAM_WORD || self->type == PARAM_WORDS) {
        append_words(text, PARAM_ALLOWED_MAX, self->words);
        append(text, PARAM_ALLOWED_MAX, self->type == PARAM_WORDS ? ", or a list of them" : "");
    } else if (self->type == PARAM_REF || self->type == PARAM_REFS) {
        const char *what = strcmp(self->words, "moment") == 0 ? "event" : self->words;
        append(text, PARAM_ALLOWED_MAX, strchr("aeiou", what[0]) != NULL ? "an " : "a ");
        append(text, PARAM_ALLOWED_MAX, what);
        append(text, PARAM_ALLOWED_MAX, "'s name");
        append(text, PARAM_ALLOWED_MAX, self->type == PARAM_REFS ? " or a list of them" : "");
    } else if (self->type == PARAM_WHOLE || self->type == PARAM_REAL ||
               self->type == PARAM_NUMBER) {
        if ((self->flags & PARAM_ISSUE_UNITS) != 0) {
            append(text, PARAM_ALLOWED_MAX, ", in the issue's units");
        } else if ((self->flags & PARAM_OF_PATH) != 0) {
            append(text, PARAM_ALLOWED_MAX, ", in the units of what the path names");
        } else if (self->low != self->high) {
            /* Seeds go up to what 64 bits hold: no number that anyone would write. */
            param_append_range(text, PARAM_ALLOWED_MAX, self->low,
                self->high > 9e18 ? HUGE_VAL : self->high, self->flags);
        }
    }
    if (self->type == PARAM_NUMBER) {
        append(text, PARAM_ALLOWED_MAX,
            ", or uncertain: (low, high), (low, best, high), or { ... } with normal, lognormal, "
            "pert, beta or choice");
    }
    return text;
}

char *
param_default(const struct param *self, char *text)
{
    text[0] = '\0';
    if ((self->flags & PARAM_REQUIRED) != 0 || self->type == PARAM_VARIANT) {
        append(text, NUM_TEXT_MAX + 32, "required");
    } else if (self->type == PARAM_WORD && (self->flags & PARAM_UNLISTED) == 0) {
        const char *word = self->words;
        for (int i = 0; i < (int)self->initial; i++) {
            word += strcspn(word, " ") + 1;
        }
        (void)snprintf(text, NUM_TEXT_MAX, "%.*s", (int)strcspn(word, " "), word);
    } else if (self->type == PARAM_FLAG) {
        append(text, NUM_TEXT_MAX, self->initial != 0.0 ? "true" : "false");
    } else if ((self->type == PARAM_WHOLE || self->type == PARAM_REAL ||
                   self->type == PARAM_NUMBER) &&
               (self->flags & PARAM_UNLISTED) == 0 && !isnan(self->initial)) {
        num_text(self->initial, text);
    } else {
        append(text, NUM_TEXT_MAX, (self->flags & PARAM_LABEL) != 0 ? "the name" : "none");
    }
    return text;
}

static const struct param *find_row(const struct param *table, const char *key);
static const char *other_variant_with(const struct schema *schema, const char *key);

/* True when an unknown key of the group is nearly the row's: that is said instead. */
static bool
is_misspelt(const struct value_site *site)
{
    const struct param_reader *reader = site->reader;

    for (const struct text *child = site->group->first; child != NULL; child = child->next) {
        bool known = find_row(site->schema->params, child->key) != NULL ||
                     other_variant_with(site->schema, child->key) != NULL;
        for (int k = 0; site->schema->extra != NULL && !known; k++) {
            const char *key = reader->extra_key(reader->context, k);
            if (key == NULL) {
                break;
            }
            known = strcmp(key, child->key) == 0;
        }
        if (!known && err_nearest(child->key, &site->row->key, 1) != NULL) {
            return true;
        }
    }
    return false;
}

static enum status
read_row(struct value_site *site, void *item)
{
    struct text *node = text_get(site->group, site->row->key);
    struct text value;
    char word[NUM_TEXT_MAX + 32];

    value_clear(site->row, item);
    if (node == NULL && value_default(site, word, &value)) {
        node = text_add(site->reader->tree, site->group, site->row->key, &value);
        if (node == NULL) {
            return err_memory(site->reader->err);
        }
    }
    if (node == NULL) {
        if ((site->row->flags & PARAM_REQUIRED) != 0 && !is_misspelt(site)) {
            char allowed[PARAM_ALLOWED_MAX];
            const char *path = value_path(site, site->group);
            (void)err_add(site->reader->err, ERR_SCENARIO, &site->group->place,
                "%s%s%s is missing; it must be %s", path, path[0] == '\0' ? "" : ".",
                site->row->key, param_allowed(site->row, allowed));
        }
        return OK;
    }
    return value_read(site, node, item);
}

/* ---- a group ---- */

/* True when a form does not take a key of the common table. */
static bool
goes_without(const struct variant *form, const char *key)
{
    const size_t n = strlen(key);
    const char *at = form != NULL && form->without != NULL ? form->without : "";

    for (; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        if (strcspn(at, " ") == n && strncmp(at, key, n) == 0) {
            return true;
        }
    }
    return false;
}

static enum status
read_table(
    struct value_site *site, const struct param *table, const struct variant *form, void *item)
{
    enum status status = OK;

    for (const struct param *row = table; row != NULL && row->key != NULL && status == OK; row++) {
        if (goes_without(form, row->key)) {
            value_clear(row, item);
        } else if (row->type != PARAM_VARIANT) {
            site->row = row;
            status = read_row(site, item);
        }
    }
    return status;
}

static const struct param *
find_row(const struct param *table, const char *key)
{
    for (const struct param *row = table; row != NULL && row->key != NULL; row++) {
        if (strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static const struct param *
find_key(const struct schema *schema, int variant, const char *key)
{
    const struct param *row = find_row(schema->params, key);
    struct variant form;

    if (row == NULL && variant >= 0 && schema->variant_key != NULL &&
        schema->variant(variant, &form)) {
        row = find_row(form.params, key);
        row = row == NULL ? find_row(form.more, key) : row;
    } else if (row != NULL && variant >= 0 && schema->variant_key != NULL &&
               schema->variant(variant, &form) && goes_without(&form, key)) {
        row = NULL;
    }
    return row;
}

/* The variant that the group names; -1 with a mistake when there is none. */
static int
read_variant(struct value_site *site, void *item, struct variant *form)
{
    const struct schema *schema = site->schema;
    const struct text *node = text_get(site->group, schema->variant_key);
    const char *names[32];
    char list[PARAM_ALLOWED_MAX] = "";
    int n = 0;

    for (n = 0; n < 32 && schema->variant(n, form); n++) {
        names[n] = form->name;
        append(list, sizeof(list), n == 0 ? "" : ", ");
        append(list, sizeof(list), names[n]);
        if (node != NULL && node->kind == TEXT_STRING && strcmp(node->string, names[n]) == 0) {
            *(int *)(void *)((char *)item + schema->variant_offset) = n;
            return n;
        }
    }
    if (node == NULL) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &site->group->place,
            "%s.%s is missing; it must be one of %s", value_path(site, site->group),
            schema->variant_key, list);
    } else if (node->kind != TEXT_STRING) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %s; it must be one of %s", value_path(site, node), text_kind_name(node->kind),
            list);
    } else {
        const char *near = err_nearest(node->string, names, n);
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is \"%s\"; it must be one of %s%s%s%s", value_path(site, node), node->string, list,
            near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
            near != NULL ? "\"?" : "");
    }
    return -1;
}

/* The keys allowed here, for err_nearest and the list in the message. */
static int
collect_keys(const struct schema *schema, const struct variant *form, const char **keys)
{
    const struct param *tables[3] = { schema->params, NULL, NULL };
    int n = 0;

    if (form != NULL) {
        tables[1] = form->params;
        tables[2] = form->more;
    }
    for (int t = 0; t < 3; t++) {
        for (const struct param *row = tables[t]; row != NULL && row->key != NULL && n < KEYS_MAX;
             row++) {
            if (t > 0 || !goes_without(form, row->key)) {
                keys[n++] = row->key;
            }
        }
    }
    return n;
}

/* A variant other than this one that has the key, or NULL. */
static const char *
other_variant_with(const struct schema *schema, const char *key)
{
    struct variant form;

    for (int v = 0; schema->variant_key != NULL && schema->variant(v, &form); v++) {
        if (find_key(schema, v, key) != NULL) {
            return form.name;
        }
    }
    return NULL;
}

static void
unknown_key(struct value_site *site, const struct variant *form, const struct text *child)
{
    const char *keys[KEYS_MAX];
    char allowed[ERR_TEXT_MAX] = "";
    int n = collect_keys(site->schema, form, keys);
    for (int k = 0; site->schema->extra != NULL && n < KEYS_MAX; k++) {
        const char *key = site->reader->extra_key(site->reader->context, k);
        if (key == NULL) {
            break;
        }
        keys[n++] = key;
    }
    const char *near = err_nearest(child->key, keys, n);
    const char *other = form != NULL ? other_variant_with(site->schema, child->key) : NULL;

    for (int i = 0; i < n; i++) {
        append(allowed, sizeof(allowed), i == 0 ? "" : ", ");
        append(allowed, sizeof(allowed), keys[i]);
    }
    if (other != NULL) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &child->place,
            "%s: %s \"%s\" has no such key (\"%s\" has)\nallowed: %s", value_path(site, child),
            site->schema->variant_key, form->name, other, allowed);
    } else {
        (void)err_add(site->reader->err, ERR_SCENARIO, &child->place,
            "%s: no such key\n%s%s%sallowed: %s", value_path(site, child),
            near != NULL ? "did you mean " : "", near != NULL ? near : "", near != NULL ? "? " : "",
            allowed);
    }
}

static void
check_keys(struct value_site *site, int variant, const struct variant *form, void *item)
{
    const struct schema *schema = site->schema;

    for (struct text *child = site->group->first; child != NULL; child = child->next) {
        /* Without a variant, keys of any variant may be right. */
        if (find_key(schema, variant, child->key) == NULL &&
            !(form == NULL && other_variant_with(schema, child->key) != NULL) &&
            !(schema->extra != NULL && schema->extra(site->reader->context, item, child))) {
            unknown_key(site, form, child);
        }
    }
}

/* A member that an overlay added but did not complete was most likely meant to be another. */
static void
hint_overlaid(struct value_site *site, int mistakes_before)
{
    const struct text *group = site->group, *list = group->parent;
    const char *names[64];
    const char *name = text_name(site->reader->tree, group);
    int n = 0;

    if (!group->overlaid || name == NULL || list == NULL) {
        return;
    }
    for (const struct text *each = list->first; each != NULL && n < 64; each = each->next) {
        const char *other = text_name(site->reader->tree, each);
        if (!each->overlaid && other != NULL) {
            names[n++] = other;
        }
    }
    const char *near = err_nearest(name, names, n);
    if (near != NULL && site->reader->err->n_mistakes > mistakes_before) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &group->place,
            "%s is new here, so it must be complete\ndid you mean \"%s\"?", value_path(site, group),
            near);
    } else if (near != NULL) {
        err_remark(site->reader->err, &group->place, "%s is new here; did you mean \"%s\"?",
            value_path(site, group), near);
    }
}

/* Fields that only other variants have are absent, not zero. */
static void
clear_others(const struct schema *schema, int variant, void *item)
{
    struct variant form;

    for (int v = 0; schema->variant_key != NULL && schema->variant(v, &form); v++) {
        for (const struct param *row = form.more; row != NULL && row->key != NULL; row++) {
            if (find_key(schema, variant, row->key) == NULL) {
                value_clear(row, item);
            }
        }
    }
}

enum status
param_read_group(
    struct param_reader *reader, const struct schema *schema, struct text *group, void *item)
{
    struct value_site site = { .reader = reader, .schema = schema, .group = group };
    const int mistakes_before = reader->err->n_mistakes;
    struct variant form = { 0 };
    enum status status = OK;
    int variant = -1;

    if (group->kind != TEXT_GROUP) {
        for (const struct param *row = schema->params; row->key != NULL; row++) {
            value_clear(row, item);
        }
        (void)err_add(reader->err, ERR_SCENARIO, &group->place,
            "%s is %s; it must be a group { ... }", value_path(&site, group),
            text_kind_name(group->kind));
        return OK;
    }
    if (schema->variant_key != NULL) {
        variant = read_variant(&site, item, &form);
    }
    clear_others(schema, variant, item);
    status = read_table(&site, schema->params, variant >= 0 ? &form : NULL, item);
    if (variant >= 0 && form.size > 0 && status == OK) {
        void *own = arena_alloc(&reader->tree->arena, 1, form.size);
        if (own == NULL) {
            return err_memory(reader->err);
        }
        *(void **)(void *)((char *)item + schema->own_offset) = own;
        status = read_table(&site, form.params, NULL, own);
    }
    if (variant >= 0 && status == OK) {
        status = read_table(&site, form.more, NULL, item);
    }
    if (status == OK) {
        check_keys(&site, variant, variant >= 0 ? &form : NULL, item);
        hint_overlaid(&site, mistakes_before);
    }
    return status;
}

enum status
param_read_list(
    struct param_reader *reader, const struct schema *schema, struct text *node, struct list *list)
{
    enum status status = OK;
    char path[TEXT_PATH_MAX];
    char *items = NULL;

    *list = (struct list){ 0, NULL };
    if (node == NULL) {
        return OK;
    }
    if (node->kind != TEXT_LIST) {
        (void)err_add(reader->err, ERR_SCENARIO, &node->place,
            "%s is %s; it must be a list ( { ... } )", text_path(reader->tree, node, path),
            text_kind_name(node->kind));
        return OK;
    }
    items = arena_alloc(&reader->tree->arena, (size_t)node->n_children, schema->size);
    if (items == NULL) {
        return err_memory(reader->err);
    }
    list->items = items;
    for (struct text *member = node->first; member != NULL && status == OK; member = member->next) {
        status = param_read_group(reader, schema, member, items + (size_t)list->n * schema->size);
        list->n++;
    }
    return status;
}
