/* folder: a folder of results that is replaced as a whole or not at all.
 *
 * Files are written into a temporary folder beside the final one, which takes its place in one
 * rename. What stands at the final name is replaced only if it is empty, or if its run.json names
 * the same scenario and lists every other file there. Beside folder NAME stand, while a process
 * writes, .NAME.lock (which holds its number) and .NAME.tmp-NUMBER; on a file system that cannot
 * exchange two folders, for a moment, .NAME.old-NUMBER, which the next folder_begin puts back
 * should a crash have left it alone. A killed process leaves them; the next one clears them away.
 *
 * Thread-safety: one thread at a time per folder. */
#ifndef PARLEY_FOLDER_H
#define PARLEY_FOLDER_H

#include <stdint.h>

#include "arena.h"
#include "err.h"

struct json_object;

#define FOLDER_RUN_JSON "run.json" /* lists the files of a folder of results */

/* Zero-initialise: `= { 0 }`. */
struct folder {
    struct arena arena;
    const char *name; /* the final folder as the user knows it, for messages; no slash at its end */
    const char *target;   /* the same with links followed */
    const char *parent;   /* the folder that holds it */
    const char *scenario; /* whose results it may hold; not owned */
    const char *temporary, *aside, *lock;
    size_t created; /* where the name of the first parent that had to be created ends; 0: none */
    int lock_file;  /* file number + 1; 0: none */
    bool exclusive; /* the lock is truly held */
    bool made;      /* the temporary folder exists */
    struct json_object *old; /* run.json of the folder that was replaced, or NULL */
};

/* Finds out where to write, refuses what may not be replaced, and creates the temporary folder.
 * path NULL: results/SCENARIO of the current folder. Missing parents are created. keep: the first
 * of PATH, PATH-2, PATH-3 ... that does not exist. scenario must outlive the folder. Mistakes are
 * ERR_IO. */
enum status folder_begin(struct folder *self, const char *path, const char *scenario, bool keep,
    struct err *err) MUST_CHECK;

/* Creates a file in the temporary folder, open for writing. *shown: the path that it will have,
 * owned by the folder. */
enum status folder_create(struct folder *self, const char *file, int *number, const char **shown,
    struct err *err) MUST_CHECK;

/* Puts the temporary folder in place; files are closed and on disk. Looks once more whether it may.
 */
enum status folder_commit(struct folder *self, struct err *err) MUST_CHECK;

/* After folder_commit: the sha256 that the replaced folder's run.json lists for a file, or NULL;
 * and how many it lists. */
const char *folder_old_hash(const struct folder *self, const char *file);
int folder_n_old(const struct folder *self);

/* How many runs the folder that is to be replaced holds; 0: there is none. */
int64_t folder_old_runs(const struct folder *self);

/* Before folder_commit: puts the results at NAME with the suffix instead. */
enum status folder_step_aside(struct folder *self, const char *suffix, struct err *err) MUST_CHECK;

/* After folder_commit: others may write there. */
void folder_unlock(struct folder *self);

/* Removes what folder_commit did not put in place, and the lock. Valid on a zeroed folder and after
 * any failure. */
void folder_free(struct folder *self);

/* The run.json of a folder of results that is only to be read; *run is to be given to
 * json_object_put. A folder that cannot be read, or holds none that Parley wrote, is ERR_IO. */
enum status folder_read(const char *path, struct json_object **run, struct err *err) MUST_CHECK;

/* The sha256 that a run.json lists for a file, or NULL; the run's. run may be NULL. */
const char *folder_hash(struct json_object *run, const char *file);

#endif
