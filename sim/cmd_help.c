/* cmd_help: the commands, the words for probabilities, and the keys of the language. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "err.h"
#include "help.h"
#include "phrase.h"
#include "screen.h"

enum { WIDTH = 80, PAGES_MAX = 64 };

static int
no_page(const char *what, const char *wrong, const char *near)
{
    (void)fprintf(stderr, "parley help: no %s \"%s\"%s%s%s\n", what, wrong,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    return err_exit(ERR_USAGE);
}

static int
print_words(const struct cmd_line *line)
{
    const char *words = NULL;
    double low = 0.0, high = 0.0;

    (void)line;
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

/* Everything at once: the commands, and all keys of the language. */
static int
print_json(void)
{
    struct facts object = facts_begin(), commands = facts_list();

    for (int k = 0; cmd_at(k) != NULL; k++) {
        struct facts command = facts_begin();
        facts_text(&command, "name", cmd_at(k)->name);
        facts_text(&command, "summary", cmd_at(k)->summary);
        facts_text(&command, "operands", cmd_at(k)->operands);
        facts_add(&commands, command);
    }
    facts_text(&object, "schema", "parley.help/1");
    facts_put(&object, "commands", commands);
    facts_put(&object, "groups", help_groups_json());
    return cmd_print_json(object);
}

static int
print_brackets(const struct cmd_line *line)
{
    (void)line;
    help_brackets(stdout);
    return 0;
}

static int
print_reference(const struct cmd_line *line)
{
    (void)line;
    help_reference(stdout);
    return 0;
}

static int
print_man(const struct cmd_line *line)
{
    (void)line;
    cmd_man(stdout);
    return 0;
}

/* Pages that explain no command. */
static const struct topic {
    const char *name, *operands, *summary;
    int (*print)(const struct cmd_line *line);
} topics[] = {
    { "brackets", "", "how a scenario file is written, on one screen", print_brackets },
    { "keys", " [GROUP]", "what a scenario file may hold", print_keys },
    { "words", "", "the words for probabilities", print_words },
    { "reference", "", "the whole language, as Markdown", print_reference },
    { "man", "", "the manual page, in roff", print_man },
};
enum { N_TOPICS = sizeof(topics) / sizeof(topics[0]) };

/* The k-th page there is: commands, then topics. */
static const char *
word(int k)
{
    int n = 0;

    for (; cmd_at(n) != NULL; n++) {
        if (n == k) {
            return cmd_at(n)->name;
        }
    }
    return k - n < N_TOPICS ? topics[k - n].name : NULL;
}

static void
print_pages(void)
{
    (void)printf("Commands: `parley help run` explains one and opens with an example\n\n");
    cmd_summaries(stdout);
    (void)printf("\nOther pages\n\n");
    for (int k = 0; k < N_TOPICS; k++) {
        char usage[64];
        (void)snprintf(
            usage, sizeof(usage), "parley help %s%s", topics[k].name, topics[k].operands);
        (void)printf("  %-31s %s\n", usage, topics[k].summary);
    }
}

static int
run(const struct cmd_line *line)
{
    const char *page = line->operands[0], *names[PAGES_MAX];
    const struct cmd *cmd = NULL;
    int n = 0;

    if (line->json) {
        return print_json();
    }
    if (line->n_operands == 0) {
        print_pages();
        return 0;
    }
    if (line->n_operands > 1 && strcmp(page, "keys") != 0) {
        return no_page("page", line->operands[1], NULL);
    }
    for (int k = 0; k < N_TOPICS; k++) {
        if (strcmp(topics[k].name, page) == 0) {
            return topics[k].print(line);
        }
    }
    if ((cmd = cmd_find(page)) != NULL) {
        cmd_describe(stdout, cmd);
        return 0;
    }
    for (; n < PAGES_MAX && word(n) != NULL; n++) {
        names[n] = word(n);
    }
    return no_page("page", page, err_nearest(page, names, n));
}

static const struct cmd_option options[] = { CMD_OPTION_JSON, { .word = NULL } };

const struct cmd cmd_help = {
    .name = "help",
    .summary = "a command, or how scenarios are written; alone, all pages",
    .operands = "[VERB|TOPIC]",
    .most = 2,
    .group = CMD_START,
    .word = word,
    .options = options,
    .example = "parley help run",
    .run = run,
};
