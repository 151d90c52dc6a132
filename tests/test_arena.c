/* What arena.h promises: zeroed, aligned, apart, and freed all at once. */
#include "support.h"

#include <string.h>

#include "arena.h"

static void
test_arena_memory_is_zeroed_and_aligned(void **state)
{
    struct arena arena = { 0 };

    (void)state;
    for (size_t size = 1; size < 20000; size = size * 3 + 1) {
        unsigned char *bytes = arena_alloc(&arena, 2, size);

        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < 2 * size; k++) {
            assert_int_equal(bytes[k], 0);
        }
        memset(bytes, 0xFF, 2 * size); /* the next must not be this */
    }
    arena_free(&arena);
}

static void
test_arena_pieces_do_not_overlap(void **state)
{
    enum { n_pieces = 3000 };
    struct arena arena = { 0 };
    unsigned char *pieces[n_pieces];

    (void)state;
    for (size_t k = 0; k < n_pieces; k++) {
        pieces[k] = arena_alloc(&arena, k % 300 == 0 ? 9000 : k % 50, 1);
        assert_non_null(pieces[k]);
        memset(pieces[k], (int)(k % 251), k % 300 == 0 ? 9000 : k % 50);
    }
    for (size_t k = 0; k < n_pieces; k++) {
        for (size_t j = 0; j < (k % 300 == 0 ? 9000 : k % 50); j++) {
            assert_int_equal(pieces[k][j], k % 251);
        }
    }
    arena_free(&arena);
}

static void
test_arena_refuses_a_size_that_overflows(void **state)
{
    struct arena arena = { 0 };

    (void)state;
    assert_null(arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1, 2));
    assert_null(arena_copy(&arena, "x", SIZE_MAX));
    arena_free(&arena);
}

static void
test_arena_gives_a_pointer_for_no_bytes(void **state)
{
    struct arena arena = { 0 };

    (void)state;
    assert_non_null(arena_alloc(&arena, 0, 8));
    assert_non_null(arena_alloc(&arena, 8, 0));
    arena_free(&arena);
}

static void
test_arena_copies_and_prints_texts(void **state)
{
    struct arena arena = { 0 };
    char *copy = arena_copy(&arena, "serbia", 3);
    char *print = arena_print(&arena, "%s:%d", "file.cfg", 14);

    (void)state;
    assert_string_equal(copy, "ser");
    assert_string_equal(print, "file.cfg:14");
    assert_string_equal(arena_copy(&arena, "", 0), "");
    arena_free(&arena);
}

static void
test_arena_counts_what_it_handed_out_and_can_be_used_again(void **state)
{
    struct arena arena = { 0 };

    (void)state;
    assert_non_null(arena_alloc(&arena, 10, 100));
    assert_in_range(arena.used, 1000, 1000 + 2 * sizeof(max_align_t));
    arena_free(&arena);
    assert_int_equal(arena.used, 0);
    assert_non_null(arena_alloc(&arena, 1, 1));
    arena_free(&arena);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_arena_pieces_do_not_overlap),
        cmocka_unit_test(test_arena_refuses_a_size_that_overflows),
        cmocka_unit_test(test_arena_gives_a_pointer_for_no_bytes),
        cmocka_unit_test(test_arena_copies_and_prints_texts),
        cmocka_unit_test(test_arena_counts_what_it_handed_out_and_can_be_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
