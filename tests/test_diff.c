/* Two scenarios compared as texts: what counts as a difference, and how it is said. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diff.h"
#include "scenario.h"
#include "screen.h"

/* A scenario into which a case puts its own pieces. */
#define FILE_WITH(root, actor, more) \
    "start = \"2030-01-01\"; end = \"2030-12-31\";" root \
    "issues = ( { name = \"water\"; low = 0; high = 100; } );" \
    "actors = ( { name = \"a\"; capability = 40; water = { position = 20; salience = 80; }; }," \
    "           { name = \"b\"; " actor " water = { position = 60; salience = 50; }; } );" more
#define PLAIN FILE_WITH("", "capability = (1, 2, 3);", "")

enum { SHOWN_MAX = 4096 };

static void
load(struct scenario *self, const char *path, const char *text)
{
    struct err err = { .status = OK };
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    if (scenario_load(self, path, NULL, 0, &err) != OK) {
        fail_msg("%s\n%s", err.mistakes[0].text, text);
    }
}

/* "path: before -> after", "path: added"; a line each. */
static void
compare(const struct scenario *first, const struct scenario *second, char *shown)
{
    struct diff diff = { .n = 0 };
    struct err err = { .status = OK };

    shown[0] = '\0';
    assert_int_equal(diff_init(&diff, &first->text, &second->text, &err), OK);
    for (int k = 0; k < diff.n; k++) {
        const struct diff_item *item = &diff.items[k];
        const size_t n = strlen(shown);
        if (item->kind == DIFF_CHANGED) {
            (void)snprintf(
                shown + n, SHOWN_MAX - n, "%s: %s -> %s\n", item->path, item->before, item->after);
        } else {
            assert_string_equal(item->before, "");
            assert_string_equal(item->after, "");
            (void)snprintf(shown + n, SHOWN_MAX - n, "%s: %s\n", item->path,
                item->kind == DIFF_ADDED ? "added" : "removed");
        }
    }
    diff_free(&diff);
}

static void
test_diff_says_what_the_second_changes(void **state)
{
    const struct {
        const char *first, *second, *shown;
    } cases[] = {
        { PLAIN, PLAIN, "" },
        { PLAIN, FILE_WITH("", "capability = (1, 2.5, 3);", ""),
            "actors.b.capability: 1..2..3 -> 1..2.5..3\n" },
        { PLAIN, FILE_WITH("", "capability = { normal = (4, 0.5); };", ""),
            "actors.b.capability: 1..2..3 -> normal (4, 0.5)\n" },
        /* The same number in another form. */
        { FILE_WITH("", "capability = 7;", ""),
            FILE_WITH("", "capability = { value = 7.0; source = \"s\"; };", ""), "" },
        { FILE_WITH("", "capability = { value = 7; };", ""),
            FILE_WITH("", "capability = { value = (7, 8); };", ""),
            "actors.b.capability: 7 -> 7..8\n" },
        { FILE_WITH("", "capability = 1; groups = ( \"g\" );", ""),
            FILE_WITH("", "capability = 1; groups = ( \"g\", \"h\" );", ""),
            "actors.b.groups: g -> g, h\n" },
        /* Keys that one of them does not have. */
        { FILE_WITH("", "capability = 1; groups = ( \"g\" );", ""),
            FILE_WITH("", "capability = 1;", ""), "actors.b.groups: g -> not given\n" },
        { PLAIN, FILE_WITH("", "capability = (1, 2, 3); groups = ( \"g\" );", ""),
            "actors.b.groups: not given -> g\n" },
        /* What only people read, and the file's own name, are no differences; a label is one. */
        { PLAIN,
            FILE_WITH("title = \"t\"; name = \"other\"; note = \"n\";",
                "capability = (1, 2, 3); source = \"s\";", ""),
            "" },
        { PLAIN, FILE_WITH("", "capability = (1, 2, 3); label = \"B, the second\";", ""),
            "actors.b.label: b -> \"B, the second\"\n" },
        /* A default written out is the default; another value is said beside it. */
        { PLAIN, FILE_WITH("runs = 10000;", "capability = (1, 2, 3);", ""), "" },
        { PLAIN, FILE_WITH("runs = 500;", "capability = (1, 2, 3);", ""), "runs: 10000 -> 500\n" },
        { FILE_WITH("seed = 9007199254740993L;", "capability = 1;", ""),
            FILE_WITH("seed = 9007199254740992L;", "capability = 1;", ""),
            "seed: 9007199254740993 -> 9007199254740992\n" },
        /* Lists that nobody had written are not compared member by member. */
        { PLAIN,
            FILE_WITH("", "capability = (1, 2, 3);",
                "outcomes = ( { name = \"o\"; kind = \"value\"; issue = \"water\"; } );"),
            "outcomes: added\n" },
        { FILE_WITH("", "capability = (1, 2, 3);",
              "outcomes = ( { name = \"o\"; kind = \"value\"; issue = \"water\"; } );"),
            PLAIN, "outcomes: removed\n" },
    };
    char shown[SHOWN_MAX];

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct scenario first, second;
        load(&first, "same.cfg", cases[k].first);
        load(&second, "same.cfg", cases[k].second);
        compare(&first, &second, shown);
        assert_string_equal(shown, cases[k].shown);
        scenario_free(&first);
        scenario_free(&second);
    }
}

