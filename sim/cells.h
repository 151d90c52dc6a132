/* cells: a spreadsheet's file (CSV) as rows of cells, each with its line.
 *
 * The only file that calls libcsv. It knows nothing of scenarios. Separators are commas, semicolons
 * or tabs, whichever the header (the first line that is not blank) has most of outside quotes. A
 * cell may stand in double quotes, and then hold separators, line breaks and doubled quotes. Spaces
 * around a cell are not part of it; blank lines are no rows.
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_CELLS_H
#define PARLEY_CELLS_H

#include "err.h"

#define CELLS_FILE_MAX (8u << 20) /* bytes in a file: the limit of whoever reads it */
#define CELLS_COLUMNS_MAX 1000

struct cell {
    const char *text; /* ends in a NUL that n does not count */
    size_t n;
    int line; /* where it begins; a quoted cell may go on below */
};

/* Zero-initialise: `= { 0 }`. cells_free is valid on a zeroed struct and after a failure. */
struct cells {
    char separator;   /* ',', ';' or '\t' */
    struct cell *row; /* n cells, of the row that cells_next read last; valid until it is called
                         again */
    int n;
    /* The rest is cells.c's own. */
    struct csv_parser *parser;
    const char *bytes; /* not owned */
    size_t n_bytes, at;
    struct place place; /* of the byte to come */
    char *text;         /* of the row's cells, n_text bytes of room_text */
    size_t n_text, room_text;
    int room;
    int cell_line; /* where the cell at hand begins */
    bool fresh;    /* no byte of a cell was seen yet */
    bool complete; /* the row at hand is */
    bool too_wide, no_memory;
    char decimal; /* the sign of the first number with decimals, 0 before there is one */
    int decimal_line;
};

/* Begins with the first of n bytes of text (source_read checked them), which must outlive self.
 * start is the place of the first. */
enum status cells_init(struct cells *self, const char *bytes, size_t n, const struct place *start,
    struct err *err) MUST_CHECK;

/* Reads the next row (the header is the first); *more is false when there is none. Quotes that do
 * not match are ERR_SCENARIO, and nothing can be read after them. */
enum status cells_next(struct cells *self, bool *more, struct err *err) MUST_CHECK;

/* The numbers of a cell: 1 for "40", 2 for "60..80", 3 for "85..95..100", rising or not. A decimal
 * comma is understood where commas are no separators. 0 when the cell says anything else, with the
 * reason, a part of a sentence, in why[CELLS_WHY_MAX]. *whole: a single number, written without
 * point and exponent, that a double holds exactly. */
#define CELLS_WHY_MAX 256
int cells_numbers(
    struct cells *self, const struct cell *cell, double numbers[3], bool *whole, char *why);

void cells_free(struct cells *self);

#endif
