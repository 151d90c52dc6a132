/* cmd_check: finds every mistake of a scenario; runs nothing, writes nothing. */
#include <string.h>

#include "body.h"
#include "chances.h"
#include "cmd.h"
#include "date.h"
#include "history.h"
#include "num.h"
#include "phrase.h"
#include "screen.h"

enum { WIDTH = 80 };

/* ---- text ---- */

static void
print_fine(const struct cmd_line *line, const struct scenario *scenario)
{
    const char *path = strcmp(line->operands[0], "-") == 0 ? "standard input" : line->operands[0];
    char counts[4][PHRASE_MAX];

    /* With -v all but the scenario is a comment, so that the whole can be saved and run. */
    (void)printf("%s%s is fine: %s, %s, %s, %s.\n", line->verbose ? "# " : "", path,
        phrase_plural(scenario->n_actors, "actor", counts[0]),
        phrase_plural(scenario->n_issues, "issue", counts[1]),
        phrase_plural(scenario->n_events, "event", counts[2]),
        phrase_plural(scenario->n_uncertain, "uncertain number", counts[3]));
}

/* What one event's chances are to be said with. */
struct telling {
    const struct scenario *scenario;
    const struct event *event;
    bool waits; /* for another event */
    int column; /* where the next piece begins */
    int indent;
};

/* "Sun 17 Feb", with the year when the calendar has several. */
static char *
day_words(const struct scenario *scenario, int day, char *text)
{
    int years[2] = { 0, 0 }, month = 0, day_of_month = 0;

    date_civil(scenario->start, &years[0], &month, &day_of_month);
    date_civil(scenario->end, &years[1], &month, &day_of_month);
    date_short(day, text);
    if (years[0] == years[1]) {
        *strrchr(text, ' ') = '\0';
    }
    return text;
}

/* "1.3% a day from Thu 14 Feb", "47% on Sun 17 Feb", "then 1.3% a day". */
static void
describe_row(const struct telling *telling, const struct chance_row *row, bool first, char *text)
{
    const bool follows_day = !first && row[-1].first == row[-1].last;
    const bool many = telling->event->kind->many;
    char percent[PHRASE_MAX], day[DATE_TEXT_MAX];

    phrase_percent(many ? row->each : row->chance, many ? row->each : 0.0, percent);
    day_words(telling->scenario, row->first, day);
    if (telling->event->body != NULL) {
        (void)snprintf(text, 128, "passes with %.40s%s%s", percent, telling->waits ? "" : " on ",
            telling->waits ? ", once it is held" : day);
    } else if (row->first == row->last) {
        (void)snprintf(text, 128, "%.40s on %s", percent, day);
    } else if (first && telling->waits) {
        (void)snprintf(
            text, 128, "%.40s a day%s once it is open", percent, many ? " for each" : "");
    } else if (follows_day) {
        (void)snprintf(text, 128, "then %.40s a day", percent);
    } else {
        (void)snprintf(
            text, 128, "%.40s a day%s from %s", percent, first && many ? " for each" : "", day);
    }
}

/* Writes a piece, on a new line of comment when it does not fit. */
static void
put_piece(struct telling *telling, const char *text, bool first)
{
    if (!first && telling->column + 2 + phrase_width(text) > WIDTH) {
        (void)printf(",\n# %*s", telling->indent - 2, "");
        telling->column = telling->indent;
    } else if (!first) {
        (void)printf(", ");
        telling->column += 2;
    }
    (void)printf("%s", text);
    telling->column += phrase_width(text);
}

static void
print_chances(const struct scenario *scenario, const struct chances *chances)
{
    struct telling telling = { .scenario = scenario };
    int label = 0;

    if (chances->n == 0) {
        return;
    }
    (void)printf(
        "\n# Chance of each event on a day, if it has not happened before: every uncertain\n"
        "# number at its middle, opening positions, what it waits for just happened\n");
    for (int k = 0; k < chances->n; k++) {
        const int wide = phrase_width(scenario->events[chances->rows[k].event].name);
        label = wide > label ? wide : label;
    }
    label = label > 30 ? 30 : label;
    for (int k = 0; k < chances->n; k++) {
        const int e = chances->rows[k].event;
        const bool first = k == 0 || chances->rows[k - 1].event != e;
        const bool last = k + 1 == chances->n || chances->rows[k + 1].event != e;
        const struct event_plan *plan = &chances->plan.events[e];
        char text[128];

        if (first) {
            telling = (struct telling){ scenario, &scenario->events[e],
                chances->plan.events[e].waits > 0, label + 4, label + 4 };
            (void)printf("# ");
            phrase_fit(stdout, scenario->events[e].name, label);
            (void)printf("  ");
        }
        describe_row(&telling, &chances->rows[k], first, text);
        put_piece(&telling, text, first);
        if (last) {
            (void)printf("%s\n", plan->daily    ? " (changes day by day)"
                                 : plan->weekly ? " (changes with the day of the week)"
                                                : "");
        }
    }
}

