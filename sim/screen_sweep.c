/* screen_sweep: tables, charts and grids of a sweep. See screen_sweep.h. */
#include "screen_sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "phrase.h"
#include "utf8.h"

#define PLUS_MINUS "\xC2\xB1"

enum {
    LABEL_LEAST = 28, /* columns that a label has at least */
    CHART_LINES = 40, /* of one chart; more points are passed over evenly */
    SPARK_MOST = 24,  /* columns of a small curve */
    VALUE_MOST = 22,  /* columns of a value beside a chart or a grid */
    AXES_ABREAST = 6, /* columns of correlations */
    TEXT_MAX = 512,   /* bytes of a line put together; labels have at most 200 */
};

struct page {
    const struct screen *screen;
    const struct sweep *sweep;
    struct sweep_measure *measures; /* those that change, n of them */
    struct sweep_measure *constant; /* those that do not, as far as their digits go */
    int n, n_constant;
    bool nearly; /* some of these do, behind the digits */
    bool year;   /* of dates */
};

/* One axis, gone along from end to end. */
static bool
is_line(const struct page *self)
{
    return self->sweep->design->n_axes == 1 && !self->sweep->design->hypercube;
}

/* ---- texts ---- */

static const struct outcome *
outcome_of(const struct page *self, struct sweep_measure measure)
{
    return &self->sweep->base->outcomes[measure.outcome];
}

static const struct sweep_cell *
cell_of(const struct page *self, struct sweep_measure measure, int point)
{
    return &self->sweep
                ->cells[(size_t)point * (size_t)self->sweep->n_outcomes + (size_t)measure.outcome];
}

/* The outcome's label, and what it is given. */
static const char *
label_of(const struct page *self, struct sweep_measure measure, char *text)
{
    const struct outcome *outcome = outcome_of(self, measure);

    if (outcome->given.index < 0) {
        return outcome->label;
    }
    (void)snprintf(text, TEXT_MAX, "%.200s, given: %.200s", outcome->label,
        self->sweep->base->outcomes[outcome->given.index].label);
    return text;
}

/* A height of a measure: a day or a mean. */
static const char *
height_text(const struct page *self, struct sweep_measure measure, double height, char *text)
{
    if (measure.statistic == SWEEP_MEAN) {
        return phrase_value(
            height, screen_mean_range(self->sweep->base, outcome_of(self, measure)), text);
    }
    return height > (double)self->sweep->last_day ? "never"
                                                  : phrase_day((int)height, self->year, text);
}

/* "47%", "17 Feb", "60.2"; "never" of a date that half of the runs do not see; "none" where no run
 * counts. */
static const char *
cell_text(const struct page *self, struct sweep_measure measure, int point, char *text)
{
    const struct sweep_cell *cell = cell_of(self, measure, point);
    const double height = sweep_height(self->sweep, measure, point);

    if (isnan(height)) {
        return "none";
    }
    return measure.statistic == SWEEP_SHARE ? phrase_share(cell->happened, cell->runs, text)
                                            : height_text(self, measure, height, text);
}

/* "17 Feb to 19 Feb": by which days half of the runs may have it. */
static const char *
days_text(const struct page *self, const struct sweep_cell *cell, char *text)
{
    char low[PHRASE_MAX], high[PHRASE_MAX];

    phrase_day((int)cell->low, self->year, low);
    if (isnan(cell->high)) {
        (void)snprintf(text, PHRASE_MAX, "%.20s or later", low);
    } else if (cell->low == cell->high) {
        (void)snprintf(text, PHRASE_MAX, "%.20s", low);
    } else {
        (void)snprintf(
            text, PHRASE_MAX, "%.20s to %.20s", low, phrase_day((int)cell->high, self->year, high));
    }
    return text;
}

/* "± 0.5", in points of a share; of a median its interval. Empty where there is none. */
static const char *
error_text(const struct page *self, struct sweep_measure measure, int point, char *text)
{
    const struct sweep_cell *cell = cell_of(self, measure, point);
    double error = sweep_error(self->sweep, measure, point);

    if (measure.statistic == SWEEP_MEDIAN && !isnan(cell->low)) {
        return days_text(self, cell, text);
    }
    if (isnan(error)) {
        return "";
    }
    error = measure.statistic == SWEEP_SHARE ? 100.0 * error : error;
    (void)snprintf(text, PHRASE_MAX,
        error >= 9.95   ? "%s %.0f"
        : error >= 0.05 ? "%s %.1f"
                        : "%s %.1g",
        self->screen->utf8 ? PLUS_MINUS : "+-", error);
    return text;
}

