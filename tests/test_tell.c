#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "phrase.h"
#include "play.h"
#include "tell.h"

enum { STORY_MAX = 1 << 16 };

/* A story of a run, as it is printed. */
struct story {
    struct play play;
    struct chronicle chronicle;
    struct tell_key key;
    char text[STORY_MAX];
};

static void
tell(struct story *self, const char *text, int run, bool verbose)
{
    FILE *out = tmpfile();
    const struct screen screen = { .out = out, .width = 80 };
    size_t n = 0;

    assert_non_null(out);
    self->key = (struct tell_key){ .chances = false };
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        chronicle_init(&self->chronicle, &self->play.scenario, (uint32_t)run, &self->play.err), OK);
    assert_int_equal(
        tell_story(&screen, &self->chronicle, verbose, &self->key, &self->play.err), OK);
    rewind(out);
    n = fread(self->text, 1, sizeof(self->text) - 1, out);
    self->text[n] = '\0';
    (void)fclose(out);
}

static void
end(struct story *self)
{
    chronicle_free(&self->chronicle);
    play_free(&self->play);
}

static int
count(const char *text, const char *part)
{
    int n = 0;

    for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part)) {
        n++;
    }
    return n;
}

static void
assert_told(const struct story *self, const char *part)
{
    if (strstr(self->text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, self->text);
    }
}

static struct story story;

/* ---- words ---- */

static void
test_tell_factors_have_two_or_three_digits(void **state)
{
    static const struct {
        double factor;
        const char *text;
    } cases[] = { { 57.3, "57" }, { 9.96, "10" }, { 3.25, "3.2" }, { 1.049, "1.05" },
        { 0.666, "0.67" }, { 0.03, "0.03" }, { 1.0, "1.00" } };
    char text[PHRASE_MAX];

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_string_equal(tell_factor(cases[k].factor, text), cases[k].text);
    }
}

static void
test_tell_paths_are_said_with_labels(void **state)
{
    static const struct {
        const char *path, *words;
    } cases[] = {
        { "actors.serbia.status.salience", "Serbia salience, status" },
        { "actors.russia.capability", "Russia capability" },
        { "events.declaration.terms.sunday.times", "Independence declared: sunday times" },
        { "events.mission.stages.planning.days", "EU mission: planning days" },
        { "correlate.1.rank", "correlate.1.rank" },
        { "actors.nobody.capability", "actors.nobody.capability" },
    };
    struct play play;
    char text[TEXT_PATH_MAX];

    (void)state;
    play_file(&play, "scenarios/kosovo-2008/five-actors.cfg", NULL, 0, 0);
    assert_int_equal(play.status, OK);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_string_equal(tell_world_path(&play.scenario, cases[k].path, text), cases[k].words);
    }
    play_free(&play);
}

static void
test_tell_values_are_said_by_their_kind(void **state)
{
    static const struct {
        const char *outcome;
        double x;
        const char *words;
    } cases[] = {
        { "declared_sunday", 1.0, "yes" },
        { "declared_sunday", 0.0, "no" },
        { "declaration", 4.0, "Sun 17 Feb 2008" },
        { "declaration", PARAM_NONE, "not by the end" },
        { "staff_june", 1234.4, "1,234" },
        { "staff_june", PARAM_NONE, "none" },
    };
    struct play play;
    char text[TELL_VALUE_MAX];

    (void)state;
    play_file(&play, "scenarios/kosovo-2008/five-actors.cfg", NULL, 0, 0);
    assert_int_equal(play.status, OK);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const int o = scenario_find(&play.scenario, "outcome", cases[k].outcome);
        assert_string_equal(tell_value(&play.scenario, o, cases[k].x, text), cases[k].words);
    }
    play_free(&play);
}

/* ---- what is told, and what is not told again ---- */

