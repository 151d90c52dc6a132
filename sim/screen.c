/* screen: tables of one run, mistakes, and the words for a probability. See screen.h. */
#include "screen.h"

#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "chart.h"
#include "date.h"
#include "phrase.h"

enum { CHARTS_MAX = 3, CHART_ROWS = 9 };

/* ---- how to draw ---- */

static int
columns_of(int file)
{
    struct winsize size = { .ws_col = 0 };

    if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return 80;
    }
    return size.ws_col < 60 ? 60 : size.ws_col > 100 ? 100 : (int)size.ws_col;
}

void
screen_init(struct screen *self, FILE *out, bool ascii)
{
    const int file = fileno(out);
    const bool terminal = file >= 0 && isatty(file) == 1;
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    const bool dumb = term == NULL || strcmp(term, "dumb") == 0;

    self->out = out;
    self->colour = terminal && !dumb && (no_colour == NULL || no_colour[0] == '\0');
    self->utf8 = !ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    self->width = terminal ? columns_of(file) : 80;
}

void
screen_heading(const struct screen *self, const char *text)
{
    (void)fprintf(
        self->out, "\n%s%s%s", self->colour ? "\033[1m" : "", text, self->colour ? "\033[0m" : "");
}

void
screen_table(const struct screen *self, const char *text, int width)
{
    screen_heading(self, text);
    (void)fprintf(self->out, "%*s", width - phrase_width(text), "");
}

/* ---- words ---- */

/* Intelligence Community Directive 203 (2015), "Analytic Standards". */
static const struct {
    const char *words;
    double low, high;
} scale[] = {
    { "almost no chance", 0.0, 0.05 },
    { "very unlikely", 0.05, 0.20 },
    { "unlikely", 0.20, 0.45 },
    { "roughly even", 0.45, 0.55 },
    { "likely", 0.55, 0.80 },
    { "very likely", 0.80, 0.95 },
    { "almost certain", 0.95, 1.0 },
};
enum { N_WORDS = sizeof(scale) / sizeof(scale[0]) };

bool
screen_words_at(int k, const char **words, double *low, double *high)
{
    if (k < 0 || k >= N_WORDS) {
        return false;
    }
    *words = scale[k].words;
    *low = scale[k].low;
    *high = scale[k].high;
    return true;
}

const char *
screen_words(double share)
{
    int k = 0;

    if (share <= 0.0 || share >= 1.0) {
        return share <= 0.0 ? "in no run" : "in every run";
    }
    while (k < N_WORDS - 1 && share >= scale[k].high) {
        k++;
    }
    return scale[k].words;
}

/* ---- mistakes ---- */

#define MARKS_WIDTH 80 /* on terminals and in pipes alike */

/* "file.cfg:24: text", the lines after the first indented. A line that is drawn (the pointers below
 * a bracket, say) begins with a blank and is left as it is. */
static void
print_finding(FILE *out, const struct finding *finding, const char *kind)
{
    /* People read 80 columns; programs, and grep, read one mistake a line. */
    const int width = isatty(fileno(out)) == 1 ? 80 : 1 << 20;
    const char *line = finding->text;
    char where[sizeof(finding->where) + 32];
    int used = 0, indent = 0;

    (void)snprintf(where, sizeof(where), "%s%s%s%s", finding->line == 0 ? "parley: " : "",
        finding->where, finding->where[0] != '\0' ? ": " : "", kind);
    (void)fputs(where, out);
    used = phrase_width(where);
    indent = used < 20 ? used : 8;
    while (*line != '\0') {
        const size_t n = strcspn(line, "\n");
        char words[ERR_TEXT_MAX];

        (void)snprintf(words, sizeof(words), "%.*s", (int)n, line);
        if (line != finding->text) {
            used = line[0] == ' ' ? 0 : indent;
            (void)fprintf(out, "%*s", used, "");
        }
        phrase_wrap(out, words, used, indent, line[0] == ' ' ? 1000 : width);
        line += n + (line[n] == '\n');
    }
}

