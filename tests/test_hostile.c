/* Files that mean harm, or that something happened to: each gets its sentence, soon, and within
 * little memory. */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenario.h"
#include "scratch.h"

enum { MIB = 1 << 20, NAME = 5000, NOBODY = 65534 };

/* Each test has a folder of its own, which is the current one while it runs. */
struct fixture {
    struct scratch scratch;
    char program[1024], cases[1024];
    struct err err;
    char *bytes; /* of a file being made */
    size_t n;
};

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(*self));
    const char *program = getenv("PARLEY");
    char here[512];

    assert_non_null(self);
    *state = self;
    assert_non_null(getcwd(here, sizeof(here)));
    program = program != NULL ? program : "./parley";
    (void)snprintf(self->program, sizeof(self->program), "%s%s%s", program[0] == '/' ? "" : here,
        program[0] == '/' ? "" : "/", program);
    (void)snprintf(self->cases, sizeof(self->cases), "%s/tests/cases", here);
    self->bytes = malloc(8 * MIB + 1);
    return self->bytes != NULL && scratch_enter(&self->scratch) ? 0 : -1;
}

static int
tear_down(void **state)
{
    struct fixture *self = *state;

    if (!scratch_leave(&self->scratch)) {
        return -1;
    }
    free(self->bytes);
    free(self);
    return 0;
}

static enum status
load(struct fixture *self, const char *path)
{
    struct scenario scenario;
    enum status status = OK;

    memset(&self->err, 0, sizeof(self->err));
    status = scenario_load(&scenario, path, NULL, 0, &self->err);
    scenario_free(&scenario);
    return status;
}

/* Loads it and compares the status, and the first mistake's line and words. */
static void
expect(struct fixture *self, const char *path, enum status status, int line, const char *words)
{
    assert_int_equal(load(self, path), status);
    if (self->err.mistakes[0].line != line || strstr(self->err.mistakes[0].text, words) == NULL) {
        fail_msg("%s: %s, not line %d: %s", self->err.mistakes[0].where, self->err.mistakes[0].text,
            line, words);
    }
}

/* The program within limits of the shell: `ulimit` with these options. Returns its exit status. */
static int
run_within(struct fixture *self, const char *limit, const char *arguments)
{
    char command[4096];
    int status = 0;

    (void)snprintf(command, sizeof(command), "ulimit %s && C='%s' && '%s' %s >out.txt 2>err.txt",
        limit, self->cases, self->program, arguments);
    status = system(command);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
test_hostile_files_that_are_none_are_refused_on_their_own_and_as_a_base(void **state)
{
    struct fixture *self = *state;
    static const struct {
        const char *name, *words;
    } cases[] = {
        { "pipe", "it is a pipe or a device, not a file" },
        { "zero", "it is a pipe or a device, not a file" },
        { "/dev/null", "it is a pipe or a device, not a file" },
        { "folder", "it is a folder" },
        { "one", "Too many levels of symbolic links" },
        { "folder/none.cfg", "No such file or directory" },
        { "x.cfg/y.cfg", "Not a directory" },
        { "", "No such file or directory" },
    };

    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(symlink("/dev/zero", "zero"), 0);
    assert_int_equal(symlink("two", "one"), 0);
    assert_int_equal(symlink("one", "two"), 0);
    scratch_put("x.cfg", "");
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char text[128];

        expect(self, cases[k].name, ERR_IO, 0, cases[k].words);
        (void)snprintf(text, sizeof(text), "\nbase = \"%s\";\n", cases[k].name);
        scratch_put("v.cfg", text);
        expect(self, "v.cfg", ERR_SCENARIO, 2, cases[k].words);
        assert_int_equal(self->err.n_mistakes, 1);
    }
}

