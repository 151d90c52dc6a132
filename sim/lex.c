/* One loop over the bytes; a word is classified as a whole, so that `90..98` or `98%` is one
 * mistake and not three pieces that libconfig would read somehow. */
#include "lex.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* The state of the loop, apart from what it leaves behind. */
struct reader {
    struct lex *lex;
    struct err *err;
    const char *bytes;
    size_t n, at;
    size_t line_start;
    int line;
    int mute_line; /* nothing more is said of the lines up to this one */
    size_t room;   /* for tokens */
    bool starved;  /* no memory */
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || is_line_end(c);
}

static bool
is_mark(char c)
{
    return c != '\0' && strchr("=:,;{}()[]", c) != NULL;
}

/* True where a comment begins. */
static bool
is_comment(const struct reader *self, size_t at)
{
    const char *b = self->bytes + at;

    return b[0] == '#' || (b[0] == '/' && at + 1 < self->n && (b[1] == '/' || b[1] == '*'));
}

/* True where the run of bytes of a word goes on. */
static bool
is_word(const struct reader *self, size_t at)
{
    const char c = self->bytes[at];

    return !is_space(c) && !is_mark(c) && c != '"' && !is_comment(self, at);
}

static bool
is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* n bytes for a message; long ones are cut, at a whole character. */
static char *
excerpt(const char *bytes, size_t n, char *text)
{
    const size_t most = LEX_EXCERPT_MAX - 4;
    size_t k = 0;

    if (n < LEX_EXCERPT_MAX) {
        memcpy(text, bytes, n);
        text[n] = '\0';
    } else {
        k = most;
        while (((unsigned char)bytes[k] & 0xC0) == 0x80) {
            k--;
        }
        memcpy(text, bytes, k);
        memcpy(text + k, "...", 4);
    }
    for (char *c = text; *c != '\0'; c++) {
        if (is_line_end(*c)) {
            *c = ' ';
        }
    }
    return text;
}

char *
lex_excerpt(
    const struct lex *self, const struct lex_token *first, const struct lex_token *last, char *text)
{
    return excerpt(self->bytes + first->offset, last->offset + last->length - first->offset, text);
}

bool
lex_line_is_bad(const struct lex *self, int line)
{
    for (int k = 0; k < self->n_bad; k++) {
        if (self->bad_lines[k] == line) {
            return true;
        }
    }
    return false;
}

/* Notes that something is wrong on a line. False when it is not to be said: the line is muted. */
static bool
may_complain(struct reader *self, int line)
{
    struct lex *lex = self->lex;

    if (line <= self->mute_line) {
        return false;
    }
    if (lex->n_bad == LEX_MISTAKES_MAX) {
        lex->stopped = true;
        return false;
    }
    lex->bad_lines[lex->n_bad++] = line;
    return true;
}

static void complain_with(struct reader *self, int line, const struct marks *marks,
    const char *format, ...) PRINTF_LIKE(4, 5);
static void complain(struct reader *self, size_t offset, const char *note, const char *format, ...)
    PRINTF_LIKE(4, 5);

static void
complain_with(struct reader *self, int line, const struct marks *marks, const char *format, ...)
{
    const struct place place = { self->lex->start.file, line };
    char text[ERR_TEXT_MAX];
    va_list words;

    va_start(words, format);
    vsnprintf(text, sizeof(text), format, words);
    va_end(words);
    err_add_marked(self->err, ERR_SCENARIO, &place, marks, "%s", text);
}

/* Says a mistake of this line, with a caret and a few words under the byte at offset. */
static void
complain(struct reader *self, size_t offset, const char *note, const char *format, ...)
{
    struct marks marks = { 0 };
    char text[ERR_TEXT_MAX];
    va_list words;

    va_start(words, format);
    vsnprintf(text, sizeof(text), format, words);
    va_end(words);
    mark_add(&marks, self->bytes, self->n, offset, self->line, note);
    complain_with(self, self->line, &marks, "%s", text);
}

/* Notes the line end at `at`, of one or two bytes, and steps over it. */
static void
next_line(struct reader *self)
{
    if (self->bytes[self->at] == '\r' && self->at + 1 < self->n &&
        self->bytes[self->at + 1] == '\n') {
        self->at++;
    }
    self->at++;
    self->line_start = self->at;
    if (self->line > 0) {
        self->line++;
    }
}

