/* folder: temporary folders, locks and renames. See folder.h. */
#define _DEFAULT_SOURCE /* syscall */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RUN_JSON "run.json"
#define RUN_JSON_MAX (64 << 20)
#define SCHEMA "parley.run/"
#define STEM_MAX 200 /* bytes of a folder's name in the names beside it */
#define KEEP_MAX 100000

#define ELSEWHERE "Nothing was touched. Choose another folder with -o."

static enum status
fail(struct err *err, const char *path, const char *what, int failure)
{
    return err_add(err, ERR_IO, NULL, "%s: %s: %s", path, what, strerror(failure));
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
            "\"%s\" cannot be replaced by a folder of results\nGive -o a folder of its own, such as results/%s.",
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
name_helpers(struct folder *self, struct err *err)
{
    char kind[40];

    snprintf(kind, sizeof(kind), "tmp-%ld", (long)getpid());
    self->temporary = beside(self, kind);
    snprintf(kind, sizeof(kind), "old-%ld", (long)getpid());
    self->aside = beside(self, kind);
    self->lock = beside(self, "lock");
    return self->temporary != NULL && self->aside != NULL && self->lock != NULL ? OK : err_memory(err);
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

    while (self->created > 0 && n >= self->created && rmdir(path) == 0) {
        do {
            path[n--] = '\0';
        } while (n > 0 && path[n] != '/');
        path[n] = '\0';
    }
}

/* ---- the lock ---- */

static enum status
refuse_second(const struct folder *self, int file, struct err *err)
{
    char holder[24];
    const ssize_t n = read(file, holder, sizeof(holder) - 1);

    holder[n > 0 ? n : 0] = '\0';
    return err_add(err, ERR_IO, NULL,
        "%s/ is being written by another parley (process %ld).\n"
        "Nothing was touched. Wait for it, or choose another folder with -o.",
        self->name, strtol(holder, NULL, 10));
}

/* True when the file is still what stands at the lock's path: its last holder may have removed it just now. */
static bool
is_current(const struct folder *self, int file)
{
    struct stat mine, there;

    return fstat(file, &mine) == 0 && stat(self->lock, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

/* *busy: somebody else holds it; then nothing is held. */
static enum status
take_lock(struct folder *self, bool *busy, struct err *err)
{
    char text[24];
    enum status status = OK;

    *busy = false;
    while (self->lock_file == 0) {
        const int file = open(self->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (file < 0) {
            return fail(err, self->parent, "cannot write in this folder", errno);
        }
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            self->exclusive = is_current(self, file);
        } else if (errno == EWOULDBLOCK) {
            *busy = true;
            status = refuse_second(self, file, err);
            (void)close(file);
            return status;
        } /* else the file system knows no locks: go on without */
        if (self->exclusive || errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL) {
            self->lock_file = file + 1;
        } else {
            (void)close(file);
        }
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
