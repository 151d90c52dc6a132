/* tell_world: the world that a run is played in: the numbers drawn farthest from their middles. */
#include <math.h>
#include <string.h>

#include "date.h"
#include "overlay.h"
#include "phrase.h"
#include "tell.h"
#include "utf8.h"

enum {
    SHOWN = 8,
    HERE = 8,
    DRAWS = 9 /* "above 99%" */,
    FILE_LEAST = 17 /* "4000..8000..16000" */
};

/* ---- what a number is called ---- */

/* The label of what "actors.ann" and the like name, or NULL. n: bytes of the name. */
static const char *
label_of(const struct scenario *scenario, const char *list, const char *name)
{
    if (strcmp(list, "actors") == 0) {
        const int a = scenario_find(scenario, "actor", name);
        return a >= 0 ? scenario->actors[a].label : NULL;
    }
    if (strcmp(list, "events") == 0) {
        const int e = scenario_find(scenario, "event", name);
        return e >= 0 ? scenario->events[e].label : NULL;
    }
    if (strcmp(list, "talks") == 0) {
        const int t = scenario_find(scenario, "talk", name);
        return t >= 0 ? scenario->talks[t].label : NULL;
    }
    return NULL;
}

/* What follows an actor's name: "status.salience" is "salience, status"; else words, without those
 * that only say what kind of list it is: "terms.sunday.times" is "sunday times". */
static void
say_rest(const struct scenario *scenario, const char *rest, char *text, size_t size)
{
    const char *point = strchr(rest, '.');
    char issue[64];
    size_t used = 0;

    if (point != NULL && (size_t)(point - rest) < sizeof(issue)) {
        (void)snprintf(issue, sizeof(issue), "%.*s", (int)(point - rest), rest);
        if (scenario_find(scenario, "issue", issue) >= 0) {
            (void)snprintf(text, size, "%s, %s", point + 1, issue);
            return;
        }
    }
    text[0] = '\0';
    while (*rest != '\0' && used + 1 < size) {
        const int n = (int)strcspn(rest, ".");
        const bool kind = (n == 5 && strncmp(rest, "terms", 5) == 0) ||
                          (n == 6 && strncmp(rest, "stages", 6) == 0);
        if (!kind) {
            used +=
                (size_t)snprintf(text + used, size - used, "%s%.*s", used > 0 ? " " : "", n, rest);
        }
        rest += n + (rest[n] == '.');
    }
}

char *
tell_world_path(const struct scenario *scenario, const char *path, char *text)
{
    char words[TEXT_PATH_MAX], rest[TEXT_PATH_MAX], *name = NULL, *end = NULL;
    const char *label = NULL;

    (void)snprintf(words, sizeof(words), "%s", path);
    name = strchr(words, '.');
    end = name != NULL ? strchr(name + 1, '.') : NULL;
    if (end != NULL) {
        *name++ = '\0';
        *end++ = '\0';
        label = label_of(scenario, words, name);
    }
    if (label == NULL) {
        (void)snprintf(text, TEXT_PATH_MAX, "%s", path);
        return text;
    }
    say_rest(scenario, end, rest, sizeof(rest));
    (void)snprintf(text, TEXT_PATH_MAX, "%.*s%s %.*s", utf8_fit(label, 120), label,
        strcmp(words, "actors") == 0 ? "" : ":", utf8_fit(rest, 130), rest);
    return text;
}

/* ---- the table ---- */

static double
distance_of(const struct tell *self, int k)
{
    return fabs(self->chronicle->uniforms[k] - 0.5);
}

/* The numbers in the order in which they are shown: the farthest from its middle first, equal ones
 * as they stand in the file. NULL: no memory. */
static int *
sort_numbers(struct tell *self)
{
    const int n = self->scenario->n_uncertain;
    int *order = arena_alloc(&self->arena, (size_t)n, sizeof(int));

    for (int k = 0; k < n && order != NULL; k++) {
        int at = k;
        for (; at > 0 && distance_of(self, order[at - 1]) < distance_of(self, k); at--) {
            order[at] = order[at - 1];
        }
        order[at] = k;
    }
    return order;
}

