/* Which token may follow which: a machine with one frame for each open bracket.
 *
 * After a mistake it goes on as if the author had written what was meant, and says nothing more of
 * that line. When what was meant cannot be told, it is lost: brackets mean nothing from there on,
 * and only what is wrong on its own is still said. */
#include "scan.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lex.h"

#define NONE SIZE_MAX     /* no such token */
#define PATIENCE 50000000 /* tokens looked at to find what was meant, whatever the file */

enum state {
    GROUP_KEY,   /* a key or the end of the group */
    GROUP_EQUAL, /* = after a key */
    GROUP_VALUE, /* a value after = */
    GROUP_AFTER, /* after a value: ; or , or a key or the end */
    LIST_FIRST,  /* a member or the end of the list */
    LIST_MEMBER, /* a member, after a comma */
    LIST_AFTER,  /* after a member: , or the end */
};

/* An open bracket; the outermost frame is the file itself. */
struct frame {
    char open; /* { ( [, or 0 for the file */
    char shut; /* the bracket that closes it: another for a list that was put in { } */
    enum state state;
    size_t token;      /* the bracket */
    size_t name;       /* the key it is the value of, or that of the list it is a member of */
    bool member;       /* of a list */
    size_t key;        /* group: the key read last, or NONE */
    size_t first_key;  /* group: where its keys begin in scanner.keys */
    bool full;         /* group: it was said that it has too many keys */
    int n_members;     /* list */
    bool not_decimals; /* list: not written like (2,0, 0,5), which means (2.0, 0.5) */
    bool assumed;      /* its bracket is not there, but was meant */
};

/* A place to show below a mistake, before its line is looked for. */
struct spot {
    size_t offset;
    int line;
    char note[MARK_NOTE_MAX];
};

struct scanner {
    size_t n; /* bytes */
    struct scan *scan;
    struct err *err;
    struct lex lex;
    struct frame frames[SCAN_DEPTH_MAX + 1];
    int depth;    /* of the innermost frame */
    size_t at;    /* the token looked at */
    size_t *keys; /* tokens of the keys of all open groups */
    size_t n_keys, keys_room, values_room;
    struct frame closed; /* the frame closed last, by which token */
    size_t closed_by;
    size_t patience;              /* tokens that is_balanced may still look at */
    int last_line;                /* of the mistake said last, or -1 */
    struct spot spots[MARKS_MAX]; /* of the next mistake */
    int n_spots;
    bool brackets; /* are the matter of it */
    int n_mistakes;
    bool broken;  /* a mistake was found, said or not */
    bool wrapped; /* { stands before the first setting, and } after the last */
    bool lost, starved;
};

static void complain(struct scanner *self, size_t token, const char *format, ...) PRINTF_LIKE(3, 4);
static void point(struct scanner *self, size_t token, const char *format, ...) PRINTF_LIKE(3, 4);

static void
add_spot(struct scanner *self, size_t offset, int line, const char *note)
{
    struct spot *spot = NULL;

    if (self->n_spots < MARKS_MAX) {
        spot = &self->spots[self->n_spots++];
        spot->offset = offset;
        spot->line = line;
        snprintf(spot->note, sizeof(spot->note), "%s", note);
    }
}

/* Adds a place to the next mistake: the beginning of a token. */
static void
point(struct scanner *self, size_t token, const char *format, ...)
{
    const struct lex_token *place = &self->lex.tokens[token];
    char note[MARK_NOTE_MAX];
    va_list words;

    va_start(words, format);
    vsnprintf(note, sizeof(note), format, words);
    va_end(words);
    add_spot(self, place->offset, place->line, note);
}

/* The same of a bracket, or of a separator. */
static void
point_to_mark(struct scanner *self, size_t token, const char *note)
{
    self->brackets = true;
    point(self, token, "%s", note);
}

/* The bracket that opened a frame, if it is there. */
static void
point_to_opening(struct scanner *self, const struct frame *frame)
{
    self->brackets = true;
    if (frame->open != '\0' && !frame->assumed) {
        point(self, frame->token, "opened here");
    }
}

/* Right behind a token, where `what` is missing. A text that is not closed may go over lines: its
 * beginning then. */
static void
expect_behind(struct scanner *self, size_t token, const char *what)
{
    const struct lex_token *place = &self->lex.tokens[token];
    const size_t length = place->kind == LEX_BAD ? 0 : place->length;
    char note[MARK_NOTE_MAX];

    snprintf(note, sizeof(note), "expected %s", what);
    add_spot(self, place->offset + length, place->line, note);
    self->brackets = self->brackets || strpbrk(what, "{}()[],;") != NULL;
}

static int
compare_spots(const void *a, const void *b)
{
    const struct spot *left = a, *right = b;

    return (left->offset > right->offset) - (left->offset < right->offset);
}

/* The places pointed to, in the order of the file, as marks. */
static void
take_spots(struct scanner *self, struct marks *marks)
{
    qsort(self->spots, (size_t)self->n_spots, sizeof(self->spots[0]), compare_spots);
    for (int k = 0; k < self->n_spots; k++) {
        mark_add(marks, self->lex.bytes, self->n, self->spots[k].offset, self->spots[k].line,
            self->spots[k].note);
    }
    marks->brackets = self->brackets;
}

static void
forget_spots(struct scanner *self)
{
    self->n_spots = 0;
    self->brackets = false;
}

/* Says a mistake at a token, unless something was said of its line: it may follow from that. The
 * places pointed to before are shown with it, or else the token. */
