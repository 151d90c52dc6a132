/* From bytes to a tree: scan.c finds the mistakes that libconfig would hide, libconfig parses the
 * clean copy, the tree takes its values over, overlay.c merges the files of a chain.
 *
 * libconfig is destroyed before anything is merged: nothing of it outlives text_load. Its type of
 * a setting is looked at first (it reads `x = 2` as 0.0 without a word when asked for a float), and
 * lines are those of scan.c (libconfig's are late for texts in lists). It crashes when memory is
 * short, so that memory is tried for first. */
#include "text.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "overlay.h"
#include "scan.h"
#include "source.h"
#include "utf8.h"

/* What libconfig needs for each value, generously: a setting, its place in a list, its text. */
#define LIBCONFIG_VALUE 160

struct builder {
    struct text_tree *tree;
    const char *file;
    const struct scan *scan;
    size_t n_values; /* taken from scan->values */
    struct err *err;
};

static struct text *
new_node(struct text_tree *self, const char *key, const struct place *place, struct err *err)
{
    struct text *node = arena_alloc(&self->arena, 1, sizeof(struct text));

    if (node != NULL) {
        node->place = *place;
        node->key = key != NULL ? arena_copy(&self->arena, key, strlen(key)) : NULL;
    }
    if (node == NULL || (key != NULL && node->key == NULL)) {
        (void)err_memory(err);
        return NULL;
    }
    return node;
}

/* A text may have got bytes that are not UTF-8 by \xHH. */
static enum status
build_string(struct builder *self, const char *string, struct text *node)
{
    const size_t n = strlen(string);

    for (size_t k = 0; k < n;) {
        const size_t length = utf8_character(string + k, n - k);

        if (length == 0) {
            return err_add(self->err, ERR_SCENARIO, &node->place,
                "\"%.*s\\x%02x...\": the bytes given by \\x are not UTF-8", (int)k, string,
                (unsigned)(unsigned char)string[k]);
        }
        k += length;
    }
    node->kind = TEXT_STRING;
    node->string = arena_copy(&self->tree->arena, string, n);
    return node->string != NULL ? OK : err_memory(self->err);
}

static enum status build(struct builder *self, const config_setting_t *setting, struct text *node);

static enum status
build_children(struct builder *self, const config_setting_t *setting, struct text *node)
{
    const int n = config_setting_length(setting);
    enum status status = OK;

    for (int k = 0; k < n && status == OK; k++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)k);
        struct place place = { self->file, 0 };
        struct text *node_child = NULL;

        BUG_IF(self->n_values == self->scan->n_values);
        place.line = self->scan->values[self->n_values++].line;
        node_child = new_node(self->tree, config_setting_name(child), &place, self->err);
        if (node_child == NULL) {
            return ERR_MEMORY;
        }
        overlay_append(node, node_child);
        status = build(self, child, node_child);
    }
    return status;
}

static enum status
build(struct builder *self, const config_setting_t *setting, struct text *node)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_GROUP:
        node->kind = TEXT_GROUP;
        return build_children(self, setting, node);
    case CONFIG_TYPE_LIST:
    case CONFIG_TYPE_ARRAY:
        node->kind = TEXT_LIST;
        return build_children(self, setting, node);
    case CONFIG_TYPE_INT:
        node->kind = TEXT_WHOLE;
        node->whole = config_setting_get_int(setting);
        node->real = (double)node->whole;
        return OK;
    case CONFIG_TYPE_INT64:
        node->kind = TEXT_WHOLE;
        node->whole = config_setting_get_int64(setting);
        node->real = (double)node->whole;
        return OK;
    case CONFIG_TYPE_FLOAT:
        node->kind = TEXT_REAL;
        node->real = config_setting_get_float(setting) + 0.0; /* -0 is 0 */
        if (!(node->real - node->real == 0.0)) {
            return err_add(
                self->err, ERR_SCENARIO, &node->place, "the number is too large to be finite");
        }
        return OK;
    case CONFIG_TYPE_STRING:
        return build_string(self, config_setting_get_string(setting), node);
    case CONFIG_TYPE_BOOL:
        node->kind = TEXT_TRUTH;
        node->whole = config_setting_get_bool(setting) != 0;
        return OK;
    default:
        err_bug(__FILE__, __LINE__, "a setting of no type");
    }
}

