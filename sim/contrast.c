/* contrast: two samples of one outcome. See contrast.h.
 *
 * Inside, a run that does not count is NAN and "never" is HUGE_VAL, so that numbers compare as
 * their order is. Over all worlds k, g is 1 where a run counts and y its number; the mean over
 * those that count, n = sum g, is sum g y / n, on which world k has the influence
 *     i_k = g_k (y_k - mean) / sqrt(n (n - 1)),
 * and the variance of the difference of two such means is the sum over worlds of the squared
 * difference of influences (the delta method), which is V_A + V_B - 2 C. Worlds that count in A
 * alone, in both, and in B alone add to it apart from each other, and its degrees of freedom are
 * Satterthwaite's of these three parts. Where all count that is Student's interval of the
 * differences; where none counts in both it is Welch's. */
#include "contrast.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "tally.h"

#define NO_NUMBER ((double)NAN) /* clang warns of the float NAN */

/* One scenario's sample as it is worked with. */
struct side {
    double *runs;   /* all n runs */
    double *sorted; /* those that count, ascending; of paired flags as they come */
    int64_t n, n_counted;
    int64_t n_valued; /* those that are not never: the first of sorted */
};

struct pair {
    struct side a, b;
    struct contrast_options options;
    double alpha;
    struct err *err;
};

/* ---- what is compared ---- */

static double
take(const struct contrast_sample *sample, int64_t k, const struct contrast_options *options)
{
    const double x = sample->values[k];

    if (!sample->counted[k]) {
        return NO_NUMBER;
    }
    return isnan(x) || (options->kind == OUTCOME_DATE && x >= options->horizon) ? HUGE_VAL : x;
}

static enum status
open_side(struct side *self, const struct contrast_sample *sample,
    const struct contrast_options *options, struct arena *arena, struct err *err)
{
    self->n = sample->n;
    self->runs = arena_alloc(arena, (size_t)self->n, sizeof(*self->runs));
    self->sorted = arena_alloc(arena, (size_t)self->n, sizeof(*self->sorted));
    if (self->runs == NULL || self->sorted == NULL) {
        return err_memory(err);
    }
    for (int64_t k = 0; k < self->n; k++) {
        const double x = take(sample, k, options);

        self->runs[k] = x;
        if (!isnan(x)) {
            self->sorted[self->n_counted++] = x;
            self->n_valued += x < HUGE_VAL;
        }
    }
    if (options->kind != OUTCOME_FLAG || !options->paired) { /* nobody asks for that order */
        gsl_sort(self->sorted, 1, (size_t)self->n_counted);
    }
    return OK;
}

/* The number of a run that a share or a mean is made of; NAN when it does not count. */
static double
measure(const struct contrast_options *options, enum contrast_what what, double x)
{
    if (isnan(x)) {
        return x;
    }
    if (what == CONTRAST_SHARE) {
        return (options->kind == OUTCOME_FLAG ? x == 1.0 : x < HUGE_VAL) ? 1.0 : 0.0;
    }
    if (options->kind == OUTCOME_DATE) {
        return fmin(x, options->horizon);
    }
    return x < HUGE_VAL ? x : NO_NUMBER;
}

/* ---- shares and means ---- */

/* Worlds that count alike: how many, and the squared differences of influences, added up. */
struct part {
    int64_t n;
    double squares;
};

/* A share or a mean in A and B, and how they vary together. */
struct moments {
    struct tally_sums a, b;
    double mean_a, mean_b;
    double square_a, square_b;        /* squared influences, added up */
    double product;                   /* of A's and B's; paired only */
    struct part only_a, both, only_b; /* unpaired nothing is in both */
};

static struct tally_sums
sums_of(const struct side *side, const struct contrast_options *options, enum contrast_what what)
{
    struct tally_sums sums = { 0 };

    for (int64_t k = 0; k < side->n; k++) {
        const double y = measure(options, what, side->runs[k]);

        if (!isnan(y)) {
            tally_add(&sums, y);
        }
    }
    return sums;
}

static double
influence(double y, double mean, int64_t n)
{
    return isnan(y) ? 0.0 : (y - mean) / sqrt((double)n * fmax((double)n - 1.0, 1.0));
}

