/* cases: where they lie, and what each holds. See cases.h. */
#define _DEFAULT_SOURCE /* realpath */
#include "cases.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "language.h"
#include "source.h"

enum { ENTRIES_MAX = 1000, PATH_ROOM = 4096 };
#define VARIABLE "PARLEY_SCENARIOS"
#define SUFFIX ".cfg"
#define README "README.md"

static bool
is_folder(const char *path)
{
    struct stat info;

    return path != NULL && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* ---- where they lie ---- */

/* The program's file by the words of the command line: as it stands, or on the PATH. */
static char *
find_program(struct arena *arena, const char *program)
{
    const char *path = getenv("PATH");

    if (strchr(program, '/') != NULL || path == NULL) {
        return arena_copy(arena, program, strlen(program));
    }
    while (*path != '\0') {
        const int n = (int)strcspn(path, ":");
        char *file = arena_print(arena, "%.*s/%s", n, path, program);

        if (file == NULL || access(file, X_OK) == 0) {
            return file;
        }
        path += n;
        path += *path == ':';
    }
    return arena_copy(arena, program, strlen(program));
}

/* The folder of the program's file, links followed; NULL when memory is exhausted. */
static char *
program_folder(struct arena *arena, const char *program)
{
    char itself[PATH_ROOM], *real = NULL, *path = NULL, *slash = NULL;
    const ssize_t n = readlink("/proc/self/exe", itself, sizeof(itself));

    if (n > 0 && n < (ssize_t)sizeof(itself)) {
        path = arena_copy(arena, itself, (size_t)n);
    } else {
        path = find_program(arena, program);
        real = path != NULL ? realpath(path, NULL) : NULL;
        path = real != NULL ? arena_copy(arena, real, strlen(real)) : path;
        free(real);
    }
    slash = path != NULL ? strrchr(path, '/') : NULL;
    if (slash == NULL) {
        return path != NULL ? arena_copy(arena, ".", 1) : NULL;
    }
    *slash = '\0';
    return path;
}

static enum status
find_folder(struct cases *self, const char *program, struct err *err)
{
    const char *given = getenv(VARIABLE), *beside = NULL, *shared = NULL, *folder = NULL;

    if (given != NULL && given[0] != '\0') {
        self->folder = arena_copy(&self->arena, given, strlen(given));
        return self->folder != NULL ? OK : err_memory(err);
    }
    folder = program_folder(&self->arena, program);
    if (folder != NULL) {
        beside = arena_print(&self->arena, "%s/scenarios", folder);
        shared = arena_print(&self->arena, "%s/../share/parley/scenarios", folder);
    }
    if (beside == NULL || shared == NULL) {
        return err_memory(err);
    }
    self->folder = is_folder(beside) ? beside : is_folder(shared) ? shared : NULL;
    return self->folder != NULL
               ? OK
               : err_add(err, ERR_IO, NULL,
                     "no cases were found: there is neither %s nor %s\nThe environment's " VARIABLE
                     " may name the folder that holds them.",
                     beside, shared);
}

/* ---- names in a folder ---- */

/* What is hidden, and what a terminal would not show as it is, is no case. */
static bool
is_shown(const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            return false;
        }
    }
    return name[0] != '.';
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, in order; of ENTRIES_MAX at most. */
static enum status
read_names(struct cases *self, const char *folder, const char ***names, int *n, struct err *err)
{
    DIR *open = opendir(folder);
    enum status status = OK;

    *n = 0;
    *names = arena_alloc(&self->arena, ENTRIES_MAX, sizeof(char *));
    if (*names == NULL) {
        status = err_memory(err);
    } else if (open == NULL) {
        status = err_add(err, ERR_IO, NULL, "%s: cannot be read: %s", folder, strerror(errno));
    }
    for (const struct dirent *entry = NULL;
         status == OK && *n < ENTRIES_MAX && (entry = readdir(open)) != NULL;) {
        if (is_shown(entry->d_name)) {
            (*names)[*n] = arena_copy(&self->arena, entry->d_name, strlen(entry->d_name));
            status = (*names)[(*n)++] != NULL ? OK : err_memory(err);
        }
    }
    if (open != NULL) {
        (void)closedir(open);
    }
    if (status == OK) {
        qsort(*names, (size_t)*n, sizeof(char *), compare_names);
    }
    return status;
}

/* ---- what a case holds ---- */

/* What one file is. */
struct look {
    bool is_scenario, is_variant;
    int n_actors;
    const char *title; /* in the arena; "": none */
};

static bool
has_required_keys(const struct text *root)
{
    for (const struct param *row = language_schema.params; row->key != NULL; row++) {
        if ((row->flags & PARAM_REQUIRED) != 0 && text_get(root, row->key) == NULL) {
            return false;
        }
    }
    return true;
}

static bool
ends_in_suffix(const char *name)
{
    const size_t n = strlen(name), suffix = strlen(SUFFIX);

    return n > suffix && strcmp(name + n - suffix, SUFFIX) == 0;
}

/* A file with mistakes is no scenario; they are not told of here. */
static enum status
look_at(
    struct cases *self, const char *folder, const char *file, struct look *look, struct err *err)
{
    const char *path = arena_print(&self->arena, "%s/%s", folder, file);
    struct err unsaid = { .status = OK };
    struct text_tree tree;
    enum status status = OK;

