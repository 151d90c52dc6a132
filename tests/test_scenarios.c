/* The scenarios that ship: what they must show (Kosovo, February 2008; EC emissions). */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"

#define KOSOVO(name) "scenarios/kosovo-2008/" name ".cfg"

static void
play(struct play *self, const char *path)
{
    play_file(self, path, NULL, 0, 2);
    assert_int_equal(self->status, OK);
    assert_int_equal(self->result.totals.n, self->scenario.runs);
    assert_int_equal(self->result.totals.n_failed, 0);
}

/* Sunday, Monday and later all have a real share; few runs end without a declaration. */
static void
test_scenarios_declaration_has_more_than_one_likely_day(void **state)
{
    struct play p;

    (void)state;
    play(&p, KOSOVO("five-actors"));
    const double sunday = play_share(&p, "declared_sunday"),
                 monday = play_share(&p, "declared_monday");
    const double ever = play_share(&p, "declaration");
    assert_true(sunday > 0.3 && sunday < 0.6);
    assert_true(monday > 0.1 && monday < 0.3);
    assert_true(ever - sunday - monday > 0.15);
    assert_true(ever < 1.0);
    play_free(&p);
}

/* The talks end where they began: nobody moves by more than 5 of 100 in half of runs, though no
 * stubbornness is 100 and without any limits. */
static void
test_scenarios_parties_stay_within_five_of_a_hundred(void **state)
{
    static const char *const none[] = { "actors.serbia.status.limits=(0, 100)",
        "actors.kosovo.status.limits=(0, 100)" };

    (void)state;
    for (int with = 0; with < 2; with++) {
        struct play p;
        double q[TALLY_QUANTILES];
        play_file(&p, KOSOVO("five-actors"), none, with == 0 ? 0 : 2, 2);
        assert_int_equal(p.status, OK);
        for (int a = 0; a < p.scenario.n_actors; a++) {
            for (int i = 0; i < p.scenario.n_issues; i++) {
                const struct number b = p.scenario.actors[a].stances[i].stubbornness;
                assert_true(b.slot < 0 && b.value < 0.97);
            }
        }
        for (int i = 0; i < p.scenario.n_issues; i++) {
            totals_quantiles(&p.result.totals, p.result.layout.furthest_of[0] + i, q);
            assert_true(q[2] <= 0.05);
            assert_true(q[2] > 0.0);
        }
        play_free(&p);
    }
}

/* `challenge` on the same scenario moves the parties much further: why the flagship does not use
 * it. */
static void
test_scenarios_challenge_moves_the_parties_far(void **state)
{
    static const char *const challenge[] = { "talks.brdo.model=challenge" };
    struct play p;
    double q[TALLY_QUANTILES];

    (void)state;
    play_file(&p, KOSOVO("five-actors"), challenge, 1, 2);
    assert_int_equal(p.status, OK);
    totals_quantiles(&p.result.totals, p.result.layout.furthest_of[0], q);
    assert_true(q[2] > 0.3);
    play_free(&p);
}

/* Without the Council the mission still comes, but late: 1,800 staff, none of them in place at
 * once. */
static void
test_scenarios_mission_builds_up_to_its_ceiling(void **state)
{
    struct play p;

    (void)state;
    play(&p, KOSOVO("five-actors"));
    assert_true(play_share(&p, "council_mandate") < 0.05);
    assert_true(play_share(&p, "mission_decided_early") > 0.2 &&
                play_share(&p, "mission_decided_early") < 0.6);
    assert_true(play_share(&p, "mission_full") > 0.7);
    assert_true(play_median(&p, "staff_june") > 300.0 && play_median(&p, "staff_june") < 1500.0);
    assert_true(play_share(&p, "contacts_break") > 0.0 && play_share(&p, "contacts_break") < 0.1);
    play_free(&p);
}

/* Each variant moves a named outcome downstream of what it changes: by more than five points, or
 * seven days. */
static void
test_scenarios_each_variant_moves_an_outcome_downstream(void **state)
{
    static const struct {
        const char *path, *outcome;
        bool share; /* else the median date */
        int sign;
    } cases[] = {
        { KOSOVO("monday"), "declared_sunday", true, -1 },
        { KOSOVO("monday"), "declared_monday", true, +1 },
        { KOSOVO("un-mandate"), "council_mandate", true, +1 },
        { KOSOVO("un-mandate"), "mission_full", false, -1 },
        { KOSOVO("postponed"), "declaration", false, +1 },
        { KOSOVO("postponed"), "recognition", false, +1 },
        { KOSOVO("postponed"), "mission_full", false, +1 },
        { KOSOVO("no-outside-backing"), "declared_sunday", true, -1 },
        { KOSOVO("no-outside-backing"), "recognition", true, -1 },
        { KOSOVO("no-outside-backing"), "mission_full", true, -1 },
    };
    struct play a;

    (void)state;
    play(&a, KOSOVO("five-actors"));
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct play b;
        double difference = 0.0;
        play(&b, cases[k].path);
        if (cases[k].share) {
            difference =
                100.0 * (play_share(&b, cases[k].outcome) - play_share(&a, cases[k].outcome)) / 5.0;
        } else {
            const double end = (double)b.scenario.n_days,
                         median = play_median(&b, cases[k].outcome);
            difference = ((isnan(median) ? end : median) - play_median(&a, cases[k].outcome)) / 7.0;
        }
        if (!(difference * cases[k].sign > 1.0)) {
            fail_msg(
                "%s moves %s by %g of what it should", cases[k].path, cases[k].outcome, difference);
        }
        play_free(&b);
    }
    play_free(&a);
}

