/* Reading, merging, changing and writing scenario files; every trap of libconfig that is known. */
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scan.h"
#include "scratch.h"
#include "text.h"

/* The rules of the scenario language. */
static const char *const value_keys[] = { "normal", "lognormal", "pert", "beta", "choice", "value",
    NULL };
static const char *const alternatives[] = { "after after_any after_all", "typical_days chances",
    "times coef", NULL };
static const char *const member_keys[] = { "name", "actor", "term", NULL };
static const char *const own_keys[] = { "name", "base", "remove", NULL };
static const struct text_rules rules = { .value_keys = value_keys,
    .alternatives = alternatives,
    .member_keys = member_keys,
    .own_keys = own_keys };

/* Each test has a folder of its own, which is the current one while it runs. */
struct fixture {
    struct scratch scratch;
    struct text_tree tree;
    struct err err;
};

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(struct fixture));

    if (self == NULL) {
        return -1;
    }
    *state = self;
    return scratch_enter(&self->scratch) ? 0 : -1;
}

static int
tear_down(void **state)
{
    struct fixture *self = *state;

    text_free(&self->tree);
    if (!scratch_leave(&self->scratch)) {
        return -1;
    }
    free(self);
    return 0;
}

/* Loads a file afresh. */
static enum status
load_file(struct fixture *self, const char *name)
{
    text_free(&self->tree);
    memset(&self->err, 0, sizeof(self->err));
    return text_load(&self->tree, &rules, name, &self->err);
}

static enum status
load(struct fixture *self, const char *text)
{
    scratch_put("x.cfg", text);
    return load_file(self, "x.cfg");
}

static void
load_well(struct fixture *self, const char *text)
{
    if (load(self, text) != OK) {
        fail_msg("%s: %s", self->err.mistakes[0].where, self->err.mistakes[0].text);
    }
}

/* The node at a path of keys, names and numbers; it must exist. */
static struct text *
find(struct fixture *self, const char *path)
{
    struct text *node = self->tree.root;
    char words[TEXT_PATH_MAX], *rest = words, *word = NULL;

    strcpy(words, path);
    while (rest != NULL) {
        struct text *child = node->first;
        int k = 1;

        word = rest;
        rest = strchr(rest, '.');
        if (rest != NULL) {
            *rest++ = '\0';
        }
        for (; child != NULL; child = child->next, k++) {
            const char *name = child->key != NULL ? child->key : text_name(&self->tree, child);

            if (name != NULL ? strcmp(name, word) == 0 : k == (int)strtol(word, NULL, 10)) {
                break;
            }
        }
        if (child == NULL) {
            fail_msg("%s does not exist: no %s", path, word);
            return NULL;
        }
        node = child;
    }
    return node;
}

static bool
exists(struct fixture *self, const char *list_path, const char *word)
{
    for (struct text *c = find(self, list_path)->first; c != NULL; c = c->next) {
        const char *name = c->key != NULL ? c->key : text_name(&self->tree, c);

        if (name != NULL && strcmp(name, word) == 0) {
            return true;
        }
    }
    return false;
}

static void
assert_whole(struct fixture *self, const char *path, int64_t value)
{
    const struct text *node = find(self, path);

    assert_int_equal(node->kind, TEXT_WHOLE);
    assert_true(node->whole == value);
    assert_same(node->real, (double)value);
}

static void
assert_real(struct fixture *self, const char *path, double value)
{
    const struct text *node = find(self, path);

    assert_int_equal(node->kind, TEXT_REAL);
    assert_same(node->real, value);
}

static void
assert_string(struct fixture *self, const char *path, const char *value)
{
    const struct text *node = find(self, path);

    assert_int_equal(node->kind, TEXT_STRING);
    assert_string_equal(node->string, value);
}

/* One mistake with this where, whose text begins so; shows what there is otherwise. */
static void
assert_mistake(struct fixture *self, int k, const char *where, const char *text)
{
    const struct finding *mistake = &self->err.mistakes[k];

    if (k >= self->err.n_mistakes) {
        fail_msg("no mistake %d, expected %s: %s", k, where, text);
    }
    if (strcmp(mistake->where, where) != 0 || strncmp(mistake->text, text, strlen(text)) != 0) {
        fail_msg("%s: %s\nexpected %s: %s", mistake->where, mistake->text, where, text);
    }
}

static void
test_text_load_reads_every_kind_with_its_line(void **state)
{
    struct fixture *self = *state;

    load_well(self, "# a comment\n"
                    "title = \"Kosovo\"; /* another\n"
                    "*/ runs = 10000,\n"
                    "share : 0.5 // and another\n"
                    "ok = true; not = FALSE;\n"
                    "list = (\n"
                    "  \"a\",\n"
                    "  \"b\"\n"
                    ");\n"
                    "group = { x = -1.5e-3; };\n"
                    "empty = (); nothing = { }");
    assert_string(self, "title", "Kosovo");
    assert_int_equal(find(self, "title")->place.line, 2);
    assert_string_equal(find(self, "title")->place.file, "x.cfg");
    assert_whole(self, "runs", 10000);
    assert_int_equal(find(self, "runs")->place.line, 3);
    assert_real(self, "share", 0.5);
    assert_int_equal(find(self, "ok")->kind, TEXT_TRUTH);
    assert_int_equal(find(self, "ok")->whole, 1);
    assert_int_equal(find(self, "not")->whole, 0);
    assert_string(self, "list.1", "a");
    assert_int_equal(find(self, "list.1")->place.line, 7);
    assert_int_equal(find(self, "list.2")->place.line, 8);
    assert_null(find(self, "list.2")->key);
    assert_real(self, "group.x", -1.5e-3);
    assert_int_equal(find(self, "empty")->kind, TEXT_LIST);
    assert_int_equal(find(self, "empty")->n_children, 0);
    assert_int_equal(find(self, "nothing")->kind, TEXT_GROUP);
    assert_int_equal(self->tree.root->n_children, 9);
    assert_string_equal(self->tree.stem, "x");
}

static void
test_text_load_reads_whole_numbers_of_64_bits(void **state)
{
    struct fixture *self = *state;

    load_well(self, "a = 2147483647; b = 2147483648; c = -2147483648; d = -2147483649;\n"
                    "e = 9223372036854775807; f = -9223372036854775808; g = 4294967296;\n"
                    "h = 007; i = +5; j = 5L; k = (20080213000, 5000000000L); l = 08;");
    assert_whole(self, "a", 2147483647);
    assert_whole(self, "b", 2147483648);
    assert_whole(self, "c", -2147483647 - 1);
    assert_whole(self, "d", -2147483649);
    assert_whole(self, "e", INT64_MAX);
    assert_whole(self, "f", INT64_MIN);
    assert_whole(self, "g", 4294967296);
    assert_whole(self, "h", 7);
    assert_whole(self, "i", 5);
    assert_whole(self, "j", 5);
    assert_whole(self, "k.1", 20080213000);
    assert_whole(self, "k.2", 5000000000);
    assert_whole(self, "l", 8);
}

static void
test_text_load_takes_arrays_for_lists(void **state)
{
    struct fixture *self = *state;

    load_well(self, "a = [85.0, 95]; b = [ ]; c = [\"x\", (1, [2])];");
    assert_int_equal(find(self, "a")->kind, TEXT_LIST);
    assert_real(self, "a.1", 85.0);
    assert_whole(self, "a.2", 95);
    assert_int_equal(find(self, "b")->kind, TEXT_LIST);
    assert_whole(self, "c.2.2.1", 2);
}

static void
test_text_load_reads_escapes(void **state)
{
    struct fixture *self = *state;

    load_well(self, "a = \"q\\\" b\\\\ n\\n t\\t r\\r f\\f \\x41 \\xc3\\xa9\";");
    assert_string(self, "a", "q\" b\\ n\n t\t r\r f\f A \xC3\xA9");
}

static void
test_text_load_takes_any_line_ends_and_a_byte_order_mark(void **state)
{
    struct fixture *self = *state;

    load_well(self, "\xEF\xBB\xBF"
                    "a = 1;\r\nb = 2;\rc = 3;\n# last, with no line end");
    assert_whole(self, "a", 1);
    assert_int_equal(find(self, "b")->place.line, 2);
    assert_int_equal(find(self, "c")->place.line, 3);
}