static void
test_tell_chances_that_come_and_go_with_the_week_are_told_once(void **state)
{
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-03-31\";\n"
        "actors = ( { name = \"ann\"; } );\n"
        "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; typical_days = 1e9;\n"
        "  terms = ( { term = \"weekday\"; on = ( \"saturday\", \"sunday\" ); times = 5; } ); } "
        ");\n";

    (void)state;
    tell(&story, text, 1, false);
    assert_int_equal(count(story.text, "go: "), 2); /* its opening, and the first weekend */
    assert_told(&story,
        "\nTue 1 Jan 2030    go: open from now on, chance today 0.000000069%. It does not\n");
    assert_told(&story,
        "\nSat 5 Jan         go: chance today 0.00000035%. Since 1 Jan (0.000000069%)\n"
        "                  weekday goes from x1.00 to x5.0. It does not happen.\n");
    assert_told(&story, "\nSun 31 Mar        End. Not by the end: go.\n");
    end(&story);
    tell(&story, text, 1, true);
    assert_int_equal(count(story.text, "go: "), 1 + 25); /* 13 weekends begin, 12 end */
    end(&story);
}

static void
test_tell_what_changes_a_chance_is_named(void **state)
{
    /* chances: none until the 9th, then 1% a day. Of two who might, the other one is likelier from
     * the 20th on. A drift: elapsed doubles it in 60 days, which is news when e^0.2 is passed. */
    static const struct {
        const char *event, *words;
    } cases[] = {
        { "by = \"ann\"; chances = ( { until = \"2030-01-09\"; chance = 0; },\n"
          "  { until = \"2030-12-31\"; chance = 0.01; } );",
            "go: chance today 0.0028%. Since 1 Jan (0%) the chance by\n"
            "                  itself goes from 0% to 0.0028%. It does not happen.\n" },
        { "by = ( \"ann\", \"bob\" ); typical_days = 1e9; terms = ( { term = \"date\"; name = "
          "\"late\";\n"
          "  from = \"2030-01-20\"; until = \"2030-03-31\"; times = 9; only = \"b\"; } );",
            "\nSun 20 Jan        go: chance today 0.00000069%. Since 1 Jan (0.00000014%) the\n"
            "                  likeliest to act is another one, Bob. It does not happen.\n" },
        { "by = \"ann\"; typical_days = 1e9; terms = ( { term = \"elapsed\"; per = 60; times = 2; "
          "} );",
            " elapsed goes from x1.00 to x1.2. It does not" },
    };
    char full[1500];

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        (void)snprintf(full, sizeof(full),
            "start = \"2030-01-01\"; end = \"2030-12-31\";\n"
            "actors = ( { name = \"ann\"; }, { name = \"bob\"; label = \"Bob\"; groups = ( \"b\" "
            "); } "
            ");\nevents = ( { name = \"go\"; kind = \"decision\"; %s } );\n",
            cases[k].event);
        tell(&story, full, 1, false);
        assert_told(&story, cases[k].words);
        end(&story);
    }
}

/* Sixty who act within a month or so. */
static void
many(char *text, size_t size)
{
    size_t used =
        (size_t)snprintf(text, size, "start = \"2030-01-01\"; end = \"2030-12-31\";\nactors = (");

    for (int k = 0; k < 60; k++) {
        used += (size_t)snprintf(text + used, size - used,
            "%s { name = \"s%02d\"; groups = ( \"g\" ); }", k > 0 ? ",\n" : "", k);
    }
    (void)snprintf(text + used, size - used,
        " );\nevents = ( { name = \"go\"; kind = \"cascade\"; group = \"g\"; typical_days = 20; } "
        ");\n");
}

static void
test_tell_a_long_cascade_takes_a_line_a_week_and_names_all_with_v(void **state)
{
    char *text = malloc(STORY_MAX);

    (void)state;
    assert_non_null(text);
    many(text, STORY_MAX);
    tell(&story, text, 1, false);
    assert_told(&story, "GO");
    assert_told(&story, " and ");
    assert_told(&story, ", until ");
    assert_true(count(story.text, "of 60") < 30);
    assert_told(&story, "go: 60 of 60 acted.");
    end(&story);
    tell(&story, text, 1, true);
    assert_int_equal(count(story.text, " of 60 (chance today "), 60);
    assert_int_equal(count(story.text, ", the 60th of 60 ("), 1);
    assert_int_equal(count(story.text, ", the 22nd of 60 ("), 1);
    assert_int_equal(count(story.text, ", the 11th of 60 ("), 1);
    end(&story);
    free(text);
}

