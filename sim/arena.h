/* arena: memory that is freed all at once.
 *
 * Thread-safety: one thread at a time per arena. */
#ifndef PARLEY_ARENA_H
#define PARLEY_ARENA_H

#include "err.h"

struct arena_block;

/* Zero-initialise: `= { 0 }`. arena_free is valid on a zeroed arena. */
struct arena {
    struct arena_block *last;
    size_t used; /* bytes handed out, for limits */
};

/* count x size zeroed bytes, aligned for any type, owned by the arena; NULL when memory
 * is exhausted or count x size overflows. count x size = 0 gives a valid pointer. */
void *arena_alloc(struct arena *self, size_t count, size_t size) MUST_CHECK;

/* A copy of text (its first n bytes), owned by the arena; NULL when memory is exhausted. */
char *arena_copy(struct arena *self, const char *text, size_t n) MUST_CHECK;

/* printf into the arena; NULL when memory is exhausted. */
char *arena_print(struct arena *self, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;

/* Frees everything handed out; the arena may be used again. */
void arena_free(struct arena *self);

#endif
