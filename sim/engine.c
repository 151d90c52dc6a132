/* engine: workers, units, and the order in which they are added. See engine.h. */
#include "engine.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of a worker, whatever `ulimit -s` says: votes and units keep lists of some 100 KiB there. */
#define STACK_BYTES ((size_t)2 << 20)
#define PROGRESS_NANOSECONDS 50000000L

/* What all workers share; guarded by `lock`, but for `stop`. */
struct shared {
    const struct scenario *scenario;
    const struct engine_options *options;
    struct engine_result *result;
    struct err *err;
    pthread_mutex_t lock;
    pthread_cond_t turn;   /* `committed` has moved on, or `stop` was set */
    pthread_cond_t finish; /* a worker has ended */
    int64_t runs, n_units; /* to play */
    int64_t next;          /* the next unit to hand out */
    int64_t committed;     /* units added so far: always the first ones */
    int running;           /* workers */
    enum status status;
    atomic_bool stop;
};

struct worker {
    struct shared *shared;
    struct arena arena;
    struct timeline timeline;
    struct unit unit;
    struct totals totals;
    double *uniforms; /* of a row of the design */
    pthread_t thread;
};

static enum status
worker_init(struct worker *self, struct shared *shared, struct err *err)
{
    const struct engine_result *result = shared->result;
    const size_t n = (size_t)shared->scenario->n_uncertain;
    enum status status = OK;

    self->shared = shared;
    self->uniforms = arena_alloc(&self->arena, n, sizeof(double));
    if (self->uniforms == NULL) {
        return err_memory(err);
    }
    status = timeline_init(&self->timeline, shared->scenario, &result->plan, &self->arena, err);
    if (status == OK) {
        self->timeline.stop = &shared->stop;
        status = unit_init(&self->unit, &result->layout, shared->options->draws, &self->arena, err);
    }
    if (status == OK && !shared->options->rows) {
        status = totals_init(&self->totals, &result->layout, false, 0, &self->arena, err);
    }
    return status;
}

/* The next unit, or -1 when there is none left or the engine is to stop. */
static int64_t
take_unit(struct shared *shared)
{
    int64_t unit = -1;

    (void)pthread_mutex_lock(&shared->lock);
    if (!atomic_load(&shared->stop) && shared->next < shared->n_units) {
        unit = shared->next++;
    }
    (void)pthread_mutex_unlock(&shared->lock);
    return unit;
}

static enum status
play_run(struct worker *self, int64_t run)
{
    const struct engine_design *design = self->shared->options->design;

    if (design == NULL) {
        return timeline_play(&self->timeline, (uint32_t)run);
    }
    self->timeline.uniforms = self->uniforms;
    return timeline_play(&self->timeline, design->row(design->context, run, self->uniforms));
}

/* False when the engine was stopped meanwhile. */
static bool
play_unit(struct worker *self, int64_t unit)
{
    const int64_t first = unit * UNIT_RUNS + 1, last = first + UNIT_RUNS - 1;
    const int64_t runs = self->shared->runs;

    unit_begin(&self->unit, first);
    for (int64_t run = first; run <= last && run <= runs; run++) {
        const enum status status = play_run(self, run);
        if (status == OK) {
            unit_record(&self->unit, &self->timeline);
        } else if (status == ERR_RUN) {
            unit_record_failure(&self->unit, &self->timeline);
        } else {
            return false;
        }
    }
    unit_end(&self->unit, &self->timeline);
    return true;
}

/* Waits for the unit's turn and adds it; false when the engine was stopped before its turn came. */
static bool
commit_unit(struct worker *self, int64_t unit)
{
    struct shared *shared = self->shared;
    bool in_turn = false;

    (void)pthread_mutex_lock(&shared->lock);
    while (shared->committed != unit && !atomic_load(&shared->stop)) {
        (void)pthread_cond_wait(&shared->turn, &shared->lock);
    }
    in_turn = shared->committed == unit && shared->status == OK && !shared->result->enough;
    if (in_turn) {
        if (shared->options->rows) {
            totals_note(&shared->result->totals, &self->unit);
        } else {
            totals_commit(&shared->result->totals, &self->unit);
        }
        if (shared->options->unit != NULL) {
            shared->status =
                shared->options->unit(shared->options->context, &self->unit, shared->err);
        }
        shared->result->runs += self->unit.n_runs;
        shared->committed++;
        shared->result->enough = shared->status == OK && shared->options->enough != NULL &&
                                 shared->options->enough(shared->options->context);
        if (shared->status != OK || shared->result->enough) {
            atomic_store(&shared->stop, true);
        }
        (void)pthread_cond_broadcast(&shared->turn);
    }
    (void)pthread_mutex_unlock(&shared->lock);
    return in_turn;
}

static void *
work(void *argument)
{
    struct worker *self = argument;
    struct shared *shared = self->shared;
    int64_t unit = 0;

    while ((unit = take_unit(shared)) >= 0) {
        if (!play_unit(self, unit) || !commit_unit(self, unit)) {
            break;
        }
        if (!shared->options->rows) {
            totals_count(&self->totals, &self->unit);
        }
    }
    (void)pthread_mutex_lock(&shared->lock);
    shared->running--;
    (void)pthread_cond_signal(&shared->finish);
    (void)pthread_mutex_unlock(&shared->lock);
    return NULL;
}

/* SIGINT and SIGTERM are blocked in every thread; the caller's thread looks for pending ones. */
static int
pending_signal(const sigset_t *signals)
{
    sigset_t pending;
    int signal = 0;

    if (sigpending(&pending) == 0 &&
        (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
            sigismember(&pending, SIGHUP) == 1)) {
        (void)sigwait(signals, &signal);
    }
    return signal;
}

