/* The bounds here are what num.h promises. They are measured against MPFR with 160 bits. */
#include "support.h"

#include <fenv.h>
#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

#include "num.h"

#define BITS 160
#define POINTS 10000
#define NO_NUMBER ((double)NAN) /* clang warns of the float NAN */

/* SplitMix64: a generator apart from the one that the program uses. */
static uint64_t
next_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double
between(uint64_t *state, double low, double high)
{
    return low + (high - low) * ((double)(next_bits(state) >> 11) * 0x1p-53);
}

/* Any positive finite double, all exponents alike. */
static double
any_positive(uint64_t *state)
{
    double x = 0.0;

    do {
        const uint64_t bits = next_bits(state) >> 1;

        memcpy(&x, &bits, sizeof x);
    } while (!(x > 0.0 && x <= DBL_MAX));
    return x;
}

/* |got - exact| in units of the last place of exact; subnormals have the unit 2^-1074. */
static double
ulps(double got, const mpfr_t exact)
{
    mpfr_t error;
    double units = 0.0;
    long last = 0;

    if (mpfr_zero_p(exact)) {
        return got == 0.0 ? 0.0 : HUGE_VAL;
    }
    last = mpfr_get_exp(exact) - 53;
    last = last < -1074 ? -1074 : last;
    mpfr_init2(error, BITS);
    mpfr_sub_d(error, exact, got, MPFR_RNDN);
    mpfr_mul_2si(error, error, -last, MPFR_RNDN);
    units = fabs(mpfr_get_d(error, MPFR_RNDN));
    mpfr_clear(error);
    return units;
}

static double
exp_error(double x)
{
    mpfr_t exact;
    double error = 0.0;

    mpfr_init2(exact, BITS);
    mpfr_set_d(exact, x, MPFR_RNDN);
    mpfr_exp(exact, exact, MPFR_RNDN);
    error = ulps(num_exp(x), exact);
    mpfr_clear(exact);
    return error;
}

static double
log_error(double x)
{
    mpfr_t exact;
    double error = 0.0;

    mpfr_init2(exact, BITS);
    mpfr_set_d(exact, x, MPFR_RNDN);
    mpfr_log(exact, exact, MPFR_RNDN);
    error = ulps(num_log(x), exact);
    mpfr_clear(exact);
    return error;
}

static double
pow_error(double base, double power)
{
    mpfr_t exact, y;
    double error = 0.0;

    mpfr_init2(exact, BITS);
    mpfr_init2(y, BITS);
    mpfr_set_d(exact, base, MPFR_RNDN);
    mpfr_set_d(y, power, MPFR_RNDN);
    mpfr_pow(exact, exact, y, MPFR_RNDN);
    error = ulps(num_pow(base, power), exact);
    mpfr_clear(exact);
    mpfr_clear(y);
    return error;
}

/* The distribution function and its density, exact, at x. */
static void
exact_normal(mpfr_t cdf, mpfr_t density, double x)
{
    mpfr_t root;

    mpfr_init2(root, BITS);
    mpfr_sqrt_ui(root, 2, MPFR_RNDN);
    mpfr_set_d(cdf, -x, MPFR_RNDN);
    mpfr_div(cdf, cdf, root, MPFR_RNDN);
    mpfr_erfc(cdf, cdf, MPFR_RNDN);
    mpfr_div_2ui(cdf, cdf, 1, MPFR_RNDN);
    mpfr_set_d(density, x, MPFR_RNDN);
    mpfr_sqr(density, density, MPFR_RNDN);
    mpfr_div_2ui(density, density, 1, MPFR_RNDN);
    mpfr_neg(density, density, MPFR_RNDN);
    mpfr_exp(density, density, MPFR_RNDN);
    mpfr_const_pi(root, MPFR_RNDN);
    mpfr_mul_2ui(root, root, 1, MPFR_RNDN);
    mpfr_sqrt(root, root, MPFR_RNDN);
    mpfr_div(density, density, root, MPFR_RNDN);
    mpfr_clear(root);
}

