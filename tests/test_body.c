/* Bodies: what a motion needs, its exact chance against every ballot there is, and what their
 * authors get wrong. Numbers of the Union of 27 are those of its treaties (Nice). */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../models/vote.h"
#include "body.h"
#include "play.h"
#include "rng.h"

static struct body
make_body(struct member *members, int n)
{
    return (struct body){
        .threshold = -1, .share = PARAM_NONE, .abstain_block = PARAM_NONE, .members = { n, members }
    };
}

/* ---- whole votes ---- */

/* At least a share s of v votes: ceil(s v), with nine digits of a fraction being that fraction. */
static void
test_body_share_becomes_the_least_whole_votes(void **state)
{
    static const struct {
        double share;
        int64_t votes, needed;
    } cases[] = {
        { 2.0 / 3.0, 15, 10 },
        { 0.666666667, 15, 10 },
        { 0.6667, 15, 11 },   /* 10.0005 */
        { 0.666666, 15, 10 }, /* 9.99999 */
        { 0.5, 4, 2 },
        { 0.5, 5, 3 },
        { 0.500001, 4, 3 },
        { 1.0, 27, 27 },
        { 0.0, 27, 0 },
        { 0.55, 100, 55 }, /* 0.55 x 100 is 55.000000000000007 */
        { 255.0 / 345.0, 345, 255 },
        { 1.0 / 3.0, 345, 115 },
        { 0.33334, 345, 116 }, /* more than a third: 115.0023 */
        { 0.33334, 27, 10 },
        { 0.33334, 5000, 1667 },
    };
    struct member member = { .votes = 1 };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct body body = make_body(&member, 1);
        member.votes = cases[k].votes;
        body.share = cases[k].share;
        body_settle(&body);
        assert_int_equal(body.needed, cases[k].needed);
        assert_int_equal(body.blocking, cases[k].votes + 1); /* abstention never blocks */
        body.share = PARAM_NONE;
        body.threshold = 1;
        body.abstain_block = cases[k].share;
        body_settle(&body);
        assert_int_equal(body.needed, 1);
        assert_int_equal(body.blocking, cases[k].needed > 0 ? cases[k].needed : 1);
    }
}

/* The weights of the Treaty of Nice, 2007 to 2013: 345 votes. */
static const int nice[27] = { 29, 29, 29, 29, 27, 27, 14, 13, 12, 12, 12, 12, 12, 10, 10, 10, 7, 7,
    7, 7, 7, 4, 4, 4, 4, 4, 3 };

static void
fill_nice(struct member members[27])
{
    for (int k = 0; k < 27; k++) {
        members[k] = (struct member){ .votes = nice[k] };
    }
}

/* A count that decides nothing takes no room. */
static void
test_body_table_leaves_out_what_decides_nothing(void **state)
{
    struct member members[27];
    struct body body = make_body(members, 27);

    (void)state;
    fill_nice(members);
    body.threshold = 255;
    body.members_needed = 14;
    body.abstain_block = 0.33334;
    body_settle(&body);
    assert_int_equal(body.votes, 345);
    assert_int_equal(body.blocking, 116);
    assert_int_equal(body.table.votes, 256);
    assert_int_equal(body.table.abstaining, 1); /* 255 in favour leave 90 */
    assert_int_equal(body.table.members, 15);
    /* The 12 greatest have 4 x 29 + 2 x 27 + 14 + 13 + 4 x 12 = 245 votes, 13 have 257: 255 votes
     * are those of at least 13 members anyhow. */
    body.members_needed = 13;
    body_settle(&body);
    assert_int_equal(body.table.members, 1);
    body.threshold = 0;
    body.members_needed = 0;
    body_settle(&body);
    assert_int_equal(body_cells(&body), 116);
    body.threshold = 200;
    body.members_needed = 14;
    body_settle(&body);
    assert_int_equal(body_cells(&body), 201 * 116 * 15);
}

