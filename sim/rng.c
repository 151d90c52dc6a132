/* rng: see rng.h. */
#include "rng.h"

#include <string.h>

#include "num.h"

/* The constants are those of the paper. */
#define FACTOR_0 UINT64_C(0xd2511f53)
#define FACTOR_1 UINT64_C(0xcd9e8d57)
#define KEY_STEP_0 UINT32_C(0x9e3779b9)
#define KEY_STEP_1 UINT32_C(0xbb67ae85)

/* The words of a counter between two rounds. */
struct block {
    uint32_t c0, c1, c2, c3;
};

static inline struct block
philox_round(struct block c, uint32_t k0, uint32_t k1)
{
    const uint64_t a = FACTOR_0 * c.c0;
    const uint64_t b = FACTOR_1 * c.c2;

    return (struct block){ (uint32_t)(b >> 32) ^ c.c1 ^ k0, (uint32_t)b,
        (uint32_t)(a >> 32) ^ c.c3 ^ k1, (uint32_t)a };
}

/* Written out: a loop costs half as much again. */
static inline struct block
philox(struct block c, uint32_t k0, uint32_t k1)
{
    c = philox_round(c, k0, k1);
    c = philox_round(c, k0 + KEY_STEP_0, k1 + KEY_STEP_1);
    c = philox_round(c, k0 + 2u * KEY_STEP_0, k1 + 2u * KEY_STEP_1);
    c = philox_round(c, k0 + 3u * KEY_STEP_0, k1 + 3u * KEY_STEP_1);
    c = philox_round(c, k0 + 4u * KEY_STEP_0, k1 + 4u * KEY_STEP_1);
    c = philox_round(c, k0 + 5u * KEY_STEP_0, k1 + 5u * KEY_STEP_1);
    c = philox_round(c, k0 + 6u * KEY_STEP_0, k1 + 6u * KEY_STEP_1);
    c = philox_round(c, k0 + 7u * KEY_STEP_0, k1 + 7u * KEY_STEP_1);
    c = philox_round(c, k0 + 8u * KEY_STEP_0, k1 + 8u * KEY_STEP_1);
    c = philox_round(c, k0 + 9u * KEY_STEP_0, k1 + 9u * KEY_STEP_1);
    return c;
}

void
rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    const struct block c =
        philox((struct block){ counter[0], counter[1], counter[2], counter[3] }, key[0], key[1]);

    out[0] = c.c0;
    out[1] = c.c1;
    out[2] = c.c2;
    out[3] = c.c3;
}

/* FNV-1a, byte by byte: h = (h ^ byte) * prime, from a fixed start (Fowler, Noll and Vo;
 * public domain). */
#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t
hash_bytes(uint64_t hash, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* FNV's high bits hardly know the last bytes. Two multiplications between three folds let every
 * bit of the input reach every bit of the output (the finaliser of SplitMix64, "variant 13"
 * of Stafford; public domain). One-to-one, so it adds no collisions. */
static uint64_t
hash_finish(uint64_t hash)
{
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
    return hash ^ (hash >> 31);
}

uint64_t
rng_hash(const char *text, size_t n)
{
    return hash_finish(hash_bytes(HASH_START, text, n));
}

/* Every name is hashed with the NUL that ends it, a byte that no name holds. */
uint64_t
rng_hash_names(const char *first, const char *second, const char *third)
{
    const char *const names[] = { first, second, third };
    uint64_t hash = HASH_START;

    for (int i = 0; i < 3 && names[i] != NULL; i++) {
        hash = hash_bytes(hash, names[i], strlen(names[i]) + 1);
    }
    return hash_finish(hash);
}

double
rng_uniform(uint64_t seed, uint32_t run, uint64_t name, uint32_t index)
{
    const struct block c =
        philox((struct block){ index, run, (uint32_t)name, (uint32_t)(name >> 32) }, (uint32_t)seed,
            (uint32_t)(seed >> 32));

    /* The first word and the high 20 bits of the second. 52 bits and a half are exact. */
    return ((double)((uint64_t)c.c0 << 20 | c.c1 >> 12) + 0.5) * 0x1p-52;
}

double
rng_exponential(uint64_t seed, uint32_t run, uint64_t name, uint32_t index)
{
    return -num_log(rng_uniform(seed, run, name, index));
}

double
rng_normal(uint64_t seed, uint32_t run, uint64_t name, uint32_t index)
{
    return num_normal_quantile(rng_uniform(seed, run, name, index));
}

/* Plain memory: GSL copies it by bytes. */
struct stream {
    uint32_t counter[4]; /* of the next block */
    uint32_t key[2];
    uint32_t word[4]; /* the block being handed out */
    uint32_t used;    /* words of it, 4 when a new block is due */
};

static void
stream_start(void *state, uint64_t seed, uint32_t run, uint64_t name)
{
    struct stream *self = (struct stream *)state;

    *self = (struct stream){
        .counter = { 0, run, (uint32_t)name, (uint32_t)(name >> 32) },
        .key = { (uint32_t)seed, (uint32_t)(seed >> 32) },
        .used = 4,
    };
}

static void
stream_set(void *state, unsigned long seed)
{
    stream_start(state, seed, 0, 0);
}

/* After 2^32 blocks the index begins again. It never carries over into the run, whose numbers
 * belong to another stream. */
static unsigned long
stream_get(void *state)
{
    struct stream *self = (struct stream *)state;

    if (self->used == 4) {
        rng_philox(self->counter, self->key, self->word);
        self->counter[0]++;
        self->used = 0;
    }
    return self->word[self->used++];
}

/* [0, 1), one word a number. */
static double
stream_get_double(void *state)
{
    return (double)stream_get(state) * 0x1p-32;
}

static const gsl_rng_type philox_type = { "philox4x32-10", 0xffffffffUL, 0, sizeof(struct stream),
    stream_set, stream_get, stream_get_double };

const gsl_rng_type *const rng_type_philox = &philox_type;

void
rng_stream(gsl_rng *r, uint64_t seed, uint32_t run, uint64_t name)
{
    stream_start(r->state, seed, run, name);
}
