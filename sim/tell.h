/* tell: one history in sentences: the world that was drawn, then day by day what happened and why.
 *
 * The sentences are in files by what they speak of: tell_world.c, tell_talks.c, tell_events.c;
 * tell_json.c says the same as data. tell.c puts them in order.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_TELL_H
#define PARLEY_TELL_H

#include "chronicle.h"
#include "facts.h"
#include "screen.h"

/* The hazards of an event that were told, of the likeliest player, per day: the last few. */
enum { TELL_RATES = 8 };
struct tell_rates {
    double rates[TELL_RATES];
    int n; /* told in all */
};

/* A story in the making. */
struct tell {
    const struct screen *screen;
    const struct chronicle *chronicle;
    const struct scenario *scenario;
    bool verbose;
    /* Private. */
    struct arena arena;
    char *text; /* the paragraph in the making */
    size_t used, room;
    int day, year;           /* of the last paragraph: since 1970; -1: none yet */
    struct tell_rates *told; /* per event */
    int *told_acts;          /* per event: how many of its acts are told */
    bool offers, explained;  /* offers were told, and what their gains are counted in */
    bool exhausted;          /* memory */
};

/* Tells a history on the screen's stream. verbose: all numbers drawn, all rounds, ballots, changes
 * of chance and reasons. ERR_MEMORY. */
enum status tell_story(const struct screen *screen, const struct chronicle *chronicle, bool verbose,
    struct err *err) MUST_CHECK;

/* The same as data: `drawn`, `story`, `outcomes`, `not_counted` and `answered` are added to facts.
 */
void tell_json(struct facts *facts, const struct chronicle *chronicle);

/* An outcome's value in words: "yes", "Sun 17 Feb 2008", "not by the end", "12", "62.5", "none".
 * Into text of TELL_VALUE_MAX bytes; returns text. */
#define TELL_VALUE_MAX 128
char *tell_value(const struct scenario *scenario, int outcome, double x, char *text);

/* ---- between the files of the story ---- */

/* Adds to the paragraph, as printf; then ends it, under a heading of its day where the last one was
 * of another. */
void tell_say(struct tell *self, const char *format, ...) PRINTF_LIKE(2, 3);
void tell_end(struct tell *self, double time);

/* A position on an issue, a chance and a factor in words. Return text, of PHRASE_MAX bytes. */
char *tell_position(const struct issue *issue, double x, char *text);
char *tell_chance(double chance, char *text);
char *tell_factor(double factor, char *text);

/* What a path of a number is called: "Ann salience, price". Returns text, of TEXT_PATH_MAX bytes.
 */
char *tell_world_path(const struct scenario *scenario, const char *path, char *text);

/* Columns of the days, with the blanks behind them. */
enum { TELL_INDENT = 18 };

/* The world drawn; one entry of the chronicle each. */
void tell_world(struct tell *self);
void tell_talks(struct tell *self, const struct chronicle_entry *entry);
void tell_events(struct tell *self, const struct chronicle_entry *entry);

#endif
