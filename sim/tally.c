/* tally: see tally.h.
 *
 * A double-double is an unevaluated sum high + low of two doubles, about 106 bits. Dekker 1971,
 * "A floating-point technique for extending the available precision", Numerische Mathematik
 * 18:224-242. With it the textbook formula sum x^2 - (sum x)^2 / n may be used: what
 * cancels is made good by the second double. */
#include "tally.h"

#include <gsl/gsl_sort.h>
#include <stdbool.h>
#include <stddef.h>

#include "num.h"

const double tally_probability[TALLY_QUANTILES] = { 0.05, 0.25, 0.50, 0.75, 0.95 };

struct pair {
    double high, low;
};

/* a + b exactly, in any order of size (Knuth). */
static struct pair
sum(double a, double b)
{
    const double high = a + b;
    const double b_part = high - a;

    return (struct pair){ high, (a - (high - b_part)) + (b - b_part) };
}

/* a * b exactly, by splitting each into halves of 26 bits (Veltkamp, Dekker). */
static struct pair
product(double a, double b)
{
    const double at = 0x1.0000002p27 * a, bt = 0x1.0000002p27 * b;
    const double ah = at - (at - a), bh = bt - (bt - b);
    const double al = a - ah, bl = b - bh;
    const double high = a * b;

    return (struct pair){ high, ((ah * bh - high) + ah * bl + al * bh) + al * bl };
}

/* Both parts are summed exactly and renormalised twice: whole numbers below 2^106 stay exact. */
static struct pair
pair_sum(struct pair a, struct pair b)
{
    const struct pair high = sum(a.high, b.high);
    const struct pair low = sum(a.low, b.low);
    const struct pair once = sum(high.high, high.low + low.high);

    return sum(once.high, once.low + low.low);
}