static double
squares(const struct side *side, const struct contrast_options *options, enum contrast_what what,
    double mean, int64_t n)
{
    double sum = 0.0;

    for (int64_t k = 0; k < side->n; k++) {
        const double i = influence(measure(options, what, side->runs[k]), mean, n);

        sum += i * i;
    }
    return sum;
}

static void
add_pairs(struct moments *self, const struct pair *pair, enum contrast_what what)
{
    for (int64_t k = 0; k < pair->a.n; k++) {
        const double y_a = measure(&pair->options, what, pair->a.runs[k]);
        const double y_b = measure(&pair->options, what, pair->b.runs[k]);
        const double a = influence(y_a, self->mean_a, self->a.n);
        const double b = influence(y_b, self->mean_b, self->b.n);
        struct part *part = isnan(y_b) ? &self->only_a : isnan(y_a) ? &self->only_b : &self->both;

        part->n += !isnan(y_a) || !isnan(y_b);
        part->squares += (b - a) * (b - a);
        self->product += a * b;
    }
}

static bool
is_matched(const struct moments *self)
{
    return self->only_a.n == 0 && self->only_b.n == 0;
}

/* False when there is nothing to speak of in A or in B; the means that exist are set. */
static bool
find_moments(struct moments *self, const struct pair *pair, enum contrast_what what)
{
    *self = (struct moments){ .a = sums_of(&pair->a, &pair->options, what),
        .b = sums_of(&pair->b, &pair->options, what),
        .mean_a = NO_NUMBER,
        .mean_b = NO_NUMBER };
    if (self->a.n > 0) {
        self->mean_a = tally_mean(&self->a);
        self->square_a = squares(&pair->a, &pair->options, what, self->mean_a, self->a.n);
    }
    if (self->b.n > 0) {
        self->mean_b = tally_mean(&self->b);
        self->square_b = squares(&pair->b, &pair->options, what, self->mean_b, self->b.n);
    }
    if (self->a.n == 0 || self->b.n == 0) {
        return false;
    }
    if (pair->options.paired) {
        add_pairs(self, pair, what);
    } else {
        self->only_a = (struct part){ self->a.n, self->square_a };
        self->only_b = (struct part){ self->b.n, self->square_b };
    }
    return true;
}

/* ---- a statistic ---- */

static struct contrast_statistic *
begin_statistic(struct contrast *self, enum contrast_what what, double a, double b)
{
    struct contrast_statistic *statistic = &self->statistics[self->n++];

    *statistic = (struct contrast_statistic){ .what = what,
        .a = a,
        .b = b,
        .difference = b - a,
        .interval = { NO_NUMBER, NO_NUMBER, NO_NUMBER },
        .visible = NO_NUMBER,
        .rests_on = -1 };
    return statistic;
}

/* The largest difference that there can be. */
static double
most_of(enum contrast_what what)
{
    return what == CONTRAST_SHARE || what == CONTRAST_P_GREATER ? 1.0 : HUGE_VAL;
}

/* What follows from the interval. The test that it makes finds four times in five a difference as
 * many standard errors from 0 as the interval reaches towards 0, and the normal 80 % point more;
 * the standard error is taken from the interval, which has one where no run differs too. */
static void
end_statistic(struct contrast_statistic *self, double alpha)
{
    const double low = self->interval.low, high = self->interval.high;
    const double down = self->difference - low, up = high - self->difference;
    const double reach = self->difference > 0.0   ? down
                         : self->difference < 0.0 ? up
                                                  : fmax(down, up);

    if (isnan(low) || isnan(high)) {
        return;
    }
    self->verdict = low > 0.0 ? CONTRAST_MORE : high < 0.0 ? CONTRAST_LESS : CONTRAST_SAME;
    self->visible = reach * (1.0 + gsl_cdf_ugaussian_Pinv(0.8) / interval_reach(alpha));
    if (!(self->visible > 0.0) || self->visible > most_of(self->what)) {
        self->visible = NO_NUMBER;
    }
}

/* Nothing to reckon an interval from, and no doubt. */
static void
end_alike(struct contrast_statistic *self)
{
    self->method = CONTRAST_NO_INTERVAL;
    self->verdict = CONTRAST_SAME;
}