#define EVENT_A \
    "{ name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { until = \"2030-06-30\"; " \
    "chance = 0.5; }, { on = \"2030-07-01\"; chance = (0.1, 0.2); } ); }"
#define EVENT_B \
    "{ name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { until = \"2030-06-30\"; " \
    "chance = 0.75; }, { on = \"2030-07-01\"; chance = (0.1, 0.2); } ); }"
#define STAGES(first, second) \
    "{ name = \"s\"; kind = \"stages\"; stages = ( { name = \"" first "\"; days = 5; }, { name = " \
    "\"" second "\"; days = 5; } ); }"
#define VOTE "{ name = \"f\"; kind = \"decision\"; by = \"b\"; typical_days = 9; delay = 0; }"
#define OUTCOMES "outcomes = ( { name = \"o\"; kind = \"value\"; issue = \"water\"; } );"

static void
test_diff_matches_members_by_name(void **state)
{
    const struct {
        const char *first, *second, *shown;
    } cases[] = {
        /* In another order: nothing, but for stages, which follow one another. */
        { "events = ( " EVENT_A ", " VOTE " );", "events = ( " VOTE ", " EVENT_A " );", "" },
        { "events = ( " STAGES("p", "q") " );", "events = ( " STAGES("q", "p") " );",
            "events.s.stages: p, q -> q, p\n" },
        { "events = ( " STAGES("p", "q") " );", "events = ( " STAGES("x", "q") " );",
            "events.s.stages.p: removed\nevents.s.stages.x: added\n" },
        { "events = ( " EVENT_A ", " VOTE " );", "events = ( " EVENT_A " );",
            "events.f: removed\n" },
        { "events = ( " EVENT_A " );", "events = ( " VOTE ", " EVENT_A " );", "events.f: added\n" },
        /* A list without names is one value. */
        { "events = ( " EVENT_A " );", "events = ( " EVENT_B " );",
            "events.e.chances: until 2030-06-30, chance 0.5; on 2030-07-01, chance 0.1..0.2 -> "
            "until 2030-06-30, chance 0.75; on 2030-07-01, chance 0.1..0.2\n" },
        /* One name, or a list of one. */
        { "events = ( " VOTE " );",
            "events = ( { name = \"f\"; kind = \"decision\"; by = ( \"b\" ); typical_days = 9; } "
            ");",
            "" },
        { "", "events = ( " EVENT_A " );", "events: added\n" },
        { "events = ( " EVENT_A " );", "", "events: removed\n" },
        /* The default of a key that the other model does not have is no difference. */
        { "talks = ( { name = \"t\"; model = \"influence\"; } );",
            "talks = ( { name = \"t\"; model = \"mean\"; } );",
            "talks.t.model: influence -> mean\n" },
        { "talks = ( { name = \"t\"; model = \"mean\"; } );",
            "talks = ( { name = \"t\"; model = \"influence\"; still = 0.5; } );",
            "talks.t.model: mean -> influence\ntalks.t.still: not given -> 0.5\n" },
        { "talks = ( { name = \"t\"; model = \"mean\"; } );",
            "talks = ( { name = \"t\"; model = \"influence\"; } );",
            "talks.t.model: mean -> influence\n" },
        /* One way of saying how fast for another. */
        { "events = ( " EVENT_A " );",
            "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 3; } );",
            "events.e.chances: removed\nevents.e.typical_days: not given -> 3\n" },
    };
    char shown[SHOWN_MAX], text[SHOWN_MAX];

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct scenario first, second;
        (void)snprintf(text, sizeof(text), "%s%s%s", PLAIN, cases[k].first, OUTCOMES);
        load(&first, "same.cfg", text);
        (void)snprintf(text, sizeof(text), "%s%s%s", PLAIN, cases[k].second, OUTCOMES);
        load(&second, "same.cfg", text);
        compare(&first, &second, shown);
        assert_string_equal(shown, cases[k].shown);
        scenario_free(&first);
        scenario_free(&second);
    }
}

