#include "support.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "rng.h"

#define N 20000

/* Where a long row of random numbers may vary: one argument goes on, the others stay. */
enum along { ALONG_INDEX, ALONG_RUN, ALONG_NAME, ALONG_SEED, N_ALONG };

static double
uniform_along(enum along along, int k, uint64_t other)
{
    char name[32];

    switch (along) {
    case ALONG_INDEX:
        return rng_uniform(11 + other, 3, rng_hash("a", 1), (uint32_t)k);
    case ALONG_RUN:
        return rng_uniform(11 + other, (uint32_t)k, rng_hash("a", 1), 0);
    case ALONG_NAME:
        snprintf(name, sizeof name, "actor%d", k);
        return rng_uniform(11 + other, 3, rng_hash_names(name, "status", NULL), 0);
    case ALONG_SEED:
    case N_ALONG:
        break;
    }
    return rng_uniform(1000 * other + (uint64_t)k, 3, rng_hash("a", 1), 0);
}

/* sqrt(n) times the greatest distance between the values' distribution and the uniform one; over
 * 1.63 once in a hundred times by chance. Sorts u. */
static double
kolmogorov(double *u, int n)
{
    double distance = 0.0;

    gsl_sort(u, 1, (size_t)n);
    for (int j = 0; j < n; j++) {
        distance = fmax(distance, fmax((j + 1.0) / n - u[j], u[j] - (double)j / n));
    }
    return sqrt((double)n) * distance;
}

