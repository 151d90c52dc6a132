/* num: see num.h.
 *
 * Every result is made of additions, multiplications, divisions and square roots of doubles in a
 * fixed order, which IEEE 754 defines to the last bit, and of moves of bits. The main
 * paths have no branches: rare arguments are put right by selections, so that a compiler
 * may inline and vectorise them.
 *
 * The coefficients are our own: the polynomial or rational function that meets the wanted
 * function at the Chebyshev points of its interval, solved with 60 digits. "Off by 2^-n" is
 * the greatest relative difference that leaves, before rounding. */
#include "num.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

/* Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, for |x| < 2^51. */
#define SHIFT 0x1.8p52

/* ln 2 = LN2_HIGH + LN2_LOW. LN2_HIGH has 42 bits, so k * LN2_HIGH is exact for |k| < 2048. */
#define LN2_HIGH 0x1.62e42fefa3800p-1
#define LN2_LOW 0x1.ef35793c76730p-45
#define LOG2_E 0x1.71547652b82fep+0

/* A number in two parts, high + low, low at most half a unit of high's last place. */
struct pair {
    double high, low;
};

static uint64_t
to_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double
from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The one NaN and infinity that this file returns: computed ones differ in sign by compiler. */
static double
not_a_number(void)
{
    return from_bits(UINT64_C(0x7ff8000000000000));
}

static double
infinity(void)
{
    return from_bits(UINT64_C(0x7ff0000000000000));
}

static double
absolute(double x)
{
    return from_bits(to_bits(x) & UINT64_C(0x7fffffffffffffff));
}

/* high + low = a + b exactly, for |a| >= |b| or a = 0 (Dekker 1971). */
static inline struct pair
sum_ordered(double a, double b)
{
    const double high = a + b;

    return (struct pair){ high, (a - high) + b };
}

/* high + low = a * b exactly, if nothing overflows or underflows (Veltkamp, Dekker 1971). */
static inline struct pair
product(double a, double b)
{
    const double at = 0x1.0000002p27 * a, bt = 0x1.0000002p27 * b;
    const double ah = at - (at - a), bh = bt - (bt - b);
    const double al = a - ah, bl = b - bh;
    const double high = a * b;

    return (struct pair){ high, ((ah * bh - high) + ah * bl + al * bh) + al * bl };
}

static inline struct pair
product_of_pairs(struct pair a, struct pair b)
{
    const struct pair p = product(a.high, b.high);

    return sum_ordered(p.high, p.low + (a.high * b.low + a.low * b.high));
}

/* For |a.high| >= |b.high| or a = 0. */
static inline struct pair
sum_of_pairs(struct pair a, struct pair b)
{
    const struct pair s = sum_ordered(a.high, b.high);

    return sum_ordered(s.high, s.low + (a.low + b.low));
}

/* c[0] + c[1] x + ... + c[n - 1] x^(n - 1) */
static inline double
polynomial(const double *c, int n, double x)
{
    double y = c[n - 1];

    for (int i = n - 2; i >= 0; i--) {
        y = y * x + c[i];
    }
    return y;
}

/* 2^k for a whole number k in [-1022, 1023]: the last bits of k + 1023 + SHIFT are k + 1023. */
static double
power_of_two(double k)
{
    return from_bits(to_bits(k + (SHIFT + 1023.0)) << 52);
}

/* e^(x + low), low being much smaller than x.
 *
 * x = k ln 2 + r with |r| <= ln 2 / 2, and e^r = 1 + r + r^2 P(r), off by 2^-62. */
static inline double
exp_of_sum(double x, double low)
{
    const double from_below = x > 710.0 ? 710.0 : x;
    const double inside = from_below < -746.0 ? -746.0 : from_below;
    const double rest = inside == x ? low : 0.0;
    const double k = (inside * LOG2_E + SHIFT) - SHIFT;
    const double high = inside - k * LN2_HIGH;
    const double minus = k * LN2_LOW - rest;
    const double r = high - minus;
    const double error = (high - r) - minus;
    const double r2 = r * r, r4 = r2 * r2;
    const double p0 =
        (0.5 + r * 0.1666666666666667) + r2 * (0.04166666666666667 + r * 0.008333333333326112);
    const double p4 = (0.001388888888888373 + r * 0.0001984126987490126) +
                      r2 * (2.4801587325605324e-05 + r * 2.7557255297969643e-06);
    const double p8 =
        (2.755727357010214e-07 + r * 2.5105259538448494e-08) + r2 * 2.0914717341716378e-09;
    const double p = p0 + r4 * (p4 + r4 * p8);
    const struct pair s = sum_ordered(1.0, r);
    const double y = s.high + (s.low + (r2 * p + error * s.high));
    /* Two steps: one factor alone would leave the range of doubles at both ends. */
    const double half = (k * 0.5 + SHIFT) - SHIFT;

    return y * power_of_two(half) * power_of_two(k - half);
}

