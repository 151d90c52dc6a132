/* The cases that come with the program: where they are found, what is said of them, and copies that
 * are complete or not there. */
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell.h"

/* Two cases of our own: a folder with all sorts of things in it, and a file. */
#define SCENARIO(title, actors) \
    "title = \"" title "\"; start = \"2030-01-01\"; end = \"2030-12-31\"; " \
    "issues = ( { name = \"water\"; low = 0; high = 1; } ); actors = ( " actors " );"
#define ACTOR(name) \
    "{ name = \"" name "\"; capability = 1; water = { position = 1; salience = 50; }; }"
#define MAKE_CASES \
    "rm -rf cases && mkdir -p cases/river/tables/old cases/empty cases/.hidden && " \
    "printf '%s' '" SCENARIO("Large", \
        ACTOR("a") ", " ACTOR( \
            "b")) "' >cases/river/large.cfg && " \
                  "printf '%s' '" SCENARIO("Small", \
                      ACTOR("a")) "' >cases/river/small.cfg && " \
                                  "printf '%s' 'base = \"small.cfg\"; title = \"Tiny\"; remove = " \
                                  "\"actors.a\";' " \
                                  ">cases/river/a-variant.cfg && " \
                                  "printf 'history = ();\\n' >cases/river/history.cfg && " \
                                  "printf 'name = (;\\n' >cases/river/wrong.cfg && " \
                                  "printf '# The river\\n\\nText.\\n' >cases/river/README.md && " \
                                  "echo x >cases/river/.secret && echo 1,2 " \
                                  ">cases/river/tables/old/t.csv && " \
                                  "mkfifo cases/river/pipe && ln -s /etc/passwd cases/river/link " \
                                  "&& " \
                                  "printf '%s' '" SCENARIO( \
                                      "Alone", ACTOR("a")) "' >cases/lake.cfg && " \
                                                           "echo text >cases/notes.txt && export " \
                                                           "PARLEY_SCENARIOS=cases && "

static void
test_cases_are_listed_with_true_numbers(void **state)
{
    struct bench *self = *state;
    json_object *object = NULL, *list = NULL, *item = NULL;

    expect(self, MAKE_CASES "$P list", 0,
        "The cases that come with Parley\n\n"
        "  lake   1 scenario   Alone\n"
        "  river  3 scenarios  The river\n\n"
        "`parley new river` copies one into a folder of your own.\n",
        NULL);
    expect(self, "export PARLEY_SCENARIOS=cases; $P list -q", 0, "lake\nriver\n", NULL);
    expect(self, "export PARLEY_SCENARIOS=cases; $P list --json", 0, "parley.list/1", NULL);
    object = json_tokener_parse(self->out);
    list = json_object_object_get(object, "cases");
    assert_int_equal(json_object_array_length(list), 2);
    item = json_object_array_get_idx(list, 1);
    assert_string_equal(
        json_object_get_string(json_object_object_get(item, "begin_with")), "small.cfg");
    assert_string_equal(json_object_to_json_string(json_object_object_get(item, "scenarios")),
        "[ \"a-variant.cfg\", \"large.cfg\", \"small.cfg\" ]");
    json_object_put(object);
    expect(self, "PARLEY_SCENARIOS=cases/empty $P list", 0, "none in cases/empty", NULL);
    expect(self, "PARLEY_SCENARIOS=nowhere $P list", 4, NULL,
        "parley: nowhere: cannot be read: No such file or directory\n");
}

