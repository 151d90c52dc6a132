/* Columns are bound to the language's rows once; then every cell is read as its column says. */
#include "roster.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "language.h"
#include "num.h"
#include "overlay.h"
#include "rng.h"
#include "scan.h"
#include "scenario.h"
#include "source.h"

/* ---- names, and where they stand ---- */

struct entry {
    const char *name; /* not owned */
    struct text *node;
    int line;
};

/* Names and what they belong to, in a table of hashes that is half empty at least. */
struct index {
    struct entry *slots;
    size_t room, n; /* room is a power of 2, or 0 */
};

static struct entry *
slot_of(const struct index *self, const char *name)
{
    size_t k = (size_t)rng_hash(name, strlen(name)) & (self->room - 1);

    while (self->slots[k].name != NULL && strcmp(self->slots[k].name, name) != 0) {
        k = (k + 1) & (self->room - 1);
    }
    return &self->slots[k];
}

static struct entry *
index_find(const struct index *self, const char *name)
{
    struct entry *entry = self->room > 0 ? slot_of(self, name) : NULL;

    return entry != NULL && entry->name != NULL ? entry : NULL;
}

/* Adds a name that is not there yet. The name is not copied. */
static enum status
index_add(struct index *self, const char *name, struct text *node, int line, struct err *err)
{
    if (2 * (self->n + 1) > self->room) {
        struct index larger = { .room = self->room > 0 ? 2 * self->room : 256, .n = self->n };

        larger.slots = calloc(larger.room, sizeof(*larger.slots));
        if (larger.slots == NULL) {
            return err_memory(err);
        }
        for (size_t k = 0; k < self->room; k++) {
            if (self->slots[k].name != NULL) {
                *slot_of(&larger, self->slots[k].name) = self->slots[k];
            }
        }
        free(self->slots);
        *self = larger;
    }
    *slot_of(self, name) = (struct entry){ name, node, line };
    self->n++;
    return OK;
}

/* The name nearest to a wrong one, or NULL. */
static const char *
index_nearest(const struct index *self, const char *wrong)
{
    const char **names = calloc(self->n + 1, sizeof(*names));
    const char *near = NULL;
    int n = 0;

    for (size_t k = 0; names != NULL && k < self->room; k++) {
        if (self->slots[k].name != NULL) {
            names[n++] = self->slots[k].name;
        }
    }
    near = names != NULL ? err_nearest(wrong, names, n) : NULL;
    free((void *)names);
    return near;
}

/* "water, fish": the names in order, as far as there is room. */
static void
say_names(const struct index *self, char *text, size_t size)
{
    const char *last = "";
    size_t used = 0;

    text[0] = '\0';
    for (size_t n = 0; n < self->n && used + 64 < size; n++) {
        const char *next = NULL;

        for (size_t k = 0; k < self->room; k++) {
            const char *name = self->slots[k].name;

            if (name != NULL && strcmp(name, last) > 0 &&
                (next == NULL || strcmp(name, next) < 0)) {
                next = name;
            }
        }
        BUG_IF(next == NULL);
        used += (size_t)snprintf(text + used, size - used, "%s%.60s", used > 0 ? ", " : "", next);
        last = next;
    }
}

/* Adds the names of the members of a list of a file's root; a second one of a name is not added. */
static enum status
index_members(struct index *self, const struct text_tree *tree, const struct text *root,
    const char *key, struct err *err)
{
    const struct text *list = text_get(root, key);
    enum status status = OK;

    for (struct text *each = list != NULL && list->kind == TEXT_LIST ? list->first : NULL;
         each != NULL && status == OK; each = each->next) {
        const char *name = text_name(tree, each);

        if (name != NULL && index_find(self, name) == NULL) {
            status = index_add(self, name, each, each->place.line, err);
        }
    }
    return status;
}

/* ---- a table at hand ---- */

/* One of the columns that are read. */
struct column {
    const char *word;          /* "water.position" */
    const struct place *place; /* where the scenario names it */
    int at;                    /* which cell of a row */
    const char *group;         /* "water", "attributes"; NULL: a key of the actor itself */
    bool of_stance;            /* of the long form: in the group of the row's issue */
    const char *key;
    const struct param *row; /* how its cells are read; NULL: by whoever asks for them, or not */
};

struct roster {
    struct text_tree *tree;
    struct err *err;
    const struct index *issues;
    struct cells cells;
    struct source source;
    const char *file;
    struct column *columns;
    int n_columns, name, issue; /* which columns hold the actor's name and the row's issue; -1 */
    struct index actors;        /* of the rows so far */
    struct index refused;       /* words that were wrong on a row above, with their column's */
    struct text *list;          /* that the rows become */
    int n_values;
    bool stopped; /* a limit is reached: no more is read */
};

/* The rows of attributes.X. */
static const struct param number_row = { .type = PARAM_NUMBER };

static enum status refuse(struct roster *self, const struct column *column, int line,
    const char *format, ...) PRINTF_LIKE(4, 5);

/* A mistake in a cell, with its line and column. */
static enum status
refuse(struct roster *self, const struct column *column, int line, const char *format, ...)
{
    const struct place place = { self->file, line };
    char text[ERR_TEXT_MAX];
    va_list words;

    va_start(words, format);
    (void)vsnprintf(text, sizeof(text), format, words);
    va_end(words);
    return err_add(self->err, ERR_SCENARIO, &place, "column \"%s\": %s", column->word, text);
}

