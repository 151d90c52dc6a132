/* body: what a motion needs in a body that votes.
 *
 * A motion passes with at least `threshold` votes in favour (or `share` of all votes), in favour of
 * at least `members_needed` members, with less than `abstain_block` of all votes abstaining, and no
 * "no" from a member with a veto. Shares are turned into whole votes once, here: at least a share s
 * of v votes are the least whole number of at least (s - 1e-9) v, so that nine digits of two thirds
 * are two thirds.
 *
 * Thread-safety: pure functions. */
#ifndef PARLEY_BODY_H
#define PARLEY_BODY_H

#include "event.h"

/* The chance of passing takes time in proportion to members x cells, and memory to cells: more are
 * refused when a scenario is loaded. At these limits one vote takes some 30 ms. */
#define BODY_CELLS_MAX 1000000
#define BODY_STEPS_MAX 20000000

/* Works out votes, needed, blocking and table from what the author wrote; all of it is 0, with a
 * table of one cell, for a body without members, or with too many members or votes. */
void body_settle(struct body *self);

/* Cells of the table. */
int64_t body_cells(const struct body *self);

/* "needs 255 of 345 votes and 14 of 27 members in favour; fails when 116 votes abstain; 5 members
 * have a veto", into text of BODY_RULE_MAX bytes. Returns text. */
#define BODY_RULE_MAX 300
char *body_rule(const struct body *self, char *text);

#endif