/* The few words stand before the caret where there is no room behind it. */
static void
print_caret(FILE *out, const struct mark *mark, int digits)
{
    char before[MARK_TEXT_MAX];
    const int words = phrase_width(mark->note);
    int column = 0;

    (void)snprintf(before, sizeof(before), "%.*s", mark->caret, mark->text);
    column = phrase_width(before);
    if (2 + digits + 3 + column + 2 + words > MARKS_WIDTH && column > words) {
        (void)fprintf(out, "  %*s | %*s%s ^\n", digits, "", column - words - 1, "", mark->note);
    } else {
        (void)fprintf(
            out, "  %*s | %*s^%s%s\n", digits, "", column, "", words > 0 ? " " : "", mark->note);
    }
}

/* The lines of the file with carets below, as wide a margin as the longest of their numbers. */
static void
print_marks(FILE *out, const struct marks *marks)
{
    int digits = 0;

    for (int k = 0; k < marks->n; k++) {
        const int n = marks->list[k].line > 0 ? snprintf(NULL, 0, "%d", marks->list[k].line) : 0;

        digits = n > digits ? n : digits;
    }
    (void)fputc('\n', out);
    for (int k = 0; k < marks->n; k++) {
        const struct mark *mark = &marks->list[k];
        const bool again =
            k > 0 && mark->line == mark[-1].line && strcmp(mark->text, mark[-1].text) == 0;

        if (!again && mark->line > 0) {
            (void)fprintf(out, "  %*d | %s\n", digits, mark->line, mark->text);
        } else if (!again) {
            (void)fprintf(out, "  %*s | %s\n", digits, "", mark->text);
        }
        print_caret(out, mark, digits);
    }
}

/* An empty line parts the findings that show places from the next one. Returns true if one is about
 * brackets. */
static bool
print_findings(FILE *out, const struct finding *list, int n, const char *kind)
{
    bool brackets = false;

    for (int k = 0; k < n && k < ERR_FINDINGS_MAX; k++) {
        if (k > 0 && (list[k].marks.n > 0 || list[k - 1].marks.n > 0)) {
            (void)fputc('\n', out);
        }
        print_finding(out, &list[k], kind);
        if (list[k].marks.n > 0) {
            print_marks(out, &list[k].marks);
        }
        brackets = brackets || list[k].marks.brackets;
    }
    if (n > ERR_FINDINGS_MAX) {
        (void)fprintf(out, "... and %d more\n", n - ERR_FINDINGS_MAX);
    }
    return brackets;
}

void
screen_mistakes(FILE *out, struct err *err, const char *what)
{
    char mistakes[PHRASE_MAX], remarks[PHRASE_MAX];
    bool brackets = false;

    err_sort(err);
    brackets = print_findings(out, err->mistakes, err->n_mistakes, "");
    if (what != NULL && err->n_mistakes > 0) {
        (void)fprintf(out, "\n%s%s%s; %s.%s\n", phrase_plural(err->n_mistakes, "mistake", mistakes),
            err->n_remarks > 0 ? ", " : "",
            err->n_remarks > 0 ? phrase_plural(err->n_remarks, "remark", remarks) : "", what,
            brackets ? " Brackets in one minute: parley help brackets" : "");
    }
    (void)print_findings(out, err->remarks, err->n_remarks, "remark: ");
}

/* ---- title ---- */

static void
print_models(FILE *out, const struct scenario *scenario)
{
    const struct model *seen[64];
    int n = 0;

    for (int t = 0; t < scenario->n_talks; t++) {
        int k = 0;
        while (k < n && seen[k] != scenario->talks[t].model) {
            k++;
        }
        if (k == n && n < 64) {
            seen[n++] = scenario->talks[t].model;
        }
    }
    for (int k = 0; k < n; k++) {
        (void)fprintf(out, "%s%s",
            k == 0       ? (n > 1 ? ", models " : ", model ")
            : k == n - 1 ? " and "
                         : ", ",
            seen[k]->name);
    }
    (void)fputc('\n', out);
}

