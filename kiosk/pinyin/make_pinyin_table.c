/* Prints the table of pinyin_table.h as C, from the readings of ICU's transliterator Han-Latin. Run
 * by the build. */

#include <stdio.h>
#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define LETTERS_A_LINE 96
#define ROOM           64

static const struct {
    UChar32 first, last;
} ranges[] = {{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x323af}};

static void fail(const char *what, UErrorCode code)
{
    (void)fprintf(stderr, "make_pinyin_table: %s: %s\n", what, u_errorName(code));
    exit(EXIT_FAILURE);
}

/* ō is o with a mark above: the mark is not wanted. */
static UChar without_mark(const UNormalizer2 *normalizer, UChar letter)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar parts[8];
    int32_t len = unorm2_getDecomposition(normalizer, letter, parts, 8, &code);
    return U_SUCCESS(code) && len > 0 ? parts[0] : letter;
}

static char initial_of(UTransliterator *readings, const UNormalizer2 *normalizer, UChar32 character)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar text[ROOM];
    int32_t len = 0;
    U16_APPEND_UNSAFE(text, len, character);
    int32_t limit = len;
    utrans_transUChars(readings, text, &len, ROOM, 0, &limit, &code);
    if (U_FAILURE(code)) {
        fail("transliteration", code);
    }
    UChar letter = without_mark(normalizer, text[0]);
    if (letter >= 'a' && letter <= 'z') {
        return (char)(letter - 'a' + 'A');
    }
    return letter >= 'A' && letter <= 'Z' ? (char)letter : '.';
}

static void print_range(UTransliterator *readings, const UNormalizer2 *normalizer, UChar32 first,
                        UChar32 last)
{
    (void)printf("    {0x%x, 0x%x,", (unsigned)first, (unsigned)last);
    for (UChar32 character = first; character <= last; character++) {
        if ((character - first) % LETTERS_A_LINE == 0) {
            (void)printf("%s\n     \"", character == first ? "" : "\"");
        }
        (void)putchar(initial_of(readings, normalizer, character));
    }
    (void)printf("\"},\n");
}

int main(void)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar id[16];
    (void)u_uastrcpy(id, "Han-Latin");
    UTransliterator *readings = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    const UNormalizer2 *normalizer = unorm2_getNFDInstance(&code);
    if (U_FAILURE(code)) {
        fail("Han-Latin", code);
    }
    (void)printf("#include \"pinyin_table.h\"\n\n"
                 "const struct pinyin_range pinyin_ranges[PINYIN_RANGES] = {\n");
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        print_range(readings, normalizer, ranges[i].first, ranges[i].last);
    }
    (void)printf("};\n");
    utrans_close(readings);
    return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
