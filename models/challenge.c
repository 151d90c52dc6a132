/* challenge: the expected utility model. Actors challenge each other; each takes the offer that
 * asks least of it.
 *
 * Positions are on the issue's own scale of 0 to 1, so the range D of the literature is 1, for
 * good: it is never the spread of positions, which shrinks. d = |x_i - x_j|, w = capability *
 * salience, s = salience.
 *
 * Who would prevail, with the support of all k (variant PAIR):
 *
 *     a_k = |x_k - x_j| - |x_k - x_i|
 *     P_ij = sum_k w_k max(a_k, 0) / sum_k w_k |a_k|,   so P_ij + P_ji = 1
 *
 * What i expects from challenging j, with risk exponent r and status quo probability Q = 1, over
 * 2^(2-r):
 *
 *     E_ij = (1 - a) - s_j (1 - P_ij) (b - a),   a = (1 - d)^r,  b = (1 + d)^r
 *
 * Security and risk, across actors:
 *
 *     sec_i = sum_j E_ji at r = 1, times 2 = sum_j 2 d (1 - 2 s_i P_ij)
 *     R_i = (2 sec_i - max sec - min sec) / (max sec - min sec),   r_i = (1 - R_i/3) / (1 + R_i/3)
 *
 * R = 0 when all are equally secure. Then i looks at every j with its own r_i in both E_ij and
 * E_ji:
 *
 *     E_ji > E_ij > 0                      j wins: i would move to x_j
 *     E_ji > 0 > E_ij, E_ji > -E_ij        compromise: i would move by (x_j - x_i) (-E_ij) / E_ji
 *     E_ji > 0 > E_ij, E_ji < -E_ij        compelled: i would move to x_j
 *     otherwise, x_i = x_j included        nothing
 *
 * Of its offers i takes the smallest move; all move at once. Gains and moves within 1e-12 of each
 * other are equal: people write round numbers, and exact ties are common. Between equal moves the
 * heavier proposer wins, between equal weights (within 1e-12 of themselves) the name that comes
 * first.
 *
 * Bueno de Mesquita 1994, in Bueno de Mesquita and Stokman (eds), "European Community Decision
 * Making", 71-104; 1997, International Interactions 23:235-266; as specified by Scholz, Calbert and
 * Smith 2011, Journal of Theoretical Politics 23:510-531. Published programs disagree with each
 * other and with the papers; this is the papers' text with the smallest move.
 *
 * Time goes to P and to the powers. P takes O(1) a pair, see weigh_row. An offer to i needs E_ji >
 * E_ij, that is u < v with u = s_i P_ij and v = s_j (1 - P_ij); an offer to j needs v < u. So only
 * one of the two can receive one, with its own r, and a pair costs two powers instead of four. The
 * loop over them runs in blocks of BLOCK, a constant, which compilers turn into vector instructions
 * at -O2 already. */
#include "challenge.h"

#include "power.h"
#include "weigh.h"

#define TOLERANCE 1e-12
#define NO_OFFER 2.0 /* a size no move has */

enum { BLOCK = 4, CHUNK = 64 };

struct params {
    bool risk;
    double still;
};

static const struct param table[] = {
    { .type = PARAM_FLAG,
        .key = "risk",
        .offset = offsetof(struct params, risk),
        .initial = 1.0,
        .unit = "",
        .help = "Whether secure actors take risks and insecure ones avoid them; false: r = 1 for "
                "all." },
    { .type = PARAM_REAL,
        .key = "still",
        .offset = offsetof(struct params, still),
        .initial = 0.0,
        .low = 0.0,
        .high = 1.0,
        .unit = "share of the issue's range",
        .help = "The talks have come to rest when a round moves nobody by more than this." },
    { .key = NULL },
};

static double
clamp(double x, double low, double high)
{
    const double raised = x < low ? low : x;

    return raised > high ? high : raised;
}

/* ---- one game ---- */

enum { GAME_ROWS = 10, GAME_PAIRS = 5 };

/* The number of pairs, up to a whole block. */
static size_t
pairs_of(int n)
{
    return ((size_t)n * ((size_t)n - 1) / 2 + BLOCK - 1) / BLOCK * BLOCK;
}

size_t
challenge_size(int n)
{
    const size_t rows = (size_t)n, pairs = pairs_of(n);
    const size_t doubles = GAME_ROWS * rows + GAME_PAIRS * pairs;
    const size_t ints = 2 * rows + pairs;

    return doubles * sizeof(double) + (ints + 1) / 2 * sizeof(uint64_t);
}

