#include "support.h"

#include "chronicle.h"
#include "hazard.h"
#include "num.h"
#include "run.h"
#include "sample.h"

static const char *const cases[] = { "scenarios/kosovo-2008/five-actors.cfg",
    "scenarios/kosovo-2008/un-mandate.cfg", "scenarios/explanatory.cfg",
    "scenarios/ec-emissions-1994.cfg", "docs/examples/recognition.cfg",
    "docs/examples/together.cfg", "docs/examples/council.cfg", "docs/examples/league.cfg" };
enum { CASES = sizeof(cases) / sizeof(cases[0]) };

/* ---- what is heard ---- */

/* Keeps the kinds of notes, and their times, as words: "opened 1.00, ". */
struct heard {
    char text[4096];
    int n;
};

static void
write_down(void *context, const struct timeline *timeline, const struct note *note)
{
    static const char *const words[] = { "opened", "rate", "acts", "happened", "failed", "closed",
        "ballot", "voted", "begins", "moved", "ended", "shock", "talks", "sitting", "round",
        "over" };
    struct heard *self = context;
    const size_t used = strlen(self->text);

    (void)snprintf(self->text + used, sizeof(self->text) - used, "%g %s %d %d\n", timeline->now,
        words[note->kind], note->who, note->what);
    self->n++;
}

#define ISSUE "issues = ( { name = \"x\"; low = 0; high = 200; reference = 0; } );\n"

