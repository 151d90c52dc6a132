/* What the program says of itself: the pages of help, the manual page, completion, all in step with
 * the tables. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"
#include "language.h"
#include "shell.h"

static void
test_help_reference_is_the_page_in_docs(void **state)
{
    struct bench *self = *state;

    expect(self, "$P help reference >a.txt; cmp a.txt \"$R/docs/reference.md\"", 0, NULL, NULL);
    expect(self, "cat a.txt", 0, "# The scenario language\n", NULL);
    assert_holds(self->out,
        "\n| `salience` | How much of its attention the actor gives this issue. | a number ");
    assert_holds(self->out, "\n### kind = \"vote\"\n");
    assert_holds(self->out, "\n### model = \"influence\"\n");
    assert_holds(self->out, "\n### term = \"elapsed\"\n");
    for (int k = 0; help_group_at(k) != NULL; k++) {
        char heading[64];
        (void)snprintf(heading, sizeof(heading), "\n## %s\n", help_group_at(k));
        assert_holds(self->out, heading);
    }
}

/* Each mistake of the page is one, and its cure is none; the page fits on a screen. */
static void
test_help_brackets_shows_mistakes_and_their_cure(void **state)
{
    struct bench *self = *state;
    const char *wrong = NULL, *right = NULL;
    char path[128];
    int n = 0;

    (void)snprintf(path, sizeof(path), "%s/setting.cfg", self->folder);
    for (; help_brackets_at(n, &wrong, &right); n++) {
        for (int k = 0; k < 2; k++) {
            struct err err = { .status = OK };
            struct text_tree tree;
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            assert_true(fprintf(file, "%s\n", k == 0 ? wrong : right) > 0);
            assert_int_equal(fclose(file), 0);
            const enum status status = text_load(&tree, &language_rules, path, &err);
            if (status != (k == 0 ? ERR_SCENARIO : OK)) {
                fail_msg("%s: status %d", k == 0 ? wrong : right, status);
            }
            text_free(&tree);
        }
    }
    assert_true(n >= 8);
    assert_int_equal(unlink(path), 0);
    expect(self, "$P help brackets >a.txt; wc -l <a.txt; LC_ALL=C.UTF-8 wc -L <a.txt; cat a.txt", 0,
        "Brackets in one minute\n", NULL);
    assert_in_range(strtol(self->out, NULL, 10), 10, 24);
    assert_in_range(strtol(strchr(self->out, '\n'), NULL, 10), 60, 80);
}

static void
test_help_lists_all_its_pages(void **state)
{
    static const char *const pages[] = { "brackets", "keys", "words", "reference", "man", "run",
        "check", "list", "new", "models", "help", "completion", "version" };
    struct bench *self = *state;

    expect(self, "$P help >a.txt; cat a.txt", 0, "\nOther pages\n", NULL);
    for (size_t k = 0; k < sizeof(pages) / sizeof(pages[0]); k++) {
        char line[128];
        (void)snprintf(line, sizeof(line),
            "grep -q '^  parley .*%s ' a.txt && $P help %s | head -n 1", pages[k], pages[k]);
        expect(self, line, 0, "", NULL);
        assert_true(strlen(self->out) > 1);
    }
    expect(self, "LC_ALL=C.UTF-8 wc -L <a.txt", 0, "", NULL);
    assert_in_range(strtol(self->out, NULL, 10), 60, 80);
}

static void
test_help_man_is_clean_roff(void **state)
{
    struct bench *self = *state;

    expect(self, "$P help man >parley.1; cat parley.1", 0, ".TH PARLEY 1 ", NULL);
    assert_holds(self->out, "\n.SH \"EXIT STATUS\"\n");
    assert_holds(self->out, "\n\\fB\\-n\\fR, \\fB\\-\\-runs\\fR \\fIRUNS\\fR\n");
    assert_holds(self->out, "\\fB\\-\\-no\\-files\\fR\n");
    assert_holds(self->out, "\nPARLEY_SCENARIOS\n");
    expect(self,
        "command -v groff >/dev/null || exit 0; groff -man -ww -Tascii parley.1 2>&1 >/dev/null", 0,
        "", NULL);
    assert_string_equal(self->out, "");
    expect(self, "rm parley.1", 0, NULL, NULL);
}