static void
test_body_rule_is_one_sentence(void **state)
{
    struct member members[27];
    struct body body = make_body(members, 27);
    char text[BODY_RULE_MAX];

    (void)state;
    fill_nice(members);
    members[3].veto = true;
    body.threshold = 255;
    body.members_needed = 14;
    body.abstain_block = 0.33334;
    body_settle(&body);
    assert_string_equal(body_rule(&body, text),
        "needs 255 of 345 votes and 14 of 27 members in favour; fails when 116 votes abstain; 1 "
        "member has a veto");
    for (int k = 0; k < 27; k++) {
        members[k].veto = true;
    }
    body.threshold = 0;
    body.members_needed = 0;
    body.abstain_block = PARAM_NONE;
    body_settle(&body);
    assert_string_equal(body_rule(&body, text), "needs no vote in favour; every member has a veto");
}

/* ---- the exact chance ---- */

/* Every ballot that n members can cast, by the rule as the author wrote it. */
static double
brute_force(const struct body *body, const double *yes, const double *no)
{
    const struct member *members = body->members.items;
    const int n = body->members.n;
    double chance = 0.0;
    long ballots = 1;

    for (int k = 0; k < n; k++) {
        ballots *= 3;
    }
    for (long ballot = 0; ballot < ballots; ballot++) {
        double p = 1.0, in_favour = 0.0, aside = 0.0, all = 0.0;
        int members_for = 0;
        bool vetoed = false;
        long rest = ballot;
        for (int k = 0; k < n; k++, rest /= 3) {
            const double votes = (double)members[k].votes;
            all += votes;
            if (rest % 3 == 0) {
                p *= yes[k];
                in_favour += votes;
                members_for++;
            } else if (rest % 3 == 1) {
                p *= 1.0 - yes[k] - no[k];
                aside += votes;
            } else {
                p *= no[k];
                vetoed = vetoed || members[k].veto;
            }
        }
        const bool enough = isnan(body->share) ? in_favour >= (double)body->threshold
                                               : in_favour / all >= body->share - 1e-9;
        const bool blocked =
            !isnan(body->abstain_block) && aside > 0.0 && aside / all >= body->abstain_block - 1e-9;
        if (enough && members_for >= body->members_needed && !blocked && !vetoed) {
            chance += p;
        }
    }
    return chance;
}

static double
draw(uint32_t trial, uint32_t *next)
{
    return rng_uniform(4, trial, 99, (*next)++);
}

/* Bodies of up to seven members with every mix of rules. */
static void
test_body_chance_is_that_of_all_ballots(void **state)
{
    static double room[BODY_CELLS_MAX];
    int blocked = 0, by_members = 0;

    (void)state;
    for (uint32_t trial = 1; trial <= 400; trial++) {
        struct member members[7];
        double yes[7] = { 0 }, no[7] = { 0 };
        uint32_t next = 0;
        const int n = 1 + (int)(7.0 * draw(trial, &next));
        struct body body = make_body(members, n);
        int64_t votes = 0;
        for (int k = 0; k < n; k++) {
            members[k] = (struct member){ .votes = 1 + (int64_t)(6.0 * draw(trial, &next)) };
            members[k].veto = draw(trial, &next) < 0.2;
            votes += members[k].votes;
            yes[k] = draw(trial, &next);
            no[k] = draw(trial, &next) < 0.2 ? 0.0 : (1.0 - yes[k]) * draw(trial, &next);
        }
        if (draw(trial, &next) < 0.5) {
            body.threshold = (int64_t)((double)(votes + 1) * draw(trial, &next));
        } else {
            body.share = draw(trial, &next) < 0.3 ? 2.0 / 3.0 : draw(trial, &next);
        }
        if (draw(trial, &next) < 0.7) {
            body.abstain_block = 0.001 + 0.999 * draw(trial, &next);
        }
        if (draw(trial, &next) < 0.7) {
            body.members_needed = (int64_t)((double)(n + 1) * draw(trial, &next));
        }
        body_settle(&body);
        const double expected = brute_force(&body, yes, no);
        assert_close(vote_passage(&body, yes, no, room), expected, 1e-12);
        blocked += body.table.abstaining > 1;
        by_members += body.table.members > 1;
    }
    assert_true(blocked > 60 && by_members > 60); /* the cases are not all plain ones */
}

/* MODELS 6.3, by enumeration: of 2^27 coalitions 2,718,774 have 255 votes, 2,718,758 of them 14
 * members, 2,121,863 of them 18. */