static void
print_failures(
    const struct screen *self, const struct scenario *scenario, const struct engine_result *result)
{
    const struct totals *totals = &result->totals;
    char text[ERR_TEXT_MAX], counts[2][PHRASE_MAX];

    if (totals->n_failed > 0) {
        (void)snprintf(text, sizeof(text),
            "%s of %s gave no answer and are left out below; the first, run %lld with seed "
            "%llu: %s.",
            phrase_count(totals->n_failed, counts[0]),
            phrase_plural(result->runs, "run", counts[1]), (long long)totals->first_failed,
            (unsigned long long)scenario->seed,
            totals->failure != NULL ? totals->failure : "no reason was given");
        phrase_wrap(self->out, text, 0, 0, self->width);
    }
    for (int t = 0; t < scenario->n_talks; t++) {
        if (totals->cycled[t] > 0) {
            (void)snprintf(text, sizeof(text),
                "In %s of runs the talks \"%s\" went round in circles and were ended there.",
                phrase_share(totals->cycled[t], totals->n, counts[0]), scenario->talks[t].label);
            phrase_wrap(self->out, text, 0, 0, self->width);
        }
    }
}

static void
print_title(
    const struct screen *self, const struct scenario *scenario, const struct engine_result *result)
{
    char counts[3][PHRASE_MAX], period[2 * PHRASE_MAX], text[6 * PHRASE_MAX];

    (void)fputs(self->colour ? "\033[1m" : "", self->out);
    phrase_wrap(self->out, scenario->title, 0, 0, self->width);
    (void)fputs(self->colour ? "\033[0m" : "", self->out);
    (void)snprintf(text, sizeof(text), "%s, %s, %s, %s",
        phrase_plural(scenario->n_actors, "actor", counts[0]),
        phrase_plural(scenario->n_issues, "issue", counts[1]),
        phrase_plural(scenario->n_events, "event", counts[2]),
        phrase_period(scenario->start, scenario->end, period));
    phrase_wrap(self->out, text, 0, 0, self->width);
    if (result->runs < scenario->runs) {
        (void)fprintf(self->out, "Stopped after %s of ", phrase_count(result->runs, counts[0]));
    }
    (void)fprintf(self->out, "%s, seed %llu", phrase_plural(scenario->runs, "run", counts[1]),
        (unsigned long long)scenario->seed);
    print_models(self->out, scenario);
    print_failures(self, scenario, result);
}

/* ---- tables ---- */

static bool
has_kind(const struct summary *summary, enum outcome_kind kind)
{
    for (int o = 0; o < summary->n; o++) {
        if (summary->rows[o].outcome->kind == (int)kind) {
            return true;
        }
    }
    return false;
}

/* "    given: The dam is closed (1,234 runs)", below what counts only then. */
static void
print_given(
    const struct screen *self, const struct scenario *scenario, const struct summary_row *row)
{
    char text[512], runs[PHRASE_MAX];

    if (row->outcome->given.index < 0) {
        return;
    }
    (void)snprintf(text, sizeof(text), "given: %.300s (%s)",
        scenario->outcomes[row->outcome->given.index].label,
        row->runs == 0 ? "in no run" : phrase_plural(row->runs, "run", runs));
    (void)fputs("    ", self->out);
    phrase_wrap(self->out, text, 4, 4, self->width);
}

static void
print_flags(
    const struct screen *self, const struct scenario *scenario, const struct summary *summary)
{
    const int width = self->width - 43;
    char share[PHRASE_MAX], between[2 * PHRASE_MAX];

    if (!has_kind(summary, OUTCOME_FLAG)) {
        return;
    }
    screen_table(self, "HOW OFTEN", width);
    (void)fprintf(self->out, "    share  95%% interval   in words\n");
    for (int o = 0; o < summary->n; o++) {
        const struct summary_row *row = &summary->rows[o];

        if (row->outcome->kind != OUTCOME_FLAG) {
            continue;
        }
        (void)fputs("  ", self->out);
        phrase_fit(self->out, row->outcome->label, width - 2);
        if (row->runs == 0) {
            (void)fprintf(self->out, "  %7s\n", "none");
        } else {
            (void)fprintf(self->out, "  %7s  %-14s %s\n",
                phrase_share(row->happened, row->runs, share),
                phrase_interval(row->share_low, row->share_high, between),
                screen_words(row->share));
        }
        print_given(self, scenario, row);
    }
}

/* "17 Feb to 9 Sep"; never comes last. */
static char *
day_range(const struct summary_row *row, const struct scenario *scenario, bool year, char *text)
{
    const double low = row->quantile[0], high = row->quantile[4];
    char from[PHRASE_MAX], to[PHRASE_MAX];

    if (isnan(low)) {
        (void)snprintf(text, (size_t)2 * PHRASE_MAX, "not by the end");
    } else if (low == high) {
        phrase_day(scenario->start + (int)low, year, text);
    } else {
        (void)snprintf(text, (size_t)2 * PHRASE_MAX, "%.20s to %.20s",
            phrase_day(scenario->start + (int)low, year, from),
            isnan(high) ? "not by end" : phrase_day(scenario->start + (int)high, year, to));
    }
    return text;
}

