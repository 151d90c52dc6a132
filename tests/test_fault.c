/* Every allocation of ours fails in turn: an error and no leak, never a crash. Linked with --wrap,
 * so that only calls from our own objects are counted (libconfig itself does not survive an
 * exhausted memory: text.c tries beforehand). */
#define _DEFAULT_SOURCE /* realpath */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "compare.h"
#include "copy.h"
#include "diff.h"
#include "drivers.h"
#include "knockout.h"
#include "play.h"
#include "screen_sweep.h"
#include "screening.h"
#include "summary.h"
#include "tell.h"

/* The test's own state; nothing else in the program has any. */
static struct {
    bool counting;
    long calls, fails_at;
    FILE *out; /* for pages */
} fault;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool
fails(void)
{
    return fault.counting &&
           __atomic_add_fetch(&fault.calls, 1, __ATOMIC_SEQ_CST) == fault.fails_at;
}

void *
__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

/* The whole way from file to summary; the status of the first step that failed. */
static enum status
whole_way(struct err *err)
{
    static const char *const sets[] = { "runs=300", "actors.eu.status.salience=(1, 2)" };
    const struct engine_options options = { .threads = 2, .draws = true };
    struct scenario scenario;
    struct engine_result result;
    struct summary summary;
    enum status status =
        scenario_load(&scenario, "scenarios/kosovo-2008/postponed.cfg", sets, 2, err);

    memset(&result, 0, sizeof(result));
    if (status == OK) {
        status = engine_run(&result, &scenario, &options, err);
    }
    if (status == OK) {
        status = summary_make(&summary, &result, err);
    }
    engine_free(&result);
    scenario_free(&scenario);
    return status;
}

/* The tables of a scenario, on the way to its checks. */
static enum status
tables(struct err *err)
{
    struct scenario scenario;
    const enum status status = scenario_load(&scenario, "tests/cases/good/table.cfg", NULL, 0, err);

    scenario_free(&scenario);
    return status;
}

/* Two scenarios played and compared. */
static enum status
comparison(struct err *err)
{
    static const char *const sets[] = { "runs=20" };
    const struct sample_options options = { .threads = 1 };
    struct scenario scenarios[2];
    struct sample samples[2];
    struct compare_side sides[2];
    struct compare compare;
    enum status status = OK;

    memset(scenarios, 0, sizeof(scenarios));
    memset(samples, 0, sizeof(samples));
    memset(&compare, 0, sizeof(compare));
    for (int k = 0; k < 2 && status == OK; k++) {
        status = scenario_load(&scenarios[k],
            k == 0 ? "tests/cases/good/all-kinds.cfg" : "tests/cases/good/tiny.cfg", sets, 1, err);
        if (status == OK) {
            status = sample_play(&samples[k], &scenarios[k], &options, err);
        }
        sides[k] = (struct compare_side){ .path = "path", .sample = &samples[k] };
    }
    if (status == OK) {
        status = compare_init(&compare, &sides[0], &sides[0], true, err);
    }
    if (status == OK) {
        status = compare_judge(&compare, 1, err);
    }
    compare_free(&compare);
    for (int k = 0; k < 2; k++) {
        sample_free(&samples[k]);
        scenario_free(&scenarios[k]);
    }
    return status;
}

/* What one scenario changes in another. */
static enum status
changes(struct err *err)
{
    struct scenario first, second = { .name = NULL };
    struct diff diff = { .n = 0 };
    enum status status =
        scenario_load(&first, "scenarios/kosovo-2008/five-actors.cfg", NULL, 0, err);

    if (status == OK) {
        status = scenario_load(&second, "scenarios/kosovo-2008/postponed.cfg", NULL, 0, err);
    }
    if (status == OK) {
        status = diff_init(&diff, &first.text, &second.text, err);
    }
    diff_free(&diff);
    scenario_free(&first);
    scenario_free(&second);
    return status;
}

/* A history written down and told. */
static enum status
history_told(struct err *err)
{
    FILE *out = fopen("/dev/null", "w");
    const struct screen screen = { .out = out, .width = 80 };
    struct tell_key key = { .chances = false };
    struct scenario scenario;
    struct chronicle chronicle = { .n = 0 };
    enum status status = scenario_load(&scenario, "tests/cases/explain/ferry.cfg", NULL, 0, err);

    assert_non_null(out);
    if (status == OK) {
        status = chronicle_init(&chronicle, &scenario, 3, err);
    }
    if (status == OK) {
        status = tell_story(&screen, &chronicle, true, &key, err);
    }
    chronicle_free(&chronicle);
    scenario_free(&scenario);
    (void)fclose(out);
    return status;
}

/* What drives a scenario's outcomes, by shares, by screening and with each term taken out. */
static enum status
study(struct err *err)
{
    static const char *const sets[] = { "runs=3" };
    const struct sample_options options = { .threads = 2, .runs = 3 };
    bool chosen[32];
    struct scenario scenario;
    struct drivers drivers = { .n = 0 };
    struct screening screening = { .n = 0 };
    struct knockout knockout = { .n = 0 };
    enum status status = scenario_load(&scenario, "tests/cases/good/all-kinds.cfg", sets, 1, err);

    memset(chosen, 1, sizeof(chosen));
    status = status == OK ? drivers_play(&drivers, &scenario, chosen, &options, err) : status;
    status = status == OK ? screening_play(&screening, &scenario, chosen, &options, err) : status;
    status = status == OK ? knockout_play(&knockout, &scenario, chosen, &options, err) : status;
    knockout_free(&knockout);
    screening_free(&screening);
    drivers_free(&drivers);
    scenario_free(&scenario);
    return status;
}

