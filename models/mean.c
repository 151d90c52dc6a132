/* mean: the weighted mean, the compromise that dynamic models have to beat.
 *
 *     outcome = sum_i w_i x_i / sum_i w_i,   w_i = capability_i * salience_i
 *
 * Nobody moves. Van den Bos 1991, "Dutch EC Policy Making"; Achen 2006, in Thomson, Stokman, Achen
 * and Koenig (eds), "The European Union Decides", shows that it comes close to the Nash bargaining
 * solution when disagreement is very bad for all. */
#include "model.h"

const struct model model_mean = {
    .name = "mean",
    .summary = "The weighted mean of positions; nobody moves.",
    .reference = "Van den Bos 1991, Dutch EC Policy Making",
};