/* True if there is memory for what libconfig will ask for: it does not look whether it got it. */
static bool
is_memory_left(const struct scan *scan)
{
    void *trial = malloc(strlen(scan->clean) * 3 + scan->n_values * LIBCONFIG_VALUE + (1u << 16));

    free(trial);
    return trial != NULL;
}

/* The text of a file, or of a value on the command line, as a group. On failure *root is NULL. */
static enum status
parse(struct text_tree *self, const char *bytes, size_t n, const struct place *start,
    struct text **root, struct err *err)
{
    struct scan scan = { 0 };
    struct builder builder = { .tree = self, .file = start->file, .scan = &scan, .err = err };
    struct place place = *start;
    struct text *node = NULL;
    config_t config;
    enum status status = scan_bytes(&scan, bytes, n, start, err);

    *root = NULL;
    if (status == OK && !is_memory_left(&scan)) {
        status = err_memory(err);
    }
    if (status != OK) {
        scan_free(&scan);
        return status;
    }
    config_init(&config);
    if (config_read_string(&config, scan.clean) != CONFIG_TRUE) {
        place.line = start->line > 0 ? config_error_line(&config) : 0;
        status = err_add(err, ERR_SCENARIO, &place, "the file cannot be read here: %s",
            config_error_text(&config));
    } else {
        node = new_node(self, NULL, start, err);
        status = node != NULL ? build(&builder, config_root_setting(&config), node) : ERR_MEMORY;
    }
    config_destroy(&config);
    scan_free(&scan);
    if (status == OK) {
        *root = node;
    }
    return status;
}

/* A file of the chain: the scenario, its base, the base of that ... */
struct link {
    struct text *root;
    const char *file;
    unsigned long long device, inode;
    struct text *base;   /* the setting that names the next file, or NULL */
    struct text *remove; /* or NULL */
};

/* Where the files of a chain are: in memory (n of them), or on disk when `files` is NULL; then
 * `held`, unless NULL, is what standard input brought. */
struct shelf {
    const struct text_file *files;
    int n;
    const struct source *held;
};

static enum status
fetch(const struct shelf *self, const char *path, const struct place *named_by,
    struct source *source, struct err *err)
{
    if (self->held != NULL && named_by == NULL) {
        return source_take(
            source, self->held->name, self->held->bytes, self->held->n, TEXT_FILE_MAX, NULL, err);
    }
    if (self->files == NULL) {
        return source_read(source, path, TEXT_FILE_MAX, named_by, err);
    }
    for (int k = 0; k < self->n; k++) {
        const struct text_file *file = &self->files[k];

        if (strcmp(file->name, path) == 0) {
            const enum status status =
                source_take(source, file->name, file->bytes, file->n, TEXT_FILE_MAX, named_by, err);

            source->inode = (unsigned long long)k + 1;
            return status;
        }
    }
    return err_add(
        err, ERR_SCENARIO, named_by, "there is no file \"%.200s\" beside this one", path);
}

static enum status
read_link(struct text_tree *self, const struct shelf *shelf, struct link *link, const char *path,
    const struct place *named_by, struct err *err)
{
    struct source source = { 0 };
    struct place start = { NULL, 1 };
    enum status status = fetch(shelf, path, named_by, &source, err);
    enum status names = OK;

    link->device = source.device;
    link->inode = source.inode;
    if (status == OK) {
        link->file = arena_copy(&self->arena, source.name, strlen(source.name));
        start.file = link->file;
        status = link->file == NULL ? err_memory(err)
                                    : parse(self, source.bytes, source.n, &start, &link->root, err);
    }
    if (status != OK) {
        source_free(&source);
        return status;
    }
    link->base = text_get(link->root, "base");
    link->remove = text_get(link->root, "remove");
    if (link->base != NULL && link->base->kind != TEXT_STRING) {
        status = err_add(err, ERR_SCENARIO, &link->base->place,
            "base is %s; it must be the name of a file in quotes",
            text_kind_name(link->base->kind));
        link->base = NULL;
    } else if (link->remove != NULL && link->base == NULL) {
        status = err_add(err, ERR_SCENARIO, &link->remove->place,
            "remove takes away parts of a base, but no base is given: base = \"file.cfg\";");
    }
    names = overlay_check(self, link->root, source.bytes, source.n, err);
    source_free(&source);
    return status == OK ? names : status;
}

