/* Actors and ties from tables: what rows become, how the files of a chain share a table, and what
 * is said of mistakes. */
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "language.h"
#include "play.h"
#include "roster.h"
#include "scratch.h"

/* Each test has a folder of its own, which is the current one while it runs. */
struct fixture {
    struct scratch scratch;
    struct text_tree tree;
    struct err err;
    char *written; /* the tree as text_write has it */
};

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(struct fixture));

    if (self == NULL) {
        return -1;
    }
    *state = self;
    return scratch_enter(&self->scratch) ? 0 : -1;
}

static int
tear_down(void **state)
{
    struct fixture *self = *state;

    text_free(&self->tree);
    free(self->written);
    if (!scratch_leave(&self->scratch)) {
        return -1;
    }
    free(self);
    return 0;
}

/* Loads the tree of a file afresh, and writes it. */
static enum status
load(struct fixture *self, const char *path)
{
    enum status status = OK;
    size_t n = 0;

    text_free(&self->tree);
    free(self->written);
    self->written = NULL;
    memset(&self->err, 0, sizeof(self->err));
    status = text_load(&self->tree, &language_rules, path, &self->err);
    if (status == OK) {
        FILE *out = open_memstream(&self->written, &n);

        assert_non_null(out);
        text_write(&self->tree, out);
        assert_int_equal(fclose(out), 0);
    }
    err_sort(&self->err);
    return status;
}

static void
load_well(struct fixture *self, const char *path)
{
    if (load(self, path) != OK) {
        fail_msg("%s: %s", self->err.mistakes[0].where, self->err.mistakes[0].text);
    }
}

/* True when the written tree holds the words, whatever the spaces and line breaks in both. */
static bool
holds(const struct fixture *self, const char *words)
{
    for (const char *from = self->written; *from != '\0'; from++) {
        const char *a = from, *b = words;

        for (;;) {
            a += strspn(a, " \n");
            b += strspn(b, " \n");
            if (*b == '\0' || *a != *b) {
                break;
            }
            a++;
            b++;
        }
        if (*b == '\0') {
            return true;
        }
    }
    return false;
}

/* The one mistake there is, or the k-th, has this line and begins so. */
static void
assert_mistake(struct fixture *self, int k, const char *where, const char *text)
{
    const struct finding *mistake = &self->err.mistakes[k];

    if (k >= self->err.n_mistakes) {
        fail_msg("no mistake %d, expected %s: %s", k, where, text);
    }
    if (strcmp(mistake->where, where) != 0 || strncmp(mistake->text, text, strlen(text)) != 0) {
        fail_msg("%s: %s\nexpected %s: %s", mistake->where, mistake->text, where, text);
    }
}

#define HEAD \
    "issues = ( { name = \"water\"; low = 0; high = 100; }, { name = \"fish\"; low = 0; high = " \
    "1; " \
    "} );\n"
/* On lines 2 and 3. */
#define TABLE(columns) HEAD "actors_table = { file = \"t.csv\";\ncolumns = ( " columns " ); };\n"

/* ---- what rows become ---- */

static void
test_roster_rows_are_actors_with_the_scenario_laid_over_them(void **state)
{
    struct fixture *self = *state;
    struct text *actors = NULL, *upper = NULL;

    assert_int_equal(fchdir(self->scratch.home), 0);
    load_well(self, "tests/cases/good/table.cfg");
    assert_non_null(strstr(self->written,
        "actors = (\n"
        "  {\n"
        "    name = \"upper\";\n"
        "    label = \"The \\\"upper\\\" state; a dam\";\n"
        "    capability = 40;\n"
        "    groups = (\"river\", \"union\");\n"
        "    water = { position = (15.5, 20, 30); salience = (80, 90); limits = (10, 60); };\n"
        "    fish = { position = -2.5; salience = 40; };\n"
        "    attributes = { gdp = 1234567890123L; };\n"
        "    source = \"survey\";\n"
        "    note = \"two lines, and  spaces\";\n"
        "  },\n"
        "  {\n"
        "    name = \"lower\";\n"
        "    capability = 7;\n"
        "    groups = (\"river\");\n"
        "    water = { position = 80; salience = 95; };\n"
        "    fish = { position = 0; salience = 15; };\n"
        "    attributes = { gdp = 0.5; };\n"
        "  },\n"
        "  {\n"
        "    name = \"sea\";\n"));
    assert_null(strstr(self->written, "actors_table"));
    assert_null(strstr(self->written, "seen_later"));
    actors = text_get(self->tree.root, "actors");
    assert_int_equal(actors->n_children, 3);
    upper = actors->first;
    assert_string_equal(upper->place.file, "tests/cases/good/table.csv");
    assert_int_equal(upper->place.line, 2);
    assert_int_equal(upper->next->place.line, 5); /* the note's line break and an empty row above */
    assert_int_equal(text_get(upper->next, "groups")->first->place.line, 5);
    assert_string_equal(
        text_get(upper->next, "capability")->place.file, "tests/cases/good/table.cfg");
    assert_int_equal(text_get(upper->next, "capability")->place.line, 17);
}