static void
complain(struct scanner *self, size_t token, const char *format, ...)
{
    const struct place place = { self->lex.start.file, self->lex.tokens[token].line };
    struct marks marks = { 0 };
    char text[ERR_TEXT_MAX];
    va_list words;

    if (self->n_spots == 0) {
        point(self, token, "here");
    }
    self->broken = true;
    if (place.line == self->last_line || lex_line_is_bad(&self->lex, place.line)) {
        forget_spots(self);
        return;
    }
    self->last_line = place.line;
    if (++self->n_mistakes > LEX_MISTAKES_MAX) {
        self->lost = true;
        return;
    }
    take_spots(self, &marks);
    forget_spots(self);
    va_start(words, format);
    vsnprintf(text, sizeof(text), format, words);
    va_end(words);
    err_add_marked(self->err, ERR_SCENARIO, &place, &marks, "%s", text);
}

static const struct lex_token *
token_at(const struct scanner *self, size_t at)
{
    return &self->lex.tokens[at];
}

static bool
is_mark(const struct scanner *self, size_t at, const char *marks)
{
    const struct lex_token *token = token_at(self, at);

    return token->kind == LEX_MARK && strchr(marks, token->mark) != NULL;
}

/* A number, a text, true or false, or something wrong in the place of one. */
static bool
is_scalar(const struct scanner *self, size_t at)
{
    const enum lex_kind kind = token_at(self, at)->kind;

    return kind != LEX_END && kind != LEX_MARK && kind != LEX_WORD;
}

static bool
is_kind(const struct scanner *self, size_t at, enum lex_kind kind)
{
    return token_at(self, at)->kind == kind;
}

/* True where `key =` stands. */
static bool
is_setting(const struct scanner *self, size_t at)
{
    const enum lex_kind kind = token_at(self, at)->kind;

    return kind != LEX_END && kind != LEX_MARK && is_mark(self, at + 1, "=:");
}

static char *
word_at(const struct scanner *self, size_t at, char *text)
{
    return lex_excerpt(&self->lex, token_at(self, at), token_at(self, at), text);
}

static char
closer(char open)
{
    return open == '{' ? '}' : open == '(' ? ')' : ']';
}

char *
scan_singular(const char *key, size_t n, char *word)
{
    if (n < 3 || n + 1 >= SCAN_WORD_MAX || key[n - 1] != 's') {
        return strcpy(word, "member");
    }
    memcpy(word, key, n);
    word[n - 1] = '\0';
    if (n > 4 && memcmp(key + n - 3, "ies", 3) == 0) {
        strcpy(word + n - 3, "y");
    }
    return word;
}

/* What a message calls a frame: "the actor that begins on line 20", "the list actors that ...". */
#define LABEL_MAX 192
static char *
describe(const struct scanner *self, const struct frame *frame, bool with_line, char *text)
{
    const bool list = frame->open != '{';
    char name[LEX_EXCERPT_MAX] = "", word[SCAN_WORD_MAX];
    int n = 0;

    if (frame->open == '\0') {
        return strcpy(text, "the file");
    }
    if (frame->name != NONE) {
        word_at(self, frame->name, name);
    }
    if (frame->member && !list && frame->name != NONE) {
        scan_singular(name, strlen(name), word);
        n = snprintf(text, LABEL_MAX, "the %s%s%s", word, strcmp(word, "member") == 0 ? " of " : "",
            strcmp(word, "member") == 0 ? name : "");
    } else {
        n = snprintf(text, LABEL_MAX, "the %s%s%s", list ? "list" : "group",
            frame->member || name[0] == '\0' ? "" : " ", frame->member ? "" : name);
    }
    if (with_line && token_at(self, frame->token)->line > 0) {
        snprintf(text + n, LABEL_MAX - (size_t)n, " that begins on line %d",
            token_at(self, frame->token)->line);
    }
    return text;
}

/* True if the brackets from a token on close the frames up to depth, and `more` within them unless
 * it is 0: tells which of two repairs the author meant. A setting at the beginning of a line where
 * all is closed ends the search: what is wrong behind it is another mistake. */
static bool
is_balanced(struct scanner *self, size_t from, int depth, char more)
{
    char shut[2 * SCAN_DEPTH_MAX + 2];
    int n = 0;

    for (int k = 1; k <= depth; k++) {
        shut[n++] = self->frames[k].shut;
    }
    if (more != '\0') {
        shut[n++] = closer(more);
    }
    for (size_t at = from; !is_kind(self, at, LEX_END); at++) {
        if (self->patience == 0) {
            return false;
        }
        self->patience--;
        if (is_mark(self, at, "{([")) {
            if (n == 2 * SCAN_DEPTH_MAX) {
                return false;
            }
            shut[n++] = closer(token_at(self, at)->mark);
        } else if (is_mark(self, at, "})]")) {
            if (n == 0 || shut[n - 1] != token_at(self, at)->mark) {
                return false;
            }
            n--;
        } else if (n == 0 && at > from && token_at(self, at)->column == 1 && is_setting(self, at)) {
            return true;
        }
    }
    return n == 0;
}

/* A frame whose bracket is at `token`, or was meant there. */
static struct frame *
open_frame(struct scanner *self, char open, size_t token)
{
    const struct frame *outer = &self->frames[self->depth];
    const bool member = outer->open == '(' || outer->open == '[';

    if (self->depth == SCAN_DEPTH_MAX) {
        complain(self, token, "brackets stand more than %d deep in one another", SCAN_DEPTH_MAX);
        self->lost = true;
        return NULL;
    }
    self->frames[++self->depth] = (struct frame){
        .open = open,
        .shut = closer(open),
        .state = open == '{' ? GROUP_KEY : LIST_FIRST,
        .token = token,
        .name = member ? outer->name : outer->key,
        .member = member,
        .key = NONE,
        .first_key = self->n_keys,
    };
    return &self->frames[self->depth];
}