static void
test_hostile_file_that_may_not_be_read_is_refused(void **state)
{
    struct fixture *self = *state;
    const bool root = geteuid() == 0;

    scratch_put("x.cfg", "");
    scratch_put("v.cfg", "base = \"x.cfg\";");
    assert_int_equal(chmod("x.cfg", 0), 0);
    if (root) { /* who may read anything: as nobody */
        assert_int_equal(chmod(".", 0755), 0);
        assert_int_equal(seteuid(NOBODY), 0);
    }
    expect(self, "x.cfg", ERR_IO, 0, "cannot be read: Permission denied");
    expect(self, "v.cfg", ERR_SCENARIO, 1, "\"x.cfg\" cannot be read: Permission denied");
    if (root) {
        assert_int_equal(seteuid(0), 0);
    }
}

static void
test_hostile_bases_in_a_loop_are_found_through_links_and_detours(void **state)
{
    struct fixture *self = *state;

    scratch_put("a.cfg", "base = \"link.cfg\";");
    assert_int_equal(symlink("a.cfg", "link.cfg"), 0);
    expect(self, "a.cfg", ERR_SCENARIO, 1, "the bases lead round in a loop: a.cfg -> a.cfg");
    assert_int_equal(mkdir("folder", 0700), 0);
    scratch_put("a.cfg", "\nbase = \"folder/b.cfg\";");
    scratch_put("folder/b.cfg", "base = \"../folder/./../a.cfg\";");
    expect(self, "a.cfg", ERR_SCENARIO, 1,
        "the bases lead round in a loop: a.cfg -> folder/b.cfg -> a.cfg");
    assert_int_equal(link("a.cfg", "hard.cfg"), 0);
    scratch_put("folder/b.cfg", "base = \"../hard.cfg\";");
    expect(self, "a.cfg", ERR_SCENARIO, 1, "the bases lead round in a loop");
}

static void
test_hostile_path_too_long_for_the_system_is_named_by_its_end(void **state)
{
    struct fixture *self = *state;
    static char name[NAME + 1], text[NAME + 32];

    memset(name, 'p', NAME);
    expect(self, name, ERR_IO, 0, "File name too long");
    assert_true(strlen(self->err.mistakes[0].where) < 256);
    for (int k = 1; k < NAME; k += 2) {
        name[k] = '/';
    }
    memcpy(name + NAME - 6, "/e.cfg", 6);
    (void)snprintf(text, sizeof(text), "base = \"%s\";", name);
    scratch_put("v.cfg", text);
    expect(self, "v.cfg", ERR_SCENARIO, 1, "p/p/p//e.cfg\" cannot be read: File name too long");
    assert_int_equal(strncmp(self->err.mistakes[0].text, "\"...", 4), 0);
}

static void
test_hostile_name_that_is_not_text_is_handed_on_as_question_marks(void **state)
{
    struct fixture *self = *state;

    scratch_put("a\xE9\x1b[2J\n.cfg", "start = 1;");
    assert_int_equal(load(self, "a\xE9\x1b[2J\n.cfg"), ERR_SCENARIO);
    assert_string_equal(self->err.mistakes[0].where, "a??[2J?.cfg:1");
    expect(self, "b\xE9\n.cfg", ERR_IO, 0, "No such file or directory");
    assert_string_equal(self->err.mistakes[0].where, "b??.cfg");
}

/* A file of 8 MiB, the most, of one byte over and over. */
static void
fill(struct fixture *self, char byte)
{
    memset(self->bytes, byte, 8 * MIB + 1);
    scratch_put_bytes("big.cfg", self->bytes, 8 * MIB);
}

