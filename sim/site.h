/* site: where a check stands in a scenario, and where it says what it finds: shared by verify.c and
 * verify_events.c.
 *
 * Thread-safety: one thread at a time per site. */
#ifndef PARLEY_SITE_H
#define PARLEY_SITE_H

#include "scenario.h"

/* The scenario at hand, and where its mistakes go. */
struct site {
    const struct scenario *scenario;
    struct err *err;
    const struct text *node; /* of the thing at hand */
    char path[TEXT_PATH_MAX];
};

/* Goes to the k-th member of a list of the file. */
void site_enter(struct site *site, const char *list, int k);

/* The place of a key of the thing at hand, or of the thing itself. */
const struct place *site_at(const struct site *site, const char *key);

/* False when a key of the file is there but not a list: that is said, and nothing follows from it.
 */
bool site_is_list(const struct site *site, const char *key);

/* Of two keys of a node one and only one must be given; else that is said. */
bool site_just_one(const struct site *site, const struct text *node, const char *path,
    const char *a, const char *b);

/* The name nearest to a wrong one among actors or attributes, for "did you mean", or NULL. */
const char *site_nearest(const struct scenario *self, const char *wrong, bool among_actors);

/* The latest that a date can be, in days since 1970; `otherwise` when it is not given. */
int site_latest(const struct scenario *self, struct number date, int otherwise);

/* True for an event of which something stands in place. */
bool site_has_curve(const struct event *event);

#endif