static enum status
add_share(struct contrast *self, struct pair *pair)
{
    struct moments moments;
    const bool known = find_moments(&moments, pair, CONTRAST_SHARE);
    struct contrast_statistic *statistic =
        begin_statistic(self, CONTRAST_SHARE, moments.mean_a, moments.mean_b);
    const struct interval_share a = { (int64_t)moments.a.sum_high, moments.a.n },
                                b = { (int64_t)moments.b.sum_high, moments.b.n };
    const double spread = sqrt(moments.square_a * moments.square_b);
    enum status status = OK;

    if (!known) {
        return OK;
    }
    if (a.n == b.n) { /* to the last digit */
        statistic->difference = (double)(b.hits - a.hits) / (double)a.n;
    }
    if (pair->options.paired && is_matched(&moments)) {
        int64_t gained = 0, lost = 0;

        for (int64_t k = 0; k < pair->a.n; k++) {
            const double y_a = measure(&pair->options, CONTRAST_SHARE, pair->a.runs[k]);
            const double y_b = measure(&pair->options, CONTRAST_SHARE, pair->b.runs[k]);

            gained += y_b > y_a;
            lost += y_b < y_a;
        }
        statistic->method = CONTRAST_TANGO;
        status = interval_tango(&statistic->interval, gained, lost, a.n, pair->alpha, pair->err);
    } else {
        statistic->method = CONTRAST_NEWCOMBE;
        interval_newcombe(&statistic->interval, &a, &b,
            spread > 0.0 ? moments.product / spread : 0.0, pair->alpha);
    }
    end_statistic(statistic, pair->alpha);
    return status;
}

/* Satterthwaite 1946: of a sum of variances, each with the degrees of freedom of its part. The one
 * that a mean of n runs takes is taken from its runs alike. At least those of the smaller sample.
 */
static double
degrees_of(const struct moments *moments, double variance)
{
    const double n_a = (double)moments->a.n, n_b = (double)moments->b.n, least = fmin(n_a, n_b);
    const struct part *const parts[] = { &moments->only_a, &moments->both, &moments->only_b };
    const double of[] = { n_a, least, n_b }; /* the runs of the means that a part adds to */
    double sum = 0.0;

    for (int k = 0; k < 3; k++) {
        if (parts[k]->n > 0) {
            sum += parts[k]->squares * parts[k]->squares /
                   ((double)parts[k]->n * fmax(of[k] - 1.0, 1.0) / of[k]);
        }
    }
    return sum > 0.0 ? fmax(variance * variance / sum, least - 1.0) : least - 1.0;
}

static void
add_mean(struct contrast *self, const struct pair *pair)
{
    struct moments moments;
    const bool known = find_moments(&moments, pair, CONTRAST_MEAN);
    struct contrast_statistic *statistic =
        begin_statistic(self, CONTRAST_MEAN, moments.mean_a, moments.mean_b);
    const int64_t least = moments.a.n < moments.b.n ? moments.a.n : moments.b.n;
    const double variance = moments.only_a.squares + moments.both.squares + moments.only_b.squares;

    if (!known || least < 2) {
        return;
    }
    if (!(variance > 0.0) && statistic->difference == 0.0) {
        end_alike(statistic);
        return;
    }
    if (!(variance > 0.0) && least < CONTRAST_FEW) { /* so few may agree by chance */
        return;
    }
    statistic->method = !pair->options.paired  ? CONTRAST_WELCH
                        : is_matched(&moments) ? CONTRAST_STUDENT
                                               : CONTRAST_DELTA;
    statistic->rests_on = least;
    interval_student(&statistic->interval, statistic->difference, sqrt(variance),
        degrees_of(&moments, variance), pair->alpha);
    end_statistic(statistic, pair->alpha);
}

/* The smallest value with a share of at least a half at or below it; NAN: never. */
static double
median(const struct side *side)
{
    const int64_t k = (side->n_counted - 1) / 2;

    return side->n_counted > 0 && k < side->n_valued ? side->sorted[k] : NO_NUMBER;
}

/* The median between the order statistics of ranks n/2 -+ reach sqrt(n)/2, which leave it out as
 * seldom as a normal interval of that reach does its mean. Never, last, is infinite. */
