/* value: one key's value. See value.h. */
#include "value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "rng.h"

/* What a row's numbers must lie in, in the author's units, and how they are scaled. */
struct range {
    double low, high, shift, factor;
};

/* ---- mistakes ---- */

const char *
value_path(struct value_site *site, const struct text *node)
{
    return text_path(site->reader->tree, node, site->path);
}

/* "PATH is <a list>; it must be <...>". */
static void
wrong_kind(struct value_site *site, const struct text *node)
{
    char allowed[PARAM_ALLOWED_MAX];

    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place, "%s is %s; it must be %s",
        value_path(site, node), text_kind_name(node->kind), param_allowed(site->row, allowed));
}

/* "PATH is <10.5>; it must be <...>". */
static void
wrong_number(struct value_site *site, const struct text *node)
{
    char allowed[PARAM_ALLOWED_MAX], number[NUM_TEXT_MAX];

    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place, "%s is %s; it must be %s",
        value_path(site, node), num_text(node->real, number), param_allowed(site->row, allowed));
}

static void
out_of_range(
    struct value_site *site, const struct text *node, double value, const struct range *range)
{
    char number[NUM_TEXT_MAX], low[NUM_TEXT_MAX], high[NUM_TEXT_MAX];
    const char *path = value_path(site, node);
    const char *verb = node->kind == TEXT_LIST || node->kind == TEXT_GROUP ? "holds" : "is";
    const int flags = site->row->flags;

    if (range->low > -HUGE_VAL && range->high < HUGE_VAL &&
        (flags & (PARAM_ABOVE | PARAM_BELOW)) == 0) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s %s %s; it must be between %s and %s", path, verb, num_text(value, number),
            num_text(range->low, low), num_text(range->high, high));
    } else {
        char words[96] = "";
        param_append_range(words, sizeof(words), range->low, range->high, flags);
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s %s %s; it must be a number%s", path, verb, num_text(value, number), words);
    }
}

static bool
in_range(const struct value_site *site, double value, const struct range *range)
{
    const int flags = site->row->flags;

    return value >= range->low && value <= range->high &&
           !((flags & PARAM_ABOVE) != 0 && value <= range->low) &&
           !((flags & PARAM_BELOW) != 0 && value >= range->high);
}

/* ---- numbers ---- */

static bool
is_number(const struct text *node)
{
    return node->kind == TEXT_WHOLE || node->kind == TEXT_REAL;
}

/* The range of what the key `path` of the group names; of a difference, twice as wide. False when
 * the path leads nowhere, which is said elsewhere. */
static bool
find_path_range(const struct value_site *site, struct range *range)
{
    const struct text *path = text_get(site->group, "path");
    const bool change = (site->row->flags & PARAM_CHANGE) != 0;

    if (path == NULL || path->kind != TEXT_STRING ||
        !site->reader->path_range(site->reader->context, path->string, &range->low, &range->high,
            &range->shift, &range->factor)) {
        return false;
    }
    if (change) {
        range->low -= range->high;
        range->high = -range->low;
        range->shift = 0.0;
    }
    return true;
}

/* The range of the row at this site; false when it hangs on an issue that does not exist (which
 * the reference to it reports). */
static bool
find_range(const struct value_site *site, struct range *range)
{
    const struct param *row = site->row;

    *range = (struct range){ -HUGE_VAL, HUGE_VAL, 0.0, 1.0 };
    if ((row->flags & PARAM_ISSUE_UNITS) != 0) {
        const struct text *issue = text_get(site->group, "issue");
        const char *name = site->reader->issue;
        if (name == NULL && issue != NULL && issue->kind == TEXT_STRING) {
            name = issue->string;
        }
        if (name == NULL ||
            !site->reader->issue_range(site->reader->context, name, &range->low, &range->high)) {
            return false;
        }
        range->shift = range->low;
        range->factor = 1.0 / (range->high - range->low);
        if ((row->flags & PARAM_LIMITED) != 0) {
            const struct text *limits = text_get(site->group, "limits");
            if (limits != NULL && limits->kind == TEXT_LIST && limits->n_children == 2 &&
                is_number(limits->first) && is_number(limits->last) &&
                limits->first->real < limits->last->real) {
                range->low = limits->first->real > range->low ? limits->first->real : range->low;
                range->high = limits->last->real < range->high ? limits->last->real : range->high;
            }
        }
    } else if ((row->flags & PARAM_OF_PATH) != 0) {
        return find_path_range(site, range);
    } else if (row->low != row->high) {
        range->low = row->low;
        range->high = row->high;
    }
    if ((row->flags & PARAM_PERCENT) != 0) {
        range->factor = 0.01;
    }
    return true;
}

/* Up to three numbers of a list; false (and a mistake) when it is not n of them. */
static bool
read_numbers(struct value_site *site, const struct text *list, int n, const char *form, double *out)
{
    const struct text *member = NULL;
    int i = 0;

    if (list->kind == TEXT_LIST && list->n_children == n) {
        for (member = list->first; member != NULL && is_number(member); member = member->next) {
            out[i++] = member->real;
        }
    }
    if (i != n) {
        if (list->kind == TEXT_LIST && list->n_children != n) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &list->place,
                "%s is a list of %d; it must be %s", value_path(site, list), list->n_children,
                form);
        } else {
            (void)err_add(site->reader->err, ERR_SCENARIO, &list->place, "%s %s %s; it must be %s",
                value_path(site, list), list->kind == TEXT_LIST ? "holds" : "is",
                text_kind_name(member != NULL ? member->kind : list->kind), form);
        }
        return false;
    }
    return true;
}