static char *
here_text(const struct tell *self, int k, char *text)
{
    const struct uncertain *number = &self->scenario->uncertain[k];
    const double x = self->chronicle->timeline.world.draws[k];

    if (number->is_date) {
        return phrase_day((int)x, false, text);
    }
    return phrase_value(x, dist_greatest(&number->dist) - dist_least(&number->dist), text);
}

/* What the file says of a number, in short. */
static const char *
written(const struct tell *self, int k, char *text)
{
    const struct text_tree *tree = &self->scenario->text;
    const struct text *node =
        overlay_find(tree, tree->root, self->scenario->uncertain[k].path).node;

    return node != NULL ? diff_value(tree, node, text) : "";
}

/* "  Ann salience, price          96    above 65%  90..95..100". A name that is too long for its
 * column stands on a line of its own, and what the file says goes on below itself: nothing is cut,
 * so that no two look the same. Of a few values to choose from, none is above so many. */
static void
print_number(const struct tell *self, int k, int width)
{
    const struct uncertain *number = &self->scenario->uncertain[k];
    FILE *out = self->screen->out;
    const int column = 2 + width + HERE + 3 + DRAWS + 2;
    char label[TEXT_PATH_MAX], here[PHRASE_MAX], value[DIFF_VALUE_MAX], draws[PHRASE_MAX] = "";
    const double u = self->chronicle->uniforms[k];

    tell_world_path(self->scenario, number->path, label);
    if (phrase_width(label) > width) {
        (void)fputs("  ", out);
        phrase_wrap(out, label, 2, 4, self->screen->width);
        label[0] = '\0';
    }
    if (number->dist.kind != DIST_CHOICE) {
        (void)snprintf(draws, sizeof(draws), "%s %.0f%%", u >= 0.5 ? "above" : "below",
            floor(100.0 * (u >= 0.5 ? u : 1.0 - u)));
    }
    (void)fputs("  ", out);
    phrase_fit(out, label, width);
    (void)fprintf(out, "%*s   %-*s  ", HERE, here_text(self, k, here), DRAWS, draws);
    phrase_wrap(out, written(self, k, value), column, column, self->screen->width);
}

static void
print_numbers(const struct tell *self, const int *order, int n)
{
    const int most = self->screen->width - (2 + HERE + 3 + DRAWS + 2 + FILE_LEAST);
    int width = 15; /* of the heading */
    char text[TEXT_PATH_MAX];

    for (int k = 0; k < n; k++) {
        const char *path = self->scenario->uncertain[order[k]].path;
        const int wide = phrase_width(tell_world_path(self->scenario, path, text));
        width = wide > width && wide <= most ? wide : width;
    }
    (void)fprintf(self->screen->out, "%*s   %-*s  in the file\n", width + 2 - 15 + HERE, "here",
        DRAWS, "of draws");
    for (int k = 0; k < n; k++) {
        print_number(self, order[k], width);
    }
}

void
tell_world(struct tell *self)
{
    const int n = self->scenario->n_uncertain, shown = self->verbose || n < SHOWN ? n : SHOWN;
    const int *order = NULL;
    char plural[PHRASE_MAX];

    screen_heading(self->screen, "THE WORLD DRAWN");
    if (n == 0) {
        (void)fputs("\n  Every number of the scenario is certain.\n", self->screen->out);
        return;
    }
    order = sort_numbers(self);
    if (order == NULL) {
        self->exhausted = true;
        return;
    }
    print_numbers(self, order, shown);
    if (shown < n) {
        (void)fprintf(self->screen->out,
            "  and %s nearer to the middle of what the file says (-v)\n",
            phrase_plural(n - shown, "number", plural));
    }
}
