/* cmd_help: the commands, the words for probabilities, and the keys of the language. */
#include <json-c/json.h>
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

/* Everything at once: the commands, and all keys of the language. */
static int
print_json(void)
{
    json_object *object = json_object_new_object(), *commands = json_object_new_array();

    for (int k = 0; cmd_at(k) != NULL; k++) {
        json_object *command = json_object_new_object();
        json_object_object_add(command, "name", json_object_new_string(cmd_at(k)->name));
        json_object_object_add(command, "summary", json_object_new_string(cmd_at(k)->summary));
        json_object_object_add(command, "operands", json_object_new_string(cmd_at(k)->operands));
        json_object_array_add(commands, command);
    }
    json_object_object_add(object, "schema", json_object_new_string("parley.help/1"));
    json_object_object_add(object, "commands", commands);
    json_object_object_add(object, "groups", help_groups_json());
    return cmd_print_json(object);
}

static int
run(const struct cmd_line *line)
{
    const char *topic = line->operands[0], *names[32], *near = NULL;
    const struct cmd *cmd = NULL;
    int n = 0;

    if (line->json) {
        return print_json();
    }
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

static const struct cmd_option options[] = { CMD_OPTION_JSON, { .word = NULL } };

const struct cmd cmd_help = {
    .name = "help",
    .summary = "a command, words for probabilities, keys of scenarios",
    .operands = "[VERB|words|keys]",
    .most = 2,
    .options = options,
    .example = "parley help run",
    .run = run,
};