static void
test_body_winning_coalitions_of_nice_are_counted(void **state)
{
    static const struct {
        int64_t members;
        double coalitions;
    } cases[] = { { 0, 2718774 }, { 13, 2718774 }, { 14, 2718758 }, { 18, 2121863 } };
    struct member members[27];
    double half[27], room[256 * 19];

    (void)state;
    fill_nice(members);
    for (int k = 0; k < 27; k++) {
        half[k] = 0.5;
    }
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct body body = make_body(members, 27);
        body.threshold = 255;
        body.members_needed = cases[k].members;
        body_settle(&body);
        assert_same(vote_passage(&body, half, half, room) * 134217728.0, cases[k].coalitions);
    }
}

/* MODELS 6.3: Art. 23(1) as of Nice: unanimity, abstentions free unless they are more than a third
 * of 345 votes. Each abstains with .05, Spain, Slovakia, Romania, Greece and Cyprus with .5; Cyprus
 * says no with .1 and Spain with .05: .8505360662. */
static void
test_body_constructive_abstention_blocks_beyond_a_third(void **state)
{
    struct member members[27];
    double yes[27], no[27], room[116];
    struct body body = make_body(members, 27);

    (void)state;
    fill_nice(members);
    for (int k = 0; k < 27; k++) {
        /* Spain 27, Romania 14, Greece 12, Slovakia 7, Cyprus 4 */
        const bool doubtful = k == 4 || k == 6 || k == 8 || k == 16 || k == 21;
        members[k].veto = true;
        no[k] = k == 21 ? 0.1 : k == 4 ? 0.05 : 0.0;
        yes[k] = 1.0 - no[k] - (doubtful ? 0.5 : 0.05);
    }
    body.threshold = 0;
    body.abstain_block = 0.33334;
    body_settle(&body);
    assert_int_equal(body_cells(&body), 116);
    assert_close(vote_passage(&body, yes, no, room), 0.8505360662, 5e-11);
    /* None of the five alone, nor all of them, can block: 64 votes. */
    for (int k = 0; k < 27; k++) {
        const bool doubtful = k == 4 || k == 6 || k == 8 || k == 16 || k == 21;
        no[k] = 0.0;
        yes[k] = doubtful ? 0.0 : 1.0;
    }
    assert_close(vote_passage(&body, yes, no, room), 1.0, 1e-15);
    yes[0] = yes[1] = 0.0; /* 64 + 58 = 122 */
    assert_close(vote_passage(&body, yes, no, room), 0.0, 1e-15);
}

/* ---- in a scenario ---- */

#define HEAD \
    "start = \"2008-02-13\"; end = \"2008-12-31\"; runs = 20000; seed = 5;\n" \
    "issues = ( { name = \"i\"; low = 0; high = 100; reference = 50; } );\n"
#define FIVE \
    "actors = ( { name = \"e\"; groups = ( \"g\" ); }, { name = \"d\"; groups = ( \"g\" ); },\n" \
    "{ name = \"c\"; groups = ( \"g\" ); capability = 1; i = { position = 60; salience = 50; }; " \
    "},\n" \
    "{ name = \"b\"; }, { name = \"a\"; capability = 1; i = { position = 60; salience = 50; }; } " \
    ");\n"
#define VOTE \
    "events = ( { name = \"v\"; kind = \"vote\"; body = \"x\"; issue = \"i\"; proposal = 70; on " \
    "= " \
    "\"2008-03-01\"; } );\n" \
    "outcomes = ( { name = \"passed\"; kind = \"flag\"; event = \"v\"; }, { name = \"yes\"; kind " \
    "= \"value\"; vote = \"v\"; } );\n"

/* The group sits with one vote each, b is added, d has more to say of itself; the order is that of
 * `members`, then by name. c has its formula: position 60 gains |50 - 60| - |70 - 60| = 0. */
