/* lex: the words, numbers, texts and brackets of a scenario file, and what is wrong with each.
 *
 * First half of the pass before libconfig (see scan.h, its only user): mistakes that can be told
 * without knowing what stands around them. Thread-safety: no shared state. */
#ifndef PARLEY_LEX_H
#define PARLEY_LEX_H

#include <stdint.h>

#include "err.h"

enum lex_kind {
    LEX_END,    /* behind the last token */
    LEX_MARK,   /* one of = : , ; { } ( ) [ ] */
    LEX_WORD,   /* a key, or a text without its quotes */
    LEX_WHOLE,  /* a whole number within 64 bits */
    LEX_REAL,   /* a number with a point or an exponent */
    LEX_TRUTH,  /* true or false */
    LEX_STRING, /* a text with its quotes */
    LEX_BAD,    /* something of which a mistake was reported; takes the place of a value */
};

struct lex_token {
    uint32_t offset, length; /* its bytes */
    int line, column;        /* column in bytes, from 1 */
    enum lex_kind kind;
    char mark; /* LEX_MARK: which */
};

#define LEX_TOKENS_MAX 2000000
#define LEX_MISTAKES_MAX 100 /* after so many the rest of the file is not looked at */

/* Zero-initialise: `= { 0 }`. lex_free is valid on a zeroed lex and after a failure. */
struct lex {
    const char *bytes; /* not owned */
    struct place start;
    struct lex_token *tokens; /* n_tokens, and one LEX_END more */
    size_t n_tokens;
    int bad_lines[LEX_MISTAKES_MAX]; /* lines with a mistake, ascending: what else seems wrong */
    int n_bad;                       /* there may only follow from it */
    bool stopped;                    /* too many mistakes, or tokens: the end was not seen */
};

/* Looks at n bytes as scan_bytes gets them. Mistakes in the file are ERR_SCENARIO or ERR_USAGE, and
 * the tokens are there nevertheless. */
enum status lex_bytes(struct lex *self, const char *bytes, size_t n, const struct place *start,
    struct err *err) MUST_CHECK;

/* True if a mistake was reported on that line. */
bool lex_line_is_bad(const struct lex *self, int line);

/* The bytes from one token to another (both included) for a message, long ones cut, into
 * text of at least LEX_EXCERPT_MAX bytes; returns text. */
#define LEX_EXCERPT_MAX 64
char *lex_excerpt(const struct lex *self, const struct lex_token *first,
    const struct lex_token *last, char *text);

void lex_free(struct lex *self);

#endif
