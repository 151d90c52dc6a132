/* Bytes are given to libcsv one by one: it does not say on what line a cell stands, so they are
 * counted here. It is strict: a quote in the middle of a cell, or anything behind a closing quote,
 * is a mistake and not a guess. */
#include "cells.h"

#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 64 /* bytes of one number */

/* Outside quotes, in the first line that is not blank. A comma is likelier in the words of a header
 * than a semicolon or a tab. */
static char
find_separator(const char *bytes, size_t n)
{
    static const char separators[] = "\t;,";
    size_t count[3] = { 0 };
    bool quoted = false, begun = false;
    int best = 2;

    for (size_t k = 0; k < n && (quoted || !begun || strchr("\r\n", bytes[k]) == NULL); k++) {
        const char *found = strchr(separators, bytes[k]);

        quoted = quoted != (bytes[k] == '"');
        begun = begun || strchr(" \r\n", bytes[k]) == NULL;
        if (!quoted && found != NULL) {
            count[found - separators]++;
        }
    }
    for (int k = 1; k >= 0; k--) {
        best = count[k] >= count[best] && count[k] > 0 ? k : best;
    }
    return separators[best];
}

enum status
cells_init(
    struct cells *self, const char *bytes, size_t n, const struct place *start, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->bytes = bytes;
    self->n_bytes = n;
    self->place = *start;
    self->separator = find_separator(bytes, n);
    self->parser = calloc(1, sizeof(*self->parser));
    if (self->parser == NULL || csv_init(self->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(self->parser);
        self->parser = NULL;
        return err_memory(err);
    }
    csv_set_delim(self->parser, (unsigned char)self->separator);
    self->fresh = true;
    return OK;
}

/* Room for a cell of n bytes and its NUL. */
static bool
make_room(struct cells *self, size_t n)
{
    if (self->room_text - self->n_text < n + 1) {
        const size_t room = 2 * (self->room_text + n + 128);
        char *text = realloc(self->text, room);

        if (text == NULL) {
            return false;
        }
        self->text = text;
        self->room_text = room;
    }
    if (self->n == self->room) {
        const int room = 2 * self->room + 16;
        struct cell *row = realloc(self->row, (size_t)room * sizeof(*row));

        if (row == NULL) {
            return false;
        }
        self->row = row;
        self->room = room;
    }
    return true;
}

/* libcsv has read a cell. */
static void
take_cell(void *bytes, size_t n, void *context)
{
    struct cells *self = context;

    self->fresh = true;
    if (self->n == CELLS_COLUMNS_MAX) {
        self->too_wide = true;
    } else if (!self->no_memory && make_room(self, n)) {
        self->row[self->n++] = (struct cell){ NULL, n, self->cell_line };
        if (n > 0) {
            memcpy(self->text + self->n_text, bytes, n);
        }
        self->text[self->n_text + n] = '\0';
        self->n_text += n + 1;
    } else {
        self->no_memory = true;
    }
}

static void
take_row(int end, void *context)
{
    struct cells *self = context;

    (void)end;
    self->complete = true;
    self->fresh = true;
}

static enum status
refuse_quotes(const struct cells *self, struct err *err)
{
    const struct place place = { self->place.file, self->cell_line };

    if (csv_error(self->parser) == CSV_ENOMEM || csv_error(self->parser) == CSV_ETOOBIG) {
        return err_memory(err);
    }
    if (self->at == self->n_bytes) {
        return err_add(
            err, ERR_SCENARIO, &place, "the quote that opens a cell here is never closed");
    }
    return err_add(err, ERR_SCENARIO, &self->place,
        "a quote in the middle of a cell; a cell that holds quotes stands in quotes, and has its "
        "own doubled: \"the \"\"old\"\" state\"");
}

/* Gives one byte to libcsv; false when it refuses it. */
static bool
feed(struct cells *self)
{
    const char byte = self->bytes[self->at];
    const bool ends_line =
        byte == '\n' ||
        (byte == '\r' && (self->at + 1 == self->n_bytes || self->bytes[self->at + 1] != '\n'));

    if (self->fresh) {
        self->cell_line = self->place.line;
        self->fresh = byte == '\n' || byte == '\r';
    }
    if (csv_parse(self->parser, &byte, 1, take_cell, take_row, self) != 1) {
        return false;
    }
    self->at++;
    self->place.line += ends_line ? 1 : 0;
    return true;
}

enum status
cells_next(struct cells *self, bool *more, struct err *err)
{
    const char *text = NULL;

    *more = false;
    self->n = 0;
    self->n_text = 0;
    self->complete = false;
    while (!self->complete && self->at < self->n_bytes) {
        if (!feed(self)) {
            return refuse_quotes(self, err);
        }
    }
    if (!self->complete && csv_fini(self->parser, take_cell, take_row, self) != 0) {
        return refuse_quotes(self, err);
    }
    if (self->no_memory) {
        return err_memory(err);
    }
    if (self->too_wide) {
        const struct place place = { self->place.file, self->cell_line };

        return err_add(err, ERR_SCENARIO, &place, "more than %d columns", CELLS_COLUMNS_MAX);
    }
    text = self->text;
    for (int k = 0; k < self->n; k++) {
        self->row[k].text = text;
        text += self->row[k].n + 1;
    }
    *more = self->n > 0;
    return OK;
}

/* ---- numbers ---- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
digits(const char *text)
{
    size_t n = 0;

    while (is_digit(text[n])) {
        n++;
    }
    return n;
}

/* True when "1.234" may as well be a thousand and more: three digits behind the sign that is not
 * the table's usual one, and before it one to three that do not begin with 0. */
static bool
is_doubtful(
    const struct cells *self, const char *digits_before, size_t before, char sign, size_t after)
{
    const char unusual = self->separator == ';' ? '.' : ',';

    return sign == unusual && after == 3 && before <= 3 && digits_before[0] != '0';
}

/* A number that is too large or too small for a scenario file; see lex.c. */
static bool
is_extreme(double x, const char *text)
{
    const double size = x < 0.0 ? -x : x;

    for (; x == 0.0 && *text != '\0' && *text != 'e' && *text != 'E'; text++) {
        if (*text >= '1' && *text <= '9') {
            return true;
        }
    }
    return size >= 1e308 || (size > 0.0 && size < 1e-307);
}

/* What is wrong with a word that is no number, in most tables that people have. */
static void
advise(const struct cells *self, const char *word, char *why)
{
    const size_t n = strlen(word), kept = strspn(word, "0123456789.,+-eE");
    char bare[NUMBER_MAX];
    size_t length = 0;

    for (const char *c = word; *c != '\0' && length < sizeof(bare) - 1; c++) {
        if (is_digit(*c)) {
            bare[length++] = *c;
        }
    }
    bare[length] = '\0';
    if (n > 1 && kept == n - 1 && word[n - 1] == '%') {
        (void)snprintf(why, CELLS_WHY_MAX, "\"%.40s\" is not a number; leave out the %%: %.*s",
            word, (int)(n < 40 ? n - 1 : 40), word);
    } else if (length > 0 && strspn(word, "0123456789 \xC2\xA0\xE2\x80\xAF'") == n) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%.40s\": a number has no separators of thousands; perhaps %s", word, bare);
    } else if (length > 0 && kept == n && self->separator == ',' && strchr(word, ',') != NULL) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%.40s\": a comma in a number, in a table whose cells are separated by commas; "
            "write a decimal point, and no separators of thousands",
            word);
    } else if (length > 0 && strspn(word, "0123456789.,") == n) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%.40s\": a number has digits on both sides of one decimal sign, and no separators "
            "of thousands",
            word);
    } else {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%.40s\" is not a number; a cell is 40, a range 60..80, an estimate 85..95..100, or "
            "empty when nothing is given",
            word);
    }
}

