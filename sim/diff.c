/* diff: two trees walked side by side. See diff.h. */
#include "diff.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "num.h"

struct differ {
    const struct text_tree *first, *second;
    struct diff *out;
    struct err *err;
};

static bool
is_word_of(const char *const *words, const char *word)
{
    for (int k = 0; words != NULL && words[k] != NULL; k++) {
        if (strcmp(words[k], word) == 0) {
            return true;
        }
    }
    return false;
}

/* True for keys that nothing but a reader looks at, and at the root for the scenario's own. */
static bool
is_left_out(const struct text_tree *tree, const struct text *node)
{
    return is_word_of(tree->rules->remark_keys, node->key) ||
           (node->parent->parent == NULL && is_word_of(tree->rules->own_keys, node->key));
}

/* ---- values in short ---- */

struct pen {
    const struct text_tree *tree;
    char *text;
    size_t n; /* DIFF_VALUE_MAX: full */
};

static void put(struct pen *self, const char *format, ...) PRINTF_LIKE(2, 3);

static void
put(struct pen *self, const char *format, ...)
{
    const size_t room = DIFF_VALUE_MAX - self->n;
    va_list words;
    int n = 0;

    if (room == 0) {
        return;
    }
    va_start(words, format);
    n = vsnprintf(self->text + self->n, room, format, words);
    va_end(words);
    if (n >= 0 && (size_t)n < room) {
        self->n += (size_t)n;
        return;
    }
    self->n = DIFF_VALUE_MAX - 4;
    while (((unsigned char)self->text[self->n] & 0xC0) == 0x80) { /* no character is cut in two */
        self->n--;
    }
    memcpy(self->text + self->n, "...", 4);
    self->n = DIFF_VALUE_MAX;
}

static bool
is_number(const struct text *node)
{
    return node->kind == TEXT_WHOLE || node->kind == TEXT_REAL;
}

