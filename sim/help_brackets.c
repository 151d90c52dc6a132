/* help_brackets: how a file is written, on one screen. See help.h. */
#include "help.h"

#include "phrase.h"

/* What people write, and its cure: each a setting of its own, so that both can be tried. */
static const struct {
    const char *wrong, *right, *why;
} mistakes[] = {
    { "x = (2,5, 3,5);", "x = (2.5, 3.5);", "decimal points" },
    { "x = (\"ann\" \"bob\");", "x = (\"ann\", \"bob\");", "a comma between" },
    { "x = (1, 2, );", "x = (1, 2);", "none at the end" },
    { "x = ({ a = 1; } { a = 2; });", "x = ({ a = 1; }, { a = 2; });", "between groups" },
    { "x = ({ a = 1; );", "x = ({ a = 1; });", "close each one" },
    { "x = { name = ann; };", "x = { name = \"ann\"; };", "names in quotes" },
    { "x = 2008-02-13;", "x = \"2008-02-13\";", "dates in quotes" },
    { "x = \xE2\x80\x9C"
      "ann\xE2\x80\x9D;",
        "x = \"ann\";", "straight quotes" },
    { "x = 10,000;", "x = 10000;", "plain digits" },
    { "x = 30..50;", "x = (30, 50);", "a range is a list" },
};
enum { N_MISTAKES = sizeof(mistakes) / sizeof(mistakes[0]) };

bool
help_brackets_at(int k, const char **wrong, const char **right)
{
    if (k >= N_MISTAKES) {
        return false;
    }
    *wrong = mistakes[k].wrong;
    *right = mistakes[k].right;
    return true;
}

void
help_brackets(FILE *out)
{
    (void)fputs("Brackets in one minute\n"
                "  { key = value; key = value; }  one thing and its keys; a semicolon ends each\n"
                "  ( a, b, c )                    several of a kind, commas between them\n"
                "  \"text\"  40  0.5  true  false   texts, names and dates stand in quotes\n"
                "\n"
                "  actors = (                     # a remark, to the end of the line\n"
                "    { name = \"ann\"; capability = 15;\n"
                "      price = { position = 5; salience = (90, 95, 100); }; },\n"
                "    { name = \"bob\"; capability = 20; }\n"
                "  );\n\n"
                "  not                           but\n",
        out);
    for (int k = 0; k < N_MISTAKES; k++) {
        (void)fputs("  ", out);
        /* By columns: curly quotes are of several bytes. */
        (void)fprintf(out, "%s%*s  %-29s  %s\n", mistakes[k].wrong,
            28 - phrase_width(mistakes[k].wrong), "", mistakes[k].right, mistakes[k].why);
    }
    (void)fputs("\n`parley check FILE.cfg` names the line on which a bracket was opened.\n", out);
}
