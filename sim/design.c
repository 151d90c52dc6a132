/* design: reading --over, and the points that follow from it. See design.h. */
#include "design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "phrase.h"
#include "rng.h"

#define DIGITS_MAX INT64_C(1000000000000000) /* numbers stay below: 15 digits, exact as doubles */
#define DECIMALS_MAX 30
#define PER_SLICE 1000 /* decimals in a slice of a hypercube, at least */

/* One axis being read. */
struct reader {
    struct design *design;
    struct design_axis *axis;
    struct place place; /* "--over PATH=..." */
    struct err *err;
    bool hypercube;
};

/* A part of a text. */
struct span {
    const char *at;
    size_t n;
};

/* ---- texts ---- */

/* The next `cut` outside brackets and quotes, or the end. */
static const char *
find_cut(const char *text, char cut)
{
    bool quoted = false;
    int depth = 0;

    for (; *text != '\0'; text++) {
        if (quoted) {
            quoted = *text != '"';
            text += *text == '\\' && text[1] != '\0';
        } else if (*text == '"') {
            quoted = true;
        } else if (*text == cut && depth <= 0) {
            break;
        } else {
            depth += (strchr("([{", *text) != NULL) - (strchr(")]}", *text) != NULL);
        }
    }
    return text;
}

/* Without the blanks around it. */
static struct span
trim(const char *begin, const char *end)
{
    while (begin < end && (*begin == ' ' || *begin == '\t')) {
        begin++;
    }
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    return (struct span){ begin, (size_t)(end - begin) };
}

/* How many of its bytes a message shows. */
static int
shown(struct span text)
{
    return (int)(text.n < 60 ? text.n : 60);
}

/* Cuts a text into at most `room` parts; returns how many there are. */
static int64_t
split(const char *text, char cut, struct span *parts, int64_t room)
{
    int64_t n = 0;

    for (;; text++, n++) {
        const char *end = find_cut(text, cut);

        if (n < room) {
            parts[n] = trim(text, end);
        }
        text = end;
        if (*end == '\0') {
            return n + 1;
        }
    }
}

/* ---- numbers: digits x 10^-decimals, decimals at least 0 ---- */

struct decimal {
    int64_t digits; /* below DIGITS_MAX in size */
    int decimals;   /* at most DECIMALS_MAX */
};

/* False when more digits would be needed than there are. */
static bool
rescale(int64_t *digits, int powers)
{
    for (; powers > 0 && *digits != 0; powers--) {
        if (*digits >= DIGITS_MAX / 10 || *digits <= -DIGITS_MAX / 10) {
            return false;
        }
        *digits *= 10;
    }
    return true;
}

/* The "e-3" of a number: from *at on to the end. */
static bool
read_exponent(const char **at, const char *end, int *exponent)
{
    bool negative = false;
    const char *first = NULL;

    *exponent = 0;
    if (*at == end || (**at != 'e' && **at != 'E')) {
        return true;
    }
    (*at)++;
    if (*at < end && (**at == '-' || **at == '+')) {
        negative = **at == '-';
        (*at)++;
    }
    for (first = *at; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        *exponent = *exponent < 1000 ? 10 * *exponent + (**at - '0') : *exponent;
    }
    *exponent = negative ? -*exponent : *exponent;
    return *at > first;
}

enum reading { READ, NO_NUMBER, TOO_LONG };

