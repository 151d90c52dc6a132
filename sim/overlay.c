/* Groups merge key by key and lists name by name; the rest is replaced whole. */
#include "overlay.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "scan.h"

void
overlay_append(struct text *parent, struct text *node)
{
    node->parent = parent;
    node->next = NULL;
    if (parent->last == NULL) {
        parent->first = node;
    } else {
        parent->last->next = node;
    }
    parent->last = node;
    parent->n_children++;
}

void
overlay_unlink(struct text *node)
{
    struct text *parent = node->parent, *before = NULL;

    if (parent->first == node) {
        parent->first = node->next;
    } else {
        for (before = parent->first; before->next != node; before = before->next) {
        }
        before->next = node->next;
    }
    if (parent->last == node) {
        parent->last = before;
    }
    parent->n_children--;
    node->parent = NULL;
    node->next = NULL;
}

/* Puts `with` where `node` stands, in the same struct, so that no list is searched. */
static void
replace(struct text *node, const struct text *with)
{
    const struct text old = *node;

    *node = *with;
    node->key = old.key;
    node->parent = old.parent;
    node->next = old.next;
    node->overlaid = old.overlaid;
    for (struct text *child = node->first; child != NULL; child = child->next) {
        child->parent = node;
    }
}

/* A list's named members in order of name, for searching. */
struct member {
    const char *name;
    struct text *node;
};

static int
compare_members(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    const int order = strcmp(left->name, right->name);

    /* Of the same name: in order of the file. */
    if (order == 0) {
        return (left->node->place.line > right->node->place.line) -
               (left->node->place.line < right->node->place.line);
    }
    return order;
}

static int
compare_name(const void *name, const void *member)
{
    return strcmp(name, ((const struct member *)member)->name);
}

static enum status
sort_members(const struct text_tree *tree, const struct text *list, struct member **members,
    size_t *n, struct err *err)
{
    *n = 0;
    *members = calloc((size_t)list->n_children + 1, sizeof(struct member));
    if (*members == NULL) {
        return err_memory(err);
    }
    for (struct text *node = list->first; node != NULL; node = node->next) {
        const char *name = text_name(tree, node);

        if (name != NULL) {
            (*members)[(*n)++] = (struct member){ name, node };
        }
    }
    qsort(*members, *n, sizeof(struct member), compare_members);
    return OK;
}

static enum status
refuse_double(const struct text_tree *tree, const struct member *first, const struct member *second,
    const char *bytes, size_t n, struct err *err)
{
    const struct text *list = first->node->parent;
    const int line = first->node->place.line;
    const struct text *named = NULL;
    struct marks marks = { 0 };
    char path[TEXT_PATH_MAX], before[64] = "";

    for (int k = 0; tree->rules->member_keys[k] != NULL && named == NULL; k++) {
        named = text_get(second->node, tree->rules->member_keys[k]);
        named = named != NULL && named->kind == TEXT_STRING ? named : NULL;
    }
    if (line > 0) {
        snprintf(before, sizeof(before), ", first on line %d", line);
    }
    if (line > 0 && err->n_mistakes < ERR_FINDINGS_MAX) { /* more are not kept */
        mark_add_word(&marks, bytes, n, line, first->name, "first here");
        mark_add_word(&marks, bytes, n, second->node->place.line, second->name, "and again here");
    }
    return err_add_marked(err, ERR_SCENARIO, &second->node->place, &marks,
        "%s has two members \"%s\"%s%s", text_path(tree, list, path), second->name, before,
        named != NULL && strcmp(named->key, "term") == 0
            ? "; two terms of one kind need names: { name = ...; term = ...; }"
            : "");
}

enum status
overlay_check(const struct text_tree *tree, const struct text *node, const char *bytes,
    size_t n_bytes, struct err *err)
{
    struct member *members = NULL;
    enum status status = OK, inside = OK;
    size_t n = 0;

    if (node->kind == TEXT_LIST) {
        status = sort_members(tree, node, &members, &n, err);
        for (size_t k = 1; k < n; k++) {
            if (strcmp(members[k - 1].name, members[k].name) == 0) {
                status = refuse_double(tree, &members[k - 1], &members[k], bytes, n_bytes, err);
            }
        }
        free(members);
    }
    for (const struct text *child = node->first; child != NULL; child = child->next) {
        inside = overlay_check(tree, child, bytes, n_bytes, err);
        status = status == OK ? inside : status;
    }
    return status;
}