static struct text *
new_node(struct roster *self, const char *key, enum text_kind kind, int line)
{
    struct text *node = arena_alloc(&self->tree->arena, 1, sizeof(*node));

    if (node == NULL) {
        (void)err_memory(self->err);
        return NULL;
    }
    *node = (struct text){ .kind = kind, .key = key, .place = { self->file, line } };
    if (++self->n_values > ROSTER_VALUES_MAX && !self->stopped) {
        self->stopped = true;
        (void)err_add(self->err, ERR_SCENARIO, &node->place, "the table gives more than %d values",
            ROSTER_VALUES_MAX);
    }
    return node;
}

/* True when the word of a cell was refused on a row above: once is enough. */
static bool
is_known_wrong(struct roster *self, const struct column *column, const struct cell *cell)
{
    char *word = arena_print(&self->tree->arena, "%s %s", column->word, cell->text);

    if (word != NULL && index_find(&self->refused, word) != NULL) {
        return true;
    }
    return word == NULL || index_add(&self->refused, word, NULL, cell->line, self->err) != OK;
}

/* ---- cells ---- */

/* Line breaks inside a cell are for the looks of the sheet: each becomes a space, with the spaces
 * around it. */
static char *
one_line(struct roster *self, const char *text, size_t n)
{
    char *copy = arena_copy(&self->tree->arena, text, n);
    char *to = copy;

    for (const char *from = copy; copy != NULL && *from != '\0';) {
        const size_t spaces = strspn(from, " \t\r\n\f");

        if (spaces > 0 && strcspn(from, "\t\r\n\f") < spaces) {
            *to++ = ' ';
            from += spaces;
        } else {
            *to++ = *from++;
        }
    }
    if (copy != NULL) {
        *to = '\0';
    } else {
        (void)err_memory(self->err);
    }
    return copy;
}

static enum status
read_text(
    struct roster *self, const struct column *column, const struct cell *cell, struct text **node)
{
    if (strchr("=+-@", cell->text[0]) != NULL) {
        (void)refuse(self, column, cell->line,
            "\"%.40s\" begins with %c, which a spreadsheet would take for a formula; begin with a "
            "letter",
            cell->text, cell->text[0]);
        return OK;
    }
    *node = new_node(self, column->key, TEXT_STRING, cell->line);
    if (*node != NULL) {
        (*node)->string = one_line(self, cell->text, cell->n);
    }
    return *node != NULL && (*node)->string != NULL ? OK : ERR_MEMORY;
}

static enum status
read_numbers(
    struct roster *self, const struct column *column, const struct cell *cell, struct text **node)
{
    double numbers[3] = { 0 };
    char why[CELLS_WHY_MAX];
    bool whole = false;
    const int n = cells_numbers(&self->cells, cell, numbers, &whole, why);

    if (n == 0) {
        (void)refuse(self, column, cell->line, "%s", why);
        return OK;
    }
    *node = new_node(self, column->key, n == 1 ? TEXT_REAL : TEXT_LIST, cell->line);
    if (*node == NULL) {
        return ERR_MEMORY;
    }
    for (int k = 0; k < n; k++) {
        struct text *number = n == 1 ? *node : new_node(self, NULL, TEXT_REAL, cell->line);

        if (number == NULL) {
            return ERR_MEMORY;
        }
        number->real = numbers[k];
        if (n > 1) {
            whole = numbers[k] < 1e9 && numbers[k] > -1e9 && numbers[k] == num_floor(numbers[k]);
        }
        if (whole) {
            number->kind = TEXT_WHOLE;
            number->whole = (int64_t)numbers[k];
        }
        if (n > 1) {
            overlay_append(*node, number);
        }
    }
    return OK;
}

/* Names separated by spaces. */
static enum status
read_names(
    struct roster *self, const struct column *column, const struct cell *cell, struct text **node)
{
    *node = new_node(self, column->key, TEXT_LIST, cell->line);
    for (const char *word = cell->text; *node != NULL; word += strcspn(word, " \t\r\n")) {
        struct text *name = NULL;

        word += strspn(word, " \t\r\n");
        if (*word == '\0') {
            return OK;
        }
        name = new_node(self, NULL, TEXT_STRING, cell->line);
        if (name == NULL) {
            return ERR_MEMORY;
        }
        name->string = arena_copy(&self->tree->arena, word, strcspn(word, " \t\r\n"));
        if (name->string == NULL) {
            return err_memory(self->err);
        }
        if (!param_is_name(name->string)) {
            (void)refuse(self, column, cell->line,
                "\"%.60s\": a name is a-z, 0-9 and _, beginning with a letter; several are "
                "separated by spaces",
                name->string);
        }
        overlay_append(*node, name);
    }
    return ERR_MEMORY;
}

/* The cell as a node, or NULL when it is empty or wrong. */
static enum status
read_cell(
    struct roster *self, const struct column *column, const struct cell *cell, struct text **node)
{
    *node = NULL;
    if (cell->n == 0) {
        return OK;
    }
    if (cell->n > ROSTER_CELL_MAX) {
        (void)refuse(self, column, cell->line, "a cell of %zu bytes; at most %d are possible",
            cell->n, ROSTER_CELL_MAX);
        return OK;
    }
    if (column->row->type == PARAM_NUMBER || column->row->type == PARAM_PAIR) {
        return read_numbers(self, column, cell, node);
    }
    return column->row->type == PARAM_NAMES ? read_names(self, column, cell, node)
                                            : read_text(self, column, cell, node);
}

