/* sheet: cells into a buffer, and the buffer into a file. See sheet.h. */
#include "sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "num.h"

/* No cell but a text takes more. */
#define CELL_MAX 48

static void
write_out(struct sheet *self)
{
    size_t done = 0;

    SHA256Update(&self->hash, (const uint8_t *)self->buffer, self->used);
    while (done < self->used && self->failure == 0) {
        const ssize_t n = write(self->file, self->buffer + done, self->used - done);
        if (n > 0) {
            done += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            self->failure = n == 0 ? EIO : errno;
        }
    }
    self->used = 0;
}

/* Room for a cell that is no text, with the comma before it. */
static char *
begin_cell(struct sheet *self)
{
    if (self->used > SHEET_BUFFER - CELL_MAX) {
        write_out(self);
    }
    if (self->begun) {
        self->buffer[self->used++] = ',';
    }
    self->begun = true;
    return self->buffer + self->used;
}

enum status
sheet_init(struct sheet *self, int file, const char *path, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->file = file;
    self->path = path;
    SHA256Init(&self->hash);
    self->buffer = malloc(SHEET_BUFFER);
    if (self->buffer == NULL) {
        (void)close(file);
        return err_memory(err);
    }
    return OK;
}

void
sheet_bytes(struct sheet *self, const char *bytes, size_t n)
{
    while (n > 0) {
        size_t room = SHEET_BUFFER - self->used;
        if (room == 0) {
            write_out(self);
            room = SHEET_BUFFER;
        }
        room = room < n ? room : n;
        memcpy(self->buffer + self->used, bytes, room);
        self->used += room;
        bytes += room;
        n -= room;
    }
}

void
sheet_text(struct sheet *self, const char *text)
{
    (void)begin_cell(self);
    if (strpbrk(text, ",\"\r\n") == NULL) {
        sheet_bytes(self, text, strlen(text));
        return;
    }
    sheet_bytes(self, "\"", 1);
    for (; *text != '\0'; text++) {
        sheet_bytes(self, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    }
    sheet_bytes(self, "\"", 1);
}

void
sheet_whole(struct sheet *self, int64_t number)
{
    char digits[24], *to = begin_cell(self);
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t n = 0, k = 0;

    do {
        digits[n++] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0) {
        to[k++] = '-';
    }
    while (n > 0) {
        to[k++] = digits[--n];
    }
    self->used += k;
}

void
sheet_number(struct sheet *self, double number)
{
    if (number != number) {
        sheet_empty(self);
    } else if (number > -1e15 && number < 1e15 && (double)(int64_t)number == number) {
        sheet_whole(self, (int64_t)number);
    } else {
        char *to = begin_cell(self);
        self->used += strlen(num_text(number, to));
    }
}

void
sheet_date(struct sheet *self, int day)
{
    char text[DATE_TEXT_MAX];

    if (day == DATE_NONE) {
        sheet_empty(self);
    } else if (self->dates != NULL && day >= self->first_day &&
               day - self->first_day < self->n_days) {
        memcpy(begin_cell(self), self->dates + (size_t)(day - self->first_day) * SHEET_DATE,
            SHEET_DATE);
        self->used += SHEET_DATE;
    } else {
        sheet_text(self, date_iso(day, text));
    }
}

void
sheet_empty(struct sheet *self)
{
    (void)begin_cell(self);
}

void
sheet_end(struct sheet *self)
{
    sheet_bytes(self, "\n", 1);
    self->begun = false;
    self->rows += self->headed;
    self->headed = true;
}

static enum status
cannot_write(const struct sheet *self, int failure, struct err *err)
{
    return err_add(err, ERR_IO, NULL, "%s: cannot write: %s", self->path, strerror(failure));
}

enum status
sheet_check(const struct sheet *self, struct err *err)
{
    return self->failure == 0 ? OK : cannot_write(self, self->failure, err);
}

static char *
hexadecimal(SHA2_CTX *hash, char *text)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_LENGTH];

    SHA256Final(bytes, hash);
    for (int k = 0; k < SHA256_DIGEST_LENGTH; k++) {
        text[2 * k] = digits[bytes[k] >> 4];
        text[2 * k + 1] = digits[bytes[k] & 15];
    }
    text[2 * SHA256_DIGEST_LENGTH] = '\0';
    return text;
}

enum status
sheet_close(struct sheet *self, char *hash, struct err *err)
{
    const int file = self->file;

    write_out(self);
    (void)hexadecimal(&self->hash, hash);
    /* EINVAL: a file that cannot be synced, on some file systems. */
    if (self->failure == 0 && fsync(file) != 0 && errno != EINVAL) {
        self->failure = errno;
    }
    self->file = -1;
    if (close(file) != 0 && self->failure == 0) {
        self->failure = errno;
    }
    return sheet_check(self, err);
}

void
sheet_free(struct sheet *self)
{
    if (self->buffer != NULL && self->file >= 0) {
        (void)close(self->file);
    }
    free(self->buffer);
    memset(self, 0, sizeof(*self));
}

char *
sheet_hash(const char *bytes, size_t n, char *hash)
{
    SHA2_CTX context;

    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)bytes, n);
    return hexadecimal(&context, hash);
}
