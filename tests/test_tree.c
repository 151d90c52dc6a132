/* The source tree itself: who includes whom, and that the engine knows no case by name. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* tests/tools/check-layers greps sim/ and models/ for the names of all scenarios, and looks at
 * every #include. */
static void
test_tree_keeps_its_layers_and_knows_no_case(void **state)
{
    (void)state;
    assert_int_equal(system("tests/tools/check-layers"), 0);
}

/* It does look: a name planted in a comment of a copy is found. */
static void
test_tree_finds_the_name_of_a_case(void **state)
{
    char folder[] = "/tmp/parley-tree-XXXXXX", command[512];

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(command, sizeof(command),
        "cp -r sim models scenarios tests '%s' && cd '%s' && echo '/* postponement */' >> "
        "models/mean.c && "
        "! tests/tools/check-layers >/dev/null",
        folder, folder);
    assert_int_equal(system(command), 0);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree_keeps_its_layers_and_knows_no_case),
        cmocka_unit_test(test_tree_finds_the_name_of_a_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