static void
push(struct scanner *self)
{
    (void)open_frame(self, token_at(self, self->at)->mark, self->at);
    self->at++;
}

/* Goes on as if a bracket stood before `at`. */
static void
assume(struct scanner *self, char open, enum state state)
{
    struct frame *frame = open_frame(self, open, self->at);

    if (frame != NULL) {
        frame->state = state;
        frame->assumed = frame->not_decimals = true;
    }
}

static void
pop(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];

    self->closed = *frame;
    self->closed_by = self->at;
    if (frame->open == '{') {
        self->n_keys = frame->first_key;
    }
    frame = &self->frames[--self->depth];
    frame->state = frame->open == '{' || frame->open == '\0' ? GROUP_AFTER : LIST_AFTER;
}

/* Notes whether a list is still like (2,0, 0,5): whole numbers only, and no space behind the
 * first, third, ... comma, but one behind the others. */
static void
note_decimals(struct scanner *self, struct frame *list)
{
    const struct lex_token *token = token_at(self, self->at), *comma = NULL;
    bool tight = false;

    if (token->kind != LEX_WHOLE) {
        list->not_decimals = true;
    } else if (list->n_members > 0) {
        comma = token_at(self, self->at - 1);
        tight = comma->offset + 1 == token->offset;
        if (tight != (list->n_members % 2 == 1) ||
            (tight && strchr("+-", self->lex.bytes[token->offset]) != NULL)) {
            list->not_decimals = true;
        }
    }
    list->n_members++;
}

static void
check_decimals(struct scanner *self, const struct frame *list)
{
    char w[4][LEX_EXCERPT_MAX];

    if (list->not_decimals || list->n_members < 4 || list->n_members % 2 == 1) {
        return;
    }
    for (size_t k = 0; k < 4; k++) {
        word_at(self, list->token + 1 + 2 * k, w[k]);
    }
    point(self, list->token, "a decimal takes a point, %s.%s", w[0], w[1]);
    complain(self, list->token,
        "(%s,%s, %s,%s%s: decimals take a point: (%s.%s, %s.%s%s; whole numbers a space behind "
        "every comma",
        w[0], w[1], w[2], w[3], list->n_members > 4 ? ", ...)" : ")", w[0], w[1], w[2], w[3],
        list->n_members > 4 ? ", ...)" : ")");
}

/* The value at `at` is accepted: its place is noted, and its frame opened if it has one. */
static void
begin_value(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const bool list = frame->open == '(' || frame->open == '[';
    const struct lex_token *token =
        token_at(self, list || frame->key == NONE ? self->at : frame->key);
    struct scan *scan = self->scan;

    if (scan->n_values == SCAN_VALUES_MAX) {
        complain(self, self->at, "more than %d values up to here, the most that a file may hold",
            SCAN_VALUES_MAX);
        self->lost = true;
    } else if (scan->n_values == self->values_room) {
        const size_t room = self->values_room * 2 + 256;
        struct scan_value *more = realloc(scan->values, room * sizeof(struct scan_value));

        if (more == NULL) {
            self->starved = true;
            return;
        }
        scan->values = more;
        self->values_room = room;
    }
    if (!self->lost) {
        scan->values[scan->n_values++] = (struct scan_value){ token->line, token->column };
    }
    if (list) {
        note_decimals(self, frame);
    }
    frame->state = list ? LIST_AFTER : GROUP_AFTER;
    if (is_mark(self, self->at, "{([")) {
        push(self);
    } else {
        self->at++;
    }
}

/* A word where a value should be: with the words behind it, it is a text without quotes. */
static void
take_unquoted(struct scanner *self)
{
    const size_t first = self->at;
    struct frame *frame = &self->frames[self->depth];
    char text[LEX_EXCERPT_MAX];

    self->at++;
    while (!is_kind(self, self->at, LEX_END) && !is_kind(self, self->at, LEX_MARK) &&
           token_at(self, self->at)->line == token_at(self, first)->line &&
           !is_setting(self, self->at)) {
        self->at++;
    }
    lex_excerpt(&self->lex, token_at(self, first), token_at(self, self->at - 1), text);
    point(self, first, "a text stands in quotes");
    complain(self, first, "put quotes around the text: \"%s\"", text);
    frame->state = frame->state <= GROUP_AFTER ? GROUP_AFTER : LIST_AFTER;
}

static bool
begins_line(const struct scanner *self, size_t at)
{
    return at == 0 || token_at(self, at - 1)->line != token_at(self, at)->line;
}

/* The first setting in a group that begins a line no further right than the line on which the group
 * begins, where its first member is further right: the author meant the group to end before it.
 * NONE if there is none up to `until`. */
static size_t
find_overrun(struct scanner *self, const struct frame *frame, size_t until)
{
    size_t first = frame->token;
    int column = 0;

    if (frame->open != '{' || frame->assumed || token_at(self, first)->line == 0) {
        return NONE;
    }
    while (!begins_line(self, first)) {
        first--;
        self->patience -= self->patience > 0 ? 1 : 0;
    }
    column = token_at(self, first)->column;
    if (begins_line(self, frame->token + 1) && token_at(self, frame->token + 1)->column <= column) {
        return NONE;
    }
    for (size_t at = frame->token + 1; at < until && self->patience > 0; at++, self->patience--) {
        if (begins_line(self, at) && token_at(self, at)->column <= column && is_setting(self, at)) {
            return at;
        }
    }
    return NONE;
}

/* Says that a group was meant to end before a setting that was read into it; false if it was not.
 */
