/* cmd_help: the commands, the words for probabilities, and the keys of the language. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "err.h"
#include "help.h"
#include "phrase.h"
#include "screen.h"

enum { WIDTH = 80 };

static int
no_page(const char *what, const char *wrong, const char *near)
{
    (void)fprintf(stderr, "parley help: no %s \"%s\"%s%s%s\n", what, wrong,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    return err_exit(ERR_USAGE);
}

static int
print_words(void)
{
    const char *words = NULL;
    double low = 0.0, high = 0.0;

    (void)printf("Words for probabilities (ICD 203, Analytic Standards, 2015)\n\n");
    for (int k = 0; screen_words_at(k, &words, &low, &high); k++) {
        (void)printf("  %-18s%2.0f to %2.0f%%\n", words, 100.0 * low, 100.0 * high);
    }
    (void)printf("\n  %-18s%s\n  %-18s%s\n", screen_words(0.0),
        "not once: that does not make it "
        "impossible",
        screen_words(1.0), "always: that does not make it certain");
    return 0;
}

static int
print_keys(const struct cmd_line *line)
{
    const char *near = NULL;

    if (line->n_operands == 1) {
        (void)printf("The groups of a scenario file\n\n");
        help_groups(stdout, WIDTH);
        (void)printf("\n`parley help keys event` lists the keys of one.\n");
        return 0;
    }
    return help_group(stdout, line->operands[1], WIDTH, &near)
               ? 0
               : no_page("group of keys", line->operands[1], near);
}

static int
run(const struct cmd_line *line)
{
    const char *topic = line->operands[0], *names[32], *near = NULL;
    const struct cmd *cmd = NULL;
    int n = 0;

    if (line->n_operands == 0) {
        cmd_overview(stdout);
        (void)printf(
            "`parley help keys` lists what a scenario file may hold; `parley help words` the\n"
            "words for probabilities.\n");
        return 0;
    }
    if (strcmp(topic, "keys") == 0) {
        return print_keys(line);
    }
    if (line->n_operands > 1) {
        return no_page("page", line->operands[1], NULL);
    }
    if (strcmp(topic, "words") == 0) {
        return print_words();
    }
    if ((cmd = cmd_find(topic)) != NULL) {
        cmd_describe(stdout, cmd);
        return 0;
    }
    for (; n < 30 && cmd_at(n) != NULL; n++) {
        names[n] = cmd_at(n)->name;
    }
    names[n++] = "words";
    names[n++] = "keys";
    near = err_nearest(topic, names, n);
    return no_page("page", topic, near);
}

const struct cmd cmd_help = {
    .name = "help",
    .summary = "a command, words for probabilities, keys of scenarios",
    .operands = "[VERB|words|keys]",
    .most = 2,
    .example = "parley help run",
    .run = run,
};