/* "(70, 85, 95)". */
static const char *
numbers_text(const double *x, int n, char *text, size_t size)
{
    char number[NUM_TEXT_MAX];
    size_t used = 0;

    for (int k = 0; k < n; k++) {
        used += (size_t)snprintf(
            text + used, size - used, "%s%s", k == 0 ? "(" : ", ", num_text(x[k], number));
    }
    (void)snprintf(text + used, size - used, ")");
    return text;
}

/* The numbers of a range do not rise: says so, and how they would. */
static void
does_not_rise(struct value_site *site, const struct text *node, const double *x, int n)
{
    char written[4 * NUM_TEXT_MAX], risen[4 * NUM_TEXT_MAX];
    double sorted[3] = { 0 };

    for (int k = 0; k < n; k++) {
        int j = k;
        for (; j > 0 && sorted[j - 1] > x[k]; j--) {
            sorted[j] = sorted[j - 1];
        }
        sorted[j] = x[k];
    }
    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
        "%s = %s: %s must rise\ndid you mean %s?", value_path(site, node),
        numbers_text(x, n, written, sizeof(written)), n == 2 ? "low, high" : "low, best, high",
        numbers_text(sorted, n, risen, sizeof(risen)));
}

/* (low, high) or (low, best, high). */
static bool
read_range(struct value_site *site, const struct text *node, struct dist *dist)
{
    const int n = node->n_children;
    double x[3] = { 0 };

    if (n != 2 && n != 3) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is a list of %d; a range is (low, high), an estimate is (low, best, high)",
            value_path(site, node), n);
        return false;
    }
    if (!read_numbers(site, node, n, "numbers: (low, high) or (low, best, high)", x)) {
        return false;
    }
    if (x[0] > x[1] || (n == 3 && x[1] > x[2])) {
        does_not_rise(site, node, x, n);
        return false;
    }
    dist->kind = n == 2 ? DIST_UNIFORM : DIST_TRIANGULAR;
    dist->a = x[0];
    dist->b = x[n - 1];
    dist->c = x[1];
    return true;
}

/* ---- dates ---- */

static void
read_date(struct value_site *site, const struct text *node, int *out)
{
    char why[DATE_WHY_MAX], first[DATE_TEXT_MAX], last[DATE_TEXT_MAX];
    int day = DATE_NONE;
    const int start = *site->reader->start, end = *site->reader->end;

    if (node->kind == TEXT_GROUP && text_get(node, "choice") != NULL) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s must be certain here: one date \"YYYY-MM-DD\", not a choice",
            value_path(site, node));
        return;
    }
    if (node->kind != TEXT_STRING) {
        wrong_kind(site, node);
        return;
    }
    if (!date_read(node->string, &day, why)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place, "%s is %s; %s",
            value_path(site, node), node->string, why);
        return;
    }
    if ((site->row->flags & PARAM_ANY_DATE) == 0 && start != DATE_NONE && end != DATE_NONE &&
        (day < start || day > end)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %s; it must lie within the calendar, %s to %s", value_path(site, node),
            node->string, date_iso(start, first), date_iso(end, last));
        return;
    }
    if ((site->row->flags & PARAM_KNOWN) != 0 && start != DATE_NONE && day > start &&
        !*site->reader->retrospective) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %s, after the start, %s: nobody could know it then; a scenario that looks back "
            "says retrospective = true",
            value_path(site, node), node->string, date_iso(start, first));
        return;
    }
    if (out != NULL) {
        *out = day;
    }
}

/* ---- forms of numbers: { normal = (mean, sd); } and the like ---- */

static enum status
read_normal(
    struct value_site *site, const struct text *node, const struct range *range, struct dist *dist)
{
    double x[2] = { 0 };
    char number[NUM_TEXT_MAX];

    (void)range;
    if (!read_numbers(site, node, 2, "(mean, sd)", x)) {
        return OK;
    }
    if (!(x[1] > 0.0)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s: the standard deviation is %s; it must be above 0", value_path(site, node),
            num_text(x[1], number));
        return OK;
    }
    dist->kind = DIST_NORMAL;
    dist->a = x[0];
    dist->b = x[1];
    return OK;
}

static enum status
read_lognormal(
    struct value_site *site, const struct text *node, const struct range *range, struct dist *dist)
{
    double x[2] = { 0 };
    char written[3 * NUM_TEXT_MAX];

    (void)range;
    if (!read_numbers(site, node, 2, "(median, factor)", x)) {
        return OK;
    }
    if (!(x[0] > 0.0 && x[1] > 1.0)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s = %s: the median must be above 0 and the factor above 1", value_path(site, node),
            numbers_text(x, 2, written, sizeof(written)));
        return OK;
    }
    dist->kind = DIST_LOGNORMAL;
    dist->a = x[0];
    dist->b = x[1];
    return OK;
}

static enum status
set_beta(
    struct value_site *site, double low, double high, double alpha, double beta, struct dist *dist)
{
    struct param_reader *reader = site->reader;

    dist->kind = DIST_BETA;
    dist->a = low;
    dist->b = high;
    dist->shape = beta_find(&reader->betas, &reader->tree->arena, alpha, beta);
    return dist->shape != NULL ? OK : err_memory(reader->err);
}

/* Malcolm, Roseboom, Clark and Fazar 1959: the mean is (low + 4 best + high) / 6. */
static enum status
read_pert(
    struct value_site *site, const struct text *node, const struct range *range, struct dist *dist)
{
    double x[3] = { 0 }, part = 0.0;