/* A variant is an overlay of a few lines. */
static void
test_scenarios_variants_are_short(void **state)
{
    static const char *const paths[] = { KOSOVO("monday"), KOSOVO("un-mandate"),
        KOSOVO("postponed"), KOSOVO("no-outside-backing") };

    (void)state;
    for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
        FILE *file = fopen(paths[k], "r");
        int lines = 0;
        assert_non_null(file);
        for (int c = getc(file); c != EOF; c = getc(file)) {
            lines += c == '\n';
        }
        (void)fclose(file);
        assert_in_range(lines, 5, 25);
    }
}

/* Every number of the flagship says where it comes from: each actor's stance, event and term, or
 * what holds it, has a source or a note. */
static void
test_scenarios_numbers_of_the_flagship_have_a_source(void **state)
{
    static const char *const lists[] = { "actors", "bodies", "talks", "events" };
    struct play p;

    (void)state;
    play_file(&p, KOSOVO("five-actors"), NULL, 0, 0);
    assert_int_equal(p.status, OK);
    for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
        const struct text *list = text_get(p.scenario.text.root, lists[k]);
        assert_non_null(list);
        for (const struct text *item = list->first; item != NULL; item = item->next) {
            const bool own = text_get(item, "source") != NULL || text_get(item, "note") != NULL;
            const struct text *stages = text_get(item, "stages"), *terms = text_get(item, "terms");
            bool inner = stages != NULL || terms != NULL;
            for (int t = 0; t < 2; t++) {
                const struct text *inside = t == 0 ? stages : terms;
                for (const struct text *each = inside != NULL ? inside->first : NULL; each != NULL;
                     each = each->next) {
                    inner = inner &&
                            (text_get(each, "source") != NULL || text_get(each, "note") != NULL);
                }
            }
            if (!own && !inner) {
                fail_msg("%s has neither source nor note", text_get(item, "name")->string);
            }
        }
    }
    play_free(&p);
}

/* The median of MODELS 2.9 C after ten rounds is 7; the calendar has room for 100 rounds. */
static void
test_scenarios_emissions_settle_on_seven_years(void **state)
{
    static const char *const hundred[] = { "talks.council.rounds=100" };

    (void)state;
    for (int n = 0; n < 2; n++) {
        struct play p;
        play_file(&p, "scenarios/ec-emissions-1994.cfg", hundred, n, 2);
        assert_int_equal(p.status, OK);
        assert_close(play_mean(&p, "delay"), 7.0, 1e-9);
        play_free(&p);
    }
}

/* Positions after rounds 1 and 2, by way of the whole program: MODELS 2.9 C. */
static void
test_scenarios_emissions_move_as_published(void **state)
{
    static const struct {
        const char *actor;
        double round_1, round_2;
    } expected[] = { { "netherlands", 6.811040239, 7 }, { "belgium", 10, 9.753278980 },
        { "luxembourg", 7, 6.811040239 }, { "germany", 6.811040239, 7 }, { "france", 7, 7 },
        { "italy", 7, 7 }, { "uk", 10, 9.667818402 }, { "ireland", 10, 9.973144055 },
        { "denmark", 4.080058099, 4.445362019 }, { "greece", 7.712403185, 7.682824461 } };
    struct play p;

    (void)state;
    play(&p, "scenarios/ec-emissions-1994.cfg");
    const struct talk *talk = &p.scenario.talks[0];
    for (size_t k = 0; k < sizeof(expected) / sizeof(expected[0]); k++) {
        for (int a = 0; a < talk->actors.n; a++) {
            if (strcmp(talk->actors.items[a].name, expected[k].actor) == 0) {
                const int column = p.result.layout.talk_of[0] + a;
                const int width = talk->actors.n + 1;
                assert_close(4.0 + 6.0 * tally_mean(&p.result.totals.sums[column + width]),
                    expected[k].round_1, 1e-8);
                assert_close(4.0 + 6.0 * tally_mean(&p.result.totals.sums[column + 2 * width]),
                    expected[k].round_2, 1e-8);
            }
        }
    }
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios_declaration_has_more_than_one_likely_day),
        cmocka_unit_test(test_scenarios_parties_stay_within_five_of_a_hundred),
        cmocka_unit_test(test_scenarios_challenge_moves_the_parties_far),
        cmocka_unit_test(test_scenarios_mission_builds_up_to_its_ceiling),
        cmocka_unit_test(test_scenarios_each_variant_moves_an_outcome_downstream),
        cmocka_unit_test(test_scenarios_variants_are_short),
        cmocka_unit_test(test_scenarios_numbers_of_the_flagship_have_a_source),
        cmocka_unit_test(test_scenarios_emissions_settle_on_seven_years),
        cmocka_unit_test(test_scenarios_emissions_move_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