static void
test_roster_a_scenario_with_a_table_is_its_resolved_form(void **state)
{
    struct fixture *self = *state;
    struct play from_table, from_file;

    assert_int_equal(fchdir(self->scratch.home), 0);
    load_well(self, "tests/cases/good/table.cfg");
    play_file(&from_table, "tests/cases/good/table.cfg", NULL, 0, 1);
    assert_int_equal(from_table.status, OK);
    assert_int_equal(chdir(self->scratch.folder), 0);
    scratch_put("resolved.cfg", self->written);
    play_file(&from_file, "resolved.cfg", NULL, 0, 1);
    assert_int_equal(from_file.status, OK);
    assert_int_equal(from_table.scenario.n_actors, 3);
    assert_same(
        from_table.scenario.actors[0].stances[1].position.value, 0.375); /* (-2.5 + 10) / 20 */
    assert_same(play_mean(&from_table, "water"), play_mean(&from_file, "water"));
    assert_same(play_mean(&from_table, "fish"), play_mean(&from_file, "fish"));
    play_free(&from_table);
    play_free(&from_file);
}

static void
test_roster_the_long_form_gathers_the_rows_of_an_actor(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(fchdir(self->scratch.home), 0);
    load_well(self, "tests/cases/good/rows.cfg");
    assert_non_null(strstr(self->written,
        "actors = (\n"
        "  {\n"
        "    name = \"upper\";\n"
        "    label = \"Upper state\";\n"
        "    water = { position = 20; salience = 80; source = \"first round\"; };\n"
        "    capability = 40;\n"
        "    groups = (\"river\");\n"
        "    attributes = { gdp = 1.5; };\n"
        "    fish = { position = 60; salience = 10; source = \"second round\"; };\n"
        "  },\n"
        "  {\n"
        "    name = \"lower\";\n"
        "    water = { position = (70, 90); salience = 95; stubbornness = 50; };\n"
        "    capability = 30;\n"
        "    groups = (\"river\");\n"
        "    label = \"Lower state\";\n"
        "  },\n"
        "  {\n"
        "    name = \"sea\";\n"
        "    fish = { position = 50; salience = 5; };\n"
        "    capability = 2;\n"
        "  }\n"
        ");"));
}

static void
test_roster_the_source_of_the_table_is_that_of_its_rows(void **state)
{
    struct fixture *self = *state;

    scratch_put("t.csv", "name,source\na,own\nb,\n");
    scratch_put("x.cfg",
        HEAD "actors_table = { file = \"t.csv\"; columns = ( \"name\", \"source\" ); source = "
             "\"survey\"; note = \"n\"; };\n");
    load_well(self, "x.cfg");
    assert_non_null(strstr(self->written, "actors = (\n  { name = \"a\"; source = \"own\"; },\n"
                                          "  { name = \"b\"; source = \"survey\"; }\n);"));
}

/* ---- the files of a chain ---- */

static void
test_roster_variants_change_and_remove_the_rows_of_their_base(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("data", 0700), 0);
    scratch_put("data/t.csv", "name,capability,note\na,1,x\nb,2,y\nc,3,z\n");
    scratch_put("data/base.cfg", HEAD
        "actors_table = { file = \"t.csv\"; columns = ( \"name\", \"capability\", \"note\" ); };\n"
        "actors = ( { name = \"b\"; label = \"B\"; } );\n");
    scratch_put("x.cfg",
        "base = \"data/base.cfg\";\nremove = ( \"actors.c\", \"actors.a.note\" );\n"
        "actors = ( { name = \"b\"; capability = 9; }, { name = \"d\"; capability = 4; } );\n");
    load_well(self, "x.cfg");
    assert_non_null(strstr(self->written,
        "actors = (\n  { name = \"a\"; capability = 1; },\n"
        "  {\n    name = \"b\";\n    capability = 9;\n    note = \"y\";\n    label = \"B\";\n  },\n"
        "  { name = \"d\"; capability = 4; }\n);"));
    assert_true(text_get(self->tree.root, "actors")->last->overlaid);
    scratch_put("x.cfg", "base = \"data/base.cfg\";\nremove = \"actors.e\";\n");
    assert_int_equal(load(self, "x.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2", "remove \"actors.e\": data/base.cfg has no actor \"e\"");
}

