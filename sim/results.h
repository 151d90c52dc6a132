/* results: writes a run's tables into a folder, all or nothing. The only file that writes results.
 *
 * Everything goes into a temporary folder beside the final one, which replaces it in one rename at
 * the end: a run that fails or is killed leaves the old results as they were. A folder is replaced
 * only if its run.json names the same scenario and it holds only files that this run.json lists;
 * anything else is refused.
 *
 * Thread-safety: results_unit is called under the engine's lock; the rest from one thread. */
#ifndef PARLEY_RESULTS_H
#define PARLEY_RESULTS_H

#include "bundle.h"
#include "summary.h"

#define RESULTS_SCENARIO "scenario.cfg" /* the scenario as understood */

struct results_options {
    struct bundle_options bundle;
    bool save_inputs;  /* write inputs.csv */
    int threads;       /* for run.json */
    double until_mcse; /* the same; NAN or 0: the number of runs was given */
};

/* Adds the scenario as understood, and the history that it names unless that is empty, to a folder
 * of results. */
struct source;
enum status results_add_scenario(struct bundle *bundle, const struct scenario *scenario,
    const struct source *history, struct err *err) MUST_CHECK;

struct results; /* opaque */

/* Looks whether the folder may be written, creates the temporary one and begins runs.csv. Mistakes
 * are ERR_IO with the path and what is the matter. *out is NULL on failure. */
enum status results_begin(struct results **out, const struct scenario *scenario,
    const struct results_options *options, struct err *err) MUST_CHECK;

/* Appends a unit's rows to runs.csv (and inputs.csv): an engine_options.unit with the results as
 * context. */
enum status results_unit(void *self, const struct unit *unit, struct err *err) MUST_CHECK;

/* Writes the other tables, scenario.cfg and run.json, and renames the folder into place.
 * interrupted: says so in run.json. */
enum status results_finish(struct results *self, struct engine_result *result,
    const struct summary *summary, bool interrupted, struct err *err) MUST_CHECK;

/* The folder: after results_finish its name, number of files, and whether it is unchanged. */
const struct bundle *results_bundle(const struct results *self);

/* The scenario as understood, in a form that reads back to the same: *bytes is to be freed, also
 * after a failure. */
enum status results_scenario(
    const struct scenario *scenario, char **bytes, size_t *n, struct err *err) MUST_CHECK;

/* Frees; removes the temporary folder if it was not renamed. NULL is fine. */
void results_destroy(struct results *self);

#endif