static void
test_text_load_takes_an_empty_file(void **state)
{
    struct fixture *self = *state;

    load_well(self, "");
    assert_int_equal(self->tree.root->kind, TEXT_GROUP);
    assert_int_equal(self->tree.root->n_children, 0);
}

/* One wrong file each: the line, and how the sentence begins. */
struct trap {
    const char *file;
    int line;
    const char *text;
};

static void
check_traps(struct fixture *self, const struct trap *traps, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        char where[32];

        assert_int_equal(load(self, traps[k].file), ERR_SCENARIO);
        snprintf(where, sizeof(where), "x.cfg:%d", traps[k].line);
        assert_mistake(self, 0, where, traps[k].text);
        if (self->err.n_mistakes != 1) {
            fail_msg("%s\n%d mistakes, the second: %s: %s", traps[k].file, self->err.n_mistakes,
                self->err.mistakes[1].where, self->err.mistakes[1].text);
        }
    }
}

#define CHECK(self, traps) check_traps(self, traps, sizeof(traps) / sizeof((traps)[0]))

static void
test_text_load_says_what_is_wrong_with_a_number(void **state)
{
    static const struct trap traps[] = {
        { "a = 1;\nx = 98%;", 2, "98%: write the number without %: 98" },
        { "x = 98 %;", 1, "% is not understood; write the number without %" },
        { "x = 90..98;", 1, "90..98: a range is written (90, 98)" },
        { "x = 85..95..100;", 1, "85..95..100: a range is written (85, 95, 100)" },
        { "x = 90-98;", 1, "90-98: a range is written (90, 98)" },
        { "x = 90\xE2\x80\x93"
          "98;",
            1,
            "90\xE2\x80\x93"
            "98: a range is written (90, 98)" },
        { "x = 98,0;", 1, "98,0: a decimal takes a point, 98.0; a range takes brackets, (98, 0)" },
        { "x = (2,0, 0,5);", 1, "(2,0, 0,5): decimals take a point: (2.0, 0.5)" },
        { "x = 1.000.000;", 1,
            "1.000.000: a number has one point at most and no separators of thousands; "
            "perhaps 1000000" },
        { "x = 1_000;", 1, "1_000: a number has one point at most" },
        { "x = 0xFFFFFFFF;", 1, "0xFFFFFFFF: numbers are not written in hexadecimal" },
        { "x = 1e309;", 1, "1e309 is too large; numbers are below 1e308 here" },
        { "x = -0.001e312;", 1, "-0.001e312 is too large" },
        { "x = 1e308;", 1, "1e308 is too large; numbers are below 1e308 here" },
        { "x = 1e-400;", 1, "1e-400 is too small; numbers other than 0 are at least 1e-307 here" },
        { "x = 0.00000000001e-300;", 1, "0.00000000001e-300 is too small" },
        { "x = 9223372036854775808;", 1, "9223372036854775808 is too large; whole numbers are" },
        { "x = -9223372036854775809;", 1, "-9223372036854775809 is too large" },
        { "x = 12345678901234567890123;", 1, "12345678901234567890123 is too large" },
        { "x = 30days;", 1, "30days is not a number" },
        { "x = 1e;", 1, "1e is not a number" },
        { "x = 30 days;", 1, "days is not understood after 30" },
        { "x = - 5;", 1, "- is not understood; a minus sign stands directly before its number" },
        { "x = \xE2\x88\x92"
          "5;",
            1,
            "\xE2\x88\x92"
            "5 has a typographic minus sign; type -" },
        { "x = 2008-02-17;", 1, "put the date in quotes: \"2008-02-17\"" },
        { "x = 17.2.2008;", 1,
            "17.2.2008: a date is written in quotes and begins with the year: \"2008-02-17\"" },
        { "x = 3.12.2031;", 1,
            "3.12.2031: a date is written in quotes and begins with the year: \"2031-12-03\"" },
        { "x = 12.31.2031;", 1,
            "12.31.2031: a date is written in quotes and begins with the year: \"2008-02-17\"" },
        { "x = 2/17/08;", 1, "2/17/08: a date is written in quotes" },
    };

    CHECK(*state, traps);
}

static void
test_text_load_cuts_what_it_cites_at_a_whole_character(void **state)
{
    struct fixture *self = *state;
    char file[128] = "x = 7";

    for (int k = 0; k < 30; k++) {
        strcat(file, "\xC3\x96"); /* O with two dots */
    }
    strcat(file, "aaa%;");
    assert_int_equal(load(self, file), ERR_SCENARIO);
    assert_int_equal(self->err.n_mistakes, 1);
    assert_non_null(strstr(self->err.mistakes[0].text, "\xC3\x96...: "));
    assert_null(strstr(self->err.mistakes[0].text, "\xC3..."));
}

static void
test_text_load_reads_odd_but_right_numbers(void **state)
{
    struct fixture *self = *state;

    load_well(self, "a = (90,95, 98, 99); b = (1,2,3,4); c = (1,2); d = 0.00; e = 0e999; f = 5.;\n"
                    "g = .5; h = 1e307; i = 1e-307; j = 100000000000000000000000.0; k = (-5, 5);");
    assert_whole(self, "a.2", 95);
    assert_whole(self, "b.4", 4);
    assert_real(self, "e", 0.0);
    assert_real(self, "f", 5.0);
    assert_real(self, "g", 0.5);
    assert_real(self, "h", 1e307);
    assert_real(self, "i", 1e-307);
    assert_real(self, "j", 1e23);
}

static void
test_text_load_says_what_is_wrong_with_a_text(void **state)
{
    static const struct trap traps[] = {
        { "a = 1;\nx = serbia;\nb = 1;", 2, "put quotes around the text: \"serbia\"" },
        { "x = Republic of Serbia 2;", 1, "put quotes around the text: \"Republic of Serbia 2\"" },
        { "x = (\"a\", b, \"c\");", 1, "put quotes around the text: \"b\"" },
        { "x = \xE2\x80\x9CSerbia and more\xE2\x80\x9D;", 1,
            "\xE2\x80\x9CSerbia and more\xE2\x80\x9D has curly quotes" },
        { "x = 'Serbia';", 1, "'Serbia' has single quotes; texts stand in double ones" },
        { "x = 'Cote d'Ivoire'; y = 1;", 1, "'Cote d'Ivoire' has single quotes" },
        { "x = \xC3\x96sterreich;", 1, "\xC3\x96sterreich: keys are of the letters a to z" },
        { "x = \"Serbia;\ny = 2;\nz = 3;", 1, "the quote is not closed on this line: \"Serbia;" },
        { "x = { y = \"Serbia; };\nz = \"a\";", 1, "the quote is not closed on this line" },
        { "x = \"Serbia\xE2\x80\x9D;", 1,
            "the quote is not closed on this line: \"Serbia\xE2\x80\x9D;\na curly quote does not "
            "close it" },
        { "x = \"two\nlines\";", 1,
            "the quote is not closed on this line: \"two\na text stands on one line" },
        { "x = \"a;\ny = \"b\";", 1, "the quote is not closed on this line: \"a;" },
        { "x = \"Serbia; y = (\"a\");\nz = 1;", 1, "a quote is missing after Serbia: \"Serbia\"" },
        { "x = Serbia\"; y = 2;", 1, "a quote is missing before Serbia: \"Serbia\"" },
        { "x = \"C:\\data\\new\";", 1,
            "\"C:\\data\\new\": \\d means nothing; a backslash is written \\\\" },
        { "x = \"a\\x00b\";", 1, "\"a\\x00b\": \\x00 is a control character" },
        { "x = \"a\\x1bb\";", 1, "\"a\\x1bb\": \\x1b is a control character" },
        { "x = \"a\\xg\";", 1, "\"a\\xg\": \\x needs two hexadecimal digits" },
        { "x = \"a\\xff\";", 1, "\"a\\xff...\": the bytes given by \\x are not UTF-8" },
        { "x = (\"russia\" \"eu\");", 1, "\"russia\" \"eu\" must be \"russia\", \"eu\"" },
        { "x = (\n\"russia\"\n\"eu\"\n);", 2, "\"russia\" \"eu\" must be \"russia\", \"eu\"" },
        { "x = \"russia\" \"eu\";", 1,
            "\"russia\" \"eu\": two texts with no comma between them would be read as one" },
        { "x = \"a\", \"b\";", 1, "one value only; several are a list: (\"a\", \"b\")" },
    };

    CHECK(*state, traps);
}

