/* The scenario language: every key, its units, its defaults, and what is said of mistakes. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "language.h"
#include "play.h"

static char *
read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static void
write_all(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* True when a mistake at that line holds the words. */
static bool
said(const struct err *err, int line, const char *words)
{
    for (int k = 0; k < err->n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        if ((line < 0 || err->mistakes[k].line == line) &&
            strstr(err->mistakes[k].text, words) != NULL) {
            return true;
        }
    }
    return false;
}

/* ---- every key misspelt ---- */

/* The next key of a setting at or after *at, outside comments and strings: [a-z_0-9]+ before " =".
 */
static bool
next_key(const char *text, size_t *at, size_t *end)
{
    for (size_t i = *at; text[i] != '\0'; i++) {
        if (text[i] == '#') {
            while (text[i + 1] != '\0' && text[i] != '\n') {
                i++;
            }
        } else if (text[i] == '"') {
            for (i++; text[i] != '"' && text[i] != '\0'; i++) {
            }
        } else if (text[i] >= 'a' && text[i] <= 'z') {
            size_t j = i;
            while ((text[j] >= 'a' && text[j] <= 'z') || text[j] == '_' ||
                   (text[j] >= '0' && text[j] <= '9')) {
                j++;
            }
            size_t k = j;
            while (text[k] == ' ') {
                k++;
            }
            if (text[k] == '=') {
                *at = i;
                *end = j;
                return true;
            }
            i = j;
        }
    }
    return false;
}

/* Free names: an attribute is called as its author likes. */
static bool
is_free(const char *text, size_t at)
{
    while (at > 0 && text[at] != '{' && text[at] != '}') {
        at--;
    }
    return at > 13 && strncmp(text + at - 13, "attributes = ", 13) == 0;
}

static void
test_scenario_every_misspelt_key_is_found_on_its_line(void **state)
{
    static const char *const names[] = { "scenarios/kosovo-2008/five-actors.cfg",
        "scenarios/kosovo-2008/monday.cfg", "scenarios/kosovo-2008/un-mandate.cfg",
        "scenarios/kosovo-2008/postponed.cfg", "scenarios/kosovo-2008/no-outside-backing.cfg",
        "scenarios/ec-emissions-1994.cfg", "scenarios/explanatory.cfg" };
    char folder[] = "/tmp/parley-test-XXXXXX", path[64], base[64], table[64];
    int n = 0;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/x.cfg", folder);
    (void)snprintf(base, sizeof(base), "%s/five-actors.cfg", folder);
    (void)snprintf(table, sizeof(table), "%s/explanatory.csv", folder);
    char *five = read_all(names[0]), *rows = read_all("scenarios/explanatory.csv");
    write_all(base, five);
    write_all(table, rows);
    free(five);
    free(rows);
    for (size_t f = 0; f < sizeof(names) / sizeof(names[0]); f++) {
        char *text = read_all(names[f]);
        char *changed = calloc(1, strlen(text) + 2);
        size_t at = 0, end = 0;
        assert_non_null(changed);
        for (; next_key(text, &at, &end); at = end) {
            struct play p;
            int line = 1;
            if (is_free(text, at)) {
                continue;
            }
            for (size_t i = 0; i < at; i++) {
                line += text[i] == '\n';
            }
            memcpy(changed, text, end);
            changed[end] = 'q';
            (void)strcpy(changed + end + 1, text + end);
            write_all(path, changed);
            memset(&p, 0, sizeof(p));
            p.status = scenario_load(&p.scenario, path, NULL, 0, &p.err);
            /* Of two terms of one kind, one without its name is found before its key is looked at.
             */
            if (p.status != ERR_SCENARIO ||
                !(said(&p.err, line, "no such key") || said(&p.err, line, "need names"))) {
                fail_msg("%s:%d: %.*sq passed", names[f], line, (int)(end - at), text + at);
            }
            play_free(&p);
            n++;
        }
        free(changed);
        free(text);
    }
    assert_true(n > 400);
    (void)unlink(path);
    (void)unlink(base);
    (void)unlink(table);
    (void)rmdir(folder);
}

