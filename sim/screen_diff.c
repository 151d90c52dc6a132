/* screen_diff: what one scenario changes in another, a line each: PATH  old  ->  new. */
#include <string.h>

#include "phrase.h"
#include "screen.h"

enum { WIDTH = 80, ARROW = 4 };

/* Columns of the rows that fit into one line each. */
struct columns {
    int path, before, after;
};

static int
larger(int a, int b)
{
    return a > b ? a : b;
}

static bool
fits(int path, int before, int after, int room)
{
    return path + 2 + before + ARROW + after <= room;
}

/* All rows that fit alone set the columns, if they fit together; else each stands for itself. */
static struct columns
measure(const struct diff *diff, int room)
{
    struct columns columns = { 0, 0, 0 };

    for (int k = 0; k < diff->n; k++) {
        const struct diff_item *item = &diff->items[k];
        const int path = phrase_width(item->path), before = phrase_width(item->before),
                  after = phrase_width(item->after);

        if (item->kind == DIFF_CHANGED && fits(path, before, after, room)) {
            columns = (struct columns){ larger(columns.path, path), larger(columns.before, before),
                larger(columns.after, after) };
        }
    }
    return fits(columns.path, columns.before, columns.after, room) ? columns
                                                                   : (struct columns){ 0, 0, 0 };
}

static void
put_blanks(FILE *out, const char *text, int width)
{
    (void)fprintf(out, "%*s", larger(width - phrase_width(text), 0), "");
}

/* "    old: ...", cut where the line ends. */
static void
put_long(FILE *out, const char *prefix, const char *what, const char *text)
{
    const int room = WIDTH - phrase_width(prefix) - 9;

    (void)fprintf(out, "%s    %s: ", prefix, what);
    if (phrase_width(text) > room) {
        phrase_fit(out, text, room);
    } else {
        (void)fputs(text, out);
    }
    (void)fputc('\n', out);
}

void
screen_diff(FILE *out, const struct diff *diff, const char *prefix)
{
    const int room = WIDTH - phrase_width(prefix) - 2;
    const struct columns columns = measure(diff, room);

    for (int k = 0; k < diff->n; k++) {
        const struct diff_item *item = &diff->items[k];

        (void)fprintf(out, "%s  %s", prefix, item->path);
        if (item->kind != DIFF_CHANGED) {
            put_blanks(out, item->path, columns.path);
            (void)fprintf(out, "  %s\n", item->kind == DIFF_ADDED ? "added" : "removed");
        } else if (fits(phrase_width(item->path), phrase_width(item->before),
                       phrase_width(item->after), room)) {
            put_blanks(out, item->path, columns.path);
            put_blanks(out, item->before, columns.before);
            (void)fprintf(out, "  %s -> ", item->before);
            put_blanks(out, item->after, columns.after);
            (void)fprintf(out, "%s\n", item->after);
        } else {
            (void)fputc('\n', out);
            put_long(out, prefix, "old", item->before);
            put_long(out, prefix, "new", item->after);
        }
    }
}
