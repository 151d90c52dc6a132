/* neutral: see neutral.h. */
#include "neutral.h"

#include <string.h>

/* The key that holds a term's strength, and what takes it out. */
static const char *
neutral_value(const struct text *term)
{
    const struct text *kind = text_get(term, "term"), *coef = text_get(term, "coef");

    if (kind != NULL && kind->string != NULL && strcmp(kind->string, "frailty") == 0) {
        return "sd=0";
    }
    return coef != NULL && !coef->filled_in ? "coef=0" : "times=1";
}

static enum status
add_term(struct neutral *self, const struct text_tree *tree, const struct text *term,
    struct arena *arena, struct err *err)
{
    char path[TEXT_PATH_MAX];
    struct neutral_term *to = NULL;

    if (self->n == self->room) {
        const int room = self->room == 0 ? 16 : 2 * self->room;
        struct neutral_term *terms = arena_alloc(arena, (size_t)room, sizeof(*terms));
        if (terms == NULL) {
            return err_memory(err);
        }
        if (self->n > 0) {
            memcpy(terms, self->terms, (size_t)self->n * sizeof(*terms));
        }
        self->terms = terms;
        self->room = room;
    }
    to = &self->terms[self->n++];
    text_path(tree, term, path);
    to->path = arena_copy(arena, path, strlen(path));
    to->assignment = arena_print(arena, "%s.%s", path, neutral_value(term));
    return to->path != NULL && to->assignment != NULL ? OK : err_memory(err);
}

/* Terms stand in lists of that name, in an event and in what its kind keeps (stages). */
static enum status
look_into(struct neutral *self, const struct text_tree *tree, const struct text *node,
    struct arena *arena, struct err *err)
{
    enum status status = OK;

    for (const struct text *child = node->first; child != NULL && status == OK;
         child = child->next) {
        const bool are_terms =
            child->kind == TEXT_LIST && child->key != NULL && strcmp(child->key, "terms") == 0;
        if (!are_terms) {
            status = look_into(self, tree, child, arena, err);
        }
        for (const struct text *term = are_terms ? child->first : NULL;
             term != NULL && status == OK; term = term->next) {
            status = add_term(self, tree, term, arena, err);
        }
    }
    return status;
}

enum status
neutral_init(
    struct neutral *self, const struct scenario *scenario, struct arena *arena, struct err *err)
{
    const struct text *events = text_get(scenario->text.root, "events");

    *self = (struct neutral){ 0, 0, NULL };
    return events != NULL ? look_into(self, &scenario->text, events, arena, err) : OK;
}