static bool
tell_overrun(struct scanner *self, const struct frame *frame, size_t until)
{
    const size_t next = find_overrun(self, frame, until);
    char label[LABEL_MAX];

    if (next == NONE) {
        return false;
    }
    point_to_opening(self, frame);
    expect_behind(self, next - 1, frame->member ? "}" : "};");
    point(self, next, "the next setting begins here");
    complain(self, next - 1, "%s is not closed", describe(self, frame, true, label));
    return true;
}

/* The same of the group that was closed right before `at`: its } was meant for the group around. */
static bool
tell_closed_overran(struct scanner *self, size_t at)
{
    const size_t last = is_mark(self, at - 1, ",;") ? at - 2 : at - 1;

    return self->closed.open == '{' && !self->closed.member && self->closed_by == last &&
           tell_overrun(self, &self->closed, self->closed_by);
}

/* What the last } before `at` closed, where the author may have meant it for the group around. */
#define HINT_MAX (LABEL_MAX + 32)
static char *
hint_closed(const struct scanner *self, size_t at, char *text)
{
    const size_t last = is_mark(self, at - 1, ",") ? at - 2 : at - 1;
    char label[LABEL_MAX];

    *text = '\0';
    if (self->closed.open == '{' && !self->closed.member && self->closed_by == last &&
        token_at(self, last)->line > 0) {
        snprintf(text, HINT_MAX, "\nthe } on line %d closes %s", token_at(self, last)->line,
            describe(self, &self->closed, true, label));
    }
    return text;
}

/* This closing bracket is one too many. */
static void
refuse_closer(struct scanner *self)
{
    const struct frame *frame = &self->frames[self->depth];
    const char mark = token_at(self, self->at)->mark;
    const size_t key = frame->key;
    char label[LABEL_MAX], text[LEX_EXCERPT_MAX];

    if (mark != '}' && frame->state == GROUP_AFTER && key != NONE && key + 2 < self->at &&
        is_mark(self, key + 1, "=:") && !is_mark(self, key + 2, "([")) {
        word_at(self, key, text);
        expect_behind(self, key + 1, mark == ')' ? "( here" : "[ here");
        point_to_mark(self, self->at, "or this is one too many");
        if (token_at(self, self->at)->line > 0) {
            complain(self, key, "%c is missing after %s =, or the %c on line %d is one too many",
                mark == ')' ? '(' : '[', text, mark, token_at(self, self->at)->line);
        } else {
            complain(self, key, "%c is missing after %s =, or this %c is one too many",
                mark == ')' ? '(' : '[', text, mark);
        }
    } else if (self->closed.open == '\0') {
        point_to_mark(self, self->at, "closes nothing");
        complain(self, self->at, "this %c closes nothing: no bracket is open", mark);
    } else if (token_at(self, self->at)->line == 0) {
        point_to_mark(self, self->at, "closes nothing");
        complain(self, self->at, "the last %c closes nothing", mark);
    } else {
        point_to_opening(self, &self->closed);
        point(self, self->closed_by, "closed here");
        point(self, self->at, "closes nothing");
        complain(self, self->at, "this %c closes nothing: %s was closed on line %d", mark,
            describe(self, &self->closed, true, label), token_at(self, self->closed_by)->line);
    }
    self->at++;
}

/* The closing bracket at `at` does not belong to the innermost frame. */
static void
close_wrong(struct scanner *self)
{
    const char mark = token_at(self, self->at)->mark;
    const struct frame *frame = &self->frames[self->depth];
    int match = self->depth;
    char label[LABEL_MAX], outer[LABEL_MAX], hint[HINT_MAX];

    describe(self, frame, true, label);
    while (match > 0 && self->frames[match].shut != mark) {
        match--;
    }
    if (is_balanced(self, self->at + 1, self->depth, '\0')) {
        refuse_closer(self);
        return;
    }
    if (match == 0 || is_balanced(self, self->at + 1, self->depth - 1, '\0')) {
        self->lost = !is_balanced(self, self->at + 1, self->depth - 1, '\0');
        point_to_opening(self, frame);
        point(self, self->at, "must be %c", closer(frame->open));
        complain(
            self, self->at, "%s is closed by %c; it must be %c", label, mark, closer(frame->open));
        pop(self);
        self->at++;
        return;
    }
    if (frame->open != '{' || !tell_closed_overran(self, self->at)) {
        point_to_opening(self, frame);
        expect_behind(self, self->at - 1,
            frame->open == '{'   ? "}"
            : frame->open == '(' ? ")"
                                 : "]");
        point(self, self->at, "this closes %s", describe(self, &self->frames[match], false, outer));
        complain(self, self->at - 1, "%s is not closed: %c is missing before %c%s", label,
            closer(frame->open), mark, hint_closed(self, self->at, hint));
    }
    self->lost = !is_balanced(self, self->at + 1, match - 1, '\0');
    while (self->depth >= match) {
        pop(self);
    }
    self->at++;
}

static void
close_frame(struct scanner *self)
{
    const char mark = token_at(self, self->at)->mark;
    const struct frame *frame = &self->frames[self->depth];

    if (self->depth == 0 && self->wrapped && self->at == self->lex.n_tokens - 1) {
        self->at++;
        return;
    }
    if (self->depth == 0) {
        refuse_closer(self);
        return;
    }
    if (frame->shut != mark) {
        close_wrong(self);
        return;
    }
    if (frame->state == LIST_MEMBER) {
        point_to_mark(self, self->at - 1, "one too many");
        complain(self, self->at - 1, "a comma before %c; the last member of a list has none", mark);
    }
    if (frame->open != '{') {
        check_decimals(self, frame);
    }
    pop(self);
    self->at++;
}