/* A name or a date: needs no quotes to be told from its surroundings. */
static bool
is_bare(const char *string)
{
    const size_t n =
        strspn(string, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    return n > 0 && string[n] == '\0';
}

static const struct text *
form_of(const struct text_tree *tree, const struct text *node)
{
    for (int k = 0; node->kind == TEXT_GROUP && tree->rules->value_keys[k] != NULL; k++) {
        const struct text *form = text_get(node, tree->rules->value_keys[k]);

        if (form != NULL) {
            return form;
        }
    }
    return NULL;
}

static void put_node(struct pen *self, const struct text *node, bool inside);

/* Estimates as low..best..high; other members with commas, groups with semicolons between. */
static void
put_list(struct pen *self, const struct text *list, bool inside)
{
    bool numbers = list->n_children == 2 || list->n_children == 3;

    for (const struct text *c = list->first; c != NULL; c = c->next) {
        numbers = numbers && is_number(c);
    }
    put(self, "%s", inside && !numbers ? "(" : "");
    for (const struct text *c = list->first; c != NULL; c = c->next) {
        put(self, "%s",
            c == list->first        ? ""
            : numbers               ? ".."
            : c->kind == TEXT_GROUP ? "; "
                                    : ", ");
        put_node(self, c, true);
    }
    put(self, "%s", list->first == NULL ? "nothing" : inside && !numbers ? ")" : "");
}

/* What a distribution is made of: numbers that are no range, so with commas; of a choice each value
 * with its weight, "choice (40 (3), 10 (1))". */
static void
put_form(struct pen *self, const struct text *form)
{
    put(self, "%s (", form->key);
    for (const struct text *c = form->first; c != NULL; c = c->next) {
        const bool weighed = c->kind == TEXT_LIST && c->n_children == 2;
        put(self, "%s", c == form->first ? "" : ", ");
        put_node(self, weighed ? c->first : c, true);
        if (weighed) {
            put(self, " (");
            put_node(self, c->last, true);
            put(self, ")");
        }
    }
    put(self, ")");
}

static void
put_group(struct pen *self, const struct text *group)
{
    const struct text *form = form_of(self->tree, group);
    bool begun = false;

    if (form != NULL && strcmp(form->key, "value") == 0) {
        put_node(self, form, false);
        return;
    }
    if (form != NULL) {
        put_form(self, form);
        return;
    }
    for (const struct text *c = group->first; c != NULL; c = c->next) {
        if (!c->filled_in && !is_left_out(self->tree, c)) {
            put(self, "%s%s ", begun ? ", " : "", c->key);
            put_node(self, c, true);
            begun = true;
        }
    }
}

static void
put_node(struct pen *self, const struct text *node, bool inside)
{
    char number[NUM_TEXT_MAX];

    switch (node->kind) {
    case TEXT_GROUP:
        put_group(self, node);
        return;
    case TEXT_LIST:
        put_list(self, node, inside);
        return;
    case TEXT_WHOLE:
        put(self, "%lld", (long long)node->whole);
        return;
    case TEXT_REAL:
        put(self, "%s", num_text(node->real, number));
        return;
    case TEXT_STRING:
        put(self, is_bare(node->string) ? "%s" : "\"%s\"", node->string);
        return;
    case TEXT_TRUTH:
        put(self, "%s", node->whole != 0 ? "true" : "false");
        return;
    }
}

char *
diff_value(const struct text_tree *tree, const struct text *node, char *text)
{
    struct pen pen = { tree, text, 0 };

    text[0] = '\0';
    put_node(&pen, node, false);
    return text;
}

/* ---- the list of differences ---- */

static enum status
add(struct differ *self, enum diff_kind kind, const char *path, const char *before,
    const char *after)
{
    struct diff *out = self->out;
    struct diff_item *item = NULL;

    if (out->n == out->room) {
        const int room = out->room == 0 ? 32 : 2 * out->room;
        struct diff_item *bigger = arena_alloc(&out->arena, (size_t)room, sizeof(*bigger));
        if (bigger == NULL) {
            return err_memory(self->err);
        }
        if (out->n > 0) {
            memcpy(bigger, out->items, (size_t)out->n * sizeof(*bigger));
        }
        out->items = bigger;
        out->room = room;
    }
    item = &out->items[out->n++];
    item->kind = kind;
    item->path = arena_copy(&out->arena, path, strlen(path));
    item->before = arena_copy(&out->arena, before, strlen(before));
    item->after = arena_copy(&out->arena, after, strlen(after));
    return item->path != NULL && item->before != NULL && item->after != NULL
               ? OK
               : err_memory(self->err);
}

/* A list that was filled in (the outcomes, when none are asked for) was not given. */
static bool
is_given(const struct text *node)
{
    return node != NULL &&
           !(node->filled_in && (node->kind == TEXT_LIST || node->kind == TEXT_GROUP));
}

/* NULL: nothing is there. */
static enum status
add_change(struct differ *self, const struct text *before, const struct text *after)
{
    char path[TEXT_PATH_MAX], texts[2][DIFF_VALUE_MAX] = { DIFF_NOTHING, DIFF_NOTHING };

    if (is_given(before)) {
        diff_value(self->first, before, texts[0]);
    }
    if (is_given(after)) {
        diff_value(self->second, after, texts[1]);
    }
    text_path(after != NULL ? self->second : self->first, after != NULL ? after : before, path);
    return add(self, DIFF_CHANGED, path, texts[0], texts[1]);
}

static bool
has_groups(const struct text *list)
{
    for (const struct text *c = list->first; c != NULL; c = c->next) {
        if (c->kind == TEXT_GROUP) {
            return true;
        }
    }
    return false;
}

/* A node that only one of the two has; a single value goes from or to nothing. */
static enum status
add_one_sided(struct differ *self, const struct text *before, const struct text *after)
{
    const struct text *node = before != NULL ? before : after;
    const struct text_tree *tree = before != NULL ? self->first : self->second;
    const bool whole = node->key == NULL || (node->kind == TEXT_LIST && has_groups(node)) ||
                       (node->kind == TEXT_GROUP && form_of(tree, node) == NULL);
    char path[TEXT_PATH_MAX];

    if (!whole) {
        return add_change(self, before, after);
    }
    text_path(tree, node, path);
    return add(self, before == NULL ? DIFF_ADDED : DIFF_REMOVED, path, "", "");
}

/* ---- equality ---- */

/* { value = 5; source = "..."; } is 5, and ( "a" ) is "a" where names are listed. */
static const struct text *
plain(const struct text_tree *tree, const struct text *node)
{
    const struct text *form = form_of(tree, node);

    if (form != NULL && strcmp(form->key, "value") == 0) {
        node = form;
    }
    if (node->kind == TEXT_LIST && node->n_children == 1 && node->first->kind == TEXT_STRING) {
        node = node->first;
    }
    return node;
}

static bool is_equal(const struct differ *self, const struct text *a, const struct text *b);

/* True when every key that was written in `group` is in `other` too. */
static bool
is_within(const struct text_tree *tree, const struct text *group, const struct text *other)
{
    for (const struct text *c = group->first; c != NULL; c = c->next) {
        if (!c->filled_in && !is_left_out(tree, c) && text_get(other, c->key) == NULL) {
            return false;
        }
    }
    return true;
}

static bool
are_groups_equal(const struct differ *self, const struct text *a, const struct text *b)
{
    if (!is_within(self->first, a, b) || !is_within(self->second, b, a)) {
        return false;
    }
    for (const struct text *c = a->first; c != NULL; c = c->next) {
        const struct text *d = text_get(b, c->key);

        if (d != NULL && !is_left_out(self->first, c) && !is_equal(self, c, d)) {
            return false;
        }
    }
    return true;
}

static bool
are_lists_equal(const struct differ *self, const struct text *a, const struct text *b)
{
    const struct text *d = b->first;

    if (a->n_children != b->n_children) {
        return false;
    }
    for (const struct text *c = a->first; c != NULL; c = c->next, d = d->next) {
        if (!is_equal(self, c, d)) {
            return false;
        }
    }
    return true;
}

static bool
is_equal(const struct differ *self, const struct text *a, const struct text *b)
{
    a = plain(self->first, a);
    b = plain(self->second, b);
    if (a->kind == TEXT_WHOLE && b->kind == TEXT_WHOLE) {
        return a->whole == b->whole; /* beyond 2^53 too */
    }
    if (is_number(a) && is_number(b)) {
        return a->real == b->real;
    }
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case TEXT_GROUP:
        return are_groups_equal(self, a, b);
    case TEXT_LIST:
        return are_lists_equal(self, a, b);
    case TEXT_STRING:
        return strcmp(a->string, b->string) == 0;
    case TEXT_TRUTH:
    case TEXT_WHOLE:
    case TEXT_REAL:
        break;
    }
    return a->whole == b->whole;
}

