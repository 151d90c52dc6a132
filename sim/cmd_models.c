/* cmd_models: the models of negotiation and the kinds of event, with their keys. */
#include <string.h>

#include "cmd.h"
#include "err.h"
#include "event.h"
#include "help.h"
#include "model.h"
#include "num.h"
#include "phrase.h"

enum { WIDTH = 80, NAMES_MAX = 128 };

static const struct event_kind *
kind_find(const char *name)
{
    const struct event_kind *kind = NULL;

    for (int k = 0; (kind = event_kind_at(k)) != NULL; k++) {
        if (strcmp(kind->name, name) == 0) {
            return kind;
        }
    }
    return NULL;
}

static void
print_list(void)
{
    (void)printf("Models of negotiation (key `model` of talks)\n");
    for (int k = 0; model_at(k) != NULL; k++) {
        (void)printf("  %-12s", model_at(k)->name);
        phrase_wrap(stdout, model_at(k)->summary, 14, 14, WIDTH);
    }
    (void)printf("\nKinds of event (key `kind` of events)\n");
    for (int k = 0; event_kind_at(k) != NULL; k++) {
        (void)printf("  %-12s", event_kind_at(k)->name);
        phrase_wrap(stdout, event_kind_at(k)->summary, 14, 14, WIDTH);
    }
    (void)printf("\n`parley models %s` shows the keys of one.\n", event_kind_at(0)->name);
}

static void
print_keys(const struct param *params, const char *group)
{
    if (params != NULL && params->key != NULL) {
        (void)printf("\nKeys of its own\n");
        help_rows(stdout, NULL, params, WIDTH);
    } else {
        (void)printf("\nIt has no keys of its own.\n");
    }
    (void)printf("\n`parley help keys %s` lists the keys that all have.\n", group);
}

static int
print_one(const char *name)
{
    const struct model *model = model_find(name);
    const struct event_kind *kind = kind_find(name);
    const char *names[NAMES_MAX], *near = NULL;
    int n = 0;

    if (model != NULL) {
        (void)printf("%s: ", model->name);
        phrase_wrap(stdout, model->summary, phrase_width(name) + 2, 2, WIDTH);
        (void)fputs("  ", stdout);
        phrase_wrap(stdout, model->reference, 2, 2, WIDTH);
        print_keys(model->params, "talk");
        return 0;
    }
    if (kind != NULL) {
        (void)printf("%s: ", kind->name);
        phrase_wrap(stdout, kind->summary, phrase_width(name) + 2, 2, WIDTH);
        if (kind->failure != NULL) {
            (void)printf("  The moment NAME.failed comes when %s.\n", kind->failure);
        }
        print_keys(kind->params, "event");
        return 0;
    }
    for (int k = 0; model_at(k) != NULL && n < NAMES_MAX; k++) {
        names[n++] = model_at(k)->name;
    }
    for (int k = 0; event_kind_at(k) != NULL && n < NAMES_MAX; k++) {
        names[n++] = event_kind_at(k)->name;
    }
    near = err_nearest(name, names, n);
    (void)fprintf(stderr, "parley models: no model or kind of event \"%s\"%s%s%s\n", name,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    return err_exit(ERR_USAGE);
}

/* ---- JSON ---- */

static struct facts
entry_json(const char *name, const char *summary, const char *reference, const struct param *params)
{
    struct facts entry = facts_begin();

    facts_text(&entry, "name", name);
    facts_text(&entry, "summary", summary);
    if (reference != NULL) {
        facts_text(&entry, "reference", reference);
    }
    facts_put(&entry, "keys", help_rows_json(params));
    return entry;
}

/* All, or the one of that name. */
static int
print_json(const char *name)
{
    struct facts object = facts_begin(), models = facts_list(), kinds = facts_list();

    for (int k = 0; model_at(k) != NULL; k++) {
        const struct model *model = model_at(k);
        if (name == NULL || strcmp(name, model->name) == 0) {
            facts_add(
                &models, entry_json(model->name, model->summary, model->reference, model->params));
        }
    }
    for (int k = 0; event_kind_at(k) != NULL; k++) {
        const struct event_kind *kind = event_kind_at(k);
        if (name == NULL || strcmp(name, kind->name) == 0) {
            facts_add(&kinds, entry_json(kind->name, kind->summary, NULL, kind->params));
        }
    }
    facts_text(&object, "schema", "parley.models/1");
    facts_put(&object, "models", models);
    facts_put(&object, "event_kinds", kinds);
    return cmd_print_json(object);
}

static int
run(const struct cmd_line *line)
{
    const char *name = line->n_operands > 0 ? line->operands[0] : NULL;

    if (name == NULL && !line->json) {
        print_list();
        return 0;
    }
    if (name != NULL && (!line->json || (model_find(name) == NULL && kind_find(name) == NULL))) {
        return print_one(name);
    }
    return print_json(name);
}

static const struct cmd_option options[] = {
    CMD_OPTION_JSON,
    { .word = NULL },
};

static const char *
word(int k)
{
    int n = 0;

    for (; model_at(n) != NULL; n++) {
        if (n == k) {
            return model_at(n)->name;
        }
    }
    return event_kind_at(k - n) != NULL ? event_kind_at(k - n)->name : NULL;
}

const struct cmd cmd_models = {
    .name = "models",
    .summary = "models of negotiation and kinds of event",
    .operands = "[NAME]",
    .most = 1,
    .group = CMD_START,
    .word = word,
    .options = options,
    .example = "parley models influence",
    .run = run,
};