/* "-0.25", "1e-3". */
static enum reading
read_decimal(struct span text, struct decimal *number)
{
    const char *at = text.at, *end = text.at + text.n;
    const bool negative = at < end && *at == '-';
    bool point = false, fits = true;
    int exponent = 0, seen = 0;

    *number = (struct decimal){ 0, 0 };
    at += at < end && (*at == '-' || *at == '+');
    for (; at < end && ((*at >= '0' && *at <= '9') || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        fits = fits && rescale(&number->digits, 1);
        number->digits += fits ? *at - '0' : 0;
        number->decimals += point;
        seen++;
    }
    if (seen == 0 || !read_exponent(&at, end, &exponent) || at != end) {
        return NO_NUMBER;
    }
    number->digits = negative ? -number->digits : number->digits;
    number->decimals = number->digits != 0 ? number->decimals - exponent : 0;
    for (; number->decimals > 0 && number->digits % 10 == 0; number->decimals--) {
        number->digits /= 10;
    }
    if (number->decimals < 0) {
        fits = fits && rescale(&number->digits, -number->decimals);
        number->decimals = 0;
    }
    return fits && number->decimals <= DECIMALS_MAX ? READ : TOO_LONG;
}

/* digits x 10^-decimals, without zeros at its end. */
static char *
write_decimal(int64_t digits, int decimals, char *text)
{
    char all[DESIGN_TEXT_MAX / 2 + DECIMALS_MAX];
    int length = 0;

    for (; decimals > 0 && digits % 10 == 0; decimals--) {
        digits /= 10;
    }
    length = snprintf(all, sizeof(all), "%0*lld", decimals + 1, (long long)llabs(digits));
    (void)snprintf(text, DESIGN_TEXT_MAX, "%s%.*s%s%s", digits < 0 ? "-" : "", length - decimals,
        all, decimals > 0 ? "." : "", all + length - decimals);
    return text;
}

/* The double nearest to it. */
static double
decimal_number(int64_t digits, int decimals)
{
    char text[DESIGN_TEXT_MAX];

    return strtod(write_decimal(digits, decimals, text), NULL);
}

static bool
is_date_like(struct span text)
{
    return text.n == 10 && text.at[4] == '-' && text.at[7] == '-' && text.at[0] >= '0' &&
           text.at[0] <= '9';
}

static bool
read_date(struct span text, int *day, char *why)
{
    char copy[16];

    (void)snprintf(copy, sizeof(copy), "%.*s", (int)text.n, text.at);
    return date_read(copy, day, why);
}

/* ---- reading an axis ---- */

/* FROM:TO between numbers, perhaps with a step. */
static enum status
read_numbers(struct reader *self, const struct span parts[3], int n_parts)
{
    static const char *const names[] = { "FROM", "TO", "the step" };
    struct decimal numbers[3] = { { 0, 0 } };
    int decimals = 0;
    bool fits = true;

    for (int k = 0; k < n_parts; k++) {
        const enum reading reading = read_decimal(parts[k], &numbers[k]);

        if (reading == NO_NUMBER) {
            return err_add(self->err, ERR_USAGE, &self->place,
                "%s is \"%.*s\"; a range runs between two numbers, or two dates with a step in "
                "days\nother values are listed: %.100s=a,b,c, each as --set takes it",
                names[k], shown(parts[k]), parts[k].at, self->axis->path);
        }
        fits = fits && reading == READ;
        decimals = numbers[k].decimals > decimals ? numbers[k].decimals : decimals;
    }
    for (int k = 0; k < n_parts; k++) {
        fits = fits && rescale(&numbers[k].digits, decimals - numbers[k].decimals);
    }
    if (!fits) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "its values would need more than 15 digits, and 30 behind the point, to be exact");
    }
    self->axis->kind = DESIGN_DECIMAL;
    self->axis->decimals = decimals;
    self->axis->from = numbers[0].digits;
    self->axis->n = numbers[1].digits - numbers[0].digits; /* the distance, until it is cut */
    self->axis->step = numbers[2].digits;
    return OK;
}

static enum status
read_dates(struct reader *self, const struct span parts[3], int n_parts)
{
    struct decimal step = { 1, 0 };
    char why[DATE_WHY_MAX];
    int days[2] = { 0, 0 };

    for (int k = 0; k < 2; k++) {
        if (!read_date(parts[k], &days[k], why)) {
            return err_add(self->err, ERR_USAGE, &self->place, "%s is \"%.*s\"; %s",
                k == 0 ? "FROM" : "TO", shown(parts[k]), parts[k].at, why);
        }
    }
    if (n_parts == 3 && (read_decimal(parts[2], &step) != READ || step.decimals > 0)) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "the step is \"%.*s\"; between dates it is a whole number of days", shown(parts[2]),
            parts[2].at);
    }
    self->axis->kind = DESIGN_DAY;
    self->axis->from = days[0];
    self->axis->n = days[1] - days[0];
    self->axis->step = step.digits;
    return OK;
}

/* From the distance between FROM and TO, and the step, to the number of values. */
static enum status
cut_range(struct reader *self, const struct span parts[3])
{
    struct design_axis *axis = self->axis;
    const bool backward = axis->n < 0;

    if (axis->step == 0) {
        return err_add(self->err, ERR_USAGE, &self->place, "a step of 0 leads nowhere");
    }
    if (axis->n != 0 && backward != (axis->step < 0) && parts[2].at == NULL) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "steps of a day lead away from %.*s; a step below 0 leads back", shown(parts[1]),
            parts[1].at);
    }
    if (axis->n != 0 && backward != (axis->step < 0)) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "a step of %.*s leads away from %.*s; it must be %s 0", shown(parts[2]), parts[2].at,
            shown(parts[1]), parts[1].at, backward ? "below" : "above");
    }
    axis->n = axis->n / axis->step + 1;
    return OK;
}