static void
test_tell_a_stage_that_fails_goes_on_or_ends_for_good(void **state)
{
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-01-31\";\n"
        "actors = ( { name = \"ann\"; } );\n"
        "events = ( { name = \"m\"; label = \"Mission\"; kind = \"stages\"; stages = (\n"
        "  { name = \"build_up\"; days = 4; chance = 0; %s } ); } );\n";
    char full[1000];

    (void)state;
    (void)snprintf(full, sizeof(full), text, "retry = 20;");
    tell(&story, full, 1, false);
    assert_told(&story,
        "\nTue 1 Jan 2030    Mission: build up begins, until 5 Jan (4 days planned).\n"
        "Sat 5 Jan         Mission: build up fails.\n"
        "                  Mission: build up goes on, until 25 Jan (20 days "
        "planned).\n"
        "Fri 25 Jan        Mission: build up fails.\n");
    end(&story);
    (void)snprintf(full, sizeof(full), text, "");
    tell(&story, full, 1, false);
    assert_told(&story, "\nSat 5 Jan         Mission: build up fails, for good.\n");
    end(&story);
}

static void
test_tell_a_stage_that_succeeds_late_says_how_late(void **state)
{
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-12-31\";\n"
        "actors = ( { name = \"ann\"; } );\n"
        "events = ( { name = \"m\"; label = \"Mission\"; kind = \"stages\"; ceiling = 300;\n"
        "  stages = ( { name = \"one\"; days = 4; chance = 0.5; retry = 20; } ); } );\n";
    int late = 0, in_time = 0;

    (void)state;
    for (int run = 1; run <= 20; run++) {
        tell(&story, text, run, false);
        late += count(story.text, "one ends after 24 days, 20 days late; 300 in place.");
        in_time += count(story.text, "one ends after 4 days; 300 in place.");
        end(&story);
    }
    assert_true(late > 0 && in_time > 0);
}

