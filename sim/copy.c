/* copy: files into a new folder. See copy.h. */
#include "copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"

enum { DEPTH_MAX = 8, CHUNK = 1 << 16, STEM_MAX = 200 };

struct copy {
    struct arena arena;
    const char *temporary, *to;
    struct err *err;
};

static enum status
fail(struct copy *self, const char *path, const char *what)
{
    const int failure = errno;
    const size_t n = strlen(self->temporary);

    /* What is in the temporary folder is called what it was to be. */
    if (strncmp(path, self->temporary, n) == 0) {
        return err_add(
            self->err, ERR_IO, NULL, "%s%s: %s: %s", self->to, path + n, what, strerror(failure));
    }
    return err_add(self->err, ERR_IO, NULL, "%s: %s: %s", path, what, strerror(failure));
}

/* 0, or -1 with errno. */
static int
write_all(int file, const char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t written = write(file, bytes, n);

        if (written < 0 && errno != EINTR) {
            return -1;
        }
        bytes += written > 0 ? written : 0;
        n -= written > 0 ? (size_t)written : 0;
    }
    return 0;
}

static enum status
copy_bytes(struct copy *self, int in, const char *from, int out, const char *to)
{
    char bytes[CHUNK];
    ssize_t n = 0;

    while ((n = read(in, bytes, sizeof(bytes))) != 0) {
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail(self, from, "cannot be read");
        }
        if (write_all(out, bytes, (size_t)n) != 0) {
            return fail(self, to, "cannot be written");
        }
    }
    return fsync(out) == 0 ? OK : fail(self, to, "cannot be written");
}

static enum status
copy_file(struct copy *self, const char *from, const char *to)
{
    const int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    const int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    enum status status = OK;

    if (in < 0) {
        status = fail(self, from, "cannot be read");
    } else if (out < 0) {
        status = fail(self, to, "cannot be created");
    } else {
        status = copy_bytes(self, in, from, out, to);
    }
    if (in >= 0) {
        (void)close(in);
    }
    if (out >= 0 && close(out) != 0 && status == OK) {
        status = fail(self, to, "cannot be written");
    }
    return status;
}

static enum status copy_all(struct copy *self, const char *from, const char *to, int depth);

/* A regular file or a folder; anything else is passed over. */
static enum status
copy_entry(struct copy *self, const char *folder, const char *name, const char *to, int depth)
{
    const char *from = arena_print(&self->arena, "%s/%s", folder, name);
    const char *target = arena_print(&self->arena, "%s/%s", to, name);
    struct stat info;

    if (from == NULL || target == NULL) {
        return err_memory(self->err);
    }
    if (lstat(from, &info) != 0) {
        return fail(self, from, "cannot be read");
    }
    if (S_ISREG(info.st_mode)) {
        return copy_file(self, from, target);
    }
    if (!S_ISDIR(info.st_mode)) {
        return OK;
    }
    if (depth == DEPTH_MAX) {
        return err_add(
            self->err, ERR_IO, NULL, "%s: folders stand more than %d deep", from, DEPTH_MAX);
    }
    return mkdir(target, 0777) == 0 ? copy_all(self, from, target, depth + 1)
                                    : fail(self, target, "cannot be created");
}

static enum status
copy_all(struct copy *self, const char *from, const char *to, int depth)
{
    DIR *folder = opendir(from);
    enum status status = folder != NULL ? OK : fail(self, from, "cannot be read");

    for (const struct dirent *entry = NULL; status == OK && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            status = copy_entry(self, from, entry->d_name, to, depth);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return status;
}

/* Removes a folder of ours and all that is in it. */
static void
remove_all(struct copy *self, const char *path, int depth)
{
    DIR *folder = opendir(path);

    for (const struct dirent *entry = NULL; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *inside = NULL;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        inside = arena_print(&self->arena, "%s/%s", path, entry->d_name);
        if (inside != NULL && unlink(inside) != 0 && depth <= DEPTH_MAX) {
            remove_all(self, inside, depth + 1);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    (void)rmdir(path);
}

/* Where files go until all are there: beside `to`, hidden. */
static char *
name_temporary(struct copy *self)
{
    const char *slash = strrchr(self->to, '/'), *base = slash != NULL ? slash + 1 : self->to;

    return arena_print(&self->arena, "%.*s.%.*s.tmp-%ld", (int)(base - self->to), self->to,
        STEM_MAX, base, (long)getpid());
}

/* Into the temporary folder, and that to its name. */
static enum status
fill_and_rename(struct copy *self, const char *from, const char *only)
{
    enum status status = OK;

    if (mkdir(self->temporary, 0777) != 0) {
        return fail(self, self->temporary, "this folder cannot be created");
    }
    status = only != NULL ? copy_entry(self, from, only, self->temporary, 0)
                          : copy_all(self, from, self->temporary, 0);
    /* Of what may have come to stand there meanwhile, a rename replaces an empty folder at most. */
    if (status == OK && rename(self->temporary, self->to) != 0) {
        status = fail(self, self->temporary, "this folder cannot be put in place");
    }
    if (status != OK) {
        remove_all(self, self->temporary, 0);
    }
    return status;
}

enum status
copy_folder(const char *from, const char *only, const char *to, struct err *err)
{
    struct copy self = { .to = to, .err = err };
    struct stat info;
    enum status status = OK;

    self.temporary = name_temporary(&self);
    if (self.temporary == NULL) {
        status = err_memory(err);
    } else if (lstat(to, &info) == 0) {
        status = err_add(err, ERR_IO, NULL,
            "%s%s exists already; nothing was touched\nGive another name: parley new CASE DIR", to,
            S_ISDIR(info.st_mode) ? "/" : "");
    } else if (errno != ENOENT) {
        status = fail(&self, self.temporary, "this folder cannot be created");
    } else {
        status = fill_and_rename(&self, from, only);
    }
    arena_free(&self.arena);
    return status;
}