/* Refuses a file that stands in the chain already, naming all that lead round to it. */
static enum status
check_loop(struct text_tree *self, const struct link *links, int n, struct err *err)
{
    const struct link *last = &links[n - 1];
    char *names = NULL;
    int first = 0;

    while (first < n - 1 &&
           (links[first].inode != last->inode || links[first].device != last->device)) {
        first++;
    }
    if (first == n - 1 || last->inode == 0) {
        return OK;
    }
    names = arena_copy(&self->arena, links[first].file, strlen(links[first].file));
    for (int k = first + 1; k < n && names != NULL; k++) {
        names = arena_print(&self->arena, "%s -> %s", names, links[k < n - 1 ? k : first].file);
    }
    if (names == NULL) {
        return err_memory(err);
    }
    return err_add(
        err, ERR_SCENARIO, &links[n - 2].base->place, "the bases lead round in a loop: %s", names);
}

const char *
text_resolve(struct text_tree *self, const struct text *name)
{
    const char *slash = strrchr(name->place.file, '/');

    /* A command line is no file: its paths are those of the current folder. */
    if (name->string[0] == '/' || slash == NULL || name->place.line == 0) {
        return arena_copy(&self->arena, name->string, strlen(name->string));
    }
    return arena_print(
        &self->arena, "%.*s/%s", (int)(slash - name->place.file), name->place.file, name->string);
}

/* The scenario first, then base after base. All mistakes of all files are found, but those behind
 * a file that cannot be understood. */
static enum status
read_chain(struct text_tree *self, const struct shelf *shelf, struct link *links, int *n,
    const char *path, const struct place *named_by, struct err *err)
{
    enum status status = OK, worst = OK;

    do {
        if (*n == TEXT_BASES_MAX) {
            return err_add(err, ERR_SCENARIO, named_by, "more than %d files build on one another",
                TEXT_BASES_MAX);
        }
        status = read_link(self, shelf, &links[(*n)++], path, named_by, err);
        worst = worst == OK || status == ERR_MEMORY ? status : worst;
        if (links[*n - 1].root == NULL) {
            return worst;
        }
        status = check_loop(self, links, *n, err);
        if (status != OK) {
            return status;
        }
        if (links[*n - 1].base != NULL) {
            named_by = &links[*n - 1].base->place;
            path = text_resolve(self, links[*n - 1].base);
            if (path == NULL) {
                return err_memory(err);
            }
        }
    } while (links[*n - 1].base != NULL);
    return worst;
}

/* From the last base forward. */
static enum status
merge_chain(struct text_tree *self, const struct link *links, int n, struct err *err)
{
    struct text *root = links[n - 1].root;
    enum status status = OK, removed = OK;

    for (int k = n - 2; k >= 0 && status == OK; k--) {
        overlay_disown(self, root);
        if (links[k].remove != NULL) { /* of the base, so before what the overlay adds */
            status = overlay_remove(self, root, links[k].remove, links[k + 1].file, err);
        }
        if (status == ERR_SCENARIO) { /* what stands there yet is looked at all the same */
            removed = status;
            status = OK;
        }
        status = status == OK ? overlay_merge(self, root, links[k].root, err) : status;
        root->place = links[k].root->place;
    }
    for (int k = 0; k < 2; k++) {
        struct text *node = text_get(root, k == 0 ? "base" : "remove");

        if (node != NULL) {
            overlay_unlink(node);
        }
    }
    self->root = root;
    return status == OK ? removed : status;
}

