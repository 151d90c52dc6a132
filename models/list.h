/* The models of negotiation and the kinds of event, one line each. */
#ifndef MODEL
#define MODEL(name)
#endif
#ifndef EVENT_KIND
#define EVENT_KIND(name)
#endif

MODEL(mean)
MODEL(median)
MODEL(influence)
MODEL(challenge)

EVENT_KIND(decision)
EVENT_KIND(cascade)
EVENT_KIND(vote)
EVENT_KIND(stages)

#undef MODEL
#undef EVENT_KIND
