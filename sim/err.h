/* err: what can go wrong, said once, by whoever detects it.
 *
 * A function that can fail returns an enum status and is marked MUST_CHECK. Whoever
 * detects the failure fills a struct err; callers undo their own work and pass the
 * status on. Mistakes in a scenario are collected, so that one pass shows all of them.
 *
 * Thread-safety: a struct err belongs to one thread at a time. */
#ifndef PARLEY_ERR_H
#define PARLEY_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "mark.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* What happened. err_exit() gives the program's exit status for each. */
enum status {
    OK = 0,
    ERR_MEMORY,    /* an allocation failed */
    ERR_RUN,       /* the simulation itself failed */
    ERR_USAGE,     /* the command line is wrong (a bad --set too) */
    ERR_SCENARIO,  /* the scenario is wrong, or a file that it names cannot be read */
    ERR_IO,        /* a file named on the command line cannot be read or written */
    ERR_INTERRUPT, /* SIGINT or SIGTERM; what was finished is kept */
};

/* Where a value came from. line 0: the command line, and file is then its words. */
struct place {
    const char *file; /* not owned: lives as long as the text tree it came from */
    int line;
};

#define ERR_FINDINGS_MAX 20
#define ERR_TEXT_MAX 640

/* One mistake or remark. where[] is a copy, so it outlives the text tree. */
struct finding {
    char where[256];         /* "file.cfg:14", "--set PATH=VALUE" or "" */
    int line;                /* 0 when no line applies */
    char text[ERR_TEXT_MAX]; /* what is wrong, then what is allowed; \n separates
                              * the main sentence from hints */
    struct marks marks;      /* the places in the text, to be shown below; may be none */
};

/* Mistakes stop the program; remarks (legal, but suspicious) do not. Beyond
 * ERR_FINDINGS_MAX of each only the count goes on. Zero-initialise: `= { 0 }`. */
struct err {
    enum status status; /* the gravest so far; OK when n_mistakes is 0 */
    int n_mistakes;     /* all that were found */
    int n_remarks;
    struct finding mistakes[ERR_FINDINGS_MAX];
    struct finding remarks[ERR_FINDINGS_MAX];
};

/* Records one mistake at a place and returns status, so that callers can write
 * `return err_add(...)`. A NULL place means that no place applies. When place is the
 * command line, ERR_SCENARIO becomes ERR_USAGE. Never fails; long texts are cut.
 * The same text at the same place is recorded once. */
enum status err_add(struct err *self, enum status status, const struct place *place,
    const char *format, ...) PRINTF_LIKE(4, 5);

/* The same, with places to show. */
enum status err_add_marked(struct err *self, enum status status, const struct place *place,
    const struct marks *marks, const char *format, ...) PRINTF_LIKE(5, 6);

/* Records one remark at a place. */
void err_remark(struct err *self, const struct place *place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* ERR_MEMORY with the one message for it. */
enum status err_memory(struct err *self);

/* The program's exit status for a status: 0, 1, 1, 2, 3, 4, 130. */
int err_exit(enum status status);

/* Orders mistakes and remarks by file and line; those without a place come first. */
void err_sort(struct err *self);

/* The word of `words` (n of them) nearest to `wrong` by edit distance, or NULL if none is
 * near enough to suggest (more than a third of the longer word, at least 1, differs). */
const char *err_nearest(const char *wrong, const char *const *words, int n);

/* A mistake in the program itself: says where and aborts, in every build. */
void err_bug(const char *file, int line, const char *what) __attribute__((noreturn));
#define BUG_IF(condition) \
    do { \
        if (condition) { \
            err_bug(__FILE__, __LINE__, #condition); \
        } \
    } while (0)

#endif
