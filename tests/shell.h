/* shell: the program from outside, for tests: exit status, stdout and stderr of lines of the shell.
 */
#ifndef PARLEY_SHELL_H
#define PARLEY_SHELL_H

enum { SHELL_TEXT_MAX = 1 << 18, SHELL_PATH_MAX = 1024 };

/* Where things are, and what the last line came to. */
struct bench {
    char program[SHELL_PATH_MAX], root[SHELL_PATH_MAX], folder[64];
    int status;
    char out[SHELL_TEXT_MAX], err[SHELL_TEXT_MAX];
};

/* A group's setup: *state becomes a struct bench with a folder of its own; and its teardown, which
 * runs one last line to remove what the tests made. */
int shell_setup(void **state);
int shell_teardown(void **state, const char *line);

/* Runs a line of the shell in the folder. $P is the program (the environment's PARLEY, or
 * ./parley), $R the root of the sources, $C their tests/cases. */
void shell(struct bench *self, const char *line);

/* Runs a line and compares its exit status, and parts of stdout and stderr; NULL: must be empty. */
void expect(struct bench *self, const char *line, int status, const char *out, const char *err);

void assert_holds(const char *text, const char *part);

#endif