static void
test_text_load_names_the_bracket(void **state)
{
    static const struct trap traps[] = {
        { "a = 1;\nx = {\n y = 1;\n\n", 2, "the group x that begins here is never closed: }" },
        { "x = (\n {\n y = 1; }\n", 1, "the list x that begins here is never closed: )" },
        { "actors = (\n { name = \"a\"; capability = 1;\n s = { position = 5; };\n\n"
          " { name = \"b\"; } );",
            3, "the actor that begins on line 2 is not closed" },
        { "x = {\n y = (1, 2;\n z = 3;\n};", 2,
            "the list y that begins on line 2 is not closed: ) is missing before ;" },
        { "x = {\n y = (1, 2 };\nz = 3;", 2,
            "the list y that begins on line 2 is not closed: ) is missing before }" },
        { "x = {\n y = (1, 2};\nz = 3; };", 2,
            "the list y that begins on line 2 is closed by }; it must be )" },
        { "x = (\n { y = 1; );", 2,
            "the member of x that begins on line 2 is not closed: } is missing" },
        { "bodies = ( { n = 1; ),\n ( ); };", 1, "the body that begins on line 1 is" },
        { "x = { y = 1; );", 1, "the group x that begins on line 1 is closed by ); it must be }" },
        { "x = [1, 2);", 1, "the list x that begins on line 1 is closed by ); it must be ]" },
        { "x = (1, 2)\n);", 2,
            "this ) closes nothing: the list x that begins on line 1 was closed on line 1" },
        { "a = 1; };", 1, "this } closes nothing: no bracket is open" },
        { "a = (\n {\n x = { y = 1; } }; z = 2; },\n { z = 3; } );", 3,
            "this } is one too many: it closes the member of a that begins on line 2" },
        { "a = (1, 2\nb = 3;", 1, "the list a that begins on line 1 is not closed: ) is missing" },
        { "{ a = 1; }", 1, "a file needs no { } around it; take both away" },
    };

    CHECK(*state, traps);
}

/* Two actors and a number; each line of it matters to the next test. */
#define ACTORS \
    "actors = (\n" \
    "  { name = \"a\"; size = (1, 2, 3);\n" \
    "    s = { x = 5; }; },\n" \
    "  { name = \"b\";\n" \
    "    s = { x = 6; }; }\n" \
    ");\n" \
    "runs = 5;\n"

static void
test_text_load_tells_which_bracket_is_missing_or_too_many(void **state)
{
    struct fixture *self = *state;
    static const struct {
        const char *around, *instead; /* a piece of ACTORS, and what stands in its place */
        int line;
        const char *text;
    } slips[] = {
        { "actors = (", "actors =", 1,
            "( is missing after actors =; a list of groups is written ( { ... }, { ... } )" },
        { "{ name = \"a\"", "name = \"a\"", 2,
            "{ is missing before name: the settings of the actor stand in { }" },
        { "(1, 2, 3)", "1, 2, 3)", 2, "( is missing after size =; a list is written (1, 2, 3)" },
        { "(1, 2, 3)", "(1, 2, 3", 2, "the list size that begins on line 2 is not closed" },
        { "{ x = 5; }; }", "x = 5; }; }", 3, "{ is missing after s =" },
        { "5; }; }", "5; ; }", 3,
            "the group s that begins on line 3 is not closed: } is missing before this ;" },
        { "5; }; }", "5; };", 3,
            "the actor that begins on line 2 is not closed: } is missing before this ," },
        { "5; }; },", "5; };", 3, "the actor that begins on line 2 is not closed" },
        { "5; }; }", "5; }", 3,
            "the actor that begins on line 2 is not closed\nthe } on line 3 closes the group s "
            "that begins on line 3" },
        { "{ name = \"b\"", "name = \"b\"", 4, "{ is missing before name" },
        { "6; }; }", "6; };", 5,
            "the actor that begins on line 4 is not closed: } is missing before )" },
        { "6; }; }", "6; }", 5,
            "the actor that begins on line 4 is not closed: } is missing before )\n"
            "the } on line 5 closes the group s that begins on line 5" },
        { ");\nruns", ";\nruns", 5, "the list actors that begins on line 1 is not closed" },
        { ");\nruns", "runs", 5, "the list actors that begins on line 1 is not closed" },
        { "{ name = \"a\"", "{ { name = \"a\"", 2, "this { is one too many in the actor" },
        { "5; }; }", "5; }; }; }", 3,
            "this } is one too many: it closes the actor that begins on line 2" },
        { "5; }; }", "5; }; } )", 3,
            "this ) is one too many: it closes the list actors that begins on line 1" },
        { "5; }; }", "5; }; } }", 3,
            "this } closes nothing: the actor that begins on line 2 was closed on line 3" },
        { ");\nruns", "));\nruns", 6,
            "this ) closes nothing: the list actors that begins on line 1 was closed on line 6" },
    };

    for (size_t k = 0; k < sizeof(slips) / sizeof(slips[0]); k++) {
        const char *at = strstr(ACTORS, slips[k].around);
        char file[512], where[32];

        assert_non_null(at);
        snprintf(file, sizeof(file), "%.*s%s%s", (int)(at - ACTORS), ACTORS, slips[k].instead,
            at + strlen(slips[k].around));
        assert_int_equal(load(self, file), ERR_SCENARIO);
        snprintf(where, sizeof(where), "x.cfg:%d", slips[k].line);
        assert_mistake(self, 0, where, slips[k].text);
        assert_int_equal(self->err.n_mistakes, 1);
    }
}

static void
test_text_load_goes_on_after_a_list_without_its_bracket(void **state)
{
    static const struct trap traps[] = {
        { "a = { x = 1; } );\nb = 1;", 1,
            "( is missing after a =, or the ) on line 1 is one too many" },
        { "a = { x = 1; }, { x = 2; };\nb = 1;", 1, "( is missing after a =; a list of groups" },
        { "a = \"t\" );\nb = 1;", 1, "( is missing after a =, or the ) on line 1" },
        { "a = { b = \"t\", \"u\" ); };", 1,
            "( is missing after b =; a list is written (\"t\", \"u\")" },
    };

    CHECK(*state, traps);
}

/* The places that are shown: "LINE:COLUMN NOTE", separated by " | ". */
static void
test_text_load_shows_the_places_of_a_mistake(void **state)
{
    struct fixture *self = *state;
    static const struct {
        const char *file, *places;
        bool brackets;
    } cases[] = {
        { "x = 98%;", "1:5 a number alone", false },
        { "x = (\"a\"\n  \"b\");", "1:9 expected , | 2:3 the next one begins here", true },
        { "x = 1;\nx = 3;", "1:1 first here | 2:1 and again here", false },
        { "x = \"two\nlines\";", "1:5 opened here | 1:9 the line ends here", false },
        { "\n/* b = 2;", "2:1 opened here", false },
        { "x = \"Serbia; y = (\"a\");", "1:5 opened here | 1:12 expected \"", false },
        { "x = \"\"a\";", "1:5 one too many", false },
        { "x = \"a\"\";", "1:8 one too many", false },
        { "x = two words\";", "1:5 expected \" here", false },
        { "a = { { x = 1; }, { x = 2; } };", "1:5 must be (", true },
        { "a = ( ( 1, 2 );", "1:5 one too many | 1:15 expected ) if not", true },
        { "{\n a = 1;\n}", "1:1 one too many | 3:1 and this", true },
        { "x = (1, 2];", "1:5 opened here | 1:10 must be )", true },
        { "x = (1, 2)\n);", "1:5 opened here | 1:10 closed here | 2:1 closes nothing", true },
        { "a = 1;\nx = {\n y = 1;\n\n", "2:5 opened here | 3:8 expected } before the end", true },
        { "x = 1, 2);", "1:4 expected (", true },
        { "actors = (\n { name = \"a\";\n s = { position = 5; };\n\n { name = \"b\"; } );",
            "2:2 opened here | 3:24 expected } and , | 5:2 the next one begins here", true },
        { "a = (1, 2\n\nb = 3;",
            "1:5 opened here | 1:10 expected ) | 3:1 the next setting begins here", true },
        { "a = {\n  b = (1, 2;\n};\n", "2:7 opened here | 2:12 expected )", true },
    };

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct marks *marks = &self->err.mistakes[0].marks;
        char places[512] = "";

        assert_int_equal(load(self, cases[k].file), ERR_SCENARIO);
        assert_int_equal(self->err.n_mistakes, 1);
        for (int j = 0; j < marks->n; j++) {
            snprintf(places + strlen(places), sizeof(places) - strlen(places), "%s%d:%d %s",
                j > 0 ? " | " : "", marks->list[j].line, marks->list[j].column,
                marks->list[j].note);
        }
        assert_string_equal(places, cases[k].places);
        assert_int_equal(marks->brackets, cases[k].brackets);
    }
}

