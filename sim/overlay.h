/* overlay: one text tree laid over another, and the paths that name a place in a tree.
 *
 * The part of text.h that knows what a variant does to its base. Used by text.c only. Nodes of the
 * overlay move into the base; all stand in the tree's arena. Thread-safety: one thread at a time
 * per tree. */
#ifndef PARLEY_OVERLAY_H
#define PARLEY_OVERLAY_H

#include "text.h"

/* Adds a node as the last child of a group or list. */
void overlay_append(struct text *parent, struct text *node);

/* Takes a node out of its parent. */
void overlay_unlink(struct text *node);

/* Refuses two members of one list of the same name, in a node and all that it holds. bytes are
 * those of the file (n_bytes), whose lines are shown; NULL and 0 on the command line. */
enum status overlay_check(const struct text_tree *tree, const struct text *node, const char *bytes,
    size_t n_bytes, struct err *err) MUST_CHECK;

/* Lays the group `over` over the group `base`, which then holds the result. */
enum status overlay_merge(
    const struct text_tree *tree, struct text *base, struct text *over, struct err *err) MUST_CHECK;

/* Lays one value over another, of whatever kinds: a group over a group, a list over a list, or in
 * its place. `over` keeps the key and the place in its parent that `base` has. */
enum status overlay_lay(
    const struct text_tree *tree, struct text *base, struct text *over, struct err *err) MUST_CHECK;

/* Removes from base's root what an overlay does not inherit (rules->own_keys). */
void overlay_disown(const struct text_tree *tree, struct text *root);

/* Takes out of root the paths that `list` names (a list of texts, or one text). `file` is what the
 * messages call the tree. */
enum status overlay_remove(const struct text_tree *tree, struct text *root, const struct text *list,
    const char *file, struct err *err) MUST_CHECK;

/* Where a path leads: node, or NULL and then the last node that exists, and the word of the path
 * (n bytes from `at`) that it does not hold. */
struct overlay_spot {
    struct text *node;
    struct text *last;
    size_t at, n;
};

struct overlay_spot overlay_find(const struct text_tree *tree, struct text *root, const char *path);

/* Says into text[ERR_TEXT_MAX] that a path does not exist, what was perhaps meant, and what there
 * is. Returns text. */
char *overlay_explain(const struct text_tree *tree, struct text *root, const char *file,
    const char *path, const struct overlay_spot *spot, char *text);

#endif