static void
test_cases_are_found_beside_the_program_or_in_share(void **state)
{
    struct bench *self = *state;

    expect(self, MAKE_CASES "unset PARLEY_SCENARIOS; mkdir -p app/bin && cp $P app/bin/parley", 0,
        NULL, NULL);
    expect(self, "unset PARLEY_SCENARIOS; app/bin/parley list", 4, NULL,
        "no cases were found: there is neither ");
    assert_holds(self->err, "/app/bin/scenarios nor ");
    assert_holds(self->err, "\n        The environment's PARLEY_SCENARIOS may name the folder");
    expect(self,
        "unset PARLEY_SCENARIOS; mkdir -p app/share/parley; cp -r cases app/share/parley/scenarios;"
        " rm app/share/parley/scenarios/lake.cfg; app/bin/parley list -q",
        0, "river\n", NULL);
    /* Beside the program comes first; a link on the PATH is followed. */
    expect(self,
        "unset PARLEY_SCENARIOS; cp -r cases app/bin/scenarios; rm -r app/bin/scenarios/river;"
        " mkdir link; ln -s ../app/bin/parley link/parley; PATH=$PWD/link:$PATH; parley list -q",
        0, "lake\n", NULL);
    assert_null(strstr(self->out, "river"));
    /* An empty variable is none. */
    expect(self, "PARLEY_SCENARIOS= app/bin/parley list -q", 0, "lake\n", NULL);
    expect(self, "rm -r app link", 0, NULL, NULL);
}

static void
test_cases_new_copies_regular_files(void **state)
{
    struct bench *self = *state;
    json_object *object = NULL;

    expect(self, MAKE_CASES "$P new river && ls -A river river/tables/old", 0,
        "Made river/: 3 scenarios, README.md, history.cfg, tables, wrong.cfg. "
        "Start with the small one.\n"
        "  parley run river/small.cfg\n"
        "river:\nREADME.md\na-variant.cfg\nhistory.cfg\nlarge.cfg\nsmall.cfg\ntables\nwrong.cfg\n\n"
        "river/tables/old:\nt.csv\n",
        NULL);
    expect(self,
        "for f in README.md small.cfg tables/old/t.csv; do cmp river/$f cases/river/$f; done", 0,
        NULL, NULL);
    /* A case of one file, by either name; a name of one's own, which the shell must quote. */
    expect(self, "export PARLEY_SCENARIOS=cases; $P new lake.cfg \"my lake's/\"", 0,
        "Made my lake's/: 1 scenario.\n  parley run 'my lake'\\''s/lake.cfg'\n", NULL);
    expect(self, "cmp cases/lake.cfg \"my lake's/lake.cfg\"; $P check 'my lake'\\''s/lake.cfg'", 0,
        "is fine", NULL);
    expect(self, "export PARLEY_SCENARIOS=cases; $P new lake -- -n", 0,
        "\n  parley run ./-n/lake.cfg\n", NULL);
    expect(
        self, "export PARLEY_SCENARIOS=cases; $P new --json river other", 0, "parley.new/1", NULL);
    object = json_tokener_parse(self->out);
    assert_string_equal(json_object_get_string(json_object_object_get(object, "folder")), "other");
    assert_string_equal(
        json_object_get_string(json_object_object_get(object, "begin_with")), "small.cfg");
    json_object_put(object);
    expect(self, "ls -A | grep tmp", 1, NULL, NULL);
    expect(self, "rm -r ./-n river other 'my lake'\\''s'", 0, NULL, NULL);
}

static void
test_cases_new_touches_nothing_that_exists(void **state)
{
    struct bench *self = *state;

    expect(self, MAKE_CASES "mkdir river && echo mine >river/large.cfg && $P new river", 4, NULL,
        "parley: river/ exists already; nothing was touched\n"
        "        Give another name: parley new CASE DIR\n");
    expect(self, "ls -A river; cat river/large.cfg", 0, "large.cfg\nmine\n", NULL);
    expect(self, "PARLEY_SCENARIOS=cases $P new river out.txt", 4, NULL,
        "parley: out.txt exists already; nothing was touched\n");
    expect(self, "ln -s nowhere dangling; PARLEY_SCENARIOS=cases $P new river dangling/", 4, NULL,
        "parley: dangling exists already; nothing was touched\n");
    expect(self, "PARLEY_SCENARIOS=cases $P new river .", 4, NULL, "parley: ./ exists already");
    expect(self, "rm -r river dangling", 0, NULL, NULL);
    expect(self, "PARLEY_SCENARIOS=cases $P new rivr", 2, NULL,
        "parley new: no case \"rivr\"; did you mean river?\n`parley list` lists them.\n");
    expect(self, "PARLEY_SCENARIOS=cases $P new mountain", 2, NULL,
        "parley new: no case \"mountain\"\n");
    expect(self, "PARLEY_SCENARIOS=cases $P new ../cases/river", 2, NULL,
        "no case \"../cases/river\"");
    expect(self, "test ! -e rivr && test ! -e mountain", 0, NULL, NULL);
}

