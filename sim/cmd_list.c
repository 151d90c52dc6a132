/* cmd_list: the worked cases that `new` copies. */

#include "cases.h"
#include "cmd.h"
#include "phrase.h"
#include "screen.h"

enum { WIDTH = 80, NAME_MAX_WIDTH = 24 };

static void
print_list(const struct cases *cases)
{
    char count[PHRASE_MAX];
    int names = 0, counts = 0, largest = 0;

    for (int k = 0; k < cases->n; k++) {
        const int name = phrase_width(cases->items[k].name);
        const int wide =
            phrase_width(phrase_plural(cases->items[k].n_scenarios, "scenario", count));
        names = name > names ? name : names;
        counts = wide > counts ? wide : counts;
        largest = cases->items[k].n_scenarios > cases->items[largest].n_scenarios ? k : largest;
    }
    names = names > NAME_MAX_WIDTH ? NAME_MAX_WIDTH : names;
    (void)printf("The cases that come with Parley\n\n");
    for (int k = 0; k < cases->n; k++) {
        const struct cases_item *item = &cases->items[k];
        const int column = 2 + names + 2 + counts + 2;
        (void)fputs("  ", stdout);
        phrase_fit(stdout, item->name, names);
        (void)printf("  %-*s  ", counts, phrase_plural(item->n_scenarios, "scenario", count));
        phrase_wrap(stdout, item->title, column, column, WIDTH);
    }
    if (cases->n > 0) {
        (void)printf("\n`parley new %s` copies one into a folder of your own.\n",
            cases->items[largest].name);
    } else {
        (void)printf("  none in %s\n", cases->folder);
    }
}

static int
print_json(const struct cases *cases)
{
    struct facts object = facts_begin(), list = facts_list();

    for (int k = 0; k < cases->n; k++) {
        const struct cases_item *item = &cases->items[k];
        struct facts each = facts_begin(), files = facts_list();

        for (int i = 0; i < item->n_scenarios; i++) {
            facts_add_text(&files, item->scenarios[i]);
        }
        facts_text(&each, "name", item->name);
        facts_text(&each, "title", item->title);
        facts_text(&each, "begin_with", item->scenarios[item->start]);
        facts_put(&each, "scenarios", files);
        facts_add(&list, each);
    }
    facts_text(&object, "schema", "parley.list/1");
    facts_text(&object, "folder", cases->folder);
    facts_put(&object, "cases", list);
    return cmd_print_json(object);
}

static int
run(const struct cmd_line *line)
{
    struct err err = { .status = OK };
    struct cases cases;
    const enum status status = cases_init(&cases, line->argv[0], &err);
    int exit_status = err_exit(status);

    if (status != OK) {
        screen_mistakes(stderr, &err, NULL);
    } else if (line->json) {
        exit_status = print_json(&cases);
    } else if (line->quiet) {
        for (int k = 0; k < cases.n; k++) {
            (void)printf("%s\n", cases.items[k].name);
        }
    } else {
        print_list(&cases);
    }
    cases_free(&cases);
    return exit_status;
}

static const struct cmd_option options[] = {
    { CMD_FLAG, 'q', "quiet", NULL, CMD_AT(quiet), 0, 0, "Prints the names only." },
    CMD_OPTION_JSON,
    { .word = NULL },
};

const struct cmd cmd_list = {
    .name = "list",
    .summary = "the worked cases that come with Parley",
    .operands = "",
    .group = CMD_START,
    .options = options,
    .example = "parley list",
    .run = run,
};