/* A range without a step: of so many decimals that there are enough of them in each slice. */
static enum status
slice_range(struct reader *self, const struct span parts[3])
{
    struct design_axis *axis = self->axis;

    if (axis->n <= 0) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "FROM is %.*s; it must be below TO, %.*s", shown(parts[0]), parts[0].at,
            shown(parts[1]), parts[1].at);
    }
    while (axis->n / self->design->n_points < PER_SLICE) {
        axis->n *= 10;
        axis->decimals++;
        if (!rescale(&axis->from, 1)) {
            return err_add(self->err, ERR_USAGE, &self->place,
                "%d values between %.*s and %.*s would need more than 15 digits",
                self->design->n_points, shown(parts[0]), parts[0].at, shown(parts[1]), parts[1].at);
        }
    }
    axis->step = 1;
    return OK;
}

static enum status
read_range(struct reader *self, const struct span parts[3], int n_parts)
{
    const bool dates = is_date_like(parts[0]) || is_date_like(parts[1]);
    enum status status = OK;

    for (int k = 0; k < n_parts; k++) {
        if (parts[k].n == 0) {
            return err_add(self->err, ERR_USAGE, &self->place,
                "nothing stands %s; write FROM:TO:STEP",
                k == 0 ? "before the first :" : "behind :");
        }
    }
    if (n_parts == 2 && !self->hypercube && !dates) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "a step is missing; write %.*s:%.*s:STEP", shown(parts[0]), parts[0].at,
            shown(parts[1]), parts[1].at);
    }
    status = dates ? read_dates(self, parts, n_parts) : read_numbers(self, parts, n_parts);
    if (status != OK) {
        return status;
    }
    return n_parts == 3 || dates ? cut_range(self, parts) : slice_range(self, parts);
}

/* A value of a list as a number. */
static double
number_of(struct span text)
{
    struct decimal number;
    char why[DATE_WHY_MAX];
    int day = 0;

    if (is_date_like(text)) {
        return read_date(text, &day, why) ? (double)day : (double)NAN;
    }
    return read_decimal(text, &number) == READ ? decimal_number(number.digits, number.decimals)
                                               : (double)NAN;
}

static enum status
read_list(struct reader *self)
{
    struct design_axis *axis = self->axis;
    struct arena *arena = &self->design->arena;
    struct span *parts = NULL;
    double *numbers = NULL;

    axis->kind = DESIGN_LIST;
    axis->n = split(axis->typed, ',', NULL, 0);
    if (axis->n > DESIGN_POINTS_MAX) {
        return OK; /* which is said of all points together */
    }
    parts = arena_alloc(arena, (size_t)axis->n, sizeof(*parts));
    axis->texts = arena_alloc(arena, (size_t)axis->n, sizeof(*axis->texts));
    axis->numbers = numbers = arena_alloc(arena, (size_t)axis->n, sizeof(*numbers));
    if (parts == NULL || axis->texts == NULL || numbers == NULL) {
        return err_memory(self->err);
    }
    (void)split(axis->typed, ',', parts, axis->n);
    for (int64_t k = 0; k < axis->n; k++) {
        if (parts[k].n == 0) {
            return err_add(self->err, ERR_USAGE, &self->place, "value %lld of %lld is empty",
                (long long)k + 1, (long long)axis->n);
        }
        numbers[k] = number_of(parts[k]);
        axis->texts[k] = arena_copy(arena, parts[k].at, parts[k].n);
        if (axis->texts[k] == NULL) {
            return err_memory(self->err);
        }
    }
    return OK;
}

/* Is one path the other, or a part of what the other names? */
static bool
is_within(const char *inner, const char *outer)
{
    const size_t n = strlen(outer);

    return strncmp(inner, outer, n) == 0 && (inner[n] == '\0' || inner[n] == '.');
}

/* Refuses what cannot be swept at all, or not beside the axes before it. */
static enum status
check_path(const struct reader *self)
{
    const char *path = self->axis->path;

    if (strcmp(path, "seed") == 0) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "every point meets the same worlds, so that nothing but what is swept makes a "
            "difference; the seed is one for all: -s SEED");
    }
    for (const struct design_axis *other = self->design->axes; other < self->axis; other++) {
        if (strcmp(path, other->path) == 0) {
            return err_add(self->err, ERR_USAGE, &self->place, "%.200s is swept twice", path);
        }
        if (is_within(path, other->path) || is_within(other->path, path)) {
            const bool inner = is_within(path, other->path);
            return err_add(self->err, ERR_USAGE, &self->place, "%.200s is a part of %.200s",
                inner ? path : other->path, inner ? other->path : path);
        }
    }
    return OK;
}