static double
cdf_error(double x)
{
    mpfr_t cdf, density;
    double error = 0.0;

    mpfr_init2(cdf, BITS);
    mpfr_init2(density, BITS);
    exact_normal(cdf, density, x);
    mpfr_d_sub(density, num_normal_cdf(x), cdf, MPFR_RNDN);
    mpfr_div(density, density, cdf, MPFR_RNDN);
    error = fabs(mpfr_get_d(density, MPFR_RNDN));
    mpfr_clear(cdf);
    mpfr_clear(density);
    return error;
}

/* Relative error of the quantile: one step of Newton's method from it, with exact values, leads to
 * the true quantile up to the square of the error. */
static double
quantile_error(double p)
{
    const double x = num_normal_quantile(p);
    mpfr_t cdf, density;
    double error = 0.0;

    mpfr_init2(cdf, BITS);
    mpfr_init2(density, BITS);
    exact_normal(cdf, density, x);
    mpfr_sub_d(cdf, cdf, p, MPFR_RNDN);
    mpfr_div(cdf, cdf, density, MPFR_RNDN);
    mpfr_div_d(cdf, cdf, x, MPFR_RNDN);
    error = fabs(mpfr_get_d(cdf, MPFR_RNDN));
    mpfr_clear(cdf);
    mpfr_clear(density);
    return error;
}

/* A NaN is the greatest of all, so that it cannot hide. */
static double
greater(double a, double b)
{
    return a > b || a != a ? a : b;
}

static void
test_num_exp_is_within_one_ulp(void **state)
{
    static const double ranges[][2] = { { -708.0, 709.78 }, { -1.0, 1.0 }, { -0.4, 0.4 },
        { -1e-5, 1e-5 }, { -745.2, -707.0 }, { 700.0, 709.782712893384 } };
    uint64_t random = 1;

    (void)state;
    for (size_t r = 0; r < sizeof ranges / sizeof ranges[0]; r++) {
        double worst = 0.0;

        for (int j = 0; j < POINTS; j++) {
            worst = greater(exp_error(between(&random, ranges[r][0], ranges[r][1])), worst);
        }
        print_message("exp %g .. %g: %.3f ulp\n", ranges[r][0], ranges[r][1], worst);
        assert_true(worst < 1.0);
    }
    /* The seams, where the nearest multiple of ln 2 changes. */
    for (int k = -1074; k < 1024; k++) {
        const double seam = (k + 0.5) * 0x1.62e42fefa39efp-1;

        assert_true(exp_error(seam) < 1.0);
        assert_true(exp_error(nextafter(seam, 1e9)) < 1.0);
        assert_true(exp_error(nextafter(seam, -1e9)) < 1.0);
    }
}

static void
test_num_log_is_within_one_ulp(void **state)
{
    uint64_t random = 2;
    double worst = 0.0, near = 0.0, middle = 0.0, tiny = 0.0;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double distance = num_exp(between(&random, -36.0, -1.0));

        worst = greater(log_error(any_positive(&random)), worst);
        middle = greater(log_error(between(&random, 0.25, 4.0)), middle);
        near = greater(log_error(1.0 + distance), near);
        near = greater(log_error(1.0 - distance), near);
        tiny = greater(log_error(between(&random, 0x1p-1074, 0x1p-1021)), tiny);
    }
    print_message(
        "log anywhere %.3f, 1/4..4 %.3f, by 1 %.3f, tiny %.3f ulp\n", worst, middle, near, tiny);
    assert_true(worst < 1.0 && middle < 1.0 && near < 1.0 && tiny < 1.0);
    for (int k = -1074; k < 1024; k++) {
        assert_true(log_error(ldexp(1.0, k)) < 1.0);
        assert_true(log_error(ldexp(0x1.6a09e667f3bccp0, k)) < 1.0);
        assert_true(log_error(ldexp(0x1.6a09e667f3bcdp0, k)) < 1.0);
    }
}