/* The } of the group around was taken for that of the group within: told by where lines begin. */
static void
test_text_load_tells_where_a_group_was_meant_to_end(void **state)
{
    struct fixture *self = *state;
    static const struct trap traps[] = {
        { "actors = (\n"
          "  { name = \"a\";\n"
          "    price = { position = 5;\n"
          "    quota = { position = 6; };\n"
          "  },\n"
          "  { name = \"b\"; }\n"
          ");\n",
            3, "the group price that begins on line 3 is not closed" },
        { "actors = (\n"
          "  { name = \"a\";\n"
          "    price = {\n"
          "      position = 5;\n"
          "    quota = { position = 6; };\n"
          "  }\n"
          ");\n",
            4, "the group price that begins on line 3 is not closed" },
        { "first = {\n"
          "  a = 1;\n"
          "second = { b = 2; };\n"
          "third = (1, 2);\n",
            2, "the group first that begins on line 1 is not closed" },
        /* Lines that begin anywhere tell nothing. */
        { "first = {\n"
          "a = 1;\n"
          "second = { b = 2; };\n",
            1, "the group first that begins here is never closed" },
    };

    CHECK(self, traps);
    assert_int_equal(load(self, traps[1].file), ERR_SCENARIO);
    assert_int_equal(self->err.mistakes[0].marks.n, 3);
    assert_int_equal(self->err.mistakes[0].marks.list[0].line, 3);
    assert_int_equal(self->err.mistakes[0].marks.list[1].line, 4);
    assert_string_equal(self->err.mistakes[0].marks.list[1].note, "expected };");
    assert_int_equal(self->err.mistakes[0].marks.list[2].line, 5);
}

/* Each top-level setting has its own mistake. */
static void
test_text_load_tells_of_several_brackets(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load(self, "a = (\n  { x = 1; y = { z = 1; };,\n  { x = 2; } );\n"
                                "b = {\n  c = { d = 1; ;\n};\n"
                                "e = { f = 1; }, { f = 2; } );\n"),
        ERR_SCENARIO);
    assert_int_equal(self->err.n_mistakes, 3);
    err_sort(&self->err);
    assert_mistake(self, 0, "x.cfg:2", "the member of a that begins on line 2 is not closed");
    assert_mistake(self, 1, "x.cfg:5", "the group c that begins on line 5 is not closed");
    assert_mistake(self, 2, "x.cfg:7", "( is missing after e =");
}

static void
test_text_load_names_the_separator(void **state)
{
    static const struct trap traps[] = {
        { "x = (1 2);", 1, "a comma is missing between 1 and 2" },
        { "x = ( { a = 1; }\n { a = 2; } );", 1, "a comma is missing between } and {" },
        { "x = (1, 2,);", 1, "a comma before ); the last member of a list has none" },
        { "x = (,1);", 1, "this comma has no member of the list before it" },
        { "x = (1,,2);", 1, "this comma has no member of the list before it" },
        { "x = (1; 2);", 1, "members of a list are separated by commas, not ;" },
        { "x = ( { a = 1; }; { a = 2; } );", 1, "members of a list are separated by commas" },
        { "x = ( { a = 1; }; );", 1, "a ; before ): in a list commas stand between members" },
        { "x = 1;;", 1, "this ; has no setting before it" },
        { "x 5;", 1, "= is missing after x" },
        { "x { y = 1; };", 1, "= is missing after x" },
        { "x == 5;", 1, "one = is enough" },
        { "= 5;", 1, "a key is missing before =" },
        { "x = ;", 1, "x has no value" },
        { "x =", 1, "x has no value" },
        { "x = y = 5;", 1, "x has no value" },
        { "x;", 1, "x has no value: write x = VALUE;" },
        { "5;", 1, "a key was expected here, not 5" },
        { "x = (name = \"a\");", 1, "name = ... in a list: settings stand in { }" },
        { "x = (1 = 2);", 1, "1 = ... in a list" },
    };

    CHECK(*state, traps);
}

static void
test_text_load_says_what_is_wrong_with_a_key(void **state)
{
    static const struct trap traps[] = {
        { "x = 1;\ny = 2;\nx = 3;", 3, "x is given twice, first on line 1" },
        { "a = { x = 1; };\nb = {\nx = 1; y = { x = 1; };\nx = 2; };", 4,
            "x is given twice, first on line 3" },
        { "true = 5;", 1, "true cannot be a key: keys begin with a letter" },
        { "5 = 6;", 1, "5 cannot be a key" },
        { "\"a\" = 3;", 1, "a key stands without quotes: a" },
        { "a.b = 3;", 1, "a.b cannot be a key" },
        { "_a = 3;", 1, "_a cannot be a key" },
        { "\xC3\x96 = 3;", 1, "\xC3\x96: keys are of the letters a to z, digits and _" },
        { "a\xC3\x96 = 3;", 1, "a\xC3\x96: keys are of the letters a to z, digits and _" },
        { "@include \"x.cfg\"\na = 1;", 1, "@include is not used here; take base = \"file.cfg\"" },
        { "\xC2\xA0x = 1;", 1, "\xC2\xA0x begins with a no-break space (U+00A0)" },
        { "a = 1;\n/* b = 2;\nc = 3;", 2,
            "the comment that begins here with /* is never closed with */" },
    };

    CHECK(*state, traps);
}

static void
test_text_load_finds_all_mistakes_in_one_pass(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load(self, "a = 98%; b = 90..98;\n"
                                "c = (\"x\" \"y\");\n"
                                "d = { e = serbia; };\n"
                                "f = (1, 2;\n"
                                "a = 2008-02-17;\n"
                                "g = 2;\ng = 3;\n"),
        ERR_SCENARIO);
    assert_int_equal(self->err.n_mistakes, 7);
    err_sort(&self->err);
    assert_mistake(self, 0, "x.cfg:1", "98%");
    assert_mistake(self, 1, "x.cfg:1", "90..98");
    assert_mistake(self, 2, "x.cfg:2", "\"x\" \"y\"");
    assert_mistake(self, 3, "x.cfg:3", "put quotes");
    assert_mistake(self, 4, "x.cfg:4", "the list f");
    assert_mistake(self, 5, "x.cfg:5", "put the date");
    assert_mistake(self, 6, "x.cfg:7", "g is given twice");
}

static void
test_text_load_says_no_more_where_brackets_cannot_be_told(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load(self, "a = ( { b = (1, { c = 2 ); };\n"
                                "d = ( { e = 5; ] );\n"
                                "f = serbia;\n"),
        ERR_SCENARIO);
    assert_in_range(self->err.n_mistakes, 1, 3);
}

