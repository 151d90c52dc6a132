/* screen_verdict: a comparison in words with sizes: what differs, what does not and what would have
 * been seen, and how sure that is. */
#include <math.h>
#include <string.h>

#include "phrase.h"
#include "screen.h"
#include "utf8.h"

enum { TEXT_MAX = 1024 };

double
screen_verdict_within(const struct contrast_statistic *statistic, double scale)
{
    const double low = scale * statistic->interval.low, high = scale * statistic->interval.high;
    const double half = 0.5 * (high - low);

    return low > 0.0 || high < 0.0 ? fmin(half, fmin(fabs(low), fabs(high))) : half;
}

/* A difference and its interval, away from 0, in words; "about " before what is rounded to whole
 * numbers. */
struct size {
    char size[PHRASE_MAX], low[PHRASE_MAX], high[PHRASE_MAX], percent[PHRASE_MAX];
    const char *about;
};

static void
measure(struct size *self, const struct contrast *contrast,
    const struct contrast_statistic *statistic, double scale)
{
    const double low = scale * statistic->interval.low, high = scale * statistic->interval.high;
    const double within = screen_verdict_within(statistic, scale);
    const bool turned = statistic->difference < 0.0;

    phrase_number(fabs(scale * statistic->difference), within, self->size);
    phrase_number(turned ? -high : low, within, self->low);
    phrase_number(turned ? -low : high, within, self->high);
    phrase_percent(1.0 - contrast_alpha(&contrast->options), 0.0, self->percent);
    self->about = strchr(self->size, '.') == NULL ? "about " : "";
}

static bool
is_rising(const struct contrast_statistic *statistic)
{
    return statistic->difference > 0.0;
}

/* " metres" or "". */
static const char *
unit_of(const struct compare_outcome *outcome, char text[PHRASE_MAX])
{
    const char *unit = outcome->outcome->kind == OUTCOME_DATE ? "days" : outcome->outcome->unit;

    unit = unit != NULL ? unit : "";
    (void)snprintf(
        text, PHRASE_MAX, "%s%.*s", unit[0] != '\0' ? " " : "", utf8_fit(unit, 40), unit);
    return text;
}

/* ---- what differs ---- */

/* A sentence in the making; what finds no room is cut. */
static void
add(char *text, const char *sentence)
{
    const size_t n = strlen(text);

    (void)snprintf(text + n, TEXT_MAX - n, " %s", sentence);
}

/* "3 runs count", "1 run counts". */
static const char *
how_many(int64_t n, const char *what, const char *does, char text[PHRASE_MAX])
{
    char count[PHRASE_MAX];

    (void)snprintf(
        text, PHRASE_MAX, "%.30s %s%s", phrase_plural(n, what, count), does, n == 1 ? "s" : "");
    return text;
}

/* What may be wrong with a verdict that few runs are behind. */
static void
add_few(const struct contrast_statistic *statistic, char *text)
{
    const bool worlds = statistic->method == CONTRAST_STUDENT,
               runs = statistic->method == CONTRAST_DELTA;
    char sentence[128], count[PHRASE_MAX];

    if (contrast_is_few(statistic)) {
        (void)snprintf(sentence, sizeof(sentence), "Only %s: the interval may be too narrow.",
            how_many(
                statistic->rests_on, worlds ? "world" : "run", runs ? "count" : "differ", count));
        add(text, sentence);
    }
}

static const char *
flips(int64_t worlds, char *text)
{
    return worlds == 0 ? "none" : phrase_count(worlds, text);
}

/* "953 worlds that count in both", of all worlds when they are the same. */
static const char *
worlds_of(const struct contrast *contrast, char text[PHRASE_MAX])
{
    char count[PHRASE_MAX];

    (void)snprintf(text, PHRASE_MAX, "%.20s%s", phrase_plural(contrast->runs, "world", count),
        !contrast->partial    ? ""
        : contrast->runs == 1 ? " that counts in both"
                              : " that count in both");
    return text;
}

/* Of a share as the page has it, or with the digits that its change needs. */
static void
tell_apart(const struct contrast *contrast, const struct contrast_statistic *main, char *a, char *b)
{
    double within = fmin(screen_verdict_within(main, 100.0), 0.1);

    phrase_share((int64_t)(main->a * (double)contrast->runs_a + 0.5), contrast->runs_a, a);
    phrase_share((int64_t)(main->b * (double)contrast->runs_b + 0.5), contrast->runs_b, b);
    for (; strcmp(a, b) == 0 && within > 1e-6; within *= 0.1) {
        phrase_number(100.0 * main->a, within, a);
        phrase_number(100.0 * main->b, within, b);
        if (strcmp(a, b) != 0) {
            (void)strncat(a, "%", 2);
            (void)strncat(b, "%", 2);
        }
    }
}

