/* cmd: the table of commands, and the command line by their rows. See cmd.h. */
#include "cmd.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "param.h"
#include "phrase.h"

enum { OPTIONS_MAX = 24, WIDTH = 80 };

static const struct cmd *const commands[] = { &cmd_new, &cmd_run, &cmd_check, &cmd_explain,
    &cmd_compare, &cmd_sweep, &cmd_sensitivity, &cmd_list, &cmd_models, &cmd_help, &cmd_completion,
    &cmd_version };
enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/* Every command has it. */
static const struct cmd_option help_option = { CMD_FLAG, 'h', "help", NULL, CMD_AT(help), 0, 0,
    "Shows this page." };

const struct cmd *
cmd_at(int k)
{
    return k >= 0 && k < N_COMMANDS ? commands[k] : NULL;
}

const struct cmd *
cmd_find(const char *name)
{
    for (int k = 0; k < N_COMMANDS; k++) {
        if (strcmp(commands[k]->name, name) == 0) {
            return commands[k];
        }
    }
    return NULL;
}

int
cmd_unknown(int argc, char **argv)
{
    const char *names[N_COMMANDS], *near = NULL;
    const char *wrong = argv[1];
    const size_t n = strlen(wrong);
    const bool is_file = n > 4 && strcmp(wrong + n - 4, ".cfg") == 0;

    for (int k = 0; k < N_COMMANDS; k++) {
        names[k] = commands[k]->name;
    }
    near = is_file ? "run" : err_nearest(wrong, names, N_COMMANDS);
    (void)fprintf(stderr, "parley: no command \"%s\"", wrong);
    if (near == NULL) {
        (void)fprintf(stderr, "; `parley help` lists the commands\n");
        return err_exit(ERR_USAGE);
    }
    (void)fprintf(stderr, "; did you mean `parley %s", near);
    for (int k = is_file ? 1 : 2; k < argc; k++) {
        (void)fprintf(stderr, " %s", argv[k]);
    }
    (void)fprintf(stderr, "`?\n");
    return err_exit(ERR_USAGE);
}

/* ---- options ---- */

const struct cmd_option *
cmd_option_at(const struct cmd *cmd, int k)
{
    int n = 0;

    for (const struct cmd_option *row = cmd->options; row != NULL && row->word != NULL; row++) {
        if (n++ == k) {
            return row;
        }
    }
    return n == k ? &help_option : NULL;
}

/* getopt's tables: long options return 256 + their row, so that letters are never taken for them.
 */
static void
fill_tables(const struct cmd *cmd, char *letters, struct option *words)
{
    const struct cmd_option *row = NULL;

    *letters++ = '-'; /* operands in order, as option 1 */
    *letters++ = ':';
    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        BUG_IF(k == OPTIONS_MAX);
        if (row->letter != 0) {
            *letters++ = row->letter;
            if (row->value != NULL) {
                *letters++ = ':';
            }
        }
        *words++ = (struct option){ row->word, row->value != NULL ? required_argument : no_argument,
            NULL, 256 + k };
    }
    *letters = '\0';
    memset(words, 0, sizeof(*words));
}

static const struct cmd_option *
find_option(const struct cmd *cmd, int code)
{
    const struct cmd_option *row = NULL;

    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        if (code == 256 + k || (code < 256 && row->letter != 0 && code == row->letter)) {
            return row;
        }
    }
    return NULL;
}

/* "-n", or "--seed". */
static const char *
option_name(const struct cmd_option *row, char text[32])
{
    if (row->letter != 0) {
        (void)snprintf(text, 32, "-%c", row->letter);
    } else {
        (void)snprintf(text, 32, "--%s", row->word);
    }
    return text;
}

static bool
asks_for_json(const struct cmd_line *self)
{
    int k = 2;

    while (k < self->argc && strcmp(self->argv[k], "--json") != 0) {
        k++;
    }
    return k < self->argc;
}

