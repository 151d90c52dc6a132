/* cmd_man: the manual page, from the tables of commands and options. */
#include <string.h>

#include "cmd.h"
#include "version.h"

/* A text as roff takes it: backslashes and hyphens are themselves, and no line is a request. */
static void
put(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if ((*c == '.' || *c == '\'') && (c == text || c[-1] == '\n')) {
            (void)fputs("\\&", out);
        }
        (void)fputs(*c == '\\' ? "\\e" : *c == '-' ? "\\-" : *c == '\'' ? "\\(aq" : "", out);
        if (strchr("\\-'", *c) == NULL) {
            (void)fputc(*c, out);
        }
    }
}

static void
put_usage(FILE *out, const struct cmd *cmd)
{
    (void)fputs("parley ", out);
    put(out, cmd->name);
    (void)fputs("\\fR", out);
    if (cmd->operands[0] != '\0') {
        (void)fputc(' ', out);
        put(out, cmd->operands);
    }
    (void)fputc('\n', out);
}

static void
put_option(FILE *out, const struct cmd_option *row)
{
    (void)fputs(".TP\n\\fB", out);
    if (row->letter != 0) {
        (void)fprintf(out, "\\-%c\\fR, \\fB", row->letter);
    }
    (void)fputs("\\-\\-", out);
    put(out, row->word);
    (void)fputs("\\fR", out);
    if (row->value != NULL) {
        (void)fputs(" \\fI", out);
        put(out, row->value);
        (void)fputs("\\fR", out);
    }
    (void)fputc('\n', out);
    put(out, row->help);
    (void)fputc('\n', out);
}

static void
put_command(FILE *out, const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;

    (void)fputs(".SS \"", out);
    put(out, cmd->name);
    (void)fputs("\"\n\\fB", out);
    put_usage(out, cmd);
    (void)fputs(".PP\n", out);
    put(out, cmd->summary);
    (void)fputs(".\n", out);
    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        if (strcmp(row->word, "help") != 0) { /* every command has it */
            put_option(out, row);
        }
    }
    (void)fputs(".PP\nExample: \\fB", out);
    put(out, cmd->example);
    (void)fputs("\\fR\n", out);
}

void
cmd_man(FILE *out)
{
    static const struct {
        const char *status, *meaning;
    } exits[] = {
        { "0", "Fine." },
        { "1", "The simulation failed." },
        { "2", "The command line is wrong, a --set too." },
        { "3", "The scenario is wrong, or a file that it names cannot be read." },
        { "4", "A file named on the command line cannot be read or written." },
        { "130", "Interrupted (143: terminated); what was finished is kept." },
    };

    (void)fprintf(out, ".TH PARLEY 1 \"\" \"Parley %s\" \"User Commands\"\n", PARLEY_VERSION);
    (void)fputs(".SH NAME\nparley \\- simulate international negotiations from a scenario file\n"
                ".SH SYNOPSIS\n",
        out);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        (void)fputs(k == 0 ? "\\fB" : ".br\n\\fB", out);
        put_usage(out, cmd_at(k));
    }
    (void)fputs(".SH DESCRIPTION\nA scenario names the actors, the positions they hold, how much "
                "they care and how much weight they carry.\nParley draws many possible worlds from "
                "what its author is unsure of, lets the actors negotiate in each,\nlets events "
                "follow on the calendar, and reports how often each outcome came about.\n.PP\n"
                "Every command explains itself with \\fB\\-h\\fR or \\fB\\-\\-help\\fR; "
                "\\fBparley help\\fR lists all pages.\n.SH COMMANDS\n",
        out);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        put_command(out, cmd_at(k));
    }
    (void)fputs(".SH \"EXIT STATUS\"\n", out);
    for (size_t k = 0; k < sizeof(exits) / sizeof(exits[0]); k++) {
        (void)fprintf(out, ".TP\n%s\n", exits[k].status);
        put(out, exits[k].meaning);
        (void)fputc('\n', out);
    }
    (void)fputs(".SH ENVIRONMENT\n.TP\nPARLEY_SCENARIOS\nThe folder in which \\fBlist\\fR and "
                "\\fBnew\\fR look for cases, in place of those that come with the program.\n"
                ".TP\nNO_COLOR\nWhen it is set, nothing is printed in colour.\n"
                ".SH FILES\n.TP\nresults/\\fINAME\\fR/\nThe tables of the scenario NAME, in the "
                "current folder.\n",
        out);
}