/* Each file's tables become nodes of that file, so that what is written over them, and taken away
 * from them, is laid and removed like anything else. */
static enum status
expand_tables(struct text_tree *self, const struct link *links, int n, struct err *err)
{
    struct text *roots[TEXT_BASES_MAX];

    for (int k = 0; k < n; k++) {
        roots[k] = links[k].root;
    }
    return self->rules->expand != NULL ? self->rules->expand(self, roots, n, err) : OK;
}

/* The file's name without folder and ".cfg". */
static char *
stem_of(struct text_tree *self, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = strcmp(path, "-") == 0 ? "stdin" : slash != NULL ? slash + 1 : path;
    const size_t n = strlen(name);

    return arena_copy(&self->arena, name, n > 4 && strcmp(name + n - 4, ".cfg") == 0 ? n - 4 : n);
}

static enum status
load(struct text_tree *self, const struct text_rules *rules, const struct shelf *shelf,
    const char *path, const struct place *named_by, struct err *err)
{
    struct link links[TEXT_BASES_MAX];
    enum status status = OK;
    int n = 0;

    memset(links, 0, sizeof(links));
    *self = (struct text_tree){ .rules = rules };
    self->stem = stem_of(self, path);
    status = self->stem != NULL ? read_chain(self, shelf, links, &n, path, named_by, err)
                                : err_memory(err);
    status = status == OK ? expand_tables(self, links, n, err) : status;
    self->base = n > 1 ? links[1].file : NULL;
    return status == OK ? merge_chain(self, links, n, err) : status;
}

enum status
text_load(struct text_tree *self, const struct text_rules *rules, const char *path, struct err *err)
{
    return text_load_named(self, rules, path, NULL, err);
}

enum status
text_load_named(struct text_tree *self, const struct text_rules *rules, const char *path,
    const struct place *named_by, struct err *err)
{
    const struct shelf disk = { NULL, 0, NULL };

    return load(self, rules, &disk, path, named_by, err);
}

enum status
text_load_held(struct text_tree *self, const struct text_rules *rules, const struct source *held,
    struct err *err)
{
    const struct shelf disk = { NULL, 0, held };

    return load(self, rules, &disk, "-", NULL, err);
}

enum status
text_load_files(struct text_tree *self, const struct text_rules *rules,
    const struct text_file *files, int n_files, struct err *err)
{
    const struct shelf memory = { files, n_files, NULL };

    BUG_IF(n_files < 1);
    return load(self, rules, &memory, files[0].name, NULL, err);
}

void
text_free(struct text_tree *self)
{
    arena_free(&self->arena);
    *self = (struct text_tree){ .rules = NULL };
}

struct text *
text_get(const struct text *group, const char *key)
{
    if (group->kind != TEXT_GROUP) {
        return NULL;
    }
    for (struct text *child = group->first; child != NULL; child = child->next) {
        if (strcmp(child->key, key) == 0) {
            return child;
        }
    }
    return NULL;
}

const char *
text_name(const struct text_tree *self, const struct text *member)
{
    for (int k = 0; self->rules->member_keys[k] != NULL; k++) {
        const struct text *name = text_get(member, self->rules->member_keys[k]);

        if (name != NULL && name->kind == TEXT_STRING) {
            return name->string;
        }
    }
    return NULL;
}

/* The last word of a node's path. */
static const char *
path_word(const struct text_tree *self, const struct text *node, char number[24])
{
    const char *name = NULL;
    int k = 1;

    if (node->parent->kind == TEXT_GROUP) {
        return node->key;
    }
    name = text_name(self, node);
    if (name != NULL) {
        return name;
    }
    for (const struct text *other = node->parent->first; other != node; other = other->next) {
        k++;
    }
    snprintf(number, 24, "%d", k);
    return number;
}