static void
test_text_load_limits_depth_keys_and_values(void **state)
{
    struct fixture *self = *state;
    static char big[8 * SCAN_VALUES_MAX];
    char *end = big;

    load_well(self, "a = ((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))));");
    assert_int_equal(
        load(self, "a = (((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))));"),
        ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:1", "brackets stand more than 32 deep in one another");
    assert_int_equal(self->err.n_mistakes, 1);
    for (int k = 0; k < 2001; k++) {
        end += sprintf(end, "k%d=1;\n", k);
    }
    assert_int_equal(load(self, big), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2001", "more than 2000 keys in one group");
    assert_int_equal(self->err.n_mistakes, 1);
    end = big + sprintf(big, "a = (0");
    for (int k = 0; k < SCAN_VALUES_MAX; k++) {
        end += sprintf(end, ",\n1");
    }
    strcpy(end, ");");
    assert_int_equal(load(self, big), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:400000", "more than 400000 values");
}

static void
test_text_load_refuses_bytes_that_are_no_text(void **state)
{
    struct fixture *self = *state;
    static const struct {
        const char *bytes;
        size_t n;
        int line;
        const char *text;
    } cases[] = {
        { "a = 1;\nb = \"x\0y\";", 16, 2, "a NUL byte; this is no text file" },
        { "a = \"\xE9\";", 8, 1, "byte 0xe9 is not UTF-8; save the file in UTF-8" },
        { "\n\na = \"\xC0\x80\";", 10, 3, "byte 0xc0 is not UTF-8" },
        { "a = \"\xED\xA0\x80\";", 10, 1, "byte 0xed is not UTF-8" },
        { "a = \"\xF4\x90\x80\x80\";", 11, 1, "byte 0xf4 is not UTF-8" },
        { "a = \"\xE2\x82", 7, 1, "byte 0xe2 is not UTF-8" },
        { "a = \"\x1b[31m\";", 11, 1, "a control character (byte 0x1b)" },
        { "\xFF\xFE"
          "a\0",
            4, 1, "the file is in UTF-16; save it in UTF-8" },
    };

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char where[32];

        scratch_put_bytes("x.cfg", cases[k].bytes, cases[k].n);
        assert_int_equal(load_file(self, "x.cfg"), ERR_SCENARIO);
        snprintf(where, sizeof(where), "x.cfg:%d", cases[k].line);
        assert_mistake(self, 0, where, cases[k].text);
        assert_int_equal(self->err.n_mistakes, 1);
    }
}

static void
test_text_load_reads_regular_files_only(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load_file(self, "none.cfg"), ERR_IO);
    assert_mistake(self, 0, "none.cfg", "cannot be read: No such file or directory");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(load_file(self, "pipe"), ERR_IO);
    assert_mistake(self, 0, "pipe", "cannot be read: it is a pipe or a device, not a file");
    assert_int_equal(load_file(self, "/dev/zero"), ERR_IO);
    assert_mistake(self, 0, "/dev/zero", "cannot be read: it is a pipe or a device");
    assert_int_equal(load_file(self, "."), ERR_IO);
    assert_mistake(self, 0, ".", "cannot be read: it is a folder");
    scratch_put("x.cfg", "");
    assert_int_equal(truncate("x.cfg", (off_t)TEXT_FILE_MAX + 1), 0);
    assert_int_equal(load_file(self, "x.cfg"), ERR_IO);
    assert_mistake(self, 0, "x.cfg", "larger than 32 MiB, the most");
}

static void
test_text_load_reads_standard_input(void **state)
{
    struct fixture *self = *state;
    const int kept = dup(STDIN_FILENO);
    int file = -1;

    scratch_put("in.cfg", "base = \"b.cfg\";\nx = 98%;\n");
    scratch_put("b.cfg", "y = 1;\n");
    file = open("in.cfg", O_RDONLY);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(load_file(self, "-"), ERR_SCENARIO);
    assert_mistake(self, 0, "standard input:2", "98%");
    scratch_put("in.cfg", "base = \"b.cfg\";\nx = 98;\n");
    assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_SET), 0);
    assert_int_equal(load_file(self, "-"), OK);
    assert_whole(self, "x", 98);
    assert_whole(self, "y", 1);
    assert_string_equal(self->tree.stem, "stdin");
    assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
    close(file);
    close(kept);
}

/* Loads v.cfg over b.cfg; both must be right. */
static void
load_over(struct fixture *self, const char *base, const char *over)
{
    char text[2000];

    scratch_put("b.cfg", base);
    snprintf(text, sizeof(text), "base = \"b.cfg\";\n%s", over);
    scratch_put("v.cfg", text);
    if (load_file(self, "v.cfg") != OK) {
        fail_msg("%s: %s", self->err.mistakes[0].where, self->err.mistakes[0].text);
    }
}

static void
test_overlay_merges_groups_key_by_key(void **state)
{
    struct fixture *self = *state;

    load_over(
        self, "g = { a = 1; b = { c = 2; d = 3; }; };\nh = 5;", "g = { b = { d = 4; e = 5; }; };");
    assert_whole(self, "g.a", 1);
    assert_whole(self, "g.b.c", 2);
    assert_whole(self, "g.b.d", 4);
    assert_whole(self, "g.b.e", 5);
    assert_whole(self, "h", 5);
    assert_int_equal(find(self, "g.b")->n_children, 3);
    assert_string_equal(find(self, "g.b.d")->place.file, "v.cfg");
    assert_int_equal(find(self, "g.b.d")->place.line, 2);
    assert_string_equal(find(self, "g.b.c")->place.file, "b.cfg");
    assert_string_equal(self->tree.root->place.file, "v.cfg");
    assert_string_equal(self->tree.stem, "v");
}

static void
test_overlay_matches_members_by_name_actor_or_term(void **state)
{
    struct fixture *self = *state;

    load_over(self,
        "actors = ( { name = \"a\"; c = 1; }, { name = \"b\"; c = 2; } );\n"
        "members = ( { actor = \"a\"; votes = 1; }, { actor = \"b\"; votes = 2; } );\n"
        "terms = ( { term = \"stake\"; times = 2; }, { name = \"s\"; term = \"date\"; times = 3; } "
        ");",
        "actors = ( { name = \"c\"; c = 3; }, { name = \"b\"; c = 9; d = 8; } );\n"
        "members = ( { actor = \"b\"; votes = 7; } );\n"
        "terms = ( { name = \"s\"; times = 5; }, { term = \"stake\"; times = 6; } );");
    assert_whole(self, "actors.a.c", 1);
    assert_whole(self, "actors.b.c", 9);
    assert_whole(self, "actors.b.d", 8);
    assert_whole(self, "actors.c.c", 3);
    assert_int_equal(find(self, "actors")->n_children, 3);
    assert_string_equal(text_name(&self->tree, find(self, "actors")->last), "c");
    assert_true(find(self, "actors.c")->overlaid);
    assert_false(find(self, "actors.b")->overlaid);
    assert_whole(self, "members.b.votes", 7);
    assert_whole(self, "members.a.votes", 1);
    assert_whole(self, "terms.s.times", 5);
    assert_string(self, "terms.s.term", "date");
    assert_whole(self, "terms.stake.times", 6);
}

static void
test_overlay_replaces_other_values_whole(void **state)
{
    struct fixture *self = *state;

    load_over(self,
        "a = (1, 2, 3); b = 5; c = ( { on = 1; }, { on = 2; } ); d = { x = 1; }; e = (1, 2);\n"
        "f = ( { name = \"a\"; } );",
        "a = (4, 5); b = (6, 7); c = ( { on = 9; } ); d = 5; e = { y = 1; }; f = ();");
    assert_int_equal(find(self, "a")->n_children, 2);
    assert_whole(self, "a.1", 4);
    assert_whole(self, "b.2", 7);
    assert_int_equal(find(self, "c")->n_children, 1);
    assert_whole(self, "d", 5);
    assert_whole(self, "e.y", 1);
    assert_int_equal(find(self, "f")->n_children, 0);
    assert_string_equal(find(self, "a")->place.file, "v.cfg");
    assert_string_equal(find(self, "d")->key, "d");
}

static void
test_overlay_replaces_values_written_as_groups_whole(void **state)
{
    struct fixture *self = *state;

    load_over(self,
        "a = { normal = (1, 2); source = \"s\"; };\nb = { x = 1; y = 2; };\n"
        "c = { pert = (1, 2, 3); };",
        "a = { note = \"n\"; };\nb = { value = 5; };\nc = { normal = (1, 2); };");
    assert_int_equal(find(self, "a")->n_children, 1);
    assert_string(self, "a.note", "n");
    assert_int_equal(find(self, "b")->n_children, 1);
    assert_int_equal(find(self, "c")->n_children, 1);
    assert_whole(self, "c.normal.2", 2);
}

static void
test_overlay_lets_one_alternative_replace_the_others(void **state)
{
    struct fixture *self = *state;

    load_over(self,
        "events = ( { name = \"e\"; after = \"x\"; typical_days = 5;\n"
        "  terms = ( { term = \"stake\"; times = 2; }, { term = \"date\"; coef = 1.0; } ); } );",
        "events = ( { name = \"e\"; after_any = ( \"y\" ); chances = ( { on = 1; } );\n"
        "  terms = ( { term = \"stake\"; coef = 0.5; }, { term = \"date\"; times = 3; } ); } );");
    assert_false(exists(self, "events.e", "after"));
    assert_false(exists(self, "events.e", "typical_days"));
    assert_string(self, "events.e.after_any.1", "y");
    assert_int_equal(find(self, "events.e.chances")->n_children, 1);
    assert_false(exists(self, "events.e.terms.stake", "times"));
    assert_real(self, "events.e.terms.stake.coef", 0.5);
    assert_false(exists(self, "events.e.terms.date", "coef"));
}

