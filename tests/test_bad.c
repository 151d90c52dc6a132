/* Every file of tests/cases/bad is a scenario with mistakes, and its first lines say which:
 *
 *     # 14: actors.norland.quota.salience is 140; it must be between 0 and 100
 *
 * One such line for each mistake: where it is to be found (a line of the file, or FILE:LINE of
 * another), and words that its text must hold, hints included, each on the line before. Nothing
 * else may be found, and the exit status is 3. What the files build on stands in parts/. */
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario.h"

#define FOLDER "tests/cases/bad"
#define FILES_MIN 150
#define NAME_ROOM 128
#define LINE_ROOM 1024

struct mistake {
    char where[NAME_ROOM + 16], words[LINE_ROOM];
};

static int
is_case(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot != NULL && strcmp(dot, ".cfg") == 0;
}

/* The mistakes that a file says it has; 0 when its first line does not say so. */
static int
read_expected(const char *name, struct mistake *mistakes)
{
    FILE *file = fopen(name, "r");
    char line[LINE_ROOM];
    int n = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL && n < ERR_FINDINGS_MAX) {
        const char *words = strstr(line, ": ");

        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, "# ", 2) != 0 || words == NULL || words - line > NAME_ROOM ||
            words[-1] < '0' || words[-1] > '9') {
            break;
        }
        (void)snprintf(mistakes[n].where, sizeof(mistakes[n].where), "%s%s%.*s",
            memchr(line, ':', (size_t)(words - line)) == NULL ? name : "",
            memchr(line, ':', (size_t)(words - line)) == NULL ? ":" : "", (int)(words - line) - 2,
            line + 2);
        (void)snprintf(mistakes[n].words, sizeof(mistakes[n].words), "%s", words + 2);
        n++;
    }
    (void)fclose(file);
    return n;
}

/* A mistake is expected with those words at that place; hints are read on. */
static bool
is_expected(const struct finding *finding, const struct mistake *mistakes, bool *seen, int n)
{
    char text[ERR_TEXT_MAX];

    (void)snprintf(text, sizeof(text), "%s", finding->text);
    for (char *c = text; *c != '\0'; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    for (int k = 0; k < n; k++) {
        if (!seen[k] && strcmp(mistakes[k].where, finding->where) == 0 &&
            strstr(text, mistakes[k].words) != NULL) {
            seen[k] = true;
            return true;
        }
    }
    return false;
}

/* Carets stand within their lines, and each has its few words. */
static bool
marks_are_sound(const struct finding *finding)
{
    for (int k = 0; k < finding->marks.n; k++) {
        const struct mark *mark = &finding->marks.list[k];

        if (mark->line < 1 || mark->column < 1 || mark->note[0] == '\0' || mark->caret < 0 ||
            (size_t)mark->caret > strlen(mark->text)) {
            return false;
        }
    }
    return true;
}

/* True if the file is as wrong as it says; prints what there is otherwise. */
static bool
check_case(const char *name)
{
    struct mistake mistakes[ERR_FINDINGS_MAX];
    struct scenario scenario;
    struct err err = { .status = OK };
    bool seen[ERR_FINDINGS_MAX] = { false };
    const int n = read_expected(name, mistakes);
    const enum status status = scenario_load(&scenario, name, NULL, 0, &err);
    bool good = n > 0 && err_exit(status) == 3 && err.n_mistakes == n;

    for (int k = 0; k < err.n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        good = is_expected(&err.mistakes[k], mistakes, seen, n) &&
               marks_are_sound(&err.mistakes[k]) && good;
    }
    if (!good) {
        print_message("%s says it has %d mistakes; exit status %d and %d were found:\n", name, n,
            err_exit(status), err.n_mistakes);
        for (int k = 0; k < err.n_mistakes && k < ERR_FINDINGS_MAX; k++) {
            print_message("  %s: %s\n", err.mistakes[k].where, err.mistakes[k].text);
        }
    }
    scenario_free(&scenario);
    return good;
}

static void
test_bad_files_have_the_mistakes_that_they_say(void **state)
{
    struct dirent **entries = NULL;
    const int home = open(".", O_RDONLY);
    const int n = scandir(FOLDER, &entries, is_case, alphasort);
    int n_failed = 0;

    (void)state;
    assert_true(home >= 0);
    assert_int_equal(chdir(FOLDER), 0);
    for (int k = 0; k < n; k++) {
        n_failed += check_case(entries[k]->d_name) ? 0 : 1;
        free(entries[k]);
    }
    free(entries);
    assert_int_equal(fchdir(home), 0);
    (void)close(home);
    assert_true(n >= FILES_MIN);
    assert_int_equal(n_failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_files_have_the_mistakes_that_they_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
