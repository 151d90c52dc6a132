/* Worlds: composite actors against means worked out by hand, draw by draw; and who is left out
 * where they speak. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chances.h"
#include "play.h"
#include "world.h"

#define HEAD \
    "start = \"2008-02-13\"; end = \"2008-12-31\"; runs = 600; seed = 5;\n" \
    "issues = ( { name = \"i\"; low = 0; high = 200; reference = 100; }, { name = \"j\"; low = " \
    "0; " \
    "high = 1; } );\n"
#define A \
    "{ name = \"a\"; capability = 2; groups = ( \"g\" ); i = { position = 20; salience = 50; " \
    "stubbornness = 80; }; }"
#define B \
    "{ name = \"b\"; capability = 6; groups = ( \"g\" ); i = { position = 80; salience = 100; }; " \
    "j = { position = 0.5; salience = 10; }; }"
#define C "{ name = \"c\"; capability = 4; groups = ( \"g\" ); }"
#define Z \
    "{ name = \"z\"; capability = 7; i = { position = 10; salience = 100; }; j = { position = 1; " \
    "salience = 10; }; }"
#define E(words) "{ name = \"e\"; made_of = \"g\"; " words " }"
#define OUTCOMES \
    "outcomes = ( { name = \"s\"; kind = \"value\"; issue = \"i\"; }, { name = \"x\"; kind = " \
    "\"value\"; issue = \"i\"; actor = \"e\"; } );\n"

/* A scenario and its world. */
struct fixture {
    struct play play;
    struct arena arena;
    struct world world;
};

static void
begin(struct fixture *self, const char *text)
{
    memset(self, 0, sizeof(*self));
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        world_init(&self->world, &self->play.scenario, &self->arena, &self->play.err), OK);
}

static void
end(struct fixture *self)
{
    arena_free(&self->arena);
    play_free(&self->play);
}

/* The column of an actor. */
static int
who(const struct fixture *self, const char *name)
{
    return scenario_find(&self->play.scenario, "actor", name);
}

/* Capability 2 + 6 + 4 = 12. On i: weights 2 x .5 = 1 and 6 x 1 = 6, so the position is
 * (20 + 6 x 80) / 7 = 500 / 7 of 200; salience (2 x 50 + 6 x 100) / 8 = 87.5; stubbornness
 * (2 x 80 + 6 x 100) / 8 = 95. On j b alone holds a position. */
static void
test_world_composite_has_the_means_of_its_members(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, HEAD "actors = ( " E("") ", " A ", " B ", " C ", " Z " );\n");
    world_middle(&f.world);
    const int e = who(&f, "e"), n = f.play.scenario.n_actors;
    assert_same(f.world.capability[e], 12.0);
    assert_close(f.world.position[e], 500.0 / 7.0 / 200.0, 1e-15);
    assert_same(f.world.origin[e], f.world.position[e]);
    assert_close(f.world.salience[e], 0.875, 1e-15);
    assert_close(f.world.stubbornness[e], 0.95, 1e-15);
    assert_same(f.world.position[n + e], 0.5);
    assert_close(f.world.salience[n + e], 0.1, 1e-15);
    assert_close(f.world.stubbornness[n + e], 0.1, 1e-15);
    /* The settlement is of e and z: (12 x .875 x 500 / 7 + 7 x 10) / (10.5 + 7) = 820 / 17.5. */
    assert_close(world_settlement(&f.world, 0), 820.0 / 17.5 / 200.0, 1e-15);
    end(&f);
}

/* What the composite states itself stays as it is. */
static void
test_world_composite_keeps_what_it_states(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f,
        HEAD "actors = ( " A ", " B ", " C ", " Z ", " E(
            "capability = 3; i = { position = 60; salience = 40; limits = (40, 100); };") " );\n");
    world_middle(&f.world);
    const int e = who(&f, "e"), n = f.play.scenario.n_actors;
    assert_same(f.world.capability[e], 3.0);
    assert_close(f.world.position[e], 0.3, 1e-15);
    assert_close(f.world.salience[e], 0.4, 1e-15);
    assert_close(f.world.stubbornness[e], 0.4, 1e-15);
    assert_same(f.world.position[n + e], 0.5); /* of j it says nothing */
    end(&f);
}

