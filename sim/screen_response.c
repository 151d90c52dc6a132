/* screen_response: see screen_response.h. */
#include "screen_response.h"

#include <math.h>
#include <string.h>

/* What is shown of a path that is longer, behind "...". */
static const char *
tail_of(const char *path, int width)
{
    const char *tail = path + strlen(path) - (size_t)(width - 3);
    const char *dot = tail[-1] == '.' ? NULL : strchr(tail, '.');

    return dot != NULL && 4 * (int)strlen(dot + 1) >= 3 * width ? dot + 1 : tail;
}

bool
screen_response_alike(const char *path, const char *other, int width)
{
    const bool cut = (int)strlen(path) > width, cut_other = (int)strlen(other) > width;

    return cut == cut_other &&
           strcmp(cut ? tail_of(path, width) : path, cut ? tail_of(other, width) : other) == 0;
}

void
screen_response_path(const struct screen *self, const char *path, bool whole, int width)
{
    const int n = (int)strlen(path); /* paths are ASCII */

    if (n <= width) {
        (void)fprintf(self->out, "%-*s", width, path);
    } else if (whole) {
        phrase_wrap(self->out, path, 4, 6, self->width);
        (void)fprintf(self->out, "%*s", 4 + width, "");
    } else {
        (void)fprintf(self->out, "...%-*s", width - 3, tail_of(path, width));
    }
}

char *
screen_response_text(const struct outcome *outcome, const struct scenario *scenario, double x,
    double error, char *text)
{
    if (isnan(x)) {
        (void)snprintf(text, PHRASE_MAX, "none");
    } else if (outcome->kind == OUTCOME_FLAG) {
        phrase_percent(x, 1.96 * error, text);
    } else if (outcome->kind == OUTCOME_DATE) {
        phrase_day(scenario->start + (int)floor(x + 0.5),
            phrase_years(scenario->start, scenario->end), text);
    } else {
        const double range = response_range(outcome, scenario);
        phrase_value(x, error > 0.0 && 40.0 * error < range ? 40.0 * error : range, text);
    }
    return text;
}

char *
screen_response_change(const struct outcome *outcome, double x, double width, bool sign, char *text)
{
    const double factor = outcome->kind == OUTCOME_FLAG ? 100.0 : 1.0;
    char number[PHRASE_MAX];

    if (isnan(x)) {
        (void)snprintf(text, PHRASE_MAX, "none");
        return text;
    }
    phrase_value(factor * x, width > 0.0 ? 10.0 * factor * width : 20.0, number);
    (void)snprintf(text, PHRASE_MAX, "%s%.40s",
        sign && x > 0.0 && strpbrk(number, "123456789") != NULL ? "+" : "", number);
    return text;
}

const char *
screen_response_unit(const struct outcome *outcome, const char *number)
{
    const bool one = strcmp(number + strspn(number, "+-"), "1") == 0;

    return outcome->kind == OUTCOME_FLAG   ? one ? " point" : " points"
           : outcome->kind == OUTCOME_DATE ? one ? " day" : " days"
                                           : "";
}

char *
screen_response_error(const struct outcome *outcome, double error, char *text)
{
    const double scaled = outcome->kind == OUTCOME_FLAG ? 100.0 * error : error;
    char number[PHRASE_MAX];

    if (isnan(error)) {
        (void)snprintf(text, PHRASE_MAX, "not known");
        return text;
    }
    phrase_number(scaled, scaled / 10.0, number);
    (void)snprintf(text, PHRASE_MAX, "%.30s%s", number, screen_response_unit(outcome, number));
    return text;
}

void
screen_response_order(int *order, const double *sizes, int n)
{
    for (int k = 0; k < n; k++) {
        int at = k;
        for (; at > 0 && sizes[order[at - 1]] < sizes[k]; at--) {
            order[at] = order[at - 1];
        }
        order[at] = k;
    }
}
