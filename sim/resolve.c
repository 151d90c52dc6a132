/* resolve: see resolve.h. */
#include "resolve.h"

#include <stdio.h>
#include <string.h>

#include "overlay.h"

int
resolve_part(const struct event *event, const char *name)
{
    const struct event_kind *kind = event->kind;
    const int n = kind->n_parts != NULL && event->own != NULL ? kind->n_parts(event->own) : 0;

    for (int k = 0; k < n; k++) {
        const char *part = kind->part_name(event->own, k);
        if (part != NULL && strcmp(part, name) == 0) {
            return k + 1;
        }
    }
    return 0;
}

/* EVENT, EVENT.failed or EVENT.STAGE. */
static bool
resolve_moment(struct scenario *self, struct ref *ref)
{
    char name[128];
    const char *dot = strchr(ref->name, '.');
    const size_t n = dot != NULL ? (size_t)(dot - ref->name) : strlen(ref->name);
    int e = -1;

    if (n >= sizeof(name)) {
        return false;
    }
    memcpy(name, ref->name, n);
    name[n] = '\0';
    e = scenario_find(self, "event", name);
    if (e < 0) {
        return false;
    }
    if (dot != NULL) {
        ref->part = resolve_part(&self->events[e], dot + 1);
        if (ref->part == 0 && strcmp(dot + 1, "failed") == 0 &&
            self->events[e].kind->failure != NULL) {
            ref->part = -1;
        }
        if (ref->part == 0) {
            return false;
        }
    }
    ref->index = e;
    return true;
}

/* The moments of an event by name, for "did you mean": its failure, its stages. */
static int
moments_of(const struct event *event, const char **names, int room)
{
    int n = 0;

    if (event->kind->failure != NULL) {
        names[n++] = "failed";
    }
    for (int k = 0; k < event->n_parts && n < room; k++) {
        const char *part = event->kind->part_name(event->own, k);
        if (part != NULL) {
            names[n++] = part;
        }
    }
    return n;
}

/* "\nallowed: a, b", in place of a suggestion; moments after the name of their event. */
static void
list_names(const char *event, const char *const *names, int n, char *text, size_t size)
{
    size_t used = 0;

    for (int k = 0; k < n && used + 5 < size; k++) {
        const int more = snprintf(text + used, size - used, "%s%s%s%s",
            k == 0 ? "\nallowed: " : ", ", event, event[0] != '\0' ? "." : "", names[k]);
        if (more < 0 || (size_t)more + 5 >= size - used) {
            (void)snprintf(text + used, size - used, "%s", k == 0 ? "" : ", ...");
            return;
        }
        used += (size_t)more;
    }
}

static void
unresolved(struct scenario *self, const struct pending *pending, struct err *err)
{
    enum { ROOM = 256 };
    const char *kind = strcmp(pending->kind, "moment") == 0 ? "event" : pending->kind;
    const char *wrong = pending->ref->name, *dot = strchr(wrong, '.'), *names[ROOM] = { NULL };
    char path[TEXT_PATH_MAX], event[128] = "";
    int n = 0, e = -1;

    if (dot != NULL && (size_t)(dot - wrong) < sizeof(event)) {
        memcpy(event, wrong, (size_t)(dot - wrong));
        e = scenario_find(self, "event", event);
    }
    if (e >= 0 && strcmp(pending->kind, "moment") == 0) {
        wrong = dot + 1;
        n = moments_of(&self->events[e], names, ROOM);
    }
    if (e < 0) {
        n = scenario_names(self, kind, names, ROOM);
    }
    if (strcmp(kind, "uncertain number") == 0 &&
        overlay_find(&self->text, self->text.root, wrong).node != NULL) {
        (void)err_add(err, ERR_SCENARIO, &pending->node->place,
            "%s: \"%s\" is certain; only what is uncertain can go with something else",
            text_path(&self->text, pending->node, path), wrong);
        return;
    }
    const char *near = err_nearest(wrong, names, n);
    char others[256] = "";
    if (near == NULL) {
        list_names(e >= 0 ? event : "", names, n, others, sizeof(others));
    }
    (void)err_add(err, ERR_SCENARIO, &pending->node->place, "%s: there is no %s \"%s\"%s%s%s%s%s%s",
        text_path(&self->text, pending->node, path), kind, pending->ref->name,
        near != NULL ? "\ndid you mean \"" : "", near != NULL && e >= 0 ? event : "",
        near != NULL && e >= 0 ? "." : "", near != NULL ? near : "", near != NULL ? "\"?" : "",
        others);
}

void
resolve_references(struct scenario *self, const struct param_reader *reader)
{
    for (int k = 0; k < reader->n_pending; k++) {
        const struct pending *pending = &reader->pending[k];
        bool found = false;
        if (strcmp(pending->kind, "moment") == 0) {
            found = resolve_moment(self, pending->ref);
        } else {
            pending->ref->index = scenario_find(self, pending->kind, pending->ref->name);
            found = pending->ref->index >= 0;
        }
        if (!found) {
            unresolved(self, pending, reader->err);
        }
    }
}
