/* Tells what Debian's own pcscd and libccid see of a reader, one line an event:
 *
 *     reader NAME | card ATR UID SW | no-uid WHY | removed | gone
 *
 * An independent witness of the reader in software: it shares no code with it. Ends by SIGTERM. */

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

#define TURN_MS         200
#define START_TURNS_MAX 100
#define READERS_MAX     4

struct witness {
    SCARDCONTEXT context;
    SCARDHANDLE card;
    bool holds_card;
    size_t count;
    SCARD_READERSTATE states[READERS_MAX];
    char names[READERS_MAX][MAX_READERNAME];
};

static void print_hex(const BYTE *bytes, DWORD len)
{
    for (DWORD i = 0; i < len; i++) {
        (void)printf("%02X", bytes[i]);
    }
}

static void let_go(struct witness *witness)
{
    if (witness->holds_card) {
        (void)SCardDisconnect(witness->card, SCARD_LEAVE_CARD); /* it may be gone */
        witness->holds_card = false;
    }
}

/* The UID by GET DATA, PC/SC part 3 section 3.2.2.1.3. The card stays connected until it goes:
 * pcscd powers one down that nobody has used for five seconds, and does not see another take its
 * place then. */
static void read_card(struct witness *witness, const SCARD_READERSTATE *state)
{
    static const BYTE get_uid[] = {0xff, 0xca, 0x00, 0x00, 0x00};
    DWORD protocol;
    BYTE answer[258];
    DWORD answer_len = sizeof answer;
    let_go(witness);
    LONG result = SCardConnect(witness->context, state->szReader, SCARD_SHARE_SHARED,
                               SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &witness->card, &protocol);
    if (result != SCARD_S_SUCCESS) {
        (void)printf("no-uid connect %s\n", pcsc_stringify_error(result));
        return;
    }
    witness->holds_card = true;
    const SCARD_IO_REQUEST *request = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    result =
        SCardTransmit(witness->card, request, get_uid, sizeof get_uid, NULL, answer, &answer_len);
    if (result != SCARD_S_SUCCESS || answer_len < 2) {
        (void)printf("no-uid transmit %s\n", pcsc_stringify_error(result));
    } else {
        (void)printf("card ");
        print_hex(state->rgbAtr, state->cbAtr);
        (void)printf(" ");
        print_hex(answer, answer_len - 2);
        (void)printf(" ");
        print_hex(answer + answer_len - 2, 2);
        (void)printf("\n");
    }
}

static void look_at(struct witness *witness, SCARD_READERSTATE *state)
{
    DWORD old = state->dwCurrentState;
    DWORD now = state->dwEventState;
    if (!(now & SCARD_STATE_CHANGED)) {
        return;
    }
    bool counted_on = now >> 16 != old >> 16; /* in and out faster than we look */
    if ((now & SCARD_STATE_PRESENT) && (!(old & SCARD_STATE_PRESENT) || counted_on)) {
        read_card(witness, state);
    } else if ((now & SCARD_STATE_EMPTY) && (old & SCARD_STATE_PRESENT)) {
        (void)printf("removed\n");
        let_go(witness);
    }
    state->dwCurrentState = now & ~(DWORD)SCARD_STATE_CHANGED;
}

static bool knows(const struct witness *witness, const char *name)
{
    for (size_t i = 0; i < witness->count; i++) {
        if (strcmp(witness->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* What has come and what has gone. */
static void list_readers(struct witness *witness)
{
    char names[1024];
    DWORD len = sizeof names;
    if (SCardListReaders(witness->context, NULL, names, &len) != SCARD_S_SUCCESS) {
        names[0] = names[1] = '\0';
    }
    for (size_t i = 0; i < witness->count;) {
        const char *at = names;
        while (*at && strcmp(at, witness->names[i]) != 0) {
            at += strlen(at) + 1;
        }
        if (*at) {
            i++;
            continue;
        }
        (void)printf("gone\n");
        witness->count--;
        memmove(witness->names[i], witness->names[i + 1],
                (witness->count - i) * sizeof witness->names[0]);
        memmove(&witness->states[i], &witness->states[i + 1],
                (witness->count - i) * sizeof witness->states[0]);
    }
    for (const char *at = names; *at; at += strlen(at) + 1) {
        bool fits = witness->count < READERS_MAX && strlen(at) < MAX_READERNAME;
        if (fits && !knows(witness, at)) {
            (void)printf("reader %s\n", at);
            memcpy(witness->names[witness->count], at, strlen(at) + 1);
            witness->states[witness->count++] =
                (SCARD_READERSTATE){.dwCurrentState = SCARD_STATE_UNAWARE};
        }
    }
    for (size_t i = 0; i < witness->count; i++) {
        witness->states[i].szReader = witness->names[i];
    }
}

int main(void)
{
    struct witness witness = {0};
    LONG result = SCARD_E_NO_SERVICE;
    for (int i = 0; i < START_TURNS_MAX && result != SCARD_S_SUCCESS; i++) {
        (void)poll(NULL, 0, i > 0 ? TURN_MS : 0); /* its socket is there before it answers */
        result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &witness.context);
    }
    if (result != SCARD_S_SUCCESS) {
        (void)printf("failed %s\n", pcsc_stringify_error(result));
        return EXIT_FAILURE;
    }
    for (;;) {
        list_readers(&witness);
        if (witness.count == 0) {
            (void)poll(NULL, 0, TURN_MS);
        } else if (SCardGetStatusChange(witness.context, TURN_MS, witness.states,
                                        (DWORD)witness.count) == SCARD_S_SUCCESS) {
            for (size_t i = 0; i < witness.count; i++) {
                look_at(&witness, &witness.states[i]);
            }
        }
        (void)fflush(stdout);
    }
}
