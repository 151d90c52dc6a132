/* The README is true: every command in it is run, and what it shows is what the program prints.
 *
 * In blocks that begin with ```console, a line "$ COMMAND" is run by sh in a fresh folder with a
 * copy of scenarios/ and parley on the PATH; the lines that follow are its output, stderr included,
 * where a line "..." stands for any number of lines. Commands of make and git are what .ci/run and
 * this suite are run by, and are not run again. */
#include "support.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES_MAX 400

static void
chomp(char *line)
{
    size_t n = strlen(line);

    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == ' ')) {
        line[--n] = '\0';
    }
}

/* The lines of a stream, without trailing spaces; the caller frees each. */
static int
read_lines(FILE *file, char **lines)
{
    char line[4096];
    int n = 0;

    while (fgets(line, sizeof(line), file) != NULL && n < LINES_MAX) {
        chomp(line);
        lines[n++] = strdup(line);
    }
    while (n > 0 && lines[n - 1][0] == '\0') {
        free(lines[--n]);
    }
    return n;
}

static void
free_lines(char **lines, int n)
{
    for (int k = 0; k < n; k++) {
        free(lines[k]);
    }
}

static bool
matches(char *const *expected, int n, char *const *actual, int m)
{
    if (n == 0) {
        return m == 0;
    }
    if (strcmp(expected[0], "...") == 0) {
        for (int skip = 0; skip <= m; skip++) {
            if (matches(expected + 1, n - 1, actual + skip, m - skip)) {
                return true;
            }
        }
        return false;
    }
    return m > 0 && strcmp(expected[0], actual[0]) == 0 &&
           matches(expected + 1, n - 1, actual + 1, m - 1);
}

static bool
is_for_others(const char *command)
{
    return strncmp(command, "make", 4) == 0 || strncmp(command, "git ", 4) == 0 ||
           strncmp(command, "sudo ", 5) == 0 || strncmp(command, "cd ", 3) == 0;
}

static void
run_and_compare(const char *folder, const char *command, char *const *expected, int n)
{
    char full[10000], *actual[LINES_MAX];

    (void)snprintf(full, sizeof(full), "cd '%s' && LC_ALL=C.UTF-8 sh -c '%s' 2>&1 </dev/null",
        folder, command);
    FILE *pipe = popen(full, "r");
    assert_non_null(pipe);
    const int m = read_lines(pipe, actual);
    (void)pclose(pipe);
    if (!matches(expected, n, actual, m)) {
        for (int k = 0; k < m; k++) {
            print_message("| %s\n", actual[k]);
        }
        fail_msg("README.md shows another output of: %s", command);
    }
    free_lines(actual, m);
}

static void
test_readme_commands_print_what_it_shows(void **state)
{
    char folder[] = "/tmp/parley-readme-XXXXXX", command[8192], *block[LINES_MAX];
    const char *parley = getenv("PARLEY");
    FILE *file = fopen("README.md", "r");
    int n_commands = 0, n_lines = 0;

    (void)state;
    assert_non_null(file);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(command, sizeof(command),
        "mkdir '%s/bin' && ln -s \"$(readlink -f '%s')\" '%s/bin/parley' && cp -r scenarios '%s/'",
        folder, parley != NULL ? parley : "./parley", folder, folder);
    assert_int_equal(system(command), 0);
    (void)snprintf(command, sizeof(command), "%s/bin:%s", folder, getenv("PATH"));
    assert_int_equal(setenv("PATH", command, 1), 0);
    char line[4096];
    FILE *written = NULL;
    bool inside = false, pending = false;
    while (fgets(line, sizeof(line), file) != NULL) {
        chomp(line);
        const bool fence = strncmp(line, "```", 3) == 0;
        const bool next = inside && strncmp(line, "$ ", 2) == 0;
        if (pending && (fence || next)) {
            while (n_lines > 0 && block[n_lines - 1][0] == '\0') {
                free(block[--n_lines]);
            }
            run_and_compare(folder, command, block, n_lines);
            free_lines(block, n_lines);
            pending = false;
            n_lines = 0;
        }
        if (written != NULL) {
            if (fence) {
                assert_int_equal(fclose(written), 0);
                written = NULL;
            } else {
                assert_true(fprintf(written, "%s\n", line) > 0);
            }
        } else if (fence && strncmp(line, "```cfg ", 7) == 0) {
            char path[4200];
            (void)snprintf(path, sizeof(path), "%s/%s", folder, line + 7);
            written = fopen(path, "w");
            assert_non_null(written);
        } else if (fence) {
            inside = !inside && strcmp(line, "```console") == 0;
        } else if (next) {
            pending = !is_for_others(line + 2);
            n_commands += pending;
            (void)snprintf(command, sizeof(command), "%s", line + 2);
        } else if (pending) {
            assert_true(n_lines < LINES_MAX);
            block[n_lines++] = strdup(line);
        }
    }
    free_lines(block, n_lines);
    (void)fclose(file);
    assert_true(n_commands >= 5);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(
        test_readme_commands_print_what_it_shows) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