static void
test_roster_a_variant_names_another_file_or_other_columns(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("data", 0700), 0);
    scratch_put("data/t.csv", "name,capability,label\na,1,A\nb,2,B\n");
    scratch_put("u.csv", "name,capability,label\nb,7,BB\nq,8,QQ\n");
    scratch_put("data/base.cfg",
        HEAD "actors_table = { file = \"t.csv\"; columns = ( \"name\", \"capability\" ); };\n"
             "actors = ( { name = \"b\"; note = \"kept\"; } );\n");
    /* The old rows are gone, what is written of an actor stays; the path is the variant's. */
    scratch_put("x.cfg", "base = \"data/base.cfg\";\nactors_table = { file = \"u.csv\"; };\n");
    load_well(self, "x.cfg");
    assert_non_null(
        strstr(self->written, "actors = (\n  { name = \"b\"; capability = 7; note = \"kept\"; },\n"
                              "  { name = \"q\"; capability = 8; }\n);"));
    scratch_put("y.cfg",
        "base = \"x.cfg\";\nactors_table = { columns = ( \"name\", \"label\" ); };\n"
        "actors = ( { name = \"q\"; capability = 3; } );\n");
    load_well(self, "y.cfg");
    assert_non_null(
        strstr(self->written, "actors = (\n  { name = \"b\"; label = \"BB\"; note = \"kept\"; },\n"
                              "  { name = \"q\"; label = \"QQ\"; capability = 3; }\n);"));
    scratch_put("z.cfg", "base = \"y.cfg\";\nremove = ( \"actors_table\" );\n");
    load_well(self, "z.cfg");
    assert_non_null(strstr(self->written, "actors = (\n  { name = \"b\"; note = \"kept\"; },\n"
                                          "  { name = \"q\"; capability = 3; }\n);"));
    scratch_put("z.cfg", "base = \"y.cfg\";\nremove = \"actors_table\";\n"
                         "actors_table = { file = \"data/t.csv\"; columns = ( \"name\" ); };\n");
    load_well(self, "z.cfg");
    assert_non_null(
        strstr(self->written, "actors = (\n  { name = \"b\"; note = \"kept\"; },\n"
                              "  { name = \"q\"; capability = 3; },\n  { name = \"a\"; }\n);"));
    scratch_put("z.cfg", "base = \"data/t.cfg\";\n");
    scratch_put("data/t.cfg", "remove = \"actors_table\";\n");
    assert_int_equal(load(self, "z.cfg"), ERR_SCENARIO);
}

static void
test_roster_assignments_see_rows_and_not_the_table(void **state)
{
    struct fixture *self = *state;

    scratch_put("t.csv", "name,capability\na,1\nb,2\n");
    scratch_put("x.cfg", TABLE("\"name\", \"capability\""));
    load_well(self, "x.cfg");
    assert_int_equal(text_set(&self->tree, "actors.b.capability=(3, 4)", &self->err), OK);
    assert_int_equal(text_get(self->tree.root, "actors")->last->last->n_children, 2);
    assert_int_equal(text_set(&self->tree, "actors.bb.capability=3", &self->err), ERR_USAGE);
    assert_non_null(
        strstr(self->err.mistakes[0].text, "did you mean actors.b.capability (now 3..4)?"));
    assert_int_equal(text_set(&self->tree, "actors_table.file=u.csv", &self->err), ERR_USAGE);
    assert_string_equal(
        self->err.mistakes[1].text, "actors_table belongs in a scenario file: write a variant");
    assert_int_equal(
        text_set(&self->tree, "actors_table={ file = \"u.csv\"; }", &self->err), ERR_USAGE);
}

/* ---- mistakes ---- */