static void
say_flag(const struct compare *compare, const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *main = contrast->main;
    const char letter = compare->b.letter;
    struct size size;
    char a[PHRASE_MAX], b[PHRASE_MAX], counts[3][PHRASE_MAX], sentence[256];

    measure(&size, contrast, main, 100.0);
    tell_apart(contrast, main, a, b);
    (void)snprintf(text, TEXT_MAX,
        "%.200s: %s%s points %s likely in %c, from %s to %s (%s CI %s to %s).",
        outcome->outcome->label, size.about, size.size, is_rising(main) ? "more" : "less", letter,
        a, b, size.percent, size.low, size.high);
    if (contrast->options.paired && contrast->runs > 0) {
        (void)snprintf(sentence, sizeof(sentence),
            "%c turns %s of %s%s from yes to no, and %s from no to yes.", letter,
            flips(contrast->b_less, counts[0]), contrast->partial ? "the " : "",
            worlds_of(contrast, counts[1]), flips(contrast->b_greater, counts[2]));
        add(text, sentence);
    }
}

/* "67%", "none". */
static char *
part_of(int64_t count, double all, char *text)
{
    if (count == 0) {
        (void)snprintf(text, PHRASE_MAX, "none");
    } else {
        phrase_percent((double)count / all, 0.01, text);
    }
    return text;
}

static void
say_date(const struct compare *compare, const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *main = contrast->main;
    const double all =
        (double)contrast->b_less + (double)contrast->equal + (double)contrast->b_greater;
    struct size size;
    char earlier[PHRASE_MAX], later[PHRASE_MAX];

    measure(&size, contrast, main, 100.0);
    part_of(contrast->b_less, all, earlier);
    part_of(contrast->b_greater, all, later);
    (void)snprintf(text, TEXT_MAX,
        "%.200s: %s in %c, in %s of %s, and %s in %s: a difference of %s points (%s CI %s to %s).",
        outcome->outcome->label, is_rising(main) ? "later" : "earlier", compare->b.letter,
        is_rising(main) ? later : earlier, contrast->options.paired ? "worlds" : "pairs of runs",
        is_rising(main) ? "earlier" : "later", is_rising(main) ? earlier : later, size.size,
        size.percent, size.low, size.high);
}

/* Of counts and values, and of dates when other worlds count. */
static void
say_mean(const struct compare *compare, const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *main = contrast->main;
    const bool date = outcome->outcome->kind == OUTCOME_DATE;
    const double within = screen_verdict_within(main, 1.0);
    const double all = (double)contrast->runs;
    struct size size;
    char a[PHRASE_MAX], b[PHRASE_MAX], unit[PHRASE_MAX], worlds[PHRASE_MAX], sentence[256];

    measure(&size, contrast, main, 1.0);
    (void)snprintf(text, TEXT_MAX,
        "%.200s: %s in %c, from %s to %s%s in the mean: a difference of %s%s (%s CI %s to %s).",
        outcome->outcome->label, contrast_verdict_name(contrast, main), compare->b.letter,
        phrase_number(main->a, within, a), phrase_number(main->b, within, b),
        unit_of(outcome, unit), size.about, size.size, size.percent, size.low, size.high);
    if (date && contrast->runs > 0) {
        (void)snprintf(sentence, sizeof(sentence), "Of the %s it is earlier in %s, later in %s.",
            worlds_of(contrast, worlds), part_of(contrast->b_less, all, a),
            part_of(contrast->b_greater, all, b));
        add(text, sentence);
    }
}

/* ---- what does not, or cannot be said ---- */

static void
say_unknown(const struct compare *compare, const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *main = contrast->main;
    const char *label = outcome->outcome->label;
    const bool uncounted = contrast->runs_a == 0 || contrast->runs_b == 0;
    const bool a = uncounted ? contrast->runs_a == 0 : isnan(main->a);
    const bool b = uncounted ? contrast->runs_b == 0 : isnan(main->b);
    char who[16], runs[2][PHRASE_MAX];

    (void)snprintf(who, sizeof(who), a && b ? "A or %c" : a ? "A" : "%c", compare->b.letter);
    if (uncounted) {
        (void)snprintf(
            text, TEXT_MAX, "Nothing can be said of %.200s: no run of %s counts.", label, who);
    } else if (a || b) {
        (void)snprintf(text, TEXT_MAX,
            "Nothing can be said of %.200s: it has no value in any run of %s.", label, who);
    } else {
        (void)snprintf(text, TEXT_MAX,
            "Nothing can be said of %.200s: too few runs count (%s of A, %s of %c).", label,
            phrase_count(contrast->runs_a, runs[0]), phrase_count(contrast->runs_b, runs[1]),
            compare->b.letter);
    }
}