/* What a name would be if it were one: "Saudi Arabia" as saudi_arabia. */
static void
as_name(const char *text, char *name, size_t size)
{
    size_t n = 0;

    for (const char *c = text; *c != '\0' && n < size - 1 && n < 60; c++) {
        const char low = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        const bool letter = low >= 'a' && low <= 'z';

        if (letter || (n > 0 && low >= '0' && low <= '9')) {
            name[n++] = low;
        } else if (n > 0 && name[n - 1] != '_') {
            name[n++] = '_';
        }
    }
    while (n > 0 && name[n - 1] == '_') {
        n--;
    }
    name[n] = '\0';
}

/* The name that a cell must hold, owned by the arena; NULL when it does not. */
static enum status
read_name(
    struct roster *self, const struct column *column, const struct cell *cell, const char **name)
{
    char near[64];

    *name = NULL;
    if (cell->n == 0) {
        (void)refuse(self, column, cell->line, "empty; every row needs it");
        return OK;
    }
    if (!param_is_name(cell->text)) {
        if (is_known_wrong(self, column, cell)) {
            return OK;
        }
        as_name(cell->text, near, sizeof(near));
        (void)refuse(self, column, cell->line,
            "\"%.60s\" is not a name; a name is a-z, 0-9 and _, begins with a letter, and has at "
            "most 60 of them%s%s%s",
            cell->text, near[0] != '\0' ? "\nperhaps \"" : "", near,
            near[0] != '\0' ? "\", and this text as its label" : "");
        return OK;
    }
    *name = arena_copy(&self->tree->arena, cell->text, cell->n);
    return *name != NULL ? OK : err_memory(self->err);
}

/* ---- columns ---- */