static void
test_roster_says_every_mistake_of_a_table_at_its_line(void **state)
{
    static const char file[] = "tests/cases/bad/table.csv";
    static const struct {
        int line;
        const char *text;
    } mistakes[] = {
        { 2, "column \"capability\": \"12%\" is not a number; leave out the %: 12" },
        { 2, "column \"groups\": \"River\": a name is a-z, 0-9 and _, beginning with a letter" },
        { 2, "column \"water.position\": \"1 000\": a number has no separators of thousands; "
             "perhaps 1000" },
        { 4, "column \"name\": empty; every row needs it" },
        { 5, "column \"label\": \"=HYPERLINK(1)\" begins with =, which a spreadsheet would take" },
        { 5, "column \"note\": \"-x\" begins with -" },
        { 6,
            "column \"name\": \"Lower State\" is not a name; a name is a-z, 0-9 and _, begins with "
            "a letter, and has at most 60 of them\nperhaps \"lower_state\"" },
        { 7, "column \"name\": \"upper\" has a row already, on line 2" },
        { 8, "column \"capability\": \"1,5\": a comma in a number" },
        { 8, "column \"water.position\": \"60..\"" },
        { 10, "the row has 9 cells, but the header 8; a cell that holds a comma stands in quotes" },
        { 11, "the row has 2 cells, but the header 8" },
    };
    struct fixture *self = *state;
    char where[64];

    assert_int_equal(fchdir(self->scratch.home), 0);
    assert_int_equal(load(self, "tests/cases/bad/table.cfg"), ERR_SCENARIO);
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        (void)snprintf(where, sizeof(where), "%s:%d", file, mistakes[k].line);
        assert_mistake(self, (int)k, where, mistakes[k].text);
    }
    assert_int_equal(self->err.n_mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
}

struct trap {
    const char *scenario, *table; /* NULL: there is no such file */
    const char *where, *text;
};

static void
check_traps(struct fixture *self, const struct trap *traps, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        scratch_put("x.cfg", traps[k].scenario);
        (void)unlink("t.csv");
        if (traps[k].table != NULL) {
            scratch_put("t.csv", traps[k].table);
        }
        assert_int_equal(load(self, "x.cfg"), ERR_SCENARIO);
        assert_mistake(self, 0, traps[k].where, traps[k].text);
        if (self->err.n_mistakes != 1) {
            fail_msg("%s\n%d mistakes, the second: %s: %s", traps[k].scenario, self->err.n_mistakes,
                self->err.mistakes[1].where, self->err.mistakes[1].text);
        }
    }
}

#define CHECK(self, traps) check_traps(self, traps, sizeof(traps) / sizeof((traps)[0]))