/* Checks a key and takes it, whatever it is. */
static void
take_key(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const struct lex_token *key = token_at(self, self->at);
    const char *bytes = self->lex.bytes + key->offset;
    bool good = key->kind == LEX_WORD && bytes[0] != '_';
    char text[LEX_EXCERPT_MAX];

    for (size_t k = 0; k < key->length && good; k++) {
        good = bytes[k] == '_' || bytes[k] == '-' || bytes[k] == '*' ||
               (bytes[k] >= '0' && bytes[k] <= '9') ||
               ((bytes[k] | 0x20) >= 'a' && (bytes[k] | 0x20) <= 'z');
    }
    word_at(self, self->at, text);
    if (key->kind == LEX_STRING) {
        point(self, self->at, "no quotes here");
        complain(
            self, self->at, "a key stands without quotes: %.*s", (int)strlen(text) - 2, text + 1);
    } else if (!good && key->kind != LEX_BAD) {
        point(self, self->at, "not a key");
        complain(self, self->at,
            "%s cannot be a key: keys begin with a letter and hold letters, digits and _", text);
    }
    for (size_t k = frame->first_key; k < self->n_keys && good; k++) {
        const struct lex_token *other = token_at(self, self->keys[k]);

        if (other->length == key->length &&
            memcmp(self->lex.bytes + other->offset, bytes, key->length) == 0) {
            point(self, self->keys[k], "first here");
            point(self, self->at, "and again here");
            if (other->line > 0) {
                complain(self, self->at, "%s is given twice, first on line %d", text, other->line);
            } else {
                complain(self, self->at, "%s is given twice", text);
            }
            good = false;
        }
    }
    frame->key = self->at++;
    frame->state = GROUP_EQUAL;
    if (good && self->n_keys - frame->first_key >= SCAN_KEYS_MAX) {
        if (!frame->full) {
            complain(self, frame->key, "more than %d keys in one group; many actors are a list",
                SCAN_KEYS_MAX);
        }
        frame->full = true;
        return;
    }
    if (self->n_keys == self->keys_room) {
        const size_t room = self->keys_room * 2 + 256;
        size_t *more = realloc(self->keys, room * sizeof(size_t));

        if (more == NULL) {
            self->starved = true;
            return;
        }
        self->keys = more;
        self->keys_room = room;
    }
    if (good) {
        self->keys[self->n_keys++] = frame->key;
    }
}

/* `key = 40, 50, 60)`: goes on behind a list whose bracket is missing. False if it is none. */
static bool
supply_opening(struct scanner *self, size_t first)
{
    const struct frame *frame = &self->frames[self->depth];
    size_t end = first + 1;
    char text[LEX_EXCERPT_MAX], key[LEX_EXCERPT_MAX];

    while (is_mark(self, end, ",") && is_scalar(self, end + 1)) {
        end += 2;
    }
    if (!is_mark(self, end, ")]") || first != frame->key + 2 ||
        !is_balanced(self, end + 1, self->depth, '\0')) {
        return false;
    }
    lex_excerpt(&self->lex, token_at(self, first), token_at(self, end - 1), text);
    expect_behind(self, first - 1, "(");
    complain(self, first, "( is missing after %s =; a list is written (%s)",
        word_at(self, frame->key, key), text);
    self->frames[self->depth].state = GROUP_AFTER;
    self->at = end + 1;
    return true;
}

/* A value where a key should be. */
static void
refuse_value(struct scanner *self)
{
    const struct frame *frame = &self->frames[self->depth];
    const size_t at = self->at;
    const size_t first = at > 1 && is_mark(self, at - 1, ",") ? at - 2 : at > 0 ? at - 1 : 0;
    const bool joined = frame->key != NONE && first > frame->key && is_scalar(self, first);
    char a[LEX_EXCERPT_MAX], b[LEX_EXCERPT_MAX];

    word_at(self, at, b);
    if (is_kind(self, at, LEX_BAD)) {
        self->broken = true;
    } else if (!joined) {
        point(self, at, "expected KEY =");
        complain(self, at, "a key was expected here, not %s", b);
    } else if (supply_opening(self, first)) {
        return;
    } else {
        word_at(self, first, a);
        if (is_kind(self, at, LEX_WHOLE) && is_kind(self, first, LEX_WHOLE) && first == at - 2) {
            point(self, first, "%s.%s, or a range in brackets", a, b);
            complain(self, at,
                "%s,%s: a decimal takes a point, %s.%s; a range takes brackets, "
                "(%s, %s)",
                a, b, a, b, a, b);
        } else if (is_kind(self, at, LEX_STRING) && is_kind(self, first, LEX_STRING) &&
                   first == at - 1) {
            expect_behind(self, first, "a comma and brackets, or one text");
            complain(self, at,
                "%s %s: two texts with no comma between them would be read as one; "
                "a list is (%s, %s)",
                a, b, a, b);
        } else {
            point(self, at, "a second value");
            complain(self, at, "one value only; several are a list: (%s, %s)", a, b);
        }
    }
    self->frames[self->depth].state = GROUP_AFTER;
    self->at++;
}

/* `, {` in a group: goes on in a list whose bracket is missing, or that was closed too early. False
 * if it is neither. */
static bool
resume_list(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const bool follows = self->at > 1 && is_mark(self, self->at - 1, ",") &&
                         self->closed.open != '\0' && self->closed_by == self->at - 2;
    const bool groups = follows && self->closed.open == '{' && !self->closed.member;
    char label[LABEL_MAX], text[LEX_EXCERPT_MAX];

    if (!follows || self->depth == SCAN_DEPTH_MAX ||
        (frame->member && !is_balanced(self, self->at, self->depth, '('))) {
        return false;
    }
    if (groups && frame->key != NONE) {
        expect_behind(self, frame->key + 1, "(");
        point(self, self->at, "a second group");
        complain(self, frame->key,
            "( is missing after %s =; a list of groups is written ( { ... }, { ... } )",
            word_at(self, frame->key, text));
    } else if (groups) {
        point_to_mark(self, self->at, "expected KEY = before this");
        complain(self, self->at, "a key is missing before {: KEY = {");
    } else {
        point_to_opening(self, &self->closed);
        point(self, self->closed_by, "one too many");
        point(self, self->at, "the next one begins here");
        complain(self, self->closed_by, "this %c is one too many: it closes %s",
            token_at(self, self->closed_by)->mark, describe(self, &self->closed, true, label));
    }
    assume(self, '(', LIST_MEMBER);
    self->frames[self->depth].name = groups ? self->frames[self->depth].name : self->closed.name;
    return true;
}

