/* version: what `parley version` and run.json say. */
#ifndef PARLEY_VERSION_H
#define PARLEY_VERSION_H

#define PARLEY_VERSION "0.1.0"

#endif