/* Where a height lies between the least, 0, and the greatest, 1. */
static double
part_of(const struct page *self, struct sweep_measure measure, double height)
{
    double least = 0.0, greatest = 0.0;

    (void)sweep_range(self->sweep, measure, &least, &greatest);
    return greatest > least ? (height - least) / (greatest - least) : 0.0;
}

/* The point at which the measure is least, or greatest. */
static int
extreme_of(const struct page *self, struct sweep_measure measure, bool greatest)
{
    double at = sweep_height(self->sweep, measure, 0);
    int best = 0;

    for (int p = 1; p < self->sweep->n_done; p++) {
        const double height = sweep_height(self->sweep, measure, p);
        if (!isnan(height) && (isnan(at) || (greatest ? height > at : height < at))) {
            best = p;
            at = height;
        }
    }
    return best;
}

static const char *
heading_of(enum sweep_statistic statistic)
{
    return statistic == SWEEP_SHARE    ? "HOW OFTEN"
           : statistic == SWEEP_MEDIAN ? "WHEN (half of runs by)"
                                       : "HOW MANY, HOW MUCH (mean)";
}

static const char *
words_of(enum sweep_statistic statistic)
{
    return statistic == SWEEP_SHARE    ? "share of runs"
           : statistic == SWEEP_MEDIAN ? "half of runs by"
                                       : "mean";
}

/* ---- title ---- */

static void
print_axes(const struct page *self)
{
    const struct design *design = self->sweep->design;
    const bool alone = is_line(self);
    FILE *out = self->screen->out;
    char text[TEXT_MAX], points[PHRASE_MAX];

    (void)fprintf(out, "%s%s", phrase_plural(design->n_points, "point", points),
        alone               ? " over "
        : design->hypercube ? ", a Latin hypercube over\n"
                            : ", all combinations of\n");
    for (int a = 0; a < design->n_axes; a++) {
        (void)snprintf(text, sizeof(text), "%.200s = %.*s%s", design->axes[a].path,
            utf8_fit(design->axes[a].typed, 200), design->axes[a].typed,
            strlen(design->axes[a].typed) > 200 ? "..." : "");
        (void)fputs(alone ? "" : "  ", out);
        phrase_wrap(out, text, alone ? phrase_width(points) + 6 : 2, 4, self->screen->width);
    }
}

static void
print_title(const struct page *self)
{
    const struct sweep *sweep = self->sweep;
    const struct screen *screen = self->screen;
    char counts[3][PHRASE_MAX], text[6 * PHRASE_MAX];

    (void)fputs(screen->colour ? "\033[1m" : "", screen->out);
    phrase_wrap(screen->out, sweep->base->title, 0, 0, screen->width);
    (void)fputs(screen->colour ? "\033[0m" : "", screen->out);
    print_axes(self);
    if (sweep->runs_least == sweep->runs_most) {
        (void)snprintf(text, sizeof(text), "%s at each point, in the same worlds, seed %llu",
            phrase_plural(sweep->runs_most, "run", counts[0]),
            (unsigned long long)sweep->base->seed);
    } else {
        (void)snprintf(text, sizeof(text), "%s to %s at a point, in the same worlds, seed %llu",
            phrase_count(sweep->runs_least, counts[0]),
            phrase_plural(sweep->runs_most, "run", counts[1]),
            (unsigned long long)sweep->base->seed);
    }
    phrase_wrap(screen->out, text, 0, 0, screen->width);
    if (sweep->n_done < sweep->design->n_points) {
        (void)fprintf(screen->out, "Stopped after %s of %s.\n",
            phrase_count(sweep->n_done, counts[0]),
            phrase_plural(sweep->design->n_points, "point", counts[1]));
    }
    if (sweep->n_failed > 0) {
        (void)snprintf(text, sizeof(text),
            "%s of %s gave no answer and are left out below; the first at point %s.",
            phrase_count(sweep->n_failed, counts[0]),
            phrase_plural(sweep->runs_played, "run", counts[1]),
            phrase_count(sweep->first_failed + 1, counts[2]));
        phrase_wrap(screen->out, text, 0, 0, screen->width);
    }
}