static enum status
read_axis(struct reader *self, const char *over)
{
    const char *equal = strchr(over, '=');
    const struct span path = trim(over, equal != NULL ? equal : over);
    struct span parts[3] = { { .n = 0 } };
    enum status status = OK;
    int64_t n = 0;

    self->place = (struct place){ arena_print(&self->design->arena, "--over %s", over), 0 };
    if (self->place.file == NULL) {
        return err_memory(self->err);
    }
    if (path.n == 0) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "write --over PATH=FROM:TO:STEP, such as --over actors.NAME.capability=10:50:10, or "
            "PATH=a,b,c");
    }
    self->axis->path = arena_copy(&self->design->arena, path.at, path.n);
    self->axis->typed = equal + 1;
    if (self->axis->path == NULL) {
        return err_memory(self->err);
    }
    status = check_path(self);
    if (status != OK) {
        return status;
    }
    if (equal[1 + strspn(equal + 1, " \t")] == '\0') {
        return err_add(self->err, ERR_USAGE, &self->place, "no value stands behind =");
    }
    n = split(equal + 1, ':', parts, 3);
    if (n > 3) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "a range has three parts, FROM:TO:STEP, and not %lld", (long long)n);
    }
    if (n == 1 && self->hypercube) {
        return err_add(self->err, ERR_USAGE, &self->place,
            "--lhs draws from ranges: FROM:TO, or FROM:TO:STEP; a list is for a grid, without "
            "--lhs");
    }
    return n == 1 ? read_list(self) : read_range(self, parts, (int)n);
}

/* ---- the points ---- */

/* How many there are, refused when they are too many. Products stop at 10^18: a factor is at most
 * 2 x 10^15, so that we look before multiplying. */
static enum status
count_points(struct design *self, struct err *err)
{
    const int64_t limit = INT64_C(1000000000000000000);
    char all[PHRASE_MAX], most[PHRASE_MAX];
    int64_t n = 1;

    for (int a = 0; a < self->n_axes; a++) {
        n = n > limit / self->axes[a].n ? limit : n * self->axes[a].n;
    }
    if (n > DESIGN_POINTS_MAX) {
        return err_add(err, ERR_USAGE, NULL,
            "--over: %s%s points; at most %s are possible\ntake larger steps, or draw a sample of "
            "them: --lhs 100",
            n == limit ? "more than " : "", phrase_count(n, all),
            phrase_count(DESIGN_POINTS_MAX, most));
    }
    self->n_points = (int)n;
    return OK;
}

enum status
design_init(struct design *self, const char *const *overs, int n, int64_t cube, struct err *err)
{
    enum status status = OK;

    BUG_IF(cube < 0 || cube > DESIGN_POINTS_MAX);
    if (n < 1) {
        return err_add(err, ERR_USAGE, NULL,
            "nothing is swept; say over what: --over PATH=FROM:TO:STEP or --over PATH=a,b,c");
    }
    if (n > DESIGN_AXES_MAX) {
        return err_add(
            err, ERR_USAGE, NULL, "%d --over; at most %d are possible", n, DESIGN_AXES_MAX);
    }
    self->axes = arena_alloc(&self->arena, (size_t)n, sizeof(*self->axes));
    if (self->axes == NULL) {
        return err_memory(err);
    }
    self->n_axes = n;
    self->n_points = (int)cube;
    self->hypercube = cube > 0;
    for (int a = 0; a < n; a++) {
        struct reader reader = {
            .design = self, .axis = &self->axes[a], .err = err, .hypercube = self->hypercube
        };
        const enum status read = read_axis(&reader, overs[a]);

        status = status == OK || read == ERR_MEMORY ? read : status;
        if (self->axes[a].path == NULL) {
            self->axes[a].path = ""; /* for those behind it to look at */
        }
    }
    return status == OK && !self->hypercube ? count_points(self, err) : status;
}

