/* copy: a new folder with copies of files, which appears complete or not at all.
 *
 * Files are copied into a hidden folder beside the final name (.NAME.tmp-NUMBER), which takes that
 * name in one rename. Only regular files and folders are copied, none that is hidden.
 *
 * Thread-safety: one thread at a time per name. */
#ifndef PARLEY_COPY_H
#define PARLEY_COPY_H

#include "err.h"

/* Makes the folder `to` (no slash at its end) with what the folder `from` holds, or with its file
 * `only` when that is not NULL. What exists is never touched: a `to` that exists, like all that
 * cannot be read or written, is ERR_IO, and nothing is left behind. */
enum status copy_folder(
    const char *from, const char *only, const char *to, struct err *err) MUST_CHECK;

#endif