/* What no point changes, in one sentence. */
static enum status
print_constant(const struct page *self, struct err *err)
{
    char *text = NULL, label[TEXT_MAX], value[PHRASE_MAX];
    size_t size = 0;
    FILE *out = NULL;

    if (self->n_constant == 0 || self->sweep->n_done < 2) {
        return OK;
    }
    out = open_memstream(&text, &size);
    if (out == NULL) {
        return err_memory(err);
    }
    (void)fprintf(out, "The same at every point%s:", self->nearly ? ", to the digits shown" : "");
    for (int k = 0; k < self->n_constant; k++) {
        const struct sweep_measure measure = self->constant[k];
        (void)fprintf(out, "%s %s (%s%s)", k > 0 ? "," : "", label_of(self, measure, label),
            measure.statistic == SWEEP_MEAN ? "mean " : "", cell_text(self, measure, 0, value));
    }
    (void)fputc('.', out);
    if (fclose(out) != 0) {
        free(text);
        return err_memory(err);
    }
    (void)fputc('\n', self->screen->out);
    phrase_wrap(self->screen->out, text, 0, 0, self->screen->width);
    free(text);
    return OK;
}

/* ---- tables ---- */

/* Names the rows that follow when k begins another statistic; the names of columns are to follow.
 * Returns true when it did. */
static bool
begin_rows(const struct page *self, int k, int width)
{
    const enum sweep_statistic statistic = self->measures[k].statistic;

    if (k > 0 && self->measures[k - 1].statistic == statistic) {
        return false;
    }
    screen_heading(self->screen, heading_of(statistic));
    (void)fprintf(self->screen->out, "%*s", width - phrase_width(heading_of(statistic)), "");
    return true;
}

/* Do two texts begin alike for so many columns? */
static bool
begin_alike(const char *text, const char *other, int columns)
{
    char common[TEXT_MAX];
    size_t n = 0;

    while (n < sizeof(common) - 1 && text[n] != '\0' && text[n] == other[n]) {
        common[n] = text[n];
        n++;
    }
    while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) { /* not within a character */
        n--;
    }
    common[n] = '\0';
    return phrase_width(common) >= columns;
}

/* What a row is of, in `width` columns with two blanks before. What would be cut to the same as
 * another's has a line of its own. */
static void
put_label(const struct page *self, struct sweep_measure measure, const char *text, int width)
{
    FILE *out = self->screen->out;
    bool alike = false;

    for (int k = 0; k < self->n && phrase_width(text) > width - 2 && !alike; k++) {
        char other[TEXT_MAX];
        alike = self->measures[k].outcome != measure.outcome &&
                begin_alike(text, label_of(self, self->measures[k], other), width - 2 - 3);
    }
    (void)fputs("  ", out);
    if (alike) {
        phrase_wrap(out, text, 2, 4, self->screen->width);
        (void)fprintf(out, "%*s", width, "");
    } else {
        phrase_fit(out, text, width - 2);
    }
}

static void
print_label(const struct page *self, struct sweep_measure measure, int width)
{
    char text[TEXT_MAX];

    put_label(self, measure, label_of(self, measure, text), width);
}

static void
print_right(FILE *out, const char *text, int width)
{
    const int all = phrase_width(text);

    if (all > width) {
        phrase_fit(out, text, width);
    } else {
        (void)fprintf(out, "%*s%s", width - all, "", text);
    }
}

