/* power: x^r = e^(r ln x) for many x at once, for x in [0, 2] and r of a few units.
 *
 * num.h has exp, log and pow for any argument. In a challenge game they are most of the work, and
 * the arguments are known to be tame: no NaN, no infinity, no denormal, no overflow. These have no
 * rare cases and stand in a header, so that a compiler turns loops over them into vector
 * instructions. As num.h:
 * + - * / alone, the same bits everywhere.
 *
 * The polynomials meet the function at the Chebyshev points of its interval, solved with 60 digits.
 */
#ifndef PARLEY_POWER_H
#define PARLEY_POWER_H

#include <stdint.h>
#include <string.h>

static inline uint64_t
power_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double
power_double(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* ln x for x in [1e-150, 2], within 2 ulp; a smaller x, 0 too, counts as 1e-150.
 *
 * x = 2^k m with m in [sqrt(1/2), sqrt(2)); with f = m - 1 and s = f / (2 + f):
 * ln m = 2 s + s^3 P(s^2), off by 2^-57. */
static inline double
power_log(double x)
{
    const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd);
    const uint64_t bits = power_bits(x < 1e-150 ? 1e-150 : x);
    /* Counted from sqrt(1/2); one is added to the exponent so that nothing is below 0. */
    const uint64_t shifted = bits - root_half + UINT64_C(0x3ff0000000000000);
    const uint64_t field = shifted >> 52;
    const double k = power_double(field | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023.0);
    const double f = power_double((shifted & UINT64_C(0x000fffffffffffff)) + root_half) - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s, z2 = z * z;
    const double p0 = (0.666666666666667 + z * 0.39999999999899444) +
                      z2 * (0.2857142862600327 + z * 0.22222211130259878);
    const double p4 = (0.18182889455674947 + z * 0.15331710618210773) + z2 * 0.14616585424888623;

    return k * 0x1.62e42fefa3800p-1 +
           (2.0 * s + (s * z * (p0 + (z2 * z2) * p4) + k * 0x1.ef35793c76730p-45));
}

/* e^x for x in [-700, 700], within 2 ulp.
 *
 * x = k ln 2 + f with |f| <= ln 2 / 2; e^f = 1 + f + f^2 P(f), off by 2^-55. The last bits of
 * x log2(e) + 1.5 * 2^52 are those of k, and go to the exponent. */
static inline double
power_exp(double x)
{
    const double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;
    const double k = shifted - 0x1.8p52;
    const double f = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    const double f2 = f * f, f4 = f2 * f2;
    const double p0 = (0.5000000000000001 + f * 0.16666666666666669) +
                      f2 * (0.04166666666662413 + f * 0.008333333333330062);
    const double p4 = (0.0013888888917213717 + f * 0.00019841269863053618) +
                      f2 * (2.4801521295954376e-05 + f * 2.7557268459997064e-06);
    const double p8 = 2.7620088445409746e-07 + f * 2.510038549551032e-08;
    const double y = 1.0 + (f + f2 * (p0 + f4 * (p4 + f4 * p8)));

    return power_double(power_bits(y) + (power_bits(shifted) << 52));
}

#endif
