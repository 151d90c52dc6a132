/* phrase: numbers, dates and words as people read them. See phrase.h. */
#include "phrase.h"

#include <math.h>
#include <string.h>

#include "date.h"
#include "tally.h"

char *
phrase_count(int64_t n, char *text)
{
    char digits[24];
    int length = 0, to = 0;

    (void)snprintf(digits, sizeof(digits), "%lld", (long long)n);
    length = (int)strlen(digits);
    for (int k = 0; k < length; k++) {
        if (k > 0 && digits[k - 1] != '-' && (length - k) % 3 == 0) {
            text[to++] = ',';
        }
        text[to++] = digits[k];
    }
    text[to] = '\0';
    return text;
}

char *
phrase_plural(int64_t n, const char *what, char *text)
{
    char count[PHRASE_MAX];

    (void)snprintf(text, PHRASE_MAX, "%s %s%s", phrase_count(n, count), what, n == 1 ? "" : "s");
    return text;
}

char *
phrase_few(int64_t n, char *text)
{
    static const char *const words[] = { "no", "one", "two", "three", "four", "five", "six",
        "seven", "eight", "nine", "ten", "eleven", "twelve" };

    if (n >= 0 && n <= 12) {
        (void)snprintf(text, PHRASE_MAX, "%s", words[n]);
        return text;
    }
    return phrase_count(n, text);
}

/* Decimals that show a small share (of 0..1) with so many significant digits, at most 9. */
static int
decimals_of(double share, int digits)
{
    const int decimals = digits - 1 - (int)floor(log10(100.0 * share) + 1e-6);

    return decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
}

char *
phrase_percent(double share, double uncertainty, char *text)
{
    const double rest = 1.0 - share;
    int decimals = 0;

    if (share <= 0.0 || rest <= 0.0) {
        (void)snprintf(text, PHRASE_MAX, share <= 0.0 ? "0%%" : "100%%");
        return text;
    }
    if (share < 0.00995) {
        decimals = decimals_of(share, uncertainty < 0.1 * share ? 2 : 1);
    } else if (share < 0.0995) {
        decimals = uncertainty < 0.005 ? 1 : 0;
    } else if (rest < 0.00995) {
        decimals = decimals_of(rest, 1);
    } else {
        decimals = uncertainty > 0.0 && uncertainty < 0.001; /* a million runs or so */
    }
    (void)snprintf(text, PHRASE_MAX, "%.*f%%", decimals, 100.0 * share);
    return text;
}

char *
phrase_share(int64_t happened, int64_t runs, char *text)
{
    double low = 0.0, high = 0.0;

    tally_wilson(happened, runs, &low, &high);
    return phrase_percent((double)happened / (double)runs, 0.5 * (high - low), text);
}

char *
phrase_value(double x, double range, char *text)
{
    static const int64_t scales[] = { 1, 10, 100, 1000, 10000 };
    const int decimals = range >= 20.0 ? 0 : range >= 2.0 ? 1 : range >= 0.2 ? 2 : 4;
    char whole[PHRASE_MAX];
    int64_t units = 0;

    if (!(fabs(x) < 1e12) || range < 0.005) {
        (void)snprintf(text, PHRASE_MAX, "%.4g", x);
        return text;
    }
    units = (int64_t)floor(fabs(x) * (double)scales[decimals] + 0.5);
    phrase_count(units / scales[decimals], whole);
    (void)snprintf(text, PHRASE_MAX, "%s%.30s", x < 0.0 && units > 0 ? "-" : "", whole);
    if (decimals > 0) {
        const size_t used = strlen(text);
        (void)snprintf(text + used, PHRASE_MAX - used, ".%0*lld", decimals,
            (long long)(units % scales[decimals]));
    }
    return text;
}

char *
phrase_day(int day, bool year, char *text)
{
    char words[DATE_TEXT_MAX];
    const char *begin = strchr(date_short(day, words), ' '); /* past the day of the week */
    const size_t n = strlen(begin + 1);

    memcpy(text, begin + 1, n + 1);
    if (!year) {
        text[n - 5] = '\0'; /* " 2008" */
    }
    return text;
}

char *
phrase_period(int first, int last, char *text)
{
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    int years[2] = { 0, 0 }, month = 0, day = 0;

    date_civil(first, &years[0], &month, &day);
    date_civil(last, &years[1], &month, &day);
    date_long(first, from);
    date_long(last, to);
    if (years[0] == years[1]) {
        from[strlen(from) - 5] = '\0';
    }
    (void)snprintf(text, (size_t)2 * PHRASE_MAX, "%s to %s", from, to);
    return text;
}

static bool
begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

int
phrase_width(const char *text)
{
    int n = 0;

    for (; *text != '\0'; text++) {
        n += begins_character(*text);
    }
    return n;
}

/* Bytes of the first `width` characters. */
static int
bytes_of(const char *text, int width)
{
    int n = 0;

    while (text[n] != '\0' && (width > 0 || !begins_character(text[n]))) {
        width -= begins_character(text[n]);
        n++;
    }
    return n;
}

void
phrase_fit(FILE *out, const char *text, int width)
{
    const int all = phrase_width(text);

    if (all > width) {
        (void)fprintf(out, "%.*s...", bytes_of(text, width - 3), text);
    } else {
        (void)fprintf(out, "%s%*s", text, width - all, "");
    }
}

void
phrase_wrap(FILE *out, const char *text, int used, int indent, int width)
{
    bool begun = false;

    while (*text != '\0') {
        const int n = (int)strcspn(text, " ");
        int characters = 0;
        for (int k = 0; k < n; k++) {
            characters += begins_character(text[k]);
        }
        if (begun && used + 1 + characters > width) {
            (void)fprintf(out, "\n%*s", indent, "");
            used = indent;
        } else if (begun) {
            (void)fputc(' ', out);
            used++;
        }
        (void)fprintf(out, "%.*s", n, text);
        used += characters;
        begun = true;
        text += n + (text[n] == ' ');
    }
    (void)fputc('\n', out);
}