char *
text_path(const struct text_tree *self, const struct text *node, char *path)
{
    size_t at = TEXT_PATH_MAX - 1; /* the path grows from its end to its front */
    char number[24];

    path[at] = '\0';
    for (; node->parent != NULL; node = node->parent) {
        const char *word = path_word(self, node, number);
        const size_t n = strlen(word), dot = path[at] != '\0' ? 1 : 0;

        if (n + dot > at) {
            /* The word's end, behind "...". */
            const size_t room = at > dot + 3 ? at - dot - 3 : 0;

            if (dot == 1 && room > 0) {
                path[--at] = '.';
            }
            at -= room;
            memcpy(path + at, word + n - room, room);
            while (at < 3 || ((unsigned char)path[at] & 0xC0) == 0x80) {
                at++;
            }
            at -= 3;
            memcpy(path + at, "...", 3);
            break;
        }
        if (dot == 1) {
            path[--at] = '.';
        }
        at -= n;
        memcpy(path + at, word, n);
    }
    return memmove(path, path + at, TEXT_PATH_MAX - at);
}

struct text *
text_add(struct text_tree *self, struct text *group, const char *key, const struct text *value)
{
    struct text *node = key != NULL ? text_get(group, key) : NULL;

    BUG_IF(group->kind != (key != NULL ? TEXT_GROUP : TEXT_LIST));
    if (node != NULL) {
        return node;
    }
    node = arena_alloc(&self->arena, 1, sizeof(struct text));
    if (node == NULL) {
        return NULL;
    }
    node->kind = value->kind;
    node->whole = value->whole;
    node->real = value->real;
    node->place = group->place;
    node->filled_in = true;
    if (key != NULL) {
        node->key = arena_copy(&self->arena, key, strlen(key));
    }
    if (value->kind == TEXT_STRING) {
        node->string = arena_copy(&self->arena, value->string, strlen(value->string));
    }
    if ((key != NULL && node->key == NULL) ||
        (value->kind == TEXT_STRING && node->string == NULL)) {
        return NULL;
    }
    overlay_append(group, node);
    return node;
}

const char *
text_kind_name(enum text_kind kind)
{
    switch (kind) {
    case TEXT_GROUP:
        return "a group";
    case TEXT_LIST:
        return "a list";
    case TEXT_WHOLE:
    case TEXT_REAL:
        return "a number";
    case TEXT_STRING:
        return "a text";
    case TEXT_TRUTH:
        return "true or false";
    }
    return "a value";
}

/* A word that a shell user types without quotes: --set talks.first.model=mean, or a date. */
static bool
is_bare_text(const char *value)
{
    const size_t n =
        strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
    char why[DATE_WHY_MAX];
    int day = 0;

    if (value[n] != '\0' || n == 0 || strcmp(value, "true") == 0 || strcmp(value, "false") == 0) {
        return false;
    }
    if (value[0] >= '0' && value[0] <= '9') {
        /* A date that does not exist is one too: what reads it says why. */
        return date_read(value, &day, why) || (n == 10 && value[4] == '-' && value[7] == '-');
    }
    return value[0] != '.' && value[0] != '-';
}

/* The node of a value given on the command line, with `key`. */
static enum status
parse_value(struct text_tree *self, const char *value, const char *key, const struct place *place,
    struct text **node, struct err *err)
{
    const bool bare = is_bare_text(value);
    enum status status = source_check(value, strlen(value), place, err);
    struct text *root = NULL;
    char *line = NULL;

    if (status != OK) {
        return status;
    }
    if (value[strspn(value, " \t")] == '\0') {
        return err_add(err, ERR_USAGE, place, "no value stands behind =");
    }
    /* The key is only for messages. */
    line = arena_print(
        &self->arena, bare ? "%s = \"%s\"" : "%s = %s", key != NULL ? key : "member", value);
    if (line == NULL) {
        return err_memory(err);
    }
    status = parse(self, line, strlen(line), place, &root, err);
    if (status != OK) {
        return status;
    }
    if (root->n_children != 1) {
        return err_add(err, ERR_USAGE, place, "one value only; several are a list: (1, 2)");
    }
    *node = root->first;
    overlay_unlink(*node);
    (*node)->key = key != NULL ? arena_copy(&self->arena, key, strlen(key)) : NULL;
    if (key != NULL && (*node)->key == NULL) {
        return err_memory(err);
    }
    return overlay_check(self, *node, NULL, 0, err);
}