    (void)range;
    if (!read_numbers(site, node, 3, "(low, best, high)", x)) {
        return OK;
    }
    if (x[0] > x[1] || x[1] > x[2]) {
        does_not_rise(site, node, x, 3);
        return OK;
    }
    if (x[0] == x[2]) {
        dist->kind = DIST_UNIFORM;
        dist->a = dist->b = x[0];
        return OK;
    }
    part = (x[1] - x[0]) / (x[2] - x[0]);
    part = part >= 0.0 && part <= 1.0 ? part : 0.5; /* a width that overflows */
    return set_beta(site, x[0], x[2], 1.0 + 4.0 * part, 1.0 + 4.0 * (1.0 - part), dist);
}

static enum status
read_beta(
    struct value_site *site, const struct text *node, const struct range *range, struct dist *dist)
{
    double x[2] = { 0 };

    if (!read_numbers(site, node, 2, "(alpha, beta)", x)) {
        return OK;
    }
    for (int k = 0; k < 2; k++) {
        if (!(x[k] >= BETA_SHAPE_LEAST && x[k] <= BETA_SHAPE_MOST)) {
            char number[NUM_TEXT_MAX], low[NUM_TEXT_MAX], high[NUM_TEXT_MAX];
            (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
                "%s: %s is %s; it must be between %s and %s", value_path(site, node),
                k == 0 ? "alpha" : "beta", num_text(x[k], number), num_text(BETA_SHAPE_LEAST, low),
                num_text(BETA_SHAPE_MOST, high));
            return OK;
        }
    }
    if (!(range->low <= 0.0 && range->high >= 1.0)) {
        char words[96] = "";
        param_append_range(words, sizeof(words), range->low, range->high, site->row->flags);
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s lies between 0 and 1, but it must be a number%s", value_path(site, node), words);
        return OK;
    }
    return set_beta(site, 0.0, 1.0, x[0], x[1], dist);
}

static bool
is_whole(struct value_site *site, const struct text *node, const struct text *named)
{
    char number[NUM_TEXT_MAX];

    if ((site->row->flags & PARAM_INTEGRAL) == 0 || node->real == num_floor(node->real)) {
        return true;
    }
    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
        "%s is %s; it must be a whole number", value_path(site, named),
        num_text(node->real, number));
    return false;
}

static bool
is_dated(const struct param *row)
{
    return row->type == PARAM_DAY || row->type == PARAM_DATES || row->type == PARAM_WHEN;
}

/* One value of a choice: a number, or a date where the key is one. */
static bool
read_chosen(
    struct value_site *site, const struct text *node, const struct range *range, double *out)
{
    if (is_dated(site->row)) {
        int day = DATE_NONE;
        read_date(site, node, &day);
        *out = (double)day;
        return day != DATE_NONE;
    }
    *out = node->real;
    if (!is_number(node)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %s; it must be a number", value_path(site, node), text_kind_name(node->kind));
        return false;
    }
    if (!in_range(site, node->real, range)) {
        out_of_range(site, node, node->real, range);
        return false;
    }
    return is_whole(site, node, node);
}

#define WEIGHT_MOST 1e15

/* One (value, weight), put in its place among those before it; false with a mistake. */
static bool
read_choice_pair(
    struct value_site *site, const struct text *pair, const struct range *range, struct dist *dist)
{
    struct dist_choice *choices = dist->choices;
    struct dist_choice new = { 0 };
    int at = dist->n;

    if (pair->kind != TEXT_LIST || pair->n_children != 2) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &pair->place, "%s must be (value, weight)",
            value_path(site, pair));
        return false;
    }
    if (!read_chosen(site, pair->first, range, &new.value)) {
        return false;
    }
    if (!is_number(pair->last) || !(pair->last->real > 0.0 && pair->last->real <= WEIGHT_MOST)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &pair->last->place,
            "%s: a weight must be a number above 0 and at most 1e15", value_path(site, pair->last));
        return false;
    }
    new.weight = pair->last->real;
    for (; at > 0 && choices[at - 1].value > new.value; at--) {
        choices[at] = choices[at - 1];
    }
    choices[at] = new;
    dist->n++;
    if (at > 0 && choices[at - 1].value == new.value) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &pair->place,
            "%s gives the same value as an entry before it; add their weights up",
            value_path(site, pair));
        return false;
    }
    return true;
}

static enum status
read_choice(
    struct value_site *site, const struct text *node, const struct range *range, struct dist *dist)
{
    bool fine = true;

    if (node->kind != TEXT_LIST || node->n_children == 0 || node->n_children > DIST_CHOICES_MOST) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s must be ((value, weight), ...), 1 to %d of them", value_path(site, node),
            DIST_CHOICES_MOST);
        return OK;
    }
    dist->n = 0;
    dist->choices =
        arena_alloc(&site->reader->tree->arena, (size_t)node->n_children, sizeof(*dist->choices));
    if (dist->choices == NULL) {
        return err_memory(site->reader->err);
    }
    for (const struct text *pair = node->first; pair != NULL; pair = pair->next) {
        fine = read_choice_pair(site, pair, range, dist) && fine;
    }
    if (fine) {
        dist->kind = DIST_CHOICE;
    }
    return OK;
}

#define FORM(key, what, help) \
    { \
        PARAM_ANY, key, PARAM_KEPT, PARAM_NONE, 0.0, 0.0, "", help, what, NULL, PARAM_UNLISTED \
    }
