/* The reader keeps its promises (feed.h) for all that the fuzz targets ever found of interest, for
 * the shipped scenarios, and for what was cut off anywhere. */
#include "support.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "feed.h"

typedef void feed(const uint8_t *bytes, size_t n);

/* The bytes of a file; to be freed. */
static uint8_t *
read_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    struct stat about;
    uint8_t *bytes = NULL;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &about), 0);
    bytes = malloc((size_t)about.st_size + 1);
    assert_non_null(bytes);
    *n = fread(bytes, 1, (size_t)about.st_size, file);
    assert_int_equal(*n, about.st_size);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static bool
is_file(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* Feeds every file of a folder, and its first half. Returns how many there were. */
static int
feed_folder(const char *folder, feed *target)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry = NULL;
    int n_files = 0;

    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL) {
        char path[512];
        size_t n = 0;

        assert_true(snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < 512);
        if (!is_file(path)) {
            continue;
        }
        print_message("%s\n", path); /* the last one named is the one that broke a promise */
        uint8_t *bytes = read_file(path, &n);
        target(bytes, n);
        target(bytes, n / 2);
        free(bytes);
        n_files++;
    }
    closedir(listing);
    return n_files;
}

static void
test_feed_text_keeps_its_promises_for_the_corpus(void **state)
{
    (void)state;
    assert_true(feed_folder("tests/fuzz/corpus/text", feed_text) > 20);
}

static void
test_feed_runs_keeps_its_promises_for_the_corpus(void **state)
{
    (void)state;
    assert_true(feed_folder("tests/fuzz/corpus/runs", feed_runs) > 5);
}

static void
test_feed_scenario_keeps_its_promises_for_the_corpus(void **state)
{
    (void)state;
    assert_true(feed_folder("tests/fuzz/corpus/scenario", feed_scenario) > 20);
}

static void
test_feed_scenario_keeps_its_promises_where_it_once_broke_them(void **state)
{
    (void)state;
    assert_true(feed_folder("tests/fuzz/mended", feed_scenario) >= 3);
}

static void
test_feed_scenario_keeps_its_promises_for_the_shipped_scenarios_and_cases(void **state)
{
    static const char *const folders[] = { "scenarios", "scenarios/kosovo-2008", "tests/cases/good",
        "tests/cases/bad" };

    (void)state;
    for (size_t k = 0; k < sizeof(folders) / sizeof(folders[0]); k++) {
        assert_true(feed_folder(folders[k], feed_scenario) > 0);
    }
}

static void
test_feed_scenario_keeps_its_promises_wherever_a_file_is_cut(void **state)
{
    size_t n = 0;
    uint8_t *bytes = read_file("tests/cases/good/all-kinds.cfg", &n);

    (void)state;
    for (size_t k = 0; k < n; k += 7) {
        feed_scenario(bytes, k);
        feed_scenario(bytes + k, n - k);
    }
    free(bytes);
}

static void
test_feed_scenario_takes_bases_and_assignments(void **state)
{
    static const char variant[] = "base = \"1.cfg\";\n\x1e"
                                  "start = \"2001-01-01\";\nend = \"2001-01-31\";\n\x1d"
                                  "runs=5\nseed=3\nend=2001-02-28\nruns=6\nruns=7";

    (void)state;
    feed_scenario((const uint8_t *)variant, sizeof(variant) - 1);
    feed_scenario(NULL, 0);
    feed_text(NULL, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feed_text_keeps_its_promises_for_the_corpus),
        cmocka_unit_test(test_feed_runs_keeps_its_promises_for_the_corpus),
        cmocka_unit_test(test_feed_scenario_keeps_its_promises_for_the_corpus),
        cmocka_unit_test(test_feed_scenario_keeps_its_promises_where_it_once_broke_them),
        cmocka_unit_test(test_feed_scenario_keeps_its_promises_for_the_shipped_scenarios_and_cases),
        cmocka_unit_test(test_feed_scenario_keeps_its_promises_wherever_a_file_is_cut),
        cmocka_unit_test(test_feed_scenario_takes_bases_and_assignments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