double
num_exp(double x)
{
    const double y = exp_of_sum(x, 0.0);

    return x == x ? y : not_a_number();
}

/* x = 2^k m with m in [sqrt(1/2), sqrt(2)); returns m - 1, exact. Made for positive finite x, for
 * any other it gives some number without harm. */
static inline double
split(double x, double *k)
{
    const bool tiny = x < 0x1p-1022;
    const uint64_t bits = to_bits(tiny ? x * 0x1p54 : x);
    /* Counting from sqrt(1/2) makes the exponent field k; 1024 more keep it positive. */
    const uint64_t from_root = bits - UINT64_C(0x3fe6a09e667f3bcd);
    const uint64_t field = (from_root + (UINT64_C(1024) << 52)) >> 52;
    const double exponent = from_bits(field | UINT64_C(0x4330000000000000)) - (0x1p52 + 1024.0);

    *k = tiny ? exponent - 54.0 : exponent;
    return from_bits(bits - (from_root & UINT64_C(0xfff0000000000000))) - 1.0;
}

/* With s = f / (2 + f): ln(1 + f) = ln((1 + s) / (1 - s)) = 2 s + s z P(z), z = s^2,
 * = f - s (f - z P(z)), off by 2^-64. The last form because f is exact. */
double
num_log(double x)
{
    double k = 0.0;
    const double f = split(x, &k);
    const double s = f / (2.0 + f);
    const double z = s * s, z2 = z * z;
    const double p0 = (0.6666666666666666 + z * 0.40000000000000885) +
                      z2 * (0.28571428570799784 + z * 0.22222222392581045);
    const double p4 = (0.18181795547521137 + z * 0.15386244737621665) +
                      z2 * (0.13268638369266825 + z * 0.13088034850927555);
    const double p = p0 + (z2 * z2) * p4;
    const struct pair h = sum_ordered(k * LN2_HIGH, f);
    const double y = h.high + (h.low + (k * LN2_LOW - s * (f - z * p)));
    const double finite = x > 0.0 ? y : x == 0.0 ? -infinity() : not_a_number();

    return x == infinity() ? x : finite;
}

/* ln x for positive finite x, off by less than 2^-67. As in num_log, but as
 * ln(1 + f) = s (2 + z (2/3 + z (2/5 + z T(z)))) with all but z T(z) in pairs. */
static inline struct pair
log_as_pair(double x)
{
    const struct pair two_fifths = { 0.4, -2.2204460492503132e-17 };
    const struct pair two_thirds = { 0.6666666666666666, 3.700743415417188e-17 };
    double k = 0.0;
    const double f = split(x, &k);
    const double g = 2.0 + f, g_low = f - (g - 2.0);
    const double inverse = 1.0 / g; /* good enough for the low part, and ready sooner */
    const double ratio = f / g;
    const struct pair back = product(ratio, g);
    const struct pair s = { ratio, ((f - back.high) - back.low - ratio * g_low) * inverse };
    const struct pair z = product_of_pairs(s, s);
    const double z1 = ratio * ratio, z2 = z1 * z1;
    const double t0 = (0.2857142857142857 + z1 * 0.22222222222222954) +
                      z2 * (0.18181818181297815 + z1 * 0.15384615525594558);
    const double t4 = (0.13333314603562116 + z1 * 0.11766054036589604) +
                      z2 * (0.1047279499544745 + z1 * 0.10618193945898602);
    const struct pair rest = { z1 * (t0 + (z2 * z2) * t4), 0.0 };
    const struct pair c = sum_of_pairs(two_fifths, rest);
    const struct pair b = sum_of_pairs(two_thirds, product_of_pairs(z, c));
    const struct pair a = sum_of_pairs((struct pair){ 2.0, 0.0 }, product_of_pairs(z, b));
    const struct pair whole = { k * LN2_HIGH, k * LN2_LOW };

    return sum_of_pairs(whole, product_of_pairs(s, a));
}

/* The power is cut to 2^70: beyond it every base but 1 gives 0 or infinity anyway, and the
 * product stays finite. */