/* ---- the walk ---- */

static enum status walk(struct differ *self, const struct text *a, const struct text *b);

/* What a group has at the key of a node of the other's. A list that was filled in, as outcomes are,
 * is no counterpart of one that was written. */
static const struct text *
counterpart(const struct text *node, const struct text *group)
{
    const struct text *other = text_get(group, node->key);
    const bool is_list = other != NULL && other->kind == TEXT_LIST && node->kind == TEXT_LIST;

    return is_list && other->filled_in != node->filled_in ? NULL : other;
}

static enum status
walk_groups(struct differ *self, const struct text *a, const struct text *b)
{
    enum status status = OK;

    for (const struct text *c = a->first; c != NULL && status == OK; c = c->next) {
        const struct text *d = counterpart(c, b);

        if (is_left_out(self->first, c)) {
            continue;
        }
        if (d != NULL) {
            status = walk(self, c, d);
        } else if (!c->filled_in) {
            status = add_one_sided(self, c, NULL);
        }
    }
    for (const struct text *d = b->first; d != NULL && status == OK; d = d->next) {
        if (counterpart(d, a) == NULL && !d->filled_in && !is_left_out(self->second, d)) {
            status = add_one_sided(self, NULL, d);
        }
    }
    return status;
}

static bool
has_named(const struct text_tree *tree, const struct text *list)
{
    for (const struct text *c = list->first; c != NULL; c = c->next) {
        if (text_name(tree, c) != NULL) {
            return true;
        }
    }
    return false;
}

