/* Blocks in a chain, newest first; what is handed out comes from the end of the newest. */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)4096)
#define BLOCK_MAX ((size_t)1 << 18)

struct arena_block {
    struct arena_block *previous;
    size_t size; /* of bytes[] */
    size_t used;
    max_align_t bytes[]; /* zeroed */
};

static size_t
round_up(size_t n)
{
    const size_t align = _Alignof(max_align_t);

    return (n + align - 1) / align * align;
}

/* A block with room for n bytes. One larger than usual stands behind the newest, whose rest
 * would otherwise be lost. */
static struct arena_block *
add_block(struct arena *self, size_t n)
{
    struct arena_block *block = NULL, *last = self->last;
    size_t size = last != NULL && last->size >= BLOCK_MIN ? last->size * 2 : BLOCK_MIN;

    size = size > BLOCK_MAX ? BLOCK_MAX : size;
    size = size < n ? n : size;
    block = calloc(1, sizeof(struct arena_block) + size);
    if (block == NULL) {
        return NULL;
    }
    block->size = size;
    if (last != NULL && size - n < last->size - last->used) {
        block->previous = last->previous;
        last->previous = block;
    } else {
        block->previous = last;
        self->last = block;
    }
    return block;
}

void *
arena_alloc(struct arena *self, size_t count, size_t size)
{
    struct arena_block *block = self->last;
    size_t n = 0;
    char *bytes = NULL;

    if (size != 0 && count > (SIZE_MAX / 2) / size) {
        return NULL;
    }
    n = round_up(count * size == 0 ? 1 : count * size);
    if (block == NULL || block->size - block->used < n) {
        block = add_block(self, n);
        if (block == NULL) {
            return NULL;
        }
    }
    bytes = (char *)block->bytes + block->used;
    block->used += n;
    self->used += n;
    return bytes;
}

char *
arena_copy(struct arena *self, const char *text, size_t n)
{
    char *copy = n < SIZE_MAX ? arena_alloc(self, n + 1, 1) : NULL;

    if (copy != NULL && n > 0) {
        memcpy(copy, text, n);
    }
    return copy;
}

char *
arena_print(struct arena *self, const char *format, ...)
{
    va_list words;
    char *text = NULL;
    int n = 0;

    va_start(words, format);
    n = vsnprintf(NULL, 0, format, words);
    va_end(words);
    if (n < 0) {
        return NULL;
    }
    text = arena_alloc(self, (size_t)n + 1, 1);
    if (text != NULL) {
        va_start(words, format);
        vsnprintf(text, (size_t)n + 1, format, words);
        va_end(words);
    }
    return text;
}

void
arena_free(struct arena *self)
{
    struct arena_block *block = self->last;

    while (block != NULL) {
        struct arena_block *previous = block->previous;

        free(block);
        block = previous;
    }
    self->last = NULL;
    self->used = 0;
}