/* A bracket that opens where a key should be. */
static void
open_without_key(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const char mark = token_at(self, self->at)->mark;
    char label[LABEL_MAX], hint[HINT_MAX];

    if (mark == '{' && resume_list(self)) {
        return;
    }
    if (mark == '{' && self->at == 0 && is_setting(self, 1) &&
        is_mark(self, self->lex.n_tokens - 1, "}")) {
        point_to_mark(self, 0, "one too many");
        point(self, self->lex.n_tokens - 1, "and this");
        complain(self, 0, "a file needs no { } around it; take both away");
        self->wrapped = true;
        self->at++;
        return;
    }
    if ((!frame->member || self->at == frame->token + 1) &&
        is_balanced(self, self->at + 1, self->depth, '\0')) {
        point_to_mark(self, self->at, "one too many");
        complain(self, self->at, "this %c is one too many in %s", mark,
            describe(self, frame, true, label));
        self->at++;
        return;
    }
    if (mark == '{' && !frame->member && frame->name != NONE && self->at == frame->token + 1) {
        word_at(self, frame->name, label);
        point_to_mark(self, frame->token, "must be (");
        complain(self, frame->token,
            "%s stands in { }; a list of groups is written ( { ... }, { ... } )", label);
        frame->shut = is_balanced(self, self->at, self->depth, '\0') ? '}' : ')';
        frame->open = '(';
        frame->state = LIST_FIRST;
        frame->not_decimals = true;
        return;
    }
    if (mark == '{' && frame->member) {
        if (!tell_closed_overran(self, self->at)) {
            point_to_opening(self, frame);
            if (is_mark(self, self->at - 1, ",")) {
                point(self, self->at - 1, "expected } before this");
            } else {
                expect_behind(self, self->at - 1, "} and ,");
            }
            point(self, self->at, "the next one begins here");
            complain(self, self->at - 1, "%s is not closed%s", describe(self, frame, true, label),
                hint_closed(self, self->at, hint));
        }
        pop(self);
        self->frames[self->depth].state = LIST_MEMBER;
        return;
    }
    point_to_mark(self, self->at, "expected KEY = before this");
    complain(self, self->at, "a key is missing before %c: KEY = %c", mark, mark);
    frame->key = NONE;
    begin_value(self);
}

/* True for `; ,` and the like in a group where } was forgotten between the two. */
static bool
lacks_closing(struct scanner *self)
{
    return self->depth > 0 && !self->frames[self->depth].assumed &&
           is_mark(self, self->at - 1, ";,") &&
           (is_balanced(self, self->at, self->depth - 1, '\0') ||
               !is_balanced(self, self->at, self->depth, '\0'));
}

static void
in_group(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const char mark = token_at(self, self->at)->mark;
    char label[LABEL_MAX];

    if (is_kind(self, self->at, LEX_WORD) || is_setting(self, self->at)) {
        take_key(self);
    } else if (is_scalar(self, self->at)) {
        refuse_value(self);
    } else if (strchr("})]", mark) != NULL) {
        close_frame(self);
    } else if (strchr("{([", mark) != NULL) {
        open_without_key(self);
    } else if (mark == '=' || mark == ':') {
        point(self, self->at, "expected KEY before this");
        complain(self, self->at, "a key is missing before %c", mark);
        frame->key = NONE;
        frame->state = GROUP_VALUE;
        self->at++;
    } else if (frame->state == GROUP_KEY && lacks_closing(self)) {
        point_to_opening(self, frame);
        point(self, self->at, "expected } before this");
        complain(self, self->at, "%s is not closed: } is missing before this %c",
            describe(self, frame, true, label), mark);
        pop(self);
    } else {
        if (frame->state == GROUP_KEY) {
            point_to_mark(self, self->at, "no setting before it");
            complain(self, self->at, "this %c has no setting before it", mark);
        }
        frame->state = GROUP_KEY;
        self->at++;
    }
}

/* After a key. */
static void
at_equal(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const size_t key = frame->key;
    char text[LEX_EXCERPT_MAX], before[LEX_EXCERPT_MAX];

    word_at(self, key, text);
    if (is_mark(self, self->at, "=:")) {
        self->at++;
        frame->state = GROUP_VALUE;
    } else if (is_scalar(self, self->at) || is_mark(self, self->at, "{([") ||
               (is_kind(self, self->at, LEX_WORD) && !is_setting(self, self->at))) {
        expect_behind(self, key, "=");
        complain(self, key, "= is missing after %s", text);
        frame->state = GROUP_VALUE;
    } else {
        if (key > 0 && is_scalar(self, key - 1) &&
            token_at(self, key - 1)->line == token_at(self, key)->line) {
            point(self, key, "not understood here");
            complain(self, key, "%s is not understood after %s; a text stands in quotes", text,
                word_at(self, key - 1, before));
        } else {
            expect_behind(self, key, "= and a value");
            complain(self, key, "%s has no value: write %s = VALUE;", text, text);
        }
        frame->state = GROUP_AFTER;
    }
}

