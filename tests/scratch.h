/* scratch: a folder of its own for a test, which is the current one while the test runs. Include
 * support.h first. */
#ifndef PARLEY_SCRATCH_H
#define PARLEY_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

struct scratch {
    char folder[64];
    int home; /* the folder before */
};

/* Makes the folder and goes there; back again, and the folder is gone. False: that failed. */
bool scratch_enter(struct scratch *self);
bool scratch_leave(struct scratch *self);

/* Writes a file there. */
void scratch_put(const char *name, const char *text);
void scratch_put_bytes(const char *name, const char *bytes, size_t n);

#endif