/* ---- the explanatory scenario has every key ---- */

/* Counts in `seen` (in order of walking) the keys that stand in the groups of a file. */
struct census {
    const char *keys[512];
    bool seen[512];
    int n;
};

static int
census_row(struct census *census, const char *schema, const char *variant, const char *key)
{
    static char room[512][96];
    char name[96];

    (void)snprintf(name, sizeof(name), "%s%s%s.%s", schema, variant != NULL ? " " : "",
        variant != NULL ? variant : "", key);
    for (int k = 0; k < census->n; k++) {
        if (strcmp(census->keys[k], name) == 0) {
            return k;
        }
    }
    assert_true(census->n < 512);
    (void)strcpy(room[census->n], name);
    census->keys[census->n] = room[census->n];
    return census->n++;
}

static void walk(struct census *census, const struct scenario *self, const struct schema *schema,
    const struct text *group, int depth);

static void
walk_table(struct census *census, const struct scenario *self, const struct schema *schema,
    const char *variant, const struct param *table, const struct text *group, int depth)
{
    for (const struct param *row = table; row != NULL && row->key != NULL; row++) {
        const struct text *node = group != NULL ? text_get(group, row->key) : NULL;
        const int k = census_row(census, schema->what, variant, row->key);
        census->seen[k] = census->seen[k] || (node != NULL && !node->filled_in);
        if (row->type == PARAM_GROUP) {
            walk(census, self, row->schema, node, depth + 1);
        } else if (row->schema != NULL && depth < 6) {
            walk(census, self, row->schema, NULL, depth + 1);
            for (const struct text *each = node != NULL ? node->first : NULL; each != NULL;
                 each = each->next) {
                walk(census, self, row->schema, each, depth + 1);
            }
        }
    }
}

static void
walk(struct census *census, const struct scenario *self, const struct schema *schema,
    const struct text *group, int depth)
{
    struct variant form;

    walk_table(census, self, schema, NULL, schema->params, group, depth);
    for (int v = 0; schema->variant_key != NULL && schema->variant(v, &form); v++) {
        const struct text *chosen = group != NULL ? text_get(group, schema->variant_key) : NULL;
        const bool is_this = chosen != NULL && strcmp(chosen->string, form.name) == 0;
        walk_table(census, self, schema, form.name, form.params, is_this ? group : NULL, depth);
        walk_table(census, self, schema, NULL, form.more, is_this ? group : NULL, depth);
    }
    if (schema->extra_schema != NULL) {
        walk(census, self, schema->extra_schema, NULL, depth + 1);
        for (int i = 0; i < self->n_issues && group != NULL; i++) {
            const struct text *stance = text_get(group, self->issues[i].name);
            if (stance != NULL) {
                walk(census, self, schema->extra_schema, stance, depth + 1);
            }
        }
    }
}

static void
test_scenario_explanatory_file_has_every_key(void **state)
{
    /* Shown in its comments, as there is no file below it, or in the file and used up when it is
     * read; of two alternatives one is enough in each place. */
    static const char *const excused[] = { "scenario.base", "scenario.remove", "scenario.history",
        "ties.table", "scenario.actors_table", "actors_table.file", "actors_table.columns" };
    static struct census census;
    struct play p;
    char *text = read_all("scenarios/explanatory.cfg");

    (void)state;
    play_file(&p, "scenarios/explanatory.cfg", NULL, 0, 0);
    assert_int_equal(p.status, OK);
    walk(&census, &p.scenario, &language_schema, p.scenario.text.root, 0);
    assert_true(census.n > 120);
    for (int k = 0; k < census.n; k++) {
        bool fine = census.seen[k];
        for (size_t e = 0; e < sizeof(excused) / sizeof(excused[0]); e++) {
            fine = fine || strcmp(census.keys[k], excused[e]) == 0;
        }
        /* source, note and as_of may stand in every group: once each is enough for groups inside an
         * event's. */
        fine = fine || strstr(census.keys[k], ".source") != NULL ||
               strstr(census.keys[k], ".note") != NULL ||
               strstr(census.keys[k], ".as_of") != NULL ||
               strstr(census.keys[k], ".label") != NULL || strstr(census.keys[k], ".name") != NULL;
        if (!fine) {
            fail_msg("scenarios/explanatory.cfg does not show %s", census.keys[k]);
        }
    }
    assert_non_null(strstr(text, "base = "));
    assert_non_null(strstr(text, "remove = "));
    assert_non_null(strstr(text, "\nactors_table = { file = "));
    assert_non_null(strstr(text, "columns = ( "));
    free(text);
    play_free(&p);
}

