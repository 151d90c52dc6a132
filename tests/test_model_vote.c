/* vote: on which dates a body votes, when it has several. */
#include "support.h"

#include "play.h"

/* One member, whose z is 0 (the proposal is the reference) and whose band of abstention is none:
 * each ballot is yes with probability 1/2, else no. */
#define HEAD \
    "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 20000; seed = 41;" \
    "issues = ( { name = \"i\"; low = 0; high = 100; reference = 50; } );" \
    "actors = ( { name = \"a\"; capability = 1; i = { position = 20; salience = 50; }; }, { name " \
    "= " \
    "\"b\"; } );" \
    "bodies = ( { name = \"c\"; threshold = 1; members = ( { actor = \"a\"; } ); } );"
#define VOTE(words) \
    "{ name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; proposal = 50; cut = 0; " words \
    " }"
/* x happens at the midnight that begins a day of January. */
#define X(day) \
    ", { name = \"x\"; kind = \"decision\"; by = \"b\"; chances = ( { on = \"2001-01-" day \
    "\"; chance = 1.0; } ); }"
#define OUTCOMES \
    "outcomes = ( { name = \"v\"; kind = \"date\"; event = \"v\"; }, { name = \"failed\"; kind = " \
    "\"date\"; event = \"v.failed\"; } );"
#define DATES "on = ( \"2001-01-05\", \"2001-01-12\", \"2001-01-31\" );"

static const struct {
    const char *text;
    int days[5]; /* after the start, on which it votes; -1: no more of them */
} cases[] = {
    { HEAD "events = (" VOTE(DATES) ");" OUTCOMES, { 4, 11, 30, -1 } },
    { HEAD "events = (" VOTE(DATES "retry = 20;") ");" OUTCOMES, { 4, 11, 30, 50, 70 } },
    { HEAD "events = (" VOTE(DATES "delay = 3;") ");" OUTCOMES, { 7, 14, 33, -1 } },
    { HEAD "events = (" VOTE(DATES "opens = \"2001-01-06\";") ");" OUTCOMES, { 11, 30, -1 } },
    /* After an event: on the dates that are still to come; on the next midnight when none is. */
    { HEAD "events = (" VOTE(DATES "after = \"x\";") X("03") ");" OUTCOMES, { 4, 11, 30, -1 } },
    { HEAD "events = (" VOTE(DATES "after = \"x\";") X("05") ");" OUTCOMES, { 11, 30, -1 } },
    { HEAD "events = (" VOTE(DATES "after = \"x\"; retry = 5;") X("08") ");" OUTCOMES,
        { 11, 30, 35, 40, 45 } },
    { HEAD "events = (" VOTE(DATES "after = \"x\"; delay = 2; retry = 5;") X("31") ");" OUTCOMES,
        { 33, 38, 43, 48, 53 } },
    { HEAD "events = (" VOTE("on = \"2001-01-05\"; retry = 1;") ");" OUTCOMES, { 4, 5, 6, 7, 8 } },
};

/* The k-th ballot is held when those before it failed: passing on it has probability 2^-k. */
static void
test_vote_is_held_on_each_date_until_it_passes(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        struct play play;
        double p = 1.0;
        int64_t passed = 0;
        play_text(&play, cases[c].text, 2);
        assert_int_equal(play.status, OK);
        const struct tally_counts *counts = &play.result.totals.outcomes[0];
        for (int k = 0; k < 5 && cases[c].days[k] >= 0; k++) {
            const int64_t n = counts->bins[cases[c].days[k]];
            p /= 2.0;
            passed += n;
            assert_close((double)n / 20000.0, p, play_tolerance(&play, p));
            if (k < 4 && cases[c].days[k + 1] < 0) { /* on these days and on no others */
                assert_int_equal(passed + counts->never, 20000);
            }
        }
        /* The first failure is on the first date. */
        assert_close(play_share(&play, "failed"), 0.5, play_tolerance(&play, 0.5));
        assert_int_equal(play.result.totals.outcomes[1].bins[cases[c].days[0]],
            tally_happened(&play.result.totals.outcomes[1]));
        play_free(&play);
    }
}

/* A choice of dates: 5 January in three worlds of four, then a week later after a failure. */
static void
test_vote_date_may_be_a_choice(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        HEAD
        "events = (" VOTE("on = { choice = ((\"2001-01-05\", 3), (\"2001-01-06\", 1)); }; retry "
                          "= 7;") ");" OUTCOMES,
        2);
    assert_int_equal(play.status, OK);
    const struct tally_counts *counts = &play.result.totals.outcomes[0];
    static const int days[] = { 4, 5, 11, 12 };
    static const double p[] = { 0.375, 0.125, 0.1875, 0.0625 };
    for (int k = 0; k < 4; k++) {
        assert_close((double)counts->bins[days[k]] / 20000.0, p[k], play_tolerance(&play, p[k]));
    }
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vote_is_held_on_each_date_until_it_passes),
        cmocka_unit_test(test_vote_date_may_be_a_choice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