static void
test_cases_new_leaves_nothing_half_made(void **state)
{
    struct bench *self = *state;

    expect(self, MAKE_CASES "$P new river no/such/folder", 4, NULL,
        "parley: no/such/folder: this folder cannot be created: No such file or directory\n");
    expect(self, "PARLEY_SCENARIOS=cases $P new river /proc/river", 4, NULL,
        "parley: /proc/river: this folder cannot be created: ");
    expect(self, "PARLEY_SCENARIOS=cases $P new river out.txt/x", 4, NULL, "Not a directory\n");
    expect(self, "PARLEY_SCENARIOS=cases $P new river $(printf '%0300d' 0)", 4, NULL,
        "File name too long\n");
    expect(self, "head -c 5000 /dev/zero | tr '\\0' '#' >>cases/river/large.cfg; mkdir here", 0,
        NULL, NULL);
    if (!SUPPORT_SANITIZED) { /* a disk that is full after 512 bytes of a file */
        expect(self, "cd here && ulimit -f 1; PARLEY_SCENARIOS=../cases $P new river", 4, NULL,
            "parley: river/large.cfg: cannot be written: File too large\n");
    }
    expect(self, "ls -A here", 0, "", NULL);
    assert_string_equal(self->out, "");
    if (geteuid() != 0) {
        expect(self, "chmod a-w here; cd here; PARLEY_SCENARIOS=../cases $P new river", 4, NULL,
            "parley: river: this folder cannot be created: Permission denied\n");
        expect(self, "chmod a-r cases/river/small.cfg; PARLEY_SCENARIOS=cases $P new river r", 4,
            NULL, "cases/river/small.cfg: cannot be read: Permission denied\n");
        expect(self, "test ! -e r", 0, NULL, NULL);
    }
    expect(self, "chmod u+w here; rm -r here", 0, NULL, NULL);
}

/* The flagship: its README names every scenario, and every command in it works in a fresh copy. */
static void
test_cases_flagship_explains_itself(void **state)
{
    struct bench *self = *state;

    expect(self, "PARLEY_SCENARIOS=$R/scenarios $P new kosovo-2008 k", 0, " scenarios, README.md",
        NULL);
    assert_holds(self->out, "\n  parley run k/five-actors.cfg\n");
    expect(self,
        "cd k && for f in *.cfg; do grep -q \"^| .$f. | \" README.md || echo \"$f is not "
        "explained\";"
        " done; grep -o '`[a-z-]*\\.cfg`' README.md | tr -d '`' | xargs ls >/dev/null",
        0, NULL, NULL);
    expect(self,
        "mkdir bin && ln -s \"$P\" bin/parley && PATH=$PWD/bin:$PATH && cd k && "
        "sed -n 's/^    \\(parley .*\\)/\\1/p' README.md >commands.txt && cat commands.txt && "
        "sed -E 's/parley (run|compare|sensitivity|explain) /&-q -n 300 /' commands.txt | "
        "sh -e >/dev/null",
        0, "parley run five-actors.cfg\n", NULL);
    expect(self, "rm -r k bin", 0, NULL, NULL);
}

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf cases river here app link k bin");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases_are_listed_with_true_numbers),
        cmocka_unit_test(test_cases_are_found_beside_the_program_or_in_share),
        cmocka_unit_test(test_cases_new_copies_regular_files),
        cmocka_unit_test(test_cases_new_touches_nothing_that_exists),
        cmocka_unit_test(test_cases_new_leaves_nothing_half_made),
        cmocka_unit_test(test_cases_flagship_explains_itself),
    };

    return cmocka_run_group_tests(tests, shell_setup, teardown);
}