static void
say_same(const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;
    const struct contrast_statistic *main = contrast->main;
    const bool points = main->what != CONTRAST_MEAN;
    const double visible = (points ? 100.0 : 1.0) * main->visible;
    const char *label = outcome->outcome->label;
    char runs[PHRASE_MAX], size[PHRASE_MAX], unit[PHRASE_MAX];

    if (contrast->options.paired && !contrast->partial && contrast->equal == contrast->runs) {
        (void)snprintf(text, TEXT_MAX, "%.200s: the same in every one of %s.", label,
            phrase_plural(contrast->runs, "world", runs));
    } else if (main->method == CONTRAST_NO_INTERVAL) {
        (void)snprintf(text, TEXT_MAX, "%.200s: no run differs from another.", label);
    } else if (isnan(visible)) {
        (void)snprintf(text, TEXT_MAX, "No difference was found for %.200s.", label);
    } else {
        (void)snprintf(text, TEXT_MAX,
            "No difference was found for %.200s; one of %s%s or more would have been seen.", label,
            phrase_number(visible, 0.5 * visible, size),
            points ? " points" : unit_of(outcome, unit));
    }
}

static void
say(const struct compare *compare, const struct compare_outcome *outcome, char *text)
{
    const struct contrast *contrast = &outcome->contrast;

    if (contrast->main->verdict == CONTRAST_UNKNOWN) {
        say_unknown(compare, outcome, text);
    } else if (contrast->main->verdict == CONTRAST_SAME) {
        say_same(outcome, text);
    } else if (contrast->main->what == CONTRAST_SHARE) {
        say_flag(compare, outcome, text);
    } else if (contrast->main->what == CONTRAST_P_GREATER) {
        say_date(compare, outcome, text);
    } else {
        say_mean(compare, outcome, text);
    }
    add_few(contrast->main, text);
}

/* ---- how sure ---- */

void
screen_verdict_methods(const struct compare *compare, char *text, size_t size)
{
    static const char *const people[] = { "", "Tango's score for shares and order",
        "Newcombe's hybrid score for shares", "Student's for means", "the delta method's for means",
        "Welch's for means", "Cliff's for order" };
    const int n_people = (int)(sizeof(people) / sizeof(people[0]));
    size_t n = 0;

    text[0] = '\0';
    for (int method = 1; method < n_people; method++) {
        bool used = false;

        for (int k = 0; k < compare->n; k++) {
            const struct contrast *contrast = &compare->outcomes[k].contrast;

            for (int s = 0; s < contrast->n; s++) {
                used = used || (int)contrast->statistics[s].method == method;
            }
        }
        if (used && n < size) {
            n += (size_t)snprintf(text + n, size - n, "%s%s", n > 0 ? ", " : "", people[method]);
        }
    }
}

void
screen_verdict_adjustment(const struct compare *compare, int comparisons, char *text, size_t size)
{
    char count[PHRASE_MAX], percent[PHRASE_MAX];

    phrase_few(comparisons, count);
    count[0] = (char)(count[0] >= 'a' ? count[0] - 'a' + 'A' : count[0]);
    if (comparisons == 1) {
        (void)snprintf(text, size, "One comparison was made.");
    } else if (compare->comparisons == 1) {
        (void)snprintf(text, size,
            "%s comparisons were made: the intervals are not adjusted for that (--adjust "
            "bonferroni does).",
            count);
    } else {
        (void)snprintf(text, size,
            "%s comparisons were made: each interval is at %s, so that all verdicts hold at once "
            "in 95%% of cases (Bonferroni).",
            count, phrase_percent(1.0 - 0.05 / compare->comparisons, 0.0, percent));
    }
}

void
screen_verdict(const struct screen *self, const struct compare *compare, int comparisons)
{
    char text[TEXT_MAX], methods[256];

    screen_heading(self, "VERDICT");
    (void)fputc('\n', self->out);
    for (int pass = 0; pass < 2; pass++) { /* what differs comes first */
        for (int k = 0; k < compare->n; k++) {
            const enum contrast_verdict verdict = compare->outcomes[k].contrast.main->verdict;
            const bool differs = verdict == CONTRAST_LESS || verdict == CONTRAST_MORE;

            if (differs == (pass == 0)) {
                say(compare, &compare->outcomes[k], text);
                (void)fputs("  ", self->out);
                phrase_wrap(self->out, text, 2, 4, self->width);
            }
        }
    }
    screen_verdict_adjustment(compare, comparisons, text, sizeof(text));
    (void)fputs("  ", self->out);
    phrase_wrap(self->out, text, 2, 4, self->width);
    screen_verdict_methods(compare, methods, sizeof(methods));
    if (methods[0] != '\0') {
        (void)snprintf(text, sizeof(text), "Intervals: %s.", methods);
        (void)fputs("  ", self->out);
        phrase_wrap(self->out, text, 2, 4, self->width);
    }
}
