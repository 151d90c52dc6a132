/* cmd_completion: scripts that complete Parley's commands, options and names in a shell. All follow
 * from the tables of commands; the cases are asked for when they are wanted. */
#include <string.h>

#include "cmd.h"
#include "err.h"

/* What may stand in a place: nothing that can be guessed, folders, or scenarios and folders. */
enum what { NOTHING, FOLDERS, SCENARIOS };

static enum what
what_follows(const struct cmd_option *row)
{
    return strcmp(row->value, "DIR") == 0           ? FOLDERS
           : strstr(row->value, "SCENARIO") != NULL ? SCENARIOS
                                                    : NOTHING;
}

/* What the operands are, apart from a first that is a word. */
static enum what
what_is_named(const struct cmd *cmd)
{
    return cmd->most == 0 || cmd->word != NULL    ? NOTHING
           : strstr(cmd->operands, "DIR") != NULL ? FOLDERS
                                                  : SCENARIOS;
}

/* A text inside single quotes of a shell; `hidden` are characters that get a backslash. */
static void
put_quoted(const char *text, const char *hidden)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'') {
            (void)fputs("'\\''", stdout);
        } else {
            (void)printf("%s%c", strchr(hidden, *c) != NULL ? "\\" : "", *c);
        }
    }
}

static void
put_words(const struct cmd *cmd)
{
    for (int k = 0; cmd->word(k) != NULL; k++) {
        (void)printf("%s%s", k == 0 ? "" : " ", cmd->word(k));
    }
}

/* ---- bash ---- */

static const char *
bash_of(enum what what)
{
    switch (what) {
    case FOLDERS:
        return "_parley_files -d";
    case SCENARIOS:
        return "_parley_files -f";
    case NOTHING:
        break;
    }
    return ":";
}

/* "run:-o | run:--output) _parley_files -d; return ;;" for options that take a value. */
static void
bash_values(const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;

    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        if (row->value == NULL) {
            continue;
        }
        (void)fputs("    ", stdout);
        if (row->letter != 0) {
            (void)printf("%s:-%c | ", cmd->name, row->letter);
        }
        (void)printf("%s:--%s) %s; return ;;\n", cmd->name, row->word, bash_of(what_follows(row)));
    }
}

static void
bash_command(const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;

    (void)printf("    %s:-*) words=\"", cmd->name);
    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        (void)printf("%s--%s", k == 0 ? "" : " ", row->word);
        if (row->letter != 0) {
            (void)printf(" -%c", row->letter);
        }
    }
    (void)fputs("\" ;;\n", stdout);
    if (cmd->word != NULL || cmd->ask != NULL) {
        (void)printf("    %s:*) if [ \"$COMP_CWORD\" -eq 2 ]; then words=\"", cmd->name);
        if (cmd->word != NULL) {
            put_words(cmd);
        } else {
            (void)printf("$(parley %s 2>/dev/null)", cmd->ask);
        }
        (void)printf("\"; else %s; return; fi ;;\n", bash_of(what_is_named(cmd)));
    } else {
        (void)printf("    %s:*) %s; return ;;\n", cmd->name, bash_of(what_is_named(cmd)));
    }
}

static void
print_bash(void)
{
    (void)fputs("# Completion of parley for bash. Printed by `parley completion bash`.\n\n"
                "# Scenario files and folders (-f), or folders (-d), that begin with the word.\n"
                "_parley_files() {\n"
                "    local IFS=$'\\n' word=${COMP_WORDS[COMP_CWORD]}\n"
                "    compopt -o filenames 2>/dev/null\n"
                "    COMPREPLY=($(compgen -d -- \"$word\"))\n"
                "    if [ \"$1\" = -f ]; then\n"
                "        COMPREPLY+=($(compgen -f -X '!*.cfg' -- \"$word\"))\n"
                "    fi\n"
                "}\n\n"
                "_parley() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words=\n"
                "    COMPREPLY=()\n"
                "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "        COMPREPLY=($(compgen -W \"",
        stdout);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        (void)printf("%s%s", k == 0 ? "" : " ", cmd_at(k)->name);
    }
    (void)fputs("\" -- \"$word\"))\n        return\n    fi\n"
                "    case $verb:${COMP_WORDS[COMP_CWORD-1]} in\n",
        stdout);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        bash_values(cmd_at(k));
    }
    (void)fputs("    esac\n    case $verb:$word in\n", stdout);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        bash_command(cmd_at(k));
    }
    (void)fputs("    esac\n"
                "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                "}\n\n"
                "complete -F _parley parley\n",
        stdout);
}

/* ---- zsh ---- */

static const char *
zsh_of(enum what what)
{
    switch (what) {
    case FOLDERS:
        return "_files -/";
    case SCENARIOS:
        return "_files -g \"*.cfg\"";
    case NOTHING:
        break;
    }
    return " ";
}

/* '(-n --runs)'{-n,--runs}'[How many ...]:RUNS: ' */
static void
zsh_option(const struct cmd_option *row)
{
    const char *star = row->type == CMD_SET || row->type == CMD_TEXTS ? "*" : "";

    (void)fputs(" \\\n            ", stdout);
    if (row->letter != 0) {
        (void)printf("'(-%c --%s)'{-%c,--%s}'", row->letter, row->word, row->letter, row->word);
    } else {
        (void)printf("'%s--%s", star, row->word);
    }
    (void)fputc('[', stdout);
    put_quoted(row->help, "[]:\\");
    (void)fputc(']', stdout);
    if (row->value != NULL) {
        (void)printf(":%s:%s", row->value, zsh_of(what_follows(row)));
    }
    (void)fputc('\'', stdout);
}

