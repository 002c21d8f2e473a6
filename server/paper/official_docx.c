#include "official.h"

#include "cleanup.h"
#include "print.h"
#include "zip_pack.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* WordprocessingML (ECMA-376). 22 lines a page are the section's grid; 28 characters a line come of
 * drawing them together by 0.25 pt. The grid of characters would do the same in Word, but in
 * LibreOffice a character that is wider than its cell takes two. */

#define TWIPS(mm) ((int)((mm)*1440.0 / 25.4 + 0.5))
#define W         "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R         "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XML       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const char content_types[] =
    XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
        "<Override PartName=\"/word/styles.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
        "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>"
        "<Override PartName=\"/word/settings.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
        "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
        "<Override PartName=\"/word/footer2.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
        "<Override PartName=\"/docProps/core.xml\" "
        "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
        "</Types>";

static const char package_links[] = XML
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" R "/officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/"
    "metadata/core-properties\" Target=\"docProps/core.xml\"/>"
    "</Relationships>";

static const char document_links[] =
    XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" R "/styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" R "/settings\" Target=\"settings.xml\"/>"
        "<Relationship Id=\"rId5\" Type=\"" R "/fontTable\" Target=\"fontTable.xml\"/>"
        "<Relationship Id=\"rId3\" Type=\"" R "/footer\" Target=\"footer1.xml\"/>"
        "<Relationship Id=\"rId4\" Type=\"" R "/footer\" Target=\"footer2.xml\"/>"
        "</Relationships>";

static const char settings[] = XML "<w:settings xmlns:w=\"" W "\">"
                                   "<w:evenAndOddHeaders/>"
                                   "<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
                                   "</w:settings>";

#define FACE(name)                                                                                 \
    "<w:rFonts w:ascii=\"" name "\" w:hAnsi=\"" name "\" w:eastAsia=\"" name "\" w:cs=\"" name     \
    "\"/>"
#define STYLE(id, name, paragraph, run)                                                            \
    "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"" id "\"><w:name w:val=\"" name \
    "\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>" paragraph "</w:pPr><w:rPr>" run         \
    "</w:rPr></w:style>"
#define SIZE(half_points) "<w:sz w:val=\"" half_points "\"/><w:szCs w:val=\"" half_points "\"/>"
/* Of lines that stand by themselves: the grid of lines and characters is the text's. */
#define OFF_GRID "<w:snapToGrid w:val=\"0\"/>"
#define INDENT   "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/>"

/* Every kind of line is a style, so that an office changes all of them at once. */
static const char styles[] =
    XML "<w:styles xmlns:w=\"" W "\"><w:docDefaults><w:rPrDefault><w:rPr>" FACE("仿宋_GB2312") SIZE(
        "32") "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>"
              "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
              "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
              "w:val=\"Normal\"/>"
              "<w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/><w:autoSpaceDE "
              "w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:jc w:val=\"both\"/></w:pPr>"
              "<w:rPr>" FACE("仿宋_GB2312") "<w:spacing w:val=\"-5\"/>" SIZE(
                  "32") "</w:rPr></w:style>" STYLE("Mark", "发文机关标志",
                                                   OFF_GRID
                                                   "<w:spacing w:before=\"1984\" w:after=\"580\" "
                                                   "w:line=\"920\" "
                                                   "w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
                                                   FACE("方正小标宋简体") "<w:color "
                                                                          "w:val=\"D6001C\"/>")
                  STYLE("Number", "发文字号",
                        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"9\" w:space=\"8\" "
                        "w:color=\"D6001C\"/></w:pBdr>" OFF_GRID
                        "<w:spacing w:before=\"580\" w:after=\"1160\" w:line=\"580\" "
                        "w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
                        "") STYLE("Title", "公文标题",
                                  OFF_GRID
                                  "<w:spacing w:after=\"580\" w:line=\"580\" w:lineRule=\"exact\"/>"
                                  "<w:jc w:val=\"center\"/>",
                                  FACE("方正小标宋简体") SIZE("44"))
                      STYLE("Recipients", "主送机关", "<w:jc w:val=\"left\"/>",
                            "") STYLE("Body", "公文正文", INDENT, "")
                          STYLE("Heading1", "一级标题",
                                "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"0\"/>", FACE("黑体"))
                              STYLE("Heading2", "二级标题",
                                    "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"1\"/>",
                                    FACE("楷体_GB2312"))
                                  STYLE("Signature", "发文机关署名",
                                        "<w:keepNext/><w:jc w:val=\"right\"/>", "")
                                      STYLE("Date", "成文日期",
                                            "<w:ind w:rightChars=\"400\" w:right=\"1264\"/><w:jc "
                                            "w:val=\"right\"/>",
                                            "") STYLE("Record", "版记",
                                                      "<w:pBdr><w:top w:val=\"single\" w:sz=\"8\" "
                                                      "w:space=\"2\" w:color=\"auto\"/>"
                                                      "<w:bottom w:val=\"single\" w:sz=\"8\" "
                                                      "w:space=\"2\" w:color=\"auto\"/></w:pBdr>"
                                                      "<w:tabs><w:tab w:val=\"right\" "
                                                      "w:pos=\"8560\"/></w:tabs>" OFF_GRID
                                                      "<w:ind w:left=\"280\" "
                                                      "w:right=\"280\"/><w:jc w:val=\"left\"/>",
                                                      SIZE("28"))
                                          STYLE("PageNumber", "页码",
                                                OFF_GRID
                                                "<w:ind w:leftChars=\"100\" w:rightChars=\"100\"/>",
                                                FACE("宋体") SIZE("28")) "</w:styles>";

