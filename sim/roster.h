/* roster: actors, and the ties between them, from spreadsheets.
 *
 * actors_table of a scenario names a table and the words of its header that are read; no other
 * column is looked at, so that nothing of what came later can leak in. Each row, or in the long
 * form each actor's rows, becomes a member of the list `actors` whose values have the table's file
 * and line; from there on they are actors like any other. What a column holds follows from the rows
 * of language.c. ties = { table = "FILE"; } does the same for the group `ties` of each actor.
 *
 * Thread-safety: as the tree's. */
#ifndef PARLEY_ROSTER_H
#define PARLEY_ROSTER_H

#include "param.h"
#include "text.h"

#define ROSTER_CELL_MAX 1000 /* bytes in a cell that is read */
/* Values that tables give in all: with those of the scenario, what one file can hold (scan.h), so
 * that a results folder's scenario.cfg can be read. */
#define ROSTER_VALUES_MAX 250000

/* actors_table as the chain of files leaves it. */
struct roster_table {
    const char *file;
    struct names columns;
};

/* Puts the tables' rows into the files of a chain (text_rules.expand). When several files of the
 * chain say something of actors_table, the one nearest to the scenario holds, key by key; its rows
 * stand in the first file, from the bases up, that has one: all that is written of an actor there
 * and above is laid over its row. Takes actors_table, and ties that name a table, out of all files.
 * Mistakes are ERR_SCENARIO, with the line of the table or of the file that names it. */
enum status roster_expand(
    struct text_tree *tree, struct text *const *roots, int n, struct err *err) MUST_CHECK;

#endif
