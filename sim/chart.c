/* chart: bars, small histograms, readable ranges of days. See chart.h. */
#include "chart.h"

#include <math.h>
#include <string.h>

#include "date.h"

/* ---- bars ---- */

/* A full block, and blocks of 1 to 7 eighths from the left. */
static const char *const across[] = { "\xE2\x96\x88", "\xE2\x96\x8F", "\xE2\x96\x8E",
    "\xE2\x96\x8D", "\xE2\x96\x8C", "\xE2\x96\x8B", "\xE2\x96\x8A", "\xE2\x96\x89" };
/* Blocks of 1 to 8 eighths from below, and what stands for them in ASCII. */
static const char *const upward[] = { " ", "\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83",
    "\xE2\x96\x84", "\xE2\x96\x85", "\xE2\x96\x86", "\xE2\x96\x87", "\xE2\x96\x88" };
static const char ascii[] = " .:-=+*#@";

void
chart_bar(FILE *out, double share, int width, bool utf8)
{
    const int steps = utf8 ? 8 : 1;
    int marks = (int)(share * (double)(width * steps) + 0.5), columns = 0;

    marks = share > 0.0 && marks == 0 ? 1 : marks > width * steps ? width * steps : marks;
    for (int k = 0; k < marks / steps; k++) {
        (void)fputs(utf8 ? across[0] : "#", out);
        columns++;
    }
    if (marks % steps > 0) {
        (void)fputs(across[marks % steps], out);
        columns++;
    }
    (void)fprintf(out, "%*s", width - columns, "");
}

void
chart_spark(FILE *out, const int64_t *counts, int n, bool utf8)
{
    int64_t most = 1;

    for (int k = 0; k < n; k++) {
        most = counts[k] > most ? counts[k] : most;
    }
    for (int k = 0; k < n; k++) {
        int height = (int)(8.0 * (double)counts[k] / (double)most + 0.5);

        height = counts[k] > 0 && height == 0 ? 1 : height;
        if (utf8) {
            (void)fputs(upward[height], out);
        } else {
            (void)fputc(ascii[height], out);
        }
    }
}

void
chart_progress(FILE *out, double share, int width)
{
    (void)fputc('[', out);
    chart_bar(out, share, width, false);
    (void)fputc(']', out);
}

/* ---- days ---- */

enum unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR, UNIT_DECADE };

static bool
begins_unit(int day, enum unit unit)
{
    int year = 0, month = 0, day_of_month = 0;

    date_civil(day, &year, &month, &day_of_month);
    switch (unit) {
    case UNIT_DAY:
        return true;
    case UNIT_WEEK:
        return date_weekday(day) == 1;
    case UNIT_MONTH:
        return day_of_month == 1;
    case UNIT_QUARTER:
        return day_of_month == 1 && month % 3 == 1;
    case UNIT_YEAR:
        return day_of_month == 1 && month == 1;
    case UNIT_DECADE:
        break;
    }
    return day_of_month == 1 && month == 1 && year % 10 == 0;
}

/* The finest unit of which there are at most 24 between two days (since 1970). */
static enum unit
unit_between(int first, int last)
{
    static const int lengths[] = { 1, 7, 30, 91, 365 };

    for (int k = 0; k <= (int)UNIT_YEAR; k++) {
        if (last - first + 1 <= 24 * lengths[k]) {
            return (enum unit)k;
        }
    }
    return UNIT_DECADE;
}

/* Whole units, as far as the calendar goes: their labels are shorter. */
static void
widen(struct chart_row *first, struct chart_row *last, int n_days, int start, enum unit unit)
{
    while (!first->alone && first->first > 0 && !begins_unit(start + first->first, unit)) {
        first->first--;
    }
    while (!last->alone && last->last < n_days - 1 && !begins_unit(start + last->last + 1, unit)) {
        last->last++;
    }
}

static int
cut_days(const int64_t *counts, int n_days, int start, int64_t runs, struct chart_row *rows)
{
    int first = 0, last = n_days - 1, n = 0;
    enum unit unit = UNIT_DAY;

    while (first < n_days && counts[first] == 0) {
        first++;
    }
    while (last > first && counts[last] == 0) {
        last--;
    }
    if (first == n_days) {
        return 0;
    }
    unit = unit_between(start + first, start + last);
    for (int day = first; day <= last; day++) {
        const bool alone = counts[day] * 10 >= runs;

        if (n == 0 || alone || rows[n - 1].alone ||
            (begins_unit(start + day, unit) && n < CHART_ROWS_MAX)) {
            rows[n++] = (struct chart_row){ .first = day, .alone = alone, .pieces = 1 };
        }
        rows[n - 1].last = day;
        rows[n - 1].count += counts[day];
    }
    widen(&rows[0], &rows[n - 1], n_days, start, unit);
    return n;
}

/* Joins row k and the next. */
static void
join(struct chart_row *rows, int n, int k)
{
    rows[k].last = rows[k + 1].last;
    rows[k].count += rows[k + 1].count;
    rows[k].pieces += rows[k + 1].pieces;
    memmove(&rows[k + 1], &rows[k + 2], (size_t)(n - k - 2) * sizeof(*rows));
}