static const struct param form_rows[] = {
    FORM("normal", "(mean, sd)",
        "The normal distribution; cut to what the key allows, and never piled up at its ends."),
    FORM("lognormal", "(median, factor)",
        "Its logarithm is normal: one standard deviation multiplies by the factor; cut as normal."),
    FORM("pert", "(low, best, high)",
        "A beta distribution with the mean (low + 4 best + high) / 6: an estimate with thin ends."),
    FORM("beta", "(alpha, beta)", "The beta distribution, between 0 and 1."),
    FORM("choice", "((value, weight), ...)",
        "One of several values, by weight; of a date one of several dates."),
    FORM("value", "any of these, or a plain number", "For a remark beside it."),
    PARAM_REMARKS,
    { .key = NULL },
};
#undef FORM
const struct schema value_schema = { .what = "number",
    .help =
        "A number that is not certain, { FORM = ...; } in the place of a plain one. (low, high) "
        "is anything between, equally likely; (low, best, high) an estimate, a triangle. Each "
        "is drawn anew in each world.",
    .params = form_rows };

/* How each form is read, in order of the rows. A reader that finds a mistake says so and leaves the
 * dist constant. */
static const struct form {
    bool dates; /* dates have it too */
    enum status (*read)(struct value_site *site, const struct text *node, const struct range *range,
        struct dist *dist);
} forms[] = {
    { false, read_normal }, { false, read_lognormal }, { false, read_pert }, { false, read_beta },
    { true, read_choice },
    { true, NULL }, /* { value = ANY OF THESE; }: read in the group's place */
};
#define N_FORMS ((int)(sizeof(forms) / sizeof(forms[0])))

static const struct param remarks[] = { PARAM_REMARKS };
#define N_REMARKS ((int)(sizeof(remarks) / sizeof(remarks[0])))

static void read_text(struct value_site *site, const struct text *node, const char **out);

/* Reads a key of a group of numbers that is a remark; false when it is none. */
static bool
read_remark(struct value_site *site, const struct text *node)
{
    struct value_site inner = *site;

    for (int k = 0; k < N_REMARKS; k++) {
        if (strcmp(remarks[k].key, node->key) == 0) {
            inner.row = &remarks[k];
            if (remarks[k].type == PARAM_DATE) {
                read_date(&inner, node, NULL);
            } else {
                read_text(&inner, node, NULL);
            }
            return true;
        }
    }
    return false;
}

/* The forms that the row allows, and their names as "normal, lognormal and value". */
static int
forms_of(const struct param *row, const char **keys, char *words, size_t size)
{
    size_t used = 0;
    int n = 0;

    for (int k = 0; k < N_FORMS; k++) {
        if (forms[k].dates || !is_dated(row)) {
            keys[n++] = form_rows[k].key;
        }
    }
    for (int k = 0; k < n; k++) {
        used += (size_t)snprintf(words + used, size - used, "%s%s",
            k == 0       ? ""
            : k == n - 1 ? " and "
                         : ", ",
            keys[k]);
    }
    return n;
}

/* Says of every key of the group that is no form and no remark. */
static void
check_form_keys(struct value_site *site, const struct text *node)
{
    const char *keys[N_FORMS + N_REMARKS];
    char words[128], allowed[160] = "";
    int n = forms_of(site->row, keys, words, sizeof(words));
    size_t used = 0;

    for (int k = 0; k < N_REMARKS; k++) {
        keys[n++] = remarks[k].key;
    }
    for (int k = 0; k < n; k++) {
        used += (size_t)snprintf(
            allowed + used, sizeof(allowed) - used, "%s%s", k == 0 ? "" : ", ", keys[k]);
    }
    for (const struct text *child = node->first; child != NULL; child = child->next) {
        bool known = read_remark(site, child);
        for (int k = 0; k < n; k++) {
            known = known || strcmp(child->key, keys[k]) == 0;
        }
        if (!known) {
            const char *near = err_nearest(child->key, keys, n);
            (void)err_add(site->reader->err, ERR_SCENARIO, &child->place,
                "%s: no such key in a %s\n%s%s%sallowed: %s", value_path(site, child),
                is_dated(site->row) ? "date" : "number", near != NULL ? "did you mean " : "",
                near != NULL ? near : "", near != NULL ? "? " : "", allowed);
        }
    }
}

/* Fills dist from one of the forms, or leaves it constant; *inner is the node of { value = ANY; },
 * to be read instead. */
static enum status
read_form(struct value_site *site, const struct text *node, const struct range *range,
    struct dist *dist, struct text **inner)
{
    const char *keys[N_FORMS];
    char words[128];
    const struct form *form = NULL;
    const int before = site->reader->err->n_mistakes;
    int given = 0;

    check_form_keys(site, node);
    if (site->reader->err->n_mistakes > before) {
        return OK; /* the unknown one may be meant for the missing one */
    }
    for (int k = 0; k < N_FORMS; k++) {
        if ((forms[k].dates || !is_dated(site->row)) && text_get(node, form_rows[k].key) != NULL) {
            form = &forms[k];
            given++;
        }
    }
    if (given != 1) {
        (void)forms_of(site->row, keys, words, sizeof(words));
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place, "%s must hold one of %s",
            value_path(site, node), words);
        return OK;
    }
    if (form->read == NULL) {
        *inner = text_get(node, form_rows[form - forms].key);
        return OK;
    }
    return form->read(site, text_get(node, form_rows[form - forms].key), range, dist);
}