static struct interval_estimate
median_between(const struct side *side, double reach)
{
    const double n = (double)side->n_counted, off = 0.5 * reach * sqrt(n);
    const double low = fmax(floor(0.5 * n - off), 1.0), high = fmin(floor(0.5 * n + off) + 1.0, n);

    return (struct interval_estimate){ median(side), side->sorted[(int64_t)low - 1],
        side->sorted[(int64_t)high - 1] };
}

/* Do the least and the greatest of n runs have the median between them often enough? They miss it
 * when all are on one side, 2 of 2^n times. */
static bool
has_limits(int64_t n, double alpha)
{
    return ldexp(2.0, (int)-(n < 100 ? n : 100)) <= alpha;
}

/* The influence of a world on the share at or below the median. */
static double
side_influence(const struct side *side, int64_t k, double middle, double share)
{
    const double x = side->runs[k];

    return isnan(x) ? 0.0 : influence(x <= middle ? 1.0 : 0.0, share, side->n_counted);
}

static double
share_up_to(const struct side *side, double middle)
{
    int64_t n = 0;

    for (int64_t k = 0; k < side->n_counted; k++) {
        n += side->sorted[k] <= middle;
    }
    return (double)n / (double)side->n_counted;
}

/* How the two medians vary together: as the shares at or below them do. */
static double
correlate_medians(const struct pair *pair, double a, double b)
{
    const double share_a = share_up_to(&pair->a, a), share_b = share_up_to(&pair->b, b);
    double product = 0.0, square_a = 0.0, square_b = 0.0;

    for (int64_t k = 0; k < pair->a.n && pair->options.paired; k++) {
        const double x = side_influence(&pair->a, k, a, share_a);
        const double y = side_influence(&pair->b, k, b, share_b);

        product += x * y;
        square_a += x * x;
        square_b += y * y;
    }
    return square_a * square_b > 0.0 ? product / sqrt(square_a * square_b) : 0.0;
}

static void
add_median(struct contrast *self, const struct pair *pair)
{
    struct contrast_statistic *statistic =
        begin_statistic(self, CONTRAST_P50, median(&pair->a), median(&pair->b));

    if (isnan(statistic->difference)) {
        return;
    }
    if (pair->options.paired && !self->partial && self->equal == self->runs && self->runs > 1) {
        end_alike(statistic);
    } else if (has_limits(self->runs_a, pair->alpha) && has_limits(self->runs_b, pair->alpha)) {
        const double reach = interval_reach(pair->alpha);
        const struct interval_estimate a = median_between(&pair->a, reach),
                                       b = median_between(&pair->b, reach);

        statistic->method = CONTRAST_MOVER;
        interval_mover(
            &statistic->interval, &a, &b, correlate_medians(pair, statistic->a, statistic->b));
        end_statistic(statistic, pair->alpha);
    }
}

/* ---- which of the two is greater ---- */

static void
count_worlds(struct contrast *self, const struct pair *pair)
{
    for (int64_t k = 0; k < pair->a.n; k++) {
        const double a = pair->a.runs[k], b = pair->b.runs[k];

        self->b_less += b < a;
        self->equal += b == a;
        self->b_greater += b > a;
    }
    self->runs = self->b_less + self->equal + self->b_greater;
    self->partial = self->runs < self->runs_a || self->runs < self->runs_b;
}

/* Each run of `side` has its place among `others`: the share of them that are less, less the share
 * that are greater. How those places vary; *less counts the pairs in which the other is less. */
static struct tally_sums
place(const struct side *side, const struct side *others, int64_t *less)
{
    const double n = (double)others->n_counted;
    struct tally_sums places = { 0 };
    int64_t below = 0, upto = 0; /* others less than the run at hand; and equal ones too */

    *less = 0;
    for (int64_t k = 0; k < side->n_counted; k++) {
        const double x = side->sorted[k];

        while (below < others->n_counted && others->sorted[below] < x) {
            below++;
        }
        upto = upto > below ? upto : below;
        while (upto < others->n_counted && others->sorted[upto] == x) {
            upto++;
        }
        *less += below;
        tally_add(&places, ((double)below - (n - (double)upto)) / n);
    }
    return places;
}