    *look = (struct look){ .is_scenario = false };
    if (path == NULL) {
        return err_memory(err);
    }
    if (!ends_in_suffix(file)) {
        return OK;
    }
    status = text_load(&tree, &language_rules, path, &unsaid);
    if (status == OK && has_required_keys(tree.root)) {
        const struct text *title = text_get(tree.root, "title");
        const struct text *actors = text_get(tree.root, "actors");
        look->is_scenario = true;
        look->is_variant = tree.base != NULL;
        look->n_actors = actors != NULL ? actors->n_children : 0;
        look->title = title != NULL && title->kind == TEXT_STRING
                          ? arena_copy(&self->arena, title->string, strlen(title->string))
                          : arena_copy(&self->arena, "", 0);
    }
    status = status == OK && look->is_scenario && look->title == NULL ? ERR_MEMORY : status;
    text_free(&tree);
    return status == ERR_MEMORY ? err_memory(err) : OK;
}

/* The heading with which a README.md begins; *title stays as it is when there is none. */
static enum status
read_heading(struct cases *self, const char *folder, const char **title, struct err *err)
{
    const char *path = arena_print(&self->arena, "%s/" README, folder);
    struct err unsaid = { .status = OK };
    struct source source = { 0 };
    enum status status = ERR_MEMORY;

    if (path != NULL) {
        status = source_read(&source, path, TEXT_FILE_MAX, NULL, &unsaid);
    }
    if (status == OK && strncmp(source.bytes, "# ", 2) == 0) {
        *title = arena_copy(&self->arena, source.bytes + 2, strcspn(source.bytes + 2, "\r\n"));
        status = *title != NULL ? OK : ERR_MEMORY;
    }
    source_free(&source);
    return status == ERR_MEMORY ? err_memory(err) : OK;
}

/* Which of two scenarios is better to begin with. */
static bool
is_simpler(const struct look *a, const struct look *b)
{
    return a->is_variant != b->is_variant ? !a->is_variant : a->n_actors < b->n_actors;
}

/* Sorts n files of a folder into scenarios and others. */
static enum status
fill_item(struct cases *self, struct cases_item *item, const char *folder, const char **files,
    int n, struct err *err)
{
    struct look best = { .is_scenario = false }, look;
    enum status status = OK;

    item->scenarios = arena_alloc(&self->arena, (size_t)n, sizeof(char *));
    item->others = arena_alloc(&self->arena, (size_t)n, sizeof(char *));
    if (item->scenarios == NULL || item->others == NULL) {
        return err_memory(err);
    }
    for (int k = 0; k < n && status == OK; k++) {
        status = look_at(self, folder, files[k], &look, err);
        if (!look.is_scenario) {
            item->others[item->n_others++] = files[k];
            continue;
        }
        item->n_complete += !look.is_variant;
        if (!best.is_scenario || is_simpler(&look, &best)) {
            best = look;
            item->start = item->n_scenarios;
        }
        item->scenarios[item->n_scenarios++] = files[k];
    }
    item->title = best.title;
    return status == OK && item->file == NULL && item->n_scenarios > 0
               ? read_heading(self, folder, &item->title, err)
               : status;
}

static enum status
read_item(struct cases *self, const char *name, struct cases_item *item, struct err *err)
{
    const char *path = arena_print(&self->arena, "%s/%s", self->folder, name), **files = NULL;
    enum status status = path != NULL ? OK : err_memory(err);
    int n = 0, kept = 0;

    *item = (struct cases_item){ .name = name };
    if (status != OK) {
        return status;
    }
    if (!is_folder(path)) {
        const size_t length = strlen(name);
        item->file = name;
        if (ends_in_suffix(name)) {
            item->name = arena_copy(&self->arena, name, length - strlen(SUFFIX));
        }
        return item->name != NULL ? fill_item(self, item, self->folder, &name, 1, err)
                                  : err_memory(err);
    }
    status = read_names(self, path, &files, &n, err);
    if (status != OK) {
        return status;
    }
    for (int k = 0; k < n; k++) { /* what a copy takes along */
        struct stat info;
        const char *file = arena_print(&self->arena, "%s/%s", path, files[k]);
        if (file == NULL) {
            return err_memory(err);
        }
        if (lstat(file, &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode))) {
            files[kept++] = files[k];
        }
    }
    return fill_item(self, item, path, files, kept, err);
}

enum status
cases_init(struct cases *self, const char *program, struct err *err)
{
    const char **names = NULL;
    enum status status = OK;
    int n = 0;

    *self = (struct cases){ .n = 0 };
    status = find_folder(self, program, err);
    if (status == OK) {
        status = read_names(self, self->folder, &names, &n, err);
    }
    if (status == OK) {
        self->items = arena_alloc(&self->arena, (size_t)n, sizeof(*self->items));
        status = self->items != NULL ? OK : err_memory(err);
    }
    for (int k = 0; k < n && status == OK; k++) {
        status = read_item(self, names[k], &self->items[self->n], err);
        self->n += self->items[self->n].n_scenarios > 0;
    }
    return status;
}

void
cases_free(struct cases *self)
{
    arena_free(&self->arena);
    *self = (struct cases){ .n = 0 };
}

const struct cases_item *
cases_find(const struct cases *self, const char *name)
{
    for (int k = 0; k < self->n; k++) {
        const struct cases_item *item = &self->items[k];

        if (strcmp(item->name, name) == 0 ||
            (item->file != NULL && strcmp(item->file, name) == 0)) {
            return item;
        }
    }
    return NULL;
}

const char *
cases_nearest(const struct cases *self, const char *wrong)
{
    const char *names[ENTRIES_MAX];

    for (int k = 0; k < self->n; k++) {
        names[k] = self->items[k].name;
    }
    return err_nearest(wrong, names, self->n);
}