static void
print_dates(
    const struct screen *self, const struct scenario *scenario, const struct summary *summary)
{
    const bool year = phrase_years(scenario->start, scenario->end);
    const int range = year ? 26 : 20, width = self->width - 27 - range;
    char half[DATE_TEXT_MAX], between[2 * PHRASE_MAX], never[PHRASE_MAX];

    if (!has_kind(summary, OUTCOME_DATE)) {
        return;
    }
    screen_table(self, "WHEN", width);
    (void)fprintf(self->out, "  half of runs by  %-*s   never\n", range, "5% to 95% of runs");
    for (int o = 0; o < summary->n; o++) {
        const struct summary_row *row = &summary->rows[o];
        const double median = row->quantile[2];

        if (row->outcome->kind != OUTCOME_DATE) {
            continue;
        }
        (void)fputs("  ", self->out);
        phrase_fit(self->out, row->outcome->label, width - 2);
        if (row->runs == 0) {
            (void)fputs("  none\n", self->out);
        } else {
            (void)fprintf(self->out, "  %-15s  %-*s %7s\n",
                isnan(median) ? "not by the end" : date_short(scenario->start + (int)median, half),
                range, day_range(row, scenario, year, between),
                phrase_share(row->runs - row->happened, row->runs, never));
        }
        print_given(self, scenario, row);
    }
}

/* Days of one outcome as bars. */
static void
print_days(const struct screen *self, const struct outcome *outcome, const struct outcome *given,
    const struct tally_counts *counts, const struct chart_row *rows, int n)
{
    const int64_t runs = tally_happened(counts) + counts->never;
    int64_t most = counts->never;
    int label = counts->never > 0 ? 14 : 0, bar = 0;
    char share[PHRASE_MAX];

    for (int k = 0; k < n; k++) {
        most = rows[k].count > most ? rows[k].count : most;
        label = phrase_width(rows[k].label) > label ? phrase_width(rows[k].label) : label;
    }
    bar = self->width - 4 - label - 2 - 8;
    bar = bar > 50 ? 50 : bar;
    (void)fprintf(self->out, "\n  %s, share of runs%s%s\n", outcome->label,
        given != NULL ? ", given: " : "", given != NULL ? given->label : "");
    for (int k = 0; k < n + (counts->never > 0); k++) {
        const int64_t count = k < n ? rows[k].count : counts->never;

        (void)fputs("    ", self->out);
        phrase_fit(self->out, k < n ? rows[k].label : "not by the end", label);
        (void)fputs(" |", self->out);
        chart_bar(self->out, (double)count / (double)most, bar, self->utf8);
        /* Whole points: the bars are there to be looked at. */
        (void)fprintf(self->out, "%8s\n", phrase_percent((double)count / (double)runs, 1.0, share));
    }
}

static void
print_charts(
    const struct screen *self, const struct scenario *scenario, const struct engine_result *result)
{
    int shown = 0;

    for (int o = 0; o < scenario->n_outcomes && shown < CHARTS_MAX; o++) {
        const struct outcome *outcome = &scenario->outcomes[o];
        const struct tally_counts *counts = &result->totals.outcomes[o];
        struct chart_row rows[CHART_ROWS_MAX];
        int n = 0;

        if (outcome->kind != OUTCOME_DATE) {
            continue;
        }
        n = chart_days(counts->bins, counts->n_bins, scenario->start,
            tally_happened(counts) + counts->never, CHART_ROWS, rows);
        if (n > 1 || (n == 1 && counts->never > 0)) {
            print_days(self, outcome,
                outcome->given.index >= 0 ? &scenario->outcomes[outcome->given.index] : NULL,
                counts, rows, n);
            shown++;
        }
    }
}

/* True when the part about talks says it already: the settlement of an issue of the only talks on
 * it, or of the talks that it names. */