static void
test_hostile_8_mib_of_anything_are_answered(void **state)
{
    struct fixture *self = *state;
    static const struct {
        char byte;
        const char *words;
    } cases[] = {
        { ' ', "start is missing" },
        { '\n', "start is missing" },
        { '#', "start is missing" },
        { '(', "more numbers, texts and brackets than the 2000000 that a file may hold" },
        { '{', "more numbers, texts and brackets than the 2000000" },
        { ';', "more numbers, texts and brackets than the 2000000" },
        { '"', "more numbers, texts and brackets than the 2000000" },
        { 'a', "aaa... has no value" },
        { '7', "is too large" },
        { '\0', "a NUL byte; this is no text file" },
        { '\xFF', "the file is in UTF-16" },
    };

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        fill(self, cases[k].byte);
        if (cases[k].byte == '\xFF') {
            scratch_put_bytes("big.cfg", "\xFF\xFE", 2);
        }
        assert_int_equal(load(self, "big.cfg"), ERR_SCENARIO);
        if (strstr(self->err.mistakes[0].text, cases[k].words) == NULL) {
            fail_msg("0x%02x: %s", (unsigned)cases[k].byte, self->err.mistakes[0].text);
        }
    }
    scratch_put_bytes("big.cfg", self->bytes, 8 * MIB);
    assert_int_equal(truncate("big.cfg", (off_t)(TEXT_FILE_MAX + 1)), 0);
    expect(self, "big.cfg", ERR_IO, 0, "larger than 32 MiB, the most");
    scratch_put("v.cfg", "base = \"big.cfg\";");
    expect(self, "v.cfg", ERR_SCENARIO, 1, "\"big.cfg\" is larger than 32 MiB, the most");
}

/* Writes head, n members with their numbers between `before` and `after`, and tail. */
static void
put_many(struct fixture *self, const char *head, const char *before, int n, const char *after,
    const char *tail)
{
    size_t at = (size_t)snprintf(self->bytes, MIB, "%s", head);

    for (int k = 0; k < n; k++) {
        at += (size_t)snprintf(self->bytes + at, 8 * MIB - at, "%s%d%s", before, k, after);
    }
    at += (size_t)snprintf(self->bytes + at, 8 * MIB - at, "%s", tail);
    scratch_put_bytes("big.cfg", self->bytes, at);
}

static void
test_hostile_counts_are_refused_before_anything_is_allocated(void **state)
{
    struct fixture *self = *state;
    static const char *const runs[] = { "1000000000000000000", "1000000001", "0", "-1",
        "-9223372036854775808" };

    put_many(self, "", "k", 40000, " = 1;\n", "");
    expect(self, "big.cfg", ERR_SCENARIO, 2001, "more than 2000 keys in one group");
    put_many(self, "actors = (\n", "{ name = \"a", 99999, "\"; },\n", "{ name = \"z\"; } );");
    expect(
        self, "big.cfg", ERR_SCENARIO, 1, "actors has 100000 members; at most 5000 are possible");
    put_many(self, "actors = (\n", "{ name = \"a", 90000, "\"; },\n", "{ name = \"z\"; } );");
    expect(self, "big.cfg", ERR_SCENARIO, 1, "actors has 90001 members; at most 5000");
    for (size_t k = 0; k < sizeof(runs) / sizeof(runs[0]); k++) {
        char text[128], words[64];

        (void)snprintf(text, sizeof(text),
            "start = \"2001-01-01\";\nend = \"2001-01-02\";\nruns = %s;", runs[k]);
        (void)snprintf(words, sizeof(words), "runs is %s; it must be a whole number", runs[k]);
        scratch_put("x.cfg", text);
        expect(self, "x.cfg", ERR_SCENARIO, 3, words);
    }
    scratch_put(
        "x.cfg", "start = \"2001-01-01\";\nend = \"2001-01-02\";\nruns = 99999999999999999999999;");
    expect(self, "x.cfg", ERR_SCENARIO, 3, "is too large; whole numbers are");
}

static void
test_hostile_depth_is_refused_where_it_begins(void **state)
{
    struct fixture *self = *state;

    put_many(self, "a = ", "\n(", 100000, ", ", "");
    expect(self, "big.cfg", ERR_SCENARIO, 34, "brackets stand more than 32 deep in one another");
    put_many(self, "a = ", "\n{ k", 100000, " = ", "");
    expect(self, "big.cfg", ERR_SCENARIO, 34, "brackets stand more than 32 deep in one another");
}

static void
test_hostile_file_without_a_setting_is_told_what_is_missing(void **state)
{
    struct fixture *self = *state;
    static const char *const texts[] = { "", "\n", "# only\n/* a\n comment */ // here\n",
        "\xEF\xBB\xBF", "/* without its end" };

    for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
        scratch_put("x.cfg", texts[k]);
        expect(self, "x.cfg", ERR_SCENARIO, 1, k == 4 ? "never" : "start is missing");
    }
}