static void
test_tell_says_why_nobody_moves(void **state)
{
    /* median: it moves nobody. influence: ann is pulled by half the way to bob, and does not move.
     * challenge: ann and bob expect the same of a contest. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-01-31\";\n"
        "issues = ( { name = \"x\"; label = \"Price\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"ann\"; label = \"Ann\"; capability = 1;\n"
        "    x = { position = 20; salience = 100; stubbornness = 100; %s }; },\n"
        "  { name = \"bob\"; label = \"Bob\"; capability = 1;\n"
        "    x = { position = 60; salience = %s; stubbornness = 100; }; } );\n"
        "talks = ( { name = \"t\"; model = \"%s\"; first = \"2030-01-02\"; every = 1;\n"
        "  rounds = 2; } );\n";
    static const struct {
        const char *limits, *salience, *model, *words;
    } cases[] = {
        { "", "100", "median", "Round 1 of 2, Price: model median moves nobody.\n" },
        { "", "100", "influence",
            "Round 1 of 2, Price: nobody moved. Ann was pulled most, by\n"
            "                  +20, and is held by its stubbornness.\n"
            "Thu 3 Jan         Round 2 of 2: nobody moved, again.\n" },
        { "", "100", "challenge",
            "Round 1 of 2, Price: nobody moved: no challenge pays. Bob\n"
            "                  against Ann came nearest: 0 to gain by a contest, and 0 to\n"
            "                  lose. Gains and losses are hundredths of the scale.\n" },
    };
    char full[2000];

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        (void)snprintf(
            full, sizeof(full), text, cases[k].limits, cases[k].salience, cases[k].model);
        tell(&story, full, 1, false);
        assert_told(&story, cases[k].words);
        end(&story);
    }
}

static void
test_tell_rounds_in_which_nobody_moves_again_are_one_line(void **state)
{
    /* On price they move once; on quality nobody ever does: what is told again is of both. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-01-31\";\n"
        "issues = ( { name = \"x\"; label = \"Price\"; low = 0; high = 100; },\n"
        "  { name = \"y\"; label = \"Quality\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"ann\"; capability = 1;\n"
        "    x = { position = 20; salience = 100; stubbornness = 90; };\n"
        "    y = { position = 20; salience = 100; stubbornness = 100; }; },\n"
        "  { name = \"bob\"; capability = 1;\n"
        "    x = { position = 60; salience = 100; stubbornness = 90; };\n"
        "    y = { position = 60; salience = 100; stubbornness = 100; }; } );\n"
        "talks = ( { name = \"t\"; model = \"influence\"; first = \"2030-01-02\"; every = 1;\n"
        "  rounds = 6; } );\n";

    (void)state;
    tell(&story, text, 1, false);
    assert_told(&story, "Round 1 of 6, Price: ann 20 to 22 (");
    assert_told(&story, "bob 60 to 58. Settlement stays\n");
    assert_told(&story, "Round 1 of 6, Quality: nobody moved. ann was pulled most, by\n");
    assert_told(
        &story, "\nFri 4 Jan         Rounds 3 to 6 of 6, until 7 Jan: nobody moved, again.\n");
    assert_int_equal(count(story.text, "again"), 1);
    end(&story);
    tell(&story, text, 1, true);
    assert_int_equal(count(story.text, "again"), 0);
    assert_told(&story, "Round 6 of 6, Quality: nobody moved.");
    end(&story);
}

static void
test_tell_the_world_is_told_whole(void **state)
{
    /* Two names that are alike for 70 columns, and two values too long for their column. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-01-31\";\n"
        "issues = ( { name = \"x\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"ann\"; capability = 1; label = \"The permanent delegation of the "
        "island at the conference\";\n"
        "    x = { position = (10, 20); salience = { lognormal = ( 45, 1.3 ); }; }; },\n"
        "  { name = \"bob\"; capability = { choice = ((1, 1), (2.25, 1), (3.5, 1), (4.75, 1), "
        "(6.25, 1)); "
        "};\n"
        "    x = { position = 60; salience = 50; }; } );\n";

    (void)state;
    for (int verbose = 0; verbose < 2; verbose++) {
        tell(&story, text, 1, verbose == 1);
        assert_told(
            &story, "  The permanent delegation of the island at the conference position, x\n");
        assert_told(
            &story, "  The permanent delegation of the island at the conference salience, x\n");
        assert_told(&story, "lognormal (45, 1.3)\n");
        assert_told(&story, "(1))\n");
        assert_null(strstr(story.text, "..."));
        end(&story);
    }
}

static void
test_tell_the_key_explains_what_was_used_and_no_more(void **state)
{
    static const struct {
        struct tell_key key;
        const char *has, *lacks;
    } cases[] = {
        { { .chances = true }, "  Chance today: ", "Bars" },
        { { .bars = true }, "  Bars: ", "Pulled" },
        { { .ballots = true }, "  Percentages behind votes: ", "Chance today" },
        { { .pulls = true }, "  Pulled: ", "Held" },
        { { .held = true }, "  Held: ", "Pulled" },
    };
    char text[2000];

    (void)state;
    for (size_t k = 0; k <= sizeof(cases) / sizeof(cases[0]); k++) {
        const struct tell_key none = { .chances = false };
        const bool last = k == sizeof(cases) / sizeof(cases[0]);
        FILE *out = tmpfile();
        const struct screen screen = { .out = out, .width = 80 };

        assert_non_null(out);
        tell_key(&screen, last ? &none : &cases[k].key);
        rewind(out);
        text[fread(text, 1, sizeof(text) - 1, out)] = '\0';
        (void)fclose(out);
        if (last) {
            assert_string_equal(text, "");
        } else {
            assert_non_null(strstr(text, cases[k].has));
            assert_null(strstr(text, cases[k].lacks));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tell_factors_have_two_or_three_digits),
        cmocka_unit_test(test_tell_paths_are_said_with_labels),
        cmocka_unit_test(test_tell_values_are_said_by_their_kind),
        cmocka_unit_test(test_tell_chances_that_come_and_go_with_the_week_are_told_once),
        cmocka_unit_test(test_tell_a_long_cascade_takes_a_line_a_week_and_names_all_with_v),
        cmocka_unit_test(test_tell_a_stage_that_fails_goes_on_or_ends_for_good),
        cmocka_unit_test(test_tell_a_stage_that_succeeds_late_says_how_late),
        cmocka_unit_test(test_tell_says_why_nobody_moves),
        cmocka_unit_test(test_tell_what_changes_a_chance_is_named),
        cmocka_unit_test(test_tell_rounds_in_which_nobody_moves_again_are_one_line),
        cmocka_unit_test(test_tell_the_world_is_told_whole),
        cmocka_unit_test(test_tell_the_key_explains_what_was_used_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
