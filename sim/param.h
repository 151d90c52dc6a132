/* param: the scenario language as tables of keys.
 *
 * One row says all there is to know about a key: its type, where its value goes, its default, its
 * range, its unit and its help. Parsing, range checks, defaults, "did you mean", the help pages,
 * the explanatory scenario's test and the echo in the results all follow from the row. Nothing
 * about a key is written a second time.
 *
 * A group of the file is described by a struct schema: a table of rows, and perhaps variants (an
 * event's `kind`, a term's `term`, a talk's `model`), each with a table of its own.
 *
 * Reading has two steps: param_read_group() fills structs and registers uncertain numbers and
 * references; when every list is read, the scenario resolves the references.
 *
 * Thread-safety: tables are constant; a reader belongs to one thread. */
#ifndef PARLEY_PARAM_H
#define PARLEY_PARAM_H

#include <stddef.h>
#include <stdint.h>

#include "dist.h"
#include "err.h"
#include "text.h"

/* A number as models use it. Uncertain ones have a slot in the scenario's list and are drawn
 * anew in each run; the draw is in the author's units, (draw - shift) * factor in the model's. */
struct number {
    double value; /* constant: the value; uncertain: its middle; both in the model's units; NAN: not
                     given */
    double shift, factor;
    int slot; /* -1: constant */
};

/* The number in the world whose draws these are. */
static inline double
number_get(struct number self, const double *draws)
{
    return self.slot < 0 ? self.value : (draws[self.slot] - self.shift) * self.factor;
}

static inline bool
number_given(struct number self)
{
    return self.value == self.value;
}

/* A name that refers to something. part tells events' moments apart: 0 the event itself, -1 its
 * failure (NAME.failed), k > 0 the end of its k-th stage (NAME.STAGE). index -1: not given. */
struct ref {
    const char *name;
    int index;
    int part;
    struct place place;
};

struct refs {
    int n;
    struct ref *items;
};

/* Names made by being used: the groups of an actor. */
struct names {
    int n;
    const char **items;
};

/* A list of groups read by a schema of its own; items is an array of its struct. */
struct list {
    int n;
    void *items;
};

enum param_type {
    PARAM_NAME,    /* const char *: [a-z][a-z0-9_]* */
    PARAM_TEXT,    /* const char *: any UTF-8 without control characters */
    PARAM_WORD,    /* int: which of `words` */
    PARAM_WORDS,   /* int: one of `words` or a list of them; bit k: the k-th is there */
    PARAM_FLAG,    /* bool */
    PARAM_WHOLE,   /* int64_t: a whole number, never uncertain */
    PARAM_REAL,    /* double: never uncertain */
    PARAM_NUMBER,  /* struct number: constant or uncertain */
    PARAM_PAIR,    /* double[2]: (low, high), low < high; PARAM_INTEGRAL: whole, low <= high */
    PARAM_DATE,    /* int: day since 1970, DATE_NONE when not given; never uncertain */
    PARAM_DAY,     /* struct number: day since 1970; a choice of dates is uncertain */
    PARAM_REF,     /* struct ref: to a thing of the kind in `words` */
    PARAM_REFS,    /* struct refs: one name or a list of them */
    PARAM_WHEN,    /* struct when: a date, as PARAM_DAY, or an event */
    PARAM_NAMES,   /* struct names */
    PARAM_TEXTS,   /* struct names: texts that need not be names */
    PARAM_LIST,    /* struct list: members read by `schema` */
    PARAM_GROUP,   /* the struct of `schema`, in place: one group; absent: cleared */
    PARAM_NUMBERS, /* struct list of struct named_number: a group of free keys */
    PARAM_DATES,   /* struct dates: one date, as PARAM_DAY, or a list of certain ones */
    PARAM_ANY,     /* const struct text *: whatever is written, for its owner to read */
    PARAM_VARIANT, /* the schema's variant_key: read before all others */
};

/* An offset that says: checked, and kept in the text tree only (source, note, as_of). */
#define PARAM_KEPT ((size_t)-1)

struct dates {
    int n;
    struct number *items; /* days since 1970 */
};

struct when {
    struct number date; /* not given when it is an event */
    struct ref event;
};

struct named_number {
    const char *name;
    struct number number;
};

enum param_flags {
    PARAM_REQUIRED = 1,
    PARAM_ISSUE_UNITS = 2, /* in the units of the issue at hand; stored scaled to 0..1 */
    PARAM_PERCENT = 4,     /* written 0 to 100, stored 0 to 1 */
    PARAM_ABOVE = 8,       /* strictly above `low` */
    PARAM_INTEGRAL = 16,   /* a constant must be whole; a draw is rounded */
    PARAM_UNLISTED = 32,   /* the default depends on others: not filled in when not given */
    PARAM_LIMITED = 64,    /* within the key `limits` of the same group, when that is given */
    PARAM_LABEL = 128, /* read by people: defaults to the name; not what a spreadsheet would run */
    PARAM_ANY_DATE = 256, /* a date that may lie outside the calendar */
    PARAM_BELOW = 512,    /* strictly below `high` */
    PARAM_CELL = 1024,    /* goes into cells of tables: not what a spreadsheet would run */
    PARAM_KNOWN = 2048,   /* when something was known: not after the start, unless the scenario
                           * looks back */
    PARAM_OF_PATH = 4096, /* in the units, and within the range, of what the key `path` names */
    PARAM_CHANGE = 8192,  /* a difference between two of these, not one of them */
};

#define PARAM_NONE __builtin_nan("") /* `initial` of a number without a default: stays NAN */