enum status
design_check_sets(const struct design *self, const char *const *sets, int n, struct err *err)
{
    enum status status = OK;

    for (int k = 0; k < n; k++) {
        const char *equal = strchr(sets[k], '=');
        const int length = equal != NULL ? (int)(equal - sets[k]) : 0;
        for (int a = 0; a < self->n_axes && length > 0; a++) {
            const char *path = self->axes[a].path;
            const size_t whole = strlen(path);
            if (strncmp(sets[k], path, whole) == 0 && strchr("=.", sets[k][whole]) != NULL) {
                status = err_add(err, ERR_USAGE, NULL,
                    "%s %.200s has no effect: --over %.200s sets it at every point; leave out one "
                    "of the two",
                    strcmp(path, "runs") == 0 ? "-n or --set" : "--set", sets[k], path);
            }
        }
    }
    return status;
}

/* Fisher and Yates's shuffle, then a place within each slice. Numbers 0 .. N - 1 of the axis's
 * streams "order" and "place". */
static void
draw_axis(const struct design *self, struct design_axis *axis, uint64_t seed)
{
    const int64_t points = self->n_points, whole = axis->n / points, rest = axis->n % points;
    const uint64_t order = rng_hash_names("sweep", axis->path, "order");
    const uint64_t place = rng_hash_names("sweep", axis->path, "place");

    for (int64_t p = 0; p < points; p++) {
        const int64_t other = (int64_t)(rng_uniform(seed, 0, order, (uint32_t)p) * (double)(p + 1));
        axis->drawn[p] = axis->drawn[other];
        axis->drawn[other] = p;
    }
    for (int64_t p = 0; p < points; p++) {
        const double u = rng_uniform(seed, 0, place, (uint32_t)p);
        const int64_t slice = axis->drawn[p];
        if (whole < PER_SLICE) { /* steps, which slices share */
            const int64_t step = (int64_t)(((double)slice + u) / (double)points * (double)axis->n);
            axis->drawn[p] = step < axis->n ? step : axis->n - 1; /* u next to 1 is rounded up */
        } else { /* whole numbers, so that none is drawn for the slice beside it */
            const int64_t first = slice * whole + (slice * rest + points - 1) / points;
            const int64_t next = (slice + 1) * whole + ((slice + 1) * rest + points - 1) / points;
            axis->drawn[p] = first + (int64_t)(u * (double)(next - first));
        }
    }
}

enum status
design_lay(struct design *self, uint64_t seed, struct err *err)
{
    for (int a = 0; a < self->n_axes && self->hypercube; a++) {
        struct design_axis *axis = &self->axes[a];

        axis->drawn = arena_alloc(&self->arena, (size_t)self->n_points, sizeof(*axis->drawn));
        if (axis->drawn == NULL) {
            return err_memory(err);
        }
        draw_axis(self, axis, seed);
    }
    return OK;
}

int64_t
design_place(const struct design *self, int point, int axis)
{
    int64_t block = 1; /* points in a row with the same value */

    if (self->hypercube) {
        return self->axes[axis].drawn[point];
    }
    for (int a = self->n_axes - 1; a > axis; a--) {
        block *= self->axes[a].n;
    }
    return point / block % self->axes[axis].n;
}

const char *
design_value(const struct design *self, int point, int axis, char *text)
{
    const struct design_axis *of = &self->axes[axis];
    const int64_t k = design_place(self, point, axis);

    switch (of->kind) {
    case DESIGN_LIST:
        return of->texts[k];
    case DESIGN_DECIMAL:
        return write_decimal(of->from + k * of->step, of->decimals, text);
    case DESIGN_DAY:
        break;
    }
    return date_iso((int)(of->from + k * of->step), text);
}

double
design_number(const struct design *self, int point, int axis)
{
    const struct design_axis *of = &self->axes[axis];
    const int64_t k = design_place(self, point, axis);

    if (of->kind == DESIGN_LIST) {
        return of->numbers[k];
    }
    return decimal_number(of->from + k * of->step, of->decimals);
}

/* Is a text of a list a date? */
static bool
is_date(const char *text)
{
    return is_date_like((struct span){ text, strlen(text) });
}

bool
design_is_number(const struct design *self, int point, int axis)
{
    const struct design_axis *of = &self->axes[axis];
    const int64_t k = design_place(self, point, axis);

    return of->kind == DESIGN_DECIMAL ||
           (of->kind == DESIGN_LIST && !isnan(of->numbers[k]) && !is_date(of->texts[k]));
}

bool
design_is_ordered(const struct design *self, int axis)
{
    const struct design_axis *of = &self->axes[axis];

    for (int64_t k = 0; of->kind == DESIGN_LIST && k < of->n; k++) {
        if (isnan(of->numbers[k]) || is_date(of->texts[k]) != is_date(of->texts[0])) {
            return false;
        }
    }
    return true;
}

void
design_free(struct design *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