/* Brackets from a node down. */
static int
height(const struct text *node)
{
    int most = 0;

    for (const struct text *child = node->first; child != NULL; child = child->next) {
        const int h = height(child);

        most = h > most ? h : most;
    }
    return node->kind == TEXT_GROUP || node->kind == TEXT_LIST ? most + 1 : 0;
}

/* The file of the tree's root is what messages call the scenario. */
static enum status
refuse_path(
    struct text_tree *self, const char *path, const struct overlay_spot *spot, struct err *err)
{
    struct place place = { NULL, 0 };
    char text[ERR_TEXT_MAX];

    place.file = arena_print(&self->arena, "--set %.*s", (int)(spot->at + spot->n), path);
    if (place.file == NULL) {
        return err_memory(err);
    }
    return err_add(err, ERR_USAGE, &place, "%s",
        overlay_explain(self, self->root, self->root->place.file, path, spot, text));
}

/* A key must be one that can be written to a file and read back. */
static bool
is_key(const char *word)
{
    const size_t n =
        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    return n > 0 && word[n] == '\0' && (word[0] | 0x20) >= 'a' && (word[0] | 0x20) <= 'z' &&
           strcmp(word, "true") != 0 && strcmp(word, "false") != 0;
}

/* Puts a value at a spot as an overlay would: a group of this one key is laid over its parent. */
static enum status
assign(struct text_tree *self, const struct overlay_spot *spot, struct text *value, struct err *err)
{
    struct text *parent = spot->last;
    struct text over = { .kind = TEXT_GROUP, .place = value->place };
    int depth = height(value);

    for (const struct text *node = parent; node->parent != NULL; node = node->parent) {
        depth++;
    }
    if (depth > TEXT_DEPTH_MAX) {
        return err_add(err, ERR_USAGE, &value->place,
            "brackets would stand more than %d deep in one another", TEXT_DEPTH_MAX);
    }
    if (parent->kind == TEXT_LIST) {
        return overlay_lay(self, spot->node, value, err);
    }
    overlay_append(&over, value);
    return overlay_merge(self, parent, &over, err);
}

enum status
text_set(struct text_tree *self, const char *assignment, struct err *err)
{
    /* What says where the tree comes from is no part of it any more. */
    static const char *const used_up[] = { "base", "remove", "actors_table" };
    const char *equal = strchr(assignment, '=');
    struct place place = { arena_print(&self->arena, "--set %s", assignment), 0 };
    struct overlay_spot spot;
    struct text *value = NULL;
    const char *key = NULL;
    char *path = NULL;
    enum status status = OK;

    BUG_IF(self->root == NULL);
    if (place.file == NULL) {
        return err_memory(err);
    }
    if (equal == NULL || equal == assignment) {
        return err_add(err, ERR_USAGE, &place,
            "write --set PATH=VALUE, such as --set actors.NAME.capability=10");
    }
    path = arena_copy(&self->arena, assignment, (size_t)(equal - assignment));
    if (path == NULL) {
        return err_memory(err);
    }
    for (size_t k = 0; k < sizeof(used_up) / sizeof(used_up[0]); k++) {
        const size_t length = strlen(used_up[k]);

        if (strncmp(path, used_up[k], length) == 0 &&
            (path[length] == '\0' || path[length] == '.')) {
            return err_add(err, ERR_USAGE, &place, "%s belongs in a scenario file: write a variant",
                used_up[k]);
        }
    }
    spot = overlay_find(self, self->root, path);
    key = path + spot.at;
    if (spot.node == NULL &&
        (spot.last->kind != TEXT_GROUP || key[spot.n] != '\0' || !is_key(key))) {
        return refuse_path(self, path, &spot, err);
    }
    status = parse_value(
        self, equal + 1, spot.last->kind == TEXT_GROUP ? key : NULL, &place, &value, err);
    return status == OK ? assign(self, &spot, value, err) : status;
}