static void
test_num_pow_is_within_one_ulp(void **state)
{
    uint64_t random = 3;
    double wide = 0.0, near = 0.0, usual = 0.0;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double base = any_positive(&random);
        const double close = 1.0 + between(&random, -1.0, 1.0) * num_exp(-between(&random, 1, 30));

        if (close != 1.0) {
            near = greater(pow_error(close, between(&random, -745.0, 709.0) / log(close)), near);
        }
        wide = greater(pow_error(base, between(&random, -745.0, 709.0) / log(base)), wide);
        usual =
            greater(pow_error(between(&random, 0.0, 100.0), between(&random, -5.0, 5.0)), usual);
    }
    print_message("pow wide %.3f, by 1 %.3f, usual %.3f ulp\n", wide, near, usual);
    assert_true(wide < 1.0 && near < 1.0 && usual < 1.0);
}

static void
test_num_pow_of_whole_numbers_is_exact(void **state)
{
    uint64_t random = 4;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double x = any_positive(&random), y = num_floor(between(&random, 0.0, 1e6));

        if (x >= DBL_MIN) {
            assert_same(num_pow(x, 1.0), x);
        }
        assert_same(num_pow(y, 2.0), y * y);
        assert_same(num_pow(2.0, j % 2000 - 1000), ldexp(1.0, j % 2000 - 1000));
    }
}

static void
test_num_normal_cdf_is_good_far_into_the_lower_tail(void **state)
{
    uint64_t random = 5;
    double low = 0.0, middle = 0.0, high = 0.0;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        low = greater(cdf_error(between(&random, -37.5, -1.0)), low);
        middle = greater(cdf_error(between(&random, -3.0, 3.0)), middle);
        high = greater(cdf_error(between(&random, 1.0, 40.0)), high);
    }
    print_message("cdf lower tail %.2e, middle %.2e, upper %.2e\n", low, middle, high);
    assert_true(low < 2e-15 && middle < 1e-15 && high < 3e-16);
    assert_true(num_normal_cdf(-38.4) > 0.0);
}

static void
test_num_normal_quantile_is_good_everywhere(void **state)
{
    uint64_t random = 6;
    double middle = 0.0, tail = 0.0, upper = 0.0, seam = 0.0;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double shift = num_exp(between(&random, -37.0, -1.0));

        middle = greater(quantile_error(between(&random, 0.075, 0.925)), middle);
        middle = greater(quantile_error(0.5 - shift), middle);
        tail = greater(quantile_error(num_exp(-between(&random, 2.0, 707.0))), tail);
        tail = greater(quantile_error(num_exp(-between(&random, 2.0, 30.0))), tail);
        upper = greater(quantile_error(1.0 - num_exp(-between(&random, 2.0, 36.0))), upper);
        seam = greater(quantile_error(0.075 + between(&random, -1e-13, 1e-13)), seam);
        seam =
            greater(quantile_error(1.3887943864964021e-11 + between(&random, -1e-20, 1e-20)), seam);
    }
    print_message(
        "quantile middle %.2e, tail %.2e, upper %.2e, seam %.2e\n", middle, tail, upper, seam);
    assert_true(middle < 1e-15 && tail < 1e-15 && upper < 1e-15 && seam < 1e-15);
}

static void
test_num_normal_quantile_undoes_the_cdf(void **state)
{
    (void)state;
    for (double x = -37.0; x < 5.0; x += 0.01) {
        /* A relative error e of p moves x by e p / density; in the upper tail p itself is known to
         * 1e-16 only. */
        const double upper = x < 0.0 ? 0.0 : 3e-16 * exp(x * x / 2.0);

        assert_close(num_normal_quantile(num_normal_cdf(x)), x, 1e-15 * (1.0 + fabs(x)) + upper);
    }
    assert_close(num_normal_quantile(0.975), 1.959963984540054, 1e-15);
    assert_close(num_normal_cdf(1.0), 0.8413447460685429, 1e-15);
}

static void
test_num_normal_functions_never_fall(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double x = between(&random, -38.0, 8.0), p = between(&random, 0.0, 1.0);

        assert_true(num_normal_cdf(x + 1e-12 + 1e-13 * fabs(x)) >= num_normal_cdf(x));
        assert_true(num_normal_quantile(p * (1.0 - 1e-14)) <= num_normal_quantile(p));
    }
}