/* Appends to the list of uncertain numbers; -1 when memory is exhausted. */
static int
register_uncertain(struct value_site *site, const struct text *node, const struct dist *dist)
{
    struct param_reader *reader = site->reader;
    struct uncertain *item = NULL;
    const char *path = NULL;

    if (reader->n_uncertain == reader->room_uncertain) {
        const int room = reader->room_uncertain == 0 ? 64 : 2 * reader->room_uncertain;
        struct uncertain *bigger = arena_alloc(&reader->tree->arena, (size_t)room, sizeof(*bigger));
        if (bigger == NULL) {
            return -1;
        }
        if (reader->n_uncertain > 0) {
            memcpy(bigger, reader->uncertain, (size_t)reader->n_uncertain * sizeof(*bigger));
        }
        reader->uncertain = bigger;
        reader->room_uncertain = room;
    }
    path = value_path(site, node);
    item = &reader->uncertain[reader->n_uncertain];
    item->path = arena_copy(&reader->tree->arena, path, strlen(path));
    if (item->path == NULL) {
        return -1;
    }
    item->key = rng_hash(item->path, strlen(item->path));
    item->dist = *dist;
    item->integral = (site->row->flags & PARAM_INTEGRAL) != 0;
    item->is_date = is_dated(site->row);
    return reader->n_uncertain++;
}

static bool
dist_in_range(struct value_site *site, const struct text *node, const struct dist *dist,
    const struct range *range)
{
    const bool bounded =
        dist->kind == DIST_UNIFORM || dist->kind == DIST_TRIANGULAR || dist->kind == DIST_BETA;
    const double first = dist->a, second = bounded ? dist->b : dist->a;

    /* The values of a choice have been looked at one by one. The ends of a beta are never reached,
     * so that they may be ends which the key excludes. */
    if (dist->kind == DIST_CHOICE ||
        (dist->kind == DIST_BETA && first >= range->low && second <= range->high)) {
        return true;
    }
    if (!in_range(site, first, range)) {
        out_of_range(site, node, first, range);
        return false;
    }
    if (!in_range(site, second, range)) {
        out_of_range(site, node, second, range);
        return false;
    }
    return true;
}

/* Completes and registers what an author is unsure of. */
static enum status
take_uncertain(
    struct value_site *site, const struct text *node, struct dist *dist, struct number *out)
{
    if (!dist_init(dist)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s: nearly all of the distribution lies outside what is allowed",
            value_path(site, node));
        return OK;
    }
    out->slot = register_uncertain(site, node, dist);
    if (out->slot < 0) {
        return err_memory(site->reader->err);
    }
    out->value = (dist_middle(dist) - out->shift) * out->factor;
    return OK;
}

static enum status
read_number(struct value_site *site, struct text *node, struct number *out)
{
    struct range range;
    struct dist dist = { .kind = DIST_CONSTANT };
    struct text *inner = NULL;
    struct text *outer = node; /* the path is that of the key, whatever the form */

    if (!find_range(site, &range)) {
        return OK;
    }
    if (node->kind == TEXT_GROUP) {
        const enum status status = read_form(site, node, &range, &dist, &inner);
        if (status != OK || (inner == NULL && dist.kind == DIST_CONSTANT)) {
            return status;
        }
        node = inner != NULL ? inner : node;
    }
    *out = (struct number){ PARAM_NONE, range.shift, range.factor, -1 };
    if (is_number(node)) {
        if (!in_range(site, node->real, &range)) {
            out_of_range(site, outer, node->real, &range);
        } else {
            (void)is_whole(site, node, outer);
        }
        out->value = (node->real - range.shift) * range.factor;
        return OK;
    }
    if (node->kind == TEXT_LIST) {
        if (!read_range(site, node, &dist)) {
            return OK;
        }
    } else if (node->kind != TEXT_GROUP || dist.kind == DIST_CONSTANT) {
        wrong_kind(site, outer);
        return OK;
    }
    dist.low = range.low;
    dist.high = range.high;
    return dist_in_range(site, outer, &dist, &range) ? take_uncertain(site, outer, &dist, out) : OK;
}

/* A date, or a choice of dates. */
static enum status
read_day(struct value_site *site, struct text *node, struct number *out)
{
    static const struct range any = { -HUGE_VAL, HUGE_VAL, 0.0, 1.0 };
    struct dist dist = { .kind = DIST_CONSTANT, .low = -HUGE_VAL, .high = HUGE_VAL };
    struct text *inner = NULL;
    int day = DATE_NONE;

    *out = (struct number){ PARAM_NONE, 0.0, 1.0, -1 };
    if (node->kind == TEXT_GROUP) {
        const enum status status = read_form(site, node, &any, &dist, &inner);
        if (status != OK || (inner == NULL && dist.kind == DIST_CONSTANT)) {
            return status;
        }
        if (inner == NULL) {
            return take_uncertain(site, node, &dist, out);
        }
        node = inner;
    }
    read_date(site, node, &day);
    out->value = day != DATE_NONE ? (double)day : PARAM_NONE;
    return OK;
}

static enum status
read_numbers_group(struct value_site *site, const struct text *node, struct list *out)
{
    struct named_number *items = NULL;
    int n = 0;

    if (node->kind != TEXT_GROUP) {
        wrong_kind(site, node);
        return OK;
    }
    items = arena_alloc(&site->reader->tree->arena, (size_t)node->n_children, sizeof(*items));
    if (items == NULL) {
        return err_memory(site->reader->err);
    }
    for (struct text *child = node->first; child != NULL; child = child->next) {
        if (read_remark(site, child)) {
            continue;
        }
        if (!param_is_name(child->key)) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &child->place,
                "%s: a name is a-z, 0-9 and _, beginning with a letter", value_path(site, child));
        }
        items[n].name = child->key;
        const struct param row = {
            .type = PARAM_NUMBER, .key = child->key, .low = site->row->low, .high = site->row->high
        };
        struct value_site inner = *site;
        inner.row = &row;
        const enum status status = read_number(&inner, child, &items[n].number);
        if (status != OK) {
            return status;
        }
        n++;
    }
    out->n = n;
    out->items = items;
    return OK;
}