/* After =. */
static void
at_value(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    char text[LEX_EXCERPT_MAX] = "this setting";

    if (is_mark(self, self->at, "=:")) {
        point(self, self->at, "one too many");
        complain(self, self->at, "one = is enough");
        self->at++;
    } else if (frame->key != NONE && is_setting(self, self->at) &&
               is_balanced(self, self->at, self->depth, '{') &&
               !is_balanced(self, self->at, self->depth, '\0')) {
        expect_behind(self, frame->key + 1, "{");
        complain(self, frame->key, "{ is missing after %s =", word_at(self, frame->key, text));
        assume(self, '{', GROUP_KEY);
    } else if (is_kind(self, self->at, LEX_END) || is_mark(self, self->at, ";,})]") ||
               (is_setting(self, self->at) && is_kind(self, self->at, LEX_WORD))) {
        if (frame->key != NONE) {
            word_at(self, frame->key, text);
        }
        expect_behind(self, self->at - 1, "a value");
        complain(self, frame->key != NONE ? frame->key : self->at - 1, "%s has no value", text);
        frame->state = GROUP_AFTER;
    } else if (is_kind(self, self->at, LEX_WORD)) {
        take_unquoted(self);
    } else {
        begin_value(self);
    }
}

/* True if a bracket too many, right before this one, closed the group that the author thinks to be
 * in. */
static bool
closed_early(struct scanner *self)
{
    return self->closed.open == '{' && self->closed.member && self->closed_by == self->at - 1 &&
           self->depth < SCAN_DEPTH_MAX && is_balanced(self, self->at, self->depth, '{');
}

/* "the actor" for a list of actors, "the member of x" for another. */
static char *
describe_member(const struct scanner *self, const struct frame *list, char *text)
{
    const struct frame member = {
        .open = '{', .token = list->token, .name = list->name, .member = true
    };

    return describe(self, &member, false, text);
}

/* A ; or a setting within a list: either its bracket is missing, or a comma was meant, or a bracket
 * too many closed the group that the author thinks to be in. */
static void
leave_list(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];
    const bool semicolon = is_mark(self, self->at, ";");
    const bool last = semicolon && is_mark(self, self->at + 1, frame->open == '(' ? ")" : "]");
    const bool more = semicolon && !is_setting(self, self->at + 1) &&
                      (is_scalar(self, self->at + 1) || is_kind(self, self->at + 1, LEX_WORD) ||
                          is_mark(self, self->at + 1, "{(["));
    char label[LABEL_MAX], text[LEX_EXCERPT_MAX];

    describe(self, frame, true, label);
    word_at(self, self->at, text);
    if (frame->assumed && frame->state == LIST_AFTER) {
        pop(self);
    } else if (closed_early(self)) {
        point_to_opening(self, &self->closed);
        point(self, self->at - 1, "one too many");
        complain(self, self->at - 1, "this } is one too many: it closes %s",
            describe(self, &self->closed, true, label));
        self->frames[++self->depth] = self->closed;
        self->frames[self->depth].state = GROUP_AFTER;
    } else if (!semicolon && is_balanced(self, self->at, self->depth, '{')) {
        describe_member(self, frame, label);
        if (frame->state == LIST_AFTER) {
            expect_behind(self, self->at - 1, ", {");
        } else {
            point_to_mark(self, self->at, "expected { before this");
        }
        complain(self, self->at, "%s{ is missing before %s: the settings of %s stand in { }",
            frame->state == LIST_AFTER ? ", " : "", text, label);
        assume(self, '{', GROUP_KEY);
    } else if (last || more) {
        point_to_mark(self, self->at, last ? "one too many" : "must be a comma");
        complain(self, self->at,
            last ? "a ; before ): in a list commas stand between members, nothing after the last"
                 : "members of a list are separated by commas, not ;");
        frame->state = last ? LIST_AFTER : LIST_MEMBER;
        self->at++;
    } else if (frame->state == LIST_FIRST && !semicolon) {
        point_to_mark(self, self->at, "expected { before this");
        complain(self, self->at,
            "%s = ... in a list: settings stand in { }, several groups of them in ( { }, { } )",
            text);
        self->lost = true;
    } else if (semicolon && is_mark(self, frame->token + 1, "(") && !frame->assumed &&
               is_balanced(self, self->at, self->depth - 1, '\0')) {
        point_to_mark(self, frame->token, "one too many");
        expect_behind(self, self->at - 1, ") if not");
        complain(self, frame->token, "this ( is one too many, or ) is missing at the end of %s",
            describe(self, frame, false, label));
        pop(self);
    } else if (is_balanced(self, self->at, self->depth - 1, '\0')) {
        point_to_opening(self, frame);
        expect_behind(self, self->at - 1, frame->open == '(' ? ")" : "]");
        if (!semicolon) {
            point(self, self->at, "the next setting begins here");
        }
        complain(self, self->at - 1, "%s is not closed: %c is missing before %s", label,
            closer(frame->open), text);
        pop(self);
    } else {
        point_to_opening(self, frame);
        point(self, self->at, "expected , or %c", closer(frame->open));
        complain(self, self->at,
            "%s stands in %s, where , or %c is expected: a bracket before it is missing, or "
            "one too many",
            text, label, closer(frame->open));
        self->lost = true;
    }
}

/* A member right behind a member. */
static void
refuse_member(struct scanner *self)
{
    char a[LEX_EXCERPT_MAX], b[LEX_EXCERPT_MAX];

    word_at(self, self->at - 1, a);
    word_at(self, self->at, b);
    expect_behind(self, self->at - 1, ",");
    if (token_at(self, self->at)->line != token_at(self, self->at - 1)->line) {
        point(self, self->at, "the next one begins here");
    }
    if (is_kind(self, self->at, LEX_STRING) && is_kind(self, self->at - 1, LEX_STRING)) {
        complain(self, self->at - 1,
            "%s %s must be %s, %s\ntwo texts with no comma between them would be read as one", a, b,
            a, b);
    } else {
        complain(self, self->at - 1, "a comma is missing between %s and %s", a, b);
    }
    self->frames[self->depth].state = LIST_MEMBER;
}