static void
test_num_special_values(void **state)
{
    (void)state;
    assert_same(num_exp(0.0), 1.0);
    assert_same(num_exp(1.0), 0x1.5bf0a8b145769p+1);
    assert_true(isfinite(num_exp(709.782712893384)));
    assert_true(isinf(num_exp(709.79)));
    assert_same(num_exp(-745.2), 0.0);
    assert_same(num_exp(-745.1), 0x1p-1074);
    assert_true(isinf(num_exp(1e300)) && isinf(num_exp(HUGE_VAL)));
    assert_same(num_exp(-HUGE_VAL), 0.0);
    assert_true(isnan(num_exp(NO_NUMBER)));
    assert_same(num_log(1.0), 0.0);
    assert_same(num_log(10.0), 0x1.26bb1bbb55516p+1);
    assert_true(num_log(0.0) == -HUGE_VAL && num_log(-0.0) == -HUGE_VAL);
    assert_true(num_log(HUGE_VAL) == HUGE_VAL);
    assert_true(isnan(num_log(-1.0)) && isnan(num_log(-HUGE_VAL)) && isnan(num_log(NO_NUMBER)));
    assert_same(num_normal_cdf(0.0), 0.5);
    assert_same(num_normal_cdf(-HUGE_VAL), 0.0);
    assert_same(num_normal_cdf(HUGE_VAL), 1.0);
    assert_same(num_normal_cdf(-1e300), 0.0);
    assert_true(isnan(num_normal_cdf(NO_NUMBER)));
    assert_same(num_normal_quantile(0.5), 0.0);
    assert_true(num_normal_quantile(0.0) == -HUGE_VAL && num_normal_quantile(1.0) == HUGE_VAL);
    assert_true(isnan(num_normal_quantile(-1e-9)) && isnan(num_normal_quantile(1.0000001)));
    assert_true(isnan(num_normal_quantile(NO_NUMBER)));
    assert_true(isfinite(num_normal_quantile(0x1p-1074)));
}

static void
test_num_pow_special_values(void **state)
{
    static const struct {
        double base, power, expected; /* expected NO_NUMBER: any NaN */
    } cases[] = { { 0, 0, 1 }, { 0, 2, 0 }, { 0, -2, HUGE_VAL }, { 5, 0, 1 }, { 1, 1e300, 1 },
        { 1, HUGE_VAL, 1 }, { 1, NO_NUMBER, 1 }, { NO_NUMBER, 0, 1 }, { HUGE_VAL, 0, 1 },
        { -1, 0, 1 }, { -1, 2, NO_NUMBER }, { -HUGE_VAL, 1, NO_NUMBER },
        { NO_NUMBER, 1, NO_NUMBER }, { 2, NO_NUMBER, NO_NUMBER }, { 2, 1e308, HUGE_VAL },
        { 2, -1e308, 0 }, { 0.5, 1e308, 0 }, { 0.5, -1e308, HUGE_VAL }, { 2, HUGE_VAL, HUGE_VAL },
        { 2, -HUGE_VAL, 0 }, { 0.5, HUGE_VAL, 0 }, { HUGE_VAL, 2, HUGE_VAL }, { HUGE_VAL, -2, 0 },
        { 2, 10, 1024 }, { 10, -3, 0.001 }, { 4, 0.5, 2 }, { 9, 1.5, 27 }, { 2, 1023, 0x1p1023 },
        { 2, 1024, HUGE_VAL }, { 2, -1074, 0x1p-1074 }, { 2, -1076, 0 },
        { 0x1p-1074, 1, 0x1p-1074 }, { 0x1.fffffffffffffp-1, 0x1p53, 0.36787944117144228 },
        { 7, 1e-310, 1 } };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        const double got = num_pow(cases[j].base, cases[j].power);

        if (isnan(cases[j].expected) ? !isnan(got) : got != cases[j].expected) {
            fail_msg("%g ^ %g is %.17g, not %.17g", cases[j].base, cases[j].power, got,
                cases[j].expected);
        }
    }
}

