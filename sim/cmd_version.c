/* cmd_version: what this program is made of. */
#include <gsl/gsl_version.h>
#include <json-c/json.h>

#include "cmd.h"
#include "version.h"

static int
print_json(void)
{
    json_object *object = json_object_new_object();

    json_object_object_add(object, "schema", json_object_new_string("parley.version/1"));
    json_object_object_add(object, "version", json_object_new_string(PARLEY_VERSION));
    json_object_object_add(object, "gsl", json_object_new_string(gsl_version));
    json_object_object_add(object, "json_c", json_object_new_string(json_c_version()));
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
