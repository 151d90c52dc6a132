/* parley: simulates negotiations from a scenario file. The command line begins here. */
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "err.h"
#include "num.h"

enum { PAGE = 1 << 18 };

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

/* `parley --help` and `parley --version` are commands too. */
static const char *
command_name(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return "help";
    }
    return strcmp(word, "--version") == 0 ? "version" : word;
}

/* Runs the command; its exit status. */
static int
run(int argc, char **argv)
{
    struct cmd_line line;
    const struct cmd *cmd = NULL;

    if (argc < 2) {
        cmd_overview(stdout);
        return 0;
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
        return 0;
    }
    return cmd->run(&line);
}

int
main(int argc, char **argv)
{
    char *page = NULL;
    int exit_status = 0;

    if (!keep_streams_apart()) {
        return err_exit(ERR_IO);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file size limit is a write error */
    (void)setlocale(LC_CTYPE, "");  /* what the terminal shows; numbers never depend on it */
    (void)gsl_set_error_handler_off();
    if (!num_self_test()) {
        (void)fprintf(stderr, "parley: this machine does not round as IEEE 754 says; results would "
                              "differ from those of others\n");
        return err_exit(ERR_RUN);
    }
    if (isatty(STDOUT_FILENO) == 0) { /* a page in one piece, so that an error keeps its reason */
        page = malloc(PAGE);
        (void)setvbuf(stdout, page, _IOFBF, PAGE);
    }
    exit_status = cmd_flush(run(argc, argv));
    (void)fclose(stdout); /* cmd_flush has said what there is to say */
    free(page);
    return exit_status;
}