/* What bash offers for a command line whose last word is being typed. */
static void
offers(struct bench *self, const char *words, const char *expected)
{
    char line[1024];

    (void)snprintf(line, sizeof(line),
        "PATH=$PWD/bin:$PATH PARLEY_SCENARIOS=$R/scenarios bash -c 'source ./parley.bash; "
        "COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _parley; "
        "printf \"%%s\\n\" \"${COMPREPLY[@]}\"'",
        words);
    shell(self, line);
    if (strcmp(self->out, expected) != 0) {
        fail_msg("%s: offered\n%snot\n%s%s", words, self->out, expected, self->err);
    }
}

static void
test_help_completion_offers_what_there_is(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P completion bash >parley.bash; $P completion zsh >parley.zsh; "
        "$P completion fish >parley.fish; mkdir bin; ln -s $P bin/parley; mkdir d; "
        "echo >x.cfg; echo >'my file.cfg'; echo >x.txt",
        0, NULL, NULL);
    shell(self, "command -v bash");
    if (self->status == 0) {
        expect(self, "bash -n parley.bash", 0, NULL, NULL);
        offers(self, "parley c", "check\ncompare\ncompletion\n");
        offers(self, "parley run --se", "--seed\n--set\n");
        offers(self, "parley run x.cfg -o d", "d\n");
        offers(self, "parley run -n 1", "\n");
        offers(self, "parley run x", "x.cfg\n");
        offers(self, "parley check my", "my file.cfg\n");
        offers(self, "parley models inf", "influence\n");
        offers(self, "parley help br", "brackets\n");
        offers(self, "parley completion z", "zsh\n");
        offers(self, "parley new ko", "kosovo-2008\n");
        offers(self, "parley new kosovo-2008 d", "d\n");
        offers(self, "parley list \"\"", "\n");
        offers(self, "parley nothing x", "\n");
    }
    expect(self, "command -v zsh >/dev/null || exit 0; zsh -n parley.zsh", 0, NULL, NULL);
    expect(self, "command -v fish >/dev/null || exit 0; fish -n parley.fish", 0, NULL, NULL);
    expect(self, "cat parley.zsh", 0,
        "'(-n --runs)'{-n,--runs}'[How many possible worlds\\: 1 to 1e9; 10k and 1e6 are "
        "understood.]:RUNS: '",
        NULL);
    assert_holds(self->out, "'*--set[Changes one value of the scenario, as in --set ");
    expect(self, "cat parley.fish", 0,
        "\ncomplete -c parley -n '__fish_seen_subcommand_from run' -s o -l output -x "
        "-a '(__fish_complete_directories)' -d '",
        NULL);
    expect(self, "rm -r parley.* bin d *.cfg x.txt", 0, NULL, NULL);
}

/* Where `make install` puts things, and that uninstall takes them away again. */
static void
test_help_is_installed_with_the_program(void **state)
{
    struct bench *self = *state;

    expect(self,
        "D=\"$PWD/to here\" && env -u MAKEFLAGS -u MAKELEVEL make -s -C \"$R\" install "
        "BUILD=\"$(dirname \"$P\")\" PREFIX=/usr "
        "DESTDIR=\"$D\" -o \"$P\" && cd \"$D/usr/share\" && ls man/man1 "
        "bash-completion/completions zsh/site-functions fish/vendor_completions.d && "
        "unset PARLEY_SCENARIOS && ../bin/parley list -q",
        0, "\nkosovo-2008\n", NULL);
    assert_holds(self->out, "bash-completion/completions:\nparley\n");
    assert_holds(self->out, "fish/vendor_completions.d:\nparley.fish\n");
    assert_holds(self->out, "man/man1:\nparley.1\n");
    assert_holds(self->out, "zsh/site-functions:\n_parley\n");
    expect(self,
        "env -u MAKEFLAGS -u MAKELEVEL make -s -C \"$R\" uninstall PREFIX=/usr DESTDIR=\"$PWD/to "
        "here\" && "
        "find 'to here' -type f",
        0, "", NULL);
    assert_string_equal(self->out, "");
    expect(self, "rm -r 'to here'", 0, NULL, NULL);
}

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf a.txt parley.* bin d *.cfg x.txt 'to here'");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_reference_is_the_page_in_docs),
        cmocka_unit_test(test_help_brackets_shows_mistakes_and_their_cure),
        cmocka_unit_test(test_help_lists_all_its_pages),
        cmocka_unit_test(test_help_man_is_clean_roff),
        cmocka_unit_test(test_help_completion_offers_what_there_is),
        cmocka_unit_test(test_help_is_installed_with_the_program),
    };

    return cmocka_run_group_tests(tests, shell_setup, teardown);
}