/* Rows that every group has: remarks of the author, kept in the text tree only. */
#define PARAM_REMARKS \
    { PARAM_TEXT, "source", PARAM_KEPT, PARAM_NONE, 0.0, 0.0, "", \
        "Where the numbers come from, and when.", NULL, NULL, 0 }, \
        { PARAM_TEXT, "note", PARAM_KEPT, PARAM_NONE, 0.0, 0.0, "", "A remark for readers.", NULL, \
            NULL, 0 }, \
    { \
        PARAM_DATE, "as_of", PARAM_KEPT, PARAM_NONE, 0.0, 0.0, "", \
            "When this was known; not after the start, unless the scenario is retrospective.", \
            NULL, NULL, PARAM_UNLISTED | PARAM_ANY_DATE | PARAM_KNOWN \
    }

struct schema;

struct param {
    enum param_type type;
    const char *key; /* NULL ends the table */
    size_t offset;
    double initial;   /* the default: number, whole, flag, or index of the word */
    double low, high; /* the range allowed, in the author's units; low == high: no limit */
    const char *unit; /* "days", "0 to 100"; "" */
    const char *help; /* one sentence */
    const char
        *words; /* PARAM_WORD, PARAM_WORDS: the words, separated by spaces. References: the
                 * kind of thing: "actor", "issue", "body", "talk", "event", "moment",
                 * "outcome", "group", "uncertain number". PARAM_ANY: what it may be, or NULL */
    const struct schema *schema; /* PARAM_LIST, PARAM_GROUP */
    int flags;
};

/* One of several forms of a group, chosen by the word at the schema's variant_key. */
struct variant {
    const char *name;
    const char *summary;
    const struct param *params; /* rows of its own struct; NULL: none */
    size_t size;                /* of its own struct */
    const struct param *more;   /* rows of the common struct that this form allows; NULL: none */
    const char *without;        /* keys of the common table that this form does not take, separated
                                 * by spaces; NULL: none */
};

struct schema {
    const char *what; /* "actor", "event": for messages and help */
    const char *help;
    const struct param *params;
    size_t size;
    const char *variant_key;                          /* NULL: no variants */
    bool (*variant)(int which, struct variant *form); /* the which-th; false past the last */
    size_t variant_offset;                            /* of an int: which variant */
    size_t own_offset;                                /* of a void *: its own struct */
    /* Keys beyond the table, such as the issues in an actor: read by this, which returns true
     * when it took the key. NULL: none. */
    bool (*extra)(void *context, void *item, struct text *node);
    const struct schema *extra_schema; /* what such a key holds, for help */
};

/* One uncertain number of the scenario. */
struct uncertain {
    const char *path; /* "actors.ann.price.salience" */
    uint64_t key;     /* rng_hash of the path */
    struct dist dist; /* in the author's units */
    bool integral;
    bool is_date; /* its values are days since 1970 */
};

/* What reading needs to know and collects. The scenario owns it. */
struct param_reader {
    struct text_tree *tree;
    struct err *err;
    const int *start, *end; /* the calendar, for dates; DATE_NONE in them while it is not known */
    const bool *retrospective; /* what came after the start may be known */
    /* The range of an issue by name: false when there is none. */
    bool (*issue_range)(void *context, const char *issue, double *low, double *high);
    /* What the number at a path may be, for PARAM_OF_PATH, and how it is stored: (x - shift) *
     * factor. False when the path leads to no such number. */
    bool (*path_range)(
        void *context, const char *path, double *low, double *high, double *shift, double *factor);
    /* The k-th key that a schema.extra takes, NULL past the last: for "did you mean". */
    const char *(*extra_key)(void *context, int k);
    void *context;     /* of issue_range and of schema.extra */
    const char *issue; /* the issue at hand for PARAM_ISSUE_UNITS; NULL: the group's key `issue` */
    struct uncertain *uncertain; /* n_uncertain, in the tree's arena, grown by doubling */
    int n_uncertain, room_uncertain;
    struct beta_tables betas; /* one for each pair of shapes */
    struct pending *pending;  /* references yet to be resolved */
    int n_pending, room_pending;
};

struct pending {
    struct ref *ref;
    const char *kind;
    const struct text *node;
};

/* Reads one group into item (of schema->size bytes, zeroed by the caller): known keys, ranges,
 * defaults (added to the tree as well), unknown keys with the nearest known one. Mistakes are
 * collected in reader->err, and reading goes on; the status returned is OK unless memory is
 * exhausted. */
enum status param_read_group(struct param_reader *reader, const struct schema *schema,
    struct text *group, void *item) MUST_CHECK;

/* Reads a list of groups (node may be NULL: an empty list) into *list. */
enum status param_read_list(struct param_reader *reader, const struct schema *schema,
    struct text *node, struct list *list) MUST_CHECK;

/* "a number from 0 to 100, or a range (low, high), or ...": what a row allows, in words, into
 * text of at least PARAM_ALLOWED_MAX bytes. Returns text. */
#define PARAM_ALLOWED_MAX 400
char *param_allowed(const struct param *self, char *text);

/* Appends " of at least 0 and at most 100", or what the range and the flags say, to words of
 * `size`. */
void param_append_range(char *text, size_t size, double low, double high, int flags);

/* The default in words ("0.5", "none", "required"), into text of at least NUM_TEXT_MAX bytes + 32.
 */
char *param_default(const struct param *self, char *text);

/* True when text is a name: [a-z][a-z0-9_]*, at most 60 characters. */
bool param_is_name(const char *text);

#endif