static void
test_roster_says_what_is_wrong_with_actors_table(void **state)
{
    static const struct trap traps[] = {
        { HEAD "actors_table = \"t.csv\";", "name\na\n", "x.cfg:2",
            "actors_table is a text; it must be a group { ... }" },
        { HEAD "actors_table = { columns = ( \"name\" ); };", "name\na\n", "x.cfg:2",
            "actors_table.file is missing; it must be a text in quotes" },
        { HEAD "actors_table = { file = 1; columns = ( \"name\" ); };", "name\na\n", "x.cfg:2",
            "actors_table.file is a number; it must be a text in quotes" },
        { HEAD "actors_table = { file = \"t.csv\"; };", "name\na\n", "x.cfg:2",
            "actors_table.columns is missing; it must be a list of texts in quotes" },
        { HEAD "actors_table = { file = \"t.csv\"; columns = \"name\"; };", "name\na\n", "x.cfg:2",
            "actors_table.columns is a text; it must be a list of texts in quotes" },
        { TABLE("\"name\", 3"), "name\na\n", "x.cfg:3",
            "actors_table.columns.2 is a number; it must be a text in quotes" },
        { HEAD "actors_table = { file = \"t.csv\"; columns = ( \"name\" );\ncolums = 1; };",
            "name\na\n", "x.cfg:3", "actors_table.colums: no such key\ndid you mean columns?" },
        { TABLE("\"name\""), NULL, "x.cfg:2", "\"t.csv\" cannot be read: No such file" },
        { HEAD "actors_table = { file = \".\"; columns = ( \"name\" ); };", NULL, "x.cfg:2",
            "\".\" cannot be read: it is a folder" },
        { HEAD "actors_table = { file = \"/dev/zero\"; columns = ( \"name\" ); };", NULL, "x.cfg:2",
            "\"/dev/zero\" cannot be read: it is a pipe or a device" },
        { TABLE("\"capability\""), "name,capability\na,1\n", "x.cfg:3",
            "actors_table.columns lacks \"name\" (or \"actor\" and \"issue\")" },
        { TABLE("\"actor\", \"capability\""), "actor,capability\na,1\n", "x.cfg:3",
            "actors_table.columns: actor and issue go together" },
        { TABLE("\"name\", \"capability\", \"name\""), "name,capability\na,1\n", "x.cfg:3",
            "actors_table.columns names \"name\" twice" },
        { TABLE("\"name\",\n\"watre.position\""), "name\na\n", "x.cfg:4",
            "actors_table.columns: there is no column \"watre.position\"; the header must have the "
            "words below, and columns names those that are to be read\ndid you mean "
            "\"water.position\"?\nallowed: name, label, capability, groups, made_of, "
            "attributes.NAME, ties.NAME, source, note, as_of, ISSUE.limits, ISSUE.position, "
            "ISSUE.salience, "
            "ISSUE.stubbornness, "
            "ISSUE.source, ISSUE.note, ISSUE.as_of" },
        { TABLE("\"name\", \"water.positon\""), "name\na\n", "x.cfg:3",
            "actors_table.columns: there is no column \"water.positon\"" },
        { TABLE("\"name\", \"attributes\""), "name\na\n", "x.cfg:3",
            "actors_table.columns: there is no column \"attributes\"" },
        { TABLE("\"name\", \"attributes.GDP\""), "name\na\n", "x.cfg:3",
            "actors_table.columns: there is no column \"attributes.GDP\"" },
        { TABLE("\"name\", \"attributes.source\""), "name\na\n", "x.cfg:3",
            "actors_table.columns: there is no column \"attributes.source\"" },
        { TABLE("\"name\", \"label.x\""), "name\na\n", "x.cfg:3",
            "actors_table.columns: there is no column \"label.x\"" },
        { TABLE("\"actor\", \"issue\", \"water.position\""), "actor,issue\na,water\n", "x.cfg:3",
            "actors_table.columns: there is no column \"water.position\"" },
        { TABLE("\"actor\", \"issue\", \"name\""), "actor,issue\na,water\n", "x.cfg:3",
            "actors_table.columns: there is no column \"name\"" },
        { TABLE("\"name\",\n\"capability\""), "name,capabilty,x\na,1,2\n", "x.cfg:4",
            "the header of t.csv has no \"capability\"\ndid you mean \"capabilty\"?\nit has: name, "
            "capabilty, x" },
        { TABLE("\"name\", \"capability\""), "\n\nname,capability,capability\na,1,2\n", "t.csv:3",
            "the header has \"capability\" 2 times; which is meant?" },
        { TABLE("\"name\""), " \n\n", "t.csv:1",
            "the table is empty; its first line must be a header" },
    };

    CHECK((struct fixture *)*state, traps);
}

static void
test_roster_says_what_is_wrong_with_a_row(void **state)
{
    static const struct trap traps[] = {
        { TABLE("\"name\""), "name\na\n\"b\xE9\"\n", "t.csv:3", "byte 0xe9 is not UTF-8" },
        { TABLE("\"name\""), "\xFF\xFEn", "t.csv:1", "the file is in UTF-16; save it in UTF-8" },
        { TABLE("\"name\", \"label\""), "name,label\na,the \"old\" one\n", "t.csv:2",
            "a quote in the middle of a cell" },
        { TABLE("\"name\", \"label\""), "name,label\na,x\nb,\"old\nc,y\n", "t.csv:3",
            "the quote that opens a cell here is never closed" },
        { TABLE("\"name\", \"capability\""), "name\tcapability\na\t1,500\n", "t.csv:2",
            "column \"capability\": \"1,500\" may be 1500 or 1 and a fraction" },
        { TABLE("\"name\", \"capability\""), "name;capability\na;0,5\nb;\"1.5\"\n", "t.csv:3",
            "column \"capability\": \"1.5\" has a decimal point, but the number on line 2" },
        { TABLE("\"name\", \"capability\""), "name;capability\na;0,5;1\n", "t.csv:2",
            "the row has 3 cells, but the header 2; a cell that holds a semicolon stands in "
            "quotes" },
        { TABLE("\"name\", \"label\""), "name,label\na,\"x\ny\"\n\n\nb,@y\n", "t.csv:6",
            "column \"label\": \"@y\" begins with @" },
        { TABLE("\"name\", \"groups\""), "name,groups\na,\"eu, nato\"\n", "t.csv:2",
            "column \"groups\": \"eu,\": a name is a-z, 0-9 and _, beginning with a letter; "
            "several "
            "are separated by spaces" },
        { TABLE("\"actor\", \"issue\", \"position\""),
            "actor,issue,position\na,water,1\na,watre,2\nb,watre,2\n", "t.csv:3",
            "column \"issue\": the scenario has no issue \"watre\"\ndid you mean \"water\"?\nits "
            "issues: fish, water" },
        { TABLE("\"actor\", \"issue\", \"position\""), "actor,issue,position\na,,1\n", "t.csv:2",
            "column \"issue\": empty; every row needs it" },
        { TABLE("\"actor\", \"issue\", \"position\""),
            "actor,issue,position\na,water,1\nb,water,1\na,water,2\n", "t.csv:4",
            "column \"actor\": \"a\" has a row for \"water\" already, on line 2" },
        { TABLE("\"actor\", \"issue\", \"capability\""),
            "actor,issue,capability\na,water,1.5\na,fish,1.50\nb,fish,\nb,water,2\na,fish,1.6\n",
            "t.csv:6", "column \"capability\": \"1.6\" is not what line 2 says; the rows of one" },
        { TABLE("\"actor\", \"issue\", \"groups\""), "actor,issue,groups\na,water,x y\na,fish,x\n",
            "t.csv:3", "column \"groups\": \"x\" is not what line 2 says" },
        { TABLE("\"actor\", \"issue\""), "actor,issue\nUSA,water\nUSA,fish\n", "t.csv:2",
            "column \"actor\": \"USA\" is not a name; a name is a-z, 0-9 and _, begins with a "
            "letter, "
            "and has at most 60 of them\nperhaps \"usa\", and this text as its label" },
    };

    CHECK((struct fixture *)*state, traps);
}

