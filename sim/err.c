/* Recording mistakes and remarks; suggesting the word that was meant. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* Words longer than this are never suggested: no key or name is. */
#define NEAREST_MAX 96

static bool record(struct finding *list, int n_found, const struct place *place,
    const struct marks *marks, const char *format, va_list words) PRINTF_LIKE(5, 0);
static enum status add(struct err *self, enum status status, const struct place *place,
    const struct marks *marks, const char *format, va_list words) PRINTF_LIKE(5, 0);

/* The graver of two failures is the one that the program's exit status tells. */
static int
gravity(enum status status)
{
    switch (status) {
    case OK:
        return 0;
    case ERR_INTERRUPT:
        return 1;
    case ERR_SCENARIO: /* a bad --set makes mistakes in the file, too */
        return 2;
    case ERR_USAGE:
        return 3;
    case ERR_IO:
        return 4;
    case ERR_RUN:
        return 5;
    case ERR_MEMORY:
        return 6;
    }
    return 0;
}

/* Ends a text that was cut with "...", never in the middle of a UTF-8 character. */
static void
mark_cut(char *text, size_t size)
{
    size_t n = size - 4;

    while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) {
        n--;
    }
    memcpy(text + n, "...", 4);
}

/* A message may cite whatever stands in a file, and names of files are any bytes: nothing of that
 * may reach a terminal as it is. Only \n in a text means something. */
static void
clean(char *text, bool is_where)
{
    utf8_mend(text);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\t' || *c == '\r' || *c == '\f') {
            *c = ' ';
        } else if (((unsigned char)*c < 0x20 && (*c != '\n' || is_where)) || *c == 0x7F) {
            *c = '?';
        }
    }
}

/* A long file name loses its front, so that the end of the name and the line stay. */
static void
fill_where(struct finding *self, const struct place *place)
{
    const size_t size = sizeof(self->where);
    const char *end = NULL;
    char line[24];
    size_t n = 0, room = 0;

    self->where[0] = '\0';
    self->line = 0;
    if (place == NULL || place->file == NULL) {
        return;
    }
    self->line = place->line;
    if (place->line == 0) {
        if (snprintf(self->where, size, "%s", place->file) >= (int)size) {
            mark_cut(self->where, size);
        }
        return;
    }
    snprintf(line, sizeof(line), ":%d", place->line);
    end = place->file;
    n = strlen(end);
    room = size - 1 - strlen(line);
    if (n > room) {
        end += n - (room - 3);
        while (((unsigned char)*end & 0xC0) == 0x80) {
            end++;
        }
        memcpy(self->where, "...", 4);
    }
    strcat(self->where, end);
    strcat(self->where, line);
}

/* Adds a finding to a list unless it is there or the list is full. Returns true if it is new. */
static bool
record(struct finding *list, int n_found, const struct place *place, const struct marks *marks,
    const char *format, va_list words)
{
    const int n_kept = n_found < ERR_FINDINGS_MAX ? n_found : ERR_FINDINGS_MAX;
    struct finding finding = { .line = 0 };
    int length = 0;

    fill_where(&finding, place);
    if (marks != NULL) {
        finding.marks = *marks;
    }
    length = vsnprintf(finding.text, sizeof(finding.text), format, words);
    if (length >= (int)sizeof(finding.text)) {
        mark_cut(finding.text, sizeof(finding.text));
    }
    clean(finding.where, true);
    clean(finding.text, false);
    for (int k = 0; k < n_kept; k++) {
        if (strcmp(list[k].where, finding.where) == 0 && strcmp(list[k].text, finding.text) == 0) {
            return false;
        }
    }
    if (n_kept < ERR_FINDINGS_MAX) {
        list[n_kept] = finding;
    }
    return true;
}

static enum status
add(struct err *self, enum status status, const struct place *place, const struct marks *marks,
    const char *format, va_list words)
{
    BUG_IF(status == OK);
    if (status == ERR_SCENARIO && place != NULL && place->file != NULL && place->line == 0) {
        status = ERR_USAGE;
    }
    if (record(self->mistakes, self->n_mistakes, place, marks, format, words)) {
        self->n_mistakes++;
    }
    if (gravity(status) > gravity(self->status)) {
        self->status = status;
    }
    return status;
}