static void
test_body_is_filled_from_a_group_and_passes_with_its_exact_chance(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD FIVE "bodies = ( { name = \"x\"; share = 0.5; abstain_block = 0.4; members_needed = "
                  "3; members_group = \"g\";\n"
                  "members = ( { actor = \"d\"; votes = 3; yes = 0.8; abstain = 0.15; }, { actor = "
                  "\"b\"; yes = 0.6; veto = true; },\n"
                  "{ actor = \"e\"; yes = 0.3; abstain = 0.6; } ); } );\n" VOTE,
        2);
    assert_int_equal(p.status, OK);
    const struct body *body = &p.scenario.bodies[0];
    const struct member *members = body->members.items;
    assert_int_equal(body->members.n, 4);
    assert_string_equal(members[0].actor.name, "d");
    assert_string_equal(members[1].actor.name, "b");
    assert_string_equal(members[2].actor.name, "e");
    assert_string_equal(members[3].actor.name, "c");
    assert_int_equal(members[3].votes, 1);
    assert_int_equal(body->votes, 6);
    assert_int_equal(body->needed, 3);
    assert_int_equal(body->blocking, 3);
    /* By hand: c says yes with q = 1 / (1 + e). b, who never abstains, must say yes. Then d says
     * yes and one of e and c at least does too; or d says no and both do: 3 votes. d's 3 votes must
     * not abstain; e and c together have only 2. */
    const double q = 1.0 / (1.0 + exp(1.0));
    const double expected = 0.6 * (0.8 * (1.0 - 0.7 * (1.0 - q)) + 0.05 * 0.3 * q);
    assert_close(tally_mean(&p.result.totals.sums[p.result.layout.chance_of[0]]), expected, 1e-12);
    assert_close(play_share(&p, "passed"), expected, play_tolerance(&p, expected));
    assert_close(play_mean(&p, "yes"), (3.0 * 0.8 + 0.6 + 0.3 + q) / 6.0, 5.0 * 0.3 / sqrt(20000));
    static const double ballots[4][2] = { { 0.8, 0.15 }, { 0.6, 0.0 }, { 0.3, 0.6 }, { 0, 0 } };
    for (int k = 0; k < 3; k++) {
        for (int j = 0; j < 2; j++) {
            assert_close((double)p.result.totals.ballots[3 * k + j] / 20000.0, ballots[k][j],
                play_tolerance(&p, ballots[k][j]));
        }
    }
    play_free(&p);
}

/* All counts at once, in the simulation and in the table. */
static void
test_body_simulated_share_is_the_exact_chance(void **state)
{
    static const char *const rules[] = { "threshold = 6; members_needed = 3;",
        "share = 0.3; abstain_block = 0.2; members_needed = 2;",
        "threshold = 0; abstain_block = 0.5;", "threshold = 0; members_needed = 4;" };
    struct play p;
    char text[4096];

    (void)state;
    for (size_t k = 0; k < sizeof(rules) / sizeof(rules[0]); k++) {
        (void)snprintf(text, sizeof(text),
            HEAD FIVE "bodies = ( { name = \"x\"; %s members = (\n"
                      "{ actor = \"a\"; votes = 2; }, { actor = \"b\"; votes = 5; yes = (0.2, "
                      "0.6); abstain = (0.1, 0.3); },\n"
                      "{ actor = \"c\"; }, { actor = \"d\"; yes = 0.7; abstain = 0.1; veto = "
                      "true; }, { actor = \"e\"; votes = 3; yes = 0.5; abstain = 0.4; } ); } "
                      ");\n" VOTE,
            rules[k]);
        play_text(&p, text, 2);
        assert_int_equal(p.status, OK);
        const double exact = tally_mean(&p.result.totals.sums[p.result.layout.chance_of[0]]);
        assert_true(exact > 0.05 && exact < 0.95);
        assert_close(play_share(&p, "passed"), exact, play_tolerance(&p, exact));
        play_free(&p);
    }
}

/* Draws of yes and abstain above 1 together: yes holds, abstain has the rest. With yes = 0.9 and
 * abstain uniform on 0..0.5, P(no) = E max(0, 0.1 - abstain) = 2 x 0.1^2 / 2 = 0.01. */
static void
test_body_abstention_has_the_room_that_yes_leaves(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD FIVE "bodies = ( { name = \"x\"; threshold = 1; members = ( { actor = \"b\"; yes = "
                  "0.9; abstain = (0, 0.5); } ); } );\n" VOTE,
        2);
    assert_int_equal(p.status, OK);
    assert_close((double)p.result.totals.ballots[0] / 20000.0, 0.9, play_tolerance(&p, 0.9));
    assert_close((double)p.result.totals.ballots[2] / 20000.0, 0.01, play_tolerance(&p, 0.01));
    assert_close(tally_mean(&p.result.totals.sums[p.result.layout.chance_of[0]]), 0.9, 1e-12);
    play_free(&p);
}