/* The two neighbours that hold least together, of which one is tiny if `tiny`; -1: none. */
static int
least_pair(const struct chart_row *rows, int n, int64_t runs, bool tiny)
{
    int best = -1;

    for (int k = 0; k + 1 < n; k++) {
        const int64_t a = rows[k].count, b = rows[k + 1].count;

        if (rows[k].alone || rows[k + 1].alone || (tiny && a * 100 >= runs && b * 100 >= runs)) {
            continue;
        }
        if (best < 0 || a + b < rows[best].count + rows[best + 1].count) {
            best = k;
        }
    }
    return best;
}

/* ---- labels ---- */

/* Parts of a date in words. */
struct words {
    char short_day[DATE_TEXT_MAX]; /* "Sun 17 Feb 2008" */
    char long_day[DATE_TEXT_MAX];  /* "17 February 2008" */
    const char *month;             /* "February 2008", then cut */
    char brief[4];                 /* "Feb" */
    int year, day_of_month, month_number;
};

static void
put_in_words(int day, struct words *words)
{
    date_civil(day, &words->year, &words->month_number, &words->day_of_month);
    date_short(day, words->short_day);
    date_long(day, words->long_day);
    words->month = strchr(words->long_day, ' ') + 1;
    *strrchr(words->long_day, ' ') = '\0';
    memcpy(words->brief, words->month, 3);
    words->brief[3] = '\0';
}

/* "17 Feb", "March" when it begins a month and `whole`; with the year if asked. */
static void
label_edge(const struct words *words, bool whole, bool year, char *text)
{
    char number[16] = "";

    if (year) {
        (void)snprintf(number, sizeof(number), " %d", words->year);
    }
    if (whole) {
        (void)snprintf(text, CHART_LABEL_MAX, "%s%s", words->month, number);
    } else {
        (void)snprintf(text, CHART_LABEL_MAX, "%d %s%s", words->day_of_month, words->brief, number);
    }
}

/* "3 - 31 Mar", "19 Feb - 2 Mar", "March", "Mar - May", "2009 - 2011". */
static void
label_range(const struct words *a, const struct words *b, bool whole, bool year, char *text)
{
    char edges[2][CHART_LABEL_MAX];
    const bool one_year = a->year == b->year;

    if (whole && a->month_number == 1 && b->month_number == 12 && year) {
        (void)snprintf(text, CHART_LABEL_MAX, one_year ? "%d" : "%d - %d", a->year, b->year);
    } else if (one_year && a->month_number == b->month_number && whole) {
        label_edge(a, true, year, text);
    } else if (one_year && a->month_number == b->month_number) {
        label_edge(b, false, year, edges[1]);
        (void)snprintf(text, CHART_LABEL_MAX, "%d - %.40s", a->day_of_month, edges[1]);
    } else if (whole) {
        (void)snprintf(
            edges[0], sizeof(edges[0]), year && !one_year ? "%s %d" : "%s", a->brief, a->year);
        (void)snprintf(edges[1], sizeof(edges[1]), year ? "%s %d" : "%s", b->brief, b->year);
        (void)snprintf(text, CHART_LABEL_MAX, "%.28s - %.28s", edges[0], edges[1]);
    } else {
        label_edge(a, false, year && !one_year, edges[0]);
        label_edge(b, false, year, edges[1]);
        (void)snprintf(text, CHART_LABEL_MAX, "%.28s - %.28s", edges[0], edges[1]);
    }
}

static void
label_row(struct chart_row *row, int start, bool year, bool is_first, bool is_last)
{
    struct words a, b, next;
    char edge[CHART_LABEL_MAX];

    put_in_words(start + row->first, &a);
    put_in_words(start + row->last, &b);
    put_in_words(start + row->last + 1, &next);
    if (row->first == row->last) {
        if (!year) {
            *strrchr(a.short_day, ' ') = '\0';
        }
        (void)snprintf(row->label, sizeof(row->label), "%s", a.short_day);
    } else if (is_first && row->pieces > 1 && !is_last) {
        label_edge(&next, false, year, edge);
        (void)snprintf(row->label, sizeof(row->label), "before %.40s", edge);
    } else if (is_last && row->pieces > 1 && !is_first) {
        label_edge(&a, a.day_of_month == 1, year, edge);
        (void)snprintf(row->label, sizeof(row->label), "%.40s or later", edge);
    } else {
        label_range(&a, &b, a.day_of_month == 1 && next.day_of_month == 1, year, row->label);
    }
}

int
chart_days(const int64_t *counts, int n_days, int start, int64_t runs, int most,
    struct chart_row rows[CHART_ROWS_MAX])
{
    int n = cut_days(counts, n_days, start, runs, rows), pair = 0;
    struct words begin, end;

    while ((pair = least_pair(rows, n, runs, n <= most)) >= 0) {
        join(rows, n--, pair);
    }
    put_in_words(start, &begin);
    put_in_words(start + n_days - 1, &end);
    for (int k = 0; k < n; k++) {
        label_row(&rows[k], start, begin.year != end.year, k == 0, k == n - 1);
    }
    return n;
}