static void
print_bodies(const struct scenario *scenario)
{
    char rule[BODY_RULE_MAX];

    for (int b = 0; b < scenario->n_bodies; b++) {
        const struct body *body = &scenario->bodies[b];

        (void)printf("%s", b == 0 ? "\n# What a motion needs in each body\n" : "");
        (void)printf("# %s  %s\n", body->name, body_rule(body, rule));
    }
}

/* What composite actors come to: "# eu  27 members: capability 81; status 71, salience 63,
 * stubbornness 60". */
static void
print_composites(const struct scenario *scenario, const struct world *world)
{
    char text[PHRASE_MAX];

    for (int k = 0; k < scenario->n_composites; k++) {
        const int a = scenario->composites[k];
        const struct actor *actor = &scenario->actors[a];

        (void)printf("%s", k == 0 ? "\n# What composite actors come to, every uncertain number at "
                                    "its middle\n"
                                  : "");
        (void)printf("# %s  %s: capability %.4g", actor->name,
            phrase_plural(actor->n_members, "member", text), world->capability[a]);
        for (int i = 0; i < scenario->n_issues; i++) {
            const struct issue *issue = &scenario->issues[i];
            const int cell = i * scenario->n_actors + a;
            if (actor->stances[i].given) {
                (void)printf("; %s %s, salience %.0f, stubbornness %.0f", issue->name,
                    phrase_value(scenario_in_units(issue, world->position[cell]),
                        issue->high - issue->low, text),
                    100.0 * world->salience[cell], 100.0 * world->stubbornness[cell]);
            }
        }
        (void)printf("\n");
    }
}

/* ---- what is changed ---- */

/* What a variant changes in its base, and what --set changes in the file. */
struct changes {
    int n;
    struct {
        const char *by, *in; /* "this" or "--set"; a file */
        struct diff diff;
    } items[2];
};

/* A base need not be a scenario of its own: whatever could be read of it is compared. */
static enum status
load_tree(struct scenario *self, const char *path, struct err *err)
{
    struct err unsaid = { .status = OK }; /* mistakes of a file that nobody asked about */
    const enum status status = scenario_load(self, path, NULL, 0, &unsaid);

    return status == ERR_MEMORY ? err_memory(err) : OK;
}

static enum status
add_changes(struct changes *self, const char *by, const struct scenario *scenario, const char *in,
    const struct scenario *before, struct err *err)
{
    const int k = self->n;

    if (before->text.root == NULL) {
        return OK;
    }
    self->n++;
    self->items[k].by = by;
    self->items[k].in = in;
    return diff_init(&self->items[k].diff, &before->text, &scenario->text, err);
}

/* Standard input is read once: what is set on it counts as its own. */
static enum status
find_changes(struct changes *self, const struct cmd_line *line, const struct scenario *scenario,
    struct err *err)
{
    const char *path = line->operands[0], *base = scenario->text.base;
    const bool is_set = line->n_sets > 0 && strcmp(path, "-") != 0;
    struct scenario file, other;
    enum status status = OK;

    memset(&file, 0, sizeof(file));
    memset(&other, 0, sizeof(other));
    if (is_set) {
        status = load_tree(&file, path, err);
    }
    if (status == OK && base != NULL) {
        status = load_tree(&other, base, err);
        status = status == OK
                     ? add_changes(self, "this",
                           is_set && file.text.root != NULL ? &file : scenario, base, &other, err)
                     : status;
    }
    if (status == OK && is_set) {
        status = add_changes(self, "--set", scenario, path, &file, err);
    }
    scenario_free(&file);
    scenario_free(&other);
    return status;
}

static void
free_changes(struct changes *self)
{
    for (int k = 0; k < self->n; k++) {
        diff_free(&self->items[k].diff);
    }
}

static void
print_changes(const struct changes *changes)
{
    for (int k = 0; k < changes->n; k++) {
        const bool none = changes->items[k].diff.n == 0;
        (void)printf("\n# %s%s changes %s%s\n", none ? "" : "What ", changes->items[k].by,
            none ? "nothing in " : "in ", changes->items[k].in);
        screen_diff(stdout, &changes->items[k].diff, "# ");
    }
}

/* ---- JSON ---- */

