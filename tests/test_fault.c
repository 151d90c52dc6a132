/* Every allocation of ours fails in turn: an error and no leak, never a crash. Linked with --wrap,
 * so that only calls from our own objects are counted (libconfig itself does not survive an
 * exhausted memory: text.c tries beforehand). */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "summary.h"

/* The test's own state; nothing else in the program has any. */
static struct {
    bool counting;
    long calls, fails_at;
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

static void every_allocation_fails(enum status (*way)(struct err *err))
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
    assert_true(n > 20);
    assert_true(fault.calls < fault.fails_at); /* all of them have failed once */
}

static void
test_fault_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    every_allocation_fails(whole_way);
}

static void
test_fault_every_allocation_for_a_table_fails_in_turn(void **state)
{
    (void)state;
    every_allocation_fails(tables);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_every_allocation_fails_in_turn),
        cmocka_unit_test(test_fault_every_allocation_for_a_table_fails_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