static void
test_chronicle_notes_come_in_the_order_in_which_things_happen(void **state)
{
    /* Talks on days 1 and 2 end with their rounds; the board votes on day 3, surely yes, which
     * shocks at once and opens a mission of 2 and 3 days. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-01-31\";\n" ISSUE
        "actors = ( { name = \"ann\"; capability = 1; x = { position = 20; salience = 50; }; },\n"
        "  { name = \"bob\"; capability = 1; x = { position = 180; salience = 50; }; } );\n"
        "bodies = ( { name = \"board\"; threshold = 1;\n"
        "  members = ( { actor = \"ann\"; yes = 1; abstain = 0; } ); } );\n"
        "talks = ( { name = \"t\"; model = \"influence\"; first = \"2030-01-02\"; every = 1;\n"
        "  rounds = 2; } );\n"
        "events = ( { name = \"vote\"; kind = \"vote\"; body = \"board\"; issue = \"x\";\n"
        "    proposal = 100; opens = \"2030-01-04\"; closes = ( \"late\" );\n"
        "    shocks = ( { path = \"actors.bob.x.position\"; add = -40; } ); },\n"
        "  { name = \"late\"; kind = \"decision\"; by = \"bob\"; opens = \"2030-01-20\";\n"
        "    typical_days = 5; },\n"
        "  { name = \"mission\"; kind = \"stages\"; after = \"vote\";\n"
        "    stages = ( { name = \"one\"; days = 2; }, { name = \"two\"; days = 3; } ); } );\n";
    struct run run;
    struct heard heard = { .n = 0 };
    const struct timeline_watch watch = { &heard, write_down };

    (void)state;
    run_open(&run, text);
    run.timeline.watch = &watch;
    run_play(&run, 1);
    assert_string_equal(heard.text, "1 talks 0 0\n"
                                    "1 sitting 0 0\n"
                                    "1 round 0 1\n"
                                    "2 sitting 0 0\n"
                                    "2 round 0 2\n"
                                    "2 over 0 0\n"
                                    "3 opened 0 0\n"
                                    "3 ballot 0 0\n"
                                    "3 voted 0 0\n"
                                    "3 happened 0 0\n"
                                    "3 shock 0 0\n"
                                    "3 closed 1 0\n"
                                    "3 opened 2 0\n"
                                    "3 begins 2 0\n"
                                    "5 ended 2 0\n"
                                    "5 begins 2 1\n"
                                    "8 ended 2 1\n"
                                    "8 happened 2 0\n");
    run_close(&run);
}

static void
test_chronicle_a_history_is_the_same_when_somebody_listens(void **state)
{
    (void)state;
    for (int c = 0; c < CASES; c++) {
        struct play play;
        struct sample sample = { .n = 0 };

        play_file(&play, cases[c], (const char *[]){ "runs=40" }, 1, 0);
        assert_int_equal(play.status, OK);
        assert_int_equal(sample_play(&sample, &play.scenario,
                             &(struct sample_options){ .threads = 1 }, &play.err),
            OK);
        for (int run = 1; run <= 40; run++) {
            struct chronicle chronicle;
            assert_int_equal(
                chronicle_init(&chronicle, &play.scenario, (uint32_t)run, &play.err), OK);
            assert_int_equal(chronicle.answered, sample.answered[run - 1]);
            for (int o = 0; o < play.scenario.n_outcomes && chronicle.answered; o++) {
                const double x = sample_column(&sample, o)[run - 1];
                if (isnan(x)) {
                    assert_true(isnan(chronicle.outcomes[o]));
                } else {
                    assert_same(chronicle.outcomes[o], x);
                }
            }
            chronicle_free(&chronicle);
        }
        sample_free(&sample);
        play_free(&play);
    }
}

/* ---- why hazards are what they are ---- */

struct checker {
    int n;
};

/* Whoever acts does so with the hazard that its factors come to: the clock that rang went at it. */
static void
check_factors(void *context, const struct timeline *timeline, const struct note *note)
{
    const struct event_run *run = NULL;
    const struct term *terms = NULL;
    struct checker *self = context;
    double product = 0.0;

    if (note->kind != NOTE_ACTS) {
        return;
    }
    run = &timeline->events[note->who];
    terms = run->event->terms.items;
    product = hazard_base(run);
    for (int k = 0; k < run->event->terms.n; k++) {
        product *= hazard_factor(hazard_exponent(run, &terms[k], note->what));
    }
    assert_close(product / (run->rate * run->factor[note->what]), 1.0, 1e-12);
    self->n++;
}

static void
test_chronicle_factors_multiply_to_the_hazard_that_was_used(void **state)
{
    struct checker checker = { 0 };
    const struct timeline_watch watch = { &checker, check_factors };

    (void)state;
    for (int c = 0; c < CASES; c++) {
        struct run run = { .play = { .status = OK } };

        play_file(&run.play, cases[c], NULL, 0, 0);
        assert_int_equal(run.play.status, OK);
        assert_int_equal(plan_init(&run.plan, &run.play.scenario, &run.arena, &run.play.err), OK);
        assert_int_equal(
            timeline_init(&run.timeline, &run.play.scenario, &run.plan, &run.arena, &run.play.err),
            OK);
        run.timeline.watch = &watch;
        for (uint32_t k = 1; k <= 200; k++) {
            (void)!timeline_play(&run.timeline, k);
        }
        run_close(&run);
    }
    assert_true(checker.n > 2000);
}

/* A decision that waits: half within 10 days, ten times as fast on the second day. */
static const char waiting[] =
    "start = \"2030-01-01\"; end = \"2030-03-31\"; seed = 3;\n"
    "actors = ( { name = \"ann\"; } );\n"
    "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; typical_days = 10;\n"
    "  opens = \"2030-01-01\"; terms = ( { term = \"date\"; on = \"2030-01-02\"; times = 10; } );\n"
    "  } );\n";

static void
test_chronicle_chance_of_a_day_is_that_of_its_hazard(void **state)
{
    /* 1 - 2^(-1/10) = 0.066967..; on the second day 1 - 2^(-1) = 0.5 */
    struct play play;
    struct chronicle chronicle;
    const struct chronicle_entry *second = NULL;
    uint32_t run = 1;

    (void)state;
    play_text(&play, waiting, 0);
    assert_int_equal(play.status, OK);
    for (;; run++) { /* the first in which it waits for the third day */
        assert_int_equal(chronicle_init(&chronicle, &play.scenario, run, &play.err), OK);
        if (chronicle.timeline.events[0].happened > 2.0) {
            break;
        }
        chronicle_free(&chronicle);
    }
    assert_int_equal(chronicle.entries[0].kind, NOTE_OPENED);
    assert_int_equal(chronicle.entries[1].kind, NOTE_RATE);
    assert_close(chronicle.entries[1].hazard->any, 0.06696700846319259, 1e-15);
    assert_close(chronicle.entries[1].hazard->base, 0.06931471805599453, 1e-15);
    assert_same(chronicle.entries[1].hazard->factors[0].factor, 1.0);
    second = &chronicle.entries[2];
    assert_int_equal(second->kind, NOTE_RATE);
    assert_same(second->time, 1.0);
    assert_close(second->hazard->any, 0.5, 1e-14);
    assert_close(second->hazard->hazard, 0.6931471805599453, 1e-14);
    assert_close(second->hazard->chance, 0.5, 1e-14);
    assert_close(second->hazard->factors[0].factor, 10.0, 1e-14);
    assert_same(second->hazard->factors[0].value, 1.0);
    assert_int_equal(chronicle.entries[3].kind, NOTE_RATE); /* and back again */
    assert_int_equal(chronicle.entries[4].kind, NOTE_ACTS);
    assert_int_equal(chronicle.entries[5].kind, NOTE_HAPPENED);
    assert_int_equal(chronicle.n, 6);
    chronicle_free(&chronicle);
    play_free(&play);
}

static void
test_chronicle_opening_day_has_the_chance_of_what_is_left_of_it(void **state)
{
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-12-31\";\n"
        "actors = ( { name = \"ann\"; }, { name = \"bob\"; } );\n"
        "events = ( { name = \"a\"; kind = \"decision\"; by = \"ann\"; typical_days = 5; },\n"
        "  { name = \"b\"; kind = \"decision\"; by = ( \"ann\", \"bob\" ); after = \"a\";\n"
        "    typical_days = 10; } );\n";
    struct play play;
    struct chronicle chronicle;

    (void)state;
    play_text(&play, text, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(chronicle_init(&chronicle, &play.scenario, 1, &play.err), OK);
    for (int k = 0; k < chronicle.n; k++) {
        const struct chronicle_entry *entry = &chronicle.entries[k];
        if (entry->kind == NOTE_RATE && entry->who == 1) {
            const double opened = chronicle.timeline.events[1].opened;
            const double left = floor(opened) + 1.0 - opened;
            assert_true(left > 0.0 && left < 1.0);
            assert_int_equal(entry->hazard->waiting, 2);
            assert_close(entry->hazard->chance, 1.0 - pow(2.0, -left / 10.0), 1e-14);
            assert_close(entry->hazard->least, 1.0 - pow(2.0, -left / 10.0), 1e-14);
            assert_close(entry->hazard->any, 1.0 - pow(2.0, -2.0 * left / 10.0), 1e-14);
            chronicle_free(&chronicle);
            play_free(&play);
            return;
        }
    }
    fail_msg("b did not open");
}

/* ---- who acted after whom ---- */

static void
test_chronicle_examples_are_those_it_looks_to_who_acted_before(void **state)
{
    /* cid looks to ann with three parts of four and to bob with one. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2039-12-31\";\n"
        "actors = ( { name = \"ann\"; groups = ( \"g\" ); ties = { bob = 1; }; },\n"
        "  { name = \"bob\"; groups = ( \"g\" ); ties = { ann = 1; }; },\n"
        "  { name = \"cid\"; groups = ( \"g\" ); ties = { ann = 3; bob = 1; }; } );\n"
        "events = ( { name = \"go\"; kind = \"cascade\"; group = \"g\"; typical_days = 10;\n"
        "  terms = ( { term = \"adopted\"; ties = true; times = 2; } ); } );\n";
    struct play play;
    struct chronicle chronicle;
    int last = 0;

    (void)state;
    play_text(&play, text, 0);
    assert_int_equal(play.status, OK);
    for (uint32_t run = 1; last == 0; run++) { /* cid is the third to act */
        assert_int_equal(chronicle_init(&chronicle, &play.scenario, run, &play.err), OK);
        for (int k = 0; k < chronicle.n; k++) {
            const struct chronicle_entry *entry = &chronicle.entries[k];
            if (entry->kind == NOTE_ACTS && entry->place == 1) {
                assert_int_equal(entry->examples->n, 0);
                assert_same(entry->hazard->factors[0].factor, 1.0);
            }
            if (entry->kind == NOTE_ACTS && entry->place == 3 && entry->what == 2) {
                last++;
                assert_int_equal(entry->examples->n, 2);
                assert_close(entry->examples->share, 1.0, 1e-15);
                assert_int_equal(entry->examples->strongest[0].player, 0);
                assert_close(entry->examples->strongest[0].share, 0.75, 1e-15);
                assert_int_equal(entry->examples->strongest[1].player, 1);
                assert_close(entry->examples->strongest[1].share, 0.25, 1e-15);
                assert_close(entry->hazard->factors[0].factor, 2.0, 1e-14);
                assert_close(entry->hazard->factors[0].value, 1.0, 1e-15);
            }
        }
        chronicle_free(&chronicle);
    }
    play_free(&play);
}

/* ---- votes, shocks and talks ---- */

static void
test_chronicle_keeps_ballots_with_their_chances_and_what_a_shock_changes(void **state)
{
    /* bob states 0.25 and 0.5, so that no has 0.25; cid: z = 8 (0.5 - 0) = 4, P(yes) = 1 / (1 +
     * e^-3), P(no) = 1 / (1 + e^5). A motion that passes moves bob from 20 to 50 of 200. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-12-31\";\n" ISSUE
        "actors = ( { name = \"bob\"; capability = 1; x = { position = 20; salience = 50; }; },\n"
        "  { name = \"cid\"; capability = 1; x = { position = 100; salience = 50; }; } );\n"
        "bodies = ( { name = \"board\"; threshold = 2; members = (\n"
        "  { actor = \"bob\"; yes = 0.25; abstain = 0.5; }, { actor = \"cid\"; } ); } );\n"
        "events = ( { name = \"vote\"; kind = \"vote\"; body = \"board\"; issue = \"x\";\n"
        "    proposal = 100; opens = \"2030-02-01\";\n"
        "    shocks = ( { path = \"actors.bob.x.position\"; add = 30; } ); } );\n";
    struct play play;
    struct chronicle chronicle;
    int shocks = 0;

    (void)state;
    play_text(&play, text, 0);
    assert_int_equal(play.status, OK);
    for (uint32_t run = 1; run <= 40; run++) {
        assert_int_equal(chronicle_init(&chronicle, &play.scenario, run, &play.err), OK);
        const struct chronicle_entry *vote = &chronicle.entries[1];
        assert_int_equal(vote->kind, NOTE_VOTED);
        assert_close(vote->ballots[0].yes, 0.25, 1e-15);
        assert_close(vote->ballots[0].no, 0.25, 1e-15);
        assert_close(vote->ballots[1].yes, 1.0 / (1.0 + exp(-3.0)), 1e-14);
        assert_close(vote->ballots[1].no, 1.0 / (1.0 + exp(5.0)), 1e-14);
        assert_close(vote->numbers[1], 0.25 / (1.0 + exp(-3.0)), 1e-14);
        if (chronicle.entries[2].kind == NOTE_HAPPENED) {
            assert_int_equal(vote->ballots[0].ballot, 1);
            assert_int_equal(vote->ballots[1].ballot, 1);
            assert_int_equal(chronicle.entries[3].kind, NOTE_SHOCK);
            assert_close(chronicle.entries[3].numbers[0], 0.1, 1e-15);
            assert_close(chronicle.entries[3].numbers[1], 0.25, 1e-15);
            shocks++;
        } else {
            assert_int_equal(chronicle.entries[2].kind, NOTE_FAILED);
            assert_true(vote->ballots[0].ballot < 1 || vote->ballots[1].ballot < 1);
        }
        chronicle_free(&chronicle);
    }
    assert_in_range(shocks, 2, 22); /* of 40 at 0.24: five standard errors */
    play_free(&play);
}

static void
test_chronicle_keeps_the_strongest_deeds_of_each_actor_and_counts_the_others(void **state)
{
    /* Six at 0 10 .. 50 of 100, equal weights: pulls on the first are 1/6 of 10 .. 50. */
    static const char text[] =
        "start = \"2030-01-01\"; end = \"2030-12-31\";\n"
        "issues = ( { name = \"x\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"a\"; capability = 1; x = { position = 0; salience = 50; "
        "stubbornness = 0; }; },\n"
        "  { name = \"b\"; capability = 1; x = { position = 10; salience = 50; }; },\n"
        "  { name = \"c\"; capability = 1; x = { position = 20; salience = 50; }; },\n"
        "  { name = \"d\"; capability = 1; x = { position = 30; salience = 50; }; },\n"
        "  { name = \"e\"; capability = 1; x = { position = 40; salience = 50; }; },\n"
        "  { name = \"f\"; capability = 1; x = { position = 50; salience = 50; stubbornness = 100; "
        "}; } );\n"
        "talks = ( { name = \"t\"; model = \"influence\"; first = \"2030-01-02\"; every = 1;\n"
        "  rounds = 1; } );\n";
    struct play play;
    struct chronicle chronicle;
    const struct chronicle_move *move = NULL;

    (void)state;
    play_text(&play, text, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(chronicle_init(&chronicle, &play.scenario, 1, &play.err), OK);
    assert_int_equal(chronicle.entries[1].kind, NOTE_SITTING);
    assert_int_equal(chronicle.entries[1].n_moves, 6);
    move = &chronicle.entries[1].moves[0];
    assert_close(move->before, 0.0, 1e-15);
    assert_close(move->after, 0.25, 1e-15);
    assert_int_equal(move->n, CHRONICLE_DEEDS);
    for (int k = 0; k < CHRONICLE_DEEDS; k++) {
        assert_int_equal(move->deeds[k].by, 5 - k);
        assert_close(move->deeds[k].share, (0.5 - 0.1 * k) / 6.0, 1e-15);
    }
    assert_int_equal(move->n_more, 1);
    assert_close(move->more, 0.1 / 6.0, 1e-15);
    assert_same(move->held, 0.0);
    move = &chronicle.entries[1].moves[5]; /* h = 25, held by 25 */
    assert_close(move->held, 0.25, 1e-15);
    assert_close(move->held_at, 0.5, 1e-15);
    assert_same(move->after, move->before);
    chronicle_free(&chronicle);
    play_free(&play);
}

static void
test_chronicle_numbers_are_drawn_at_the_probabilities_it_names(void **state)
{
    struct play play;
    struct chronicle chronicle;

    (void)state;
    play_file(&play, "docs/examples/together.cfg", NULL, 0, 0);
    assert_int_equal(play.status, OK);
    for (uint32_t run = 1; run <= 20; run++) {
        assert_int_equal(chronicle_init(&chronicle, &play.scenario, run, &play.err), OK);
        for (int k = 0; k < play.scenario.n_uncertain; k++) {
            const struct uncertain *number = &play.scenario.uncertain[k];
            const double x = dist_quantile(&number->dist, chronicle.uniforms[k]);
            assert_same(
                chronicle.timeline.world.draws[k], number->integral ? num_floor(x + 0.5) : x);
        }
        chronicle_free(&chronicle);
    }
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chronicle_notes_come_in_the_order_in_which_things_happen),
        cmocka_unit_test(test_chronicle_a_history_is_the_same_when_somebody_listens),
        cmocka_unit_test(test_chronicle_factors_multiply_to_the_hazard_that_was_used),
        cmocka_unit_test(test_chronicle_chance_of_a_day_is_that_of_its_hazard),
        cmocka_unit_test(test_chronicle_opening_day_has_the_chance_of_what_is_left_of_it),
        cmocka_unit_test(test_chronicle_examples_are_those_it_looks_to_who_acted_before),
        cmocka_unit_test(test_chronicle_keeps_ballots_with_their_chances_and_what_a_shock_changes),
        cmocka_unit_test(
            test_chronicle_keeps_the_strongest_deeds_of_each_actor_and_counts_the_others),
        cmocka_unit_test(test_chronicle_numbers_are_drawn_at_the_probabilities_it_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
