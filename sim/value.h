/* value: reads the value of one key, as its row of a table says.
 *
 * Part of param.c's work: numbers and their distributions, words, texts, dates, references.
 *
 * Thread-safety: as the reader's. */
#ifndef PARLEY_VALUE_H
#define PARLEY_VALUE_H

#include "param.h"

/* Everything needed to read one key of one group. */
struct value_site {
    struct param_reader *reader;
    const struct schema *schema;
    const struct param *row;
    struct text *group;
    char path[TEXT_PATH_MAX];
};

/* The forms of an uncertain number, for help. */
extern const struct schema value_schema;

/* Reads a node into the field of item that the row names. Mistakes are collected; the status is OK
 * unless memory is exhausted. */
enum status value_read(struct value_site *site, struct text *node, void *item) MUST_CHECK;

/* What the field holds when nothing is given. */
void value_clear(const struct param *row, void *item);

/* The default that the author did not write, as a node for the tree; false when there is none. word
 * is memory for it, of at least NUM_TEXT_MAX + 32 bytes. */
bool value_default(const struct value_site *site, char *word, struct text *node);

/* The path of a node, in the site's memory. */
const char *value_path(struct value_site *site, const struct text *node);

#endif