/* One number of a cell, without spaces around it. */
static bool
read_number(struct cells *self, const char *word, int line, double *number, bool *whole, char *why)
{
    const size_t sign = word[0] == '-' || word[0] == '+' ? 1 : 0, before = digits(word + sign);
    const char mark = word[sign + before];
    const bool marked = mark == '.' || (mark == ',' && self->separator != ',');
    const size_t after = marked ? digits(word + sign + before + 1) : 0;
    const char *rest = word + sign + before + (marked ? after + 1 : 0);
    char plain[NUMBER_MAX];

    *whole = !marked && rest[0] == '\0';
    if ((rest[0] == 'e' || rest[0] == 'E') && before > 0) {
        rest += rest[1] == '-' || rest[1] == '+' ? 2 : 1;
        rest = digits(rest) > 0 ? rest + digits(rest) : word;
    }
    if (before == 0 || (marked && after == 0) || rest[0] != '\0' || strlen(word) >= NUMBER_MAX) {
        advise(self, word, why);
        return false;
    }
    if (marked && is_doubtful(self, word + sign, before, mark, after)) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%s\" may be %.*s%.*s or %.*s and a fraction; write the one without any sign, or the "
            "other with a decimal %s",
            word, (int)before, word + sign, (int)after, word + sign + before + 1, (int)before,
            word + sign, mark == '.' ? "comma" : "point");
        return false;
    }
    if (marked && self->decimal != 0 && self->decimal != mark) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%s\" has a decimal %s, but the number on line %d a decimal %s; a table has one or "
            "the other",
            word, mark == '.' ? "point" : "comma", self->decimal_line,
            mark == '.' ? "comma" : "point");
        return false;
    }
    if (marked && self->decimal == 0) {
        self->decimal = mark;
        self->decimal_line = line;
    }
    (void)snprintf(plain, sizeof(plain), "%s", word);
    if (marked) {
        plain[sign + before] = '.';
    }
    *number = strtod(plain, NULL) + 0.0; /* -0 is 0 */
    if (is_extreme(*number, plain)) {
        (void)snprintf(why, CELLS_WHY_MAX,
            "\"%s\" is too %s; numbers other than 0 are from 1e-307 to 1e308", word,
            *number > 1.0 || *number < -1.0 ? "large" : "small");
        return false;
    }
    *whole = *whole && *number < 9007199254740992.0 && *number > -9007199254740992.0;
    return true;
}