void
challenge_init(struct challenge_game *self, int n, void *memory)
{
    double **const rows[] = { &self->position, &self->salience, &self->weight, &self->up_to,
        &self->from, &self->security, &self->exponent, &self->move, &self->sums };
    double **const pairs[] = { &self->gap, &self->win, &self->size, &self->softer, &self->harder };
    double *at = memory;

    self->n = n;
    self->total = 0.0;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++, at += n) {
        *rows[k] = at;
    }
    at += n; /* the second row of sums */
    for (size_t k = 0; k < GAME_PAIRS; k++, at += pairs_of(n)) {
        *pairs[k] = at;
    }
    self->actor = (int32_t *)(void *)at;
    self->best = self->actor + n;
    self->mover = self->best + n;
    for (int k = 0; k < n; k++) {
        self->actor[k] = k;
    }
    /* Blocks run over the end: what stands there must be numbers. */
    for (size_t q = (size_t)n * ((size_t)n - 1) / 2; q < pairs_of(n); q++) {
        self->gap[q] = 0.0;
        self->size[q] = 1.0;
        self->softer[q] = 0.0;
        self->harder[q] = 0.0;
    }
}

/* The pair (i, i + 1), where row i of pairs begins. */
static size_t
row_of(const struct challenge_game *self, int i)
{
    return (size_t)i * (size_t)(2 * self->n - i - 1) / 2;
}

/* By position, then by actor. Insertion: the order of the last round is nearly right. */
static void
sort_places(struct challenge_game *self, const double *position)
{
    int32_t *actor = self->actor;

    for (int k = 1; k < self->n; k++) {
        const int32_t a = actor[k];
        const double x = position[a];
        int at = k;

        while (at > 0 && (position[actor[at - 1]] > x ||
                             (position[actor[at - 1]] == x && actor[at - 1] > a))) {
            actor[at] = actor[at - 1];
            at--;
        }
        actor[at] = a;
    }
}

bool
challenge_load(struct challenge_game *self, const struct situation *situation, int issue)
{
    const size_t first = (size_t)issue * (size_t)self->n;
    const double *position = situation->position + first;
    double sum = 0.0;

    sort_places(self, position);
    for (int k = 0; k < self->n; k++) {
        const int a = self->actor[k];

        self->position[k] = position[a];
        self->salience[k] = situation->salience[first + (size_t)a];
        self->weight[k] = situation->capability[a] * self->salience[k];
        sum += self->weight[k];
        self->up_to[k] = sum;
    }
    self->total = sum;
    sum = 0.0;
    for (int k = self->n - 1; k >= 0; k--) {
        sum += self->weight[k];
        self->from[k] = sum;
    }
    return self->total > 0.0;
}

/* P of place i over place j, i < j, summed over all places between without cancellation: near the
 * midpoint, a_k is the difference of two nearly equal distances, whose rounding errors are carried
 * along (Knuth's two-sum). For pairs whose sum is a small part of the weight. */
static double
weigh_pair(const struct challenge_game *self, int i, int j)
{
    const double low = self->position[i], high = self->position[j];
    double left = (high - low) * self->up_to[i], right = (high - low) * self->from[j];

    for (int k = i + 1; k < j; k++) {
        const double x = self->position[k];
        const double above = high - x, below = x - low;
        const double x_from_high = high - above, high_back = above + x_from_high;
        const double x_from_low = below + low, low_back = x_from_low - below;
        const double above_rest = (high - high_back) + (x_from_high - x);
        const double below_rest = (x - x_from_low) + (low_back - low);
        const double a = (above - below) + (above_rest - below_rest);

        left += a > 0.0 ? self->weight[k] * a : 0.0;
        right += a < 0.0 ? self->weight[k] * -a : 0.0;
    }
    return left + right > 0.0 ? left / (left + right) : 0.5;
}

/* For each of n places after one, at distances gap from it: the first of them past the midpoint of
 * the two, which only moves right as the place does. One of the two advances in each step, without
 * a jump: which one is as good as random, and wrong guesses by the processor would cost more than
 * all else here. Distances are compared by their bits, which order as the numbers do; 2^52 in them
 * is a doubling. */
static void
find_midpoints(size_t n, const double *gap, int32_t *middle)
{
    const uint64_t doubled = UINT64_C(1) << 52;
    size_t k = 0, p = 0;

    while (k < n) {
        const size_t before = power_bits(gap[p]) + doubled <= power_bits(gap[k]);

        middle[k] = (int32_t)p;
        p += before;
        k += 1 - before;
    }
}