static void
in_list(struct scanner *self)
{
    struct frame *frame = &self->frames[self->depth];

    if (is_mark(self, self->at, "})]")) {
        close_frame(self);
    } else if (is_mark(self, self->at, ";") || is_setting(self, self->at)) {
        leave_list(self);
    } else if (is_mark(self, self->at, "=:")) {
        point(self, self->at, "not in a list");
        complain(self, self->at, "= has no meaning in a list");
        self->lost = true;
    } else if (is_mark(self, self->at, ",")) {
        if (frame->state != LIST_AFTER) {
            point_to_mark(self, self->at, "nothing before it");
            complain(self, self->at, "this comma has no member of the list before it");
        }
        frame->state = LIST_MEMBER;
        self->at++;
    } else if (frame->state == LIST_AFTER) {
        refuse_member(self);
    } else if (is_kind(self, self->at, LEX_WORD)) {
        take_unquoted(self);
    } else {
        begin_value(self);
    }
}

/* Where brackets mean nothing any more: a text without quotes is still one. */
static void
while_lost(struct scanner *self)
{
    self->broken = true;
    if (self->at > 0 && is_kind(self, self->at, LEX_WORD) && is_mark(self, self->at - 1, "=") &&
        !is_setting(self, self->at)) {
        take_unquoted(self);
    } else {
        self->at++;
    }
}

static void
walk(struct scanner *self)
{
    char label[LABEL_MAX], what[32];

    while (!is_kind(self, self->at, LEX_END) && !self->starved) {
        const enum state state = self->frames[self->depth].state;

        if (self->lost) {
            while_lost(self);
        } else if (state == GROUP_KEY || state == GROUP_AFTER) {
            in_group(self);
        } else if (state == GROUP_EQUAL) {
            at_equal(self);
        } else if (state == GROUP_VALUE) {
            at_value(self);
        } else {
            in_list(self);
        }
    }
    if (self->lost || self->starved || self->lex.stopped) {
        return;
    }
    if (self->frames[self->depth].state == GROUP_EQUAL) {
        at_equal(self);
    } else if (self->frames[self->depth].state == GROUP_VALUE) {
        at_value(self);
    }
    if (self->depth > 0 && !tell_overrun(self, &self->frames[self->depth], self->at)) {
        const struct frame *frame = &self->frames[self->depth];
        const bool placed = token_at(self, frame->token)->line > 0;

        point_to_opening(self, frame);
        if (self->at > 0) {
            snprintf(what, sizeof(what), "%c before the end", closer(frame->open));
            expect_behind(self, self->at - 1, what);
        }
        complain(self, frame->token, "%s%s is never closed: %c is missing",
            describe(self, frame, false, label), placed ? " that begins here" : "",
            closer(frame->open));
    }
}

/* Writes a token for libconfig at `out` and returns what follows it. */
static char *
write_clean(const struct lex *lex, const struct lex_token *token, char *out)
{
    const char *bytes = lex->bytes + token->offset;
    size_t n = token->length;
    long long value = 0;

    if ((token->kind == LEX_WHOLE || token->kind == LEX_REAL) && bytes[0] == '+') {
        bytes++;
        n--;
    }
    if (token->kind == LEX_WHOLE) {
        /* Later versions of libconfig take 010 for 8; and without L all cut to 32 bits. */
        value = strtoll(bytes, NULL, 10);
        return out + sprintf(out, value < INT32_MIN || value > INT32_MAX ? "%lldL" : "%lld", value);
    }
    memcpy(out, bytes, n);
    if (token->kind == LEX_MARK && strchr("[]", token->mark) != NULL) {
        out[0] = token->mark == '[' ? '(' : ')';
    }
    return out + n;
}

static enum status
write_copy(struct scanner *self, size_t n)
{
    const struct lex *lex = &self->lex;
    char *out = malloc(n + 2 * lex->n_tokens + 2);
    int line = lex->start.line;

    self->scan->clean = out;
    if (out == NULL) {
        return err_memory(self->err);
    }
    for (size_t k = 0; k < lex->n_tokens; k++) {
        for (; line < lex->tokens[k].line; line++) {
            *out++ = '\n';
        }
        *out++ = ' ';
        out = write_clean(lex, &lex->tokens[k], out);
    }
    *out++ = '\n';
    *out = '\0';
    return OK;
}

enum status
scan_bytes(
    struct scan *self, const char *bytes, size_t n, const struct place *start, struct err *err)
{
    struct scanner scanner = {
        .scan = self,
        .err = err,
        .n = n,
        .frames = { { .state = GROUP_KEY, .name = NONE, .key = NONE } },
        .patience = PATIENCE,
        .last_line = -1,
    };
    enum status status = lex_bytes(&scanner.lex, bytes, n, start, err);

    if (status != ERR_MEMORY) {
        walk(&scanner);
        if (scanner.starved) {
            status = err_memory(err);
        } else if (status == OK && scanner.broken) {
            status = start->line == 0 ? ERR_USAGE : ERR_SCENARIO;
        }
    }
    if (status == OK) {
        status = write_copy(&scanner, n);
    }
    free(scanner.keys);
    lex_free(&scanner.lex);
    return status;
}

void
scan_free(struct scan *self)
{
    free(self->clean);
    free(self->values);
    self->clean = NULL;
    self->values = NULL;
    self->n_values = 0;
}
