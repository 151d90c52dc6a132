/* facts: JSON texts. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "support.h"

static void
test_facts_print_says_every_kind_of_value(void **state)
{
    struct facts facts = facts_begin(), list = facts_list(), group = facts_begin();
    char *text = NULL;

    (void)state;
    facts_text(&facts, "text", "a \"b\"");
    facts_text(&facts, "bytes", "caf\xe9");
    facts_text(&facts, "none", NULL);
    facts_whole(&facts, "whole", INT64_C(9200000000000000000));
    facts_number(&facts, "tenth", 0.1);
    facts_number(&facts, "three", 3.0); /* reads back as a whole number, and is the same text */
    facts_number(&facts, "nan", (double)NAN);
    facts_flag(&facts, "flag", true);
    facts_date(&facts, "date", 13926);
    facts_date(&facts, "never", DATE_NONE);
    facts_null(&facts, "null");
    facts_add_text(&list, "x");
    facts_add_number(&list, 0.25);
    facts_add_number(&list, (double)NAN);
    facts_whole(&group, "k", 1);
    facts_add(&list, group);
    facts_put(&facts, "list", list);
    assert_false(facts.failed);
    text = facts_print(&facts);
    assert_non_null(text);
    assert_string_equal(text,
        "{\n  \"text\":\"a \\\"b\\\"\",\n  \"bytes\":\"caf?\",\n  \"none\":null,\n"
        "  \"whole\":9200000000000000000,\n  \"tenth\":0.1,\n  \"three\":3,\n  \"nan\":null,\n"
        "  \"flag\":true,\n  \"date\":\"2008-02-17\",\n  \"never\":null,\n  \"null\":null,\n"
        "  \"list\":[\n    \"x\",\n    0.25,\n    null,\n    {\n      \"k\":1\n    }\n  ]\n}");
    free(text);
    facts_free(&facts);
}

static void
test_facts_that_ran_out_of_memory_are_not_printed(void **state)
{
    struct facts facts = facts_begin(), broken = { .object = NULL, .failed = true };

    (void)state;
    facts_whole(&broken, "k", 1); /* harmless */
    facts_put(&facts, "group", broken);
    facts_whole(&facts, "after", 1);
    assert_true(facts.failed);
    assert_null(facts_print(&facts));
    facts_free(&facts);
    facts_free(&facts); /* harmless */
}

static void
test_facts_of_many_megabytes_need_no_many_times_as_much(void **state)
{
    struct facts list = facts_list();
    char *text = NULL;

    (void)state;
    for (int k = 0; k < 300000; k++) {
        facts_add_number(&list, 0.125);
    }
    text = facts_print(&list);
    assert_non_null(text);
    assert_true(strlen(text) > ((size_t)2 << 20)); /* "\n  0.125," each */
    assert_int_equal(strlen(text), 2 + 300000 * 9 - 1 + 1);
    free(text);
    facts_free(&list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_print_says_every_kind_of_value),
        cmocka_unit_test(test_facts_that_ran_out_of_memory_are_not_printed),
        cmocka_unit_test(test_facts_of_many_megabytes_need_no_many_times_as_much),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
