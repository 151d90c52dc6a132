/* folder: temporary folders, locks and renames. See folder.h. */
#define _DEFAULT_SOURCE /* syscall */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RUN_JSON_MAX (8 << 20)
#define SCHEMA "parley." /* every run.json of ours begins so */
#define STEM_MAX 200     /* bytes of a folder's name in the names beside it */
#define KEEP_MAX 100000

#define ELSEWHERE "Nothing was touched. Choose another folder with -o."

static enum status
fail(struct err *err, const char *path, const char *what, int failure)
{
    return failure == ENOMEM
               ? err_memory(err)
               : err_add(err, ERR_IO, NULL, "%s: %s: %s", path, what, strerror(failure));
}

/* ---- names ---- */

static const char *
last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* parent/.STEM.KIND */
static char *
beside(struct folder *self, const char *kind)
{
    const char *base = last_part(self->target);

    return arena_print(&self->arena, "%s/.%.*s.%s", self->parent, STEM_MAX, base, kind);
}

/* The path without slashes at its end; refuses one that names no folder of its own. */
static enum status
take_name(struct folder *self, const char *path, struct err *err)
{
    size_t n = strlen(path);
    const char *base = NULL;

    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    self->name = arena_copy(&self->arena, path, n);
    if (self->name == NULL) {
        return err_memory(err);
    }
    base = last_part(self->name);
    if (base[0] == '\0' || strcmp(base, ".") == 0 || strcmp(base, "..") == 0) {
        return err_add(err, ERR_IO, NULL,
            "\"%s\" cannot be replaced by a folder of results\nGive -o a folder of its own, such "
            "as results/%s.",
            path, self->scenario);
    }
    return OK;
}

/* Follows a link at the end, and finds the folder's parent. */
static enum status
take_target(struct folder *self, struct err *err)
{
    struct stat info;
    const char *base = NULL;

    self->target = self->name;
    if (lstat(self->name, &info) == 0 && S_ISLNK(info.st_mode)) {
        char *real = realpath(self->name, NULL);
        if (real == NULL) {
            return fail(err, self->name, "cannot follow this link", errno);
        }
        self->target = arena_copy(&self->arena, real, strlen(real));
        free(real);
    }
    if (self->target == NULL) {
        return err_memory(err);
    }
    base = last_part(self->target);
    if (base == self->target) {
        self->parent = ".";
    } else {
        const size_t n = (size_t)(base - self->target);
        self->parent = arena_copy(&self->arena, self->target, n > 1 ? n - 1 : 1);
    }
    return self->parent != NULL ? OK : err_memory(err);
}

static enum status
name_companions(struct folder *self, struct err *err)
{
    char kind[40];

    snprintf(kind, sizeof(kind), "tmp-%ld", (long)getpid());
    self->temporary = beside(self, kind);
    snprintf(kind, sizeof(kind), "old-%ld", (long)getpid());
    self->aside = beside(self, kind);
    self->lock = beside(self, "lock");
    return self->temporary != NULL && self->aside != NULL && self->lock != NULL ? OK
                                                                                : err_memory(err);
}

static enum status
make_parent(struct folder *self, const char *path, size_t n, struct err *err)
{
    struct stat info;

    if (stat(path, &info) == 0) {
        return S_ISDIR(info.st_mode) ? OK : fail(err, path, "cannot hold results", ENOTDIR);
    }
    if (errno == ENOENT && mkdir(path, 0777) == 0) {
        self->created = self->created == 0 ? n : self->created;
        return OK;
    }
    return errno == EEXIST ? OK : fail(err, path, "cannot create this folder", errno);
}

static enum status
make_parents(struct folder *self, struct err *err)
{
    char *path = arena_copy(&self->arena, self->parent, strlen(self->parent));
    enum status status = path != NULL ? OK : err_memory(err);

    for (size_t n = 1; status == OK && path[n - 1] != '\0'; n++) {
        const char next = path[n];
        if (next == '/' || next == '\0') {
            path[n] = '\0';
            status = make_parent(self, path, n, err);
            path[n] = next;
        }
    }
    return status;
}

