/* A folder of its own for a test. See scratch.h. */
#include "support.h"

#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
scratch_enter(struct scratch *self)
{
    (void)strcpy(self->folder, "/tmp/parley-scratch-XXXXXX");
    self->home = open(".", O_RDONLY);
    return mkdtemp(self->folder) != NULL && chdir(self->folder) == 0;
}

bool
scratch_leave(struct scratch *self)
{
    char command[128];

    (void)snprintf(command, sizeof(command), "rm -rf '%s'", self->folder);
    if (system(command) != 0 || fchdir(self->home) != 0) {
        return false;
    }
    (void)close(self->home);
    return true;
}

void
scratch_put_bytes(const char *name, const char *bytes, size_t n)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

void
scratch_put(const char *name, const char *text)
{
    scratch_put_bytes(name, text, strlen(text));
}
