/* cmd: the commands, in one table, and the command line.
 *
 * A command is one constant in cmd_NAME.c and one line in cmd.c. Parsing, usage and help follow
 * from its rows. Only cmd_*.c and main.c decide the exit status. Thread-safety: one thread. */
#ifndef PARLEY_CMD_H
#define PARLEY_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"
#include "facts.h"

enum { CMD_OPERANDS_MAX = 32, CMD_SETS_MAX = 1000, CMD_TEXTS_MAX = 64 };

/* The values of an option that may be given more than once. */
struct cmd_texts {
    const char *items[CMD_TEXTS_MAX];
    int n;
};

struct cmd;

/* A command line that was understood. */
struct cmd_line {
    const struct cmd *cmd;
    int argc; /* the whole program's */
    char **argv;
    const char *operands[CMD_OPERANDS_MAX];
    int n_operands;
    int64_t runs, seed, threads; /* -1: not given */
    const char *folder;          /* NULL: not given */
    bool keep, no_files, save_inputs, json, quiet, ascii, verbose, help;
    double until_mcse;         /* run; NAN: not given */
    bool unpaired, markdown;   /* compare */
    const char *adjust;        /* compare */
    struct cmd_texts fail_if;  /* compare */
    struct cmd_texts over;     /* sweep */
    int64_t lhs;               /* sweep; -1: not given */
    bool dry_run;              /* sweep */
    bool morris, knockout;     /* sensitivity */
    int64_t run;               /* explain; -1: not given */
    struct cmd_texts where;    /* explain */
    const char *typical;       /* explain */
    struct cmd_texts outcomes; /* sweep, sensitivity: which to show */
    /* What was set: --set's, then runs and seed in the same form. */
    const char *sets[CMD_SETS_MAX + 2];
    int n_sets;
    char set_runs[40], set_seed[40];
};

enum cmd_type {
    CMD_FLAG,  /* bool */
    CMD_WHOLE, /* int64_t from low to high; also written 10k, 2M, 1e6 */
    CMD_REAL,  /* double above low, and below high */
    CMD_TEXT,  /* const char * */
    CMD_TEXTS, /* struct cmd_texts: may be given more than once */
    CMD_SET,   /* added to sets */
};

struct cmd_option {
    enum cmd_type type;
    char letter;       /* 0: none */
    const char *word;  /* NULL ends the table */
    const char *value; /* what usage calls the value; NULL for flags */
    size_t offset;     /* in struct cmd_line */
    int64_t low, high;
    const char *help;
};

/* Where the overview names a command; its example of use stands there for the first. */
enum cmd_group { CMD_OTHER, CMD_FIRST, CMD_RESULTS, CMD_QUESTIONS, CMD_START };

struct cmd {
    const char *name;
    const char *summary;  /* a line, without a full stop */
    const char *operands; /* in usage: "SCENARIO.cfg", "[NAME]", "" */
    int least, most;      /* operands */
    enum cmd_group group;
    /* What completion offers for the first operand: the k-th word, NULL past the last; or the lines
     * that a command of ours prints ("list -q"). Without either, scenario files. */
    const char *(*word)(int k);
    const char *ask;
    const struct cmd_option *options;
    const char *example;
    int (*run)(const struct cmd_line *line); /* the exit status */
};

extern const struct cmd cmd_new, cmd_run, cmd_check, cmd_explain, cmd_compare, cmd_sweep,
    cmd_sensitivity, cmd_list, cmd_models, cmd_help, cmd_completion, cmd_version;

/* Rows that several commands share. */
#define CMD_AT(field) offsetof(struct cmd_line, field)
#define CMD_OPTION_SET \
    { \
        CMD_SET, 0, "set", "PATH=VALUE", 0, 0, 0, \
            "Changes one value of the scenario, as in --set actors.NAME.capability=20." \
    }
#define CMD_OPTION_JSON \
    { \
        CMD_FLAG, 0, "json", NULL, CMD_AT(json), 0, 0, "Prints one JSON object instead." \
    }
#define CMD_OPTION_ASCII \
    { \
        CMD_FLAG, 0, "ascii", NULL, CMD_AT(ascii), 0, 0, "Draws with # and other ASCII only." \
    }

/* The k-th command, NULL past the last; one by name, NULL when there is none. */
const struct cmd *cmd_at(int k);
const struct cmd *cmd_find(const char *name);

/* The k-th option of a command, --help last; NULL past it. */
const struct cmd_option *cmd_option_at(const struct cmd *cmd, int k);

/* Says on stderr that there is no such command, and which was perhaps meant. Returns 2. */
int cmd_unknown(int argc, char **argv);

/* Understands argv from argv[2] on. False: what is wrong was said on stderr (exit status 2). */
bool cmd_parse(struct cmd_line *self, const struct cmd *cmd, int argc, char **argv);

/* Sends off what was printed on stdout. Returns exit_status, or 4 in place of 0 when it did not
 * arrive, which is said on stderr. A reader that goes away (`| head`) is no error. */
int cmd_flush(int exit_status);

/* Prints JSON on stdout and frees it. Returns the exit status. */
int cmd_print_json(struct facts facts);

/* Adds mistakes and remarks, in order of place: lists of { file, line, text, marks }, and how many.
 */
void cmd_add_findings(struct facts *facts, struct err *err);

/* What to begin with; all commands, a line each; one command, its example first. */
void cmd_overview(FILE *out);
void cmd_summaries(FILE *out);
void cmd_describe(FILE *out, const struct cmd *cmd);

/* The manual page, in roff. */
void cmd_man(FILE *out);

#endif
