/* cmd_new: copies a worked case into a folder of one's own. */
#include <string.h>

#include "cases.h"
#include "cmd.h"
#include "copy.h"
#include "phrase.h"
#include "screen.h"

enum { OTHERS_SHOWN = 4 };

/* A path as a shell takes it: in quotes if it has to be. */
static void
put_path(const char *folder, const char *file)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,:@-";
    const bool quoted = folder[strspn(folder, plain)] != '\0' || file[strspn(file, plain)] != '\0';

    (void)fputs(folder[0] == '-' ? "./" : "", stdout); /* no option */
    if (!quoted) {
        (void)printf("%s/%s", folder, file);
        return;
    }
    (void)fputc('\'', stdout);
    for (int k = 0; k < 2; k++) {
        for (const char *c = k == 0 ? folder : file; *c != '\0'; c++) {
            (void)(*c == '\'' ? fputs("'\\''", stdout) : fputc(*c, stdout));
        }
        (void)fputc(k == 0 ? '/' : '\'', stdout);
    }
}

static void
print_made(const struct cases_item *item, const char *folder)
{
    const char *start = item->scenarios[item->start];
    char count[PHRASE_MAX];

    (void)printf("Made %s/: %s", folder, phrase_plural(item->n_scenarios, "scenario", count));
    for (int k = 0; k < item->n_others && k < OTHERS_SHOWN; k++) {
        (void)printf(", %s", item->others[k]);
    }
    if (item->n_others > OTHERS_SHOWN) {
        (void)printf(", and %s", phrase_plural(item->n_others - OTHERS_SHOWN, "other", count));
    }
    (void)fputc('.', stdout);
    if (item->n_complete > 1) {
        (void)printf(" Start with the small one.");
    } else if (item->n_scenarios > 1) {
        (void)printf(" Start with %s.", start);
    }
    (void)printf("\n  parley run ");
    put_path(folder, start);
    (void)fputc('\n', stdout);
}

static struct facts
names_json(const char *const *names, int n)
{
    struct facts list = facts_list();

    for (int k = 0; k < n; k++) {
        facts_add_text(&list, names[k]);
    }
    return list;
}

static int
print_json(const struct cases_item *item, const char *folder)
{
    struct facts object = facts_begin();

    facts_text(&object, "schema", "parley.new/1");
    facts_text(&object, "case", item->name);
    facts_text(&object, "folder", folder);
    facts_text(&object, "begin_with", item->scenarios[item->start]);
    facts_put(&object, "scenarios", names_json(item->scenarios, item->n_scenarios));
    facts_put(&object, "others", names_json(item->others, item->n_others));
    return cmd_print_json(object);
}

static int
no_case(const struct cases *cases, const char *wrong)
{
    const char *near = cases_nearest(cases, wrong);

    (void)fprintf(stderr, "parley new: no case \"%s\"%s%s%s\n`parley list` lists them.\n", wrong,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    return err_exit(ERR_USAGE);
}

/* Copies the case to `folder`; says what was made, or why nothing was. */
static int
make(const struct cmd_line *line, const struct cases *cases, const struct cases_item *item,
    const char *folder, struct err *err)
{
    struct arena arena = { .used = 0 };
    const char *from = item->file != NULL ? cases->folder
                                          : arena_print(&arena, "%s/%s", cases->folder, item->name);
    const enum status status =
        from != NULL ? copy_folder(from, item->file, folder, err) : err_memory(err);
    int exit_status = err_exit(status);

    if (status == OK) {
        if (line->json) {
            exit_status = print_json(item, folder);
        } else {
            print_made(item, folder);
        }
    }
    arena_free(&arena);
    return exit_status;
}

static int
run(const struct cmd_line *line)
{
    struct err err = { .status = OK };
    struct cases cases;
    const struct cases_item *item = NULL;
    enum status status = cases_init(&cases, line->argv[0], &err);
    int exit_status = err_exit(status);

    if (status == OK && (item = cases_find(&cases, line->operands[0])) == NULL) {
        exit_status = no_case(&cases, line->operands[0]);
    } else if (status == OK) {
        const char *given = line->n_operands > 1 ? line->operands[1] : item->name;
        size_t n = strlen(given);
        while (n > 1 && given[n - 1] == '/') {
            n--;
        }
        char *folder = arena_copy(&cases.arena, given, n);
        exit_status =
            folder != NULL ? make(line, &cases, item, folder, &err) : err_exit(err_memory(&err));
    }
    screen_mistakes(stderr, &err, NULL);
    cases_free(&cases);
    return exit_status;
}

static const struct cmd_option options[] = {
    CMD_OPTION_JSON,
    { .word = NULL },
};

const struct cmd cmd_new = {
    .name = "new",
    .summary = "copy a worked case into a folder of your own",
    .operands = "CASE [DIR]",
    .least = 1,
    .most = 2,
    .group = CMD_FIRST,
    .ask = "list -q",
    .options = options,
    .example = "parley new CASE",
    .run = run,
};
