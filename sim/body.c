/* body: whole votes, and the size of the table. See body.h. */
#include "body.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE 1e-9 /* of a share */

/* The least whole number of votes that is at least a share of all. */
static int64_t
votes_of_share(double share, int64_t votes)
{
    const double least = (share - TOLERANCE) * (double)votes;
    int64_t whole = least > 0.0 ? (int64_t)least : 0;

    whole += (double)whole < least;
    return whole;
}

/* How many members have at least so many votes each. */
static int
members_with(const struct body *self, int64_t votes)
{
    const struct member *members = self->members.items;
    int n = 0;

    for (int k = 0; k < self->members.n; k++) {
        n += members[k].votes >= votes;
    }
    return n;
}

/* The votes of the n members who have the most: every n members have at most these. Adds up how
 * many have at least 1, at least 2, ...: a member of v votes is counted v times. */
static int64_t
votes_of_greatest(const struct body *self, int64_t n)
{
    int64_t sum = 0;

    for (int64_t v = 1; v <= self->votes; v++) {
        const int64_t with = members_with(self, v);
        if (with == 0) {
            break;
        }
        sum += with < n ? with : n;
    }
    return sum;
}

static void
settle_table(struct body *self)
{
    struct body_table *table = &self->table;

    *table = (struct body_table){ self->needed + 1, self->blocking, self->members_needed + 1 };
    /* With so many votes in favour, too few are left to block. */
    if (self->blocking > self->votes - self->needed) {
        table->abstaining = 1;
    }
    /* Fewer members would not have so many votes. */
    if (self->members_needed > 0 &&
        votes_of_greatest(self, self->members_needed - 1) < self->needed) {
        table->members = 1;
    }
}

void
body_settle(struct body *self)
{
    const struct member *members = self->members.items;

    self->votes = self->needed = 0;
    self->blocking = 1;
    self->table = (struct body_table){ 1, 1, 1 };
    if (self->members.n > BODY_MEMBERS_MAX) {
        return;
    }
    for (int k = 0; k < self->members.n; k++) {
        self->votes += members[k].votes;
    }
    if (self->votes > BODY_VOTES_MAX || self->votes <= 0) {
        return;
    }
    self->needed =
        self->share == self->share ? votes_of_share(self->share, self->votes) : self->threshold;
    self->needed = self->needed > 0 ? self->needed : 0;
    self->blocking = self->abstain_block == self->abstain_block
                         ? votes_of_share(self->abstain_block, self->votes)
                         : self->votes + 1;
    self->blocking = self->blocking > 1 ? self->blocking : 1;
    if (self->needed <= self->votes && self->members_needed <= self->members.n) {
        settle_table(self);
    }
}

int64_t
body_cells(const struct body *self)
{
    return self->table.votes * self->table.abstaining * self->table.members;
}

static int64_t
vetoes(const struct body *self)
{
    const struct member *members = self->members.items;
    int64_t n = 0;

    for (int k = 0; k < self->members.n; k++) {
        n += members[k].veto;
    }
    return n;
}

static const char *
plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

/* Appends to a rule; what does not fit is left out. */
static void append(char *text, const char *format, ...) PRINTF_LIKE(2, 3);

static void
append(char *text, const char *format, ...)
{
    const size_t used = strlen(text);
    va_list words;

    va_start(words, format);
    (void)vsnprintf(text + used, BODY_RULE_MAX - used, format, words);
    va_end(words);
}

char *
body_rule(const struct body *self, char *text)
{
    const int64_t veto = vetoes(self), members = self->members.n;

    text[0] = '\0';
    if (self->needed > 0) {
        append(text, "needs %lld of %lld vote%s", (long long)self->needed, (long long)self->votes,
            plural(self->votes));
    } else {
        append(text, "needs no vote in favour");
    }
    if (self->members_needed > 0) {
        append(text, " and %lld of %lld member%s in favour", (long long)self->members_needed,
            (long long)members, plural(members));
    }
    if (self->blocking <= self->votes) {
        append(text, "; fails when %lld vote%s abstain%s", (long long)self->blocking,
            plural(self->blocking), self->blocking == 1 ? "s" : "");
    }
    if (veto == members && members > 1) {
        append(text, "; every member has a veto");
    } else if (veto > 0) {
        append(text, "; %lld member%s ha%s a veto", (long long)veto, plural(veto),
            veto == 1 ? "s" : "ve");
    }
    return text;
}
