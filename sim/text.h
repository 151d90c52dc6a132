/* text: a scenario file as a tree in which every value knows its file and line.
 *
 * The only file that reads libconfig. Everything else reads this tree: base files are merged, the
 * --set assignments applied, members removed, so that a message is the same wherever a value
 * came from. Before libconfig sees the bytes, one pass over them finds what it reports badly or
 * swallows without a word (see text.c).
 *
 * Thread-safety: one thread at a time per tree; read-only use may be shared. */
#ifndef PARLEY_TEXT_H
#define PARLEY_TEXT_H

#include <stdint.h>
#include <stdio.h>

#include "arena.h"
#include "err.h"

enum text_kind { TEXT_GROUP, TEXT_LIST, TEXT_WHOLE, TEXT_REAL, TEXT_STRING, TEXT_TRUTH };

struct text {
    enum text_kind kind;
    const char *key; /* NULL for members of a list and for the root */
    struct place place;
    int64_t whole;      /* TEXT_WHOLE; TEXT_TRUTH: 0 or 1 */
    double real;        /* TEXT_REAL, and the same value for TEXT_WHOLE */
    const char *string; /* TEXT_STRING: UTF-8, no NUL */
    bool filled_in;     /* a default added by text_add, not written by the author */
    bool overlaid;      /* a list member that an overlay added, with no counterpart in the base */
    struct text *parent, *first, *last, *next; /* children of groups and lists, in order */
    int n_children;
};

struct text_tree;

/* What the merging of overlays must know about the language. All lists end in NULL. */
struct text_rules {
    /* Groups that hold one of these keys are a value, and are replaced whole. */
    const char *const *value_keys;
    /* Keys of which one replaces the others, separated by spaces: "after after_any after_all". */
    const char *const *alternatives;
    /* The keys by which members of a list are matched, first found first: name, actor, term. */
    const char *const *member_keys;
    /* Keys of the root that an overlay does not inherit: name, base, remove. */
    const char *const *own_keys;
    /* Keys whose values only people read: title, source, note. They change no result. */
    const char *const *remark_keys;
    /* Lists with names in which the order counts all the same: stages. */
    const char *const *ordered_keys;
    /* Puts what tables hold into the files of a chain, before they are merged: roots[0] is the
     * scenario, roots[n - 1] its last base. NULL: there are no tables. */
    enum status (*expand)(
        struct text_tree *tree, struct text *const *roots, int n, struct err *err);
};

struct text_tree {
    struct arena arena;
    struct text *root; /* a TEXT_GROUP */
    const struct text_rules *rules;
    const char *stem; /* file name without folder and ".cfg": the default of `name` */
    const char *base; /* the file that this one builds on, as messages call it, or NULL */
};

#define TEXT_FILE_MAX (32u << 20) /* bytes in one file: also one that holds 5,000 actors */
#define TEXT_DEPTH_MAX 32         /* brackets inside one another */
#define TEXT_BASES_MAX 16         /* files in a chain of bases */

/* Reads a file ("-" is standard input), its chain of bases, and applies `remove`. On failure
 * every mistake found is in err and the tree is still to be freed. The file named on the command
 * line that cannot be read is ERR_IO, a base that cannot be read ERR_SCENARIO. */
enum status text_load(struct text_tree *self, const struct text_rules *rules, const char *path,
    struct err *err) MUST_CHECK;

/* The same for a file that another names at a place: then a file that cannot be read is
 * ERR_SCENARIO, there. */
enum status text_load_named(struct text_tree *self, const struct text_rules *rules,
    const char *path, const struct place *named_by, struct err *err) MUST_CHECK;

/* text_load of "-" by one who reads it more than once: `held` is what source_read got from there.
 * Bases are read from the disk. */
struct source;
enum status text_load_held(struct text_tree *self, const struct text_rules *rules,
    const struct source *held, struct err *err) MUST_CHECK;

/* The path of a file that a text of the tree names, as that text's own file means it; the tree's.
 * NULL when memory is exhausted. */
const char *text_resolve(struct text_tree *self, const struct text *name) MUST_CHECK;

/* A file in memory. */
struct text_file {
    const char *name; /* what messages call it, and by what a base names it */
    const char *bytes;
    size_t n;
};

/* text_load from memory: the first file is the scenario, and bases are looked for among the files
 * and nowhere else. */
enum status text_load_files(struct text_tree *self, const struct text_rules *rules,
    const struct text_file *files, int n_files, struct err *err) MUST_CHECK;

/* Applies "PATH=VALUE", VALUE as in a file (a bare word or date is taken as a string). The path
 * must exist, but for its last key, which may be new in an existing group. Mistakes are
 * ERR_USAGE, with the nearest existing name. */
enum status text_set(struct text_tree *self, const char *assignment, struct err *err) MUST_CHECK;

/* Frees the tree; valid after a failed text_load and on a zeroed tree. */
void text_free(struct text_tree *self);

/* The child of a group with that key, or NULL. */
struct text *text_get(const struct text *group, const char *key);

/* The name by which a member of a list is addressed (its name, actor or term), or NULL. */
const char *text_name(const struct text_tree *self, const struct text *member);

/* The node's path, "actors.ann.price.salience", into path of at least TEXT_PATH_MAX bytes
 * (longer ones are cut at the front with "..."). Members without a name count from 1: "chances.2".
 * Returns path. */
#define TEXT_PATH_MAX 256
char *text_path(const struct text_tree *self, const struct text *node, char *path);

/* Adds a default that the author did not write to a group (placed at the group's line) and
 * returns it, or NULL when memory is exhausted. `value` is copied from a node of the caller, whose
 * kind, whole, real and string count (a new group or list is empty). With a NULL key the group is a
 * list, and the node becomes its last member. A no-op that returns the existing node when the key
 * is there. */
struct text *text_add(
    struct text_tree *self, struct text *group, const char *key, const struct text *value);

/* Writes the tree as a file that reads back to the same tree: two spaces a level, lists of
 * scalars on one line, numbers in shortest round-trip form, wholes beyond 32 bits so that they are
 * read right. Write errors are left in the stream (ferror). */
void text_write(const struct text_tree *self, FILE *out);

/* What a message calls the kind: "a number", "a text", "a list", "a group", "true or false". */
const char *text_kind_name(enum text_kind kind);

#endif