enum status
err_add(struct err *self, enum status status, const struct place *place, const char *format, ...)
{
    va_list words;

    va_start(words, format);
    status = add(self, status, place, NULL, format, words);
    va_end(words);
    return status;
}

enum status
err_add_marked(struct err *self, enum status status, const struct place *place,
    const struct marks *marks, const char *format, ...)
{
    va_list words;

    va_start(words, format);
    status = add(self, status, place, marks, format, words);
    va_end(words);
    return status;
}

void
err_remark(struct err *self, const struct place *place, const char *format, ...)
{
    va_list words;

    va_start(words, format);
    if (record(self->remarks, self->n_remarks, place, NULL, format, words)) {
        self->n_remarks++;
    }
    va_end(words);
}

enum status
err_memory(struct err *self)
{
    return err_add(self, ERR_MEMORY, NULL, "out of memory");
}

int
err_exit(enum status status)
{
    switch (status) {
    case OK:
        return 0;
    case ERR_MEMORY:
    case ERR_RUN:
        return 1;
    case ERR_USAGE:
        return 2;
    case ERR_SCENARIO:
        return 3;
    case ERR_IO:
        return 4;
    case ERR_INTERRUPT:
        return 130;
    }
    return 1;
}

/* Length of the file's part of where[]: "file.cfg" of "file.cfg:14". */
static size_t
file_length(const struct finding *self)
{
    const char *colon = self->line > 0 ? strrchr(self->where, ':') : NULL;

    return colon != NULL ? (size_t)(colon - self->where) : strlen(self->where);
}

static int
compare(const struct finding *a, const struct finding *b)
{
    const size_t n_a = file_length(a), n_b = file_length(b);
    const int order = strncmp(a->where, b->where, n_a < n_b ? n_a : n_b);

    if (order != 0) {
        return order;
    }
    if (n_a != n_b) {
        return n_a < n_b ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

/* By insertion: the lists are short, and what is said of one line keeps its order. */
static void
sort(struct finding *list, int n_found)
{
    const int n = n_found < ERR_FINDINGS_MAX ? n_found : ERR_FINDINGS_MAX;

    for (int k = 1; k < n; k++) {
        const struct finding finding = list[k];
        int j = k;

        while (j > 0 && compare(&list[j - 1], &finding) > 0) {
            list[j] = list[j - 1];
            j--;
        }
        list[j] = finding;
    }
}

void
err_sort(struct err *self)
{
    sort(self->mistakes, self->n_mistakes);
    sort(self->remarks, self->n_remarks);
}

static int
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b, upper and lower
 * case being the same (optimal string alignment). Both are shorter than NEAREST_MAX. */
static int
distance(const char *a, int n_a, const char *b, int n_b)
{
    int rows[3][NEAREST_MAX + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];

    for (int j = 0; j <= n_b; j++) {
        above[j] = j;
        before[j] = j;
    }
    for (int i = 1; i <= n_a; i++) {
        int *spare = before;

        row[0] = i;
        for (int j = 1; j <= n_b; j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            int least = above[j - 1] + (same ? 0 : 1);

            least = above[j] + 1 < least ? above[j] + 1 : least;
            least = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < least) {
                least = before[j - 2] + 1;
            }
            row[j] = least;
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[n_b];
}

const char *
err_nearest(const char *wrong, const char *const *words, int n)
{
    const size_t n_wrong = strlen(wrong);
    const char *nearest = NULL;
    int best = NEAREST_MAX;

    if (n_wrong > NEAREST_MAX) {
        return NULL;
    }
    for (int k = 0; k < n; k++) {
        const size_t n_word = strlen(words[k]);
        const int longer = (int)(n_word > n_wrong ? n_word : n_wrong);
        const int most = longer / 3 > 1 ? longer / 3 : 1;
        int d = 0;

        if (n_word > NEAREST_MAX) {
            continue;
        }
        d = distance(wrong, (int)n_wrong, words[k], (int)n_word);
        /* d < longer: two words that share nothing are not near, however short. */
        if (d <= most && d < longer && d < best) {
            best = d;
            nearest = words[k];
        }
    }
    return nearest;
}

void
err_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "parley: a mistake in the program itself (%s:%d: %s). Please report it.\n",
        file, line, what);
    abort();
}