static bool
is_shown_elsewhere(const struct scenario *scenario, const struct outcome *outcome)
{
    int talks = 0;

    if (outcome->issue.index < 0 || outcome->actor.index >= 0 || outcome->given.index >= 0) {
        return false;
    }
    for (int t = 0; t < scenario->n_talks; t++) {
        for (int i = 0; i < scenario->talks[t].issues.n; i++) {
            talks += scenario->talks[t].issues.items[i].index == outcome->issue.index &&
                     (outcome->talk.index < 0 || outcome->talk.index == t);
        }
    }
    return talks == 1;
}

bool
screen_shows_mean(const struct scenario *scenario, const struct outcome *outcome)
{
    return (outcome->kind == OUTCOME_COUNT || outcome->kind == OUTCOME_VALUE) &&
           !is_shown_elsewhere(scenario, outcome);
}

double
screen_mean_range(const struct scenario *scenario, const struct outcome *outcome)
{
    double low = 0.0, high = 10.0; /* of a count: one decimal */

    if (outcome->kind == OUTCOME_VALUE) {
        outcome_range(outcome, scenario, &low, &high);
    }
    return high - low;
}

/* Median, 5 % to 95 % and mean of one outcome, then its unit. */
static void
print_number(const struct screen *self, const struct scenario *scenario,
    const struct summary_row *row, int width)
{
    const bool count = row->outcome->kind == OUTCOME_COUNT;
    const double range = screen_mean_range(scenario, row->outcome);
    char text[4][PHRASE_MAX], between[2 * PHRASE_MAX];

    for (int k = 0; k < 3; k++) {
        if (isnan(row->quantile[2 * k])) {
            (void)snprintf(text[k], sizeof(text[k]), "none");
        } else {
            phrase_value(row->quantile[2 * k], count ? 100.0 : range, text[k]);
        }
    }
    (void)snprintf(text[3], sizeof(text[3]), "none");
    if (row->happened > 0) {
        phrase_value(row->mean, range, text[3]);
    }
    (void)snprintf(between, sizeof(between), "%.30s to %.30s", text[0], text[2]);
    (void)fputs("  ", self->out);
    phrase_fit(self->out, row->outcome->label, width - 2);
    if (row->runs == 0) {
        (void)fprintf(self->out, "%11s\n", "none");
    } else {
        (void)fprintf(self->out, "%11s  %-18s%9s%s%.12s\n", text[1], between, text[3],
            row->outcome->unit != NULL ? " " : "",
            row->outcome->unit != NULL ? row->outcome->unit : "");
    }
    print_given(self, scenario, row);
}

static bool
is_number(const struct scenario *scenario, const struct outcome *outcome, enum outcome_kind kind)
{
    return outcome->kind == (int)kind && screen_shows_mean(scenario, outcome);
}

static void
print_numbers(const struct screen *self, const struct scenario *scenario,
    const struct summary *summary, enum outcome_kind kind)
{
    int width = self->width - 40, unit = 0;
    bool begun = false;

    for (int o = 0; o < summary->n; o++) {
        const struct outcome *outcome = summary->rows[o].outcome;
        if (is_number(scenario, outcome, kind) && outcome->unit != NULL) {
            unit = phrase_width(outcome->unit) > unit ? phrase_width(outcome->unit) : unit;
        }
    }
    width -= unit > 12 ? 13 : unit > 0 ? unit + 1 : 0;
    for (int o = 0; o < summary->n; o++) {
        if (!is_number(scenario, summary->rows[o].outcome, kind)) {
            continue;
        }
        if (!begun) {
            screen_table(self, kind == OUTCOME_COUNT ? "HOW MANY" : "VALUES", width);
            (void)fprintf(self->out, "     median  5%% to 95%% of runs      mean\n");
            begun = true;
        }
        print_number(self, scenario, &summary->rows[o], width);
    }
}

void
screen_run(const struct screen *self, const struct scenario *scenario, struct engine_result *result,
    const struct summary *summary)
{
    BUG_IF(result->totals.n == 0);
    print_title(self, scenario, result);
    print_flags(self, scenario, summary);
    print_dates(self, scenario, summary);
    print_charts(self, scenario, result);
    print_numbers(self, scenario, summary, OUTCOME_COUNT);
    screen_talks(self, scenario, result);
    print_numbers(self, scenario, summary, OUTCOME_VALUE);
    screen_votes(self, scenario, result);
    screen_caveat(self, result, summary);
}
