/* tell_chances: how likely an event is, what that is made of, and what has changed it. */
#include <math.h>
#include <string.h>

#include "hazard.h"
#include "phrase.h"
#include "tell.h"

enum { BAR = 20, FACTOR = 8, TERM = 24 };
#define NEARLY_ONE 0.02 /* of a factor's logarithm: what is less is told as 1 */
#define LEAST_SCALE 1.4 /* ln 4: of the bars, so that small factors have small ones */
#define NEWS 0.2        /* of a hazard's logarithm: what is nearer to one told before is no news */

/* ---- why a hazard is what it is ---- */

/* The next factor in order of size, the farthest from 1 first; NULL: those left are nearly 1. */
static const struct chronicle_factor *
next_factor(const struct chronicle_hazard *hazard, const struct chronicle_factor *last)
{
    const double most = last != NULL ? fabs(log(last->factor)) : HUGE_VAL;
    const struct chronicle_factor *next = NULL;

    for (int k = 0; k < hazard->n; k++) {
        const struct chronicle_factor *factor = &hazard->factors[k];
        const double size = fabs(log(factor->factor));
        const bool later = size < most || (size == most && factor > last);
        if (size >= NEARLY_ONE && later && (next == NULL || size > fabs(log(next->factor)))) {
            next = factor;
        }
    }
    return next;
}

/* "    sunday                    57   ####################": the bar by the factor's logarithm;
 * what makes it less likely is drawn with dashes. */
static void
print_factor(const struct tell *self, const struct chronicle_factor *factor, double greatest)
{
    FILE *out = self->screen->out;
    const double size = fabs(log(factor->factor));
    const int length = (int)floor(BAR * size / greatest + 0.5);
    char text[PHRASE_MAX];

    (void)fprintf(out, "%*s", TELL_INDENT + 2, "");
    phrase_fit(out, hazard_term_name(factor->term), TERM);
    (void)fprintf(out, "%*s  ", FACTOR, tell_factor(factor->factor, text));
    for (int k = 0; k < (length > 0 ? length : 1); k++) {
        (void)fputs(factor->factor < 1.0 ? "-" : self->screen->utf8 ? "\xE2\x96\x88" : "#", out);
    }
    (void)fputc('\n', out);
}

/* The terms that are nearly 1, in one paragraph. */
static void
print_neutral(struct tell *self, const struct chronicle_hazard *hazard)
{
    FILE *out = self->screen->out;

    for (int k = 0; k < hazard->n; k++) {
        if (fabs(log(hazard->factors[k].factor)) < NEARLY_ONE) {
            tell_say(self, "%s%s", self->used > 0 ? ", " : "1.00, as in the base case: ",
                hazard_term_name(hazard->factors[k].term));
        }
    }
    if (self->used > 0 && !self->exhausted) {
        (void)fprintf(out, "%*s", TELL_INDENT + 2, "");
        phrase_wrap(out, self->text, TELL_INDENT + 2, TELL_INDENT + 4, self->screen->width);
        self->used = 0;
    }
}

/* The table of factors: by itself so much a day, times. Nothing where no term matters. */
void
tell_chances_why(struct tell *self, const struct chronicle_hazard *hazard)
{
    const double all = hazard->hazard / hazard->base;
    const struct chronicle_factor *factor = next_factor(hazard, NULL);
    const double greatest = factor != NULL ? fmax(fabs(log(factor->factor)), LEAST_SCALE) : 1.0;
    char text[PHRASE_MAX];

    if ((factor == NULL && !self->verbose) || hazard->n == 0 || !(hazard->base > 0.0)) {
        return;
    }
    self->key->bars = true;
    (void)fprintf(self->screen->out, "%*s%s: %s a day by itself, times\n", TELL_INDENT, "",
        all > 1.25  ? "Why so high"
        : all < 0.8 ? "Why so low"
                    : "What it is made of",
        tell_chance(1.0 - exp(-hazard->base), text));
    for (; factor != NULL; factor = next_factor(hazard, factor)) {
        print_factor(self, factor, greatest);
    }
    print_neutral(self, hazard);
}

/* "chance today 4%: ties x3.2, openness x1.8". */
void
tell_chances_short(struct tell *self, const struct chronicle_hazard *hazard)
{
    const struct chronicle_factor *factor = NULL;
    char text[PHRASE_MAX];

    self->key->chances = true;
    tell_say(self, " (chance today %s", tell_chance(hazard->chance, text));
    for (int k = 0; k < 2 && (factor = next_factor(hazard, factor)) != NULL; k++) {
        tell_say(self, "%s%s x%s", k == 0 ? ": " : ", ", hazard_term_name(factor->term),
            tell_factor(factor->factor, text));
    }
    tell_say(self, ")");
}

/* ---- openings and changes ---- */