static void
add_token(struct reader *self, enum lex_kind kind, size_t offset, size_t length, int line)
{
    struct lex *lex = self->lex;
    struct lex_token *token = NULL;

    if (lex->n_tokens + 1 >= self->room) {
        const size_t room = self->room * 2 + 256;
        struct lex_token *more = realloc(lex->tokens, room * sizeof(struct lex_token));

        if (more == NULL) {
            self->starved = true;
            return;
        }
        lex->tokens = more;
        self->room = room;
    }
    token = &lex->tokens[lex->n_tokens];
    token->offset = (uint32_t)offset;
    token->length = (uint32_t)length;
    token->line = line;
    token->column = (int)(offset - self->line_start) + 1;
    token->kind = kind;
    token->mark = kind == LEX_MARK ? self->bytes[offset] : '\0';
    if (kind != LEX_END) {
        lex->n_tokens++;
    }
}

/* Steps over a comment that begins here. */
static void
skip_comment(struct reader *self)
{
    const int line = self->line;
    const size_t open = self->at;
    const bool block = self->bytes[self->at] == '/' && self->bytes[self->at + 1] == '*';
    struct marks marks = { 0 };

    if (!block) {
        while (self->at < self->n && !is_line_end(self->bytes[self->at])) {
            self->at++;
        }
        return;
    }
    self->at += 2;
    while (self->at < self->n) {
        if (self->bytes[self->at] == '*' && self->at + 1 < self->n &&
            self->bytes[self->at + 1] == '/') {
            self->at += 2;
            return;
        }
        if (is_line_end(self->bytes[self->at])) {
            next_line(self);
        } else {
            self->at++;
        }
    }
    if (may_complain(self, line)) {
        mark_add(&marks, self->bytes, self->n, open, line, "opened here");
        complain_with(
            self, line, &marks, "the comment that begins here with /* is never closed with */");
    }
}

/* Where the text that begins at open ends, for a message: behind its quote, or at the line's end.
 */
static size_t
end_of_string(const struct reader *self, size_t open)
{
    size_t at = open + 1;

    for (; at < self->n && !is_line_end(self->bytes[at]); at++) {
        if (self->bytes[at] == '"') {
            return at + 1;
        }
        at += self->bytes[at] == '\\' && self->bytes[at + 1] == '"' ? 1 : 0;
    }
    return at;
}

/* Refuses an escape that libconfig does not know (it would keep the backslash) and control
 * characters. Returns false after a complaint. */
static bool
check_escape(struct reader *self, size_t open, size_t at)
{
    const char *b = self->bytes + at + 1; /* behind the backslash */
    const size_t left = self->n - at - 1;
    const bool byte = left > 0 && (b[0] == 'x' || b[0] == 'X');
    const bool digits = byte && left > 2 && is_hex(b[1]) && is_hex(b[2]);
    const char hex[3] = { digits ? b[1] : '0', digits ? b[2] : '0', '\0' };
    const unsigned long value = strtoul(hex, NULL, 16);
    char text[LEX_EXCERPT_MAX];

    if (left > 0 && b[0] != '\0' && strchr("\"\\ntrf", b[0]) != NULL) {
        return true;
    }
    if (digits && (value >= 0x20 ? value != 0x7F : strchr("\t\n\r\f", (int)value) != NULL) &&
        value != 0) {
        return true;
    }
    if (!may_complain(self, self->line)) {
        return false;
    }
    excerpt(self->bytes + open, end_of_string(self, open) - open, text);
    if (digits) {
        complain(self, at, "not allowed", "%s: \\x%s is a control character; a text holds none",
            text, hex);
    } else if (byte) {
        complain(self, at, "two hexadecimal digits, or \\\\",
            "%s: \\x needs two hexadecimal digits; a backslash itself is written \\\\", text);
    } else {
        complain(self, at, "a backslash is written \\\\",
            "%s: \\%.*s means nothing; a backslash is written \\\\ (allowed: \\\" \\\\ \\n \\t "
            "\\r \\f)",
            text, left > 0 ? (int)utf8_character(b, left) : 0, b);
    }
    return false;
}