/* Parents that had to be created and hold nothing go again. */
static void
remove_parents(struct folder *self)
{
    char *path = arena_copy(&self->arena, self->parent, strlen(self->parent));
    size_t n = path != NULL ? strlen(path) : 0;

    while (n >= self->created && n > 0 && rmdir(path) == 0) {
        const char *slash = strrchr(path, '/');
        n = slash != NULL ? (size_t)(slash - path) : 0;
        path[n] = '\0';
    }
}

/* ---- the lock ---- */

static long
holder_of(int file)
{
    char text[24];
    const ssize_t n = read(file, text, sizeof(text) - 1);

    text[n > 0 ? n : 0] = '\0';
    return strtol(text, NULL, 10);
}

static enum status
refuse_second(const struct folder *self, long holder, struct err *err)
{
    return err_add(err, ERR_IO, NULL,
        "%s/ is being written by another parley (process %ld).\n"
        "Nothing was touched. Wait for it, or choose another folder with -o.",
        self->name, holder);
}

/* True when the file is still what stands at the lock's path: its last holder may have removed it
 * just now. */
static bool
is_current(const struct folder *self, int file)
{
    struct stat mine, there;

    return fstat(file, &mine) == 0 && stat(self->lock, &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* Opens the lock's file and tries to lock it. *busy: somebody else holds it; *holder: who. */
static enum status
try_lock(struct folder *self, bool *busy, long *holder, struct err *err)
{
    const int file = open(self->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);

    if (file < 0) {
        return fail(err, self->parent, "cannot write in this folder", errno);
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        *busy = errno == EWOULDBLOCK;
        *holder = *busy ? holder_of(file) : 0;
        /* else the file system knows no locks: go on without one */
        self->lock_file = *busy ? 0 : file + 1;
    } else if (is_current(self, file)) {
        self->exclusive = true;
        self->lock_file = file + 1;
    }
    if (self->lock_file == 0) {
        (void)close(file);
    }
    return OK;
}

static enum status
take_lock(struct folder *self, bool *busy, long *holder, struct err *err)
{
    char text[24];
    enum status status = OK;

    *busy = false;
    while (status == OK && self->lock_file == 0 && !*busy) {
        status = try_lock(self, busy, holder, err);
    }
    if (status != OK || *busy) {
        return status;
    }
    snprintf(text, sizeof(text), "%ld\n", (long)getpid());
    if (ftruncate(self->lock_file - 1, 0) != 0 ||
        write(self->lock_file - 1, text, strlen(text)) != (ssize_t)strlen(text)) {
        return fail(err, self->parent, "cannot write in this folder", errno);
    }
    return OK;
}

static void
release_lock(struct folder *self)
{
    if (self->lock_file > 0) {
        (void)unlink(self->lock);
        (void)close(self->lock_file - 1);
    }
    self->lock_file = 0;
    self->exclusive = false;
}

/* ---- what others left behind ---- */

static bool
is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes a folder and the files in it; folders in it are not Parley's, and stay. */
static void
remove_folder(const char *path)
{
    DIR *folder = opendir(path);

    for (struct dirent *entry = NULL; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!is_dot(entry->d_name)) {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    (void)rmdir(path);
}

/* True when the entry is .STEM.KIND-DIGITS of this folder. */
static bool
is_left_over(const struct folder *self, const char *entry, const char *kind)
{
    char start[STEM_MAX + 16];
    const int n =
        snprintf(start, sizeof(start), ".%.*s.%s-", STEM_MAX, last_part(self->target), kind);
    const size_t length = (size_t)n;

    return strncmp(entry, start, length) == 0 && entry[length] != '\0' &&
           strspn(entry + length, "0123456789") == strlen(entry + length);
}

/* Clears away what killed processes left; whoever holds the lock is alone. A folder put aside by
 * one that died between two renames goes back. */
static enum status
clear_left_overs(struct folder *self, struct err *err)
{
    DIR *parent = self->exclusive ? opendir(self->parent) : NULL;
    struct stat info;
    enum status status = OK;

    for (struct dirent *entry = NULL; parent != NULL && (entry = readdir(parent)) != NULL;) {
        const bool aside = is_left_over(self, entry->d_name, "old");
        char *path = NULL;
        if (!aside && !is_left_over(self, entry->d_name, "tmp")) {
            continue;
        }
        path = arena_print(&self->arena, "%s/%s", self->parent, entry->d_name);
        if (path == NULL) {
            status = err_memory(err);
            break;
        }
        if (!aside || lstat(self->target, &info) == 0 || rename(path, self->target) != 0) {
            remove_folder(path);
        }
    }
    if (parent != NULL) {
        (void)closedir(parent);
    }
    return status;
}

/* ---- may it be replaced? ---- */

/* json-c does not survive an exhausted memory: is there enough for a text of n bytes? */
static bool
is_room(size_t n)
{
    void *room = malloc(64 * n + (1 << 20));

    free(room);
    return room != NULL;
}

/* The run.json of a folder of results; NULL when there is none that Parley wrote. */
static enum status
read_run_json(int folder, struct json_object **run, struct err *err)
{
    struct json_object *schema = NULL;
    struct stat info;
    const char *name = NULL;
    const int file =
        openat(folder, FOLDER_RUN_JSON, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    enum status status = OK;

    *run = NULL;
    if (file < 0) {
        return OK;
    }
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= RUN_JSON_MAX) {
        status = is_room((size_t)info.st_size) ? OK : err_memory(err);
        *run = status == OK ? json_object_from_fd(file) : NULL;
    }
    (void)close(file);
    if (json_object_object_get_ex(*run, "schema", &schema)) {
        name = json_object_get_string(schema);
    }
    if (name == NULL || strncmp(name, SCHEMA, strlen(SCHEMA)) != 0) {
        (void)json_object_put(*run);
        *run = NULL;
    }
    return status;
}

static struct json_object *
listed_files(struct json_object *run)
{
    struct json_object *files = NULL;

    return json_object_object_get_ex(run, "files", &files) &&
                   json_object_is_type(files, json_type_array)
               ? files
               : NULL;
}

/* The entry of a file in a run.json's list, or NULL. */
static struct json_object *
listed(struct json_object *run, const char *name)
{
    struct json_object *files = listed_files(run), *text = NULL;
    const size_t n = files != NULL ? json_object_array_length(files) : 0;

    for (size_t k = 0; k < n; k++) {
        struct json_object *file = json_object_array_get_idx(files, k);
        if (json_object_object_get_ex(file, "name", &text) &&
            json_object_is_type(text, json_type_string) &&
            strcmp(json_object_get_string(text), name) == 0) {
            return file;
        }
    }
    return NULL;
}

/* What stands in a folder beside what its run.json lists. */
struct census {
    int n, n_foreign;
    char foreign[256]; /* the first by name */
};

static void
count_entry(struct census *self, int folder, const char *entry, struct json_object *run)
{
    struct stat info;
    const bool regular =
        fstatat(folder, entry, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode);

    self->n++;
    if (regular && run != NULL &&
        (strcmp(entry, FOLDER_RUN_JSON) == 0 || listed(run, entry) != NULL)) {
        return;
    }
    if (self->n_foreign++ == 0 || strcmp(entry, self->foreign) < 0) {
        snprintf(self->foreign, sizeof(self->foreign), "%s", entry);
    }
}

static enum status
refuse(const struct folder *self, struct census *census, struct json_object *run, struct err *err)
{
    struct json_object *scenario = NULL;
    const char *name = NULL;

    if (census->n_foreign > 0) {
        for (char *c = census->foreign; *c != '\0'; c++) {
            *c = (unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c;
        }
        return err_add(err, ERR_IO, NULL,
            "%s/ holds files that Parley did not write (%s%s).\n" ELSEWHERE, self->name,
            census->foreign, census->n_foreign > 1 ? ", ..." : "");
    }
    if (json_object_object_get_ex(run, "scenario", &scenario) &&
        json_object_is_type(scenario, json_type_string)) {
        name = json_object_get_string(scenario);
    }
    if (name == NULL || strcmp(name, self->scenario) != 0) {
        return err_add(err, ERR_IO, NULL,
            "%s/ holds the results of another scenario, \"%.80s\".\n" ELSEWHERE, self->name,
            name != NULL ? name : "");
    }
    return OK;
}

/* Refuses what may not be replaced, and keeps the run.json of what may in self->old. *exists: there
 * is a folder. */
static enum status
inspect(struct folder *self, bool *exists, struct err *err)
{
    struct census census = { 0 };
    struct stat info, above;
    DIR *folder = NULL;
    enum status status = OK;

    (void)json_object_put(self->old);
    self->old = NULL;
    *exists = lstat(self->target, &info) == 0;
    if (!*exists) {
        return errno == ENOENT ? OK : fail(err, self->name, "cannot write", errno);
    }
    if (!S_ISDIR(info.st_mode)) {
        return err_add(err, ERR_IO, NULL, "%s is a file, not a folder.\n" ELSEWHERE, self->name);
    }
    if (stat(self->parent, &above) == 0 && above.st_dev != info.st_dev) {
        return err_add(err, ERR_IO, NULL,
            "%s/ is where another disk begins, and cannot be replaced.\nGive -o a folder inside "
            "it.",
            self->name);
    }
    if (access(self->target, W_OK) != 0 || (folder = opendir(self->target)) == NULL) {
        return fail(err, self->name, "cannot write in this folder", errno);
    }
    status = read_run_json(dirfd(folder), &self->old, err);
    for (struct dirent *entry = NULL; status == OK && (entry = readdir(folder)) != NULL;) {
        if (!is_dot(entry->d_name)) {
            count_entry(&census, dirfd(folder), entry->d_name, self->old);
        }
    }
    if (status == OK && census.n > 0) {
        status = refuse(self, &census, self->old, err);
    }
    (void)closedir(folder);
    return status;
}

/* ---- begin ---- */

static enum status
take_path(struct folder *self, const char *path, struct err *err)
{
    enum status status = take_name(self, path, err);

    status = status == OK ? take_target(self, err) : status;
    return status == OK ? name_companions(self, err) : status;
}

/* Takes the lock and clears what was left. *held: false when somebody else is writing there. */
static enum status
take_over(struct folder *self, bool *held, long *holder, struct err *err)
{
    bool busy = false;
    enum status status = take_lock(self, &busy, holder, err);

    *held = status == OK && !busy;
    return *held ? clear_left_overs(self, err) : status;
}

/* The first of NAME, NAME-2, ... that neither exists nor is being written. */
static enum status
take_numbered(struct folder *self, struct err *err)
{
    const char *base = self->name;
    struct stat info;

    for (int k = 1; k <= KEEP_MAX; k++) {
        bool held = false;
        long holder = 0;
        const char *name = k == 1 ? base : arena_print(&self->arena, "%s-%d", base, k);
        enum status status = name != NULL ? take_path(self, name, err) : err_memory(err);
        if (status == OK && lstat(self->name, &info) != 0) {
            status = errno == ENOENT ? take_over(self, &held, &holder, err)
                                     : fail(err, self->name, "cannot write", errno);
        }
        if (status != OK || (held && lstat(self->name, &info) != 0)) {
            return status;
        }
        release_lock(self); /* it was put back, or another process has just finished it */
    }
    return err_add(err, ERR_IO, NULL, "%s: there are too many numbered folders", base);
}

static enum status
take_one(struct folder *self, struct err *err)
{
    bool held = false, exists = false;
    long holder = 0;
    enum status status = take_over(self, &held, &holder, err);

    if (status == OK && !held) {
        return refuse_second(self, holder, err);
    }
    return status == OK ? inspect(self, &exists, err) : status;
}

enum status
folder_begin(
    struct folder *self, const char *path, const char *scenario, bool keep, struct err *err)
{
    enum status status = OK;

    self->scenario = scenario;
    if (path == NULL) {
        if (scenario[0] == '.' || strchr(scenario, '/') != NULL) {
            return err_add(err, ERR_IO, NULL,
                "\"%.80s\" cannot be the name of a folder.\nChoose a folder with -o.", scenario);
        }
        path = arena_print(&self->arena, "results/%s", scenario);
    }
    status = path != NULL ? take_path(self, path, err) : err_memory(err);
    status = status == OK ? make_parents(self, err) : status;
    if (status == OK) {
        status = keep ? take_numbered(self, err) : take_one(self, err);
    }
    if (status != OK) {
        return status;
    }
    if (mkdir(self->temporary, 0777) != 0) {
        return fail(err, self->parent, "cannot write in this folder", errno);
    }
    self->made = true;
    return OK;
}

enum status
folder_create(
    struct folder *self, const char *file, int *number, const char **shown, struct err *err)
{
    char *path = arena_print(&self->arena, "%s/%s", self->temporary, file);

    *number = -1;
    *shown = arena_print(&self->arena, "%s/%s", self->name, file);
    if (path == NULL || *shown == NULL) {
        return err_memory(err);
    }
    *number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return *number >= 0 ? OK : fail(err, *shown, "cannot write", errno);
}

/* ---- commit ---- */

/* Renames are on disk once their folder is; where that cannot be asked for, the file system
 * decides. */
static void
sync_folder(const char *path)
{
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder >= 0) {
        (void)fsync(folder);
        (void)close(folder);
    }
}

/* Exchanges two folders in one step; -1 with errno when the system cannot. */
static int
exchange(const char *a, const char *b)
{
#ifdef SYS_renameat2
    const unsigned int both = 2; /* RENAME_EXCHANGE */

    return (int)syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, both);
#else
    (void)a;
    (void)b;
    errno = ENOSYS;
    return -1;
#endif
}

/* Replaces an older folder; afterwards that one stands at the temporary name. */
static int
replace(const struct folder *self)
{
    int failure = 0;

    if (exchange(self->temporary, self->target) == 0) {
        return 0;
    }
    if (errno != ENOSYS && errno != EINVAL && errno != EOPNOTSUPP) {
        return errno;
    }
    if (rename(self->target, self->aside) != 0) {
        return errno;
    }
    if (rename(self->temporary, self->target) == 0) {
        sync_folder(self->parent);
        (void)rename(self->aside, self->temporary);
        return 0;
    }
    failure = errno;
    (void)rename(self->aside, self->target);
    return failure;
}

enum status
folder_commit(struct folder *self, struct err *err)
{
    bool exists = false;
    enum status status = inspect(self, &exists, err);
    int failure = 0;

    BUG_IF(!self->made);
    if (status != OK) {
        return status;
    }
    sync_folder(self->temporary);
    if (exists) {
        failure = replace(self);
    } else if (rename(self->temporary, self->target) != 0) {
        failure = errno;
    }
    if (failure != 0) {
        return fail(err, self->name, "cannot put the results in place", failure);
    }
    sync_folder(self->parent);
    if (exists) {
        remove_folder(self->temporary);
    }
    self->made = false;
    self->created = 0;
    return OK;
}

/* ---- folders of results that are only read ---- */

enum status
folder_read(const char *path, struct json_object **run, struct err *err)
{
    DIR *folder = opendir(path);
    enum status status = OK;

    *run = NULL;
    if (folder == NULL) {
        return fail(err, path, "cannot read", errno);
    }
    status = read_run_json(dirfd(folder), run, err);
    (void)closedir(folder);
    if (status == OK && *run == NULL) {
        status = err_add(err, ERR_IO, NULL,
            "%s: holds no results: there is no " FOLDER_RUN_JSON " that Parley wrote", path);
    }
    return status;
}

const char *
folder_hash(struct json_object *run, const char *file)
{
    struct json_object *hash = NULL;

    return json_object_object_get_ex(listed(run, file), "sha256", &hash)
               ? json_object_get_string(hash)
               : NULL;
}

/* ---- after the end ---- */

int64_t
folder_old_runs(const struct folder *self)
{
    struct json_object *runs = NULL;

    return self->old != NULL && json_object_object_get_ex(self->old, "runs_played", &runs)
               ? json_object_get_int64(runs)
               : 0;
}

enum status
folder_step_aside(struct folder *self, const char *suffix, struct err *err)
{
    const char *name = arena_print(&self->arena, "%s%s", self->name, suffix);
    const char *target = arena_print(&self->arena, "%s%s", self->target, suffix);

    if (name == NULL || target == NULL) {
        return err_memory(err);
    }
    self->name = name;
    self->target = target;
    (void)json_object_put(self->old);
    self->old = NULL;
    return OK;
}

void
folder_unlock(struct folder *self)
{
    release_lock(self);
}

const char *
folder_old_hash(const struct folder *self, const char *file)
{
    return folder_hash(self->old, file);
}

int
folder_n_old(const struct folder *self)
{
    struct json_object *files = listed_files(self->old);

    return files != NULL ? (int)json_object_array_length(files) : 0;
}

void
folder_free(struct folder *self)
{
    if (self->made) {
        remove_folder(self->temporary);
    }
    release_lock(self);
    if (self->created > 0) {
        remove_parents(self);
    }
    (void)json_object_put(self->old);
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