/* ---- units and defaults ---- */

static const char plain[] =
    "start = \"2008-02-13\"; end = \"2008-12-31\"; issues = ( { name = \"i\"; low = -50; high = "
    "150; reference = 0; } );"
    "actors = ( { name = \"a\"; capability = 3; i = { position = 50; salience = (80, 90, 100); "
    "limits = (-50, 100); }; },"
    "{ name = \"b\"; capability = 1; i = { position = { normal = (100, 30); }; salience = 60; "
    "stubbornness = (0, 50); }; } );"
    "talks = ( { name = \"t\"; model = \"mean\"; } );"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 10; },"
    "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 10; },"
    "{ name = \"m\"; label = \"Mission\"; kind = \"stages\"; stages = ( { name = \"p\"; days = 3; "
    "} ); } );";

static void
test_scenario_positions_are_scaled_by_the_issue(void **state)
{
    struct play p;
    char text[2048];

    (void)state;
    (void)snprintf(text, sizeof(text), "%s", plain);
    char *c = strstr(text, "{ name = \"c\"");
    memset(
        c, ' ', strlen("{ name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 10; },"));
    play_text(&p, text, 1);
    assert_int_equal(p.status, OK);
    const struct stance *a = &p.scenario.actors[0].stances[0],
                        *b = &p.scenario.actors[1].stances[0];
    assert_same(a->position.value, 0.5);
    assert_same(a->limits[0], 0.0);
    assert_same(a->limits[1], 0.75);
    assert_same(p.scenario.issues[0].reference, 0.25);
    assert_close(b->salience.value, 0.6, 1e-15);
    assert_int_equal(a->stubbornness.slot, a->salience.slot); /* the same draw, not another */
    assert_true(b->stubbornness.slot >= 0 && b->stubbornness.slot != b->salience.slot);
    assert_int_equal(p.scenario.n_uncertain, 3);
    assert_string_equal(p.scenario.uncertain[0].path, "actors.a.i.salience");
    assert_string_equal(p.scenario.uncertain[1].path, "actors.b.i.position");
    assert_same(p.scenario.uncertain[1].dist.low, -50.0);
    assert_same(p.scenario.uncertain[1].dist.high, 150.0);
    play_free(&p);
}

static void
test_scenario_without_outcomes_has_every_date_and_settlement(void **state)
{
    static const char *const names[] = { "e", "c", "c_count", "m", "m_p", "i" };
    struct play p;
    char text[2048];

    (void)state;
    (void)snprintf(text, sizeof(text), "%s", plain);
    memcpy(strstr(text, "capability = 3;"), "groups=(\"g\");  ",
        15); /* the group exists by being used */
    play_text(&p, text, 0);
    assert_int_equal(p.scenario.n_outcomes, 6);
    for (int k = 0; k < 6; k++) {
        assert_string_equal(p.scenario.outcomes[k].name, names[k]);
    }
    assert_string_equal(p.scenario.outcomes[3].label, "Mission");
    play_free(&p);
}

/* ---- mistakes ---- */

