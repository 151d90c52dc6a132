/* mark: a line of an input with a caret under one of its places, to be shown below a mistake.
 *
 * A mark holds a copy of the line, so that it outlives the file. Thread-safety: pure functions. */
#ifndef PARLEY_MARK_H
#define PARLEY_MARK_H

#include <stdbool.h>
#include <stddef.h>

#define MARK_COLUMNS 72 /* of a line that is shown; longer ones are cut around the caret */
#define MARK_TEXT_MAX 192
#define MARK_NOTE_MAX 80

struct mark {
    int line;                 /* from 1; 0 on the command line */
    int column;               /* in characters from 1, of the line as it stands in the file */
    int caret;                /* bytes of text before the caret */
    int first;                /* columns of the line that are cut at its front */
    char text[MARK_TEXT_MAX]; /* the line in UTF-8, tabs as blanks, "..." where it is cut */
    char note[MARK_NOTE_MAX]; /* a few words on this place */
};

/* The places of one mistake. Zero-initialise: `= { 0 }`. */
#define MARKS_MAX 3
struct marks {
    int n;
    bool brackets; /* brackets or the separators between them are the matter */
    struct mark list[MARKS_MAX];
};

/* Adds the place at offset (up to n) of n bytes of UTF-8, which stands on that line, unless there
 * are MARKS_MAX or the place is there already. */
void mark_add(
    struct marks *self, const char *bytes, size_t n, size_t offset, int line, const char *note);

/* Adds the first place of a word on the line-th line (from 1) of n bytes; nothing when there is no
 * such line, its first byte that is no blank when the word does not stand on it. */
void mark_add_word(
    struct marks *self, const char *bytes, size_t n, int line, const char *word, const char *note);

#endif