/* P of place i over all places after it. With x_i < x_j, L = x_j - x_i and t_k = x_k - x_i:
 *
 *     left  = sum w max(a, 0)  = L W(k <= i) + sum over i < k < p of w_k (L - 2 t_k)
 *     right = sum w max(-a, 0) = L W(k >= j) + sum over p <= k < j of w_k (2 t_k - L)
 *
 * p being the first place past the midpoint. The sums are formed anew for each i, around x_i: sums
 * around anything else cancel when actors stand close together. What is left is cancellation
 * between L and 2 t when nearly all weight is at the midpoint; such pairs go to weigh_pair. Arrays
 * here count from the place after i. */
static void
weigh_row(struct challenge_game *self, int i)
{
    const int n = self->n - i - 1;
    const double *position = self->position + i + 1, *weight = self->weight + i + 1;
    const double *from = self->from + i + 1;
    const double up_to = self->up_to[i], enough = 0.02 * self->total;
    double *gap = self->gap + row_of(self, i), *win = self->win + row_of(self, i);
    double *security = self->security + i + 1;
    double *weights = self->sums, *moments = self->sums + self->n; /* before k: of w and 2 w t */
    double sum = 0.0, moment = 0.0, won = 0.0;
    int32_t *middle = self->best;

    for (int k = 0; k < n; k++) {
        gap[k] = position[k] - self->position[i];
        weights[k] = sum;
        moments[k] = moment;
        sum += weight[k];
        moment += weight[k] * (2.0 * gap[k]);
    }
    find_midpoints((size_t)n, gap, middle);
    for (int k = 0; k < n; k++) {
        const int p = middle[k];
        const double length = gap[k];
        const double left = length * (up_to + weights[p]) - moments[p];
        const double right =
            (moments[k] - moments[p]) + length * (from[k] - (weights[k] - weights[p]));
        double chance = left / (left + right);

        if (!(left + right > enough * length)) {
            chance = length > 0.0 ? weigh_pair(self, i, i + 1 + k) : 0.0;
        }
        win[k] = clamp(chance, 0.0, 1.0);
        won += length * win[k];
        security[k] += length * (1.0 - win[k]);
    }
    self->security[i] += won;
}

void
challenge_weigh(struct challenge_game *self)
{
    for (int i = 0; i < self->n; i++) {
        self->security[i] = 0.0;
    }
    for (int i = 0; i < self->n; i++) {
        weigh_row(self, i);
    }
}

/* After challenge_weigh, security holds sum_j d P_ij. The sum of distances goes from place to
 * place: one step to the right is nearer to those ahead by the step, and farther from those behind.
 */
void
challenge_judge(struct challenge_game *self, bool risk)
{
    const int n = self->n;
    double distance = 0.0, least = 0.0, greatest = 0.0;

    for (int j = 0; j < n; j++) {
        distance += self->position[j] - self->position[0];
    }
    for (int i = 0; i < n; i++) {
        double security = 0.0;

        distance +=
            i == 0 ? 0.0 : (self->position[i] - self->position[i - 1]) * (double)(2 * i - n);
        security = 2.0 * (distance - 2.0 * self->salience[i] * self->security[i]);
        self->security[i] = security;
        self->exponent[i] = 1.0;
        least = i == 0 || security < least ? security : least;
        greatest = i == 0 || security > greatest ? security : greatest;
    }
    if (!risk || !(greatest - least > TOLERANCE)) {
        return;
    }
    for (int i = 0; i < n; i++) {
        const double third =
            (2.0 * self->security[i] - greatest - least) / (3.0 * (greatest - least));

        self->exponent[i] = clamp((1.0 - third) / (1.0 + third), 0.5, 2.0);
    }
}

/* Who can receive an offer, and how it sees the pair. */
static void
face_all(struct challenge_game *self)
{
    size_t q = 0;

    for (int i = 0; i < self->n; i++) {
        for (int j = i + 1; j < self->n; j++, q++) {
            const double u = self->salience[i] * self->win[q];
            const double v = self->salience[j] * (1.0 - self->win[q]);
            const int mover = i + (j - i) * (v < u); /* rather than ?:, which may jump */

            self->mover[q] = mover;
            self->size[q] = self->exponent[mover];
            self->softer[q] = u < v ? u : v;
            self->harder[q] = u > v ? u : v;
        }
    }
}