static void
test_rng_philox_gives_the_known_answers(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } cases[] = {
        { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, { 0xffffffff, 0xffffffff },
            { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, { 0xa4093822, 0x299f31d0 },
            { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        uint32_t out[4];

        rng_philox(cases[j].counter, cases[j].key, out);
        assert_memory_equal(out, cases[j].expected, sizeof out);
    }
}

static void
test_rng_uniform_is_the_block_at_its_address(void **state)
{
    const uint64_t seed = UINT64_C(0x0123456789abcdef), name = UINT64_C(0xfedcba9876543210);
    const uint32_t counter[4] = { 7, 5, 0x76543210, 0xfedcba98 };
    const uint32_t key[2] = { 0x89abcdef, 0x01234567 };
    uint32_t word[4];

    (void)state;
    rng_philox(counter, key, word);
    assert_same(
        rng_uniform(seed, 5, name, 7), ldexp(word[0], -32) + ldexp(word[1] >> 12, -52) + 0x1p-53);
    assert_same(rng_exponential(seed, 5, name, 7), -num_log(rng_uniform(seed, 5, name, 7)));
    assert_same(rng_normal(seed, 5, name, 7), num_normal_quantile(rng_uniform(seed, 5, name, 7)));
}

static void
test_rng_uniform_never_gives_0_or_1(void **state)
{
    double least = 1.0, greatest = 0.0;

    (void)state;
    for (uint32_t k = 0; k < 1000000; k++) {
        const double u = rng_uniform(1, 0, 0, k);

        least = fmin(least, u);
        greatest = fmax(greatest, u);
    }
    assert_true(least > 0.0 && least < 1e-5);
    assert_true(greatest < 1.0 && greatest > 1.0 - 1e-5);
    /* The ends of the formula itself. */
    assert_true((0.0 + 0.5) * 0x1p-52 > 0.0);
    assert_true(((0x1p52 - 1.0) + 0.5) * 0x1p-52 < 1.0);
}

static void
test_rng_uniform_is_uniform_along_every_argument(void **state)
{
    static double u[N];

    (void)state;
    for (enum along along = ALONG_INDEX; along < N_ALONG; along++) {
        int count[256] = { 0 };
        double chi_square = 0.0;

        for (int k = 0; k < N; k++) {
            u[k] = uniform_along(along, k, 0);
            count[(int)(u[k] * 256.0)]++;
        }
        for (int j = 0; j < 256; j++) {
            chi_square += (count[j] - N / 256.0) * (count[j] - N / 256.0) / (N / 256.0);
        }
        assert_close(chi_square, 255.0, 5.0 * sqrt(2.0 * 255.0));
        assert_in_range((int)(1000.0 * kolmogorov(u, N)), 0, 1630);
    }
}

static void
test_rng_low_bits_are_uniform_too(void **state)
{
    static double u[N];

    (void)state;
    for (int k = 0; k < N; k++) {
        u[k] = fmod(uniform_along(ALONG_INDEX, k, 0) * 0x1p36, 1.0); /* the last 16 bits */
    }
    assert_in_range((int)(1000.0 * kolmogorov(u, N)), 0, 1630);
}

/* Correlation of n pairs of uniforms, in standard errors. */
static double
correlation(enum along along, int lag, uint64_t other)
{
    double sum = 0.0;

    for (int k = 0; k < N; k++) {
        sum += (uniform_along(along, k, 0) - 0.5) * (uniform_along(along, k + lag, other) - 0.5);
    }
    return sum * 12.0 / sqrt((double)N);
}

static void
test_rng_neighbours_are_independent(void **state)
{
    (void)state;
    for (enum along along = ALONG_INDEX; along < N_ALONG; along++) {
        for (int lag = 1; lag <= 4; lag++) {
            assert_close(correlation(along, lag, 0), 0.0, 5.0);
        }
        assert_close(correlation(along, 0, 1), 0.0, 5.0); /* the next seed */
    }
}

static void
test_rng_runs_and_indices_do_not_share_numbers(void **state)
{
    static double u[N];
    int n = 0;

    (void)state;
    for (uint32_t run = 0; run < 100; run++) {
        for (uint32_t index = 0; index < 200; index++) {
            u[n++] = rng_uniform(5, run, rng_hash("x", 1), index);
        }
    }
    gsl_sort(u, 1, N);
    for (int j = 1; j < N; j++) {
        assert_true(u[j] != u[j - 1]);
    }
}

static void
test_rng_exponential_and_normal_have_their_distributions(void **state)
{
    static double e[N], z[N];

    (void)state;
    for (uint32_t k = 0; k < N; k++) {
        e[k] = 1.0 - exp(-rng_exponential(21, k, 0, 0));
        z[k] = 0.5 * erfc(-rng_normal(22, k, 0, 0) / sqrt(2.0));
    }
    assert_in_range((int)(1000.0 * kolmogorov(e, N)), 0, 1630);
    assert_in_range((int)(1000.0 * kolmogorov(z, N)), 0, 1630);
}

static void
test_rng_hash_is_fixed_for_ever(void **state)
{
    (void)state;
    /* Change one of these and every published result changes. */
    assert_true(rng_hash("", 0) == UINT64_C(0xf52a15e9a9b5e89b));
    assert_true(rng_hash("actors.serbia.status", 20) == UINT64_C(0xccd6811d489c6bd2));
    assert_true(rng_hash_names("event", "serbia", NULL) == UINT64_C(0x5d9adb433cf8375e));
    assert_same(rng_uniform(2008, 0, rng_hash("actors.serbia.status", 20), 0), 0.6489872026277389);
}

static void
test_rng_hash_names_keeps_names_apart(void **state)
{
    const char *const rows[][3] = { { "ab", "c", NULL }, { "a", "bc", NULL }, { "abc", NULL, NULL },
        { "abc", "", NULL }, { "", "abc", NULL }, { "a", "b", "c" }, { "ab", "c", "" },
        { NULL, NULL, NULL }, { "", NULL, NULL }, { "", "", NULL }, { "", "", "" },
        { "c", "ab", NULL } };
    const int n = sizeof rows / sizeof rows[0];

    (void)state;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            assert_true(rng_hash_names(rows[i][0], rows[i][1], rows[i][2]) !=
                        rng_hash_names(rows[j][0], rows[j][1], rows[j][2]));
        }
    }
    /* A NULL ends the row: what follows it is not read. */
    assert_true(rng_hash_names("a", NULL, "b") == rng_hash_names("a", NULL, NULL));
}