/* ---- words, texts, dates, references ---- */

/* The index of the word, or -1 with a mistake. */
static int
find_word(struct value_site *site, const struct text *node)
{
    const char *word = site->row->words;
    const char *candidates[32];
    char copies[32][48];
    int n = 0;

    if (node->kind != TEXT_STRING) {
        wrong_kind(site, node);
        return -1;
    }
    while (*word != '\0' && n < 32) {
        const size_t length = strcspn(word, " ");
        (void)snprintf(copies[n], sizeof(copies[n]), "%.*s", (int)length, word);
        candidates[n] = copies[n];
        if (strcmp(copies[n], node->string) == 0) {
            return n;
        }
        n++;
        word += length + (word[length] == ' ');
    }
    char allowed[PARAM_ALLOWED_MAX];
    const char *near = err_nearest(node->string, candidates, n);
    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
        "%s is \"%s\"; it must be %s%s%s%s", value_path(site, node), node->string,
        param_allowed(site->row, allowed), near != NULL ? "\ndid you mean \"" : "",
        near != NULL ? near : "", near != NULL ? "\"?" : "");
    return -1;
}

static void
read_word(struct value_site *site, const struct text *node, int *out)
{
    const int which = find_word(site, node);

    *out = which >= 0 ? which : *out;
}

/* One word or a list of them, as bits. */
static void
read_words(struct value_site *site, const struct text *node, int *out)
{
    const bool list = node->kind == TEXT_LIST;
    char allowed[PARAM_ALLOWED_MAX];

    if (list && node->n_children == 0) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place, "%s is empty; it must be %s",
            value_path(site, node), param_allowed(site->row, allowed));
    }
    for (const struct text *each = list ? node->first : node; each != NULL;
         each = list ? each->next : NULL) {
        const int which = find_word(site, each);
        if (which >= 0 && (*out >> which & 1) != 0) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &each->place, "%s names \"%s\" twice",
                value_path(site, node), each->string);
        }
        *out |= which >= 0 ? 1 << which : 0;
    }
}

/* A label that a spreadsheet would run, or a control character anywhere. */
static void
check_text(struct value_site *site, const struct text *node)
{
    if (node->filled_in) {
        return; /* of what it was made from, it is said */
    }
    for (const char *c = node->string; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
                "%s holds a control character or a line break; it must be one line of text",
                value_path(site, node));
            return;
        }
    }
    if ((site->row->flags & (PARAM_LABEL | PARAM_CELL)) != 0) {
        if (node->string[strspn(node->string, " ")] == '\0') {
            (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
                "%s is empty; it must be a text that people can read", value_path(site, node));
        } else if (strchr("=+-@", node->string[0]) != NULL) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
                "%s begins with %c, which a spreadsheet would take for a formula; begin with a "
                "letter",
                value_path(site, node), node->string[0]);
        } else if (strlen(node->string) > 200) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
                "%s has %zu bytes; it must have at most 200", value_path(site, node),
                strlen(node->string));
        }
    }
}

/* A choice stands alone: of the dates in a list each would be drawn by its place in it. */
static enum status
read_dates(struct value_site *site, struct text *node, struct dates *out)
{
    const int n = node->kind == TEXT_LIST ? node->n_children : 1;

    out->items = arena_alloc(&site->reader->tree->arena, (size_t)n, sizeof(*out->items));
    if (out->items == NULL) {
        return err_memory(site->reader->err);
    }
    if (node->kind != TEXT_LIST) {
        out->n = 1;
        return read_day(site, node, &out->items[0]);
    }
    if (n == 0) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is empty; it must name one date at least", value_path(site, node));
    }
    for (const struct text *each = node->first; each != NULL; each = each->next) {
        int day = DATE_NONE;
        read_date(site, each, &day);
        out->items[out->n++] =
            (struct number){ day != DATE_NONE ? (double)day : PARAM_NONE, 0.0, 1.0, -1 };
    }
    return OK;
}

/* Notes a reference, to be resolved when everything has been read. */
static enum status
read_ref(struct value_site *site, const struct text *node, struct ref *out)
{
    struct param_reader *reader = site->reader;

    if (node->kind != TEXT_STRING) {
        wrong_kind(site, node);
        return OK;
    }
    *out = (struct ref){ node->string, -1, 0, node->place };
    if (reader->n_pending == reader->room_pending) {
        const int room = reader->room_pending == 0 ? 256 : 2 * reader->room_pending;
        struct pending *bigger = arena_alloc(&reader->tree->arena, (size_t)room, sizeof(*bigger));
        if (bigger == NULL) {
            return err_memory(reader->err);
        }
        if (reader->n_pending > 0) {
            memcpy(bigger, reader->pending, (size_t)reader->n_pending * sizeof(*bigger));
        }
        reader->pending = bigger;
        reader->room_pending = room;
    }
    reader->pending[reader->n_pending++] =
        (struct pending){ out, site->row->type == PARAM_WHEN ? "moment" : site->row->words, node };
    return OK;
}