/* Formed anew in each world: from the very draws of the members. */
static void
test_world_composite_is_formed_from_each_draw(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, HEAD
        "actors = ( { name = \"p\"; capability = (1, 9); groups = ( \"g\" ); i = { position = (0, "
        "100); salience = (20, 80); stubbornness = (0, 50); }; },\n"
        "{ name = \"q\"; capability = { lognormal = (3, 1.5); }; groups = ( \"g\" ); i = { "
        "position = { normal = (150, 20); }; salience = (50, 60, 90); }; },\n" E("") ", " Z
                                                                                     " );\n");
    const int p = who(&f, "p"), q = who(&f, "q"), e = who(&f, "e");
    const double *x = f.world.position, *s = f.world.salience, *c = f.world.capability;
    double last = 0.0;
    for (uint32_t run = 1; run <= 200; run++) {
        world_draw(&f.world, run, NULL);
        const double w = c[p] * s[p], v = c[q] * s[q];
        assert_same(c[e], c[p] + c[q]);
        assert_close(x[e], (w * x[p] + v * x[q]) / (w + v), 1e-14);
        assert_close(s[e], (c[p] * s[p] + c[q] * s[q]) / c[e], 1e-14);
        assert_close(f.world.stubbornness[e],
            (c[p] * f.world.stubbornness[p] + c[q] * f.world.stubbornness[q]) / c[e], 1e-14);
        assert_true(x[e] != last);
        last = x[e];
    }
    end(&f);
}

/* When no member cares, capability alone weighs: (2 x 20 + 6 x 80) / 8 = 65; what all share stays
 * exactly that. */
static void
test_world_composite_of_members_who_do_not_care(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, HEAD
        "actors = ( { name = \"a\"; capability = 2; groups = ( \"g\" ); i = { position = 20; "
        "salience = 0; }; j = { position = 0.3; salience = 10; }; },\n"
        "{ name = \"b\"; capability = 6; groups = ( \"g\" ); i = { position = 80; salience = 0; }; "
        "j = { position = 0.3; salience = 70; }; },\n" E("") ", " Z " );\n");
    world_middle(&f.world);
    const int e = who(&f, "e"), n = f.play.scenario.n_actors;
    assert_close(f.world.position[e], 65.0 / 200.0, 1e-15);
    assert_same(f.world.salience[e], 0.0);
    assert_same(f.world.position[n + e], 0.3);
    end(&f);
}

/* ---- where members are left out ---- */

/* Talks without `actors` are between e and z; with them, between those named. */
static void
test_world_members_of_composites_are_in_no_talks_unless_named(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD "actors = ( " A ", " B ", " C ", " Z ", " E(
            "") " );\n"
                "talks = ( { name = \"t\"; model = \"mean\"; }, { name = \"u\"; model = \"mean\"; "
                "issues = ( \"i\" ); actors = ( \"a\", \"b\" ); } );\n",
        0);
    assert_int_equal(p.status, OK);
    assert_int_equal(p.err.n_remarks, 0);
    assert_int_equal(p.scenario.talks[0].actors.n, 2);
    assert_string_equal(p.scenario.talks[0].actors.items[0].name, "e");
    assert_string_equal(p.scenario.talks[0].actors.items[1].name, "z");
    assert_int_equal(p.scenario.talks[1].actors.n, 2);
    assert_string_equal(p.scenario.talks[1].actors.items[0].name, "a");
    play_free(&p);
}

/* e beside its member b is said, and goes on: it may be meant. */
static void
test_world_composite_beside_its_member_is_a_remark(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD "actors = ( " A ", " B ", " C ", " Z
             ", " E("") " );\n"
                        "talks = ( { name = \"t\"; model = \"mean\"; issues = ( \"i\" );\nactors = "
                        "( \"e\", "
                        "\"b\", \"z\" ); } );\n",
        1);
    assert_int_equal(p.status, OK);
    assert_int_equal(p.err.n_remarks, 1);
    assert_int_equal(p.err.remarks[0].line, 5);
    assert_string_equal(p.err.remarks[0].text,
        "talks.t: e is at the table, and so is b, who is a part of it and so counts twice");
    play_free(&p);
}

/* Support of all: e holds 10.5 x at 500 / 7 and z 7 at 10, so 10.5 / 17.5 = 0.6 stand at or beyond
 * 40. Members would make it otherwise; asked for by group they count: b's 6 of 7. typical_days 10
 * and times 8: the hazard is ln 2 / 10 x 8^support. */
static void
test_world_support_counts_composites_and_not_their_members(void **state)
{
    static const char *const groups[] = { "", "group = \"g\";" };
    static const double support[] = { 0.6, 6.0 / 7.0 };
    char text[4096];

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct play p;
        struct chances chances;
        (void)snprintf(text, sizeof(text),
            HEAD "actors = ( " A ", " B ", " C ", " Z ", " E(
                "") " );\n"
                    "events = ( { name = \"v\"; kind = \"decision\"; by = \"z\"; typical_days = "
                    "10; terms = ( { term = \"support\"; issue = \"i\"; at_least = 40; %s times = "
                    "8; } ); } );\n",
            groups[k]);
        play_text(&p, text, 0);
        assert_int_equal(p.status, OK);
        assert_int_equal(chances_init(&chances, &p.scenario, &p.err), OK);
        assert_close(
            chances.rows[0].chance, 1.0 - exp(-log(2.0) / 10.0 * pow(8.0, support[k])), 1e-12);
        chances_free(&chances);
        play_free(&p);
    }
}

/* ---- the same bytes ---- */

