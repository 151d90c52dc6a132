/* site: see site.h. */
#include "site.h"

void
site_enter(struct site *site, const char *list, int k)
{
    const struct text *node = text_get(site->scenario->text.root, list);

    node = node != NULL ? node->first : NULL;
    while (node != NULL && k-- > 0) {
        node = node->next;
    }
    site->node = node != NULL ? node : site->scenario->text.root;
    text_path(&site->scenario->text, site->node, site->path);
}

const struct place *
site_at(const struct site *site, const char *key)
{
    const struct text *node = site->node->kind == TEXT_GROUP ? text_get(site->node, key) : NULL;

    return node != NULL ? &node->place : &site->node->place;
}

bool
site_is_list(const struct site *site, const char *key)
{
    const struct text *node = text_get(site->scenario->text.root, key);

    return node == NULL || node->kind == TEXT_LIST;
}

bool
site_just_one(const struct site *site, const struct text *node, const char *path, const char *a,
    const char *b)
{
    const bool has_a = text_get(node, a) != NULL, has_b = text_get(node, b) != NULL;

    if (has_a && has_b) {
        (void)err_add(site->err, ERR_SCENARIO, &text_get(node, b)->place,
            "%s says both `%s` and `%s`; it must be one of them", path, a, b);
    } else if (!has_a && !has_b) {
        (void)err_add(
            site->err, ERR_SCENARIO, &node->place, "%s must say either `%s` or `%s`", path, a, b);
    }
    return has_a != has_b;
}

const char *
site_nearest(const struct scenario *self, const char *wrong, bool among_actors)
{
    enum { ROOM = 1024 };
    const char *names[ROOM];
    const int all = among_actors ? self->n_actors : self->n_attributes;
    int n = 0;

    for (int k = 0; k < all && n < ROOM; k++) {
        const char *name = among_actors ? self->actors[k].name : self->attributes[k];
        if (name != NULL) {
            names[n++] = name;
        }
    }
    return err_nearest(wrong, names, n);
}

int
site_latest(const struct scenario *self, struct number date, int otherwise)
{
    if (!number_given(date)) {
        return otherwise;
    }
    return (int)(date.slot < 0 ? date.value : dist_greatest(&self->uncertain[date.slot].dist));
}

bool
site_has_curve(const struct event *event)
{
    return event->own != NULL && event->kind->ceiling != NULL &&
           number_given(event->kind->ceiling(event->own));
}
