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

/* ---- slips of the hand ---- */

/* A scenario in which other bytes stand in the place of one. */
static enum status
load_slip(const char *path, const char *text, size_t at, const char *instead, struct err *err)
{
    FILE *file = fopen(path, "w");
    struct scenario scenario;
    enum status status = OK;

    assert_non_null(file);
    assert_true(fprintf(file, "%.*s%s%s", (int)at, text, instead, text + at + 1) > 0);
    assert_int_equal(fclose(file), 0);
    memset(err, 0, sizeof(*err));
    status = scenario_load(&scenario, path, NULL, 0, err);
    scenario_free(&scenario);
    return status;
}

/* True if the one mistake, or a place that it shows, is on the line or next to it. */
static bool
is_near(const struct err *err, int line)
{
    const struct finding *finding = &err->mistakes[0];
    bool near = abs(finding->line - line) <= 1;

    for (int k = 0; k < finding->marks.n; k++) {
        near = near || abs(finding->marks.list[k].line - line) <= 1;
    }
    return near;
}

/* What is written for each byte: nothing, it twice, and another that is near to it in shape or use.
 * A ; may be left out, and may be a comma. */
static const struct {
    char byte;
    const char *slips[3];
} slips[] = {
    { '{', { "", "{{", "(" } },
    { '}', { "", "}}", ")" } },
    { '(', { "", "((", "{" } },
    { ')', { "", "))", "}" } },
    { ',', { "", ",,", ";" } },
    { ';', { ";;", NULL, NULL } },
    { '=', { "", "==", " " } },
    { '"', { "", "\"\"", "'" } },
};

/* One of them: prints what is found if it is not one mistake at its line. */
static bool
check_slip(const char *path, const char *text, size_t at, int line, const char *instead)
{
    struct err err;
    const enum status status = load_slip(path, text, at, instead, &err);
    const bool good = status == ERR_SCENARIO && err.n_mistakes == 1 && is_near(&err, line);

    if (!good) {
        print_message("line %d, %s in place of %c: %d mistakes, the first: %d: %s\n", line,
            instead[0] == '\0' ? "nothing" : instead, text[at], err.n_mistakes,
            err.mistakes[0].line, err.mistakes[0].text);
    }
    return good;
}

/* Each slip at each place of a scenario, whose only comment is its first line. */
static void
test_bad_every_slip_of_the_hand_is_one_mistake_at_its_line(void **state)
{
    char path[] = "/tmp/parley-slip-XXXXXX", text[16384];
    const int descriptor = mkstemp(path);
    FILE *file = fopen("tests/cases/good/all-kinds.cfg", "r");
    bool inside = false;
    int line = 2, n = 0, n_failed = 0;

    (void)state;
    assert_non_null(file);
    assert_true(descriptor >= 0);
    (void)close(descriptor);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    (void)fclose(file);
    for (size_t at = strcspn(text, "\n") + 1; text[at] != '\0'; at++) {
        inside = text[at] == '"' ? !inside : inside;
        line += text[at] == '\n';
        for (size_t k = 0; k < sizeof(slips) / sizeof(slips[0]); k++) {
            if (text[at] != slips[k].byte || (inside && text[at] != '"')) {
                continue;
            }
            for (int j = 0; j < 3 && slips[k].slips[j] != NULL; j++) {
                n_failed += check_slip(path, text, at, line, slips[k].slips[j]) ? 0 : 1;
                n++;
            }
        }
    }
    (void)unlink(path);
    assert_true(n > 1500);
    assert_int_equal(n_failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_files_have_the_mistakes_that_they_say),
        cmocka_unit_test(test_bad_every_slip_of_the_hand_is_one_mistake_at_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