/* Where the quote is that closes, on a later line, a text that goes over line ends; or 0. Lines
 * that look like settings of their own are no part of a text. */
static size_t
find_late_quote(const struct reader *self, size_t line_end)
{
    size_t at = line_end, quote = 0, n_quotes = 0;

    for (; at < self->n && strchr("=;{}()", self->bytes[at]) == NULL; at++) {
        if (self->bytes[at] == '"') {
            quote = at;
            break;
        }
    }
    for (; quote > 0 && at < self->n && !is_line_end(self->bytes[at]); at++) {
        n_quotes += self->bytes[at] == '"' ? 1 : 0;
    }
    return n_quotes % 2 == 1 ? quote : 0;
}

/* A text whose quote is not closed on its line: goes on behind what the author probably meant, so
 * that the brackets of the rest of the line still count, but says no more of this line. */
static void
end_unclosed_string(struct reader *self, size_t open, size_t line_end)
{
    const size_t late = find_late_quote(self, line_end);
    size_t end = open + 1;
    bool curly = false;
    struct marks marks = { 0 };
    char text[LEX_EXCERPT_MAX];

    while (end < line_end && strchr(";)}]", self->bytes[end]) == NULL) {
        end++;
    }
    for (size_t k = open; k + 2 < line_end; k++) {
        curly = curly || memcmp(self->bytes + k, "\xE2\x80\x9D", 3) == 0;
    }
    if (may_complain(self, self->line)) {
        excerpt(self->bytes + open, line_end - open, text);
        mark_add(&marks, self->bytes, self->n, open, self->line, "opened here");
        mark_add(&marks, self->bytes, self->n, late > 0 ? line_end : end, self->line,
            late > 0 ? "the line ends here" : "expected \" at the latest");
        complain_with(self, self->line, &marks, "the quote is not closed on this line: %s%s", text,
            curly      ? "\na curly quote does not close it; write \""
            : late > 0 ? "\na text stands on one line; \\n in it begins a new one"
                       : "");
    }
    add_token(self, LEX_BAD, open, (late > 0 ? late + 1 : end) - open, self->line);
    self->at = late > 0 ? line_end : end;
    while (self->at <= late && late > 0) {
        if (is_line_end(self->bytes[self->at])) {
            next_line(self);
        } else {
            self->at++;
        }
    }
    self->mute_line = self->line > 0 ? self->line : self->mute_line;
}

/* `"word""`: true after stepping over the last quote. */
static bool
skip_doubled_quote(struct reader *self)
{
    const struct lex *lex = self->lex;
    const struct lex_token *last = lex->n_tokens > 0 ? &lex->tokens[lex->n_tokens - 1] : NULL;
    char text[LEX_EXCERPT_MAX];

    if (last == NULL || last->kind != LEX_STRING || last->length == 2 ||
        last->offset + last->length != self->at) {
        return false;
    }
    excerpt(self->bytes + last->offset, last->length, text);
    if (may_complain(self, self->line)) {
        complain(self, self->at, "one too many", "one quote is too many after %s", text);
    }
    self->at++;
    return true;
}

static void
read_string(struct reader *self)
{
    const size_t open = self->at;
    size_t at = open + 1;
    bool reported = false;

    while (at < self->n && self->bytes[at] != '"' && !is_line_end(self->bytes[at])) {
        if (self->bytes[at] == '\\') {
            reported = reported || !check_escape(self, open, at);
            at += at + 1 < self->n && !is_line_end(self->bytes[at + 1]) ? 2 : 1;
        } else {
            at++;
        }
    }
    if ((at == self->n || self->bytes[at] != '"') && skip_doubled_quote(self)) {
        return;
    }
    if (at < self->n && self->bytes[at] == '"') {
        self->at = at + 1;
        add_token(self, reported ? LEX_BAD : LEX_STRING, open, self->at - open, self->line);
    } else {
        end_unclosed_string(self, open, at);
    }
}