/* Says what is wrong with the command line, as JSON when that is asked for. Returns false. */
static bool PRINTF_LIKE(2, 3) complain(const struct cmd_line *self, const char *format, ...)
{
    char text[ERR_TEXT_MAX];
    va_list words;

    va_start(words, format);
    (void)vsnprintf(text, sizeof(text), format, words);
    va_end(words);
    if (asks_for_json(self)) {
        struct err err = { .status = OK };
        struct facts facts = facts_begin();

        (void)err_add(&err, ERR_USAGE, NULL, "%s", text);
        facts_text(&facts, "schema", "parley.mistakes/1");
        cmd_add_findings(&facts, &err);
        (void)cmd_print_json(facts);
    } else {
        (void)fprintf(stderr, "parley %s: %s\n", self->cmd->name, text);
    }
    return false;
}

static bool
unknown_option(const struct cmd_line *self, const char *wrong)
{
    const struct cmd *cmd = self->cmd;
    const char *words[OPTIONS_MAX], *near = NULL;
    const struct cmd_option *row = NULL;
    char name[64];
    int n = 0;

    for (; (row = cmd_option_at(cmd, n)) != NULL; n++) {
        words[n] = row->word;
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(wrong, "="), wrong);
    if (strncmp(name, "--", 2) == 0) {
        near = err_nearest(name + 2, words, n);
    }
    return complain(self, "no option \"%s\"%s%s%s\n`parley help %s` lists its options.", name,
        near != NULL ? "; did you mean --" : "", near != NULL ? near : "", near != NULL ? "?" : "",
        cmd->name);
}

/* Powers of ten behind a number: k, M, e6. -1: something else. */
static int
exponent_of(const char *text)
{
    int exponent = 0;

    if (strcmp(text, "") == 0) {
        return 0;
    }
    if (strcmp(text, "k") == 0 || strcmp(text, "K") == 0) {
        return 3;
    }
    if (strcmp(text, "m") == 0 || strcmp(text, "M") == 0) {
        return 6;
    }
    if ((*text != 'e' && *text != 'E') || text[1] == '\0') {
        return -1;
    }
    for (text++; *text >= '0' && *text <= '9' && exponent < 100; text++) {
        exponent = 10 * exponent + (*text - '0');
    }
    return *text == '\0' ? exponent : -1;
}

/* A whole number without a sign: "10000", "10k", "1.5e6". What is larger than all that is allowed
 * becomes INT64_MAX. */
static bool
read_whole(const char *text, int64_t *value)
{
    int exponent = 0, decimals = 0, digits = 0;
    bool point = false;

    *value = 0;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        *value = *value > (INT64_MAX - 9) / 10 ? INT64_MAX : 10 * *value + (*text - '0');
        decimals += point;
        digits++;
    }
    exponent = exponent_of(text);
    if (digits == 0 || exponent < 0) {
        return false;
    }
    for (; decimals > exponent && *value % 10 == 0; decimals--) {
        *value /= 10;
    }
    for (; exponent > decimals; exponent--) {
        *value = *value > INT64_MAX / 10 ? INT64_MAX : 10 * *value;
    }
    return decimals <= exponent;
}

static bool
take_whole(
    const struct cmd_line *self, const struct cmd_option *row, const char *text, int64_t *value)
{
    const bool negative = text[0] == '-';
    char name[32], low[PHRASE_MAX], high[PHRASE_MAX];

    option_name(row, name);
    if (!read_whole(text + negative, value)) {
        return complain(
            self, "%s is \"%s\"; it must be a whole number such as 10000, 10k or 1e6", name, text);
    }
    *value = negative ? -*value : *value;
    if (*value < row->low || *value > row->high) {
        return complain(self, "%s is %s; it must be from %s to %s", name, text,
            phrase_count(row->low, low), phrase_count(row->high, high));
    }
    return true;
}

