/* Which bytes are UTF-8: the borders of every row of RFC 3629's table. */
#include "support.h"

#include <string.h>

#include "utf8.h"

static void
test_utf8_character_knows_the_borders(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = { { "\x7F", 1 }, { "\x80", 0 }, { "\xC1\xBF", 0 }, { "\xC2\x80", 2 },
        { "\xC2\x7F", 0 }, { "\xDF\xBF", 2 }, { "\xE0\x9F\xBF", 0 }, { "\xE0\xA0\x80", 3 },
        { "\xED\x9F\xBF", 3 }, { "\xED\xA0\x80", 0 }, { "\xEF\xBF\xBF", 3 }, { "\xEF\xBF\xC0", 0 },
        { "\xF0\x8F\xBF\xBF", 0 }, { "\xF0\x90\x80\x80", 4 }, { "\xF4\x8F\xBF\xBF", 4 },
        { "\xF4\x90\x80\x80", 0 }, { "\xF5\x80\x80\x80", 0 }, { "\xE2\x82", 0 } };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_int_equal(utf8_character(cases[k].bytes, strlen(cases[k].bytes)), cases[k].length);
    }
    assert_int_equal(utf8_character("\0", 1), 1);
}

static void
test_utf8_mend_marks_each_stray_byte(void **state)
{
    char text[] = "a\xE9z \xC3\xA9 \xE2\x82";

    (void)state;
    utf8_mend(text);
    assert_string_equal(text, "a?z \xC3\xA9 ??");
}

static void
test_utf8_fit_cuts_no_character(void **state)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC!"; /* 1, 2, 3 and 1 bytes */
    static const int fits[] = { 0, 1, 1, 3, 3, 3, 6, 7, 7 };

    (void)state;
    for (size_t most = 0; most < 9; most++) {
        assert_int_equal(utf8_fit(text, most), fits[most]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_character_knows_the_borders),
        cmocka_unit_test(test_utf8_mend_marks_each_stray_byte),
        cmocka_unit_test(test_utf8_fit_cuts_no_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