static void
stop_signals(sigset_t *signals)
{
    (void)sigemptyset(signals);
    (void)sigaddset(signals, SIGINT);
    (void)sigaddset(signals, SIGTERM);
    (void)sigaddset(signals, SIGHUP);
}

void
engine_hold_signals(void)
{
    sigset_t signals;

    stop_signals(&signals);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

int
engine_take_signal(void)
{
    sigset_t signals;

    stop_signals(&signals);
    return pending_signal(&signals);
}

int
engine_release_signals(void)
{
    sigset_t signals;
    int signal = 0;

    stop_signals(&signals);
    signal = pending_signal(&signals);
    (void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    return signal;
}

/* Waits until all workers have ended, shows progress, and stops them when a signal comes. */
static void
supervise(struct shared *shared, const sigset_t *signals)
{
    (void)pthread_mutex_lock(&shared->lock);
    while (shared->running > 0) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += PROGRESS_NANOSECONDS;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&shared->finish, &shared->lock, &until);
        /* What comes when all is played stops nothing: it stays for the caller. */
        const int signal = shared->result->runs < shared->runs ? pending_signal(signals) : 0;
        if (signal != 0) {
            shared->result->signal = signal;
            atomic_store(&shared->stop, true);
            (void)pthread_cond_broadcast(&shared->turn);
        }
        const int64_t done = shared->result->runs;
        if (shared->options->progress != NULL && shared->running > 0) {
            (void)pthread_mutex_unlock(&shared->lock);
            shared->options->progress(shared->options->context, done, shared->runs);
            (void)pthread_mutex_lock(&shared->lock);
        }
    }
    (void)pthread_mutex_unlock(&shared->lock);
}

static enum status
start_workers(struct shared *shared, struct worker *workers, int n, int *started, struct err *err)
{
    pthread_attr_t attributes;
    enum status status = OK;

    for (int k = 0; k < n && status == OK; k++) {
        status = worker_init(&workers[k], shared, err);
    }
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    for (int k = 0; k < n && status == OK; k++) {
        (void)pthread_mutex_lock(&shared->lock);
        shared->running++;
        (void)pthread_mutex_unlock(&shared->lock);
        if (pthread_create(&workers[k].thread, &attributes, work, &workers[k]) != 0) {
            (void)pthread_mutex_lock(&shared->lock);
            shared->running--;
            (void)pthread_mutex_unlock(&shared->lock);
            if (k == 0) { /* with one thread at least the work gets done */
                status = err_add(err, ERR_RUN, NULL, "cannot start a thread");
            }
            break;
        }
        (*started)++;
    }
    (void)pthread_attr_destroy(&attributes);
    return status;
}

static enum status
run_workers(struct shared *shared, struct err *err)
{
    const int n = shared->options->threads;
    struct engine_result *result = shared->result;
    struct worker *workers = arena_alloc(&result->arena, (size_t)n, sizeof(*workers));
    sigset_t signals, before;
    enum status status = OK;
    int started = 0;

    if (workers == NULL) {
        return err_memory(err);
    }
    stop_signals(&signals);
    (void)pthread_sigmask(SIG_BLOCK, &signals, &before);
    status = start_workers(shared, workers, n, &started, err);
    if (status == OK) {
        supervise(shared, &signals);
    }
    for (int k = 0; k < started; k++) {
        (void)pthread_join(workers[k].thread, NULL);
    }
    for (int k = 0; k < n; k++) {
        if (status == OK && !shared->options->rows) {
            totals_add(&result->totals, &workers[k].totals);
        }
        arena_free(&workers[k].arena);
    }
    if (result->signal != 0 && (result->enough || result->runs == shared->runs)) {
        (void)raise(result->signal); /* it stopped nothing: pending again, for the caller */
        result->signal = 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    status = status == OK ? shared->status : status;
    return status == OK && result->signal != 0 ? ERR_INTERRUPT : status;
}

int
engine_processors(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > 1024 ? 1024 : (int)n;
}

enum status
engine_run(struct engine_result *self, const struct scenario *scenario,
    const struct engine_options *options, struct err *err)
{
    struct shared shared = { .scenario = scenario, .options = options, .result = self, .err = err };
    struct timespec begin, end;
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    shared.runs = options->runs > 0 ? options->runs : scenario->runs;
    status = plan_init(&self->plan, scenario, &self->arena, err);
    if (status == OK) {
        status = layout_init(&self->layout, scenario, &self->plan, &self->arena, err);
    }
    if (status == OK && options->enough != NULL && shared.runs > totals_runs_kept(&self->layout)) {
        shared.runs = totals_runs_kept(&self->layout);
    }
    self->most = shared.runs;
    shared.n_units = (shared.runs + UNIT_RUNS - 1) / UNIT_RUNS;
    self->totals.layout = &self->layout;
    if (status == OK && !options->rows) {
        status = totals_init(&self->totals, &self->layout, true, shared.runs, &self->arena, err);
    }
    if (status != OK) {
        return status;
    }
    (void)pthread_mutex_init(&shared.lock, NULL);
    (void)pthread_cond_init(&shared.turn, NULL);
    (void)pthread_cond_init(&shared.finish, NULL);
    status = run_workers(&shared, err);
    (void)pthread_cond_destroy(&shared.finish);
    (void)pthread_cond_destroy(&shared.turn);
    (void)pthread_mutex_destroy(&shared.lock);
    if (!options->rows) {
        totals_finish(&self->totals);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    self->seconds =
        (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
    return status;
}

void
engine_free(struct engine_result *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
