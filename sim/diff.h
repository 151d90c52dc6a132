/* diff: what differs between two scenarios, as paths with the old and the new value.
 *
 * Compares text trees after scenario_load. Members of lists are matched by name, wherever they
 * stand; a list whose members have no names is one value. What only people read (titles, sources,
 * notes) and what a scenario does not inherit (its name) is left out. A default that nobody wrote
 * does not differ from nothing; a written value that equals it does not differ either.
 *
 * Thread-safety: one thread at a time per struct diff; trees are only read. */
#ifndef PARLEY_DIFF_H
#define PARLEY_DIFF_H

#include "text.h"

enum diff_kind {
    DIFF_CHANGED, /* from one value to another, or to none */
    DIFF_ADDED,   /* a member of a list, or a group, that the first does not have */
    DIFF_REMOVED, /* the reverse */
};

/* The texts belong to the struct diff. */
struct diff_item {
    enum diff_kind kind;
    const char *path;           /* "actors.ann.price.salience" */
    const char *before, *after; /* diff_value's texts, or DIFF_NOTHING; "" when added or removed */
};

#define DIFF_NOTHING "not given"

/* Zero-initialise: `= { 0 }`. diff_free is valid on a zeroed diff and after a failure. */
struct diff {
    struct arena arena;
    int n, room;
    struct diff_item *items; /* in the order of the first tree; what was added at the end */
};

/* Fills a zeroed diff with what `second` changes in `first`. Fails only when memory is exhausted.
 */
enum status diff_init(struct diff *self, const struct text_tree *first,
    const struct text_tree *second, struct err *err) MUST_CHECK;

void diff_free(struct diff *self);

/* A value in short, into text of at least DIFF_VALUE_MAX bytes: "40", "90..95..100",
 * "normal (45, 10)", "ann, bob", "until 2008-02-17, chance 0.3; on ...". Longer ones are cut,
 * with "..." at the end. Returns text. */
#define DIFF_VALUE_MAX 256
char *diff_value(const struct text_tree *tree, const struct text *node, char *text);

#endif