static bool
take_real(
    const struct cmd_line *self, const struct cmd_option *row, const char *text, double *value)
{
    char *end = NULL, name[32];

    *value = strtod(text, &end);
    if (end == text || *end != '\0' || !(*value > (double)row->low) ||
        !(*value < (double)row->high)) {
        return complain(self, "%s is \"%s\"; it must be a number above %lld and below %lld",
            option_name(row, name), text, (long long)row->low, (long long)row->high);
    }
    return true;
}

static bool
take_text(const struct cmd_line *self, const struct cmd_option *row, const char *text,
    struct cmd_texts *texts)
{
    char name[32];

    if (texts->n == CMD_TEXTS_MAX) {
        return complain(self, "more than %d %s", CMD_TEXTS_MAX, option_name(row, name));
    }
    texts->items[texts->n++] = text;
    return true;
}

static bool
take_option(struct cmd_line *self, const struct cmd_option *row, const char *value)
{
    char *at = (char *)self + row->offset;

    switch (row->type) {
    case CMD_FLAG:
        *(bool *)(void *)at = true;
        return true;
    case CMD_WHOLE:
        return take_whole(self, row, value, (int64_t *)(void *)at);
    case CMD_REAL:
        return take_real(self, row, value, (double *)(void *)at);
    case CMD_TEXT:
        *(const char **)(void *)at = value;
        return true;
    case CMD_TEXTS:
        return take_text(self, row, value, (struct cmd_texts *)(void *)at);
    case CMD_SET:
        break;
    }
    if (self->n_sets == CMD_SETS_MAX) {
        return complain(self, "more than %d --set", CMD_SETS_MAX);
    }
    self->sets[self->n_sets++] = value;
    return true;
}

static bool
take_operand(struct cmd_line *self, const char *text)
{
    if (self->n_operands == self->cmd->most) {
        return self->cmd->most == CMD_OPERANDS_MAX
                   ? complain(self, "\"%s\" is one too many; it takes %d at most", text,
                         CMD_OPERANDS_MAX)
                   : complain(self, "\"%s\" is one word too many; it takes %s%s", text,
                         self->cmd->most > 0 ? "only " : "no more words", self->cmd->operands);
    }
    if (text[0] == '\0') {
        return complain(self, "\"\" is no name; it takes %s", self->cmd->operands);
    }
    self->operands[self->n_operands++] = text;
    return true;
}

/* One word of the command line, as getopt sees it. */
static bool
take_code(struct cmd_line *self, int code)
{
    const struct cmd_option *row = find_option(self->cmd, code == ':' ? optopt : code);
    char letter[3] = { '-', (char)optopt, '\0' }, name[32];

    if (code == 1) {
        return take_operand(self, optarg);
    }
    if (code == ':' && row != NULL) {
        return complain(self, "%s needs a value: %s %s", option_name(row, name),
            option_name(row, name), row->value);
    }
    if (code == '?' && optopt >= 256) { /* getopt's way of telling of a flag that is given one */
        row = find_option(self->cmd, optopt);
        return complain(self, "--%s takes no value", row->word);
    }
    if (code == '?' || row == NULL) {
        return unknown_option(self, optopt != 0 && optopt < 256 ? letter : self->argv[optind - 1]);
    }
    return take_option(self, row, optarg);
}

/* Runs and seed of the command line go into the scenario, so that the resolved one has them. */
static void
set_numbers(struct cmd_line *self)
{
    if (self->runs >= 0) {
        (void)snprintf(self->set_runs, sizeof(self->set_runs), "runs=%lld", (long long)self->runs);
        self->sets[self->n_sets++] = self->set_runs;
    }
    if (self->seed >= 0) {
        (void)snprintf(self->set_seed, sizeof(self->set_seed), "seed=%lld", (long long)self->seed);
        self->sets[self->n_sets++] = self->set_seed;
    }
}

