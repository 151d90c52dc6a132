/* job: what the commands that simulate have in common: threads, loading, progress, what goes wrong,
 * where results were written, and what to do next.
 *
 * stdout is data; all that is said here goes to stderr, but for --json. Thread-safety: one thread.
 */
#ifndef PARLEY_JOB_H
#define PARLEY_JOB_H

#include <time.h>

#include "bundle.h"
#include "cmd.h"
#include "summary.h"

struct job {
    const struct cmd_line *line;
    struct err err;
    int threads;
    bool shows_progress, progress_shown; /* on a terminal only */
    int64_t before, all; /* runs already played, and to be played in all, when there are several
                          * scenarios to play; all = 0: there is one */
    struct timespec begin;
    const char *counted; /* what progress counts, "point"; NULL: runs */
};

/* Rows that the commands that simulate share. */
#define JOB_OPTION_RUNS \
    { \
        CMD_WHOLE, 'n', "runs", "RUNS", CMD_AT(runs), 1, SCENARIO_RUNS_MAX, \
            "How many possible worlds: 1 to 1e9; 10k and 1e6 are understood." \
    }
#define JOB_OPTION_SEED \
    { \
        CMD_WHOLE, 's', "seed", "SEED", CMD_AT(seed), 0, INT64_C(9200000000000000000), \
            "The seed of all random numbers." \
    }
#define JOB_OPTION_THREADS \
    { \
        CMD_WHOLE, 'j', "threads", "THREADS", CMD_AT(threads), 1, JOB_THREADS_MAX, \
            "How many threads; the results are the same for any number. Default: the processors." \
    }
#define JOB_OPTION_OUTPUT(name) \
    { \
        CMD_TEXT, 'o', "output", "DIR", CMD_AT(folder), 0, 0, \
            "The folder for results. Default: results/" name " of the current folder." \
    }
#define JOB_OPTION_KEEP \
    { \
        CMD_FLAG, 0, "keep", NULL, CMD_AT(keep), 0, 0, \
            "Numbers the folder (NAME-2, ...) instead of replacing it." \
    }
#define JOB_OPTION_NO_FILES \
    { \
        CMD_FLAG, 0, "no-files", NULL, CMD_AT(no_files), 0, 0, "Writes no files." \
    }
#define JOB_OPTION_QUIET \
    { \
        CMD_FLAG, 'q', "quiet", NULL, CMD_AT(quiet), 0, 0, \
            "Says nothing on stderr but what is wrong." \
    }
/* The rows of all that write a folder of results, `name` by default. */
#define JOB_OPTIONS_RESULTS(name) \
    JOB_OPTION_THREADS, JOB_OPTION_OUTPUT(name), CMD_OPTION_SET, JOB_OPTION_KEEP, \
        JOB_OPTION_NO_FILES, CMD_OPTION_JSON, JOB_OPTION_QUIET, CMD_OPTION_ASCII
#define JOB_THREADS_MAX 256

/* Fills a job: how many threads, and whether progress is shown. */
void job_begin(struct job *self, const struct cmd_line *line);

/* Loads a scenario with the command line's assignments, and says its remarks. The scenario is to be
 * freed either way. */
enum status job_load(struct job *self, struct scenario *scenario, const char *path) MUST_CHECK;

/* Says the remarks that were found, unless --quiet, and forgets them: once is enough. */
void job_say_remarks(struct job *self);

/* The outcomes that --outcome names, a flag each in arena's memory; all when it was not given.
 * Names that are none are ERR_USAGE, with the nearest and with all that there are. */
enum status job_choose(struct job *self, const struct scenario *scenario, struct arena *arena,
    bool **chosen) MUST_CHECK;

/* Where and how the command line wants results. */
struct bundle_options job_bundle(const struct job *self);

/* The clock starts; progress: an engine_options.progress with the job as context; it is wiped. */
void job_start_clock(struct job *self);
void job_progress(void *context, int64_t done, int64_t all);
void job_clear_progress(struct job *self);

/* "Wrote results/x/ (3 files)", or that it is unchanged. Nothing with --quiet. */
void job_say_written(const struct job *self, const struct bundle *bundle);

/* A word of the command line as a shell takes it, in quotes if it has to be, for hints; false when
 * it cannot be one, or is too long. */
#define JOB_WORD_MAX 512
bool job_word(const char *word, char text[JOB_WORD_MAX]);

/* One command to go on with, and what it is for ("" : obvious). */
struct job_hint {
    const char *command; /* without the program's name */
    const char *what;
};

/* "Next:" and up to n commands, as the program was called and with the seed and values that were
 * set; those whose command is NULL are left out. Nothing with --quiet. */
void job_say_next(const struct job *self, const struct job_hint *hints, int n);

/* ERR_RUN, with the reason of the first, when no run gave an answer: there is nothing to sum up. */
enum status job_answered(struct job *self, const struct engine_result *result) MUST_CHECK;

/* What JSON calls the q-th quantile; and a row of a summary. */
const char *job_quantile_key(int q);
struct facts job_outcome(const struct summary_row *row, const struct scenario *scenario);

/* Says what went wrong (as JSON when that was asked for; the path is the file at fault). Returns
 * the exit status. */
int job_fail(struct job *self, enum status status, const char *path);

#endif