static void
test_num_logistic_reaches_its_limits(void **state)
{
    uint64_t random = 8;

    (void)state;
    assert_same(num_logistic(0.0), 0.5);
    assert_same(num_logistic(-HUGE_VAL), 0.0);
    assert_same(num_logistic(HUGE_VAL), 1.0);
    assert_same(num_logistic(-1e300), 0.0);
    assert_same(num_logistic(1e300), 1.0);
    assert_true(isnan(num_logistic(NO_NUMBER)));
    for (int j = 0; j < POINTS; j++) {
        const double x = between(&random, -700.0, 700.0);
        const double expected = 1.0 / (1.0 + exp(-x));

        assert_close(num_logistic(x) / expected, 1.0, 1e-15);
        assert_close(num_logistic(x) + num_logistic(-x), 1.0, 3e-16);
    }
}

static void
test_num_floor_is_exact(void **state)
{
    static const double cases[][2] = { { 0.0, 0 }, { 0.5, 0 }, { -0.5, -1 }, { 1.0, 1 },
        { -1.0, -1 }, { 0x1.fffffffffffffp-1, 0 }, { -0x1p-1074, -1 }, { 0x1p-1074, 0 },
        { 4503599627370495.5, 4503599627370495.0 }, { -4503599627370495.5, -4503599627370496.0 },
        { 2251799813685248.5, 2251799813685248.0 }, { 0x1p53, 0x1p53 }, { 1e300, 1e300 } };
    uint64_t random = 9;

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        assert_same(num_floor(cases[j][0]), cases[j][1]);
    }
    for (int j = 0; j < POINTS; j++) {
        const double size = ldexp(1.0, (int)between(&random, -2.0, 53.0));
        const double x = between(&random, -size, size);

        assert_same(num_floor(x), floor(x));
    }
    assert_true(isinf(num_floor(HUGE_VAL)) && isnan(num_floor(NO_NUMBER)));
}

static void
test_num_text_is_short_and_plain(void **state)
{
    static const struct {
        double x;
        const char *text;
    } cases[] = { { 0, "0" }, { -0.0, "0" }, { 0.1, "0.1" }, { 40, "40" }, { -7, "-7" },
        { 1e-9, "1e-09" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { 1e6, "1000000" },
        { 1e15, "1000000000000000" }, { 9007199254740991.0, "9007199254740991" }, { 1e16, "1e+16" },
        { 1e22, "1e+22" }, { 0.3, "0.3" }, { 0.1 + 0.2, "0.30000000000000004" },
        { 1.0 / 3.0, "0.3333333333333333" }, { 2.0 / 3.0, "0.6666666666666666" },
        { 5e-324, "5e-324" }, { DBL_MAX, "1.7976931348623157e+308" },
        { DBL_MIN, "2.2250738585072014e-308" }, { 0x1p-44, "5.684341886080802e-14" },
        { 99.5, "99.5" }, { -1e-7, "-1e-07" }, { 123456.789, "123456.789" } };
    char text[NUM_TEXT_MAX];

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        assert_string_equal(num_text(cases[j].x, text), cases[j].text);
    }
}

/* Digits before an exponent, without leading and trailing zeros. */
static int
significant_digits(const char *text)
{
    int n = 0, zeros = 0;

    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '1' && *text <= '9') {
            n += zeros + 1;
            zeros = 0;
        } else if (*text == '0' && n > 0) {
            zeros++;
        }
    }
    return n;
}

static void
test_num_text_reads_back_and_nothing_shorter_does(void **state)
{
    uint64_t random = 10;
    char text[NUM_TEXT_MAX], shorter[64];

    (void)state;
    for (int j = 0; j < POINTS; j++) {
        const double x = j % 4 == 0   ? any_positive(&random)
                         : j % 4 == 1 ? ldexp(1.0, (int)(j / 4 % 2098) - 1074)
                         : j % 4 == 2 ? num_floor(between(&random, -1e6, 1e6)) / 1000.0
                                      : between(&random, -0x1p-1030, 0x1p-1030);
        int digits = 0;

        num_text(x, text);
        assert_same(strtod(text, NULL), x);
        digits = significant_digits(text);
        if (digits > 1 && strchr(text, 'e') != NULL) {
            snprintf(shorter, sizeof shorter, "%.*e", digits - 2, x);
            assert_true(strtod(shorter, NULL) != x);
        }
    }
}