/* True if word is one of the words of a set, which are separated by spaces. */
static bool
is_in_set(const char *set, const char *word)
{
    const size_t n = strlen(word);

    for (const char *w = strstr(set, word); w != NULL; w = strstr(w + 1, word)) {
        if ((w == set || w[-1] == ' ') && (w[n] == '\0' || w[n] == ' ')) {
            return true;
        }
    }
    return false;
}

/* Takes out of base what the keys of over exclude: `chances` where over has typical_days. */
static void
drop_alternatives(const struct text_tree *tree, struct text *base, const struct text *over)
{
    for (const struct text *o = over->first; o != NULL; o = o->next) {
        for (int k = 0; tree->rules->alternatives[k] != NULL; k++) {
            const char *set = tree->rules->alternatives[k];

            if (!is_in_set(set, o->key)) {
                continue;
            }
            for (struct text *b = base->first, *next = NULL; b != NULL; b = next) {
                next = b->next;
                if (is_in_set(set, b->key) && text_get(over, b->key) == NULL) {
                    overlay_unlink(b);
                }
            }
        }
    }
}

static bool
is_value(const struct text_tree *tree, const struct text *group)
{
    for (int k = 0; tree->rules->value_keys[k] != NULL; k++) {
        if (text_get(group, tree->rules->value_keys[k]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool
has_named(const struct text_tree *tree, const struct text *list)
{
    for (const struct text *node = list->first; node != NULL; node = node->next) {
        if (text_name(tree, node) != NULL) {
            return true;
        }
    }
    return false;
}

static enum status
merge_lists(const struct text_tree *tree, struct text *base, struct text *over, struct err *err)
{
    struct member *members = NULL;
    size_t n = 0;
    enum status status = sort_members(tree, base, &members, &n, err);

    for (struct text *o = over->first, *next = NULL; o != NULL && status == OK; o = next) {
        const char *name = text_name(tree, o);
        const struct member *same = NULL;

        next = o->next;
        if (name != NULL && n > 0) {
            same = bsearch(name, members, n, sizeof(struct member), compare_name);
        }
        if (same != NULL) {
            status = overlay_lay(tree, same->node, o, err);
        } else {
            o->overlaid = true;
            overlay_append(base, o);
        }
    }
    free(members);
    return status;
}

enum status
overlay_lay(const struct text_tree *tree, struct text *base, struct text *over, struct err *err)
{
    if (base->kind == TEXT_GROUP && over->kind == TEXT_GROUP && !is_value(tree, base) &&
        !is_value(tree, over)) {
        return overlay_merge(tree, base, over, err);
    }
    if (base->kind == TEXT_LIST && over->kind == TEXT_LIST && has_named(tree, base) &&
        has_named(tree, over)) {
        return merge_lists(tree, base, over, err);
    }
    replace(base, over);
    return OK;
}

enum status
overlay_merge(const struct text_tree *tree, struct text *base, struct text *over, struct err *err)
{
    enum status status = OK;

    drop_alternatives(tree, base, over);
    for (struct text *o = over->first, *next = NULL; o != NULL && status == OK; o = next) {
        struct text *b = text_get(base, o->key);

        next = o->next;
        if (b != NULL) {
            status = overlay_lay(tree, b, o, err);
        } else {
            overlay_append(base, o);
        }
    }
    return status;
}

void
overlay_disown(const struct text_tree *tree, struct text *root)
{
    for (int k = 0; tree->rules->own_keys[k] != NULL; k++) {
        struct text *node = text_get(root, tree->rules->own_keys[k]);

        if (node != NULL) {
            overlay_unlink(node);
        }
    }
}

/* The member that a word of n bytes names: by its name, or by its number if it has none. */
static struct text *
find_member(const struct text_tree *tree, const struct text *list, const char *word, size_t n)
{
    struct text *node = NULL;
    long number = 0;

    for (node = list->first; node != NULL; node = node->next) {
        const char *name = text_name(tree, node);

        if (name != NULL && strlen(name) == n && memcmp(name, word, n) == 0) {
            return node;
        }
    }
    for (size_t k = 0; k < n; k++) {
        if (word[k] < '0' || word[k] > '9' || n > 9) {
            return NULL;
        }
        number = number * 10 + (word[k] - '0');
    }
    for (node = list->first; node != NULL && number > 1; node = node->next) {
        number--;
    }
    return number == 1 && node != NULL && text_name(tree, node) == NULL ? node : NULL;
}

struct overlay_spot
overlay_find(const struct text_tree *tree, struct text *root, const char *path)
{
    struct overlay_spot spot = { .node = root, .last = root };

    for (;;) {
        const char *word = path + spot.at;

        spot.n = strcspn(word, ".");
        spot.last = spot.node;
        spot.node = NULL;
        if (spot.last->kind == TEXT_LIST) {
            spot.node = find_member(tree, spot.last, word, spot.n);
        } else {
            for (struct text *c = spot.last->first; c != NULL && spot.node == NULL; c = c->next) {
                if (strlen(c->key) == spot.n && memcmp(c->key, word, spot.n) == 0) {
                    spot.node = c;
                }
            }
        }
        if (spot.node == NULL || word[spot.n] == '\0') {
            return spot;
        }
        spot.at += spot.n + 1;
    }
}

/* A message put together piece by piece; what does not fit is left out, and the first piece cut. */
struct message {
    char *text;
    size_t n;
};

static void say(struct message *self, const char *format, ...) PRINTF_LIKE(2, 3);

static void
say(struct message *self, const char *format, ...)
{
    const size_t room = ERR_TEXT_MAX - self->n;
    va_list words;
    int n = 0;

    va_start(words, format);
    n = vsnprintf(self->text + self->n, room, format, words);
    va_end(words);
    if (n < 0 || ((size_t)n >= room && self->n > 0)) {
        self->text[self->n] = '\0';
    } else if ((size_t)n >= room) {
        strcpy(self->text + room - sizeof("..."), "...");
        self->n = room - 1;
    } else {
        self->n += (size_t)n;
    }
}

/* " (now 90..95..100)": a number, text, truth or list of numbers. */
static void
say_value(struct message *self, const struct text *node)
{
    char number[NUM_TEXT_MAX];
    bool short_list = node->kind == TEXT_LIST && node->n_children > 0 && node->n_children <= 3;

    for (const struct text *c = node->first; c != NULL; c = c->next) {
        short_list = short_list && (c->kind == TEXT_WHOLE || c->kind == TEXT_REAL);
    }
    if (node->kind == TEXT_WHOLE || node->kind == TEXT_REAL) {
        say(self, " (now %s)", num_text(node->real, number));
    } else if (node->kind == TEXT_STRING) {
        say(self, " (now \"%s\")", node->string);
    } else if (node->kind == TEXT_TRUTH) {
        say(self, " (now %s)", node->whole != 0 ? "true" : "false");
    } else if (short_list) {
        say(self, " (now ");
        for (const struct text *c = node->first; c != NULL; c = c->next) {
            say(self, "%s%s", c == node->first ? "" : "..", num_text(c->real, number));
        }
        say(self, ")");
    }
}

/* The path with its wrong word replaced, if the whole of it exists then, or else up to there. */
static void
suggest(struct message *self, const struct text_tree *tree, struct text *root, const char *path,
    const struct overlay_spot *spot, const char *word)
{
    char whole[TEXT_PATH_MAX];
    struct overlay_spot there;

    if (snprintf(whole, sizeof(whole), "%.*s%s%s", (int)spot->at, path, word,
            path + spot->at + spot->n) >= (int)sizeof(whole)) {
        return;
    }
    there = overlay_find(tree, root, whole);
    if (there.node == NULL) {
        whole[spot->at + strlen(word)] = '\0';
    }
    say(self, "\ndid you mean %s", whole);
    if (there.node != NULL) {
        say_value(self, there.node);
    }
    say(self, "?");
}

#define NAMES_SHOWN 20
#define WORD_SHOWN 100 /* bytes of the word that is wrong: what there is must fit behind it */

char *
overlay_explain(const struct text_tree *tree, struct text *root, const char *file, const char *path,
    const struct overlay_spot *spot, char *text)
{
    const struct text *last = spot->last;
    const bool list = last->kind == TEXT_LIST;
    const int length = spot->n > WORD_SHOWN ? WORD_SHOWN : (int)spot->n;
    const char *const more = spot->n > WORD_SHOWN ? "..." : "";
    const char **names = NULL, *nearest = NULL;
    char where[TEXT_PATH_MAX], word[TEXT_PATH_MAX], kind[SCAN_WORD_MAX];
    struct message message = { text, 0 };
    int n = 0;

    text_path(tree, last, where);
    if (last->kind != TEXT_GROUP && !list) {
        say(&message, "%s is %s; it holds no \"%.*s%s\"", where, text_kind_name(last->kind), length,
            path + spot->at, more);
        return text;
    }
    scan_singular(
        last->key != NULL ? last->key : "", last->key != NULL ? strlen(last->key) : 0, kind);
    say(&message, "%s has no %s\"%.*s%s\"", file, list ? strcat(kind, " ") : "", length,
        path + spot->at, more);
    if (last != root && !(list && last->parent == root)) {
        say(&message, " in %s", where);
    }
    names = calloc((size_t)last->n_children + 1, sizeof(char *));
    for (const struct text *c = last->first; c != NULL && names != NULL; c = c->next) {
        names[n] = list ? text_name(tree, c) : c->key;
        n += names[n] != NULL ? 1 : 0;
    }
    if (n > 0) {
        snprintf(word, sizeof(word), "%.*s", length, path + spot->at);
        nearest = err_nearest(word, names, n);
        if (nearest != NULL) {
            suggest(&message, tree, root, path, spot, nearest);
        }
        say(&message, "\nits %s: ", !list ? "keys" : last->key != NULL ? last->key : "members");
        for (int k = 0; k < n && k < NAMES_SHOWN; k++) {
            say(&message, "%s%s", k == 0 ? "" : ", ", names[k]);
        }
        if (n > NAMES_SHOWN) {
            say(&message, ", ... (%d in all)", n);
        }
    } else if (list && last->n_children > 0) {
        say(&message, "\nits members are counted from 1 to %d", last->n_children);
    }
    free(names);
    return text;
}

enum status
overlay_remove(const struct text_tree *tree, struct text *root, const struct text *list,
    const char *file, struct err *err)
{
    const struct text *first = list->kind == TEXT_LIST ? list->first : list;
    const size_t room = list->kind == TEXT_LIST ? (size_t)list->n_children + 1 : 1;
    struct text **found = calloc(room, sizeof(struct text *));
    enum status status = OK;
    size_t n = 0;
    char text[ERR_TEXT_MAX];

    if (found == NULL) {
        return err_memory(err);
    }
    /* All are found before the first is taken out, or the numbers of members would shift. */
    for (const struct text *path = first; path != NULL; path = path->next) {
        struct overlay_spot spot;

        if (path->kind != TEXT_STRING) {
            status = err_add(err, ERR_SCENARIO, &path->place,
                "remove holds %s; it must be a list of paths, remove = ( \"events.vote\" )",
                text_kind_name(path->kind));
        } else {
            spot = overlay_find(tree, root, path->string);
            if (spot.node == NULL) {
                status = err_add(err, ERR_SCENARIO, &path->place, "remove \"%s\": %s", path->string,
                    overlay_explain(tree, root, file, path->string, &spot, text));
            } else {
                found[n++] = spot.node;
            }
        }
        if (list->kind != TEXT_LIST) {
            break;
        }
    }
    for (size_t k = 0; k < n && status == OK; k++) {
        /* Not twice, when a path is named twice. */
        if (found[k]->parent != NULL) {
            overlay_unlink(found[k]);
        }
    }
    free(found);
    return status;
}