/* ---- mistakes ---- */

static const struct {
    const char *body; /* from line 6 on */
    int line;
    const char *words;
} mistakes[] = {
    { "members = ( { actor = \"a\"; } );", 6, "bodies.x must say either `threshold` or `share`" },
    { "threshold = 1;\nshare = 0.5; members = ( { actor = \"a\"; } );", 7,
        "bodies.x says both `threshold` and `share`; it must be one of them" },
    { "share = 1.5; members = ( { actor = \"a\"; } );", 6,
        "bodies.x.share is 1.5; it must be between 0 and 1" },
    { "share = (0.4, 0.5); members = ( { actor = \"a\"; } );", 6,
        "bodies.x.share is a list; it must be a number between 0 and 1" },
    { "share = 0.5;\nabstain_block = 0; members = ( { actor = \"a\"; } );", 7,
        "bodies.x.abstain_block is 0; it must be a number above 0 and at most 1" },
    { "share = 0.5;\nmembers_needed = 2; members = ( { actor = \"a\"; } );", 7,
        "bodies.x.members_needed is 2, but it has only 1 member: no motion could pass" },
    { "share = 0.5;\nmembers_needed = -1; members = ( { actor = \"a\"; } );", 7,
        "bodies.x.members_needed is -1; it must be a whole number between 0 and 1000" },
    { "share = 0.5;", 6, "bodies.x must say who votes: `members`, `members_group` or both" },
    { "share = 0.5;\nmembers_group = \"gg\";", 7,
        "bodies.x.members_group: there is no group \"gg\"\ndid you mean \"g\"?" },
    { "threshold = 4; members_group = \"g\";", 6, "its members have only 3 votes" },
    { "threshold = 1; members = ( { actor = \"a\"; },\n{ actor = \"a\"; } );", 7,
        "bodies.x.members has two members \"a\"" },
    { "threshold = 1; members = ( { actor = \"b\";\nabstain = 0.5; } );", 7,
        "bodies.x.members.b says `abstain` without `yes`; it must say both, or neither" },
    { "threshold = 1; members = ( { actor = \"b\"; yes = 0.7;\nabstain = 0.4; } );", 7,
        "bodies.x.members.b: `yes` and `abstain` together are always above 1" },
    { "threshold = 1; members = ( { actor = \"b\"; yes = (0.7, 0.9);\nabstain = (0.4, 0.5); } );",
        7, "together are always above 1" },
    { "threshold = 1; members = ( { actor = \"b\";\nyes = 1.2; } );", 7,
        "bodies.x.members.b.yes is 1.2; it must be between 0 and 1" },
    { "threshold = 3000; abstain_block = 0.6;\nmembers = ( { actor = \"a\"; votes = 9000; }, { "
      "actor = \"b\"; votes = 900; yes = 1; } );",
        6, "to work out the chance of a motion would take 17825940 cells" },
    { "threshold = 1; members_group = \"g\";", 8, "v: d votes, but has no position on \"i\"" },
};

static void
test_body_each_mistake_has_its_line_and_its_sentence(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        char text[4096];
        (void)snprintf(text, sizeof(text), HEAD FIVE "bodies = ( { name = \"x\"; %s } );\n\n" VOTE,
            mistakes[k].body);
        if (play_mistakes(text, mistakes[k].line, mistakes[k].words) == 0) {
            fail_msg("case %zu: not said in line %d: %s", k, mistakes[k].line, mistakes[k].words);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body_share_becomes_the_least_whole_votes),
        cmocka_unit_test(test_body_table_leaves_out_what_decides_nothing),
        cmocka_unit_test(test_body_rule_is_one_sentence),
        cmocka_unit_test(test_body_chance_is_that_of_all_ballots),
        cmocka_unit_test(test_body_winning_coalitions_of_nice_are_counted),
        cmocka_unit_test(test_body_constructive_abstention_blocks_beyond_a_third),
        cmocka_unit_test(test_body_is_filled_from_a_group_and_passes_with_its_exact_chance),
        cmocka_unit_test(test_body_simulated_share_is_the_exact_chance),
        cmocka_unit_test(test_body_abstention_has_the_room_that_yes_leaves),
        cmocka_unit_test(test_body_each_mistake_has_its_line_and_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