/* The cases looked for, and one copied: complete, or not there. */
static enum status
case_copied(struct err *err)
{
    const char *folder = "copy"; /* in the test's folder */
    struct cases cases;
    enum status status = cases_init(&cases, "parley", err);

    if (status == OK) {
        assert_true(cases.n > 0);
        status = copy_folder(cases.folder, "explanatory.cfg", folder, err);
        assert_int_equal(access(folder, F_OK), status == OK ? 0 : -1);
        assert_int_equal(system("ls -A | grep -q '^.copy.tmp'") == 0, false);
    }
    cases_free(&cases);
    return status;
}

static enum status
finished(void *context, int point, const struct scenario *scenario, const struct summary *summary,
    struct err *err)
{
    (void)context;
    (void)point;
    (void)scenario;
    (void)summary;
    (void)err;
    return OK;
}

/* A sweep from its words to its page: a grid, or a hypercube of three points. */
static enum status
swept(bool hypercube, struct err *err)
{
    static const char *const overs[] = { "events.e.typical_days=5:9:4",
        "actors.b.capability=3:5:2" };
    static const char *const set[] = { "runs=20" };
    const struct sweep_source source = {
        .path = "tests/cases/good/tiny.cfg", .sets = set, .n_sets = 1
    };
    const struct sweep_options options = { .engine = { .threads = 1 }, .finished = finished };
    const struct sweep_watch watch = { .progress = NULL };
    const struct screen screen = { .out = fault.out, .width = 80 };
    struct design design = { .n_axes = 0 };
    struct sweep sweep = { .n_done = 0 };
    struct scenario base = { .name = NULL };
    enum status status = design_init(&design, overs, 2, hypercube ? 3 : 0, err);

    status = status == OK ? design_lay(&design, 7, err) : status;
    status = status == OK ? sweep_load(&source, NULL, 0, &base, err) : status;
    status = status == OK ? sweep_init(&sweep, &source, &base, &design, &watch, err) : status;
    status = status == OK ? sweep_play(&sweep, &options, err) : status;
    status = status == OK ? screen_sweep(&screen, &sweep, NULL, err) : status;
    sweep_free(&sweep);
    scenario_free(&base);
    design_free(&design);
    return status;
}

static enum status
grid_swept(struct err *err)
{
    return swept(false, err);
}

static enum status
hypercube_swept(struct err *err)
{
    return swept(true, err);
}

static void
fail_in_turn(enum status (*way)(struct err *err), long least)
{
    long n = 0;

    for (fault.fails_at = 1;; fault.fails_at++) {
        struct err err = { 0 };
        fault.calls = 0;
        fault.counting = true;
        const enum status status = way(&err);
        fault.counting = false;
        if (status == OK) {
            break;
        }
        assert_int_equal(status, ERR_MEMORY);
        assert_int_equal(err_exit(status), 1);
        assert_true(err.n_mistakes >= 1);
        assert_non_null(strstr(err.mistakes[0].text, "memory"));
        n++;
    }
    assert_true(n >= least);
    assert_true(fault.calls < fault.fails_at); /* all of them have failed once */
}

static void
test_fault_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    fail_in_turn(whole_way, 20);
}

static void
test_fault_every_allocation_for_a_table_fails_in_turn(void **state)
{
    (void)state;
    fail_in_turn(tables, 20);
}

static void
test_fault_comparing_fails_cleanly(void **state)
{
    (void)state;
    fail_in_turn(changes, 4);
    fail_in_turn(comparison, 20);
}

static void
test_fault_telling_a_history_fails_cleanly(void **state)
{
    (void)state;
    fail_in_turn(history_told, 30);
}

static void
test_fault_a_study_of_what_drives_outcomes_fails_cleanly(void **state)
{
    (void)state;
    fail_in_turn(study, 40);
}

static void
test_fault_copying_a_case_fails_cleanly(void **state)
{
    (void)state;
    char folder[] = "/tmp/parley-fault-XXXXXX", path[1024];
    char *here = realpath("scenarios", NULL);

    assert_non_null(here);
    assert_int_equal(setenv("PARLEY_SCENARIOS", here, 1), 0);
    free(here);
    assert_non_null(mkdtemp(folder));
    assert_non_null(getcwd(path, sizeof(path)));
    assert_int_equal(chdir(folder), 0);
    fail_in_turn(case_copied, 4);
    assert_int_equal(chdir(path), 0);
    (void)snprintf(path, sizeof(path), "rm -r '%s'", folder);
    assert_int_equal(system(path), 0);
}

static void
test_fault_sweeping_fails_cleanly(void **state)
{
    (void)state;
    fault.out = fopen("/dev/null", "w");
    assert_non_null(fault.out);
    fail_in_turn(grid_swept, 20);
    fail_in_turn(hypercube_swept, 20);
    assert_int_equal(fclose(fault.out), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_every_allocation_fails_in_turn),
        cmocka_unit_test(test_fault_every_allocation_for_a_table_fails_in_turn),
        cmocka_unit_test(test_fault_comparing_fails_cleanly),
        cmocka_unit_test(test_fault_telling_a_history_fails_cleanly),
        cmocka_unit_test(test_fault_a_study_of_what_drives_outcomes_fails_cleanly),
        cmocka_unit_test(test_fault_copying_a_case_fails_cleanly),
        cmocka_unit_test(test_fault_sweeping_fails_cleanly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
