/* facts: JSON objects, with every failure remembered. See facts.h. */
#include "facts.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "utf8.h"

struct facts
facts_begin(void)
{
    struct json_object *object = json_object_new_object();

    return (struct facts){ .object = object, .failed = object == NULL };
}

struct facts
facts_list(void)
{
    struct json_object *object = json_object_new_array();

    return (struct facts){ .object = object, .failed = object == NULL };
}

/* Takes value over; is_null: it is NULL on purpose. */
static void
put(struct facts *self, const char *key, struct json_object *value, bool is_null)
{
    if ((value == NULL && !is_null) || self->object == NULL ||
        json_object_object_add(self->object, key, value) != 0) {
        (void)json_object_put(value);
        self->failed = true;
    }
}

static void
add(struct facts *list, struct json_object *value)
{
    if (value == NULL || list->object == NULL || json_object_array_add(list->object, value) != 0) {
        (void)json_object_put(value);
        list->failed = true;
    }
}

void
facts_null(struct facts *self, const char *key)
{
    put(self, key, NULL, true);
}

/* What is not UTF-8 becomes question marks: words of a command line and names of files are any
 * bytes. */
static struct json_object *
mended(const char *text)
{
    char *copy = strdup(text);
    struct json_object *value = NULL;

    if (copy != NULL) {
        utf8_mend(copy);
        value = json_object_new_string(copy);
    }
    free(copy);
    return value;
}

void
facts_text(struct facts *self, const char *key, const char *text)
{
    put(self, key, text != NULL ? mended(text) : NULL, text == NULL);
}

void
facts_whole(struct facts *self, const char *key, int64_t number)
{
    put(self, key, json_object_new_int64(number), false);
}

static struct json_object *
number_of(double number)
{
    char text[NUM_TEXT_MAX];

    return json_object_new_double_s(number, num_text(number, text));
}

void
facts_number(struct facts *self, const char *key, double number)
{
    const bool none = isnan(number);

    put(self, key, none ? NULL : number_of(number), none);
}

void
facts_flag(struct facts *self, const char *key, bool flag)
{
    put(self, key, json_object_new_boolean(flag), false);
}

void
facts_date(struct facts *self, const char *key, int day)
{
    char text[DATE_TEXT_MAX];

    facts_text(self, key, day != DATE_NONE ? date_iso(day, text) : NULL);
}

void
facts_put(struct facts *self, const char *key, struct facts member)
{
    self->failed = self->failed || member.failed;
    put(self, key, member.object, false);
}

void
facts_add(struct facts *list, struct facts member)
{
    list->failed = list->failed || member.failed;
    add(list, member.object);
}

void
facts_add_text(struct facts *list, const char *text)
{
    add(list, mended(text));
}

void
facts_add_number(struct facts *list, double number)
{
    if (!isnan(number)) {
        add(list, number_of(number));
    } else if (list->object == NULL || json_object_array_add(list->object, NULL) != 0) {
        list->failed = true;
    }
}

#define READ_BACK_MAX ((size_t)1 << 20) /* bytes */

/* json-c leaves parts out when memory is exhausted, or crashes when it reads: so we look
 * beforehand, and read back what it wrote. Of a long text it is enough that there is memory for
 * thrice as much: its buffer doubles, and would have failed with more left. */
char *
facts_print(const struct facts *self)
{
    const int style = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE;
    const char *text = self->failed ? NULL : json_object_to_json_string_ext(self->object, style);
    const bool is_long = text != NULL && strlen(text) > READ_BACK_MAX;
    void *room = text != NULL ? malloc((is_long ? 3 : 64) * strlen(text) + (1 << 20)) : NULL;
    const char *again = NULL;
    struct json_object *back = NULL;
    bool same = is_long && room != NULL;

    free(room);
    if (room != NULL && !is_long) {
        back = json_tokener_parse(text);
        again = json_object_to_json_string_ext(back, style);
        same = again != NULL && strcmp(text, again) == 0;
        (void)json_object_put(back);
    }
    return same ? strdup(text) : NULL;
}

void
facts_free(struct facts *self)
{
    (void)json_object_put(self->object);
    self->object = NULL;
}