/* near = ln(1 - d), far = ln(1 + d) for a block of pairs. */
static inline __attribute__((always_inline)) void
log_block(const double *restrict gap, double *restrict near, double *restrict far)
{
    for (int k = 0; k < BLOCK; k++) {
        near[k] = power_log(1.0 - gap[k]);
        far[k] = power_log(1.0 + gap[k]);
    }
}

/* near = (1 - d)^r, far = (1 + d)^r, from their logarithms. */
static inline __attribute__((always_inline)) void
exp_block(const double *restrict exponent, double *restrict near, double *restrict far)
{
    for (int k = 0; k < BLOCK; k++) {
        near[k] = power_exp(exponent[k] * near[k]);
        far[k] = power_exp(exponent[k] * far[k]);
    }
}

/* How far the mover would go, for a block of pairs. Nothing here jumps. */
static inline __attribute__((always_inline)) void
offer_block(const double *restrict gap, const double *restrict softer,
    const double *restrict harder, const double *restrict near, const double *restrict far,
    double *restrict size)
{
    for (int k = 0; k < BLOCK; k++) {
        const double d = gap[k], a = near[k], b = far[k];
        const double own = (1.0 - a) - harder[k] * (b - a);
        const double others = (1.0 - a) - softer[k] * (b - a);
        /* own > 0: lost if others > own. own < 0: a compromise if others > -own, compelled if
         * 0 < others < -own. */
        const double magnitude = __builtin_fabs(own);
        const double part = own > 0.0 ? d : d * (magnitude / others);
        const double more = others > magnitude + TOLERANCE ? part : NO_OFFER;
        const double weaker = others < magnitude - TOLERANCE ? d : more;
        const double pressed = others > TOLERANCE ? weaker : NO_OFFER;
        const double offer = own > 0.0 ? more : pressed;

        size[k] = magnitude > TOLERANCE ? offer : NO_OFFER;
    }
}

/* From the movers' exponents in `size` to the sizes of their moves. In three loops over a chunk at
 * a time: one loop would be a single chain of operations, each waiting for the one before. */
static inline __attribute__((always_inline)) void
offer_pairs(struct challenge_game *self)
{
    const size_t n = pairs_of(self->n);
    double near[CHUNK], far[CHUNK];

    for (size_t q = 0; q < n; q += CHUNK) {
        const size_t count = n - q < CHUNK ? n - q : CHUNK;
        double *size = self->size + q;

        for (size_t k = 0; k < count; k += BLOCK) {
            log_block(self->gap + q + k, near + k, far + k);
        }
        for (size_t k = 0; k < count; k += BLOCK) {
            exp_block(size + k, near + k, far + k);
        }
        for (size_t k = 0; k < count; k += BLOCK) {
            offer_block(self->gap + q + k, self->softer + q + k, self->harder + q + k, near + k,
                far + k, size + k);
        }
    }
}

/* The same in vectors of four where the processor has them: the same operations on each number, the
 * same bits. */
#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
offer_pairs_wide(struct challenge_game *self)
{
    offer_pairs(self);
}
#endif

static void
offer_all(struct challenge_game *self)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        offer_pairs_wide(self);
        return;
    }
#endif
    offer_pairs(self);
}

/* Of the offers as small as the smallest, that of the heaviest, then of the first by name. */
static void
consider(struct challenge_game *self, int mover, int proposer, double size)
{
    const int best = self->best[mover];
    const double weight = self->weight[proposer];

    if (best >= 0) {
        const double heaviest = self->weight[best];
        const bool equal = __builtin_fabs(weight - heaviest) <= TOLERANCE * heaviest;

        if (equal ? self->actor[proposer] > self->actor[best] : weight < heaviest) {
            return;
        }
    }
    self->best[mover] = proposer;
    self->move[mover] = size;
}

/* Sets best and move from the sizes of all offers; sums holds the smallest sizes. */
static void
choose(struct challenge_game *self)
{
    const int n = self->n;
    double *least = self->sums;
    size_t q = 0;

    for (int i = 0; i < n; i++) {
        least[i] = NO_OFFER - 2.0 * TOLERANCE;
        self->best[i] = -1;
    }
    for (q = 0; q < (size_t)n * ((size_t)n - 1) / 2; q++) {
        const int mover = self->mover[q];
        const double size = self->size[q];

        least[mover] = size < least[mover] ? size : least[mover];
    }
    q = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++, q++) {
            const int mover = self->mover[q];

            if (self->size[q] <= least[mover] + TOLERANCE) {
                consider(self, mover, i + j - mover, self->size[q]);
            }
        }
    }
}