double
num_pow(double base, double power)
{
    const double cut = power > 0x1p70 ? 0x1p70 : power < -0x1p70 ? -0x1p70 : power;
    const struct pair log = log_as_pair(base);
    struct pair p = product(cut, log.high);
    double y = 0.0;

    if (power == 2.0 && base >= 0.0) {
        return base * base; /* the power most often asked for */
    }
    p = sum_ordered(p.high, p.low + cut * log.low);
    y = exp_of_sum(p.high, p.low);
    if (base == 1.0 || power == 0.0) {
        return 1.0;
    }
    if (!(base >= 0.0) || power != power) {
        return not_a_number();
    }
    if (base == 0.0 || base == infinity()) {
        return (base == 0.0) == (power > 0.0) ? 0.0 : infinity();
    }
    return y;
}

/* The upper tail at a >= 0 is e^(-a^2 / 2) times Mills' ratio, which falls smoothly from
 * 1/2 to 1 / (a sqrt(2 pi)): here P(a) / Q(a) for a up to 39, off by 2^-59. All coefficients
 * are positive, so nothing cancels. a^2 must be exact: at 37 an error of one last place in
 * it would be 1400 in the result. */
static double
upper_tail(double a)
{
    static const double above[] = { 0.5, 0.8264390116762824, 0.677233305206694, 0.3554710849740133,
        0.1311071375110668, 0.03534107463999677, 0.007041273528835195, 0.001025071569350438,
        0.00010474310614534726, 6.8301227250702235e-06, 2.1841939157224647e-07 };
    static const double below[] = { 1.0, 2.4507625841554304, 2.8098922385043354, 1.9934920327604,
        0.97465321348953, 0.3457670766572471, 0.09112216947098654, 0.017911312346517043,
        0.00258659395820462, 0.0002630995276560322, 1.7120578741890866e-05, 5.474962226425645e-07 };
    const double b = a > 39.0 ? 39.0 : a;
    const struct pair square = product(b, b);
    const double e = exp_of_sum(-0.5 * square.high, -0.5 * square.low);

    return e * (polynomial(above, 11, b) / polynomial(below, 12, b));
}

double
num_normal_cdf(double x)
{
    const double tail = upper_tail(absolute(x));
    const double p = x < 0.0 ? tail : 1.0 - tail;

    return x == x ? p : not_a_number();
}

/* Three rational functions, the division of the range being that of Wichura 1988 (AS 241,
 * Applied Statistics 37:477-484): in the middle x / (p - 1/2) as a function of
 * w = 0.425^2 - (p - 1/2)^2; in the tails x as a function of sqrt(-ln p), above and
 * below 5. Off by 2^-53 in the middle and 2^-58 in the tails; all coefficients positive. */
static double
quantile_middle(double q)
{
    static const double above[] = { 3.3871328727963665, 148.75909929982845, 2548.3194484510386,
        21628.782493188864, 95701.03180196778, 213575.1248196641, 214279.66401539522,
        74074.71465510735, 3907.895630135113 };
    static const double below[] = { 1.0, 46.92414226245681, 871.3140907499884, 8177.336626455055,
        41173.29954903409, 109256.55753116439, 140396.44227056843, 72355.28502683959,
        9400.444166862408 };
    const double w = 0.180625 - q * q;

    return q * (polynomial(above, 9, w) / polynomial(below, 9, w));
}

static double
quantile_tail(double p)
{
    static const double near_above[] = { 1.4234371107496835, 4.922314449445238, 6.753936217910423,
        4.943291980024613, 2.153479940493303, 0.5803523420470559, 0.09551356371462962,
        0.008948926096412641, 0.0004085619118716086, 6.3397766305566455e-06 };
    static const double near_below[] = { 1.0, 2.2583124578172353, 2.1218868906977786,
        1.083098088486574, 0.3270254199203428, 0.05876531573339546, 0.0058909663139181225,
        0.0002817454467777999, 4.48281366748678e-06 };
    static const double far_above[] = { 6.657904643501103, 6.987750586912378, 3.0723615451102515,
        0.7345621912055262, 0.10370300793158985, 0.00878842655868344, 0.0004350813857983297,
        1.1683702083072614e-05, 1.463851997605624e-07, 6.019721051898217e-10 };
    static const double far_below[] = { 1.0, 0.8287278963185558, 0.2797708998557847,
        0.04941945999493324, 0.0048873255306732975, 0.00026916869015065713, 7.756322142251995e-06,
        1.0138219118663948e-07, 4.256580308197416e-10 };
    const double r = __builtin_sqrt(-num_log(p));

    if (r <= 5.0) {
        return polynomial(near_above, 10, r - 1.6) / polynomial(near_below, 9, r - 1.6);
    }
    return polynomial(far_above, 10, r - 5.0) / polynomial(far_below, 9, r - 5.0);
}

