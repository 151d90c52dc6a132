/* scenario: a negotiation as its author wrote it: checked, complete, and immutable.
 *
 * Units inside: positions, limits and reference points are scaled to 0..1 by the issue's range;
 * saliences and stubbornness are 0..1; days count from the scenario's start. Conversion happens
 * when reading (here) and writing (results, screen), nowhere else.
 *
 * Thread-safety: read-only after scenario_load; any number of threads may share it. */
#ifndef PARLEY_SCENARIO_H
#define PARLEY_SCENARIO_H

#include "copula.h"
#include "event.h"
#include "model.h"
#include "text.h"

#define SCENARIO_RUNS_MAX 1000000000
#define SCENARIO_ACTORS_MAX 5000
#define SCENARIO_DAYS_MAX 40000
#define SCENARIO_HISTORY "history.cfg" /* what the history is called beside results */

struct issue {
    const char *name, *label, *low_label, *high_label;
    double low, high; /* in the issue's own units; the rest of the program sees 0..1 */
    double reference; /* 0..1, NAN when not given */
};

/* What one actor holds on one issue. */
struct stance {
    bool given;
    bool formed; /* from the members of a composite, in each world: the numbers here say nothing,
                  * but for a salience of 0 when it is 0 in all worlds */
    struct number position, salience, stubbornness; /* 0..1 */
    double limits[2];                               /* 0..1 */
};

/* Whom an actor looks to, and how much that weighs. */
struct tie {
    int actor;
    struct number weight; /* at least 0 */
};

struct actor {
    const char *name, *label;
    struct number capability; /* > 0; NAN when not given */
    struct names groups;
    struct list attributes; /* of struct named_number */
    struct list ties;       /* the same, as written; items is NULL when the actor states none */
    struct stance *stances; /* one per issue; NULL: no position on any */
    struct ref made_of;     /* a group; index -1: a single actor */
    /* Computed. */
    int n_members; /* of a composite: those of its group, in order of name */
    int *members;
    bool is_member;   /* of a composite, which speaks for it unless somebody asks for it by name */
    struct tie *tied; /* in order of name */
    int n_tied;
};

/* Ties of those who state none: exp(-(d / width)^2 / 2) at a distance d in an attribute. */
struct kernel {
    const char *near;    /* NULL: no kernel */
    struct number width; /* above 0 */
    int column;          /* computed: of the scenario's attributes, or -1 */
};

/* A group exists by being used. member has one flag per actor. */
struct group {
    const char *name;
    bool *member;
    int n_members;
};

struct talk {
    const char *name, *label;
    int which_model;
    void *own; /* the model's parameters */
    const struct model *model;
    struct refs issues, actors; /* after scenario_load: never empty; actors in order of name */
    struct number first;        /* day since 1970 */
    struct ref after;
    struct number delay;
    int64_t every, rounds;
    struct when until;
};

/* A number of an actor, as a path names it. */
enum target_kind {
    TARGET_CAPABILITY,
    TARGET_POSITION,
    TARGET_SALIENCE,
    TARGET_STUBBORNNESS,
    TARGET_ATTRIBUTE,
};
struct target {
    enum target_kind kind;
    int actor;
    int which; /* the issue; of an attribute: its place in a world's draws, once loaded */
};

/* What an event changes: one of add and set is given, in the model's units. */
struct shock {
    const char *path;
    struct number add, set;
    struct number delay; /* days */
    struct target target;
};

struct chance {
    int on, until; /* day; one of the two is given */
    struct number chance;
};

struct event {
    const char *name, *label;
    int which_kind;
    void *own; /* the kind's parameters */
    const struct event_kind *kind;
    struct number opens; /* day since 1970 */
    struct dates on;     /* the same, of a vote: in order */
    struct ref after;
    struct refs after_any, after_all, closes, rivals;
    struct number delay; /* days */
    struct number typical_days;
    struct list chances; /* of struct chance */
    struct list terms;   /* of struct term */
    struct list shocks;  /* of struct shock */
    /* Computed. */
    int n_players;
    int *players;   /* actors */
    uint64_t *keys; /* names of random numbers: one per player, one for the event, one per part */
    const struct body *body; /* NULL unless players are a body */
    int n_parts;
};

enum outcome_kind { OUTCOME_FLAG, OUTCOME_DATE, OUTCOME_COUNT, OUTCOME_VALUE };