int
cells_numbers(
    struct cells *self, const struct cell *cell, double numbers[3], bool *whole, char *why)
{
    const char *rest = cell->text;
    char word[NUMBER_MAX];
    int n = 0;

    for (const char *next = NULL; rest != NULL; rest = next) {
        size_t length = 0;

        next = strstr(rest, "..");
        rest += strspn(rest, " ");
        length = next != NULL && next > rest ? (size_t)(next - rest) : strlen(rest);
        length = next != NULL && next <= rest ? 0 : length;
        while (length > 0 && rest[length - 1] == ' ') {
            length--;
        }
        if (length >= sizeof(word)) {
            (void)snprintf(
                why, CELLS_WHY_MAX, "\"%.40s...\" is not a number: it is too long", rest);
            return 0;
        }
        if (length == 0 || n == 3) {
            advise(self, cell->text, why);
            return 0;
        }
        memcpy(word, rest, length);
        word[length] = '\0';
        if (!read_number(self, word, cell->line, &numbers[n], whole, why)) {
            return 0;
        }
        n++;
        next = next != NULL ? next + 2 : NULL;
    }
    return n;
}

void
cells_free(struct cells *self)
{
    if (self->parser != NULL) {
        csv_free(self->parser);
    }
    free(self->parser);
    free(self->row);
    free(self->text);
    memset(self, 0, sizeof(*self));
}