/* What the reading of actors finds has the table's line, too. */
static void
test_roster_mistakes_of_actors_are_at_the_line_of_their_row(void **state)
{
    struct play p;

    (void)state;
    scratch_put("t.csv",
        "name,capability,water.position,water.salience\na,1,140,50\nb,-1,80..60,50\nc,1,5,\n");
    scratch_put("x.cfg", "start = \"2030-01-01\"; end = \"2030-12-31\";\n" TABLE(
                             "\"name\", \"capability\", \"water.position\", \"water.salience\""));
    play_file(&p, "x.cfg", NULL, 0, 0);
    assert_int_equal(p.status, ERR_SCENARIO);
    err_sort(&p.err);
    assert_true(p.err.n_mistakes >= 4);
    assert_string_equal(p.err.mistakes[0].where, "t.csv:2");
    assert_string_equal(
        p.err.mistakes[0].text, "actors.a.water.position is 140; it must be between 0 and 100");
    assert_string_equal(p.err.mistakes[1].where, "t.csv:3");
    assert_string_equal(
        p.err.mistakes[1].text, "actors.b.capability is -1; it must be a number above 0");
    assert_non_null(strstr(p.err.mistakes[2].text, "actors.b.water.position = (80, 60)"));
    assert_string_equal(p.err.mistakes[3].where, "t.csv:4");
    assert_non_null(strstr(p.err.mistakes[3].text, "actors.c.water.salience is missing"));
    play_free(&p);
}

static void
test_roster_columns_that_are_not_named_are_not_looked_at(void **state)
{
    struct fixture *self = *state;
    char *table = calloc(1, 8000);

    assert_non_null(table);
    (void)strcpy(table, "later,name,later,label\n=1+1,a,12%,A\n@x,b,,\"");
    memset(table + strlen(table), 'x', ROSTER_CELL_MAX);
    (void)strcat(table, "\"\n\"");
    memset(table + strlen(table), 'y', 3 * ROSTER_CELL_MAX);
    (void)strcat(table, "\",c,,C\n");
    scratch_put("t.csv", table);
    scratch_put("x.cfg", TABLE("\"name\", \"label\""));
    load_well(self, "x.cfg");
    assert_int_equal(text_get(self->tree.root, "actors")->n_children, 3);
    assert_null(strstr(self->written, "later"));
    *strstr(table, "xxx\"") = '\0';
    (void)strcat(table, "xxxx\"\n");
    scratch_put("t.csv", table);
    assert_int_equal(load(self, "x.cfg"), ERR_SCENARIO);
    assert_mistake(
        self, 0, "t.csv:3", "column \"label\": a cell of 1001 bytes; at most 1000 are possible");
    free(table);
}

