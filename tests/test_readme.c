/* The pages are true: every command in them is run, and what they show is what the program prints.
 *
 * In blocks that begin with ```console, a line "$ COMMAND" is run by sh in a fresh folder with a
 * copy of scenarios/ and parley on the PATH; the lines that follow are its output, stderr included,
 * where a line "..." stands for any number of lines. Commands of make and git are what .ci/run and
 * this suite are run by, and are not run again. A block that begins with ```cfg NAME or ```csv NAME
 * is written to that file; a page that has a folder of examples shows these, word for word. */
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
run_and_compare(
    const char *page, const char *folder, const char *command, char *const *expected, int n)
{
    char full[200], *actual[LINES_MAX];

    /* In a file, so that it may hold quotes of any kind. */
    (void)snprintf(full, sizeof(full), "%s/bin/command", folder);
    FILE *script = fopen(full, "w");
    assert_non_null(script);
    assert_true(fprintf(script, "%s\n", command) > 0);
    assert_int_equal(fclose(script), 0);
    (void)snprintf(
        full, sizeof(full), "cd '%s' && LC_ALL=C.UTF-8 sh bin/command 2>&1 </dev/null", folder);
    FILE *pipe = popen(full, "r");
    assert_non_null(pipe);
    const int m = read_lines(pipe, actual);
    (void)pclose(pipe);
    if (!matches(expected, n, actual, m)) {
        for (int k = 0; k < m; k++) {
            print_message("| %s\n", actual[k]);
        }
        fail_msg("%s shows another output of: %s", page, command);
    }
    free_lines(actual, m);
}

/* A page at work. */
struct reader {
    const char *page;
    char folder[40]; /* where its commands run */
    bool examples;   /* the files that it shows are there already */
    char command[8192];
    bool pending; /* the command has been read, and part of its output */
    char *block[LINES_MAX];
    int n_lines;
    int n_commands, n_files;
    FILE *file; /* the one that is shown, being written or read */
    char name[256];
};

static void
make_folder(struct reader *self, const char *examples)
{
    const char *parley = getenv("PARLEY");

    (void)strcpy(self->folder, "/tmp/parley-pages-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    (void)snprintf(self->command, sizeof(self->command),
        "mkdir '%s/bin' && ln -s \"$(readlink -f '%s')\" '%s/bin/parley' && cp -r scenarios '%s/'",
        self->folder, parley != NULL ? parley : "./parley", self->folder, self->folder);
    assert_int_equal(system(self->command), 0);
    if (examples != NULL) {
        (void)snprintf(
            self->command, sizeof(self->command), "cp %s/* '%s/'", examples, self->folder);
        assert_int_equal(system(self->command), 0);
    }
}

static void
finish_command(struct reader *self)
{
    while (self->n_lines > 0 && self->block[self->n_lines - 1][0] == '\0') {
        free(self->block[--self->n_lines]);
    }
    run_and_compare(self->page, self->folder, self->command, self->block, self->n_lines);
    free_lines(self->block, self->n_lines);
    self->pending = false;
    self->n_lines = 0;
}

static void
begin_file(struct reader *self, const char *name)
{
    char path[400];

    assert_true(strlen(name) < sizeof(self->name));
    (void)strcpy(self->name, name);
    (void)snprintf(path, sizeof(path), "%s/%s", self->folder, self->name);
    self->file = fopen(path, self->examples ? "r" : "w");
    if (self->file == NULL) {
        fail_msg("%s shows %s, which is not among its examples", self->page, name);
    }
    self->n_files++;
}

/* One line of a file that is shown, or the fence behind it. */
static void
take_file(struct reader *self, const char *line, bool fence)
{
    char there[4096] = "";

    if (!self->examples && !fence) {
        assert_true(fprintf(self->file, "%s\n", line) > 0);
        return;
    }
    if (self->examples && (fgets(there, sizeof(there), self->file) == NULL) != fence) {
        fail_msg("%s does not show all of %s, or more: %s", self->page, self->name, line);
    }
    chomp(there);
    if (self->examples && !fence && strcmp(line, there) != 0) {
        fail_msg("%s shows %s with another line: %s", self->page, self->name, line);
    }
    if (fence) {
        assert_int_equal(fclose(self->file), 0);
        self->file = NULL;
    }
}

