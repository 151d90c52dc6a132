/* parley: simulates negotiations from a scenario file. The command line begins here. */
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "err.h"
#include "num.h"

/* A stream that the caller closed must not become a file of ours. */
static bool
keep_streams_apart(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
        if (fcntl(file, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != file) {
            return false;
        }
    }
    return true;
}

/* True when whoever read our output has gone away (`| head`). */
static bool
reader_is_gone(int error)
{
    struct pollfd file = { .fd = STDOUT_FILENO, .events = POLLOUT };

    return error == EPIPE || (poll(&file, 1, 0) > 0 && (file.revents & (POLLERR | POLLHUP)) != 0);
}

/* What was printed must have arrived. A reader that goes away is no error. */
static int
finish(int exit_status)
{
    errno = 0;
    if ((fflush(stdout) != 0 || ferror(stdout) != 0) && !reader_is_gone(errno)) {
        (void)fprintf(stderr, "parley: cannot write to standard output%s%s\n",
            errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
        return exit_status == 0 ? err_exit(ERR_IO) : exit_status;
    }
    return exit_status;
}

/* `parley --help` and `parley --version` are commands too. */
static const char *
command_name(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return "help";
    }
    return strcmp(word, "--version") == 0 ? "version" : word;
}

int
main(int argc, char **argv)
{
    struct cmd_line line;
    const struct cmd *cmd = NULL;

    if (!keep_streams_apart()) {
        return err_exit(ERR_IO);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setlocale(LC_CTYPE, ""); /* what the terminal shows; numbers never depend on it */
    (void)gsl_set_error_handler_off();
    if (!num_self_test()) {
        (void)fprintf(stderr, "parley: this machine does not round as IEEE 754 says; results would "
                              "differ from those of others\n");
        return err_exit(ERR_RUN);
    }
    if (argc < 2) {
        cmd_overview(stdout);
        return finish(0);
    }
    cmd = cmd_find(command_name(argv[1]));
    if (cmd == NULL) {
        return cmd_unknown(argc, argv);
    }
    if (!cmd_parse(&line, cmd, argc, argv)) {
        return err_exit(ERR_USAGE);
    }
    if (line.help) {
        cmd_describe(stdout, cmd);
        return finish(0);
    }
    return finish(cmd->run(&line));
}