static const struct param *
find_row(const struct schema *schema, const char *key)
{
    for (const struct param *row = schema->params; row->key != NULL; row++) {
        if (strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static bool
fits_a_cell(const struct param *row)
{
    return row->type == PARAM_NAME || row->type == PARAM_DATE || row->type == PARAM_TEXT ||
           row->type == PARAM_NUMBER || row->type == PARAM_NAMES || row->type == PARAM_PAIR ||
           row->type == PARAM_REF;
}

/* Binds a column to the language; *found is false when there is no such column. */
static enum status
bind(struct roster *self, struct column *column, bool *found)
{
    const char *dot = strchr(column->word, '.');
    const bool is_long = self->issue >= 0;
    const struct param *row = NULL;

    column->key = dot != NULL ? dot + 1 : column->word;
    if (dot == NULL) {
        row = is_long ? find_row(&language_stance, column->word) : NULL;
        column->of_stance = row != NULL;
        row = row == NULL ? find_row(&language_actor, column->word) : row;
        column->row = row != NULL && fits_a_cell(row) ? row : NULL;
        *found = column->row != NULL && !(is_long && row->type == PARAM_NAME);
        return OK;
    }
    column->group = arena_copy(&self->tree->arena, column->word, (size_t)(dot - column->word));
    if (column->group == NULL) {
        return err_memory(self->err);
    }
    row = find_row(&language_actor, column->group);
    if (row != NULL) {
        column->row = &number_row;
        *found = row->type == PARAM_NUMBERS && param_is_name(column->key) &&
                 find_row(&language_actor, column->key) == NULL;
        return OK;
    }
    row = find_row(&language_stance, column->key);
    if (self->issues->n == 0 && !is_long) { /* which is said when the scenario is read */
        *found = true;
        return OK;
    }
    column->row = row;
    *found = !is_long && row != NULL && fits_a_cell(row) &&
             index_find(self->issues, column->group) != NULL;
    return OK;
}

/* What columns there can be: collects them for "did you mean", and says them in short. */
struct choice {
    const char **words;
    int n, room;
    char text[ERR_TEXT_MAX];
};

static void
offer(struct choice *self, const char *word, bool say)
{
    const size_t used = strlen(self->text);

    if (word != NULL && self->n < self->room) {
        self->words[self->n++] = word;
    }
    if (word != NULL && say) {
        (void)snprintf(
            self->text + used, sizeof(self->text) - used, "%s%s", used > 0 ? ", " : "", word);
    }
}

static void
offer_all(struct roster *self, struct choice *choice)
{
    struct arena *arena = &self->tree->arena;
    const bool is_long = self->issue >= 0;
    const struct param *row = NULL;

    for (row = language_actor.params; row->key != NULL; row++) {
        if (fits_a_cell(row) && !(is_long && find_row(&language_stance, row->key) != NULL)) {
            offer(choice, is_long && row->type == PARAM_NAME ? "actor" : row->key, true);
        } else if (row->type == PARAM_NUMBERS) {
            offer(choice, arena_print(arena, "%s.NAME", row->key), true);
        }
    }
    if (is_long) {
        offer(choice, "issue", true);
    }
    for (row = language_stance.params; row->key != NULL; row++) {
        offer(choice, is_long ? row->key : arena_print(arena, "ISSUE.%s", row->key), true);
        for (size_t k = 0; !is_long && k < self->issues->room; k++) {
            if (self->issues->slots[k].name != NULL) {
                offer(choice, arena_print(arena, "%s.%s", self->issues->slots[k].name, row->key),
                    false);
            }
        }
    }
}

static enum status
refuse_column(struct roster *self, const struct column *column)
{
    enum { ROOM = 1000 };
    struct choice choice = { .words = calloc(ROOM, sizeof(char *)), .room = ROOM };
    const char *near = NULL;

    if (choice.words == NULL) {
        return err_memory(self->err);
    }
    offer_all(self, &choice);
    near = err_nearest(column->word, choice.words, choice.n);
    (void)err_add(self->err, ERR_SCENARIO, column->place,
        "actors_table.columns: there is no column \"%s\"; the header must have the words below, "
        "and columns names those that are to be read%s%s%s\nallowed: %s",
        column->word, near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
        near != NULL ? "\"?" : "", choice.text);
    free((void *)choice.words);
    return OK;
}

/* The columns that the scenario names. Of the long form are those that name `actor` or `issue`. */
static enum status
choose_columns(struct roster *self, const struct text *list)
{
    const struct place *place = &list->place;
    int n = 0;

    self->name = self->issue = -1;
    self->columns = calloc((size_t)list->n_children + 1, sizeof(*self->columns));
    if (self->columns == NULL) {
        return err_memory(self->err);
    }
    for (const struct text *word = list->first; word != NULL; word = word->next) {
        self->columns[n] = (struct column){ .word = word->string, .place = &word->place };
        self->name = strcmp(word->string, "actor") == 0 ? n : self->name;
        self->issue = strcmp(word->string, "issue") == 0 ? n : self->issue;
        for (int k = 0; k < n; k++) {
            if (strcmp(self->columns[k].word, word->string) == 0) {
                (void)err_add(self->err, ERR_SCENARIO, &word->place,
                    "actors_table.columns names \"%s\" twice", word->string);
            }
        }
        n++;
    }
    self->n_columns = n;
    if ((self->name >= 0) != (self->issue >= 0)) {
        return err_add(self->err, ERR_SCENARIO, place,
            "actors_table.columns: actor and issue go together, in a table with a row for each "
            "actor and issue; a table with a row for each actor has a column name");
    }
    for (int k = 0; k < n; k++) {
        if (self->issue < 0 && strcmp(self->columns[k].word, "name") == 0) {
            self->name = k;
        }
    }
    if (self->name < 0) {
        (void)err_add(self->err, ERR_SCENARIO, place,
            "actors_table.columns lacks \"name\" (or \"actor\" and \"issue\"): no row could be "
            "told from another");
    }
    for (int k = 0; k < n; k++) {
        bool found = k == self->name || k == self->issue;
        enum status status = found ? OK : bind(self, &self->columns[k], &found);

        if (status == OK && !found) {
            status = refuse_column(self, &self->columns[k]);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

/* "name, label, gdp": what a header has, as far as there is room. */
static void
say_header(const struct cells *cells, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int k = 0; k < cells->n && used + 80 < size; k++) {
        if (cells->row[k].n > 0) {
            used += (size_t)snprintf(
                text + used, size - used, "%s%.60s", used > 0 ? ", " : "", cells->row[k].text);
        }
    }
}

/* Finds the column in the header. */
static enum status
find_column(struct roster *self, struct column *column)
{
    const struct place place = { self->file, self->cells.n > 0 ? self->cells.row[0].line : 1 };
    const char *names[CELLS_COLUMNS_MAX];
    const char *near = NULL;
    char header[400];
    int found = 0;

    for (int k = 0; k < self->cells.n; k++) {
        names[k] = self->cells.row[k].text;
        if (strcmp(names[k], column->word) == 0) {
            column->at = k;
            found++;
        }
    }
    if (found == 1) {
        return OK;
    }
    if (found > 1) {
        return err_add(self->err, ERR_SCENARIO, &place,
            "the header has \"%s\" %d times; which is meant?", column->word, found);
    }
    near = err_nearest(column->word, names, self->cells.n);
    say_header(&self->cells, header, sizeof(header));
    return err_add(self->err, ERR_SCENARIO, column->place,
        "the header of %s has no \"%s\"%s%s%s\nit has: %s", self->file, column->word,
        near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
        near != NULL ? "\"?" : "", header);
}

/* ---- rows ---- */

/* Opens the table and finds the columns in its header. */
static enum status
open_table(struct roster *self, const struct text *file)
{
    const char *path = text_resolve(self->tree, file);
    struct place start = { path, 1 };
    enum status status = path != NULL ? OK : err_memory(self->err);
    bool more = false;

    self->file = path;
    status = status == OK
                 ? source_read(&self->source, path, CELLS_FILE_MAX, &file->place, self->err)
                 : status;
    status = status == OK
                 ? cells_init(&self->cells, self->source.bytes, self->source.n, &start, self->err)
                 : status;
    status = status == OK ? cells_next(&self->cells, &more, self->err) : status;
    if (status == OK && !more) {
        status = err_add(
            self->err, ERR_SCENARIO, &start, "the table is empty; its first line must be a header");
    }
    for (int k = 0; k < self->n_columns && status != ERR_MEMORY && more; k++) {
        const enum status found = find_column(self, &self->columns[k]);

        status = status == OK ? found : status;
    }
    return status;
}

/* The next row that is not all empty (spreadsheets write such below the last); *more is false at
 * the end. A row that has not the header's number of cells is a mistake, and passed over. */
static enum status
next_row(struct roster *self, int width, bool *more)
{
    enum status status = OK;

    for (;;) {
        bool empty = true;

        status = cells_next(&self->cells, more, self->err);
        if (status != OK || !*more) {
            return status;
        }
        for (int k = 0; k < self->cells.n; k++) {
            empty = empty && self->cells.row[k].n == 0;
        }
        if (empty) {
            continue;
        }
        if (self->cells.n == width) {
            return OK;
        }
        const struct place place = { self->file, self->cells.row[0].line };
        (void)err_add(self->err, ERR_SCENARIO, &place, "the row has %d cell%s, but the header %d%s",
            self->cells.n, self->cells.n == 1 ? "" : "s", width,
            self->cells.n < width          ? ""
            : self->cells.separator == ',' ? "; a cell that holds a comma stands in quotes"
            : self->cells.separator == ';' ? "; a cell that holds a semicolon stands in quotes"
                                           : "; a cell that holds a tab stands in quotes");
    }
}

/* The same value, whatever its kind of number. */
static bool
is_same(const struct text *a, const struct text *b)
{
    const struct text *x = a->first, *y = b->first;

    if (a->kind == TEXT_STRING || b->kind == TEXT_STRING) {
        return a->kind == b->kind && strcmp(a->string, b->string) == 0;
    }
    while (x != NULL && y != NULL && is_same(x, y)) {
        x = x->next;
        y = y->next;
    }
    return x == NULL && y == NULL && a->n_children == b->n_children &&
           (a->n_children > 0 || a->real == b->real);
}

/* The group of an actor that a column's value belongs in; made when it is not there yet. */
static struct text *
group_of(struct roster *self, struct text *actor, const char *key, int line)
{
    struct text *group = key != NULL ? text_get(actor, key) : actor;

    if (group == NULL) {
        group = new_node(self, key, TEXT_GROUP, line);
        if (group != NULL) {
            overlay_append(actor, group);
        }
    }
    return group;
}

/* The cells of a row, but for those that name it, into its actor. */
static enum status
fill(struct roster *self, struct text *actor, const char *issue)
{
    for (int k = 0; k < self->n_columns && !self->stopped; k++) {
        const struct column *column = &self->columns[k];
        const struct cell *cell = &self->cells.row[column->at];
        struct text *node = NULL, *group = NULL, *old = NULL;
        enum status status = OK;

        if (k == self->name || k == self->issue || column->row == NULL) {
            continue;
        }
        status = read_cell(self, column, cell, &node);
        if (status != OK || node == NULL) {
            if (status != OK) {
                return status;
            }
            continue;
        }
        group = group_of(self, actor, column->of_stance ? issue : column->group,
            self->cells.row[self->name].line);
        if (group == NULL) {
            return ERR_MEMORY;
        }
        old = text_get(group, column->key);
        if (old == NULL) {
            overlay_append(group, node);
        } else if (!is_same(old, node)) {
            (void)refuse(self, column, cell->line,
                "\"%.60s\" is not what line %d says; the rows of one actor must agree", cell->text,
                old->place.line);
        }
    }
    return OK;
}

/* The member of the list of that name; a new one is added. */
static enum status
actor_of(struct roster *self, const char *name, int line, struct text **actor, bool *is_new)
{
    const struct entry *entry = index_find(&self->actors, name);
    struct text *word = NULL;

    *is_new = entry == NULL;
    *actor = entry != NULL ? entry->node : NULL;
    if (entry != NULL) {
        return OK;
    }
    if (self->list->n_children == SCENARIO_ACTORS_MAX) {
        const struct place place = { self->file, line };

        self->stopped = true;
        return err_add(self->err, ERR_SCENARIO, &place, "more than %d actors", SCENARIO_ACTORS_MAX);
    }
    *actor = new_node(self, NULL, TEXT_GROUP, line);
    word = new_node(self, "name", TEXT_STRING, line);
    if (*actor == NULL || word == NULL) {
        return ERR_MEMORY;
    }
    word->string = name;
    overlay_append(*actor, word);
    overlay_append(self->list, *actor);
    return index_add(&self->actors, name, *actor, line, self->err);
}

/* The issue of a row of the long form; NULL when it has none that exists. */
static enum status
read_issue(struct roster *self, const char **issue)
{
    const struct column *column = &self->columns[self->issue];
    const struct cell *cell = &self->cells.row[column->at];
    const char *near = NULL;
    char known[200];

    *issue = NULL;
    if (cell->n == 0) {
        (void)refuse(self, column, cell->line, "empty; every row needs it");
        return OK;
    }
    if (self->issues->n > 0 && index_find(self->issues, cell->text) == NULL) {
        if (!is_known_wrong(self, column, cell)) {
            near = index_nearest(self->issues, cell->text);
            say_names(self->issues, known, sizeof(known));
            (void)refuse(self, column, cell->line,
                "the scenario has no issue \"%.60s\"%s%s%s\nits issues: %s", cell->text,
                near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
                near != NULL ? "\"?" : "", known);
        }
        return OK;
    }
    if (self->issues->n > 0) { /* or else it is said when the scenario is read */
        *issue = index_find(self->issues, cell->text)->name;
    }
    return OK;
}

static enum status
read_row(struct roster *self)
{
    const struct column *column = &self->columns[self->name];
    const struct cell *cell = &self->cells.row[column->at];
    const char *name = NULL, *issue = NULL;
    struct text *actor = NULL;
    bool is_new = false;
    enum status status = read_name(self, column, cell, &name);

    if (status == OK && self->issue >= 0) {
        status = read_issue(self, &issue);
    }
    if (status != OK || name == NULL || (self->issue >= 0 && issue == NULL)) {
        return status;
    }
    status = actor_of(self, name, cell->line, &actor, &is_new);
    if (status != OK) {
        return self->stopped ? OK : status;
    }
    if (self->issue < 0 && !is_new) {
        (void)refuse(self, column, cell->line, "\"%s\" has a row already, on line %d", name,
            actor->place.line);
        return OK;
    }
    if (issue != NULL && text_get(actor, issue) != NULL) {
        (void)refuse(self, column, cell->line, "\"%s\" has a row for \"%s\" already, on line %d",
            name, issue, text_get(actor, issue)->place.line);
        return OK;
    }
    return fill(self, actor, issue);
}

/* The remark `source` of the table holds for each actor that has none. */
static enum status
add_source(struct roster *self, const struct text *source)
{
    for (struct text *actor = self->list->first; actor != NULL && source != NULL;
         actor = actor->next) {
        if (text_get(actor, "source") == NULL) {
            struct text *node = new_node(self, "source", TEXT_STRING, actor->place.line);

            if (node == NULL) {
                return ERR_MEMORY;
            }
            node->place = source->place;
            node->string = source->string;
            overlay_append(actor, node);
        }
    }
    return OK;
}

static enum status
read_actors(struct roster *self, const struct text *table)
{
    const int before = self->err->n_mistakes;
    enum status status = choose_columns(self, text_get(table, "columns"));
    bool more = status == OK && self->err->n_mistakes == before;
    int width = 0;

    status = status == OK && more ? open_table(self, text_get(table, "file")) : status;
    width = self->cells.n;
    while (status == OK && more && !self->stopped) {
        status = next_row(self, width, &more);
        status = status == OK && more ? read_row(self) : status;
    }
    return status == OK ? add_source(self, text_get(table, "source")) : status;
}

static void
close_table(struct roster *self)
{
    cells_free(&self->cells);
    source_free(&self->source);
    free(self->columns);
    free(self->actors.slots);
    free(self->refused.slots);
}

/* ---- the chain of files ---- */

/* What the files of a chain say of one key of the root: of each key inside, what the file nearest
 * to the scenario says. */
struct gathered {
    struct text group; /* of copies; parent is that of the file in which its rows stand */
    struct text *spot; /* the group in that file, which stays there; NULL: no file says anything */
    int owner;         /* the number of that file */
};

/* Takes a path out of the list `remove` of a file; false when it is not there. */
static bool
take_removal(const struct text *root, const char *path)
{
    struct text *list = text_get(root, "remove");

    if (list != NULL && list->kind == TEXT_STRING && strcmp(list->string, path) == 0) {
        list->kind = TEXT_LIST; /* an empty one, as others know of this node */
        return true;
    }
    for (struct text *each = list != NULL ? list->first : NULL; each != NULL; each = each->next) {
        if (each->kind == TEXT_STRING && strcmp(each->string, path) == 0) {
            overlay_unlink(each);
            return true;
        }
    }
    return false;
}

static void
forget(struct gathered *self)
{
    if (self->spot != NULL) {
        overlay_unlink(self->spot);
    }
    *self = (struct gathered){ .owner = -1 };
}

/* Lays a copy of each key of the group over those there are. */
static enum status
lay_keys(struct text_tree *tree, struct gathered *self, const struct text *group, struct err *err)
{
    self->group.kind = TEXT_GROUP;
    self->group.key = group->key;
    self->group.place = group->place;
    for (const struct text *each = group->first; each != NULL; each = each->next) {
        struct text *old = text_get(&self->group, each->key);
        struct text *copy = arena_alloc(&tree->arena, 1, sizeof(*copy));

        if (copy == NULL) {
            return err_memory(err);
        }
        if (old != NULL) {
            overlay_unlink(old);
        }
        *copy = *each;
        for (struct text *child = copy->first; child != NULL; child = child->next) {
            child->parent = copy;
        }
        overlay_append(&self->group, copy);
    }
    return OK;
}

/* From the last base up. `only` is the key without which a group of that name is not ours (then it
 * stands in the place of what the bases have), or NULL. */
static enum status
gather(struct text_tree *tree, struct text *const *roots, int n, const char *key, const char *only,
    struct gathered *self, struct err *err)
{
    *self = (struct gathered){ .owner = -1 };
    for (int k = n - 1; k >= 0; k--) {
        struct text *group = text_get(roots[k], key);
        enum status status = OK;

        if (self->spot != NULL && take_removal(roots[k], key)) {
            forget(self);
        }
        if (group == NULL) {
            continue;
        }
        if (group->kind != TEXT_GROUP) {
            return only != NULL ? OK
                                : err_add(err, ERR_SCENARIO, &group->place,
                                      "%s is %s; it must be a group { ... }", key,
                                      text_kind_name(group->kind));
        }
        if (only != NULL && text_get(group, only) == NULL) {
            forget(self);
            continue;
        }
        for (int j = n - 1; j > k && only != NULL; j--) {
            struct text *other = text_get(roots[j], key);

            if (other != NULL && other != self->spot) {
                overlay_unlink(other); /* not ours, and this one stands in its place */
            }
        }
        status = lay_keys(tree, self, group, err);
        if (status != OK) {
            return status;
        }
        if (self->spot == NULL) {
            self->spot = group;
            self->owner = k;
        } else {
            overlay_unlink(group);
        }
        self->group.parent = roots[self->owner];
    }
    return OK;
}

/* Puts the rows where the file has its list `actors`, which is laid over them, or in the place of
 * the table. */
static enum status
put_list(struct text_tree *tree, struct text *root, struct text *spot, struct text *list,
    struct err *err)
{
    struct text *written = text_get(root, "actors"), over;

    if (written != NULL && written->kind != TEXT_LIST) {
        overlay_unlink(spot); /* a mistake, which is reported when it is read */
        return OK;
    }
    over = written != NULL ? *written : (struct text){ .kind = TEXT_LIST };
    if (written == NULL) {
        written = spot;
        written->key = list->key;
    } else {
        overlay_unlink(spot);
    }
    written->kind = TEXT_LIST;
    written->first = list->first;
    written->last = list->last;
    written->n_children = list->n_children;
    for (struct text *each = written->first; each != NULL; each = each->next) {
        each->parent = written;
    }
    for (struct text *each = over.first; each != NULL; each = each->next) {
        each->parent = &over;
    }
    return over.first != NULL ? overlay_lay(tree, written, &over, err) : OK;
}

static enum status
expand_actors(struct text_tree *tree, struct text *const *roots, int n, const struct index *issues,
    struct err *err)
{
    struct param_reader reader = { .tree = tree, .err = err };
    struct text list = { .kind = TEXT_LIST, .key = "actors" };
    struct roster roster = { .tree = tree, .err = err, .issues = issues, .list = &list };
    struct roster_table table = { .file = NULL };
    struct gathered gathered;
    const int before = err->n_mistakes;
    enum status status = gather(tree, roots, n, "actors_table", NULL, &gathered, err);

    if (status != OK || gathered.spot == NULL) {
        return status;
    }
    status = param_read_group(&reader, &language_table, &gathered.group, &table);
    if (status == OK && err->n_mistakes == before) {
        status = read_actors(&roster, &gathered.group);
    }
    close_table(&roster);
    if (status == OK && err->n_mistakes > before) {
        status = ERR_SCENARIO;
    }
    return status == OK ? put_list(tree, roots[gathered.owner], gathered.spot, &list, err) : status;
}

/* ---- ties ---- */

enum { TIE_FROM, TIE_TO, TIE_WEIGHT, N_TIE_COLUMNS };
static const char *const tie_words[N_TIE_COLUMNS] = { "from", "to", "weight" };

/* The name of an actor in a cell, as the scenario holds it; NULL when there is none. */
static const char *
read_end(struct roster *self, const struct index *names, int which)
{
    const struct column *column = &self->columns[which];
    const struct cell *cell = &self->cells.row[column->at];
    const struct entry *entry = cell->n > 0 ? index_find(names, cell->text) : NULL;
    const char *near = NULL;

    if (cell->n == 0) {
        (void)refuse(self, column, cell->line, "empty; every row needs it");
    } else if (entry == NULL) {
        near = index_nearest(names, cell->text);
        (void)refuse(self, column, cell->line, "there is no actor \"%.60s\"%s%s%s", cell->text,
            near != NULL ? "\ndid you mean \"" : "", near != NULL ? near : "",
            near != NULL ? "\"?" : "");
    }
    return entry != NULL ? entry->name : NULL;
}

/* The group `ties` of a row's first actor, in the list of what is laid over actors. */
static enum status
ties_of(struct roster *self, const char *from, int line, struct text **ties)
{
    struct text *actor = NULL;
    bool is_new = false;
    const enum status status = actor_of(self, from, line, &actor, &is_new);

    if (status != OK) {
        return status;
    }
    *ties = group_of(self, actor, "ties", line);
    if (*ties == NULL) {
        return ERR_MEMORY;
    }
    if ((*ties)->n_children == SCAN_KEYS_MAX) {
        const struct place place = { self->file, line };

        self->stopped = true;
        return err_add(
            self->err, ERR_SCENARIO, &place, "\"%s\" has more than %d ties", from, SCAN_KEYS_MAX);
    }
    return OK;
}

static enum status
read_tie(struct roster *self, const struct index *names, struct index *pairs)
{
    const struct column *column = &self->columns[TIE_WEIGHT];
    const struct cell *cell = &self->cells.row[column->at];
    const char *from = read_end(self, names, TIE_FROM), *to = read_end(self, names, TIE_TO);
    const char *pair = NULL;
    const struct entry *old = NULL;
    struct text *ties = NULL, *node = NULL;
    enum status status = read_cell(self, column, cell, &node);

    if (status == OK && cell->n == 0) {
        (void)refuse(self, column, cell->line, "empty; every row needs it");
    }
    if (status != OK || from == NULL || to == NULL || node == NULL) {
        return status;
    }
    pair = arena_print(&self->tree->arena, "%s %s", from, to);
    if (pair == NULL) {
        return err_memory(self->err);
    }
    old = index_find(pairs, pair);
    if (old != NULL) {
        (void)refuse(self, &self->columns[TIE_TO], cell->line,
            "the tie from \"%s\" to \"%s\" has a row already, on line %d", from, to, old->line);
        return OK;
    }
    node->key = to;
    status = index_add(pairs, pair, node, cell->line, self->err);
    status = status == OK ? ties_of(self, from, cell->line, &ties) : status;
    if (status == OK) {
        overlay_append(ties, node);
    }
    return self->stopped ? OK : status;
}

/* The keys of the group ties that say where the table is. */
static enum status
check_ties(const struct gathered *gathered, struct err *err)
{
    const struct text *columns = text_get(&gathered->group, "columns");
    const struct text *table = text_get(&gathered->group, "table");
    enum status status = OK;
    int known = 0;

    for (const struct text *each = gathered->group.first; each != NULL; each = each->next) {
        if (each != table && each != columns && strcmp(each->key, "source") != 0 &&
            strcmp(each->key, "note") != 0) {
            status = err_add(err, ERR_SCENARIO, &each->place,
                "ties.%s cannot stand beside ties.table; allowed: table, columns, source, note",
                each->key);
        }
    }
    if (table->kind != TEXT_STRING) {
        status = err_add(err, ERR_SCENARIO, &table->place,
            "ties.table is %s; it must be the name of a file in quotes",
            text_kind_name(table->kind));
    }
    for (const struct text *each = columns != NULL ? columns->first : NULL; each != NULL;
         each = each->next) {
        for (int k = 0; k < N_TIE_COLUMNS; k++) {
            known += each->kind == TEXT_STRING && strcmp(each->string, tie_words[k]) == 0 ? 1 : 0;
        }
    }
    if (columns != NULL && (known != N_TIE_COLUMNS || columns->n_children != N_TIE_COLUMNS)) {
        status = err_add(err, ERR_SCENARIO, &columns->place,
            "ties.columns must be ( \"from\", \"to\", \"weight\" ), or be left out");
    }
    return status;
}

/* What an actor's own group `ties` says is kept: takes the same keys out of what the table says. */
static void
keep_written(struct text *member, const struct text *actor)
{
    struct text *ties = text_get(member, "ties");
    const struct text *written = actor != NULL ? text_get(actor, "ties") : NULL;

    if (written != NULL && written->kind != TEXT_GROUP) {
        overlay_unlink(ties);
        return;
    }
    for (const struct text *each = written != NULL ? written->first : NULL; each != NULL;
         each = each->next) {
        struct text *same = text_get(ties, each->key);

        if (same != NULL) {
            overlay_unlink(same);
        }
    }
}

/* Lays the list's members over the actors of the file that names the table. */
static enum status
put_ties(struct roster *self, struct text *root, struct text *spot)
{
    struct text *actors = text_get(root, "actors");
    struct index own = { .slots = NULL };
    enum status status = OK;

    if (actors == NULL || actors->kind != TEXT_LIST) {
        return put_list(self->tree, root, spot, self->list, self->err);
    }
    status = index_members(&own, self->tree, root, "actors", self->err);
    for (struct text *each = self->list->first; each != NULL && status == OK; each = each->next) {
        const struct entry *entry = index_find(&own, text_name(self->tree, each));

        keep_written(each, entry != NULL ? entry->node : NULL);
    }
    free(own.slots);
    overlay_unlink(spot);
    if (status == OK && self->list->first != NULL) {
        status = overlay_lay(self->tree, actors, self->list, self->err);
    }
    /* Those that are not of this file are of another of the chain. */
    for (struct text *each = actors->first; each != NULL; each = each->next) {
        each->overlaid = each->overlaid && each->place.file != self->file;
    }
    return status;
}

static enum status
read_ties(struct roster *self, const struct gathered *gathered, const struct index *names)
{
    const struct text *table = text_get(&gathered->group, "table");
    struct index pairs = { .slots = NULL };
    enum status status = OK;
    bool more = true;
    int width = 0;

    self->columns = calloc(N_TIE_COLUMNS, sizeof(*self->columns));
    if (self->columns == NULL) {
        return err_memory(self->err);
    }
    for (self->n_columns = 0; self->n_columns < N_TIE_COLUMNS; self->n_columns++) {
        self->columns[self->n_columns] = (struct column){
            .word = tie_words[self->n_columns], .place = &table->place, .row = &number_row
        };
    }
    status = open_table(self, table);
    width = self->cells.n;
    while (status == OK && more && !self->stopped) {
        status = next_row(self, width, &more);
        status = status == OK && more ? read_tie(self, names, &pairs) : status;
    }
    free(pairs.slots);
    return status;
}

/* After the tables of actors: their rows can be tied, too. */
static enum status
expand_ties(struct text_tree *tree, struct text *const *roots, int n, struct err *err)
{
    struct text list = { .kind = TEXT_LIST, .key = "actors" };
    struct roster roster = { .tree = tree, .err = err, .list = &list };
    struct index names = { .slots = NULL };
    struct gathered gathered;
    const int before = err->n_mistakes;
    enum status status = gather(tree, roots, n, "ties", "table", &gathered, err);

    if (status != OK || gathered.spot == NULL) {
        return status;
    }
    status = check_ties(&gathered, err);
    for (int k = 0; k < n && status == OK; k++) {
        status = index_members(&names, tree, roots[k], "actors", err);
    }
    status = status == OK ? read_ties(&roster, &gathered, &names) : status;
    close_table(&roster);
    free(names.slots);
    if (status == OK && err->n_mistakes > before) {
        status = ERR_SCENARIO;
    }
    return status == OK ? put_ties(&roster, roots[gathered.owner], gathered.spot) : status;
}

enum status
roster_expand(struct text_tree *tree, struct text *const *roots, int n, struct err *err)
{
    struct index issues = { .slots = NULL };
    enum status status = OK;

    for (int k = 0; k < n && status == OK; k++) {
        status = index_members(&issues, tree, roots[k], "issues", err);
    }
    status = status == OK ? expand_actors(tree, roots, n, &issues, err) : status;
    free(issues.slots);
    return status == OK ? expand_ties(tree, roots, n, err) : status;
}