static int
compare_hashes(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void
test_rng_hash_does_not_collide_on_alike_names(void **state)
{
    static uint64_t hash[100000];
    char name[32];

    (void)state;
    for (int j = 0; j < 100000; j++) {
        const int n = snprintf(name, sizeof name, "actors.a%d.p%d", j / 300, j % 300);

        hash[j] = rng_hash(name, (size_t)n);
    }
    qsort(hash, 100000, sizeof hash[0], compare_hashes);
    for (int j = 1; j < 100000; j++) {
        assert_true(hash[j] != hash[j - 1]);
    }
}

static int
count_bits(uint64_t x)
{
    int n = 0;

    for (; x != 0; x &= x - 1) {
        n++;
    }
    return n;
}

static void
test_rng_hash_spreads_every_bit(void **state)
{
    int flipped[64] = { 0 }, n = 0;

    (void)state;
    for (int j = 0; j < 200; j++) {
        char name[16] = { 0 }, other[16];

        snprintf(name, sizeof name, "name%d", j);
        for (int bit = 0; bit < 32; bit++) {
            uint64_t difference = 0;

            memcpy(other, name, sizeof name);
            other[bit / 8] = (char)(other[bit / 8] ^ (1 << bit % 8));
            difference = rng_hash(name, 7) ^ rng_hash(other, 7);
            assert_in_range(count_bits(difference), 10, 54);
            for (int k = 0; k < 64; k++) {
                flipped[k] += (int)(difference >> k & 1);
            }
            n++;
        }
    }
    /* Each bit of the hash flips half the time. */
    for (int k = 0; k < 64; k++) {
        assert_close(flipped[k], n / 2.0, 5.0 * sqrt(n / 4.0));
    }
}

static void
test_rng_gsl_type_hands_out_the_words_in_order(void **state)
{
    gsl_rng *r = gsl_rng_alloc(rng_type_philox);
    const uint64_t seed = UINT64_C(0x1122334455667788);
    const uint64_t name = UINT64_C(0x99aabbccddeeff00);

    (void)state;
    assert_non_null(r);
    assert_string_equal(gsl_rng_name(r), "philox4x32-10");
    rng_stream(r, seed, 9, name);
    for (uint32_t index = 0; index < 3; index++) {
        const uint32_t counter[4] = { index, 9, 0xddeeff00, 0x99aabbcc };
        const uint32_t key[2] = { 0x55667788, 0x11223344 };
        uint32_t out[4];

        rng_philox(counter, key, out);
        for (int j = 0; j < 4; j++) {
            assert_int_equal(gsl_rng_get(r), out[j]);
        }
    }
    gsl_rng_set(r, 0);
    assert_int_equal(gsl_rng_get(r), 0x6627e8d5);
    assert_int_equal(gsl_rng_get(r), 0xe169c58d);
    assert_int_equal(gsl_rng_get(r), 0xbc57ac4c);
    assert_int_equal(gsl_rng_get(r), 0x9b00dbd8);
    gsl_rng_free(r);
}

static void
test_rng_gsl_type_can_be_cloned_in_mid_block(void **state)
{
    gsl_rng *r = gsl_rng_alloc(rng_type_philox), *copy = NULL;

    (void)state;
    rng_stream(r, 1, 2, 3);
    for (int j = 0; j < 6; j++) {
        gsl_rng_get(r);
    }
    copy = gsl_rng_clone(r);
    for (int j = 0; j < 20; j++) {
        assert_int_equal(gsl_rng_get(r), gsl_rng_get(copy));
    }
    gsl_rng_free(r);
    gsl_rng_free(copy);
}

static void
test_rng_gsl_type_serves_the_library(void **state)
{
    static double u[N];
    gsl_rng *r = gsl_rng_alloc(rng_type_philox);
    int count[7] = { 0 };
    double chi_square = 0.0;

    (void)state;
    assert_true(gsl_rng_min(r) == 0 && gsl_rng_max(r) == 0xffffffffUL);
    gsl_rng_set(r, 31);
    for (int j = 0; j < N; j++) {
        u[j] = gsl_rng_uniform(r);
        assert_true(u[j] >= 0.0 && u[j] < 1.0);
    }
    assert_in_range((int)(1000.0 * kolmogorov(u, N)), 0, 1630);
    for (int j = 0; j < N; j++) {
        count[gsl_rng_uniform_int(r, 7)]++;
    }
    for (int j = 0; j < 7; j++) {
        chi_square += (count[j] - N / 7.0) * (count[j] - N / 7.0) / (N / 7.0);
    }
    assert_close(chi_square, 6.0, 5.0 * sqrt(12.0));
    gsl_rng_free(r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rng_philox_gives_the_known_answers),
        cmocka_unit_test(test_rng_uniform_is_the_block_at_its_address),
        cmocka_unit_test(test_rng_uniform_never_gives_0_or_1),
        cmocka_unit_test(test_rng_uniform_is_uniform_along_every_argument),
        cmocka_unit_test(test_rng_low_bits_are_uniform_too),
        cmocka_unit_test(test_rng_neighbours_are_independent),
        cmocka_unit_test(test_rng_runs_and_indices_do_not_share_numbers),
        cmocka_unit_test(test_rng_exponential_and_normal_have_their_distributions),
        cmocka_unit_test(test_rng_hash_is_fixed_for_ever),
        cmocka_unit_test(test_rng_hash_names_keeps_names_apart),
        cmocka_unit_test(test_rng_hash_does_not_collide_on_alike_names),
        cmocka_unit_test(test_rng_hash_spreads_every_bit),
        cmocka_unit_test(test_rng_gsl_type_hands_out_the_words_in_order),
        cmocka_unit_test(test_rng_gsl_type_can_be_cloned_in_mid_block),
        cmocka_unit_test(test_rng_gsl_type_serves_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