#define FONT(name, other)                                                                          \
    "<w:font w:name=\"" name "\"><w:altName w:val=\"" other                                        \
    "\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch "                             \
    "w:val=\"variable\"/></w:font>"

/* What to take where a face is not installed. */
static const char fonts[] = XML "<w:fonts xmlns:w=\"" W "\">" FONT("仿宋_GB2312", "仿宋")
    FONT("楷体_GB2312", "楷体") FONT("方正小标宋简体", "华文中宋") FONT("黑体", "SimHei")
        FONT("宋体", "SimSun") "</w:fonts>";

/* Text of XML: what may not be in it falls out. */
static void put_escaped(FILE *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        switch (*at) {
        case '&':
            (void)fputs("&amp;", out); /* a stream in memory, looked at when it is closed */
            break;
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        default:
            if ((unsigned char)*at >= ' ' || *at == '\t') {
                (void)fputc(*at, out);
            }
        }
    }
}

/* paragraph: further properties of this one alone. */
static void put_styled(FILE *out, const char *style, const char *paragraph, const char *text)
{
    (void)fprintf(out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr>", style, paragraph);
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, "\t");
        (void)fputs("<w:r><w:t xml:space=\"preserve\">", out);
        char *piece = strndup(at, len);
        if (piece) {
            put_escaped(out, piece);
        }
        free(piece);
        (void)fputs("</w:t></w:r>", out);
        at += len;
        if (*at == '\t') {
            (void)fputs("<w:r><w:tab/></w:r>", out);
            at++;
        }
    }
    (void)fputs("</w:p>", out);
}

/* Characters of UTF-8, each as wide as it is high. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* The red head as large as one line of it can be, at most 46 pt. */
static void put_mark(FILE *out, const char *mark)
{
    size_t count = count_characters(mark);
    double most = OFFICIAL_WIDTH_MM * 72 / 25.4 / (double)(count ? count : 1);
    int half_points = (int)(2 * (most < 46 ? most : 46));
    (void)fprintf(out,
                  "<w:p><w:pPr><w:pStyle w:val=\"Mark\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"%d\"/>"
                  "<w:szCs w:val=\"%d\"/></w:rPr><w:t>",
                  half_points, half_points);
    put_escaped(out, mark);
    (void)fputs("</w:t></w:r></w:p>", out);
}

/* The signature stands above the middle of the date, which ends four characters from the edge. */
static void put_signature(FILE *out, const struct official *official)
{
    /* a digit is half as wide as a character */
    double date = 0;
    for (const char *at = official->date; *at; at++) {
        date += *at >= '0' && *at <= '9' ? 0.5 : ((unsigned char)*at & 0xC0) != 0x80 ? 1.0 : 0.0;
    }
    double name = (double)count_characters(official->signature);
    double right = 4 + (date - name) / 2;
    char indent[120];
    int hundredths = (int)(100 * (right > 2 ? right : 2));
    (void)snprintf(indent, sizeof indent, "<w:ind w:rightChars=\"%d\" w:right=\"%d\"/>", hundredths,
                   hundredths * 316 / 100);
    put_styled(out, "Body", "<w:keepNext/>", "");
    put_styled(out, "Body", "<w:keepNext/>", "");
    put_styled(out, "Signature", indent, official->signature);
    put_styled(out, "Date", "", official->date);
}

static void put_record(FILE *out, const struct official *official)
{
    char text[2400];
    put_styled(out, "Body", "", "");
    if (*official->copies) {
        (void)snprintf(text, sizeof text, "抄送：%s。", official->copies);
        put_styled(out, "Record", "", text);
    }
    (void)snprintf(text, sizeof text, "%s\t%s印发", official->issuer, official->date);
    put_styled(out, "Record", "", text);
}