static struct facts
changes_json(const struct changes *changes)
{
    struct facts array = facts_list();

    for (int k = 0; k < changes->n; k++) {
        const struct diff *diff = &changes->items[k].diff;
        struct facts object = facts_begin(), list = facts_list();

        for (int i = 0; i < diff->n; i++) {
            const struct diff_item *item = &diff->items[i];
            const bool changed = item->kind == DIFF_CHANGED;
            struct facts row = facts_begin();
            facts_text(&row, "path", item->path);
            facts_text(&row, "change",
                changed                    ? "changed"
                : item->kind == DIFF_ADDED ? "added"
                                           : "removed");
            facts_text(&row, "before", changed ? item->before : NULL);
            facts_text(&row, "after", changed ? item->after : NULL);
            facts_add(&list, row);
        }
        facts_text(&object, "by", changes->items[k].by);
        facts_text(&object, "in", changes->items[k].in);
        facts_put(&object, "differences", list);
        facts_add(&array, object);
    }
    return array;
}

static struct facts
chances_json(const struct scenario *scenario, const struct chances *chances)
{
    struct facts array = facts_list();

    for (int k = 0; k < chances->n; k++) {
        const struct chance_row *row = &chances->rows[k];
        struct facts object = facts_begin();

        facts_text(&object, "event", scenario->events[row->event].name);
        facts_date(&object, "from", row->first);
        facts_date(&object, "until", row->last);
        facts_number(&object, "chance", row->chance);
        facts_add(&array, object);
    }
    return array;
}

static int
print_json(const struct cmd_line *line, enum status status, struct err *err,
    const struct scenario *scenario, const struct changes *changes, const struct chances *chances)
{
    struct facts object = facts_begin();

    facts_text(&object, "schema", "parley.check/1");
    facts_text(&object, "file", line->operands[0]);
    facts_flag(&object, "ok", status == OK);
    cmd_add_findings(&object, err);
    if (status == OK) {
        facts_text(&object, "scenario", scenario->name);
        facts_whole(&object, "actors", scenario->n_actors);
        facts_whole(&object, "issues", scenario->n_issues);
        facts_whole(&object, "events", scenario->n_events);
        facts_whole(&object, "uncertain", scenario->n_uncertain);
        if (line->verbose) {
            facts_put(&object, "changes", changes_json(changes));
            facts_put(&object, "chances", chances_json(scenario, chances));
        }
    }
    return cmd_print_json(object);
}

/* ---- the command ---- */

static int
run(const struct cmd_line *line)
{
    struct err err = { .status = OK };
    struct scenario scenario;
    struct history history = { .n_uncertain = 0 };
    struct changes changes = { .n = 0 };
    struct chances chances = { .n = 0 };
    enum status status =
        scenario_load(&scenario, line->operands[0], line->sets, line->n_sets, &err);
    int exit_status = 0;

    status = status == OK ? history_load(&history, &scenario, &err) : status;
    if (status == OK && line->verbose) {
        status = find_changes(&changes, line, &scenario, &err);
    }
    if (status == OK) {
        history_remarks(&history, &scenario, &err);
        status = chances_init(&chances, &scenario, &err);
    }
    if (status == OK) {
        chances_remarks(&chances, &scenario, &err);
    }
    if (line->json) {
        exit_status = print_json(line, status, &err, &scenario, &changes, &chances);
    } else {
        if (status == OK && !line->quiet) {
            print_fine(line, &scenario);
        }
        if (status == OK && line->verbose) {
            text_write(&scenario.text, stdout);
            print_changes(&changes);
            print_composites(&scenario, &chances.timeline.world);
            print_bodies(&scenario);
            print_chances(&scenario, &chances);
        }
        (void)fflush(stdout);
        screen_mistakes(stderr, &err, status == ERR_SCENARIO ? "nothing was run" : NULL);
    }
    chances_free(&chances);
    history_free(&history);
    free_changes(&changes);
    scenario_free(&scenario);
    return status != OK ? err_exit(status) : exit_status;
}

static const struct cmd_option options[] = {
    { CMD_FLAG, 'v', "verbose", NULL, CMD_AT(verbose), 0, 0,
        "Prints the scenario as understood, what it changes in its base, and the chances of each "
        "event by day." },
    { CMD_FLAG, 'q', "quiet", NULL, CMD_AT(quiet), 0, 0, "Says nothing of a file that is fine." },
    CMD_OPTION_SET,
    CMD_OPTION_JSON,
    CMD_OPTION_ASCII,
    { .word = NULL },
};

const struct cmd cmd_check = {
    .name = "check",
    .summary = "find every mistake; run nothing, write nothing",
    .operands = "SCENARIO.cfg",
    .least = 1,
    .most = 1,
    .group = CMD_FIRST,
    .options = options,
    .example = "parley check -v SCENARIO.cfg",
    .run = run,
};
