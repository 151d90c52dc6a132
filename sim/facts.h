/* facts: JSON in the making, which remembers that memory ran out.
 *
 * A group (or a list) is begun, filled, and ended by giving it to the one that holds it; once an
 * allocation failed, everything that holds it is `failed`, so that the calls between need no
 * checks. Numbers stand in their shortest form; NAN, DATE_NONE and a NULL text are null. Keys and
 * texts are copied.
 *
 * Thread-safety: one thread at a time per group. */
#ifndef PARLEY_FACTS_H
#define PARLEY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

struct facts {
    struct json_object *object; /* owned, until it is given away or facts_free */
    bool failed;
};

struct facts facts_begin(void); /* an empty group { } */
struct facts facts_list(void);  /* an empty list [ ] */

/* text may be any bytes, as words of a command line are: what is not UTF-8 is mended. */
void facts_text(struct facts *self, const char *key, const char *text);
void facts_whole(struct facts *self, const char *key, int64_t number);
void facts_number(struct facts *self, const char *key, double number);
void facts_flag(struct facts *self, const char *key, bool flag);
void facts_date(struct facts *self, const char *key, int day); /* since 1970: "2008-02-17" */
void facts_null(struct facts *self, const char *key);

/* Ends a group or list, and puts it there. */
void facts_put(struct facts *self, const char *key, struct facts member);

/* Members of a list: a group or list, which ends there; a text of any bytes; a number. */
void facts_add(struct facts *list, struct facts member);
void facts_add_text(struct facts *list, const char *text);
void facts_add_number(struct facts *list, double number);

/* The whole as a text, indented, to be freed; NULL: memory ran out. */
char *facts_print(const struct facts *self);

void facts_free(struct facts *self);

#endif