/* A file whose size says less than it holds; /proc is full of them. */
static void
test_hostile_file_larger_than_it_says_is_read_to_its_end(void **state)
{
    struct fixture *self = *state;
    struct stat about;

    if (stat("/proc/self/status", &about) != 0 || about.st_size != 0) {
        skip();
    }
    assert_int_equal(load(self, "/proc/self/status"), ERR_SCENARIO);
    assert_true(self->err.n_mistakes > 0);
    assert_true(self->err.mistakes[0].line > 0);
}

/* Writes and cuts the file until it is killed. */
static void
disturb(const char *path, const char *bytes, size_t n)
{
    for (;;) {
        const int file = open(path, O_WRONLY | O_TRUNC);

        if (write(file, bytes, n / 2) < 0 || write(file, bytes + n / 2, n - n / 2) < 0 ||
            close(file) != 0) {
            _exit(1);
        }
    }
}

static void
test_hostile_file_that_changes_while_it_is_read_is_some_file(void **state)
{
    struct fixture *self = *state;
    pid_t child = 0;

    put_many(self, "start = \"2001-01-01\";\nend = \"2001-01-02\";\n", "k", 100, " = 1;\n", "");
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        disturb("big.cfg", self->bytes, strlen(self->bytes));
    }
    for (int k = 0; k < 200; k++) {
        assert_int_equal(load(self, "big.cfg"), ERR_SCENARIO);
        assert_true(self->err.n_mistakes >= 1 && self->err.n_mistakes <= 102);
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
test_hostile_standard_input_without_end_is_refused(void **state)
{
    struct fixture *self = *state;
    char command[2048];
    int status = 0;

    (void)snprintf(
        command, sizeof(command), "yes | '%s' check - >out.txt 2>err.txt", self->program);
    status = system(command);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
    assert_int_equal(system("grep -q 'standard input: larger than 32 MiB, the most' err.txt"), 0);
}

static void
test_hostile_files_are_answered_within_128_mib_and_a_stack_of_256_kib(void **state)
{
    struct fixture *self = *state;

    if (SUPPORT_SANITIZED) {
        skip(); /* they reserve terabytes, and enlarge the stack */
    }
    assert_int_equal(run_within(self, "-v 65536", "run -q --no-files $C/good/all-kinds.cfg"), 0);
    assert_int_equal(run_within(self, "-s 256", "run -q --no-files $C/good/all-kinds.cfg"), 0);
    fill(self, '(');
    assert_int_equal(run_within(self, "-v 131072", "check big.cfg"), 3);
    assert_int_equal(run_within(self, "-s 256", "check big.cfg"), 3);
    put_many(self, "actors = (\n", "{ name = \"a", 90000, "\"; },\n", "{ name = \"z\"; } );");
    assert_int_equal(run_within(self, "-v 262144", "check big.cfg"), 3);
    /* So little that it does not suffice: said, and no crash. */
    assert_int_equal(run_within(self, "-v 32768", "check big.cfg"), 1);
    assert_int_equal(system("grep -q 'out of memory' err.txt"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hostile_files_that_are_none_are_refused_on_their_own_and_as_a_base),
        TEST(test_hostile_file_that_may_not_be_read_is_refused),
        TEST(test_hostile_bases_in_a_loop_are_found_through_links_and_detours),
        TEST(test_hostile_path_too_long_for_the_system_is_named_by_its_end),
        TEST(test_hostile_name_that_is_not_text_is_handed_on_as_question_marks),
        TEST(test_hostile_8_mib_of_anything_are_answered),
        TEST(test_hostile_counts_are_refused_before_anything_is_allocated),
        TEST(test_hostile_depth_is_refused_where_it_begins),
        TEST(test_hostile_file_without_a_setting_is_told_what_is_missing),
        TEST(test_hostile_file_larger_than_it_says_is_read_to_its_end),
        TEST(test_hostile_file_that_changes_while_it_is_read_is_some_file),
        TEST(test_hostile_standard_input_without_end_is_refused),
        TEST(test_hostile_files_are_answered_within_128_mib_and_a_stack_of_256_kib),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