void
challenge_play(struct challenge_game *self, double *next)
{
    const double low = self->position[0], high = self->position[self->n - 1];

    face_all(self);
    offer_all(self);
    choose(self);
    for (int i = 0; i < self->n; i++) {
        const double x = self->position[i], size = self->move[i];
        double to = x;

        if (self->best[i] >= 0) {
            const double y = self->position[self->best[i]];

            to = size >= __builtin_fabs(y - x) ? y : y > x ? x + size : x - size;
        }
        next[self->actor[i]] = clamp(to, low, high);
    }
}

void
challenge_expect(
    const struct challenge_game *self, int mover, int proposer, double *own, double *others)
{
    const int low = mover < proposer ? mover : proposer, high = mover < proposer ? proposer : mover;
    const size_t q = row_of(self, low) + (size_t)(high - low - 1);
    const double d = self->gap[q], r = self->exponent[mover];
    const double a = power_exp(r * power_log(1.0 - d)), b = power_exp(r * power_log(1.0 + d));
    const double mine =
        self->salience[mover] * (mover < proposer ? self->win[q] : 1.0 - self->win[q]);
    const double theirs =
        self->salience[proposer] * (mover < proposer ? 1.0 - self->win[q] : self->win[q]);

    *own = (1.0 - a) - theirs * (b - a);
    *others = (1.0 - a) - mine * (b - a);
}

static int
place_of(const struct challenge_game *self, int actor)
{
    int place = 0;

    while (self->actor[place] != actor) {
        place++;
    }
    return place;
}

double
challenge_win_probability(const struct challenge_game *self, int i, int j)
{
    const int p = place_of(self, i), q = place_of(self, j);
    const int low = p < q ? p : q, high = p < q ? q : p;
    const double win = p == q ? 0.0 : self->win[row_of(self, low) + (size_t)(high - low - 1)];

    return p < q || self->position[p] == self->position[q] ? win : 1.0 - win;
}

double
challenge_security(const struct challenge_game *self, int i)
{
    return self->security[place_of(self, i)];
}

double
challenge_exponent(const struct challenge_game *self, int i)
{
    return self->exponent[place_of(self, i)];
}

/* ---- the talks: one game for each issue, and the memory of earlier rounds ---- */

/* What follows the struct in the state: the game's memory, the order of places of each issue, and
 * the marks. */
struct state {
    struct challenge_game game;
    int32_t *orders; /* n_issues x n_actors */
    uint64_t *marks; /* of the positions before each round and after the last */
    int n_marks;
};

static size_t
orders_size(int n_actors, int n_issues)
{
    return ((size_t)n_actors * (size_t)n_issues + 1) / 2 * sizeof(uint64_t);
}

static size_t
state_size(const void *params, int n_actors, int n_issues, int rounds)
{
    (void)params;
    return sizeof(struct state) + challenge_size(n_actors) + orders_size(n_actors, n_issues) +
           (size_t)rounds * sizeof(uint64_t);
}

static void
start(const void *params, const struct situation *situation, void *state)
{
    const int n = situation->n_actors, m = situation->n_issues;
    struct state *self = state;
    char *memory = (char *)state + sizeof *self;

    (void)params;
    challenge_init(&self->game, n, memory);
    memory += challenge_size(n);
    self->orders = (int32_t *)(void *)memory;
    self->marks = (uint64_t *)(void *)(memory + orders_size(n, m));
    self->n_marks = 0;
    for (int i = 0; i < m; i++) {
        for (int a = 0; a < n; a++) {
            self->orders[i * n + a] = a;
        }
    }
}

/* A number that tells one set of positions, to 1e-9, from another, and, by `mark` of the inputs,
 * one world from another: a shock in between is no cycle. Different ones collide once in 10^19. */
static uint64_t
mark_of(uint64_t mark, const double *position, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        mark = mark * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)(position[k] * 1e9 + 0.5);
        mark ^= mark >> 32;
    }
    return mark;
}

/* Side by side, since each alone waits for its multiplications. */
static uint64_t
mark_of_inputs(const struct situation *situation, size_t n)
{
    const uint64_t odd = UINT64_C(0xd1342543de82ef95);
    uint64_t salience = 1, lower = 2, upper = 3, capability = 4;

    for (size_t k = 0; k < n; k++) {
        salience = (salience ^ power_bits(situation->salience[k])) * odd;
        lower = (lower ^ power_bits(situation->lower[k])) * odd;
        upper = (upper ^ power_bits(situation->upper[k])) * odd;
        salience ^= salience >> 32;
        lower ^= lower >> 32;
        upper ^= upper >> 32;
    }
    for (int a = 0; a < situation->n_actors; a++) {
        capability = (capability ^ power_bits(situation->capability[a])) * odd;
        capability ^= capability >> 32;
    }
    return ((salience * odd + lower) * odd + upper) * odd + capability;
}