/* Over all pairs of a run of A and one of B (Mann and Whitney 1947): their variance from the places
 * of the runs of each among those of the other (Sen 1960; DeLong, DeLong and Clarke-Pearson 1988,
 * Biometrics 44:837-845). */
static void
judge_pairs(struct contrast *self, const struct pair *pair, struct interval *interval)
{
    const double n_a = (double)pair->a.n_counted, n_b = (double)pair->b.n_counted;
    const struct tally_sums of_a = place(&pair->a, &pair->b, &self->b_less);
    const struct tally_sums of_b = place(&pair->b, &pair->a, &self->b_greater);
    const double net = (double)(self->b_greater - self->b_less) / (n_a * n_b);
    const double sd_a = of_a.n > 1 ? tally_sd(&of_a) : NO_NUMBER;
    const double sd_b = of_b.n > 1 ? tally_sd(&of_b) : NO_NUMBER;

    self->equal = pair->a.n_counted * pair->b.n_counted - self->b_less - self->b_greater;
    interval_cliff(interval, net, sqrt(sd_a * sd_a / n_a + sd_b * sd_b / n_b), pair->a.n_counted,
        pair->b.n_counted, pair->alpha);
}

static enum status
add_greater(struct contrast *self, struct pair *pair)
{
    struct contrast_statistic *statistic = NULL;
    struct interval interval = { NO_NUMBER, NO_NUMBER, NO_NUMBER };
    enum contrast_method method = CONTRAST_NO_INTERVAL;
    enum status status = OK;
    double all = 0.0;

    if (pair->options.paired) {
        method = CONTRAST_TANGO;
        status = self->runs == 0 ? OK
                                 : interval_tango(&interval, self->b_greater, self->b_less,
                                       self->runs, pair->alpha, pair->err);
    } else if (self->runs > 0) {
        method = CONTRAST_CLIFF;
        judge_pairs(self, pair, &interval);
    }
    all = (double)self->b_less + (double)self->equal + (double)self->b_greater;
    statistic = begin_statistic(self, CONTRAST_P_GREATER,
        all > 0.0 ? (double)self->b_less / all : NO_NUMBER,
        all > 0.0 ? (double)self->b_greater / all : NO_NUMBER);
    statistic->difference = all > 0.0 ? (double)(self->b_greater - self->b_less) / all : NO_NUMBER;
    statistic->method = all > 0.0 ? method : CONTRAST_NO_INTERVAL;
    statistic->interval = interval;
    end_statistic(statistic, pair->alpha);
    if (self->partial) { /* it looks at a part of the worlds */
        statistic->visible = NO_NUMBER;
    }
    return status;
}

/* ---- distances ---- */

static void
add_distances(struct contrast *self, const struct pair *pair)
{
    const struct side *a = &pair->a, *b = &pair->b;
    const bool dates = pair->options.kind == OUTCOME_DATE;
    const bool known = a->n_counted > 0 && b->n_counted > 0;
    struct distance *distance = &self->distance;
    struct contrast_statistic *statistic = NULL;

    if (known) {
        distance_compare(distance, a->sorted, a->n_counted, b->sorted, b->n_counted,
            dates ? pair->options.horizon : HUGE_VAL);
    }
    if (known && !dates) { /* of the values that exist */
        struct distance valued = { .wasserstein = NO_NUMBER };

        if (a->n_valued > 0 && b->n_valued > 0) {
            distance_compare(&valued, a->sorted, a->n_valued, b->sorted, b->n_valued, HUGE_VAL);
        }
        distance->wasserstein = valued.wasserstein;
    }
    statistic = begin_statistic(self, CONTRAST_KS, NO_NUMBER, NO_NUMBER);
    statistic->difference = known ? distance->ks : NO_NUMBER;
    statistic = begin_statistic(self, CONTRAST_WASSERSTEIN, NO_NUMBER, NO_NUMBER);
    statistic->difference = known ? distance->wasserstein : NO_NUMBER;
    (void)begin_statistic(self, CONTRAST_DOMINANCE, known ? distance->below : NO_NUMBER,
        known ? distance->above : NO_NUMBER);
}

/* ---- the whole ---- */

/* 0 only when none are. */
static int64_t
part_of(double part, int64_t runs)
{
    return part > 0.0 ? (int64_t)fmax(floor(part * (double)runs + 0.5), 1.0) : 0;
}

