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
    if (share < 1e-10) {
        (void)snprintf(text, PHRASE_MAX, "under 0.00000001%%");
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
phrase_interval(double low, double high, char *text)
{
    const double uncertainty = 0.5 * (high - low);
    char from[PHRASE_MAX], to[PHRASE_MAX];

    (void)snprintf(text, (size_t)2 * PHRASE_MAX, "%.20s to %.20s",
        phrase_percent(low, uncertainty, from), phrase_percent(high, uncertainty, to));
    return text;
}

char *
phrase_share(int64_t happened, int64_t runs, char *text)
{
    double low = 0.0, high = 0.0;

    tally_wilson(happened, runs, &low, &high);
    return phrase_percent((double)happened / (double)runs, 0.5 * (high - low), text);
}

static int
decimals_within(double range)
{
    return range >= 20.0 ? 0 : range >= 2.0 ? 1 : range >= 0.2 ? 2 : 4;
}

double
phrase_digit(double range)
{
    static const double digits[] = { 1.0, 0.1, 0.01, 0.001, 0.0001 };

    return range < 0.005 ? range / 1000.0 : digits[decimals_within(range)];
}

char *
phrase_value(double x, double range, char *text)
{
    static const int64_t scales[] = { 1, 10, 100, 1000, 10000 };
    const int decimals = decimals_within(range);
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

bool
phrase_years(int first, int last)
{
    int years[2] = { 0, 0 }, month = 0, day = 0;

    date_civil(first, &years[0], &month, &day);
    date_civil(last, &years[1], &month, &day);
    return years[0] != years[1];
}

/* Decimals down to the first digit of the uncertainty, so that 0.096 has the two of "0.10". */
static int
decimals_left(double uncertainty)
{
    const int decimals = (int)ceil(-log10(uncertainty) - 1e-9);

    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

char *
phrase_number(double x, double uncertainty, char *text)
{
    char digits[PHRASE_MAX];

    if (!(uncertainty > 0.0) || !(fabs(x) < 1e12)) {
        (void)snprintf(text, PHRASE_MAX, "%.4g", x == 0.0 ? 0.0 : x);
    } else if (decimals_left(uncertainty) == 0) {
        (void)phrase_count((int64_t)floor(fabs(x) + 0.5), digits);
        (void)snprintf(text, PHRASE_MAX, "%s%.40s", x <= -0.5 ? "-" : "", digits);
    } else {
        (void)snprintf(digits, sizeof(digits), "%.*f", decimals_left(uncertainty), fabs(x));
        (void)snprintf(text, PHRASE_MAX, "%s%.40s",
            x < 0.0 && strspn(digits, "0.") < strlen(digits) ? "-" : "", digits);
    }
    return text;
}

char *
phrase_signed(double x, double uncertainty, char *text)
{
    char number[PHRASE_MAX];

    phrase_number(x, uncertainty, number);
    (void)snprintf(text, PHRASE_MAX, "%s%.40s",
        x > 0.0 && strspn(number, "0.") < strlen(number) ? "+" : "", number);
    return text;
}

char *
phrase_narrow(double x, double uncertainty, bool sign, int width, char *text)
{
    static const double digits[] = { 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0 };

    (sign ? phrase_signed : phrase_number)(x, uncertainty, text);
    for (size_t k = 0; phrase_width(text) > width && k < sizeof(digits) / sizeof(digits[0]); k++) {
        (sign ? phrase_signed : phrase_number)(x, fmax(digits[k], uncertainty), text);
    }
    if (x != 0.0 && strspn(text, "+-0.") == strlen(text) && fabs(x) < uncertainty) {
        return text; /* 0, for all that is known */
    }
    if (x != 0.0 && strspn(text, "+-0.") == strlen(text)) {
        (void)snprintf(text, PHRASE_MAX, sign ? "%+.0e" : "%.0e", x);
    } else if (phrase_width(text) > 9) {
        (void)snprintf(text, PHRASE_MAX, sign ? "%+.2e" : "%.2e", x);
    }
    return text;
}

char *
phrase_day(int day, bool year, char *text)
{
    char words[DATE_TEXT_MAX];
    const char *begin = strchr(date_short(day, words), ' '); /* past the day of the week */

    memcpy(text, begin + 1, strlen(begin + 1) + 1);
    if (!year) {
        *strrchr(text, ' ') = '\0';
    }
    return text;
}

char *
phrase_period(int first, int last, char *text)
{
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];

    date_long(first, from);
    date_long(last, to);
    if (!phrase_years(first, last)) {
        *strrchr(from, ' ') = '\0';
    }
    (void)snprintf(text, (size_t)2 * PHRASE_MAX, "%s to %s", from, to);
    return text;
}

/* ---- width ---- */

struct range {
    uint32_t first, last;
};

/* Marks set upon the character before them, and characters that are not seen. */
static const struct range unseen[] = { { 0x300, 0x36F }, { 0x200B, 0x200F }, { 0x20D0, 0x20FF },
    { 0xFE00, 0xFE0F } };

/* East Asian characters and pictures, which terminals show two columns wide. */
static const struct range wide[] = { { 0x1100, 0x115F }, { 0x2E80, 0xA4CF }, { 0xAC00, 0xD7A3 },
    { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 },
    { 0x1F300, 0x1FAFF }, { 0x20000, 0x3FFFD } };

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

static bool
is_in(const struct range *ranges, size_t n, uint32_t c)
{
    for (size_t k = 0; k < n; k++) {
        if (c >= ranges[k].first && c <= ranges[k].last) {
            return true;
        }
    }
    return false;
}

/* Bytes of the character that begins here, and its columns. */
static int
character(const char *text, int *columns)
{
    const unsigned char lead = (unsigned char)text[0];
    uint32_t c = lead < 0xC0   ? lead
                 : lead < 0xE0 ? lead & 0x1F
                 : lead < 0xF0 ? lead & 0xF
                               : lead & 7;
    int n = 1;

    for (; ((unsigned char)text[n] & 0xC0) == 0x80; n++) {
        c = (c << 6) | ((unsigned char)text[n] & 0x3F);
    }
    *columns = IS_IN(unseen, c) ? 0 : IS_IN(wide, c) ? 2 : 1;
    return n;
}

/* Columns of the first n bytes. */
static int
columns_of(const char *text, int n)
{
    int all = 0, columns = 0;

    for (int k = 0; k < n; all += columns) {
        k += character(text + k, &columns);
    }
    return all;
}

int
phrase_width(const char *text)
{
    return columns_of(text, (int)strlen(text));
}

/* Bytes of the characters that go into `width` columns. */
static int
bytes_of(const char *text, int width)
{
    int n = 0, columns = 0;

    while (text[n] != '\0') {
        const int bytes = character(text + n, &columns);

        if (columns > width) {
            break;
        }
        width -= columns;
        n += bytes;
    }
    return n;
}

void
phrase_fit(FILE *out, const char *text, int width)
{
    const int all = phrase_width(text);
    const int dots = width < 3 ? width : 3;
    int n = 0;

    if (all > width) {
        n = bytes_of(text, width - dots);
        (void)fprintf(
            out, "%.*s%.*s%*s", n, text, dots, "...", width - dots - columns_of(text, n), "");
    } else {
        (void)fprintf(out, "%s%*s", text, width - all, "");
    }
}

/* Writes as much of a word of n bytes as goes on this line; at least a character, so that there is
 * an end. Returns its bytes. */
static int
write_piece(FILE *out, const char *word, int n, int room)
{
    int bytes = bytes_of(word, room), columns = 0;

    bytes = bytes > n ? n : bytes == 0 && n > 0 ? character(word, &columns) : bytes;
    (void)fprintf(out, "%.*s", bytes, word);
    return bytes;
}

void
phrase_wrap(FILE *out, const char *text, int used, int indent, int width)
{
    bool begun = false;

    while (*text != '\0') {
        int n = (int)strcspn(text, " ");
        const bool fits = used + begun + columns_of(text, n) <= width;

        if (!fits && (begun || used > indent)) {
            (void)fprintf(out, "\n%*s", indent, "");
            used = indent;
        } else if (begun) {
            (void)fputc(' ', out);
            used++;
        }
        for (;;) {
            const int bytes = write_piece(out, text, n, width - used);

            used += columns_of(text, bytes);
            text += bytes;
            n -= bytes;
            if (n == 0) {
                break;
            }
            (void)fprintf(out, "\n%*s", indent, "");
            used = indent;
        }
        begun = true;
        text += *text == ' ';
    }
    (void)fputc('\n', out);
}
