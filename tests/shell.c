/* shell: see shell.h. */
#include "support.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell.h"

extern char **environ;

static void
read_all(const char *path, char *text)
{
    FILE *file = fopen(path, "rb");
    size_t n = 0;

    assert_non_null(file);
    n = fread(text, 1, SHELL_TEXT_MAX - 1, file);
    text[n] = '\0';
    assert_int_equal(fclose(file), 0);
}

void
shell(struct bench *self, const char *line)
{
    char command[8192];
    char name[] = "sh", option[] = "-c";
    char *const arguments[] = { name, option, command, NULL };
    pid_t child = 0;
    int status = 0;

    assert_true(snprintf(command, sizeof(command),
                    "P='%s' R='%s'; C=\"$R/tests/cases\"; export P R C; cd '%s' && { %s\n} "
                    ">out.txt 2>err.txt",
                    self->program, self->root, self->folder, line) < (int)sizeof(command));
    assert_int_equal(posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    self->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    (void)snprintf(command, sizeof(command), "%s/out.txt", self->folder);
    read_all(command, self->out);
    (void)snprintf(command, sizeof(command), "%s/err.txt", self->folder);
    read_all(command, self->err);
}

void
assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}

void
expect(struct bench *self, const char *line, int status, const char *out, const char *err)
{
    shell(self, line);
    if (self->status != status) {
        fail_msg("%s: exit %d, not %d:\n%s", line, self->status, status, self->err);
    }
    if (out == NULL) {
        assert_string_equal(self->out, "");
    } else {
        assert_holds(self->out, out);
    }
    if (err == NULL) {
        assert_string_equal(self->err, "");
    } else {
        assert_holds(self->err, err);
    }
}

int
shell_setup(void **state)
{
    const char *program = getenv("PARLEY");
    struct bench *self = calloc(1, sizeof(*self));

    assert_non_null(self);
    assert_non_null(getcwd(self->root, sizeof(self->root) / 2));
    program = program != NULL ? program : "./parley";
    (void)snprintf(self->program, sizeof(self->program), "%.*s%s%.500s",
        program[0] == '/' ? 0 : 500, self->root, program[0] == '/' ? "" : "/", program);
    assert_int_equal(access(self->program, X_OK), 0);
    (void)snprintf(self->folder, sizeof(self->folder), "/tmp/parley-shell-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    *state = self;
    return 0;
}

int
shell_teardown(void **state, const char *line)
{
    struct bench *self = *state;
    char path[128];

    shell(self, line);
    (void)snprintf(path, sizeof(path), "%s/out.txt", self->folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/err.txt", self->folder);
    (void)unlink(path);
    (void)rmdir(self->folder);
    free(self);
    return 0;
}
