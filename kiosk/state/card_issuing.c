#include "card_issuing.h"

#include "check.h"
#include <string.h>

static const char *const others_names[CARD_ISSUING_OTHERS_COUNT] = {
    [CARD_ISSUING_KEEP] = "keep",
    [CARD_ISSUING_LOST] = "lost",
    [CARD_ISSUING_REVOKED] = "revoked",
};

/* Those that the server gives are its own words. */
static const struct {
    const char *name;
    bool is_servers;
    enum card_issuing_way way;
} answers[CARD_ISSUING_ANSWERS] = {
    [CARD_ISSUING_OPEN] = {"", false, CARD_ISSUING_STOP},
    [CARD_ISSUING_DONE] = {"done", false, CARD_ISSUING_NEXT},
    [CARD_ISSUING_TAKEN] = {"taken", true, CARD_ISSUING_OTHER},
    [CARD_ISSUING_TAKEN_BACK] = {"taken_back", false, CARD_ISSUING_OTHER},
    [CARD_ISSUING_NO_KEEPER] = {"keeper", true, CARD_ISSUING_STOP},
    [CARD_ISSUING_NO_ACCOUNT] = {"account", true, CARD_ISSUING_STOP},
    [CARD_ISSUING_DENIED] = {"permission", true, CARD_ISSUING_NEXT},
    [CARD_ISSUING_NO_STAFF] = {"staff", true, CARD_ISSUING_NEXT},
    [CARD_ISSUING_WAITED] = {"waited", true, CARD_ISSUING_AGAIN},
    [CARD_ISSUING_NO_CALL] = {"no_call", false, CARD_ISSUING_AGAIN},
    [CARD_ISSUING_REFUSED] = {"refused", false, CARD_ISSUING_AGAIN},
};

const char *card_issuing_others_name(enum card_issuing_others others)
{
    CHECK(others < CARD_ISSUING_OTHERS_COUNT);
    return others_names[others];
}

const char *card_issuing_answer_name(enum card_issuing_answer answer)
{
    CHECK(answer < CARD_ISSUING_ANSWERS);
    return answers[answer].name;
}

enum card_issuing_answer card_issuing_answer_of_word(const char *word)
{
    for (size_t i = 0; i < CARD_ISSUING_ANSWERS; i++) {
        if (answers[i].is_servers && strcmp(answers[i].name, word) == 0) {
            return (enum card_issuing_answer)i;
        }
    }
    return CARD_ISSUING_REFUSED;
}

enum card_issuing_way card_issuing_way_on(enum card_issuing_answer answer)
{
    CHECK(answer < CARD_ISSUING_ANSWERS);
    return answers[answer].way;
}