static void
zsh_command(const struct cmd *cmd)
{
    const struct cmd_option *row = NULL;

    (void)printf("    %s)\n        _arguments -s", cmd->name);
    for (int k = 0; (row = cmd_option_at(cmd, k)) != NULL; k++) {
        zsh_option(row);
    }
    if (cmd->word != NULL) {
        (void)fputs(" \\\n            '1:word:(", stdout);
        put_words(cmd);
        (void)fputs(")'", stdout);
    } else if (cmd->ask != NULL) {
        (void)printf(" \\\n            '1:case:($(parley %s 2>/dev/null))'", cmd->ask);
    }
    if (what_is_named(cmd) != NOTHING) {
        (void)printf(" \\\n            '*:file:%s'", zsh_of(what_is_named(cmd)));
    }
    (void)fputs("\n        ;;\n", stdout);
}

static void
print_zsh(void)
{
    (void)fputs("#compdef parley\n"
                "# Completion of parley for zsh. Printed by `parley completion zsh`.\n\n"
                "_parley() {\n"
                "    local -a verbs\n"
                "    verbs=(\n",
        stdout);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        (void)printf("        '%s:", cmd_at(k)->name);
        put_quoted(cmd_at(k)->summary, ":\\");
        (void)fputs("'\n", stdout);
    }
    (void)fputs("    )\n"
                "    if (( CURRENT == 2 )); then\n"
                "        _describe command verbs\n"
                "        return\n"
                "    fi\n"
                "    shift words\n"
                "    (( CURRENT-- ))\n"
                "    case $words[1] in\n",
        stdout);
    for (int k = 0; cmd_at(k) != NULL; k++) {
        zsh_command(cmd_at(k));
    }
    (void)fputs("    esac\n"
                "}\n\n"
                "if [ \"$funcstack[1]\" = _parley ]; then\n"
                "    _parley \"$@\"\n"
                "else\n"
                "    compdef _parley parley\n"
                "fi\n",
        stdout);
}

/* ---- fish ---- */

static const char *
fish_of(enum what what)
{
    switch (what) {
    case FOLDERS:
        return " -a '(__fish_complete_directories)'";
    case SCENARIOS:
        return " -k -a '(__fish_complete_suffix .cfg)'";
    case NOTHING:
        break;
    }
    return "";
}

static void
fish_option(const struct cmd *cmd, const struct cmd_option *row)
{
    (void)printf("complete -c parley -n '__fish_seen_subcommand_from %s'", cmd->name);
    if (row->letter != 0) {
        (void)printf(" -s %c", row->letter);
    }
    (void)printf(" -l %s", row->word);
    if (row->value != NULL) {
        (void)printf(" -x%s", fish_of(what_follows(row)));
    }
    (void)fputs(" -d '", stdout);
    put_quoted(row->help, "\\");
    (void)fputs("'\n", stdout);
}

static void
print_fish(void)
{
    const struct cmd_option *row = NULL;
    const struct cmd *cmd = NULL;

    (void)fputs("# Completion of parley for fish. Printed by `parley completion fish`.\n\n"
                "complete -c parley -f\n",
        stdout);
    for (int k = 0; (cmd = cmd_at(k)) != NULL; k++) {
        (void)printf("complete -c parley -n __fish_use_subcommand -a %s -d '", cmd->name);
        put_quoted(cmd->summary, "\\");
        (void)fputs("'\n", stdout);
        for (int i = 0; (row = cmd_option_at(cmd, i)) != NULL; i++) {
            fish_option(cmd, row);
        }
        if (cmd->word == NULL && cmd->ask == NULL && what_is_named(cmd) == NOTHING) {
            continue;
        }
        (void)printf("complete -c parley -n '__fish_seen_subcommand_from %s'", cmd->name);
        if (cmd->word != NULL) {
            (void)fputs(" -a '", stdout);
            put_words(cmd);
            (void)fputs("'\n", stdout);
        } else if (cmd->ask != NULL) {
            (void)printf(" -a '(parley %s 2>/dev/null)'\n", cmd->ask);
        } else {
            (void)printf("%s\n", fish_of(what_is_named(cmd)));
        }
    }
}

/* ---- the command ---- */

static const struct shell {
    const char *name;
    void (*print)(void);
} shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
enum { N_SHELLS = sizeof(shells) / sizeof(shells[0]) };

static const char *
word(int k)
{
    return k < N_SHELLS ? shells[k].name : NULL;
}

static int
run(const struct cmd_line *line)
{
    const char *names[N_SHELLS], *near = NULL;

    for (int k = 0; k < N_SHELLS; k++) {
        names[k] = shells[k].name;
        if (strcmp(names[k], line->operands[0]) == 0) {
            shells[k].print();
            return 0;
        }
    }
    near = err_nearest(line->operands[0], names, N_SHELLS);
    (void)fprintf(stderr,
        "parley completion: no shell \"%s\"%s%s%s; there are bash, zsh and fish\n",
        line->operands[0], near != NULL ? "; did you mean " : "", near != NULL ? near : "",
        near != NULL ? "?" : "");
    return err_exit(ERR_USAGE);
}

static const struct cmd_option options[] = {
    { .word = NULL },
};

const struct cmd cmd_completion = {
    .name = "completion",
    .summary = "a script that completes commands, options and names",
    .operands = "SHELL",
    .least = 1,
    .most = 1,
    .word = word,
    .options = options,
    .example = "parley completion bash > ~/.local/share/bash-completion/completions/parley",
    .run = run,
};