bool
cmd_parse(struct cmd_line *self, const struct cmd *cmd, int argc, char **argv)
{
    char letters[2 * OPTIONS_MAX + 4];
    struct option words[OPTIONS_MAX + 1];
    int code = 0;

    memset(self, 0, sizeof(*self));
    self->cmd = cmd;
    self->argc = argc;
    self->argv = argv;
    self->runs = self->seed = self->threads = self->lhs = self->run = -1;
    self->until_mcse = PARAM_NONE;
    fill_tables(cmd, letters, words);
    opterr = 0;
    optind = 2;
    while ((code = getopt_long(argc, argv, letters, words, NULL)) != -1) {
        if (!take_code(self, code)) {
            return false;
        }
    }
    for (; optind < argc; optind++) { /* behind "--" */
        if (!take_operand(self, argv[optind])) {
            return false;
        }
    }
    if (self->n_operands < cmd->least && !self->help) {
        return complain(self, "which %s?\n  %s", cmd->operands, cmd->example);
    }
    set_numbers(self);
    return true;
}

/* True when whoever read our output has gone away. */
static bool
reader_is_gone(int error)
{
    struct pollfd file = { .fd = STDOUT_FILENO, .events = POLLOUT };

    return error == EPIPE || (poll(&file, 1, 0) > 0 && (file.revents & (POLLERR | POLLHUP)) != 0);
}

/* Says that stdout could not be written, unless nobody reads it. error: errno then; 0: not known.
 * Returns the exit status. */
static int
fail_output(int error)
{
    if (reader_is_gone(error)) {
        return 0;
    }
    (void)fprintf(stderr, "parley: cannot write to standard output%s%s\n", error != 0 ? ": " : "",
        error != 0 ? strerror(error) : "");
    return err_exit(ERR_IO);
}

int
cmd_flush(int exit_status)
{
    errno = 0;
    return (fflush(stdout) == 0 && ferror(stdout) == 0) || exit_status != 0 ? exit_status
                                                                            : fail_output(errno);
}

int
cmd_print_json(struct facts facts)
{
    char *text = facts_print(&facts);
    int exit_status = 0;

    facts_free(&facts);
    if (text == NULL) {
        (void)fprintf(stderr, "parley: out of memory\n");
        return err_exit(ERR_MEMORY);
    }
    errno = 0; /* a text larger than the stream's memory fails here, and no more when flushed */
    if (printf("%s\n", text) < 0) {
        exit_status = fail_output(errno);
    }
    free(text);
    return exit_status;
}

/* ---- help ---- */

/* "parley run SCENARIO.cfg", then what it does. */
static void
print_summary(FILE *out, const struct cmd *cmd, int column)
{
    char usage[64];

    (void)snprintf(usage, sizeof(usage), "parley %s%s%s", cmd->name,
        cmd->operands[0] != '\0' ? " " : "", cmd->operands);
    (void)fprintf(out, "  %-*s ", column - 3, usage);
    if ((int)strlen(usage) > column - 3) {
        (void)fprintf(out, "\n%*s", column, "");
    }
    phrase_wrap(out, cmd->summary, column, column, WIDTH);
}

/* "Get started       list  models  help": nothing when no command belongs there. */
static void
print_group(FILE *out, enum cmd_group group, const char *title)
{
    int n = 0;

    for (int k = 0; k < N_COMMANDS; k++) {
        if (commands[k]->group == group) {
            (void)fprintf(out, "%-*s  %s", n == 0 ? 16 : 0, n == 0 ? title : "", commands[k]->name);
            n++;
        }
    }
    (void)fputs(n > 0 ? "\n" : "", out);
}

void
cmd_overview(FILE *out)
{
    (void)fprintf(out, "Parley simulates international negotiations from a scenario file.\n\n");
    for (int k = 0; k < N_COMMANDS; k++) {
        if (commands[k]->group == CMD_FIRST) {
            print_summary(out, commands[k], 30);
        }
    }
    (void)fputc('\n', out);
    print_group(out, CMD_RESULTS, "Look at results");
    print_group(out, CMD_QUESTIONS, "Ask what matters");
    print_group(out, CMD_START, "Get started");
    print_group(out, CMD_OTHER, "And");
    (void)fprintf(out, "\n`parley help run` explains one command and opens with an example.\n");
}

