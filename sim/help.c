/* help: tables of keys as text. See help.h. */
#include "help.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "history.h"
#include "language.h"
#include "num.h"
#include "phrase.h"
#include "scenario.h"
#include "value.h"

enum { GROUPS_MAX = 64, INDENT = 18 };

/* ---- rows ---- */

/* The names of a schema's variants, as "decision", "cascade" or "vote". */
static void
list_variants(const struct schema *schema, char *text, size_t size)
{
    struct variant form, next;

    text[0] = '\0';
    for (int k = 0; schema->variant != NULL && schema->variant(k, &form); k++) {
        const size_t used = strlen(text);
        const bool last = !schema->variant(k + 1, &next);
        (void)snprintf(text + used, size - used, "%s\"%s\"",
            k == 0 ? ""
            : last ? " or "
                   : ", ",
            form.name);
    }
}

static void
put_row(FILE *out, const struct schema *schema, const struct param *row, int width)
{
    char allowed[PARAM_ALLOWED_MAX], initial[NUM_TEXT_MAX + 32], text[2 * PARAM_ALLOWED_MAX];
    const bool has_unit = row->unit[0] != '\0' && strstr(row->unit, " to ") == NULL &&
                          (row->flags & PARAM_ISSUE_UNITS) == 0;
    const bool required = (row->flags & PARAM_REQUIRED) != 0;

    param_allowed(row, allowed);
    param_default(row, initial);
    if (row->type == PARAM_VARIANT && schema != NULL) {
        list_variants(schema, allowed, sizeof(allowed));
    }
    allowed[0] = (char)toupper((unsigned char)allowed[0]);
    (void)snprintf(text, sizeof(text), "%s%s%s%s%s%s. %s%s.", allowed, has_unit ? " (" : "",
        has_unit ? row->unit : "", has_unit ? ")" : "", row->schema != NULL ? ": help keys " : "",
        row->schema != NULL ? row->schema->what : "",
        required                       ? "Required"
        : strcmp(initial, "none") == 0 ? "May be left out"
                                       : "Default: ",
        required || strcmp(initial, "none") == 0 ? "" : initial);
    (void)fprintf(out, "  %-*s", INDENT - 2, row->key);
    if (strlen(row->key) > INDENT - 3) {
        (void)fprintf(out, "\n%*s", INDENT, "");
    }
    phrase_wrap(out, row->help, INDENT, INDENT, width);
    (void)fprintf(out, "%*s", INDENT, "");
    phrase_wrap(out, text, INDENT, INDENT, width);
}

void
help_rows(FILE *out, const struct schema *schema, const struct param *rows, int width)
{
    for (const struct param *row = rows; row != NULL && row->key != NULL; row++) {
        put_row(out, schema, row, width);
    }
}

/* ---- groups ---- */

struct groups {
    const struct schema *items[GROUPS_MAX];
    int n;
};

static void collect(struct groups *self, const struct schema *schema);

static void
collect_rows(struct groups *self, const struct param *rows)
{
    for (const struct param *row = rows; row != NULL && row->key != NULL; row++) {
        if (row->schema != NULL) {
            collect(self, row->schema);
        }
    }
}

/* The schema and all that are within it. */
static void
collect(struct groups *self, const struct schema *schema)
{
    struct variant form;

    for (int k = 0; k < self->n; k++) {
        if (self->items[k] == schema) {
            return;
        }
    }
    BUG_IF(self->n == GROUPS_MAX);
    self->items[self->n++] = schema;
    if (schema->extra_schema != NULL) {
        collect(self, schema->extra_schema);
    }
    collect_rows(self, schema->params);
    for (int k = 0; schema->variant != NULL && schema->variant(k, &form); k++) {
        collect_rows(self, form.more);
        collect_rows(self, form.params);
    }
}

/* All that an author may write, the forms of numbers and the file of history too. */
static void
collect_all(struct groups *self)
{
    collect(self, &language_schema);
    collect(self, &value_schema);
    collect(self, &history_schema);
}

void
help_groups(FILE *out, int width)
{
    struct groups groups = { .n = 0 };

    collect_all(&groups);
    for (int k = 0; k < groups.n; k++) {
        (void)fprintf(out, "  %-*s", INDENT - 2, groups.items[k]->what);
        phrase_wrap(out, groups.items[k]->help, INDENT, INDENT, width);
    }
}

static void
put_group(FILE *out, const struct schema *schema, int width)
{
    char text[512];
    struct variant form;

    (void)snprintf(text, sizeof(text), "%s: %s", schema->what, schema->help);
    phrase_wrap(out, text, 0, 0, width);
    (void)fputc('\n', out);
    help_rows(out, schema, schema->params, width);
    if (schema->extra_schema != NULL) {
        (void)snprintf(text, sizeof(text), "And groups of keys: help keys %s. %s",
            schema->extra_schema->what, schema->extra_schema->help);
        (void)fputs("\n  ", out);
        phrase_wrap(out, text, 2, 2, width);
    }
    for (int k = 0; schema->variant != NULL && schema->variant(k, &form); k++) {
        (void)snprintf(
            text, sizeof(text), "%s = \"%s\": %s", schema->variant_key, form.name, form.summary);
        (void)fputc('\n', out);
        phrase_wrap(out, text, 0, 0, width);
        help_rows(out, NULL, form.params, width);
        help_rows(out, NULL, form.more, width);
    }
}

