/* cmd_version: what this program is made of. */
#include <gsl/gsl_version.h>
#include <json-c/json.h>

#include "cmd.h"
#include "version.h"

static int
print_json(void)
{
    struct facts object = facts_begin();

    facts_text(&object, "schema", "parley.version/1");
    facts_text(&object, "version", PARLEY_VERSION);
    facts_text(&object, "gsl", gsl_version);
    facts_text(&object, "json_c", json_c_version());
    return cmd_print_json(object);
}

static int
run(const struct cmd_line *line)
{
    if (line->json) {
        return print_json();
    }
    (void)printf("parley %s (GSL %s, json-c %s)\n", PARLEY_VERSION, gsl_version, json_c_version());
    return 0;
}

static const struct cmd_option options[] = {
    CMD_OPTION_JSON,
    { .word = NULL },
};

const struct cmd cmd_version = {
    .name = "version",
    .summary = "which Parley this is",
    .operands = "",
    .options = options,
    .example = "parley version",
    .run = run,
};