/* What a number is written like; real is set for a point or an exponent. */
static bool
is_number(const char *word, size_t n, bool *real)
{
    size_t k = n > 0 && (word[0] == '+' || word[0] == '-') ? 1 : 0;
    size_t digits = 0;

    *real = false;
    for (; k < n && is_digit(word[k]); k++) {
        digits++;
    }
    if (k < n && word[k] == '.') {
        *real = true;
        for (k++; k < n && is_digit(word[k]); k++) {
            digits++;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (k < n && (word[k] == 'e' || word[k] == 'E')) {
        *real = true;
        k++;
        k += k < n && (word[k] == '+' || word[k] == '-') ? 1 : 0;
        if (k == n) {
            return false;
        }
        for (; k < n && is_digit(word[k]); k++) {
        }
    } else if (!*real) {
        /* libconfig's own mark of 64 bits. */
        for (size_t l = 0; l < 2 && k < n && word[k] == 'L'; l++) {
            k++;
        }
    }
    return k == n;
}

static bool
whole_fits(const char *word, size_t n)
{
    const uint64_t most = (uint64_t)INT64_MAX + (word[0] == '-' ? 1 : 0);
    uint64_t value = 0;

    for (size_t k = word[0] == '+' || word[0] == '-' ? 1 : 0; k < n && is_digit(word[k]); k++) {
        const uint64_t digit = (uint64_t)(word[k] - '0');

        if (value > (most - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    return true;
}

/* Decimal exponent of the first digit that is not 0 (0.05: -2), or 0 for a number that is 0.
 * Worked out from the text, as strtod would hide what is lost and heeds the locale. */
static long
magnitude(const char *word, size_t n)
{
    long before = 0, exponent = 0;
    size_t k = word[0] == '+' || word[0] == '-' ? 1 : 0;
    bool point = false, found = false, negative = false;

    for (; k < n && (is_digit(word[k]) || word[k] == '.'); k++) {
        if (word[k] == '.') {
            point = true;
        } else if (!found && word[k] == '0') {
            before -= point ? 1 : 0;
        } else {
            if (!found && point) {
                before--;
            }
            before += found && !point ? 1 : 0;
            found = true;
        }
    }
    if (!found) {
        return 0;
    }
    if (k < n) {
        k++;
        negative = k < n && word[k] == '-';
        k += k < n && (word[k] == '+' || word[k] == '-') ? 1 : 0;
        for (; k < n; k++) {
            exponent = exponent < 100000000 ? exponent * 10 + (word[k] - '0') : exponent;
        }
    }
    return before + (negative ? -exponent : exponent);
}

/* True if all of the word are digits and bytes of `others`. */
static bool
made_of(const char *word, size_t n, const char *others)
{
    for (size_t k = 0; k < n; k++) {
        if (!is_digit(word[k]) && (word[k] == '\0' || strchr(others, word[k]) == NULL)) {
            return false;
        }
    }
    return true;
}

/* Replaces each run of dots (two or more), and each dash of any kind, by ", ": 90..98, 90-98. */
static bool
as_range(const char *word, size_t n, char *range)
{
    size_t length = 0, parts = 1;

    for (size_t k = 0; k < n;) {
        size_t skip = 0;

        while (k + skip < n && word[k + skip] == '.') {
            skip++;
        }
        if (skip == 1) {
            skip = 0;
        } else if (skip == 0 && word[k] == '-' && k > 0 && is_digit(word[k - 1])) {
            skip = 1;
        } else if (skip == 0 && n - k > 3 &&
                   (memcmp(word + k, "\xE2\x80\x93", 3) == 0 ||
                       memcmp(word + k, "\xE2\x80\x94", 3) == 0)) {
            skip = 3;
        }
        if (length + 4 > LEX_EXCERPT_MAX) {
            return false;
        }
        if (skip > 0) {
            range[length++] = ',';
            range[length++] = ' ';
            parts++;
            k += skip;
        } else if (!is_digit(word[k]) && word[k] != '.' && word[k] != '-') {
            return false;
        } else {
            range[length++] = word[k++];
        }
    }
    range[length] = '\0';
    return (parts == 2 || parts == 3) && is_digit(range[length - 1]);
}

/* 2008-02-17 without quotes (iso), or three numbers that look like a date written otherwise. */
static bool
is_date(const char *word, size_t n, bool *iso)
{
    size_t length[3] = { 0, 0, 0 };
    size_t first = 0;
    char separator = '\0';
    int part = 0;

    while (first < n && is_digit(word[first])) {
        first++;
    }
    separator = first < n ? word[first] : '\0';
    if (n < 6 || n > 10 || (separator != '-' && separator != '.' && separator != '/')) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        if (is_digit(word[k])) {
            length[part]++;
        } else if (word[k] != separator || ++part > 2) {
            return false;
        }
    }
    *iso = separator == '-' && length[0] == 4;
    if (length[0] == 4) {
        return length[1] - 1 < 2 && length[2] - 1 < 2;
    }
    return length[0] - 1 < 2 && length[1] - 1 < 2 && (length[2] == 2 || length[2] == 4);
}

/* 17.2.2008 as it is to be written; an example where day and month cannot be told apart. */
static char *
turn_date(const char *text, char *date)
{
    char *rest = NULL;
    const unsigned long day = strtoul(text, &rest, 10);
    const unsigned long month = *rest == '.' ? strtoul(rest + 1, &rest, 10) : 0;
    const unsigned long year = *rest == '.' ? strtoul(rest + 1, &rest, 10) : 0;

    if (day < 1 || day > 31 || month < 1 || month > 12 || year < 1000 || year > 9999) {
        return strcpy(date, "2008-02-17");
    }
    snprintf(date, LEX_EXCERPT_MAX, "%04lu-%02lu-%02lu", year, month, day);
    return date;
}

/* What to say of a word that begins like a number and is none. */
static void
complain_of_number(struct reader *self, const char *word, size_t n)
{
    const size_t at = (size_t)(word - self->bytes);
    char text[LEX_EXCERPT_MAX], other[LEX_EXCERPT_MAX];
    bool iso = false;

    excerpt(word, n, text);
    if (n > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
        complain(self, at, "write it in decimal",
            "%s: numbers are not written in hexadecimal; write it in decimal", text);
    } else if (n > 1 && word[n - 1] == '%') {
        complain(self, at, "a number alone", "%s: write the number without %%: %s", text,
            excerpt(word, n - 1, other));
    } else if (is_date(word, n, &iso) && iso) {
        complain(self, at, "in quotes", "put the date in quotes: \"%s\"", text);
    } else if (is_date(word, n, &iso)) {
        complain(self, at, "in quotes, the year first",
            "%s: a date is written in quotes and begins with the year: \"%s\"", text,
            turn_date(text, other));
    } else if (as_range(word, n, other)) {
        complain(self, at, "a range in brackets", "%s: a range is written (%s)", text, other);
    } else if (made_of(word, n, "._'") && !made_of(word, n, "") && is_digit(word[n - 1])) {
        size_t length = 0;

        for (size_t k = 0; k < n && length + 1 < sizeof(other); k++) {
            if (is_digit(word[k])) {
                other[length++] = word[k];
            }
        }
        other[length] = '\0';
        complain(self, at, "one point at most",
            "%s: a number has one point at most and no separators of thousands; perhaps %s", text,
            other);
    } else {
        complain(self, at, "not a number",
            "%s is not a number; a number is written like 40, -2.5 or 1e-3, a text in quotes",
            text);
    }
}

/* A word that begins like a number: its kind, after saying what is wrong with it. */
static enum lex_kind
classify_number(struct reader *self, const char *word, size_t n)
{
    char text[LEX_EXCERPT_MAX];
    bool real = false;

    if (!is_number(word, n, &real)) {
        if (may_complain(self, self->line)) {
            complain_of_number(self, word, n);
        }
        return LEX_BAD;
    }
    excerpt(word, n, text);
    if (!real && !whole_fits(word, n)) {
        if (may_complain(self, self->line)) {
            complain(self, self->at, "too large",
                "%s is too large; whole numbers are -9223372036854775808 to 9223372036854775807",
                text);
        }
        return LEX_BAD;
    }
    if (real && (magnitude(word, n) > 307 || magnitude(word, n) < -307)) {
        if (may_complain(self, self->line)) {
            complain(self, self->at, magnitude(word, n) > 0 ? "too large" : "too small",
                magnitude(word, n) > 0
                    ? "%s is too large; numbers are below 1e308 here"
                    : "%s is too small; numbers other than 0 are at least 1e-307 here",
                text);
        }
        return LEX_BAD;
    }
    return real ? LEX_REAL : LEX_WHOLE;
}

/* Characters that a word processor or a web page puts in place of what is typed. */
static const struct {
    const char *bytes;
    bool quote; /* a text in such quotes is one token */
    const char *advice;
} odd_characters[] = {
    { "\xE2\x80\x9C", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xE2\x80\x9D", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xE2\x80\x9E", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xE2\x80\x98", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xE2\x80\x99", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xE2\x80\x9A", true, "has curly quotes; texts stand in straight ones: \"text\"" },
    { "\xC2\xAB", true, "has angle quotes; texts stand in straight ones: \"text\"" },
    { "\xC2\xBB", true, "has angle quotes; texts stand in straight ones: \"text\"" },
    { "'", true, "has single quotes; texts stand in double ones: \"text\"" },
    { "`", true, "has back quotes; texts stand in double ones: \"text\"" },
    { "\xE2\x80\x93", false, "has a dash for its minus sign; type -" },
    { "\xE2\x80\x94", false, "has a dash for its minus sign; type -" },
    { "\xE2\x88\x92", false, "has a typographic minus sign; type -" },
    { "\xC2\xA0", false, "begins with a no-break space (U+00A0); type a plain space" },
    { "\xE2\x80\xAF", false, "begins with a narrow space (U+202F); type a plain space" },
    { "\xE2\x80\x8B", false, "begins with an invisible space (U+200B); delete it" },
    { "\xEF\xBB\xBF", false, "begins with a byte order mark (U+FEFF); delete it" },
    { "-", false, "is not understood; a minus sign stands directly before its number" },
    { "+", false, "is not understood; a sign stands directly before its number" },
    { "%", false, "is not understood; write the number without %" },
    { NULL, false, NULL },
};

/* The row of odd_characters for what stands here, or -1. */
static int
find_odd(const struct reader *self, size_t at)
{
    for (int k = 0; odd_characters[k].bytes != NULL; k++) {
        const size_t n = strlen(odd_characters[k].bytes);

        if (self->n - at >= n && memcmp(self->bytes + at, odd_characters[k].bytes, n) == 0) {
            return k;
        }
    }
    return -1;
}

/* Where a text in odd quotes ends: behind the next quote of any kind on its line, but for an
 * apostrophe within a word; or where a word would. */
static size_t
end_of_quoted(const struct reader *self, size_t open)
{
    size_t at = open + strlen(odd_characters[find_odd(self, open)].bytes);

    for (; at < self->n && !is_line_end(self->bytes[at]); at++) {
        const int odd = find_odd(self, at);

        if (self->bytes[at] == '"') {
            return at + 1;
        }
        if (odd >= 0 && odd_characters[odd].quote) {
            const size_t end = at + strlen(odd_characters[odd].bytes);

            if (end == self->n || !is_letter(self->bytes[end])) {
                return end;
            }
        }
    }
    for (at = open + 1; at < self->n && is_word(self, at); at++) {
    }
    return at;
}

/* A word that begins with a character that no word begins with. */
static void
read_odd_word(struct reader *self, size_t end)
{
    const size_t open = self->at;
    const int odd = find_odd(self, open);
    char text[LEX_EXCERPT_MAX];

    if (odd >= 0 && odd_characters[odd].quote) {
        end = end_of_quoted(self, open);
    }
    excerpt(self->bytes + open, end - open, text);
    if (may_complain(self, self->line)) {
        if (odd >= 0) {
            complain(self, open, odd_characters[odd].quote ? "write \"" : "this character", "%s %s",
                text, odd_characters[odd].advice);
        } else if (self->bytes[open] == '@') {
            complain(self, open, "not used here",
                "@include is not used here; take base = \"file.cfg\" to build on another "
                "scenario");
        } else if ((unsigned char)self->bytes[open] >= 0x80) {
            complain(self, open, "a text in quotes, or a key",
                "%s: keys are of the letters a to z, digits and _; a text stands in quotes", text);
        } else {
            complain(self, open, "this character", "%s is not understood here", text);
        }
    }
    if (self->bytes[open] == '@') {
        /* The name of the file goes with it. */
        for (; end < self->n && !is_line_end(self->bytes[end]); end++) {
        }
        self->at = end;
        return;
    }
    add_token(self, LEX_BAD, open, end - open, self->line);
    self->at = end;
}

/* True for `word";`: an odd number of quotes from here to the end of the line. */
static bool
lacks_opening_quote(const struct reader *self, size_t at)
{
    size_t quotes = 0;

    if (at >= self->n || self->bytes[at] != '"') {
        return false;
    }
    for (; at < self->n && !is_line_end(self->bytes[at]); at++) {
        quotes += self->bytes[at] == '"' ? 1 : 0;
    }
    return quotes % 2 == 1;
}

/* `"word; key = "` and a word right behind it: the quote that closes the word is missing, and the
 * next one opened a text. Goes back to where the word ends, and says no more of this line. */
static bool
take_back_string(struct reader *self)
{
    struct lex *lex = self->lex;
    struct lex_token *last = lex->n_tokens > 0 ? &lex->tokens[lex->n_tokens - 1] : NULL;
    const char *bytes = last != NULL ? self->bytes + last->offset : NULL;
    struct marks marks = { 0 };
    char text[LEX_EXCERPT_MAX];
    size_t n = 1;

    if (last == NULL || last->kind != LEX_STRING || last->offset + last->length != self->at) {
        return false;
    }
    while (n < last->length && strchr(";)}]", bytes[n]) == NULL) {
        n++;
    }
    if (n == last->length) {
        return false;
    }
    if (n == 1) { /* `"text""; key = "`: the second text is none */
        self->at = last->offset;
        lex->n_tokens--;
        if (!skip_doubled_quote(self)) {
            lex->n_tokens++;
            self->at = last->offset + last->length;
        }
        return self->at == last->offset + 1;
    }
    if (may_complain(self, self->line)) {
        excerpt(bytes + 1, n - 1, text);
        mark_add(&marks, self->bytes, self->n, last->offset, self->line, "opened here");
        mark_add(&marks, self->bytes, self->n, last->offset + n, self->line, "expected \"");
        complain_with(self, self->line, &marks, "a quote is missing after %s: \"%s\"", text, text);
    }
    last->kind = LEX_BAD;
    last->length = (uint32_t)n;
    self->at = last->offset + n;
    self->mute_line = self->line > 0 ? self->line : self->mute_line;
    return true;
}

/* `""word"`: true after taking the word with its quotes. */
static bool
take_doubled_quote(struct reader *self)
{
    struct lex *lex = self->lex;
    struct lex_token *last = lex->n_tokens > 0 ? &lex->tokens[lex->n_tokens - 1] : NULL;
    size_t end = self->at;
    char text[LEX_EXCERPT_MAX];

    while (end < self->n && !is_line_end(self->bytes[end]) &&
           strchr("\";", self->bytes[end]) == NULL) {
        end++;
    }
    if (last == NULL || last->kind != LEX_STRING || last->length != 2 ||
        last->offset + 2 != self->at || end == self->n || self->bytes[end] != '"') {
        return false;
    }
    if (may_complain(self, self->line)) {
        excerpt(self->bytes + last->offset + 1, end - last->offset, text);
        complain(self, last->offset, "one too many", "one quote is too many before %s", text);
    }
    last->kind = LEX_BAD;
    last->length = (uint32_t)(end + 1 - last->offset);
    self->at = end + 1;
    return true;
}

static bool
is_truth(const char *word, size_t n)
{
    const char *truth = n == 4 ? "true" : "false";

    if (n != 4 && n != 5) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        if ((word[k] | 0x20) != truth[k]) {
            return false;
        }
    }
    return true;
}

/* The quote that closes a text of several words whose opening quote is missing, or `at`. */
static size_t
find_closing_quote(const struct reader *self, size_t at)
{
    size_t end = at;

    while (end < self->n && !is_line_end(self->bytes[end]) &&
           strchr("\";,={}()", self->bytes[end]) == NULL) {
        end++;
    }
    return lacks_opening_quote(self, end) ? end : at;
}

/* Words that only lack the quote before the first; the last of them ends with the quote at `end`.
 */
static void
take_unopened(struct reader *self, size_t end)
{
    struct lex *lex = self->lex;
    size_t open = self->at;
    char text[LEX_EXCERPT_MAX];

    while (lex->n_tokens > 0 && lex->tokens[lex->n_tokens - 1].line == self->line &&
           lex->tokens[lex->n_tokens - 1].kind == LEX_WORD) {
        lex->n_tokens--;
        open = lex->tokens[lex->n_tokens].offset;
    }

    excerpt(self->bytes + open, end - open, text);
    if (may_complain(self, self->line)) {
        complain(
            self, open, "expected \" here", "a quote is missing before %s: \"%s\"", text, text);
    }
    self->mute_line = self->line > 0 ? self->line : self->mute_line;
    add_token(self, LEX_BAD, open, end + 1 - open, self->line);
    self->at = end + 1;
}

static void
read_word(struct reader *self)
{
    const size_t open = self->at;
    const char *word = self->bytes + open;
    enum lex_kind kind = LEX_WORD;
    size_t end = open, n = 0;
    bool ascii = true;
    char text[LEX_EXCERPT_MAX];

    for (; end < self->n && is_word(self, end); end++) {
        ascii = ascii && (unsigned char)self->bytes[end] < 0x80;
    }
    n = end - open;
    if (take_doubled_quote(self) || take_back_string(self)) {
        return;
    }
    if (lacks_opening_quote(self, end) ||
        (!ascii && find_odd(self, open) < 0 && find_closing_quote(self, end) > end)) {
        take_unopened(self, find_closing_quote(self, end));
        return;
    }
    if (is_digit(word[0]) ||
        (strchr("+-.", word[0]) != NULL && n > 1 && (is_digit(word[1]) || word[1] == '.'))) {
        kind = classify_number(self, word, n);
    } else if (!is_letter(word[0]) && word[0] != '_' && word[0] != '*') {
        read_odd_word(self, end);
        return;
    } else if (is_truth(word, n)) {
        kind = LEX_TRUTH;
    } else if (!ascii) {
        excerpt(word, n, text);
        if (may_complain(self, self->line)) {
            complain(self, open, "a text in quotes, or a key",
                "%s: keys are of the letters a to z, digits and _; a text stands in quotes: \"%s\"",
                text, text);
        }
        kind = LEX_BAD;
    }
    add_token(self, kind, open, end - open, self->line);
    self->at = end;
}

enum status
lex_bytes(struct lex *self, const char *bytes, size_t n, const struct place *start, struct err *err)
{
    struct reader reader = {
        .lex = self, .err = err, .bytes = bytes, .n = n, .line = start->line, .mute_line = -1
    };

    self->bytes = bytes;
    self->start = *start;
    while (reader.at < n && !self->stopped && !reader.starved) {
        const char c = bytes[reader.at];

        if (is_line_end(c)) {
            next_line(&reader);
        } else if (is_space(c)) {
            reader.at++;
        } else if (is_comment(&reader, reader.at)) {
            skip_comment(&reader);
        } else if (c == '"') {
            read_string(&reader);
        } else if (is_mark(c)) {
            add_token(&reader, LEX_MARK, reader.at++, 1, reader.line);
        } else {
            read_word(&reader);
        }
        if (self->n_tokens >= LEX_TOKENS_MAX && may_complain(&reader, reader.line)) {
            complain(&reader, reader.at, "too many up to here",
                "more numbers, texts and brackets than the %d that a file may hold",
                LEX_TOKENS_MAX);
            self->stopped = true;
        }
    }
    add_token(&reader, LEX_END, reader.at, 0, reader.line);
    if (reader.starved) {
        return err_memory(err);
    }
    if (self->n_bad > 0) {
        return start->line == 0 ? ERR_USAGE : ERR_SCENARIO;
    }
    return OK;
}

void
lex_free(struct lex *self)
{
    free(self->tokens);
    self->tokens = NULL;
    self->n_tokens = 0;
}
