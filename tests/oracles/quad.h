/* quad: numbers of 113 bits, with exp, log and pow good to 1e-30, to check doubles against. gcc and
 * clang on x86-64 have the type; PARLEY_QUAD is undefined where there is none. */
#ifndef PARLEY_QUAD_H
#define PARLEY_QUAD_H

#if defined(__SIZEOF_FLOAT128__)
#define PARLEY_QUAD 1

#include <math.h>

__extension__ typedef __float128 quad;

static inline quad
quad_abs(quad x)
{
    return x < 0 ? -x : x;
}

/* x = k ln 2 + f, f cut to 1/256, Taylor's series, squared 8 times. */
static inline quad
quad_exp(quad x)
{
    const quad ln2 =
        (quad)0x1.62e42fefa39efp-1 + (quad)0x1.abc9e3b39803fp-56 + (quad)0x1.7b57a079a1934p-111;
    const double k = floor((double)(x / ln2) + 0.5);
    const quad f = (x - (quad)k * ln2) / 256;
    quad sum = 0, term = 1;

    if (k < -1000.0) {
        return 0;
    }
    for (int i = 1; i <= 14; i++) {
        term *= f / i;
        sum += term;
    }
    for (int i = 0; i < 8; i++) {
        sum = sum * (2 + sum); /* (1 + s)^2 - 1 */
    }
    return (1 + sum) * (quad)ldexp(1.0, (int)k);
}

/* From a double's logarithm by one step of Halley's, which triples the digits. x > 0. */
static inline quad
quad_log(quad x)
{
    const quad y = (quad)log((double)x), e = quad_exp(y);

    return y + 2 * (x - e) / (x + e);
}

static inline quad
quad_pow(quad base, quad power)
{
    return base > 0 ? quad_exp(power * quad_log(base)) : 0;
}

#endif
#endif
