/* Playing a scenario that a test writes as a text. See play.h. */
#include "support.h"

#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
play_loaded(struct play *self, int threads)
{
    const struct engine_options options = { .threads = threads };

    for (int k = 0; k < self->err.n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        print_message("%s: %s\n", self->err.mistakes[k].where, self->err.mistakes[k].text);
    }
    if (self->status == OK && threads > 0) {
        self->status = engine_run(&self->result, &self->scenario, &options, &self->err);
    }
}

void
play_file(struct play *self, const char *path, const char *const *sets, int n_sets, int threads)
{
    memset(self, 0, sizeof(*self));
    self->status = scenario_load(&self->scenario, path, sets, n_sets, &self->err);
    play_loaded(self, threads);
}

void
play_text(struct play *self, const char *text, int threads)
{
    char path[] = "/tmp/parley-test-XXXXXX";
    const int descriptor = mkstemp(path);
    FILE *file = NULL;

    assert_true(descriptor >= 0);
    file = fdopen(descriptor, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    play_file(self, path, NULL, 0, threads);
    (void)unlink(path);
}

void
play_free(struct play *self)
{
    engine_free(&self->result);
    scenario_free(&self->scenario);
}

int
play_mistakes(const char *text, int line, const char *words)
{
    struct play play;
    int n = 0;

    play_text(&play, text, 0);
    for (int k = 0; k < play.err.n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        if (play.status == ERR_SCENARIO && play.err.mistakes[k].line == line &&
            strstr(play.err.mistakes[k].text, words) != NULL) {
            n = play.err.n_mistakes;
        }
    }
    play_free(&play);
    return n;
}

static int
find_outcome(const struct play *self, const char *name)
{
    for (int o = 0; o < self->scenario.n_outcomes; o++) {
        if (strcmp(self->scenario.outcomes[o].name, name) == 0) {
            return o;
        }
    }
    fail_msg("no outcome %s", name);
    return -1;
}

double
play_share(const struct play *self, const char *outcome)
{
    const int o = find_outcome(self, outcome);
    const struct tally_counts *counts = &self->result.totals.outcomes[o];
    const double n = (double)self->result.totals.n;

    return self->scenario.outcomes[o].kind == OUTCOME_FLAG ? (double)counts->bins[1] / n
                                                           : (double)tally_happened(counts) / n;
}

double
play_mean(const struct play *self, const char *outcome)
{
    const int o = find_outcome(self, outcome);
    const int column = self->result.layout.value_of[o];

    return column >= 0 ? tally_mean(&self->result.totals.sums[column])
                       : tally_counts_mean(&self->result.totals.outcomes[o]);
}

double
play_median(struct play *self, const char *outcome)
{
    const int o = find_outcome(self, outcome);
    const int column = self->result.layout.value_of[o];
    double q[TALLY_QUANTILES];

    if (column >= 0) {
        totals_quantiles(&self->result.totals, column, q);
        return q[2];
    }
    const int bin = tally_counts_quantile(&self->result.totals.outcomes[o], 0.5);
    return bin < self->result.totals.outcomes[o].n_bins ? (double)bin : (double)NAN;
}

double
play_tolerance(const struct play *self, double p)
{
    return 5.0 * sqrt(p * (1.0 - p) / (double)self->result.totals.n);
}