double
num_normal_quantile(double p)
{
    const double q = p - 0.5;

    if (!(p >= 0.0 && p <= 1.0)) {
        return not_a_number();
    }
    if (p == 0.0 || p == 1.0) {
        return p == 0.0 ? -infinity() : infinity();
    }
    if (absolute(q) <= 0.425) {
        return quantile_middle(q);
    }
    /* 1 - p is exact for p > 1/2. */
    return q < 0.0 ? -quantile_tail(p) : quantile_tail(1.0 - p);
}

/* In terms of e^-|x|, which cannot overflow. */
double
num_logistic(double x)
{
    const double e = num_exp(-absolute(x));

    return (x < 0.0 ? e : 1.0) / (1.0 + e);
}

/* Beyond 2^52 every double is whole; below, adding 2^52 rounds to a whole number. */
double
num_floor(double x)
{
    const double shift = x < 0.0 ? -0x1p52 : 0x1p52;
    const double near = (x + shift) - shift;
    const double whole = near > x ? near - 1.0 : near;

    return absolute(x) < 0x1p52 && near != x ? whole : x;
}

/* Raises the last of the digits of "d.ddde-05" by one. False when all are nines. */
static bool
raise_last_digit(char *text)
{
    char *end = strchr(text, 'e');

    for (char *at = end - 1; at >= text; at--) {
        if (*at >= '0' && *at < '9') {
            *at = (char)(*at + 1);
            return true;
        }
        if (*at == '9') {
            *at = '0';
        }
    }
    return false;
}

/* A power of two lies nearer to the double below than to the one above. So the nearest
 * decimal of 16 digits may belong to the double below while the next one up is still ours. */
static bool
text_of_power_of_two(double x, char *text)
{
    char digits[NUM_TEXT_MAX];

    if ((to_bits(x) & UINT64_C(0x000fffffffffffff)) != 0) {
        return false;
    }
    snprintf(digits, sizeof digits, "%.15e", x);
    if (!raise_last_digit(digits) || strtod(digits, NULL) != x) {
        return false;
    }
    /* Such a number is far from 1, where %g writes an exponent too. */
    memcpy(text, digits, sizeof digits);
    return true;
}

/* Some locales write a comma or another character, maybe of several bytes, for the point. */
static void
put_decimal_point(char *text)
{
    static const char ours[] = "+-.0123456789e";
    const size_t before = strspn(text, ours);
    const size_t other = strcspn(text + before, ours);

    if (other > 0) {
        text[before] = '.';
        memmove(text + before + 1, text + before + other, strlen(text + before + other) + 1);
    }
}

char *
num_text(double x, char *text)
{
    /* Any decimal of up to 15 digits survives being a double, so the shortest form, if it
     * has no more than 15, is what %.15g writes. Subnormals hold fewer digits. */
    const bool subnormal = absolute(x) < 0x1p-1022;

    BUG_IF(x - x != 0.0);
    if (absolute(x) < 0x1p53 && num_floor(x) == x) {
        /* -0 becomes "0": it compares equal, and no reader wants to see "-0". */
        snprintf(text, NUM_TEXT_MAX, "%lld", (long long)x);
        return text;
    }
    for (int digits = subnormal ? 1 : 15; digits <= 17; digits++) {
        if (digits == 17 && text_of_power_of_two(x, text)) {
            break;
        }
        snprintf(text, NUM_TEXT_MAX, "%.*g", digits, x);
        if (strtod(text, NULL) == x) {
            break;
        }
    }
    put_decimal_point(text);
    return text;
}

/* volatile: the sums must happen here and now, not in the compiler. */
bool
num_self_test(void)
{
    const volatile double one = 1.0, tiny = 0x1p-1022, root = 1.0 + 0x1p-30;
    const volatile double least = from_bits(1);
    const bool nearest = one + 0x1p-53 == 1.0 && one + 0x1.8p-53 == 1.0 + 0x1p-52 &&
                         -one - 0x1p-53 == -1.0 && -one - 0x1.8p-53 == -1.0 - 0x1p-52;
    const bool gradual = tiny * 0.5 == 0x1p-1023 && least * 0x1p1000 == 0x1p-74;
    const bool uncontracted = root * root - (1.0 + 0x1p-29) == 0.0;
    const bool known = num_exp(one) == 0x1.5bf0a8b145769p+1 &&
                       num_log(10.0 * one) == 0x1.26bb1bbb55516p+1 &&
                       num_normal_cdf(0.0 * one) == 0.5;

    return nearest && gradual && uncontracted && known;
}
