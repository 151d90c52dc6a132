/* tell: one history in sentences: the world that was drawn, then day by day what happened and why.
 *
 * The sentences are in files by what they speak of: tell_world.c, tell_talks.c,
 * tell_chances.c, tell_events.c; tell_json.c says the same as data. tell.c puts them in order.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_TELL_H
#define PARLEY_TELL_H

#include "chronicle.h"
#include "facts.h"
#include "screen.h"

/* Words that stories used and that the key to them explains. Zero-initialise. */
struct tell_key {
    bool chances, bars; /* factors of chances; drawn */
    bool ballots;       /* votes with the chance of each */
    bool pulls, held;   /* moves with their reasons */
};

/* Private: the entries of an event's chances that were told, the last few; how many in all. */
enum { TELL_RATES = 8 };
struct tell_rates {
    const struct chronicle_entry *entries[TELL_RATES];
    int n;
};

/* A story in the making. */
struct tell {
    const struct screen *screen;
    const struct chronicle *chronicle;
    const struct scenario *scenario;
    bool verbose;
    struct tell_key *key;
    /* Private. */
    struct arena arena;
    char *text; /* the paragraph in the making */
    size_t used, room;
    int day, year;           /* of the last paragraph: since 1970; -1: none yet */
    struct tell_rates *told; /* per event */
    int *told_acts;          /* per event: how many of its acts are told */
    int *told_rounds;        /* per talks: the last round that is told ahead of its day */
    bool offers, explained;  /* offers were told, and what their gains are counted in */
    bool exhausted;          /* memory */
};

/* Tells a history on the screen's stream, and adds to the key what it used. verbose: all numbers
 * drawn, all rounds, ballots, changes of chance and reasons. ERR_MEMORY. */
enum status tell_story(const struct screen *screen, const struct chronicle *chronicle, bool verbose,
    struct tell_key *key, struct err *err) MUST_CHECK;

/* What those words mean, once for all stories; nothing when none was used. */
void tell_key(const struct screen *screen, const struct tell_key *key);

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

/* The event that an entry is about, and the label of one of its players, who may act or vote. */
const struct event_run *tell_run(const struct tell *self, const struct chronicle_entry *entry);
const char *tell_player(const struct tell *self, const struct event_run *run, int player);

/* "9 Mar", with the year where it is another one than the entry's. Returns text, of PHRASE_MAX
 * bytes. */
char *tell_day(
    const struct tell *self, const struct chronicle_entry *entry, double time, char *text);

/* The next entry of a kind on the same day and about the same event; NULL: there is none. */
const struct chronicle_entry *tell_later_today(
    const struct tell *self, const struct chronicle_entry *entry, enum note_kind kind);

/* What a path of a number is called: "Ann salience, price". Returns text, of TEXT_PATH_MAX bytes.
 */
char *tell_world_path(const struct scenario *scenario, const char *path, char *text);

/* Columns of the days, with the blanks behind them. */
enum { TELL_INDENT = 18 };

/* The world drawn; one entry of the chronicle each. */
void tell_world(struct tell *self);
void tell_talks(struct tell *self, const struct chronicle_entry *entry);
void tell_events(struct tell *self, const struct chronicle_entry *entry);
void tell_chances(struct tell *self, const struct chronicle_entry *entry);

/* What a hazard is made of: as a table, and in a few words (" (chance today 4%: ties x3.2)"). */
void tell_chances_why(struct tell *self, const struct chronicle_hazard *hazard);
void tell_chances_short(struct tell *self, const struct chronicle_hazard *hazard);

#endif