/* "chance today 53%"; of members of a group "for each 0.1% to 4% today". */
static void
say_chance(struct tell *self, const struct event_run *run, const struct chronicle_hazard *hazard)
{
    char least[PHRASE_MAX], most[PHRASE_MAX];

    tell_chance(hazard->least, least);
    tell_chance(hazard->chance, most);
    if (!run->event->kind->many) {
        tell_say(self, "chance today %s", tell_chance(hazard->any, most));
    } else if (hazard->waiting == 1) {
        tell_say(self, "chance today %s for %s, the last one", most,
            tell_player(self, run, hazard->player));
    } else if (strcmp(least, most) == 0) {
        tell_say(self, "chance today %s for each of %d", most, hazard->waiting);
    } else {
        tell_say(self, "chance today %s to %s for each of %d, %s the likeliest", least, most,
            hazard->waiting, tell_player(self, run, hazard->player));
    }
}

/* How far apart two hazards are: of their logarithms. */
static double
apart(double a, double b)
{
    return a == b ? 0.0 : a > 0.0 && b > 0.0 ? fabs(log(a / b)) : HUGE_VAL;
}

/* The entry told before whose hazard is nearest to this one's; NULL: none was told. With -v the
 * last one: all that differs from it is told. */
static const struct chronicle_entry *
nearest_told(const struct tell *self, const struct chronicle_entry *entry)
{
    const struct tell_rates *told = &self->told[entry->who];
    const int n = self->verbose && told->n > 0 ? 1 : told->n < TELL_RATES ? told->n : TELL_RATES;
    const struct chronicle_entry *nearest = NULL;

    for (int k = 1; k <= n; k++) {
        const struct chronicle_entry *before = told->entries[(told->n - k) % TELL_RATES];
        if (nearest == NULL || apart(before->hazard->hazard, entry->hazard->hazard) <
                                   apart(nearest->hazard->hazard, entry->hazard->hazard)) {
            nearest = before;
        }
    }
    return nearest;
}

/* By how much a term, or (k: the number of terms) the base, has changed the hazard since then. */
static double
change_of(const struct chronicle_hazard *then, const struct chronicle_hazard *now, int k)
{
    return k < now->n ? apart(then->factors[k].factor, now->factors[k].factor)
                      : apart(then->base, now->base);
}

/* The term that changed the hazard most, by more than `least`, but for one; -1: none did. */
static int
next_change(const struct chronicle_hazard *then, const struct chronicle_hazard *now, double least,
    int but_for)
{
    int most = -1;

    for (int k = 0; k <= now->n; k++) {
        const double change = change_of(then, now, k);
        if (k != but_for && change > least) {
            least = change;
            most = k;
        }
    }
    return most;
}

/* ". Since 14 Feb (1.1%) sunday goes from x1.00 to x37": the two terms that changed most, the
 * second one only when it matters. Of another player, whose terms are its own, nothing can be said.
 */
static void
say_change(struct tell *self, const struct chronicle_entry *before,
    const struct chronicle_entry *entry, bool many)
{
    const struct chronicle_hazard *then = before->hazard, *now = entry->hazard;
    int change = then->player == now->player ? next_change(then, now, NEARLY_ONE / 2.0, -1) : -1;
    char day[PHRASE_MAX], from[PHRASE_MAX], to[PHRASE_MAX];

    if (change < 0 && (many || then->player == now->player)) {
        return; /* of many, the likeliest is named anyway */
    }
    self->key->chances = true;
    tell_say(self, ". Since %s (%s)", tell_day(self, entry, before->time, day),
        tell_chance(many ? then->chance : then->any, from));
    if (change < 0) {
        tell_say(self, " the likeliest to act is another one, %s",
            tell_player(self, tell_run(self, entry), now->player));
    }
    for (int k = 0; k < 2 && change >= 0; k++) {
        tell_say(self, "%s ", k > 0 ? "," : "");
        if (change < now->n) {
            tell_say(self, "%s goes from x%s to x%s", hazard_term_name(now->factors[change].term),
                tell_factor(then->factors[change].factor, from),
                tell_factor(now->factors[change].factor, to));
        } else {
            tell_say(self, "the chance by itself goes from %s to %s",
                tell_chance(1.0 - exp(-then->base), from), tell_chance(1.0 - exp(-now->base), to));
        }
        change = next_change(then, now, NEWS / 2.0, change);
    }
}

/* A hazard is news when it is far from those told before: what comes and goes with the days of the
 * week is told once. */
void
tell_chances(struct tell *self, const struct chronicle_entry *entry)
{
    const struct event_run *run = tell_run(self, entry);
    const struct chronicle_hazard *hazard = entry->hazard;
    const struct chronicle_entry *before = nearest_told(self, entry);
    struct tell_rates *told = &self->told[entry->who];
    const bool acts = tell_later_today(self, entry, NOTE_ACTS) != NULL;

    if (before != NULL &&
        (apart(before->hazard->hazard, hazard->hazard) < (self->verbose ? NEARLY_ONE : NEWS) ||
            (acts && !self->verbose))) {
        return;
    }
    told->entries[told->n++ % TELL_RATES] = entry;
    tell_say(self, "%s: %s", run->event->label, before == NULL ? "open from now on, " : "");
    if (hazard->any > 0.0) {
        say_chance(self, run, hazard);
        if (before != NULL) {
            say_change(self, before, entry, run->event->kind->many);
        }
        tell_say(self, "%s", acts ? "." : ". It does not happen.");
    } else {
        tell_say(self, "without a chance until something changes that.");
    }
    tell_end(self, entry->time);
    if (self->verbose) {
        tell_chances_why(self, hazard);
    }
}