/* Columns of the widest value of an axis, and of the widest cell of the rows. */
static int
widest_value(const struct page *self, int axis)
{
    char text[DESIGN_TEXT_MAX];
    int widest = 0;

    for (int p = 0; p < self->sweep->n_done; p++) {
        const int width = phrase_width(design_value(self->sweep->design, p, axis, text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static int
widest_cell(const struct page *self, struct sweep_measure measure)
{
    char text[PHRASE_MAX];
    int widest = 0;

    for (int p = 0; p < self->sweep->n_done; p++) {
        const int width = phrase_width(cell_text(self, measure, p, text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Columns of each point in a table of all points. */
static int
column_width(const struct page *self)
{
    int width = widest_value(self, 0);

    for (int k = 0; k < self->n; k++) {
        const int other = widest_cell(self, self->measures[k]);
        width = other > width ? other : width;
    }
    return width + 2;
}

/* Outcomes by point. */
static void
print_points(const struct page *self, int column)
{
    const int width = self->screen->width - column * self->sweep->n_done;
    FILE *out = self->screen->out;
    char text[DESIGN_TEXT_MAX], cell[PHRASE_MAX];

    for (int k = 0; k < self->n; k++) {
        if (begin_rows(self, k, width)) {
            for (int p = 0; p < self->sweep->n_done; p++) {
                print_right(out, design_value(self->sweep->design, p, 0, text), column);
            }
            (void)fputc('\n', out);
        }
        print_label(self, self->measures[k], width);
        for (int p = 0; p < self->sweep->n_done; p++) {
            print_right(out, cell_text(self, self->measures[k], p, cell), column);
        }
        (void)fputc('\n', out);
    }
}

/* From the least to the greatest, as heights of 1 to 8, over at most SPARK_MOST points. */
static void
print_spark(const struct page *self, struct sweep_measure measure)
{
    const int n = self->sweep->n_done, shown = n < SPARK_MOST ? n : SPARK_MOST;
    int64_t heights[SPARK_MOST];

    for (int k = 0; k < shown; k++) {
        const int point = shown > 1 ? (int)((int64_t)k * (n - 1) / (shown - 1)) : 0;
        const double height = sweep_height(self->sweep, measure, point);

        heights[k] =
            isnan(height) ? 0 : 1 + (int64_t)floor(7.0 * part_of(self, measure, height) + 0.5);
    }
    chart_spark(self->screen->out, heights, shown, self->screen->utf8);
}

/* Least and greatest of each outcome; with one axis, how it runs between them. */
static void
print_extremes(const struct page *self)
{
    const bool curve = is_line(self);
    const int cells = 2 * (self->year ? 13 : 11),
              width = self->screen->width - cells - (curve ? SPARK_MOST + 2 : 0);
    FILE *out = self->screen->out;
    char text[PHRASE_MAX];

    for (int k = 0; k < self->n; k++) {
        const struct sweep_measure measure = self->measures[k];

        if (begin_rows(self, k, width)) {
            print_right(out, measure.statistic == SWEEP_MEDIAN ? "earliest" : "least", cells / 2);
            print_right(out, measure.statistic == SWEEP_MEDIAN ? "latest" : "most", cells / 2);
            (void)fputs(curve ? "  over the points\n" : "\n", out);
        }
        print_label(self, measure, width);
        for (int greatest = 0; greatest < 2; greatest++) {
            const int point = extreme_of(self, measure, greatest == 1);
            print_right(out, cell_text(self, measure, point, text), cells / 2);
        }
        if (curve) {
            (void)fputs("  ", out);
            print_spark(self, measure);
        }
        (void)fputc('\n', out);
    }
}

/* ---- the chart of one outcome over one axis ---- */

/* Where a mark between least and greatest stands; for what may be negative or is a day. */
static void
print_mark(FILE *out, double share, int width)
{
    const int at = (int)(share * (double)(width - 1) + 0.5);

    (void)fprintf(out, "%*so%*s", at, "", width - 1 - at, "");
}

static void
print_chart_line(
    const struct page *self, struct sweep_measure measure, int point, int label, int cell, int bar)
{
    const double height = sweep_height(self->sweep, measure, point);
    FILE *out = self->screen->out;
    double least = 0.0, greatest = 0.0;
    char value[DESIGN_TEXT_MAX], text[PHRASE_MAX], error[PHRASE_MAX];
    const char *margin = NULL;

    (void)fputs("    ", out);
    print_right(out, design_value(self->sweep->design, point, 0, value), label);
    (void)fputs(" |", out);
    if (isnan(height)) {
        (void)fprintf(out, "%*s", bar, "");
    } else if (measure.statistic == SWEEP_SHARE) {
        (void)sweep_range(self->sweep, measure, &least, &greatest);
        chart_bar(out, greatest > 0.0 ? height / greatest : 0.0, bar, self->screen->utf8);
    } else {
        print_mark(out, part_of(self, measure, height), bar);
    }
    print_right(out, cell_text(self, measure, point, text), cell + 2);
    margin = error_text(self, measure, point, error);
    (void)fprintf(out, "%s%s\n", margin[0] != '\0' ? "  " : "", margin);
}

/* The title of a chart, indented. */
static void
print_chart_title(const struct page *self, struct sweep_measure measure, const char *more)
{
    char label[TEXT_MAX], text[TEXT_MAX];

    (void)snprintf(text, sizeof(text), "%.420s: %s%s", label_of(self, measure, label),
        words_of(measure.statistic), more);
    (void)fputs("\n  ", self->screen->out);
    phrase_wrap(self->screen->out, text, 2, 2, self->screen->width);
}

static void
print_chart(const struct page *self, struct sweep_measure measure)
{
    const int n = self->sweep->n_done, every = (n + CHART_LINES - 1) / CHART_LINES;
    const int widest = widest_value(self, 0), label = widest < VALUE_MOST ? widest : VALUE_MOST;
    const int cell = widest_cell(self, measure);
    const int error = measure.statistic != SWEEP_MEDIAN ? 10 : self->year ? 29 : 21;
    int bar = self->screen->width - 4 - label - 2 - (cell + 2) - error;
    char text[PHRASE_MAX];

    bar = bar > 50 ? 50 : bar;
    print_chart_title(self, measure,
        measure.statistic == SWEEP_MEDIAN ? ", 95% interval"
        : self->screen->utf8              ? " " PLUS_MINUS " Monte Carlo error"
                                          : " +- Monte Carlo error");
    for (int p = 0; p < n; p += every) {
        print_chart_line(self, measure, p, label, cell, bar);
    }
    if (every > 1) {
        (void)fprintf(
            self->screen->out, "    (one point of %s is shown)\n", phrase_few(every, text));
    }
}

/* ---- the grid of one outcome over two axes ---- */

/* Darker for more. */
static const char *
shade_of(const struct page *self, struct sweep_measure measure, double height)
{
    static const char *const blocks[] = { " ", "\xE2\x96\x91", "\xE2\x96\x92", "\xE2\x96\x93",
        "\xE2\x96\x88" };
    static const char *const ascii[] = { " ", ".", "+", "#", "@" };
    int k = 0;

    if (isnan(height)) {
        return "?";
    }
    k = (int)(5.0 * part_of(self, measure, height));
    k = k > 4 ? 4 : k;
    return self->screen->utf8 ? blocks[k] : ascii[k];
}

/* What fits: columns of the names of rows and of a cell, whether cells have numbers, and one of how
 * many rows and columns is shown. */
struct grid {
    int rows, columns; /* values of the first axis and of the second */
    int label, cell;
    bool numbers;
    int every_row, every_column;
};

static void
fit_grid(const struct page *self, struct sweep_measure measure, struct grid *grid)
{
    const struct design *design = self->sweep->design;
    const int text = widest_cell(self, measure) + 2; /* and a shade */
    int head = widest_value(self, 1), room = 0;

    grid->rows = (int)design->axes[0].n;
    grid->columns = (int)design->axes[1].n;
    grid->label = widest_value(self, 0);
    grid->label = grid->label > VALUE_MOST ? VALUE_MOST : grid->label;
    head = head > VALUE_MOST ? VALUE_MOST : head;
    room = self->screen->width - 4 - grid->label - 1;
    grid->cell = (head > text ? head : text) + 2;
    grid->numbers = grid->cell * grid->columns <= room;
    if (!grid->numbers) {
        grid->cell = 2 * grid->columns <= room ? 2 : 1;
    }
    grid->every_row = (grid->rows + CHART_LINES - 1) / CHART_LINES;
    grid->every_column = grid->numbers ? 1 : (grid->columns + room - 1) / room;
}

/* The values of the second axis above their columns; of shades alone, the first and the last. */
static void
print_grid_head(const struct page *self, const struct grid *grid)
{
    const struct design *design = self->sweep->design;
    FILE *out = self->screen->out;
    char text[DESIGN_TEXT_MAX], last[DESIGN_TEXT_MAX];

    (void)fprintf(out, "    %*s ", grid->label, "");
    for (int c = 0; grid->numbers && c < grid->columns; c++) {
        print_right(out, design_value(design, c, 1, text), grid->cell);
    }
    if (!grid->numbers) {
        (void)design_value(design, 0, 1, text);
        (void)design_value(design, grid->columns - 1, 1, last);
        (void)fprintf(out, "%.*s to %.*s, from left to right", utf8_fit(text, 22), text,
            utf8_fit(last, 22), last);
    }
    (void)fputc('\n', out);
}

static void
print_grid_cell(
    const struct page *self, struct sweep_measure measure, const struct grid *grid, int point)
{
    FILE *out = self->screen->out;
    char text[PHRASE_MAX];

    if (point >= self->sweep->n_done) { /* stopped before it */
        (void)fprintf(out, "%*s", grid->cell, "");
        return;
    }
    const char *shade = shade_of(self, measure, sweep_height(self->sweep, measure, point));
    if (grid->numbers) {
        (void)fprintf(out, "  %s", shade);
        print_right(out, cell_text(self, measure, point, text), grid->cell - 3);
    } else {
        (void)fprintf(out, "%s%s", shade, grid->cell == 2 ? shade : "");
    }
}

/* What the shades stand for where no number stands beside them. */
static void
print_scale(const struct page *self, struct sweep_measure measure)
{
    double least = 0.0, greatest = 0.0;
    char low[PHRASE_MAX], high[PHRASE_MAX];

    if (sweep_range(self->sweep, measure, &least, &greatest)) {
        (void)fprintf(self->screen->out, "    in five steps from %s (blank) to %s (%s)\n",
            cell_text(self, measure, extreme_of(self, measure, false), low),
            cell_text(self, measure, extreme_of(self, measure, true), high),
            shade_of(self, measure, greatest));
    }
}

/* "(one row of two and one column of three are shown)". */
static void
print_left_out(const struct page *self, const struct grid *grid)
{
    const bool rows = grid->every_row > 1, columns = grid->every_column > 1;
    char row[PHRASE_MAX], column[PHRASE_MAX];

    phrase_few(grid->every_row, row);
    phrase_few(grid->every_column, column);
    if (rows && columns) {
        (void)fprintf(
            self->screen->out, "    (one row of %s and one column of %s are shown)\n", row, column);
    } else if (rows || columns) {
        (void)fprintf(self->screen->out, "    (one %s of %s is shown)\n", rows ? "row" : "column",
            rows ? row : column);
    }
}

static void
print_grid(const struct page *self, struct sweep_measure measure)
{
    const struct design *design = self->sweep->design;
    FILE *out = self->screen->out;
    struct grid grid = { 0 };
    char text[TEXT_MAX], value[DESIGN_TEXT_MAX];

    fit_grid(self, measure, &grid);
    print_chart_title(self, measure,
        measure.statistic == SWEEP_MEDIAN ? ", darker for later" : ", darker for more");
    (void)snprintf(text, sizeof(text), "down: %.200s, across: %.200s", design->axes[0].path,
        design->axes[1].path);
    (void)fputs("    ", out);
    phrase_wrap(out, text, 4, 4, self->screen->width);
    print_grid_head(self, &grid);
    for (int r = 0; r < grid.rows && r * grid.columns < self->sweep->n_done; r += grid.every_row) {
        (void)fputs("    ", out);
        print_right(out, design_value(design, r * grid.columns, 0, value), grid.label);
        (void)fputc(' ', out);
        for (int c = 0; c < grid.columns; c += grid.every_column) {
            print_grid_cell(self, measure, &grid, r * grid.columns + c);
        }
        (void)fputc('\n', out);
    }
    if (!grid.numbers) {
        print_scale(self, measure);
    }
    print_left_out(self, &grid);
}

/* ---- many axes ---- */

/* Correlations with axes first .. last - 1. */
static enum status
print_correlations(const struct page *self, int first, int last, struct err *err)
{
    const int column = 7, width = self->screen->width - column * (last - first);
    FILE *out = self->screen->out;
    enum status status = OK;
    char text[TEXT_MAX];

    screen_heading(self->screen, "RANK CORRELATION");
    (void)fprintf(out, "%*s", width - 16, "");
    for (int a = first; a < last; a++) {
        (void)snprintf(text, sizeof(text), "(%d)", a + 1);
        print_right(out, text, column);
    }
    (void)fputc('\n', out);
    for (int k = 0; k < self->n && status == OK; k++) {
        const char *words = self->measures[k].statistic == SWEEP_SHARE    ? ""
                            : self->measures[k].statistic == SWEEP_MEDIAN ? ", when"
                                                                          : ", mean";
        char label[TEXT_MAX];

        (void)snprintf(
            text, sizeof(text), "%.420s%s", label_of(self, self->measures[k], label), words);
        put_label(self, self->measures[k], text, width);
        for (int a = first; a < last && status == OK; a++) {
            double rank = 0.0;
            status = sweep_correlation(self->sweep, self->measures[k], a, &rank, err);
            (void)snprintf(text, sizeof(text), isnan(rank) ? "none" : "%+.2f", rank);
            print_right(out, text, column);
        }
        (void)fputc('\n', out);
    }
    for (int a = first; a < last; a++) {
        (void)snprintf(text, sizeof(text), "(%d) %.200s", a + 1, self->sweep->design->axes[a].path);
        (void)fputs("  ", out);
        phrase_wrap(out, text, 2, 6, self->screen->width);
    }
    return status;
}

/* When two things have nothing to do with each other, n - 1 times the square of their rank
 * correlation has mean 1: 1.96 / sqrt(n - 1) holds 95 % of random orders, nearly. */
static enum status
print_all_correlations(const struct page *self, struct err *err)
{
    const int n = self->sweep->design->n_axes;
    enum status status = OK;
    char text[TEXT_MAX];

    for (int a = 0; a < n && status == OK; a += AXES_ABREAST) {
        status = print_correlations(self, a, a + AXES_ABREAST < n ? a + AXES_ABREAST : n, err);
    }
    if (status == OK && self->sweep->n_done > 9) {
        (void)snprintf(text, sizeof(text),
            "Of two things that have nothing to do with each other, 95%% of correlations over %d "
            "points lie within %.2f of 0.",
            self->sweep->n_done, 1.96 / sqrt((double)self->sweep->n_done - 1.0));
        phrase_wrap(self->screen->out, text, 0, 0, self->screen->width);
    }
    return status;
}

/* ---- the page ---- */

/* What the shares are worth. */
static void
print_caveat(const struct page *self)
{
    char text[TEXT_MAX];
    double most = 0.0;

    for (int k = 0; k < self->n; k++) {
        for (int p = 0; p < self->sweep->n_done; p++) {
            const double error = sweep_error(self->sweep, self->measures[k], p);
            if (self->measures[k].statistic == SWEEP_SHARE && error > most) {
                most = error;
            }
        }
    }
    if (most > 0.0) {
        (void)snprintf(text, sizeof(text),
            "The Monte Carlo error of a share is %.2g points at most. Points meet the same worlds, "
            "so that differences between them are surer than that.",
            100.0 * most);
        (void)fputc('\n', self->screen->out);
        phrase_wrap(self->screen->out, text, 0, 0, self->screen->width);
    }
}

/* The measure that moves over the largest part of what it could, of one outcome or of all (-1); -1:
 * nothing changes. */
static int
most_changed(const struct page *self, int outcome)
{
    double most = 0.0;
    int best = -1;

    for (int k = 0; k < self->n; k++) {
        if (outcome >= 0 && self->measures[k].outcome != outcome) {
            continue;
        }
        const double spread = sweep_spread(self->sweep, self->measures[k]);
        if (best < 0 || spread > most) {
            best = k;
            most = spread;
        }
    }
    return best;
}

static void
draw(const struct page *self, int k)
{
    if (k < 0) {
        return;
    }
    if (self->sweep->design->n_axes == 1) {
        print_chart(self, self->measures[k]);
    } else {
        print_grid(self, self->measures[k]);
    }
}

/* True when no point shows another text. */
static bool
looks_constant(const struct page *self, struct sweep_measure measure)
{
    char first[PHRASE_MAX], other[PHRASE_MAX];

    for (int p = 1; p < self->sweep->n_done; p++) {
        if (strcmp(cell_text(self, measure, 0, first), cell_text(self, measure, p, other)) != 0) {
            return false;
        }
    }
    return true;
}

/* Parts what changes from what does not, of the outcomes to show. */
static enum status
sort_measures(struct page *self, const bool *chosen, struct arena *arena, struct err *err)
{
    const size_t room = 2 * (size_t)self->sweep->n_outcomes;
    struct sweep_measure *all = arena_alloc(arena, room, sizeof(*all));
    int n = 0;

    self->measures = arena_alloc(arena, room, sizeof(*self->measures));
    self->constant = arena_alloc(arena, room, sizeof(*self->constant));
    if (all == NULL || self->measures == NULL || self->constant == NULL) {
        return err_memory(err);
    }
    n = sweep_measures(self->sweep, all);
    for (int k = 0; k < n; k++) {
        if (chosen != NULL && !chosen[all[k].outcome]) {
            continue;
        }
        /* One point alone has nothing to differ from, and is shown. */
        if (self->sweep->n_done > 1 && looks_constant(self, all[k])) {
            self->constant[self->n_constant++] = all[k];
            self->nearly = self->nearly || !sweep_is_constant(self->sweep, all[k]);
        } else {
            self->measures[self->n++] = all[k];
        }
    }
    return OK;
}

static enum status
print_page(const struct page *self, const bool *chosen, struct err *err)
{
    const struct design *design = self->sweep->design;
    const bool drawn = design->n_axes <= 2 && !design->hypercube && self->sweep->n_done > 1;
    const int column = is_line(self) && self->sweep->n_done <= 20 ? column_width(self) : 0;
    enum status status = OK;

    print_title(self);
    if (column > 0 && column * self->sweep->n_done + LABEL_LEAST <= self->screen->width) {
        print_points(self, column);
    } else {
        print_extremes(self);
    }
    if (!drawn && self->sweep->n_done > 2 && self->n > 0) {
        status = print_all_correlations(self, err);
    }
    status = status == OK ? print_constant(self, err) : status;
    if (drawn && chosen == NULL) {
        draw(self, most_changed(self, -1));
    }
    for (int o = 0; drawn && chosen != NULL && o < self->sweep->n_outcomes; o++) {
        if (chosen[o]) {
            draw(self, most_changed(self, o));
        }
    }
    print_caveat(self);
    return status;
}

enum status
screen_sweep(
    const struct screen *self, const struct sweep *sweep, const bool *chosen, struct err *err)
{
    struct page page = {
        .screen = self, .sweep = sweep, .year = phrase_years(sweep->first_day, sweep->last_day)
    };
    struct arena arena = { NULL, 0 };
    enum status status = OK;

    BUG_IF(sweep->n_done == 0);
    status = sort_measures(&page, chosen, &arena, err);
    if (status == OK) {
        status = print_page(&page, chosen, err);
    }
    arena_free(&arena);
    return status;
}

/* ---- a design alone ---- */

void
screen_sweep_design(const struct screen *self, const struct design *design)
{
    int widths[DESIGN_AXES_MAX] = { 0 }, all = 7;
    char text[DESIGN_TEXT_MAX];
    bool numbered = false;

    for (int a = 0; a < design->n_axes; a++) {
        for (int p = 0; p < design->n_points; p++) {
            const int width = phrase_width(design_value(design, p, a, text));
            widths[a] = width > widths[a] ? width : widths[a];
        }
        all +=
            2 + (phrase_width(design->axes[a].path) > widths[a] ? phrase_width(design->axes[a].path)
                                                                : widths[a]);
    }
    numbered = all > self->width;
    for (int a = 0; a < design->n_axes && numbered; a++) {
        (void)fprintf(self->out, "(%d) %s\n", a + 1, design->axes[a].path);
    }
    (void)fprintf(self->out, "%7s", "point");
    for (int a = 0; a < design->n_axes; a++) {
        (void)snprintf(text, sizeof(text), "(%d)", a + 1);
        const char *name = numbered ? text : design->axes[a].path;
        widths[a] = phrase_width(name) > widths[a] ? phrase_width(name) : widths[a];
        print_right(self->out, name, widths[a] + 2);
    }
    (void)fputc('\n', self->out);
    for (int p = 0; p < design->n_points; p++) {
        (void)fprintf(self->out, "%7d", p + 1);
        for (int a = 0; a < design->n_axes; a++) {
            print_right(self->out, design_value(design, p, a, text), widths[a] + 2);
        }
        (void)fputc('\n', self->out);
    }
}