static void
test_roster_limits_actors_and_values(void **state)
{
    struct fixture *self = *state;
    struct play p;
    FILE *file = fopen("t.csv", "w");

    assert_non_null(file);
    (void)fputs("name,capability,water.position,water.salience\n", file);
    for (int k = 0; k < SCENARIO_ACTORS_MAX; k++) {
        (void)fprintf(file, "a%d,1,%d,50\n", k, k % 100);
    }
    assert_int_equal(fclose(file), 0);
    scratch_put("x.cfg",
        "start = \"2030-01-01\"; end = \"2030-12-31\"; issues = ( { name = \"water\"; low = 0; "
        "high "
        "= 100; } ); actors_table = { file = \"t.csv\"; columns = ( \"name\", \"capability\", "
        "\"water.position\", \"water.salience\" ); };");
    play_file(&p, "x.cfg", NULL, 0, 0);
    assert_int_equal(p.status, OK);
    assert_int_equal(p.scenario.n_actors, SCENARIO_ACTORS_MAX);
    /* In order of name, and found by it: a0, a1, a10, a100, a1000 ... */
    assert_string_equal(p.scenario.actors[p.scenario.by_name[2]].name, "a10");
    assert_int_equal(scenario_find(&p.scenario, "actor", "a4321"), 4321);
    assert_int_equal(scenario_find(&p.scenario, "actor", "a0"), 0);
    assert_int_equal(scenario_find(&p.scenario, "actor", "a999"), 999);
    assert_int_equal(scenario_find(&p.scenario, "actor", "a"), -1);
    assert_int_equal(scenario_find(&p.scenario, "actor", "b"), -1);
    play_free(&p);
    load_well(self, "x.cfg");
    scratch_put("resolved.cfg", self->written);
    load_well(self, "resolved.cfg");
    file = fopen("t.csv", "a");
    assert_non_null(file);
    (void)fputs("one_more,1,1,1\nand_another,1,1,1\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(load(self, "x.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "t.csv:5002", "more than 5000 actors");
    assert_int_equal(self->err.n_mistakes, 1);
    assert_int_equal(truncate("t.csv", (off_t)(9u << 20)), 0);
    assert_int_equal(load(self, "x.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:1", "\"t.csv\" is larger than 8 MiB, the most");
}

/* ---- ties ---- */

static void
test_roster_ties_become_groups_of_the_actors_they_come_from(void **state)
{
    struct fixture *self = *state;
    struct text *c = NULL;

    scratch_put("t.csv", "name\na\nb\n");
    scratch_put("ties.csv", "to;weight;x;from\nb;0,5;@;a\n\nc;1..2;;a\nb;3;;c\n");
    scratch_put("base.cfg",
        TABLE("\"name\"") "actors = ( { name = \"c\"; ties = { a = 7; }; }, { name = \"a\"; ties = "
                          "{ c = 9; }; } );\nties = { table = \"ties.csv\"; };\n");
    load_well(self, "base.cfg");
    assert_true(holds(self,
        "actors = (\n  { name = \"a\"; ties = { c = 9; b = 0.5; }; },\n  { name = \"b\"; },\n"
        "  { name = \"c\"; ties = { a = 7; b = 3; }; }\n);"));
    assert_null(strstr(self->written, "\nties"));
    c = text_get(self->tree.root, "actors")->last;
    assert_false(text_get(self->tree.root, "actors")->first->overlaid);
    assert_string_equal(text_get(text_get(c, "ties"), "b")->place.file, "ties.csv");
    assert_int_equal(text_get(text_get(c, "ties"), "b")->place.line, 5);
    /* A variant's table for the actors of its base, and another one in its place. */
    scratch_put("more.csv", "from,to,weight\nb,a,4\nd,b,5\n");
    scratch_put("x.cfg",
        "base = \"base.cfg\";\nties = { table = \"more.csv\"; columns = ( \"from\", \"to\", "
        "\"weight\" ); source = \"s\"; };\nactors = ( { name = \"d\"; } );\n");
    load_well(self, "x.cfg");
    assert_true(holds(self,
        "  { name = \"a\"; ties = { c = 9; }; },\n  { name = \"b\"; ties = { a = 4; }; },\n"
        "  { name = \"c\"; ties = { a = 7; }; },\n"));
    assert_true(holds(self, "{ name = \"d\"; ties = { b = 5; }; }"));
    scratch_put("y.cfg", "base = \"x.cfg\";\nties = { near = \"ideal\"; };\n");
    load_well(self, "y.cfg");
    assert_false(holds(self, "b = 5"));
    assert_true(holds(self, "ties = { near = \"ideal\"; };"));
    scratch_put("z.cfg", "base = \"y.cfg\";\nties = { table = \"more.csv\"; };\n");
    load_well(self, "z.cfg");
    assert_true(holds(self, "b = 5"));
    assert_false(holds(self, "near"));
}

static void
test_roster_ties_alone_go_to_the_actors_of_the_base(void **state)
{
    struct fixture *self = *state;

    scratch_put("base.cfg", "actors = ( { name = \"a\"; label = \"A\"; }, { name = \"b\"; } );\n");
    scratch_put("ties.csv", "from,to,weight\nb,a,4\na,b,1\n");
    scratch_put("x.cfg", "base = \"base.cfg\"; ties = { table = \"ties.csv\"; };\n");
    load_well(self, "x.cfg");
    assert_true(holds(self, "actors = (\n  { name = \"a\"; label = \"A\"; ties = { b = 1; }; },\n"
                            "  { name = \"b\"; ties = { a = 4; }; }\n);\n"));
    assert_int_equal(self->tree.root->n_children, 1);
}

static void
test_roster_says_what_is_wrong_with_ties(void **state)
{
#define AB \
    "actors = ( { name = \"alpha\"; }, { name = \"beta\"; } );\nties = { table = \"t.csv\"; };"
    static const struct trap traps[] = {
        { AB, NULL, "x.cfg:2", "\"t.csv\" cannot be read" },
        { AB, "from,to\nalpha,beta\n", "x.cfg:2",
            "the header of t.csv has no \"weight\"\nit has: from, to" },
        { AB, "from,to,weight\nalpha,betta,1\n", "t.csv:2",
            "column \"to\": there is no actor \"betta\"\ndid you mean \"beta\"?" },
        { AB, "from,to,weight\n\nAlpha,beta,1\n", "t.csv:3",
            "column \"from\": there is no actor \"Alpha\"\ndid you mean \"alpha\"?" },
        { AB, "from,to,weight\nalpha,beta,\n", "t.csv:2",
            "column \"weight\": empty; every row needs it" },
        { AB, "from,to,weight\nalpha,,1\n", "t.csv:2", "column \"to\": empty; every row needs it" },
        { AB, "from,to,weight\nalpha,beta,x\n", "t.csv:2",
            "column \"weight\": \"x\" is not a number" },
        { AB, "from,to,weight\nalpha,beta,1\nbeta,alpha,1\nalpha,beta,2\n", "t.csv:4",
            "column \"to\": the tie from \"alpha\" to \"beta\" has a row already, on line 2" },
        { "actors = ( { name = \"alpha\"; } );\nties = { table = 3; };", NULL, "x.cfg:2",
            "ties.table is a number; it must be the name of a file in quotes" },
        { "actors = ( { name = \"alpha\"; } );\nties = { table = \"t.csv\";\nnear = \"x\"; };",
            NULL, "x.cfg:3", "ties.near cannot stand beside ties.table" },
        { "actors = ( { name = \"alpha\"; } );\nties = { table = \"t.csv\"; columns = ( \"from\" "
          "); };",
            NULL, "x.cfg:2",
            "ties.columns must be ( \"from\", \"to\", \"weight\" ), or be left out" },
    };

    CHECK((struct fixture *)*state, traps);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_roster_rows_are_actors_with_the_scenario_laid_over_them),
        TEST(test_roster_a_scenario_with_a_table_is_its_resolved_form),
        TEST(test_roster_the_long_form_gathers_the_rows_of_an_actor),
        TEST(test_roster_the_source_of_the_table_is_that_of_its_rows),
        TEST(test_roster_variants_change_and_remove_the_rows_of_their_base),
        TEST(test_roster_a_variant_names_another_file_or_other_columns),
        TEST(test_roster_assignments_see_rows_and_not_the_table),
        TEST(test_roster_says_every_mistake_of_a_table_at_its_line),
        TEST(test_roster_says_what_is_wrong_with_actors_table),
        TEST(test_roster_says_what_is_wrong_with_a_row),
        TEST(test_roster_mistakes_of_actors_are_at_the_line_of_their_row),
        TEST(test_roster_columns_that_are_not_named_are_not_looked_at),
        TEST(test_roster_limits_actors_and_values),
        TEST(test_roster_ties_become_groups_of_the_actors_they_come_from),
        TEST(test_roster_ties_alone_go_to_the_actors_of_the_base),
        TEST(test_roster_says_what_is_wrong_with_ties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