void
cmd_summaries(FILE *out)
{
    for (int k = 0; k < N_COMMANDS; k++) {
        print_summary(out, commands[k], 34);
    }
}

/* An option and its value stay on one line. */
static void
print_usage(FILE *out, const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;
    int used = fprintf(
        out, "usage: parley %s%s%s", cmd->name, cmd->operands[0] != '\0' ? " " : "", cmd->operands);

    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL && row != &help_option; k++) {
        char name[32], text[96];
        const int n = snprintf(text, sizeof(text), "[%s%s%s]%s", option_name(row, name),
            row->value != NULL ? " " : "", row->value != NULL ? row->value : "",
            row->type == CMD_SET || row->type == CMD_TEXTS ? "..." : "");
        const bool fits = used + 1 + n <= WIDTH;

        (void)fprintf(out, "%s%s", fits ? " " : "\n       ", text);
        used = fits ? used + 1 + n : 7 + n;
    }
    (void)fputc('\n', out);
}

void
cmd_describe(FILE *out, const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;

    (void)fprintf(out, "  %s\n\n", cmd->example);
    phrase_wrap(out, cmd->summary, 0, 0, WIDTH);
    (void)fputc('\n', out);
    print_usage(out, cmd);
    (void)fputc('\n', out);
    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        char letter[8] = "   ", name[64];
        if (row->letter != 0) {
            (void)snprintf(letter, sizeof(letter), "-%c,", row->letter);
        }
        (void)snprintf(name, sizeof(name), "%s --%s %s", letter, row->word,
            row->value != NULL ? row->value : "");
        (void)fprintf(out, "  %-23s ", name);
        phrase_wrap(out, row->help, 26, 26, WIDTH);
    }
}

/* The places of a finding: column counts characters of the whole line, text may be cut. */
static struct facts
marks_json(const struct marks *marks)
{
    struct facts list = facts_list();

    for (int k = 0; k < marks->n; k++) {
        const struct mark *mark = &marks->list[k];
        struct facts group = facts_begin();

        facts_number(&group, "line", mark->line > 0 ? (double)mark->line : PARAM_NONE);
        facts_whole(&group, "column", mark->column);
        facts_text(&group, "text", mark->text);
        facts_text(&group, "note", mark->note);
        facts_add(&list, group);
    }
    return list;
}

/* "file.cfg:14" apart, as the reader of an editor's list of problems needs it. */
static struct facts
findings_json(const struct finding *findings, int n)
{
    struct facts list = facts_list();

    for (int k = 0; k < n && k < ERR_FINDINGS_MAX; k++) {
        const struct finding *finding = &findings[k];
        const char *colon = finding->line > 0 ? strrchr(finding->where, ':') : NULL;
        struct facts group = facts_begin();
        char file[sizeof(finding->where)];

        (void)snprintf(file, sizeof(file), "%.*s",
            colon != NULL ? (int)(colon - finding->where) : (int)sizeof(file), finding->where);
        facts_text(&group, "file", file);
        facts_number(&group, "line", finding->line > 0 ? (double)finding->line : PARAM_NONE);
        facts_text(&group, "text", finding->text);
        facts_put(&group, "marks", marks_json(&finding->marks));
        facts_add(&list, group);
    }
    return list;
}

void
cmd_add_findings(struct facts *facts, struct err *err)
{
    err_sort(err);
    facts_put(facts, "mistakes", findings_json(err->mistakes, err->n_mistakes));
    facts_put(facts, "remarks", findings_json(err->remarks, err->n_remarks));
    facts_whole(facts, "n_mistakes", err->n_mistakes);
    facts_whole(facts, "n_remarks", err->n_remarks);
}