#define HEAD "start = \"2008-02-13\"; end = \"2008-12-31\";\n"
#define ISSUE "issues = ( { name = \"i\"; low = 0; high = 100; reference = 50; } );\n"
#define TWO \
    "actors = ( { name = \"a\"; capability = 1; groups = ( \"g\" ); i = { position = 1; salience " \
    "= 50; }; },\n" \
    "{ name = \"b\"; capability = 1; i = { position = 9; salience = 50; }; } );\n"
#define EVENT(words) \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 9;\n" words \
    " } );\n"

static const struct {
    const char *text;
    int line;
    const char *words;
} mistakes[] = {
    { "end = \"2008-12-31\";\n", 1, "start is missing" },
    { "start = \"2008-12-31\";\nend = \"2008-02-13\";\n", 2, "it must not be before start" },
    { "start = \"2008-02-30\";\nend = \"2008-12-31\";\n", 1, "February 2008 has 29 days" },
    { "start = \"1000-01-01\";\nend = \"2008-12-31\";\n", 2, "at most 40000 are possible" },
    { HEAD "runs = 0;\n", 2, "runs is 0; it must be a whole number between 1 and 1" },
    { HEAD "runs = 1000000000000000000;\n", 2, "runs is 1000000000000000000" },
    { HEAD "seed = -1;\n", 2, "seed is -1" },
    { HEAD "name = \"../x\";\n", 2, "name is \"../x\"" },
    { HEAD "name = \"\";\n", 2, "name is \"\"" },
    { HEAD "outcomes = ( { name = \"o\"; kind = \"value\"; unit = \"=1+1\"; } );\n", 2,
        "a spreadsheet would take" },
    { HEAD "sede = 7;\n", 2, "sede: no such key\ndid you mean seed?" },
    { HEAD "issues = ( { name = \"i\"; low = 9; high = 9; } );\n", 2, "it must be above low" },
    { HEAD "issues = ( { name = \"note\"; low = 0; high = 9; } );\n", 2, "a word of the language" },
    { HEAD "issues = ( { name = \"I x\"; low = 0; high = 9; } );\n", 2, "a name is a-z" },
    { HEAD ISSUE, 2, "no actor has a position on it" },
    { HEAD "issues = ( { name = \"i\"; label = \"=1+1\"; low = 0; high = 9; } );\n", 2,
        "a spreadsheet would take" },
    { HEAD ISSUE
        "actors = ( { name = \"a\"; capability = 0; i = { position = 1; salience = 5; }; } );\n",
        3, "actors.a.capability is 0; it must be a number above 0" },
    { HEAD ISSUE
        "actors = ( { name = \"a\"; capability = -2; i = { position = 1; salience = 5; }; } );\n",
        3, "actors.a.capability is -2" },
    { HEAD ISSUE "actors = ( { name = \"a\"; i = { position = 1; salience = 5; }; } );\n", 3,
        "actors.a.capability is missing" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = 1;\n salience = 140; "
                 "}; } );\n",
        4, "actors.a.i.salience is 140; it must be between 0 and 100" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = (95, 85, 70);\n "
                 "salience = 14; }; } );\n",
        3,
        "actors.a.i.position = (95, 85, 70): low, best, high must rise\ndid you mean (70, 85, "
        "95)?" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = (9, 8); salience = "
                 "14; }; } );\n",
        3, "low, high must rise" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = (1, 2, 3, 4); "
                 "salience = 1; }; } );\n",
        3, "is a list of 4" },
    { HEAD ISSUE
        "actors = ( { name = \"a\"; capability = 1; i = { position = 101; salience = 1; }; } );\n",
        3, "actors.a.i.position is 101; it must be between 0 and 100" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { limits = (0, 30); position = "
                 "40; salience = 1; }; } );\n",
        3, "actors.a.i.position is 40; it must be between 0 and 30" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = \"9\"; salience = 1; "
                 "}; } );\n",
        3, "actors.a.i.position is a text" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = { normal = (50, -1); "
                 "}; salience = 1; }; } );\n",
        3, "the standard deviation is -1; it must be above 0" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { position = { nromal = (50, 1); "
                 "}; salience = 1; }; } );\n",
        3, "did you mean normal?" },
    { HEAD ISSUE "actors = ( { name = \"a\"; capability = { lognormal = (5, 1); }; i = { position "
                 "= 1; salience = 1; }; } );\n",
        3, "the factor above 1" },
    { HEAD ISSUE
        "actors = ( { name = \"a\"; capability = 1; j = { position = 1; salience = 1; }; } );\n",
        3, "actors.a.j: no such key" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"influense\"; } );\n", 5,
        "did you mean \"influence\"?" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"influence\"; risk = true; } );\n", 5,
        "has no such key (\"challenge\" has)" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"mean\"; actors = ( \"a\" ); } );\n", 5,
        "talks need at least two" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"mean\"; rounds = 400; } );\n", 5,
        "after the end" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"mean\"; first = \"2009-01-01\"; } );\n",
        5, "it must lie within the calendar, 2008-02-13 to 2008-12-31" },
    { HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"mean\"; until = \"nothing\"; } );\n", 5,
        "there is no event \"nothing\"" },
    { HEAD ISSUE TWO
        "talks = ( { name = \"t\"; model = \"mean\"; actors = ( \"a\", \"bb\" ); } );\n",
        5, "there is no actor \"bb\"" },
    { HEAD ISSUE TWO "bodies = ( { name = \"c\"; threshold = 3; members = ( { actor = \"a\"; }, { "
                     "actor = \"b\"; } ); } );\n",
        5, "its members have only 2 votes" },
    { HEAD ISSUE TWO
        "bodies = ( { name = \"c\"; threshold = 1; members = ( { actor = \"x\"; } ); } );\n",
        5, "there is no actor \"x\"" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; by = \"a\"; } );\n", 5,
        "events.e.kind is missing" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; typical_days = 9; } );\n", 5,
        "events.e.by is missing" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; } );\n", 5,
        "either `typical_days` or `chances`" },
    { HEAD ISSUE TWO EVENT("group = \"g\";"), 6, "has no such key (\"cascade\" has)" },
    { HEAD ISSUE TWO EVENT("after = \"e\";"), 5, "it can never open" },
    { HEAD ISSUE TWO EVENT("rivals = ( \"e\" );"), 6, "names the event itself" },
    { HEAD ISSUE TWO EVENT("closes = ( \"f\" );"), 6, "there is no event \"f\"" },
    { HEAD ISSUE TWO EVENT("opens = \"2007-01-01\";"), 6, "must lie within the calendar" },
    { HEAD ISSUE TWO EVENT("delay = 1.5;"), 6, "it must be a whole number" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"adoptd\"; times = 2; } );"), 6,
        "did you mean \"adopted\"?" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"elapsed\"; } );"), 6, "either `times` or `coef`" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"elapsed\"; times = 0; } );"), 6,
        "it must be a number above 0" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"date\"; times = 2; } );"), 6, "names no day" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"support\"; issue = \"i\"; times = 2; } );"), 6,
        "either `at_least` or `at_most`" },
    { HEAD ISSUE TWO EVENT(
          "terms = ( { term = \"attribute\"; attribute = \"gdp\"; times = 2; } );"),
        6, "reads the attribute \"gdp\" of a, which has none" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"happened\"; event = \"f\"; times = 2; } );"), 6,
        "there is no event \"f\"" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"elapsed\"; times = 2; only = \"h\"; } );"), 6,
        "there is no group \"h\"" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { on "
                     "= \"2008-03-01\"; chance = 0.7; },\n"
                     "{ on = \"2008-03-02\"; chance = 0.7; } ); } );\n",
        6, "must not exceed 1" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { on "
                     "= \"2008-03-02\"; chance = 0.2; },\n"
                     "{ on = \"2008-03-01\"; chance = 0.2; } ); } );\n",
        6, "in order of date" },
    { HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { on "
                     "= \"2008-03-02\"; chance = 0.2; },\n"
                     "{ until = \"2008-05-01\"; chance = 0.1; } ); } );\n",
        6, "`until` counts" },
    { HEAD ISSUE TWO "events = ( { name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; "
                     "proposal = 9; on = \"2008-03-01\"; } );\n",
        5, "there is no body \"c\"" },
    { HEAD ISSUE TWO
        "bodies = ( { name = \"c\"; threshold = 1; members = ( { actor = \"a\"; } ); } );\n"
        "events = ( { name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; proposal = 900; "
        "on = \"2008-03-01\"; } );\n",
        6, "events.v.proposal is 900; it must be between 0 and 100" },
    { HEAD ISSUE TWO
        "bodies = ( { name = \"c\"; threshold = 1; members = ( { actor = \"a\"; } ); } );\n"
        "events = ( { name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; proposal = 90; } "
        ");\n",
        6, "does not say when it votes" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; stages = ( ); } );\n", 5,
        "at least one stage" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; stages = ( { name = \"s\"; "
                     "days = -1; } ); } );\n",
        5, "events.m.stages.s.days is -1" },
    { HEAD ISSUE TWO EVENT(
          "") "outcomes = ( { name = \"o\"; kind = \"flag\"; event = \"x\"; } );\n",
        7, "there is no event \"x\"" },
    { HEAD ISSUE TWO EVENT(
          "") "outcomes = ( { name = \"o\"; kind = \"flag\"; event = \"e.failed\"; } );\n",
        7, "there is no event \"e.failed\"" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; stages = ( { name = "
                     "\"planning\"; days = 1; } ); } );\n"
                     "outcomes = ( { name = \"o\"; kind = \"flag\"; event = \"m.plannign\"; } );\n",
        6, "there is no event \"m.plannign\"\ndid you mean \"m.planning\"?" },
    { HEAD ISSUE TWO EVENT(
          "") "outcomes = ( { name = \"o\"; kind = \"date\"; event = \"e\"; actor = \"b\"; } );\n",
        7, "b does not act in \"e\"" },
    { HEAD ISSUE TWO EVENT("") "outcomes = ( { name = \"o\"; kind = \"value\"; event = \"e\"; on = "
                               "\"2008-03-01\"; } );\n",
        7, "has no curve" },
    { HEAD ISSUE TWO EVENT("") "outcomes = ( { name = \"o\"; kind = \"value\"; } );\n", 7,
        "one of `issue`, `event` and `vote`" },
    { HEAD ISSUE TWO EVENT("chances = ( { on = \"2008-03-01\"; chance = 0.1; } );"), 6,
        "says both `typical_days` and `chances`" },
    { HEAD ISSUE TWO EVENT("terms = ( { term = \"elapsed\"; times = 2; coef = 1; } );"), 6,
        "says both `times` and `coef`" },
    { HEAD ISSUE TWO EVENT("after_any = ( \"e\" );"), 6, "names the event itself" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; ceiling = 9; replaces = \"m\"; "
                     "stages = ( { name = \"s\"; days = 1; } ); } );\n",
        5, "replaces names the event itself" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; stages = ( { name = "
                     "\"failed\"; days = 1; } ); } );\n",
        5, "cannot be called \"failed\"" },
    { HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; stages = ( { name = \"s\"; "
                     "days = 1; chance = 0.1; retry = 0.5; } ); } );\n",
        5, "events.m.stages.s.retry is 0.5; it must be between 1 and 100000" },
    { HEAD ISSUE TWO EVENT(
          "") "outcomes = ( { name = \"run\"; kind = \"flag\"; event = \"e\"; } );\n",
        7, "which is a column of its own" },
    { HEAD ISSUE TWO EVENT("") "outcomes = ( { name = \"o\"; kind = \"flag\"; event = \"e\"; on = "
                               "\"2008-03-01\"; from = \"2008-04-01\"; } );\n",
        7, "`on` is one day" },
    { HEAD ISSUE TWO EVENT("label = \" \";"), 6, "events.e.label is empty" },
    { "start = \"0900-01-01\"; end = \"0900-12-31\";\n", 1,
        "it must be in the year 1000 or later" },
    { HEAD ISSUE TWO EVENT(
          "") "outcomes = ( { name = \"o\"; kind = \"falg\"; event = \"e\"; } );\n",
        7, "did you mean \"flag\"?" },
};

static void
test_scenario_each_mistake_has_its_line_and_its_sentence(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        if (play_mistakes(mistakes[k].text, mistakes[k].line, mistakes[k].words) == 0) {
            fail_msg("case %zu: not said in line %d: %s", k, mistakes[k].line, mistakes[k].words);
        }
    }
}

static void
test_scenario_all_mistakes_come_in_one_pass(void **state)
{
    struct play p;

    (void)state;
    memset(&p, 0, sizeof(p));
    char path[] = "/tmp/parley-test-XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    (void)close(descriptor);
    write_all(path, "start = \"2008-02-13\"; end = \"2008-12-31\";\n"
                    "issues = ( { name = \"i\"; low = 0; hihg = 100; } );\n"
                    "actors = ( { name = \"a\"; capability = -1; },\n"
                    "{ name = \"b\"; capability = 1; group = ( \"g\" ); } );\n"
                    "events = ( { name = \"e\"; kind = \"decision\"; by = \"nobody\";\n"
                    "typical_days = 0; } );\n");
    p.status = scenario_load(&p.scenario, path, NULL, 0, &p.err);
    assert_int_equal(p.status, ERR_SCENARIO);
    assert_true(said(&p.err, 2, "did you mean high?"));
    assert_true(said(&p.err, 3, "actors.a.capability is -1"));
    assert_true(said(&p.err, 4, "did you mean groups?"));
    assert_true(said(&p.err, 5, "there is no actor \"nobody\""));
    assert_true(said(&p.err, 6, "typical_days is 0"));
    play_free(&p);
    (void)unlink(path);
}

/* One mistake says one thing: nothing follows from what is already said. */
static void
test_scenario_one_mistake_has_no_followers(void **state)
{
    static const char *const texts[] = {
        HEAD "issues = ( { name = \"i\"; low = 0; high = \"x\"; } );\n" TWO,
        HEAD ISSUE TWO EVENT("terms = ( { term = \"date\"; on = \"2008-02-31\"; times = 2; } );"),
        HEAD ISSUE TWO "talks = ( { name = \"t\"; model = \"mean\"; issues = ( \"ii\" ); } );\n",
        HEAD ISSUE TWO "events = ( { name = \"m\"; kind = \"stages\"; } );\n",
        HEAD ISSUE TWO "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { "
                       "on = \"2008-03-01\"; chance = 1.5; } ); } );\n",
        HEAD ISSUE "actors = 4;\n",
        HEAD ISSUE "actors = ( { name = \"a\"; capability = 1; i = { limits = (60, 10); position = "
                   "5; salience = 5; }; } );\n",
    };
    char path[] = "/tmp/parley-test-XXXXXX";
    const int descriptor = mkstemp(path);

    (void)state;
    assert_true(descriptor >= 0);
    (void)close(descriptor);
    for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
        struct play p;
        memset(&p, 0, sizeof(p));
        write_all(path, texts[k]);
        p.status = scenario_load(&p.scenario, path, NULL, 0, &p.err);
        if (p.status != ERR_SCENARIO || p.err.n_mistakes != 1) {
            for (int j = 0; j < p.err.n_mistakes && j < ERR_FINDINGS_MAX; j++) {
                print_message("%d: %s\n", p.err.mistakes[j].line, p.err.mistakes[j].text);
            }
            fail_msg("case %zu has %d mistakes", k, p.err.n_mistakes);
        }
        play_free(&p);
    }
    (void)unlink(path);
}

/* An issue and an event of one name, and the names of columns: default outcomes keep apart. */
static void
test_scenario_default_outcomes_have_names_of_their_own(void **state)
{
    static const char *const names[] = { "i", "run_2", "i_2" };
    struct play p;

    (void)state;
    play_text(&p,
        HEAD ISSUE TWO
        "events = ( { name = \"i\"; kind = \"decision\"; by = \"a\"; typical_days = 9; },"
        "{ name = \"run\"; kind = \"decision\"; by = \"a\"; typical_days = 9; } );",
        0);
    assert_int_equal(p.status, OK);
    assert_int_equal(p.scenario.n_outcomes, 3);
    for (int k = 0; k < 3; k++) {
        assert_string_equal(p.scenario.outcomes[k].name, names[k]);
    }
    play_free(&p);
}

/* A mistake that only the assignments make is theirs, whatever line it shows in. */
static void
test_scenario_sets_are_blamed_for_what_they_break(void **state)
{
    static const char *const early[] = { "end=2007-01-01" };
    struct play p;

    (void)state;
    memset(&p, 0, sizeof(p));
    p.status = scenario_load(&p.scenario, "scenarios/ec-emissions-1994.cfg", early, 1, &p.err);
    assert_int_equal(p.status, OK);
    play_free(&p);
    memset(&p, 0, sizeof(p));
    p.status = scenario_load(&p.scenario, "scenarios/kosovo-2008/monday.cfg", early, 1, &p.err);
    assert_int_equal(p.status, ERR_USAGE);
    play_free(&p);
}

/* --set speaks of the command line, and its mistakes are the command line's (exit 2). */
static void
test_scenario_set_is_read_as_in_a_file(void **state)
{
    static const char *const good[] = { "actors.serbia.status.salience=40", "runs=300",
        "events.declaration.terms.sunday.times=(1, 2)", "talks.brdo.model=mean" };
    static const char *const bad[] = { "actors.serbia.status.salience=400" };
    static const char *const unknown[] = { "actors.Serbai.status.salience=40" };
    struct play p;

    (void)state;
    play_file(&p, "scenarios/kosovo-2008/five-actors.cfg", good, 4, 0);
    assert_int_equal(p.status, OK);
    assert_same(p.scenario.actors[0].stances[0].salience.value, 0.4);
    assert_int_equal(p.scenario.runs, 300);
    play_free(&p);
    memset(&p, 0, sizeof(p));
    p.status = scenario_load(&p.scenario, "scenarios/kosovo-2008/five-actors.cfg", bad, 1, &p.err);
    assert_int_equal(p.status, ERR_USAGE);
    assert_true(
        said(&p.err, 0, "actors.serbia.status.salience is 400; it must be between 0 and 100"));
    play_free(&p);
    memset(&p, 0, sizeof(p));
    p.status =
        scenario_load(&p.scenario, "scenarios/kosovo-2008/five-actors.cfg", unknown, 1, &p.err);
    assert_int_equal(p.status, ERR_USAGE);
    assert_true(said(&p.err, -1, "serbia"));
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenario_every_misspelt_key_is_found_on_its_line),
        cmocka_unit_test(test_scenario_explanatory_file_has_every_key),
        cmocka_unit_test(test_scenario_positions_are_scaled_by_the_issue),
        cmocka_unit_test(test_scenario_without_outcomes_has_every_date_and_settlement),
        cmocka_unit_test(test_scenario_each_mistake_has_its_line_and_its_sentence),
        cmocka_unit_test(test_scenario_all_mistakes_come_in_one_pass),
        cmocka_unit_test(test_scenario_one_mistake_has_no_followers),
        cmocka_unit_test(test_scenario_default_outcomes_have_names_of_their_own),
        cmocka_unit_test(test_scenario_sets_are_blamed_for_what_they_break),
        cmocka_unit_test(test_scenario_set_is_read_as_in_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