/* The member of a list that has the name, looked for from `from` on and round: lists that are
 * alike are walked once. NULL: there is none. */
static const struct text *
find(const struct text_tree *tree, const struct text *list, const struct text *from,
    const char *name)
{
    const struct text *node = from != NULL ? from : list->first;

    for (int k = 0; k < list->n_children; k++) {
        const char *other = text_name(tree, node);

        if (other != NULL && strcmp(other, name) == 0) {
            return node;
        }
        node = node->next != NULL ? node->next : list->first;
    }
    return NULL;
}

/* The next member from `node` on that the other list has too. */
static const struct text *
shared(const struct text_tree *tree, const struct text *node, const struct text_tree *other_tree,
    const struct text *other)
{
    for (; node != NULL; node = node->next) {
        const char *name = text_name(tree, node);

        if (name != NULL && find(other_tree, other, NULL, name) != NULL) {
            return node;
        }
    }
    return NULL;
}

static void
put_names(const struct text_tree *tree, const struct text *list, char *text)
{
    struct pen pen = { tree, text, 0 };

    text[0] = '\0';
    for (const struct text *c = list->first; c != NULL; c = c->next) {
        const char *name = text_name(tree, c);
        put(&pen, "%s%s", c == list->first ? "" : ", ", name != NULL ? name : "...");
    }
}

/* Where the order counts, it is a value too. */
static enum status
walk_order(struct differ *self, const struct text *a, const struct text *b)
{
    const struct text *c = shared(self->first, a->first, self->second, b);
    const struct text *d = shared(self->second, b->first, self->first, a);
    char path[TEXT_PATH_MAX], texts[2][DIFF_VALUE_MAX];

    while (c != NULL && d != NULL &&
           strcmp(text_name(self->first, c), text_name(self->second, d)) == 0) {
        c = shared(self->first, c->next, self->second, b);
        d = shared(self->second, d->next, self->first, a);
    }
    if (c == NULL && d == NULL) {
        return OK;
    }
    put_names(self->first, a, texts[0]);
    put_names(self->second, b, texts[1]);
    return add(self, DIFF_CHANGED, text_path(self->second, b, path), texts[0], texts[1]);
}

static enum status
walk_lists(struct differ *self, const struct text *a, const struct text *b)
{
    const struct text *next = NULL;
    enum status status = OK;

    for (const struct text *c = a->first; c != NULL && status == OK; c = c->next) {
        const char *name = text_name(self->first, c);
        const struct text *d = name != NULL ? find(self->second, b, next, name) : NULL;

        next = d != NULL ? d->next : next;
        status = d != NULL ? walk(self, c, d) : add_one_sided(self, c, NULL);
    }
    if (status == OK && a->key != NULL && is_word_of(self->first->rules->ordered_keys, a->key)) {
        status = walk_order(self, a, b);
    }
    next = NULL;
    for (const struct text *d = b->first; d != NULL && status == OK; d = d->next) {
        const char *name = text_name(self->second, d);
        const struct text *c = name != NULL ? find(self->first, a, next, name) : NULL;

        next = c != NULL ? c->next : next;
        status = c == NULL ? add_one_sided(self, NULL, d) : OK;
    }
    return status;
}

static enum status
walk(struct differ *self, const struct text *a, const struct text *b)
{
    if (a->filled_in && b->filled_in) {
        return OK;
    }
    if (is_given(a) && is_given(b) && a->kind == b->kind) {
        if (a->kind == TEXT_GROUP && form_of(self->first, a) == NULL &&
            form_of(self->second, b) == NULL) {
            return walk_groups(self, a, b);
        }
        if (a->kind == TEXT_LIST && has_named(self->first, a) && has_named(self->second, b)) {
            return walk_lists(self, a, b);
        }
    }
    return is_equal(self, a, b) ? OK : add_change(self, a, b);
}

enum status
diff_init(struct diff *self, const struct text_tree *first, const struct text_tree *second,
    struct err *err)
{
    struct differ differ = { first, second, self, err };

    return walk_groups(&differ, first->root, second->root);
}

void
diff_free(struct diff *self)
{
    arena_free(&self->arena);
    *self = (struct diff){ .n = 0 };
}