static void
test_overlay_keeps_alternatives_that_one_file_gives_together(void **state)
{
    struct fixture *self = *state;

    load_over(self, "e = { after = \"x\"; };", "e = { after = \"y\"; after_all = ( \"z\" ); };");
    assert_string(self, "e.after", "y");
    assert_string(self, "e.after_all.1", "z");
}

static void
test_overlay_does_not_inherit_its_own_keys(void **state)
{
    struct fixture *self = *state;

    load_over(self, "name = \"five\"; title = \"T\";", "runs = 5;");
    assert_null(text_get(self->tree.root, "name"));
    assert_null(text_get(self->tree.root, "base"));
    assert_string(self, "title", "T");
    load_over(self, "name = \"five\";", "name = \"four\";");
    assert_string(self, "name", "four");
}

static void
test_overlay_merges_a_chain_in_order(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("sub", 0700), 0);
    scratch_put("sub/c.cfg", "x = 1; y = 1; z = 1; l = ( { name = \"a\"; } );");
    scratch_put("sub/b.cfg", "base = \"c.cfg\"; y = 2; z = 2; l = ( { name = \"b\"; } );");
    scratch_put("a.cfg", "base = \"sub/b.cfg\"; z = 3; l = ( { name = \"b\"; k = 1; } );");
    assert_int_equal(load_file(self, "a.cfg"), OK);
    assert_whole(self, "x", 1);
    assert_whole(self, "y", 2);
    assert_whole(self, "z", 3);
    assert_string_equal(find(self, "x")->place.file, "sub/c.cfg");
    assert_true(find(self, "l.b")->overlaid);
    assert_false(find(self, "l.a")->overlaid);
}