/* A text in quotes, as a file has it. */
static void
write_string(const char *string, FILE *out)
{
    static const char plain[] = "\"\\\n\t\r\f", escaped[] = "\"\\ntrf";

    fputc('"', out);
    for (const char *c = string; *c != '\0'; c++) {
        const char *found = strchr(plain, *c);

        if (found != NULL) {
            fputc('\\', out);
            fputc(escaped[found - plain], out);
        } else if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)*c);
        } else {
            fputc(*c, out);
        }
    }
    fputc('"', out);
}

/* A real stays a real: "40.0". */
static void
write_real(double real, FILE *out)
{
    char number[NUM_TEXT_MAX];

    num_text(real, number);
    fputs(number, out);
    if (strpbrk(number, ".e") == NULL) {
        fputs(".0", out);
    }
}

/* True for scalars, and for lists of them inside `nested` further lists at most. */
static bool
is_flat(const struct text *node, int nested)
{
    if (node->kind == TEXT_GROUP || (node->kind == TEXT_LIST && nested < 0)) {
        return false;
    }
    for (const struct text *child = node->first; child != NULL; child = child->next) {
        if (!is_flat(child, nested - 1)) {
            return false;
        }
    }
    return true;
}

/* True for what is written on one line: what is flat, and groups of up to 3 flat values. */
static bool
is_short(const struct text *node)
{
    if (node->kind != TEXT_GROUP) {
        return is_flat(node, 1);
    }
    for (const struct text *child = node->first; child != NULL; child = child->next) {
        if (!is_flat(child, 1)) {
            return false;
        }
    }
    return node->n_children <= 3;
}

static void
indent(int depth, FILE *out)
{
    fprintf(out, "\n%*s", 2 * depth, "");
}

static void write_node(const struct text *node, int depth, FILE *out);

/* The settings of a group, each on its own line at `depth`, or all on this one. */
static void
write_settings(const struct text *group, bool one_line, int depth, FILE *out)
{
    for (const struct text *child = group->first; child != NULL; child = child->next) {
        if (one_line) {
            fputc(' ', out);
        } else if (depth > 0 || child != group->first) {
            indent(depth, out);
        }
        fprintf(out, "%s = ", child->key);
        write_node(child, depth, out);
        fputc(';', out);
    }
}

static void
write_members(const struct text *list, int depth, FILE *out)
{
    const bool one_line = is_short(list);

    fputc('(', out);
    for (const struct text *child = list->first; child != NULL; child = child->next) {
        if (!one_line) {
            indent(depth + 1, out);
        } else if (child != list->first) {
            fputc(' ', out);
        }
        write_node(child, depth + 1, out);
        if (child->next != NULL) {
            fputc(',', out);
        }
    }
    if (!one_line) {
        indent(depth, out);
    }
    fputc(')', out);
}

static void
write_node(const struct text *node, int depth, FILE *out)
{
    switch (node->kind) {
    case TEXT_GROUP:
        fputc('{', out);
        write_settings(node, is_short(node), depth + 1, out);
        if (is_short(node)) {
            fputs(" }", out);
        } else {
            indent(depth, out);
            fputc('}', out);
        }
        return;
    case TEXT_LIST:
        write_members(node, depth, out);
        return;
    case TEXT_WHOLE:
        /* L: libconfig cuts to 32 bits without it. Ours reads either. */
        fprintf(out, node->whole > INT32_MAX || node->whole < INT32_MIN ? "%lldL" : "%lld",
            (long long)node->whole);
        return;
    case TEXT_REAL:
        write_real(node->real, out);
        return;
    case TEXT_STRING:
        write_string(node->string, out);
        return;
    case TEXT_TRUTH:
        fputs(node->whole != 0 ? "true" : "false", out);
        return;
    }
}

void
text_write(const struct text_tree *self, FILE *out)
{
    write_settings(self->root, false, 0, out);
    if (self->root->n_children > 0) {
        fputc('\n', out);
    }
}