static void put_section(FILE *out)
{
    (void)fprintf(out,
                  "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
                  "<w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
                  "<w:pgSz w:w=\"%d\" w:h=\"%d\"/>"
                  "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" "
                  "w:header=\"851\" w:footer=\"%d\" w:gutter=\"0\"/>"
                  "<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>"
                  "</w:sectPr>",
                  TWIPS(210), TWIPS(297), TWIPS(OFFICIAL_TOP_MM),
                  TWIPS(210 - OFFICIAL_LEFT_MM - OFFICIAL_WIDTH_MM),
                  TWIPS(297 - OFFICIAL_TOP_MM - OFFICIAL_HEIGHT_MM), TWIPS(OFFICIAL_LEFT_MM),
                  TWIPS(297 - OFFICIAL_TOP_MM - OFFICIAL_HEIGHT_MM - 7 - 5));
}

static void put_document(FILE *out, const struct official *official)
{
    static const char *const of_level[] = {
        [DRAFT_BODY] = "Body", [DRAFT_HEADING] = "Heading1", [DRAFT_SUBHEADING] = "Heading2"};
    (void)fputs(XML "<w:document xmlns:w=\"" W "\" xmlns:r=\"" R "\"><w:body>", out);
    put_mark(out, official->mark);
    put_styled(out, "Number", "", official->number);
    put_styled(out, "Title", "", official->title);
    if (*official->recipients) {
        put_styled(out, "Recipients", "", official->recipients);
    }
    for (size_t i = 0; i < official->text->count; i++) {
        const struct draft_paragraph *paragraph = &official->text->paragraphs[i];
        put_styled(out, of_level[paragraph->level], "", paragraph->text);
    }
    put_signature(out, official);
    if (*official->issuer) {
        put_record(out, official);
    }
    put_section(out);
    (void)fputs("</w:body></w:document>", out);
}

static void put_foot(FILE *out, const char *side)
{
    (void)fprintf(out,
                  XML "<w:ftr xmlns:w=\"" W "\"><w:p><w:pPr><w:pStyle w:val=\"PageNumber\"/>"
                      "<w:jc w:val=\"%s\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"
                      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
                      "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"
                      "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"
                      "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
                      "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>",
                  side);
}

static void put_core(FILE *out, const struct official *official)
{
    time_t seconds = (time_t)(official->made_ms / 1000);
    struct tm tm;
    char made[40] = "";
    if (gmtime_r(&seconds, &tm)) {
        (void)strftime(made, sizeof made, "%Y-%m-%dT%H:%M:%SZ", &tm); /* it fits */
    }
    (void)fputs(XML "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/"
                    "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                    "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>",
                out);
    put_escaped(out, official->title);
    (void)fprintf(out,
                  "</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>"
                  "</cp:coreProperties>",
                  made);
}

/* Parts that are written; the others are texts of their own. */
enum part { PART_DOCUMENT, PART_ODD_FOOT, PART_EVEN_FOOT, PART_CORE, PART_COUNT };

static bool write_part(enum part part, const struct official *official, char **ret_text,
                       size_t *ret_len, struct error *err)
{
    FILE *out = open_memstream(ret_text, ret_len);
    if (!out) {
        return error_set(err, ERROR_NO_MEMORY, "DOCX: out of memory");
    }
    switch (part) {
    case PART_DOCUMENT:
        put_document(out, official);
        break;
    case PART_ODD_FOOT:
        put_foot(out, "right");
        break;
    case PART_EVEN_FOOT:
        put_foot(out, "left");
        break;
    case PART_CORE:
    case PART_COUNT:
        put_core(out, official);
        break;
    }
    bool good = ferror(out) == 0;
    return (fclose(out) == 0 && good) || error_set(err, ERROR_NO_MEMORY, "DOCX: out of memory");
}

bool official_docx(const struct official *official, char **ret_bytes, size_t *ret_len,
                   struct error *err)
{
    char *texts[PART_COUNT] = {NULL};
    size_t lens[PART_COUNT] = {0};
    bool good = true;
    for (size_t i = 0; good && i < PART_COUNT; i++) {
        good = write_part((enum part)i, official, &texts[i], &lens[i], err);
    }
    const struct zip_pack_file files[] = {
        {"[Content_Types].xml", content_types, sizeof content_types - 1},
        {"_rels/.rels", package_links, sizeof package_links - 1},
        {"word/document.xml", texts[PART_DOCUMENT], lens[PART_DOCUMENT]},
        {"word/_rels/document.xml.rels", document_links, sizeof document_links - 1},
        {"word/styles.xml", styles, sizeof styles - 1},
        {"word/fontTable.xml", fonts, sizeof fonts - 1},
        {"word/settings.xml", settings, sizeof settings - 1},
        {"word/footer1.xml", texts[PART_ODD_FOOT], lens[PART_ODD_FOOT]},
        {"word/footer2.xml", texts[PART_EVEN_FOOT], lens[PART_EVEN_FOOT]},
        {"docProps/core.xml", texts[PART_CORE], lens[PART_CORE]},
        {0},
    };
    good = good && zip_pack(files, ret_bytes, ret_len, err);
    for (size_t i = 0; i < PART_COUNT; i++) {
        free(texts[i]);
    }
    return good;
}