static void
test_overlay_base_must_be_a_file_that_can_be_read(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load(self, "a = 1;\nbase = \"none.cfg\";"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2", "\"none.cfg\" cannot be read: No such file or directory");
    assert_int_equal(load(self, "base = \".\";"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:1", "\".\" cannot be read: it is a folder");
    assert_int_equal(load(self, "base = \"-\";"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:1", "\"-\" cannot be read: No such file or directory");
    assert_int_equal(load(self, "\nbase = (\"b.cfg\");"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2", "base is a list; it must be the name of a file in quotes");
    scratch_put("b.cfg", "\n\nx = 5%;");
    assert_int_equal(load(self, "base = \"b.cfg\";"), ERR_SCENARIO);
    assert_mistake(self, 0, "b.cfg:3", "5%: write the number without %: 5");
}

static void
test_overlay_refuses_a_loop_of_bases(void **state)
{
    struct fixture *self = *state;

    scratch_put("a.cfg", "base = \"b.cfg\";");
    scratch_put("b.cfg", "\nbase = \"c.cfg\";");
    scratch_put("c.cfg", "\n\nbase = \"./b.cfg\";");
    assert_int_equal(load_file(self, "a.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "c.cfg:3", "the bases lead round in a loop: b.cfg -> c.cfg -> b.cfg");
    scratch_put("a.cfg", "base = \"a.cfg\";");
    assert_int_equal(load_file(self, "a.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "a.cfg:1", "the bases lead round in a loop: a.cfg -> a.cfg");
}

static void
test_overlay_limits_the_chain_of_bases(void **state)
{
    struct fixture *self = *state;

    scratch_put("f0.cfg", "x = 1;");
    for (int k = 1; k <= TEXT_BASES_MAX; k++) {
        char name[32], text[64];

        snprintf(name, sizeof(name), "f%d.cfg", k);
        snprintf(text, sizeof(text), "base = \"f%d.cfg\";", k - 1);
        scratch_put(name, text);
    }
    assert_int_equal(load_file(self, "f15.cfg"), OK);
    assert_whole(self, "x", 1);
    assert_int_equal(load_file(self, "f16.cfg"), ERR_SCENARIO);
    assert_mistake(self, 0, "f1.cfg:1", "more than 16 files build on one another");
}

static void
test_overlay_refuses_two_members_of_one_name(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(load(self, "actors = (\n{ name = \"a\"; },\n{ name = \"b\"; },\n"
                                "{ name = \"a\"; } );"),
        ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:4", "actors has two members \"a\", first on line 2");
    assert_int_equal(load(self, "events = ( { name = \"e\";\nterms = (\n{ term = \"stake\"; },\n"
                                "{ term = \"stake\"; } ); } );"),
        ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:4",
        "events.e.terms has two members \"stake\", first on line 3; two terms of one kind need "
        "names");
    assert_int_equal(self->err.n_mistakes, 1);
}

static void
test_overlay_remove_takes_members_and_keys(void **state)
{
    struct fixture *self = *state;

    load_over(self,
        "events = ( { name = \"vote\"; }, { name = \"x\"; } );\n"
        "actors = ( { name = \"a\"; attributes = { p = 1; q = 2; }; }, { name = \"b\"; } );\n"
        "chances = ( { on = 1; }, { on = 2; }, { on = 3; } ); title = \"t\";",
        "remove = ( \"events.vote\", \"actors.a.attributes.p\", \"title\", \"chances.1\",\n"
        "  \"chances.2\", \"actors.b\", \"actors.b.name\" );");
    assert_int_equal(find(self, "events")->n_children, 1);
    assert_false(exists(self, "actors.a.attributes", "p"));
    assert_whole(self, "actors.a.attributes.q", 2);
    assert_null(text_get(self->tree.root, "title"));
    assert_null(text_get(self->tree.root, "remove"));
    assert_int_equal(find(self, "chances")->n_children, 1);
    assert_whole(self, "chances.1.on", 3);
    assert_int_equal(find(self, "actors")->n_children, 1);
    load_over(self, "a = 1; b = 2;", "remove = \"a\";");
    assert_null(text_get(self->tree.root, "a"));
}

static void
test_overlay_remove_of_what_does_not_exist_is_a_mistake(void **state)
{
    struct fixture *self = *state;

    scratch_put("b.cfg", "events = ( { name = \"vote\"; k = 1; }, { name = \"x\"; } );");
    assert_int_equal(load(self, "base = \"b.cfg\";\nremove = ( \"events.vots\",\n \"event\", 5 );"),
        ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2",
        "remove \"events.vots\": b.cfg has no event \"vots\"\ndid you mean events.vote?\n"
        "its events: vote, x");
    assert_mistake(
        self, 1, "x.cfg:3", "remove \"event\": b.cfg has no \"event\"\ndid you mean events?");
    assert_mistake(self, 2, "x.cfg:3", "remove holds a number; it must be a list of paths");
    assert_int_equal(load(self, "a = 1;\nremove = ( \"a\" );"), ERR_SCENARIO);
    assert_mistake(self, 0, "x.cfg:2", "remove takes away parts of a base, but no base is given");
}

static const char five_actors[] =
    "actors = (\n"
    "  { name = \"serbia\"; capability = 15; status = { salience = (90, 95, 100); }; },\n"
    "  { name = \"kosovo\"; capability = 10; }, { name = \"eu\"; } );\n"
    "events = ( { name = \"d\"; typical_days = 5; opens = \"2008-02-17\";\n"
    "  chances_of = ( { on = 1; }, { on = 2; } ); } );\n"
    "runs = 100; flag = false;\n";

static void
test_text_set_replaces_a_value(void **state)
{
    struct fixture *self = *state;

    load_well(self, five_actors);
    assert_int_equal(text_set(&self->tree, "actors.serbia.capability=20.5", &self->err), OK);
    assert_real(self, "actors.serbia.capability", 20.5);
    assert_string_equal(
        find(self, "actors.serbia.capability")->place.file, "--set actors.serbia.capability=20.5");
    assert_int_equal(find(self, "actors.serbia.capability")->place.line, 0);
    assert_int_equal(
        text_set(&self->tree, "actors.serbia.status.salience=(60, 70)", &self->err), OK);
    assert_whole(self, "actors.serbia.status.salience.2", 70);
    assert_int_equal(find(self, "actors.serbia.status.salience")->n_children, 2);
    assert_int_equal(find(self, "actors.serbia.status.salience.2")->place.line, 0);
    assert_string_equal(find(self, "actors.serbia.status.salience.2")->place.file,
        "--set actors.serbia.status.salience=(60, 70)");
    assert_int_equal(text_set(&self->tree, "runs=20080213000", &self->err), OK);
    assert_whole(self, "runs", 20080213000);
    assert_int_equal(text_set(&self->tree, "flag=true", &self->err), OK);
    assert_int_equal(find(self, "flag")->kind, TEXT_TRUTH);
    assert_int_equal(
        text_set(&self->tree, "actors.eu.capability={ normal = (5, 1); }", &self->err), OK);
    assert_whole(self, "actors.eu.capability.normal.1", 5);
}

static void
test_text_set_takes_bare_words_and_dates_for_texts(void **state)
{
    struct fixture *self = *state;

    load_well(self, five_actors);
    assert_int_equal(text_set(&self->tree, "events.d.opens=2008-02-18", &self->err), OK);
    assert_string(self, "events.d.opens", "2008-02-18");
    assert_int_equal(text_set(&self->tree, "events.d.opens=2008-02-30", &self->err), OK);
    assert_string(self, "events.d.opens", "2008-02-30");
    assert_int_equal(text_set(&self->tree, "title=nash-v1.2", &self->err), OK);
    assert_string(self, "title", "nash-v1.2");
    assert_int_equal(text_set(&self->tree, "title=\"a = b\"", &self->err), OK);
    assert_string(self, "title", "a = b");
}

static void
test_text_set_finds_unnamed_members_by_number(void **state)
{
    struct fixture *self = *state;

    load_well(self, five_actors);
    assert_int_equal(text_set(&self->tree, "events.d.chances_of.2.on=7", &self->err), OK);
    assert_whole(self, "events.d.chances_of.1.on", 1);
    assert_whole(self, "events.d.chances_of.2.on", 7);
    assert_int_equal(text_set(&self->tree, "actors.serbia.status.salience.3=99", &self->err), OK);
    assert_whole(self, "actors.serbia.status.salience.3", 99);
    assert_int_equal(text_set(&self->tree, "actors.1.capability=3", &self->err), ERR_USAGE);
}

static void
test_text_set_adds_a_new_last_key_and_replaces_alternatives(void **state)
{
    struct fixture *self = *state;

    load_well(self, five_actors);
    assert_int_equal(text_set(&self->tree, "actors.kosovo.label=Kosova", &self->err), OK);
    assert_string(self, "actors.kosovo.label", "Kosova");
    assert_int_equal(
        text_set(&self->tree, "events.d.chances=( { on = 1; chance = 0.5; } )", &self->err), OK);
    assert_false(exists(self, "events.d", "typical_days"));
    assert_real(self, "events.d.chances.1.chance", 0.5);
}

static void
test_text_set_merges_as_a_variant_does(void **state)
{
    struct fixture *self = *state;

    load_well(self, five_actors);
    assert_int_equal(text_set(&self->tree, "actors.serbia={ note = \"n\"; }", &self->err), OK);
    assert_whole(self, "actors.serbia.capability", 15);
    assert_string(self, "actors.serbia.note", "n");
}

/* One wrong --set each. */
static void
test_text_set_says_what_is_wrong_with_a_path_of_any_length(void **state)
{
    struct fixture *self = *state;
    static char set[5000], name[1000], message[ERR_TEXT_MAX];

    load_well(self, five_actors);
    memset(set, 'a', sizeof(set));
    strcpy(set + sizeof(set) - 5, ".b=1");
    memset(name, 'a', 100);
    (void)snprintf(
        message, sizeof(message), "x.cfg has no \"%.100s...\"\nits keys: actors, ", name);
    assert_int_equal(text_set(&self->tree, set, &self->err), ERR_USAGE);
    assert_int_equal(strncmp(self->err.mistakes[0].text, message, strlen(message)), 0);
    assert_int_equal(strlen(self->err.mistakes[0].where), sizeof(self->err.mistakes[0].where) - 1);
    /* A folder as long as a path may be, before the name of the file. */
    memset(name, 'f', sizeof(name) - 1);
    self->tree.root->place.file = name;
    assert_int_equal(text_set(&self->tree, "b=1", &self->err), OK);
    assert_int_equal(text_set(&self->tree, "c.d=1", &self->err), ERR_USAGE);
    assert_mistake(self, 1, "--set c", "ffff");
    assert_non_null(strstr(self->err.mistakes[1].text, "..."));
}

static void
test_text_set_says_what_is_wrong(void **state)
{
    static const struct {
        const char *set, *where, *text;
    } cases[] = {
        { "actors.Serbai.status.salience=40", "--set actors.Serbai",
            "x.cfg has no actor \"Serbai\"\n"
            "did you mean actors.serbia.status.salience (now 90..95..100)?\n"
            "its actors: serbia, kosovo, eu" },
        { "actors.kosvo.capability=40", "--set actors.kosvo",
            "x.cfg has no actor \"kosvo\"\ndid you mean actors.kosovo.capability (now 10)?" },
        { "actors.kosvo.new=40", "--set actors.kosvo",
            "x.cfg has no actor \"kosvo\"\ndid you mean actors.kosovo?" },
        { "actors.nobody=40", "--set actors.nobody", "x.cfg has no actor \"nobody\"\nits actors" },
        { "actrs.serbia.capability=1", "--set actrs",
            "x.cfg has no \"actrs\"\ndid you mean actors.serbia.capability (now 15)?\n"
            "its keys: actors, events, runs, flag" },
        { "actors.serbia.statsu.salience=1", "--set actors.serbia.statsu",
            "x.cfg has no \"statsu\" in actors.serbia\n"
            "did you mean actors.serbia.status.salience" },
        { "runs.x=1", "--set runs.x", "runs is a number; it holds no \"x\"" },
        { "events.d.chances_of.3.on=1", "--set events.d.chances_of.3",
            "x.cfg has no member \"3\" in events.d.chances_of\n"
            "its members are counted from 1 to 2" },
        { "runs", "--set runs", "write --set PATH=VALUE" },
        { "=5", "--set =5", "write --set PATH=VALUE" },
        { "runs=", "--set runs=", "no value stands behind =" },
        { "runs=90..98", "--set runs=90..98", "90..98: a range is written (90, 98)" },
        { "runs=5; x = 3", "--set runs=5; x = 3", "one value only; several are a list" },
        { "runs=(1, 2", "--set runs=(1, 2", "the list runs is never closed: ) is missing" },
        { "runs=\"a", "--set runs=\"a", "the quote is not closed" },
        { "runs=\xFF", "--set runs=?", "byte 0xff is not UTF-8" },
        { "9x=1", "--set 9x", "x.cfg has no \"9x\"" },
        { "a..b=1", "--set a", "x.cfg has no \"a\"" },
        { "base=b", "--set base=b", "base belongs in a scenario file" },
    };
    struct fixture *self = *state;

    load_well(self, five_actors);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        memset(&self->err, 0, sizeof(self->err));
        assert_int_equal(text_set(&self->tree, cases[k].set, &self->err), ERR_USAGE);
        assert_mistake(self, 0, cases[k].where, cases[k].text);
        assert_int_equal(self->err.n_mistakes, 1);
        assert_int_equal(self->err.status, ERR_USAGE);
    }
}

static void
test_text_path_names_every_node(void **state)
{
    struct fixture *self = *state;
    static const char *const paths[] = { "actors", "actors.serbia",
        "actors.serbia.status.salience.2", "events.d.chances_of.2.on", "runs" };
    char path[TEXT_PATH_MAX], deep[2000] = "";

    load_well(self, five_actors);
    for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
        assert_string_equal(text_path(&self->tree, find(self, paths[k]), path), paths[k]);
    }
    assert_string_equal(text_path(&self->tree, self->tree.root, path), "");
    for (int k = 0; k < 20; k++) {
        strcat(deep, "a_key_of_twenty_bytes = { ");
    }
    strcat(deep, "x = 1;");
    for (int k = 0; k < 20; k++) {
        strcat(deep, " };");
    }
    load_well(self, deep);
    {
        const struct text *node = self->tree.root;

        while (node->first != NULL) {
            node = node->first;
        }
        text_path(&self->tree, node, path);
        assert_int_equal(strlen(path), TEXT_PATH_MAX - 1);
        assert_memory_equal(path, "...", 3);
        assert_string_equal(path + strlen(path) - 24, ".a_key_of_twenty_bytes.x");
    }
}

static void
test_text_add_fills_in_what_is_not_there(void **state)
{
    struct fixture *self = *state;
    const struct text five = { .kind = TEXT_WHOLE, .whole = 5, .real = 5.0 };
    const struct text word = { .kind = TEXT_STRING, .string = "w" };
    struct text *node = NULL;

    load_well(self, "\ng = { x = 1; }; l = (1);");
    node = text_add(&self->tree, find(self, "g"), "y", &five);
    assert_non_null(node);
    assert_true(node->filled_in);
    assert_int_equal(node->place.line, 2);
    assert_whole(self, "g.y", 5);
    assert_ptr_equal(text_add(&self->tree, find(self, "g"), "x", &five), find(self, "g.x"));
    assert_whole(self, "g.x", 1);
    assert_false(find(self, "g.x")->filled_in);
    assert_non_null(text_add(&self->tree, self->tree.root, "z", &word));
    assert_string(self, "z", "w");
    assert_non_null(text_add(&self->tree, find(self, "l"), NULL, &five));
    assert_whole(self, "l.2", 5);
}

static void
assert_same_tree(const struct text *a, const struct text *b)
{
    const struct text *c = a->first, *d = b->first;

    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->n_children, b->n_children);
    assert_true((a->key == NULL) == (b->key == NULL));
    if (a->key != NULL) {
        assert_string_equal(a->key, b->key);
    }
    assert_true(a->whole == b->whole);
    assert_same(a->real, b->real);
    if (a->kind == TEXT_STRING) {
        assert_string_equal(a->string, b->string);
    }
    for (; c != NULL; c = c->next, d = d->next) {
        assert_same_tree(c, d);
    }
}

static size_t
write_tree(const struct text_tree *tree, const char *name, char *bytes, size_t room)
{
    FILE *file = fopen(name, "w+b");
    size_t n = 0;

    assert_non_null(file);
    text_write(tree, file);
    assert_false(ferror(file));
    rewind(file);
    n = fread(bytes, 1, room, file);
    fclose(file);
    return n;
}

static void
test_text_write_reads_back_to_the_same_tree(void **state)
{
    struct fixture *self = *state;
    struct text_tree again = { .rules = NULL };
    char bytes[4000], second[4000];
    size_t n = 0;

    load_well(self,
        "a = 40.0; b = 40; c = 2147483648; d = -9223372036854775808; e = 0.1; f = 1e-9;\n"
        "g = 1e300; h = -0.0; i = \"q\\\" \\\\ \\n\\t\\r\\f \xC3\xA9\"; j = true; k = false;\n"
        "l = (); m = {}; n = ((1, 2.5), (3, \"x\")); o = ( { a = 1; }, ( { b = 2; } ) );\n"
        "p = { a = 1; b = 2; c = 3; d = 4; }; q = { r = { s = { t = { u = (1); }; }; }; };\n"
        "v = { normal = (1, 2); }; w = (((1))); x = 0.30000000000000004; y = 123456789.0;\n"
        "z = 1e22; aa = 1e-307;");
    n = write_tree(&self->tree, "w.cfg", bytes, sizeof(bytes));
    assert_in_range(n, 100, sizeof(bytes) - 1);
    memset(&self->err, 0, sizeof(self->err));
    assert_int_equal(text_load(&again, &rules, "w.cfg", &self->err), OK);
    assert_same_tree(self->tree.root, again.root);
    assert_int_equal(write_tree(&again, "w2.cfg", second, sizeof(second)), n);
    assert_memory_equal(bytes, second, n);
    text_free(&again);
}

static void
test_text_write_lays_out_for_reading(void **state)
{
    struct fixture *self = *state;
    static const char expected[] = "runs = 10000;\n"
                                   "seed = 20080213000L;\n"
                                   "x = (85.0, 95, 1e-09);\n"
                                   "actors = (\n"
                                   "  { name = \"a\"; capability = 40.0; },\n"
                                   "  {\n"
                                   "    name = \"b\";\n"
                                   "    capability = { normal = (1, 2); };\n"
                                   "    status = { position = 5; salience = (1, 2, 3); };\n"
                                   "  }\n"
                                   ");\n"
                                   "choice = ((1, 0.5), (2, 0.5));\n"
                                   "g = {\n"
                                   "  a = 1;\n"
                                   "  b = 2;\n"
                                   "  c = 3;\n"
                                   "  d = { };\n"
                                   "};\n";
    char bytes[2000];
    size_t n = 0;

    load_well(self, "runs=10000;seed=20080213000;x=[85.0,95,1e-9];actors=({name=\"a\";"
                    "capability=40.0;},{name=\"b\";capability={normal=(1,2);};status={position=5;"
                    "salience=(1,2,3);};});choice=((1,0.5),(2,0.5));g={a=1;b=2;c=3;d={};};");
    n = write_tree(&self->tree, "w.cfg", bytes, sizeof(bytes) - 1);
    bytes[n] = '\0';
    assert_string_equal(bytes, expected);
}

static void
test_text_free_is_valid_at_any_time(void **state)
{
    struct text_tree tree = { .rules = NULL };
    struct err err = { .status = OK };

    (void)state;
    text_free(&tree);
    assert_int_equal(text_load(&tree, &rules, "/none/at/all", &err), ERR_IO);
    text_free(&tree);
    text_free(&tree);
    assert_null(tree.root);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_text_load_reads_every_kind_with_its_line),
        TEST(test_text_load_reads_whole_numbers_of_64_bits),
        TEST(test_text_load_takes_arrays_for_lists),
        TEST(test_text_load_reads_escapes),
        TEST(test_text_load_takes_any_line_ends_and_a_byte_order_mark),
        TEST(test_text_load_takes_an_empty_file),
        TEST(test_text_load_says_what_is_wrong_with_a_number),
        TEST(test_text_load_cuts_what_it_cites_at_a_whole_character),
        TEST(test_text_load_reads_odd_but_right_numbers),
        TEST(test_text_load_says_what_is_wrong_with_a_text),
        TEST(test_text_load_names_the_bracket),
        TEST(test_text_load_tells_which_bracket_is_missing_or_too_many),
        TEST(test_text_load_goes_on_after_a_list_without_its_bracket),
        TEST(test_text_load_shows_the_places_of_a_mistake),
        TEST(test_text_load_tells_where_a_group_was_meant_to_end),
        TEST(test_text_load_tells_of_several_brackets),
        TEST(test_text_load_names_the_separator),
        TEST(test_text_load_says_what_is_wrong_with_a_key),
        TEST(test_text_load_finds_all_mistakes_in_one_pass),
        TEST(test_text_load_says_no_more_where_brackets_cannot_be_told),
        TEST(test_text_load_limits_depth_keys_and_values),
        TEST(test_text_load_refuses_bytes_that_are_no_text),
        TEST(test_text_load_reads_regular_files_only),
        TEST(test_text_load_reads_standard_input),
        TEST(test_overlay_merges_groups_key_by_key),
        TEST(test_overlay_matches_members_by_name_actor_or_term),
        TEST(test_overlay_replaces_other_values_whole),
        TEST(test_overlay_replaces_values_written_as_groups_whole),
        TEST(test_overlay_lets_one_alternative_replace_the_others),
        TEST(test_overlay_keeps_alternatives_that_one_file_gives_together),
        TEST(test_overlay_does_not_inherit_its_own_keys),
        TEST(test_overlay_merges_a_chain_in_order),
        TEST(test_overlay_base_must_be_a_file_that_can_be_read),
        TEST(test_overlay_refuses_a_loop_of_bases),
        TEST(test_overlay_limits_the_chain_of_bases),
        TEST(test_overlay_refuses_two_members_of_one_name),
        TEST(test_overlay_remove_takes_members_and_keys),
        TEST(test_overlay_remove_of_what_does_not_exist_is_a_mistake),
        TEST(test_text_set_replaces_a_value),
        TEST(test_text_set_takes_bare_words_and_dates_for_texts),
        TEST(test_text_set_finds_unnamed_members_by_number),
        TEST(test_text_set_adds_a_new_last_key_and_replaces_alternatives),
        TEST(test_text_set_merges_as_a_variant_does),
        TEST(test_text_set_says_what_is_wrong_with_a_path_of_any_length),
        TEST(test_text_set_says_what_is_wrong),
        TEST(test_text_path_names_every_node),
        TEST(test_text_add_fills_in_what_is_not_there),
        TEST(test_text_write_reads_back_to_the_same_tree),
        TEST(test_text_write_lays_out_for_reading),
        TEST(test_text_free_is_valid_at_any_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