static void
test_num_text_writes_a_point_in_every_locale(void **state)
{
    static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8",
        "fr_FR.utf8", "ru_RU.UTF-8", "ru_RU.utf8", "ps_AF.UTF-8", "ps_AF.utf8" };
    char text[NUM_TEXT_MAX];
    int found = 0;

    (void)state;
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
        if (setlocale(LC_NUMERIC, names[j]) != NULL) {
            found++;
            assert_string_equal(num_text(0.25, text), "0.25");
            assert_string_equal(num_text(-1.5e-9, text), "-1.5e-09");
            assert_string_equal(num_text(0.1 + 0.2, text), "0.30000000000000004");
            assert_string_equal(num_text(0x1p-44, text), "5.684341886080802e-14");
        }
    }
    setlocale(LC_NUMERIC, "C");
    if (found == 0) {
        skip();
    }
}

/* One hash over many results. Every compiler, level and machine must give this very number. */
static void
test_num_results_have_the_same_bits_in_every_build(void **state)
{
    uint64_t random = 11, hash = UINT64_C(0xcbf29ce484222325);

    (void)state;
    for (int j = 0; j < 300000; j++) {
        const double x = between(&random, -750.0, 712.0), y = any_positive(&random);
        const double p = between(&random, 0.0, 1.0), s = between(&random, -40.0, 10.0);
        const double results[] = { num_exp(x), num_exp(x / 1000.0), num_log(y), num_log(p + 0.5),
            num_pow(y, x / 700.0), num_pow(p * 10.0, s), num_normal_cdf(s), num_normal_quantile(p),
            num_normal_quantile(p * num_exp(x / 2.0 - 360.0)), num_logistic(s), num_floor(x) };

        for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
            uint64_t bits = 0;

            memcpy(&bits, &results[i], sizeof bits);
            hash = (hash ^ bits) * UINT64_C(0x100000001b3);
            hash ^= hash >> 29;
        }
    }
    assert_true(hash == UINT64_C(0xc174d7cf657f4d73));
}

static void
test_num_self_test_sees_another_rounding(void **state)
{
    static const int modes[] = { FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };

    (void)state;
    assert_true(num_self_test());
    for (size_t j = 0; j < sizeof modes / sizeof modes[0]; j++) {
        bool passed = true;

        assert_int_equal(fesetround(modes[j]), 0);
        passed = num_self_test();
        fesetround(FE_TONEAREST);
        assert_false(passed);
    }
    assert_true(num_self_test());
}

static void
test_num_self_test_sees_flushed_denormals(void **state)
{
    (void)state;
#ifdef __SSE2__
    const unsigned int control = _mm_getcsr();
    bool flush = true, zero = true;

    _mm_setcsr(control | 0x8000u); /* results */
    flush = num_self_test();
    _mm_setcsr(control | 0x0040u); /* operands */
    zero = num_self_test();
    _mm_setcsr(control);
    assert_false(flush);
    assert_false(zero);
    assert_true(num_self_test());
#else
    skip();
#endif
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_num_exp_is_within_one_ulp),
        cmocka_unit_test(test_num_log_is_within_one_ulp),
        cmocka_unit_test(test_num_pow_is_within_one_ulp),
        cmocka_unit_test(test_num_pow_of_whole_numbers_is_exact),
        cmocka_unit_test(test_num_normal_cdf_is_good_far_into_the_lower_tail),
        cmocka_unit_test(test_num_normal_quantile_is_good_everywhere),
        cmocka_unit_test(test_num_normal_quantile_undoes_the_cdf),
        cmocka_unit_test(test_num_normal_functions_never_fall),
        cmocka_unit_test(test_num_special_values),
        cmocka_unit_test(test_num_pow_special_values),
        cmocka_unit_test(test_num_logistic_reaches_its_limits),
        cmocka_unit_test(test_num_floor_is_exact),
        cmocka_unit_test(test_num_text_is_short_and_plain),
        cmocka_unit_test(test_num_text_reads_back_and_nothing_shorter_does),
        cmocka_unit_test(test_num_text_writes_a_point_in_every_locale),
        cmocka_unit_test(test_num_results_have_the_same_bits_in_every_build),
        cmocka_unit_test(test_num_self_test_sees_another_rounding),
        cmocka_unit_test(test_num_self_test_sees_flushed_denormals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