static enum status
read_refs(struct value_site *site, const struct text *node, struct refs *out)
{
    const bool list = node->kind == TEXT_LIST;
    const int n = list ? node->n_children : 1;
    enum status status = OK;

    out->items = arena_alloc(&site->reader->tree->arena, (size_t)n, sizeof(*out->items));
    if (out->items == NULL) {
        return err_memory(site->reader->err);
    }
    out->n = 0;
    if (n == 0 && (site->row->flags & PARAM_REQUIRED) != 0) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is an empty list; it must name at least one", value_path(site, node));
    }
    for (const struct text *each = list ? node->first : node; each != NULL && status == OK;
         each = list ? each->next : NULL) {
        out->items[out->n].index = -1;
        for (int i = 0; i < out->n && each->kind == TEXT_STRING; i++) {
            if (out->items[i].name != NULL && strcmp(out->items[i].name, each->string) == 0) {
                (void)err_add(site->reader->err, ERR_SCENARIO, &each->place,
                    "%s names \"%s\" twice", value_path(site, node), each->string);
            }
        }
        status = read_ref(site, each, &out->items[out->n++]);
    }
    return status;
}

static enum status
read_when(struct value_site *site, struct text *node, struct when *out)
{
    if (node->kind == TEXT_GROUP ||
        (node->kind == TEXT_STRING && node->string[0] >= '0' && node->string[0] <= '9')) {
        return read_day(site, node, &out->date);
    }
    return read_ref(site, node, &out->event);
}

static void
wrong_name(struct value_site *site, const struct text *node)
{
    (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
        "%s is \"%s\"; a name is a-z, 0-9 and _, begins with a letter, and has at most 60 of them",
        value_path(site, node), node->string);
}

/* PARAM_NAMES, PARAM_TEXTS. */
static enum status
read_names(struct value_site *site, const struct text *node, struct names *out)
{
    const bool names = site->row->type == PARAM_NAMES;

    if (node->kind != TEXT_LIST) {
        wrong_kind(site, node);
        return OK;
    }
    out->items =
        arena_alloc(&site->reader->tree->arena, (size_t)node->n_children, sizeof(*out->items));
    if (out->items == NULL) {
        return err_memory(site->reader->err);
    }
    for (const struct text *each = node->first; each != NULL; each = each->next) {
        if (each->kind != TEXT_STRING) {
            (void)err_add(site->reader->err, ERR_SCENARIO, &each->place,
                "%s is %s; it must be a %s in quotes", value_path(site, each),
                text_kind_name(each->kind), names ? "name" : "text");
            continue;
        }
        if (names && !param_is_name(each->string)) {
            wrong_name(site, each);
            continue;
        }
        out->items[out->n++] = each->string;
    }
    return OK;
}

static void
read_pair(struct value_site *site, const struct text *node, double out[2])
{
    struct range range;
    double x[2];

    if (!find_range(site, &range) || !read_numbers(site, node, 2, "two numbers (low, high)", x)) {
        return;
    }
    const bool whole = (site->row->flags & PARAM_INTEGRAL) != 0;
    if (whole &&
        !(is_whole(site, node->first, node->first) && is_whole(site, node->last, node->last))) {
        return;
    }
    if (x[0] > x[1]) {
        does_not_rise(site, node, x, 2);
        return;
    }
    if (x[0] == x[1] && !whole) {
        char both[NUM_TEXT_MAX];
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s = (%s, %s): low must be below high", value_path(site, node), num_text(x[0], both),
            both);
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (!in_range(site, x[i], &range)) {
            out_of_range(site, node, x[i], &range);
            return;
        }
        out[i] = (x[i] - range.shift) * range.factor;
    }
}

static void
read_whole(struct value_site *site, const struct text *node, int64_t *out)
{
    char low[NUM_TEXT_MAX], high[NUM_TEXT_MAX];

    if (node->kind == TEXT_REAL && node->real == num_floor(node->real) && node->real < 9e15 &&
        node->real > -9e15) {
        *out = (int64_t)node->real;
    } else if (node->kind == TEXT_WHOLE) {
        *out = node->whole;
    } else if (node->kind == TEXT_REAL) {
        wrong_number(site, node);
        return;
    } else {
        wrong_kind(site, node);
        return;
    }
    if (site->row->high > 9e18 && *out < 0) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %lld; it must be a whole number of at least 0", value_path(site, node),
            (long long)*out);
        *out = 0;
    } else if (site->row->low != site->row->high &&
               ((double)*out < site->row->low || (double)*out > site->row->high)) {
        (void)err_add(site->reader->err, ERR_SCENARIO, &node->place,
            "%s is %lld; it must be a whole number between %s and %s", value_path(site, node),
            (long long)*out, num_text(site->row->low, low), num_text(site->row->high, high));
        *out = (int64_t)site->row->low;
    }
}

/* ---- one key ---- */

static void
read_text(struct value_site *site, const struct text *node, const char **out)
{
    if (node->kind != TEXT_STRING) {
        wrong_kind(site, node);
        return;
    }
    check_text(site, node);
    if (out != NULL) {
        *out = node->string;
    }
}

static void
read_name(struct value_site *site, const struct text *node, const char **out)
{
    if (node->kind != TEXT_STRING) {
        wrong_kind(site, node);
        return;
    }
    *out = node->string;
    if (!param_is_name(node->string)) {
        wrong_name(site, node);
    }
}

static void
read_real(struct value_site *site, const struct text *node, double *out)
{
    struct range range;

    if (!is_number(node)) {
        wrong_kind(site, node);
        return;
    }
    if (!find_range(site, &range)) {
        return;
    }
    if (!in_range(site, node->real, &range)) {
        out_of_range(site, node, node->real, &range);
        return;
    }
    *out = (node->real - range.shift) * range.factor;
}