/* Whether the talks go on: positions seen before, with everything else as it was, come back for
 * ever. */
static enum model_move
remember(struct state *self, const struct situation *situation, const double *next)
{
    const size_t n = (size_t)situation->n_actors * (size_t)situation->n_issues;
    const uint64_t inputs = mark_of_inputs(situation, n);
    const uint64_t before = mark_of(inputs, situation->position, n);
    const uint64_t after = mark_of(inputs, next, n);

    if (after == before) {
        return MODEL_STILL;
    }
    for (int k = 0; k < self->n_marks; k++) {
        if (self->marks[k] == after) {
            return MODEL_CYCLE;
        }
    }
    self->marks[self->n_marks++] = before;
    return MODEL_MOVED;
}

static enum model_move
step(const void *params, const struct situation *situation, void *state, double *next)
{
    const struct params *own = params;
    const int n = situation->n_actors;
    struct state *self = state;
    struct challenge_game game = self->game;
    double largest = 0.0;

    for (int i = 0; i < situation->n_issues; i++) {
        const size_t first = (size_t)i * (size_t)n;

        game.actor = self->orders + first;
        if (!challenge_load(&game, situation, i)) {
            return MODEL_FAILED;
        }
        challenge_weigh(&game);
        challenge_judge(&game, own->risk);
        challenge_play(&game, next + first);
        for (int a = 0; a < n; a++) {
            const size_t k = first + (size_t)a;
            double move = 0.0;

            next[k] = clamp(next[k], situation->lower[k], situation->upper[k]);
            move = __builtin_fabs(next[k] - situation->position[k]);
            largest = move > largest ? move : largest;
        }
    }
    return largest <= own->still ? MODEL_STILL : remember(self, situation, next);
}

/* Between equal positions nothing is to be gained, and nothing is said. Which kind an offer is of
 * follows offer_block. */
static void
account_pair(const struct challenge_game *game, int mover, int proposer, double size,
    const struct deed_ear *ear)
{
    struct deed deed = { .kind = DEED_IDLE,
        .actor = game->actor[mover],
        .by = game->actor[proposer],
        .target = game->position[proposer],
        .taken = game->best[mover] == proposer };
    double own = 0.0;

    challenge_expect(game, mover, proposer, &own, &deed.gain);
    deed.loss = -own;
    if (size < NO_OFFER) {
        deed.kind = own > 0.0                           ? DEED_BEATEN
                    : deed.gain > deed.loss + TOLERANCE ? DEED_COMPROMISE
                                                        : DEED_COMPELLED;
    }
    if (deed.kind == DEED_COMPROMISE) {
        const double x = game->position[mover];
        deed.target = deed.target > x ? x + size : x - size;
    }
    ear->deed(ear->context, &deed);
}

static void
account(
    const void *params, const struct situation *situation, void *state, const struct deed_ear *ear)
{
    const struct params *own = params;
    struct challenge_game game = ((struct state *)state)->game; /* the order of places is kept */
    size_t q = 0;

    if (!challenge_load(&game, situation, 0)) {
        return;
    }
    challenge_weigh(&game);
    challenge_judge(&game, own->risk);
    face_all(&game);
    offer_all(&game);
    choose(&game);
    for (int i = 0; i < game.n; i++) {
        for (int j = i + 1; j < game.n; j++, q++) {
            if (game.gap[q] > 0.0) {
                account_pair(&game, game.mover[q], i + j - game.mover[q], game.size[q], ear);
            }
        }
    }
}

static double
settlement(const void *params, const struct situation *situation, int issue)
{
    (void)params;
    return weigh_midpoint(situation, issue);
}

const struct model model_challenge = {
    .name = "challenge",
    .summary = "Actors challenge each other and take the offer that asks least of them.",
    .reference = "Bueno de Mesquita 1994; Scholz, Calbert and Smith 2011, JTP 23:510-531",
    .params = table,
    .params_size = sizeof(struct params),
    .state_size = state_size,
    .start = start,
    .step = step,
    .settlement = settlement,
    .account = account,
};
