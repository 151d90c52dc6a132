/* bundle: files noted as they are closed, and run.json. See bundle.h. */
#include "bundle.h"

#include <gsl/gsl_version.h>
#include <stdlib.h>
#include <string.h>

#include "version.h"

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

enum status
bundle_begin(
    struct bundle *self, const char *name, const struct bundle_options *options, struct err *err)
{
    self->name = name;
    self->options = *options;
    return folder_begin(&self->folder, options->folder, name, options->keep, err);
}

enum status
bundle_open(struct bundle *self, const char *file, struct sheet *sheet, struct err *err)
{
    const char *shown = NULL;
    int number = -1;
    const enum status status = folder_create(&self->folder, file, &number, &shown, err);

    return status == OK ? sheet_init(sheet, number, shown, err) : status;
}

enum status
bundle_close(struct bundle *self, const char *file, struct sheet *sheet, struct err *err)
{
    struct bundle_file *noted = &self->files[self->n_files];
    enum status status = OK;

    BUG_IF(self->n_files == BUNDLE_FILES_MAX);
    status = sheet_close(sheet, noted->hash, err);
    noted->name = file;
    noted->rows = sheet->rows;
    self->n_files++;
    sheet_free(sheet);
    return status;
}

enum status
bundle_bytes(struct bundle *self, const char *file, const char *bytes, size_t n, struct err *err)
{
    struct sheet sheet = { 0 };
    enum status status = bundle_open(self, file, &sheet, err);

    if (status == OK) {
        sheet_bytes(&sheet, bytes, n);
        status = bundle_close(self, file, &sheet, err);
        self->files[self->n_files - 1].rows = -1;
    }
    sheet_free(&sheet);
    return status;
}

const char *
bundle_hash(const struct bundle *self, const char *file)
{
    int k = 0;

    while (k < self->n_files && strcmp(self->files[k].name, file) != 0) {
        k++;
    }
    BUG_IF(k == self->n_files);
    return self->files[k].hash;
}

/* ---- run.json ---- */

struct facts
bundle_describe(const struct bundle *self, const char *schema)
{
    struct facts facts = facts_begin(), words = facts_list();

    facts_text(&facts, "schema", schema);
    facts_text(&facts, "version", PARLEY_VERSION);
    for (int k = 0; k < self->options.argc; k++) {
        facts_add_text(&words, self->options.argv[k]);
    }
    facts_put(&facts, "argv", words);
    facts_text(&facts, "scenario", self->name);
    return facts;
}

static void
list_files(const struct bundle *self, struct facts *facts)
{
    struct facts list = facts_list();

    for (int k = 0; k < self->n_files; k++) {
        const struct bundle_file *file = &self->files[k];
        struct facts group = facts_begin();

        facts_text(&group, "name", file->name);
        if (file->rows >= 0) {
            facts_whole(&group, "rows", file->rows);
        } else {
            facts_null(&group, "rows");
        }
        facts_text(&group, "sha256", file->hash);
        facts_add(&list, group);
    }
    facts_put(facts, "files", list);
}

static enum status
write_run_json(struct bundle *self, const struct facts *facts, struct err *err)
{
    struct sheet sheet = { 0 };
    char hash[SHEET_HASH_MAX];
    char *text = facts_print(facts);
    enum status status =
        text != NULL ? bundle_open(self, FOLDER_RUN_JSON, &sheet, err) : err_memory(err);

    if (status == OK) {
        sheet_bytes(&sheet, text, strlen(text));
        sheet_bytes(&sheet, "\n", 1);
        status = sheet_close(&sheet, hash, err);
    }
    sheet_free(&sheet);
    free(text);
    return status;
}

/* Does the folder that was replaced list the same files with the same bytes? */
static bool
same_as_before(const struct bundle *self)
{
    for (int k = 0; k < self->n_files; k++) {
        const char *hash = folder_old_hash(&self->folder, self->files[k].name);
        if (hash == NULL || strcmp(hash, self->files[k].hash) != 0) {
            return false;
        }
    }
    return self->n_files == folder_n_old(&self->folder);
}

enum status
bundle_finish(struct bundle *self, struct facts *facts, struct err *err)
{
    enum status status = OK;

    facts_text(facts, "compiler", COMPILER);
    facts_text(facts, "gsl", gsl_version);
    list_files(self, facts);
    status = write_run_json(self, facts, err);
    facts_free(facts);
    status = status == OK ? folder_commit(&self->folder, err) : status;
    if (status == OK) {
        folder_unlock(&self->folder);
        self->done = true;
        self->unchanged = same_as_before(self);
    }
    return status;
}

const char *
bundle_folder(const struct bundle *self)
{
    return self->folder.name;
}

int
bundle_n_files(const struct bundle *self)
{
    return self->done ? self->n_files + 1 : 0;
}

void
bundle_free(struct bundle *self)
{
    folder_free(&self->folder);
}