enum status
value_read(struct value_site *site, struct text *node, void *item)
{
    const struct param *row = site->row;
    void *out = row->offset == PARAM_KEPT ? NULL : (char *)item + row->offset;

    switch (row->type) {
    case PARAM_NAME:
        read_name(site, node, out);
        return OK;
    case PARAM_TEXT:
        read_text(site, node, out);
        return OK;
    case PARAM_WORD:
        read_word(site, node, out);
        return OK;
    case PARAM_WORDS:
        read_words(site, node, out);
        return OK;
    case PARAM_FLAG:
        if (node->kind != TEXT_TRUTH) {
            wrong_kind(site, node);
        } else {
            *(bool *)out = node->whole != 0;
        }
        return OK;
    case PARAM_WHOLE:
        read_whole(site, node, out);
        return OK;
    case PARAM_REAL:
        read_real(site, node, out);
        return OK;
    case PARAM_NUMBER:
        return read_number(site, node, out);
    case PARAM_PAIR:
        read_pair(site, node, out);
        return OK;
    case PARAM_DATE:
        read_date(site, node, out);
        return OK;
    case PARAM_DAY:
        return read_day(site, node, out);
    case PARAM_DATES:
        return read_dates(site, node, out);
    case PARAM_REF:
        return read_ref(site, node, out);
    case PARAM_REFS:
        return read_refs(site, node, out);
    case PARAM_WHEN:
        return read_when(site, node, out);
    case PARAM_NAMES:
    case PARAM_TEXTS:
        return read_names(site, node, out);
    case PARAM_GROUP:
        return param_read_group(site->reader, row->schema, node, out);
    case PARAM_LIST:
        return param_read_list(site->reader, row->schema, node, out);
    case PARAM_NUMBERS:
        return read_numbers_group(site, node, out);
    case PARAM_ANY:
        *(const struct text **)out = node;
        return OK;
    case PARAM_VARIANT:
        return OK;
    }
    return OK;
}

/* The default that the author did not write, as a node for the tree; false when there is none. */
bool
value_default(const struct value_site *site, char *word, struct text *node)
{
    const struct param *row = site->row;
    const bool has_number = (row->flags & PARAM_UNLISTED) == 0 && !isnan(row->initial);

    *node = (struct text){ .kind = TEXT_REAL };
    if ((row->flags & PARAM_LABEL) != 0) {
        const struct text *name = text_get(site->group, "name");
        node->kind = TEXT_STRING;
        node->string = name != NULL && name->kind == TEXT_STRING ? name->string : NULL;
        return node->string != NULL;
    }
    switch (row->type) {
    case PARAM_WORD:
        node->kind = TEXT_STRING;
        node->string = param_default(row, word);
        return (row->flags & PARAM_UNLISTED) == 0;
    case PARAM_FLAG:
        node->kind = TEXT_TRUTH;
        node->whole = row->initial != 0.0;
        return true;
    case PARAM_WHOLE:
    case PARAM_REAL:
    case PARAM_NUMBER:
        node->real = row->initial;
        if (has_number && row->initial == num_floor(row->initial) && fabs(row->initial) < 1e9) {
            node->kind = TEXT_WHOLE;
            node->whole = (int64_t)row->initial;
        }
        return has_number;
    case PARAM_NAME:
    case PARAM_TEXT:
    case PARAM_WORDS:
    case PARAM_PAIR:
    case PARAM_DATE:
    case PARAM_DAY:
    case PARAM_DATES:
    case PARAM_REF:
    case PARAM_REFS:
    case PARAM_WHEN:
    case PARAM_NAMES:
    case PARAM_TEXTS:
    case PARAM_GROUP:
    case PARAM_LIST:
    case PARAM_NUMBERS:
    case PARAM_ANY:
    case PARAM_VARIANT:
        break;
    }
    return false;
}

/* What a field holds when nothing is given. */
void
value_clear(const struct param *row, void *item)
{
    void *out = row->offset == PARAM_KEPT ? NULL : (char *)item + row->offset;

    if (out == NULL) {
        return;
    }
    switch (row->type) {
    case PARAM_NUMBER:
    case PARAM_DAY:
        *(struct number *)out = (struct number){ PARAM_NONE, 0.0, 1.0, -1 };
        break;
    case PARAM_REAL:
        *(double *)out = row->initial;
        break;
    case PARAM_WHOLE:
        *(int64_t *)out = isnan(row->initial) ? 0 : (int64_t)row->initial;
        break;
    case PARAM_PAIR:
        ((double *)out)[0] = 0.0;
        ((double *)out)[1] = 1.0;
        break;
    case PARAM_DATE:
        *(int *)out = DATE_NONE;
        break;
    case PARAM_REF:
        ((struct ref *)out)->index = -1;
        break;
    case PARAM_WHEN:
        ((struct when *)out)->date = (struct number){ PARAM_NONE, 0.0, 1.0, -1 };
        ((struct when *)out)->event.index = -1;
        break;
    case PARAM_FLAG:
        *(bool *)out = row->initial != 0.0;
        break;
    case PARAM_WORD:
        *(int *)out = (int)row->initial;
        break;
    case PARAM_WORDS:
        *(int *)out = 0;
        break;
    case PARAM_GROUP:
        for (const struct param *inner = row->schema->params; inner->key != NULL; inner++) {
            value_clear(inner, out);
        }
        break;
    case PARAM_NAME:
    case PARAM_TEXT:
    case PARAM_DATES:
    case PARAM_REFS:
    case PARAM_NAMES:
    case PARAM_TEXTS:
    case PARAM_LIST:
    case PARAM_NUMBERS:
    case PARAM_ANY:
    case PARAM_VARIANT:
        break; /* zeroed */
    }
}
