/* Opening without blocking, reading within a limit, checking that the bytes are text. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

#define CHUNK ((size_t)1 << 16)

#define CITED 200 /* bytes of a name that another file gives */

/* A name that a file gives, cut at its front: what is wrong with it must fit in the message. */
static const char *
cited(const char *name)
{
    const size_t n = strlen(name);
    const char *end = name + (n > CITED ? n - CITED : 0);

    while (((unsigned char)*end & 0xC0) == 0x80) {
        end++;
    }
    return end;
}

/* The one place that says that a file cannot be read. */
static enum status
refuse(const struct source *self, const struct place *named_by, struct err *err, const char *why)
{
    const struct place place = { self->name, 0 };

    if (named_by != NULL) {
        return err_add(err, ERR_SCENARIO, named_by, "\"%s%s\" cannot be read: %s",
            cited(self->name) > self->name ? "..." : "", cited(self->name), why);
    }
    return err_add(err, ERR_IO, &place, "cannot be read: %s", why);
}

static enum status
refuse_size(const struct source *self, const struct place *named_by, size_t limit, struct err *err)
{
    const struct place place = { self->name, 0 };

    if (named_by != NULL) {
        return err_add(err, ERR_SCENARIO, named_by, "\"%s%s\" is larger than %zu MiB, the most",
            cited(self->name) > self->name ? "..." : "", cited(self->name), limit >> 20);
    }
    return err_add(err, ERR_IO, &place, "larger than %zu MiB, the most", limit >> 20);
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static enum status
open_regular(struct source *self, const char *path, size_t limit, const struct place *named_by,
    int *file, struct err *err)
{
    struct stat about;

    *file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (*file < 0) {
        return refuse(self, named_by, err, strerror(errno));
    }
    if (fstat(*file, &about) != 0) {
        return refuse(self, named_by, err, strerror(errno));
    }
    if (S_ISDIR(about.st_mode)) {
        return refuse(self, named_by, err, "it is a folder");
    }
    if (!S_ISREG(about.st_mode)) {
        return refuse(self, named_by, err, "it is a pipe or a device, not a file");
    }
    if (about.st_size > (off_t)limit) {
        return refuse_size(self, named_by, limit, err);
    }
    self->device = (unsigned long long)about.st_dev;
    self->inode = (unsigned long long)about.st_ino;
    return OK;
}

/* Until the end of the file; one byte more than the limit is enough to know that it is too large
 * (a file may grow after fstat, and standard input has no size). */
static enum status
read_all(struct source *self, int file, size_t limit, const struct place *named_by, struct err *err)
{
    size_t room = 0;

    for (;;) {
        ssize_t got = 0;

        if (room - self->n < CHUNK + 1) {
            char *more = realloc(self->bytes, room * 2 + CHUNK + 1);

            if (more == NULL) {
                return err_memory(err);
            }
            self->bytes = more;
            room = room * 2 + CHUNK + 1;
        }
        got = read(file, self->bytes + self->n, room - self->n - 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return refuse(self, named_by, err, strerror(errno));
        }
        self->n += (size_t)got;
        self->bytes[self->n] = '\0';
        if (self->n > limit) {
            return refuse_size(self, named_by, limit, err);
        }
        if (got == 0) {
            return OK;
        }
    }
}

enum status
source_check(const char *bytes, size_t n, const struct place *start, struct err *err)
{
    struct place place = *start;

    for (size_t k = 0; k < n;) {
        const unsigned char byte = (unsigned char)bytes[k];
        const size_t length = utf8_character(bytes + k, n - k);

        if (length == 0) {
            return err_add(err, ERR_SCENARIO, &place,
                "byte 0x%02x is not UTF-8; save the file in UTF-8 (it may be Latin-1 or Windows's)",
                byte);
        }
        if (byte == 0) {
            return err_add(err, ERR_SCENARIO, &place, "a NUL byte; this is no text file");
        }
        if ((byte < 0x20 && strchr("\t\n\r\f", byte) == NULL) || byte == 0x7F) {
            return err_add(err, ERR_SCENARIO, &place,
                "a control character (byte 0x%02x); a text file holds none", byte);
        }
        /* A line ends with \n, \r\n, or \r alone. */
        if (place.line > 0 &&
            (byte == '\n' || (byte == '\r' && (k + 1 == n || bytes[k + 1] != '\n')))) {
            place.line++;
        }
        k += length;
    }
    return OK;
}

/* Looks at what was read; a byte order mark is dropped. */
static enum status
accept(struct source *self, struct err *err)
{
    const struct place start = { self->name, 1 };

    if (self->n >= 2 &&
        (memcmp(self->bytes, "\xFF\xFE", 2) == 0 || memcmp(self->bytes, "\xFE\xFF", 2) == 0)) {
        return err_add(err, ERR_SCENARIO, &start, "the file is in UTF-16; save it in UTF-8");
    }
    if (self->n >= 3 && memcmp(self->bytes, "\xEF\xBB\xBF", 3) == 0) {
        self->n -= 3;
        memmove(self->bytes, self->bytes + 3, self->n + 1);
    }
    return source_check(self->bytes, self->n, &start, err);
}

enum status
source_read(struct source *self, const char *path, size_t limit, const struct place *named_by,
    struct err *err)
{
    const bool standard = strcmp(path, "-") == 0 && named_by == NULL;
    enum status status = OK;
    int file = standard ? STDIN_FILENO : -1;

    memset(self, 0, sizeof(*self));
    self->name = standard ? "standard input" : path;
    if (!standard) {
        status = open_regular(self, path, limit, named_by, &file, err);
    }
    if (status == OK) {
        status = read_all(self, file, limit, named_by, err);
    }
    if (file >= 0 && !standard) {
        close(file);
    }
    return status == OK ? accept(self, err) : status;
}

enum status
source_take(struct source *self, const char *name, const char *bytes, size_t n, size_t limit,
    const struct place *named_by, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->name = name;
    if (n > limit) {
        return refuse_size(self, named_by, limit, err);
    }
    self->bytes = malloc(n + 1);
    if (self->bytes == NULL) {
        return err_memory(err);
    }
    if (n > 0) {
        memcpy(self->bytes, bytes, n);
    }
    self->bytes[n] = '\0';
    self->n = n;
    return accept(self, err);
}

void
source_free(struct source *self)
{
    free(self->bytes);
    self->bytes = NULL;
    self->n = 0;
}