static void
take_line(struct reader *self, const char *line, bool *inside)
{
    const bool fence = strncmp(line, "```", 3) == 0;
    const bool next = *inside && strncmp(line, "$ ", 2) == 0;

    if (self->pending && (fence || next)) {
        finish_command(self);
    }
    if (self->file != NULL) {
        take_file(self, line, fence);
    } else if (strncmp(line, "```cfg ", 7) == 0 || strncmp(line, "```csv ", 7) == 0) {
        begin_file(self, line + 7);
    } else if (fence) {
        *inside = !*inside && strcmp(line, "```console") == 0;
    } else if (next) {
        self->pending = !is_for_others(line + 2);
        self->n_commands += self->pending;
        (void)snprintf(self->command, sizeof(self->command), "%s", line + 2);
    } else if (self->pending) {
        assert_true(self->n_lines < LINES_MAX);
        self->block[self->n_lines++] = strdup(line);
    }
}

/* Runs a page; examples NULL: it brings its own files. At least so many commands. */
static void
run_page(struct reader *self, const char *page, const char *examples, int least)
{
    char line[4096], path[8192];
    const char *before = getenv("PATH");
    FILE *file = fopen(page, "r");
    bool inside = false;

    memset(self, 0, sizeof(*self));
    self->page = page;
    self->examples = examples != NULL;
    assert_non_null(file);
    make_folder(self, examples);
    (void)snprintf(path, sizeof(path), "%s/bin:%s", self->folder, before);
    assert_int_equal(setenv("PATH", path, 1), 0);
    (void)snprintf(path, sizeof(path), "%s/scenarios", self->folder);
    assert_int_equal(setenv("PARLEY_SCENARIOS", path, 1), 0);
    while (fgets(line, sizeof(line), file) != NULL) {
        chomp(line);
        take_line(self, line, &inside);
    }
    (void)fclose(file);
    free_lines(self->block, self->n_lines);
    assert_true(self->n_commands >= least);
}

static void
remove_folder(struct reader *self)
{
    (void)snprintf(self->command, sizeof(self->command), "rm -rf '%s'", self->folder);
    assert_int_equal(system(self->command), 0);
}

static void
test_readme_commands_print_what_it_shows(void **state)
{
    static struct reader reader;

    (void)state;
    run_page(&reader, "README.md", NULL, 5);
    remove_folder(&reader);
}

static void
test_readme_language_page_shows_examples_that_run(void **state)
{
    static struct reader reader;
    char line[400];
    int n = 0;

    (void)state;
    run_page(&reader, "docs/scenarios.md", "docs/examples", 15);
    FILE *list = popen("ls docs/examples/*.cfg docs/examples/*.csv", "r");
    assert_non_null(list);
    for (; fgets(line, sizeof(line), list) != NULL; n++) {
        char command[1000];
        chomp(line);
        const char *name = strrchr(line, '/') + 1;
        if (strcmp(name + strlen(name) - 4, ".csv") == 0 || strstr(name, "history") != NULL ||
            strcmp(name, "wrong.cfg") == 0) {
            continue;
        }
        (void)snprintf(command, sizeof(command),
            "cd '%s' && parley run -q --no-files -n 300 %s >/dev/null", reader.folder, name);
        if (system(command) != 0) {
            fail_msg("docs/examples/%s does not run", name);
        }
    }
    (void)pclose(list);
    assert_int_equal(reader.n_files, n); /* all are shown */
    remove_folder(&reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readme_commands_print_what_it_shows),
        cmocka_unit_test(test_readme_language_page_shows_examples_that_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
