/* Lines are measured in columns as a terminal will show them, nearly: characters of three or four
 * bytes count as two columns, so that a line that is cut by this measure always fits. */
#include "mark.h"

#include <string.h>

#define TAB_STOP 4

static bool
is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Bytes of the character at bytes, of which n are left. */
static size_t
length_of(const char *bytes, size_t n)
{
    size_t length = 1;

    while (length < n && length < 4 && ((unsigned char)bytes[length] & 0xC0) == 0x80) {
        length++;
    }
    return length;
}

/* Columns of a character of so many bytes that stands in a column. */
static size_t
width_of(char c, size_t length, size_t column)
{
    return c == '\t' ? TAB_STOP - column % TAB_STOP : length > 2 ? 2 : 1;
}

/* Where the part of a line that is shown begins: at 0, or so that there is as much of the line
 * before the caret as fits beside some of what follows; for another mark of the same line as there,
 * if the caret can be seen. */
static size_t
first_column(size_t caret, size_t all, const struct mark *other)
{
    const size_t before = MARK_COLUMNS * 2 / 3;
    const size_t first = other != NULL ? (size_t)other->first : 0;

    if (other != NULL && caret >= first + (first > 0 ? 6 : 0) &&
        (caret + 6 < first + MARK_COLUMNS || all <= first + MARK_COLUMNS)) {
        return first;
    }
    if (all <= MARK_COLUMNS || caret <= before) {
        return 0;
    }
    return all - caret < MARK_COLUMNS - before ? all - MARK_COLUMNS : caret - before;
}

/* Fills text and caret from a line of n bytes whose caret is before byte `at`. */
static void
fill_text(struct mark *self, const char *line, size_t n, size_t at, const struct mark *other)
{
    size_t all = 0, caret = 0, column = 0, first = 0, last = 0, used = 0;
    bool cut = false;

    self->column = 1;
    for (size_t k = 0; k < n && all <= caret + MARK_COLUMNS; k += length_of(line + k, n - k)) {
        all += width_of(line[k], length_of(line + k, n - k), all);
        if (k < at) {
            caret = all;
            self->column++;
        }
    }
    first = first_column(caret, all, other);
    self->first = (int)first;
    last = first + MARK_COLUMNS;
    if (first > 0) {
        memcpy(self->text, "...", 3);
        used = 3;
        first += 3;
    }
    self->caret = (int)used;
    for (size_t k = 0; k < n && !cut;) {
        const size_t length = length_of(line + k, n - k);
        const size_t width = width_of(line[k], length, column);

        if (column >= first) {
            cut = all > last && column + width + 3 > last;
            if (cut) {
                memcpy(self->text + used, "...", 3);
                used += 3;
                break;
            }
            if (line[k] == '\t' || line[k] == '\f') {
                memset(self->text + used, ' ', width);
                used += width;
            } else {
                memcpy(self->text + used, line + k, length);
                used += length;
            }
        }
        column += width;
        k += length;
        if (k <= at) {
            self->caret = (int)used;
        }
    }
    self->text[used] = '\0';
}

void
mark_add(struct marks *self, const char *bytes, size_t n, size_t offset, int line, const char *note)
{
    struct mark *mark = &self->list[self->n];
    size_t begin = offset, end = offset;

    if (self->n == MARKS_MAX) {
        return;
    }
    while (begin > 0 && !is_line_end(bytes[begin - 1])) {
        begin--;
    }
    while (end < n && !is_line_end(bytes[end])) {
        end++;
    }
    memset(mark, 0, sizeof(*mark));
    mark->line = line;
    fill_text(mark, bytes + begin, end - begin, offset - begin,
        self->n > 0 && mark[-1].line == line ? &mark[-1] : NULL);
    strncpy(mark->note, note, sizeof(mark->note) - 1);
    for (int k = 0; k < self->n; k++) {
        if (self->list[k].line == line && self->list[k].column == mark->column) {
            return;
        }
    }
    self->n++;
}

void
mark_add_word(
    struct marks *self, const char *bytes, size_t n, int line, const char *word, const char *note)
{
    const size_t length = strlen(word);
    size_t at = 0, end = 0;

    for (int k = 1; at < n && k < line; at++) {
        k += bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 == n || bytes[at + 1] != '\n'));
    }
    if (at >= n) {
        return;
    }
    for (end = at; end < n && !is_line_end(bytes[end]); end++) {
        if (n - end >= length && memcmp(bytes + end, word, length) == 0) {
            mark_add(self, bytes, n, end, line, note);
            return;
        }
    }
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
    }
    mark_add(self, bytes, n, at, line, note);
}