bool
help_group(FILE *out, const char *name, int width, const char **near)
{
    struct groups groups = { .n = 0 };
    const char *names[GROUPS_MAX];

    collect_all(&groups);
    for (int k = 0; k < groups.n; k++) {
        names[k] = groups.items[k]->what;
        if (strcmp(names[k], name) == 0) {
            put_group(out, groups.items[k], width);
            return true;
        }
    }
    *near = err_nearest(name, names, groups.n);
    return false;
}

const char *
help_group_at(int k)
{
    struct groups groups = { .n = 0 };

    collect_all(&groups);
    return k < groups.n ? groups.items[k]->what : NULL;
}

/* ---- as Markdown ---- */

/* A cell of a table: a bar would end it. */
static void
put_cell(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        (void)fprintf(out, "%s%c", *c == '|' ? "\\" : "", *c);
    }
}

static void
put_table_row(FILE *out, const struct schema *schema, const struct param *row)
{
    char allowed[PARAM_ALLOWED_MAX], initial[NUM_TEXT_MAX + 32];

    param_allowed(row, allowed);
    param_default(row, initial);
    if (row->type == PARAM_VARIANT && schema != NULL) {
        list_variants(schema, allowed, sizeof(allowed));
    }
    (void)fprintf(out, "| `%s` | ", row->key);
    put_cell(out, row->help);
    (void)fputs(" | ", out);
    put_cell(out, allowed);
    if (row->schema != NULL) {
        (void)fprintf(out, ": see [%s](#%s)", row->schema->what, row->schema->what);
    }
    if (row->unit[0] != '\0' && strstr(row->unit, " to ") == NULL) {
        (void)fprintf(out, " (%s)", row->unit);
    }
    (void)fputs(" | ", out);
    put_cell(out, (row->flags & PARAM_REQUIRED) != 0 ? "required"
                  : strcmp(initial, "none") == 0     ? "-"
                                                     : initial);
    (void)fputs(" |\n", out);
}

/* The keys of one table or of two. */
static void
put_table(
    FILE *out, const struct schema *schema, const struct param *rows, const struct param *more)
{
    const struct param *const tables[] = { rows, more };

    if ((rows == NULL || rows->key == NULL) && (more == NULL || more->key == NULL)) {
        (void)fputs("\nIt has no keys of its own.\n", out);
        return;
    }
    (void)fputs("\n| key | what it says | what it may be | default |\n|---|---|---|---|\n", out);
    for (int k = 0; k < 2; k++) {
        for (const struct param *row = tables[k]; row != NULL && row->key != NULL; row++) {
            put_table_row(out, schema, row);
        }
    }
}

void
help_reference(FILE *out)
{
    struct groups groups = { .n = 0 };
    struct variant form;

    (void)fputs("# The scenario language\n\n"
                "Every key, as the program knows it: this page is what `parley help reference` "
                "prints. `parley help keys GROUP` shows\none group on the terminal, `parley help "
                "brackets` how groups and lists are written.\n",
        out);
    collect_all(&groups);
    for (int k = 0; k < groups.n; k++) {
        const struct schema *schema = groups.items[k];
        (void)fprintf(out, "\n## %s\n\n%s\n", schema->what, schema->help);
        put_table(out, schema, schema->params, NULL);
        if (schema->extra_schema != NULL) {
            (void)fprintf(out, "\nAnd groups of keys: see [%s](#%s). %s\n",
                schema->extra_schema->what, schema->extra_schema->what, schema->extra_schema->help);
        }
        for (int v = 0; schema->variant != NULL && schema->variant(v, &form); v++) {
            (void)fprintf(
                out, "\n### %s = \"%s\"\n\n%s\n", schema->variant_key, form.name, form.summary);
            put_table(out, NULL, form.params, form.more);
        }
    }
}

/* ---- as JSON ---- */

static void
add_rows(struct facts *list, const struct param *rows)
{
    char allowed[PARAM_ALLOWED_MAX], initial[NUM_TEXT_MAX + 32];

    for (const struct param *row = rows; row != NULL && row->key != NULL; row++) {
        struct facts key = facts_begin();

        facts_text(&key, "key", row->key);
        facts_text(&key, "default", param_default(row, initial));
        facts_text(&key, "allowed", param_allowed(row, allowed));
        facts_text(&key, "unit", row->unit);
        facts_text(&key, "help", row->help);
        facts_add(list, key);
    }
}

struct facts
help_rows_json(const struct param *rows)
{
    struct facts list = facts_list();

    add_rows(&list, rows);
    return list;
}

/* The forms of a group: each with the keys that it alone has. */
static struct facts
variants_json(const struct schema *schema)
{
    struct facts list = facts_list();
    struct variant form;

    for (int k = 0; schema->variant != NULL && schema->variant(k, &form); k++) {
        struct facts each = facts_begin(), keys = help_rows_json(form.params);

        add_rows(&keys, form.more);
        facts_text(&each, schema->variant_key, form.name);
        facts_text(&each, "help", form.summary);
        facts_put(&each, "keys", keys);
        facts_add(&list, each);
    }
    return list;
}

struct facts
help_groups_json(void)
{
    struct facts list = facts_list();
    struct groups groups = { .n = 0 };

    collect_all(&groups);
    for (int k = 0; k < groups.n; k++) {
        struct facts group = facts_begin();

        facts_text(&group, "group", groups.items[k]->what);
        facts_text(&group, "help", groups.items[k]->help);
        facts_put(&group, "keys", help_rows_json(groups.items[k]->params));
        facts_put(&group, "variants", variants_json(groups.items[k]));
        facts_add(&list, group);
    }
    return list;
}