/* Long values are cut between characters: 20 labels of 14 two-byte letters do not fit. */
static void
test_diff_values_are_cut_between_characters(void **state)
{
    struct scenario scenario;
    char text[SHOWN_MAX] = "", value[DIFF_VALUE_MAX];
    size_t n = 0;

    (void)state;
    n = (size_t)snprintf(text, sizeof(text), "%s", FILE_WITH("", "capability = 1;", "events = ("));
    for (int k = 0; k < 20; k++) {
        n += (size_t)snprintf(text + n, sizeof(text) - n,
            "%s{ name = \"e%d\"; label = \"\u0451\u0451\u0451\u0451\u0451\u0451\u0451 "
            "\u0451\u0451\u0451\u0451\u0451\u0451\"; kind = \"decision\"; by = \"a\"; "
            "typical_days = 1; }",
            k == 0 ? "" : ", ", k);
    }
    (void)snprintf(text + n, sizeof(text) - n, ");");
    load(&scenario, "same.cfg", text);
    diff_value(&scenario.text, text_get(scenario.text.root, "events"), value);
    n = strlen(value);
    assert_in_range(n, DIFF_VALUE_MAX - 6, DIFF_VALUE_MAX - 1);
    assert_string_equal(value + n - 3, "...");
    assert_int_equal(strncmp(value, "name e0, label \"\u0451\u0451", 19), 0);
    for (size_t k = 0; k < n - 3;) {
        const bool two = (unsigned char)value[k] == 0xD1;
        assert_true(!two || ((unsigned char)value[k + 1] & 0xC0) == 0x80);
        k += two ? 2 : 1;
    }
    scenario_free(&scenario);
}

static void
test_diff_prints_columns_that_fit(void **state)
{
    struct scenario first, second;
    struct diff diff = { .n = 0 };
    struct err err = { .status = OK };
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);

    (void)state;
    assert_non_null(out);
    load(&first, "same.cfg", FILE_WITH("", "capability = (1, 2, 3);", "events = ( " EVENT_A " );"));
    load(&second, "same.cfg",
        FILE_WITH("runs = 5;", "capability = 10;", "events = ( " EVENT_B ", " VOTE " );"));
    assert_int_equal(diff_init(&diff, &first.text, &second.text, &err), OK);
    screen_diff(out, &diff, "# ");
    assert_int_equal(fclose(out), 0);
    assert_string_equal(page,
        "#   actors.b.capability  1..2..3 -> 10\n"
        "#   events.e.chances\n"
        "#     old: until 2030-06-30, chance 0.5; on 2030-07-01, chance 0.1..0.2\n"
        "#     new: until 2030-06-30, chance 0.75; on 2030-07-01, chance 0.1..0.2\n"
        "#   events.f             added\n"
        "#   runs                   10000 ->  5\n");
    free(page);
    diff_free(&diff);
    scenario_free(&first);
    scenario_free(&second);
}

static int
setup(void **state)
{
    static const char folder[] = "/tmp/parley-diff-XXXXXX";
    char *name = malloc(sizeof(folder));

    assert_non_null(name);
    (void)snprintf(name, sizeof(folder), "%s", folder);
    assert_non_null(mkdtemp(name));
    assert_int_equal(chdir(name), 0);
    *state = name;
    return 0;
}

static int
teardown(void **state)
{
    (void)unlink("same.cfg");
    (void)rmdir(*state);
    free(*state);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff_says_what_the_second_changes),
        cmocka_unit_test(test_diff_matches_members_by_name),
        cmocka_unit_test(test_diff_values_are_cut_between_characters),
        cmocka_unit_test(test_diff_prints_columns_that_fit),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