static struct pair
pair_product(struct pair a, struct pair b)
{
    const struct pair p = product(a.high, b.high);

    return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static void
add_sums(struct tally_sums *self, struct pair values, struct pair squares)
{
    const struct pair s = pair_sum((struct pair){ self->sum_high, self->sum_low }, values);
    const struct pair q = pair_sum((struct pair){ self->square_high, self->square_low }, squares);

    self->sum_high = s.high;
    self->sum_low = s.low;
    self->square_high = q.high;
    self->square_low = q.low;
}

static void
widen(struct tally_sums *self, double least, double greatest, int64_t n)
{
    self->least = self->n == 0 || least < self->least ? least : self->least;
    self->greatest = self->n == 0 || greatest > self->greatest ? greatest : self->greatest;
    self->n += n;
}

void
tally_add(struct tally_sums *self, double x)
{
    BUG_IF(!(x > -1e140 && x < 1e140)); /* NaN, or a sum of squares would overflow */
    add_sums(self, (struct pair){ x, 0.0 }, product(x, x));
    widen(self, x, x, 1);
}

void
tally_merge(struct tally_sums *self, const struct tally_sums *other)
{
    if (other->n > 0) {
        add_sums(self, (struct pair){ other->sum_high, other->sum_low },
            (struct pair){ other->square_high, other->square_low });
        widen(self, other->least, other->greatest, other->n);
    }
}

double
tally_mean(const struct tally_sums *self)
{
    const double n = (double)self->n;
    double mean = 0.0;
    struct pair back;

    BUG_IF(self->n <= 0);
    /* One step of long division: the remainder of the first quotient is divided too. */
    mean = self->sum_high / n;
    back = product(mean, n);
    mean += ((self->sum_high - back.high) - back.low + self->sum_low) / n;
    mean = mean < self->least ? self->least : mean;
    return mean > self->greatest ? self->greatest : mean;
}

/* (n sum x^2 - (sum x)^2) / (n (n - 1)) */
double
tally_sd(const struct tally_sums *self)
{
    const double n = (double)self->n;
    const struct pair s = { self->sum_high, self->sum_low };
    const struct pair q = { self->square_high, self->square_low };
    struct pair minus, left;

    BUG_IF(self->n <= 1);
    minus = pair_product(s, s);
    left = pair_sum(
        pair_product(q, (struct pair){ n, 0.0 }), (struct pair){ -minus.high, -minus.low });
    if (!(left.high > 0.0) || self->least == self->greatest) {
        return 0.0;
    }
    return __builtin_sqrt(left.high / n / (n - 1.0));
}

int64_t
tally_happened(const struct tally_counts *self)
{
    int64_t n = 0;

    for (int k = 0; k < self->n_bins; k++) {
        n += self->bins[k];
    }
    return n;
}

/* k and k^2 are exact, as are their products with a count: the same sums, and so the same bits, as
 * if each value had been added by itself. */
static struct tally_sums
sums_of_counts(const struct tally_counts *self)
{
    struct tally_sums sums = { 0 };

    for (int k = 0; k < self->n_bins; k++) {
        if (self->bins[k] > 0) {
            const double value = k, count = (double)self->bins[k];

            add_sums(&sums, product(value, count), product(value * value, count));
            widen(&sums, value, value, self->bins[k]);
        }
    }
    return sums;
}

double
tally_counts_mean(const struct tally_counts *self)
{
    const struct tally_sums sums = sums_of_counts(self);

    return tally_mean(&sums);
}

double
tally_counts_sd(const struct tally_counts *self)
{
    const struct tally_sums sums = sums_of_counts(self);

    return tally_sd(&sums);
}

/* The least count m >= 1 with m / n >= p. A p such as 0.05 stands for the decimal that was
 * written, 5/100, and not for the double a little above it: for n = 20 the answer is 1. */
static int64_t
count_for_share(double p, int64_t n)
{
    const double scaled = num_floor(p * 10000.0 + 0.5);
    const int64_t parts = (int64_t)scaled;
    int64_t m = 0;

    BUG_IF(!(p >= 0.0 && p <= 1.0) || n <= 0);
    if (scaled / 10000.0 == p) {
        /* n = 10000 whole + rest, so that nothing overflows. */
        const int64_t whole = n / 10000, rest = n % 10000;

        m = whole * parts + (rest * parts + 9999) / 10000;
    } else {
        const struct pair exact = product(p, (double)n);
        const double below = num_floor(exact.high);

        m = (int64_t)below + (exact.high > below || exact.low > 0.0 ? 1 : 0);
    }
    return m < 1 ? 1 : m > n ? n : m;
}

int
tally_counts_quantile(const struct tally_counts *self, double p)
{
    const int64_t wanted = count_for_share(p, tally_happened(self) + self->never);
    int64_t so_far = 0;

    for (int k = 0; k < self->n_bins; k++) {
        so_far += self->bins[k];
        if (so_far >= wanted) {
            return k;
        }
    }
    return self->n_bins;
}

static void
swap(double *a, double *b)
{
    const double old = *a;

    *a = *b;
    *b = old;
}

/* Hoare's partition of values[first .. last] about the median of three. Returns j such that
 * nothing in [first, j] is greater than anything in [j + 1, last], first <= j < last. */
static int64_t
partition(double *values, int64_t first, int64_t last)
{
    const double a = values[first], b = values[first + (last - first) / 2], c = values[last];
    const double low = a < b ? a : b, high = a < b ? b : a;
    const double pivot = c < low ? low : c > high ? high : c;
    int64_t i = first - 1, j = last + 1;

    for (;;) {
        do {
            i++;
        } while (values[i] < pivot);
        do {
            j--;
        } while (values[j] > pivot);
        if (i >= j) {
            return j;
        }
        swap(&values[i], &values[j]);
    }
}

/* Puts into values[k] what would stand there after sorting values[first .. last], the lesser ones
 * before it and the greater ones behind it. */
static void
select_one(double *values, int64_t first, int64_t last, int64_t k)
{
    /* Some orders of the values make poor pivots again and again; then it is cheaper to sort. */
    int tries = 128;

    while (first < last) {
        int64_t cut = 0;

        if (tries-- == 0) {
            gsl_sort(values + first, 1, (size_t)(last - first + 1));
            return;
        }
        cut = partition(values, first, last);
        if (k <= cut) {
            last = cut;
        } else {
            first = cut + 1;
        }
    }
}

void
tally_quantiles(double *values, int64_t n, double out[TALLY_QUANTILES])
{
    const double none = num_log(-1.0); /* NaN */
    int64_t happened = 0, from = 0;

    BUG_IF(n <= 0);
    for (int64_t j = 0; j < n; j++) {
        if (values[j] == values[j]) {
            swap(&values[j], &values[happened]);
            happened++;
        }
    }
    for (int i = 0; i < TALLY_QUANTILES; i++) {
        const int64_t k = count_for_share(tally_probability[i], n) - 1;

        out[i] = none;
        if (k < happened) {
            select_one(values, from, happened - 1, k);
            out[i] = values[k];
            from = k; /* what lies before is no greater */
        }
    }
}

void
tally_wilson_at(int64_t hits, int64_t n, double z, double *low, double *high)
{
    const double size = (double)n;
    const double share = (double)hits / size;
    const double middle = share + z * z / (2.0 * size);
    const double half =
        z * __builtin_sqrt(share * (1.0 - share) / size + z * z / (4.0 * size * size));
    const double scale = 1.0 + z * z / size;

    BUG_IF(n <= 0 || hits < 0 || hits > n);
    /* At the ends the formula is exact but its rounding is not. */
    *low = hits == 0 ? 0.0 : (middle - half) / scale;
    *high = hits == n ? 1.0 : (middle + half) / scale;
}

void
tally_wilson(int64_t hits, int64_t n, double *low, double *high)
{
    tally_wilson_at(hits, n, TALLY_Z95, low, high);
}

double
tally_share_error(int64_t hits, int64_t n)
{
    double low = 0.0, high = 0.0;

    tally_wilson(hits, n, &low, &high);
    return (high - low) / (2.0 * TALLY_Z95);
}