static void
assert_same_values(const struct play *a, const struct play *b)
{
    assert_int_equal(a->status, OK);
    assert_int_equal(b->status, OK);
    assert_int_equal(a->result.totals.n, 600);
    for (int o = 0; o < a->scenario.n_outcomes; o++) {
        const size_t row = (size_t)a->result.layout.value_of[o] * (size_t)a->result.totals.room;
        assert_memory_equal(a->result.totals.kept + row, b->result.totals.kept + row,
            (size_t)a->result.totals.n * sizeof(double));
    }
}

#define P \
    "{ name = \"p\"; capability = (1, 9); groups = ( \"g\" ); i = { position = (0, 100); " \
    "salience " \
    "= (20, 80); }; }"
#define TALKS "talks = ( { name = \"t\"; model = \"influence\"; rounds = 3; } );\n" OUTCOMES

static void
test_world_composites_do_not_depend_on_the_order_of_actors(void **state)
{
    struct play a, b;

    (void)state;
    play_text(&a, HEAD "actors = ( " E("") ", " A ", " B ", " C ", " P ", " Z " );\n" TALKS, 1);
    play_text(&b, HEAD "actors = ( " Z ", " P ", " C ", " E("") ", " B ", " A " );\n" TALKS, 2);
    assert_same_values(&a, &b);
    play_free(&a);
    play_free(&b);
}

static void
test_world_resolved_scenario_has_the_same_composites(void **state)
{
    char path[] = "/tmp/parley-test-XXXXXX";
    const int descriptor = mkstemp(path);
    struct play a, b;
    FILE *file = NULL;

    (void)state;
    assert_true(descriptor >= 0);
    play_text(&a, HEAD "actors = ( " E("") ", " A ", " B ", " C ", " P ", " Z " );\n" TALKS, 1);
    file = fdopen(descriptor, "w");
    assert_non_null(file);
    text_write(&a.scenario.text, file);
    assert_int_equal(fclose(file), 0);
    play_file(&b, path, NULL, 0, 1);
    assert_same_values(&a, &b);
    assert_string_equal(a.scenario.actors[0].made_of.name, "g");
    assert_string_equal(b.scenario.actors[0].made_of.name, "g");
    play_free(&a);
    play_free(&b);
    (void)unlink(path);
}

/* ---- mistakes ---- */

static const struct {
    const char *actors; /* from line 3 on */
    int line;
    const char *words;
} mistakes[] = {
    { Z ", { name = \"e\";\nmade_of = \"h\"; }", 4, "actors.e.made_of: there is no group \"h\"" },
    { A ", " B ", " Z ", { name = \"e\"; groups = ( \"g\" );\nmade_of = \"g\"; }", 4,
        "actors.e.made_of: it is in \"g\" itself, and cannot be its own member" },
    { A ", " B ", " Z ", { name = \"f\"; made_of = \"g\"; groups = ( \"h\" ); }, { name = \"e\";\n"
        "made_of = \"h\"; }",
        4,
        "actors.e.made_of: f is made of others itself; members of a composite must be single "
        "actors" },
    { C ", " B ", " Z ", { name = \"k\"; groups = ( \"h\" ); capability = 1; }, { name = \"e\";\n"
        "made_of = \"h\"; }",
        4, "actors.e.made_of: no member of \"h\" has a position on any issue" },
    { B ", " Z ", { name = \"k\"; groups = ( \"g\" ); }, { name = \"e\";\nmade_of = \"g\"; }", 4,
        "actors.e.made_of: k has no capability, and this is to be the sum of its members'" },
    { Z ", { name = \"e\";\nmade_of = ( \"g\" ); }, " B, 4,
        "actors.e.made_of is a list; it must be a group's name" },
};

static void
test_world_each_mistake_of_a_composite_is_one_sentence(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        char text[4096];
        (void)snprintf(text, sizeof(text), HEAD "actors = ( %s );\n", mistakes[k].actors);
        if (play_mistakes(text, mistakes[k].line, mistakes[k].words) != 1) {
            fail_msg("case %zu: not said in line %d: %s", k, mistakes[k].line, mistakes[k].words);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_world_composite_has_the_means_of_its_members),
        cmocka_unit_test(test_world_composite_keeps_what_it_states),
        cmocka_unit_test(test_world_composite_is_formed_from_each_draw),
        cmocka_unit_test(test_world_composite_of_members_who_do_not_care),
        cmocka_unit_test(test_world_members_of_composites_are_in_no_talks_unless_named),
        cmocka_unit_test(test_world_composite_beside_its_member_is_a_remark),
        cmocka_unit_test(test_world_support_counts_composites_and_not_their_members),
        cmocka_unit_test(test_world_composites_do_not_depend_on_the_order_of_actors),
        cmocka_unit_test(test_world_resolved_scenario_has_the_same_composites),
        cmocka_unit_test(test_world_each_mistake_of_a_composite_is_one_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
