/* What every test includes: cmocka with its own headers in the right order, and comparisons of
 * doubles (cmocka 1.1.5's assert_float_equal casts to float). */
#ifndef PARLEY_SUPPORT_H
#define PARLEY_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* Under a sanitizer, which needs memory, stack and files of its own: limits on these are for
 * others.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SUPPORT_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SUPPORT_SANITIZED 1
#endif
#ifndef SUPPORT_SANITIZED
#define SUPPORT_SANITIZED 0
#endif

/* |actual - expected| <= tolerance, and neither is NaN. */
#define assert_close(actual, expected, tolerance) \
    do { \
        const double actual_ = (actual), expected_ = (expected), tolerance_ = (tolerance); \
        if (!(fabs(actual_ - expected_) <= tolerance_)) { \
            fail_msg( \
                "%s = %.17g, expected %.17g within %g", #actual, actual_, expected_, tolerance_); \
        } \
    } while (0)

/* The same double, bit for bit in value (0 equals -0; NaN equals nothing). */
#define assert_same(actual, expected) assert_close(actual, expected, 0.0)

#endif