struct outcome {
    const char *name, *label, *unit;
    int kind;         /* enum outcome_kind */
    struct ref event; /* with part */
    struct ref actor, group, issue, talk, vote, of;
    struct ref
        given; /* an outcome of kind flag: only runs in which it holds count; index -1: all */
    const char *stage; /* written apart from the event, or NULL */
    int on, from, until;
    int64_t within_days; /* -1: not given */
};

/* Uncertain numbers that belong together: each pair of `of` has this rank correlation. */
struct correlation {
    struct refs of; /* indices: of uncertain numbers */
    double rank;    /* Spearman's, -1 to 1 */
};

struct scenario {
    struct text_tree text;
    const char *name, *title;
    const char *history; /* path of the file that says what happened, or NULL */
    struct place history_place;
    int start, end; /* first and last day, since 1970 */
    int n_days;     /* end - start + 1 */
    bool retrospective;
    int64_t runs;
    uint64_t seed;
    struct kernel kernel;
    struct list issue_list, actor_list, body_list, talk_list, event_list, outcome_list;
    struct list correlations; /* of struct correlation */
    /* The same, typed: the lists' items. */
    int n_issues, n_actors, n_bodies, n_talks, n_events, n_outcomes, n_groups, n_attributes;
    struct issue *issues;
    struct actor *actors;
    struct body *bodies;
    struct talk *talks;
    struct event *events;
    struct outcome *outcomes;
    struct group *groups;
    const char **attributes;  /* names, n_attributes */
    struct number *attribute; /* n_actors x n_attributes; value NAN: missing */
    /* Attributes that shocks may change: each is copied to a draw behind those of the uncertain
     * numbers, and read there. */
    struct number *copies;
    int n_copies;
    int *by_name; /* actors in order of name */
    int n_composites;
    int *composites; /* actors that are made of others */
    struct uncertain *uncertain;
    int n_uncertain;
    struct copula copula; /* of uncertain numbers */
    int n_counters;       /* of terms of kind adopted */
};

/* The k-th list of terms of an event: its own first, then those within its kind's lists (stages);
 * NULL past the last. */
const struct list *scenario_terms(const struct event *event, int k);

/* True when the term means nothing without an actor of whom to ask its value. */
bool scenario_term_reads_actor(const struct term *term);

/* True when the term's value differs from player to player of the event. */
bool scenario_term_is_personal(
    const struct scenario *self, const struct event *event, const struct term *term);

/* What a path such as "actors.ann.price.position" names; false when it is no number that a shock
 * can change. */
bool scenario_target(const struct scenario *self, const char *path, struct target *target);

/* Loads and checks a scenario: the file (or "-"), then the n_sets assignments "PATH=VALUE". On
 * failure every mistake found is in err. The scenario is to be freed either way. */
enum status scenario_load(struct scenario *self, const char *path, const char *const *sets,
    int n_sets, struct err *err) MUST_CHECK;

/* The same from standard input, which `held` has the bytes of: see text_load_held. */
enum status scenario_load_held(struct scenario *self, const struct source *held,
    const char *const *sets, int n_sets, struct err *err) MUST_CHECK;

/* The same from files in memory, see text_load_files. */
enum status scenario_load_files(struct scenario *self, const struct text_file *files, int n_files,
    const char *const *sets, int n_sets, struct err *err) MUST_CHECK;

/* Before results are written: the history will stand beside them as SCENARIO_HISTORY, whatever it
 * is called where it lies. */
void scenario_bring_history(struct scenario *self);

void scenario_free(struct scenario *self);

/* Reads a key of an actor that is the name of an issue (a schema.extra of the language); false when
 * it is not. */
bool scenario_take_stance(void *context, void *item, struct text *node);

/* A position in the issue's own units, rounded to 14 digits: seven hundredths of 100 are 7, and not
 * 7.000000000000001, as the machine reckons. NAN stays NAN. */
double scenario_in_units(const struct issue *issue, double x);

/* Index of a thing by kind and name, or -1: kinds "actor", "issue", "body", "talk", "event",
 * "outcome", "group". */
int scenario_find(const struct scenario *self, const char *kind, const char *name);

/* The names of the things of a kind, at most `room` of them; returns how many. For "did you mean".
 */
int scenario_names(const struct scenario *self, const char *kind, const char **names, int room);

#endif
