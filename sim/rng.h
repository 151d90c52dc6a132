/* rng: random numbers that are functions of what they are for.
 *
 * A random number depends on (seed, run, hash of a name, index) and on nothing else: not
 * on how many were drawn before, not on the order of actors in a file, not on threads. The
 * generator is Philox4x32-10: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers:
 * as easy as 1, 2, 3", SC'11. Layout: key = the seed (low word first); counter = (index,
 * run, low word of the hash, high word of the hash).
 *
 * Thread-safety: pure functions; a gsl_rng belongs to one thread. */
#ifndef PARLEY_RNG_H
#define PARLEY_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* One block of Philox4x32-10. */
void rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* A 64-bit hash of a text (n bytes): the name part of a random number's address. */
uint64_t rng_hash(const char *text, size_t n);

/* The hash of several names in a row; the names are kept apart ("ab", "c" differs from "a", "bc").
 * A NULL name ends the row early. */
uint64_t rng_hash_names(const char *first, const char *second, const char *third);

/* One uniform in (0, 1), never 0 or 1: (k + 1/2) 2^-52 for k of 52 bits. */
double rng_uniform(uint64_t seed, uint32_t run, uint64_t name, uint32_t index);

/* One standard exponential, -ln(uniform). */
double rng_exponential(uint64_t seed, uint32_t run, uint64_t name, uint32_t index);

/* One standard normal, by inversion. */
double rng_normal(uint64_t seed, uint32_t run, uint64_t name, uint32_t index);

/* The same generator as a type of GSL, for everything outside a run: words of the stream in
 * order, four a block. gsl_rng_set(r, seed) begins the stream with key (seed, 0), counter 0. */
extern const gsl_rng_type *const rng_type_philox;

/* Points a gsl_rng of that type at the stream (seed, run, name), index counting blocks from 0. */
void rng_stream(gsl_rng *r, uint64_t seed, uint32_t run, uint64_t name);

#endif