/* How much the intervals rest on, once it is known who is greater: ties tell nothing. */
static void
find_support(struct contrast *self)
{
    const double differ = (double)self->b_less + (double)self->b_greater;
    const double part = differ / fmax(differ + (double)self->equal, 1.0);

    for (int k = 0; k < self->n; k++) {
        struct contrast_statistic *statistic = &self->statistics[k];

        if (statistic->method == CONTRAST_STUDENT) {
            statistic->rests_on = (int64_t)differ;
        } else if (statistic->method == CONTRAST_WELCH) {
            statistic->rests_on = part_of(part, statistic->rests_on);
        } else if (statistic->method == CONTRAST_CLIFF) {
            statistic->rests_on = part_of(part, self->runs);
        }
    }
}

static enum status
fill(struct contrast *self, struct pair *pair)
{
    const enum outcome_kind kind = pair->options.kind;
    enum contrast_what main = kind == OUTCOME_FLAG ? CONTRAST_SHARE : CONTRAST_MEAN;
    enum status status = OK;

    if (pair->options.paired) {
        count_worlds(self, pair);
    }
    if (kind == OUTCOME_DATE && !self->partial) {
        main = CONTRAST_P_GREATER;
    }
    status = add_share(self, pair);
    if (status == OK && kind != OUTCOME_FLAG) {
        add_mean(self, pair);
        add_median(self, pair);
    }
    status = status == OK ? add_greater(self, pair) : status;
    if (status == OK && kind != OUTCOME_FLAG) {
        add_distances(self, pair);
    }
    find_support(self);
    self->main = contrast_find(self, main);
    return status;
}

enum status
contrast_make(struct contrast *self, const struct contrast_sample *a,
    const struct contrast_sample *b, const struct contrast_options *options, struct err *err)
{
    struct pair pair = { .options = *options, .alpha = contrast_alpha(options), .err = err };
    struct arena arena = { 0 };
    enum status status = open_side(&pair.a, a, options, &arena, err);

    BUG_IF(options->paired && a->n != b->n);
    status = status == OK ? open_side(&pair.b, b, options, &arena, err) : status;
    *self = (struct contrast){
        .options = *options, .runs_a = pair.a.n_counted, .runs_b = pair.b.n_counted
    };
    self->runs = self->runs_a < self->runs_b ? self->runs_a : self->runs_b;
    status = status == OK ? fill(self, &pair) : status;
    arena_free(&arena);
    return status;
}

double
contrast_alpha(const struct contrast_options *options)
{
    return 0.05 / (double)options->comparisons;
}

bool
contrast_is_few(const struct contrast_statistic *statistic)
{
    return statistic->rests_on > 0 && statistic->rests_on < CONTRAST_FEW;
}

const struct contrast_statistic *
contrast_find(const struct contrast *self, enum contrast_what what)
{
    for (int k = 0; k < self->n; k++) {
        if (self->statistics[k].what == what) {
            return &self->statistics[k];
        }
    }
    return NULL;
}

const char *
contrast_name(const struct contrast *self, enum contrast_what what)
{
    static const char *const names[] = { "share", "mean", "p50", "p_greater", "ks", "wasserstein",
        "dominance" };

    return what == CONTRAST_MEAN && self->options.kind == OUTCOME_DATE ? "restricted_mean"
                                                                       : names[what];
}

const char *
contrast_method_name(enum contrast_method method)
{
    static const char *const names[] = { "", "tango", "newcombe", "student", "delta", "welch",
        "cliff", "mover" };

    return names[method];
}

const char *
contrast_verdict_name(const struct contrast *self, const struct contrast_statistic *statistic)
{
    static const char *const amounts[] = { "", "less", "same", "more" };
    static const char *const dates[] = { "", "earlier", "same", "later" };
    static const char *const orders[] = { "same", "a_greater", "b_greater", "neither" };

    if (statistic->what == CONTRAST_DOMINANCE) {
        return isnan(statistic->a) ? "" : orders[self->distance.seen];
    }
    return self->options.kind == OUTCOME_DATE && statistic->what != CONTRAST_SHARE
               ? dates[statistic->verdict]
               : amounts[statistic->verdict];
}
