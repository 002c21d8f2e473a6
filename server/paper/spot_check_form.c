#include "spot_check_form.h"

#include "civil.h"
#include "sheet_print.h"
#include "verdict_store.h"
#include "verdict_words.h"
#include <stdio.h>
#include <string.h>

static const struct sheet_print_column columns[] = {
    {"序号", 3, PRINT_CENTER},     {"单位", 11.2, PRINT_LEFT},
    {"姓名", 6.6, PRINT_CENTER},   {"首次刷卡", 4.8, PRINT_CENTER},
    {"请假公出", 8.5, PRINT_LEFT}, {"在岗", 3.2, PRINT_CENTER},
    {"离岗", 3.2, PRINT_CENTER},   {"在别处", 4, PRINT_CENTER},
    {"备注", 4.8, PRINT_LEFT},     {0},
};

#define BOX "□"

/* The approved leave or trip that holds some minute of the date; "" for none. */
static const char *away_words(const struct facts_staff *staff, int32_t date, char *ret_text,
                              size_t size)
{
    const struct {
        const struct time_away *list;
        size_t count;
        const char *word;
    } kinds[] = {{staff->leaves, staff->leave_count, "请假"},
                 {staff->trips, staff->trip_count, "公出"}};
    int64_t from_ms = civil_midnight_ms(date);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < kinds[k].count; i++) {
            const struct time_away *away = &kinds[k].list[i];
            char from[VERDICT_CLOCK_SIZE], to[VERDICT_CLOCK_SIZE];
            if (away->state != APPROVAL_APPROVED || away->to_ms <= from_ms ||
                away->from_ms >= from_ms + CIVIL_DAY_MS) {
                continue;
            }
            bool begins = away->from_ms > from_ms;
            bool ends = away->to_ms < from_ms + CIVIL_DAY_MS;
            (void)snprintf(ret_text, size, "%s %s—%s", kinds[k].word,
                           begins ? verdict_words_clock(away->from_ms, date, from) : "",
                           ends ? verdict_words_clock(away->to_ms, date, to) : "");
            return begins || ends ? ret_text : kinds[k].word;
        }
    }
    return "";
}

static const char *first_tap(const struct person_facts *facts, int32_t date,
                             char ret_text[static VERDICT_CLOCK_SIZE])
{
    int64_t from_ms = civil_midnight_ms(date);
    size_t i = tap_lower_bound(facts->taps, facts->tap_count, from_ms);
    bool has = i < facts->tap_count && facts->taps[i].at_ms < from_ms + CIVIL_DAY_MS &&
               facts->taps[i].at_ms <= facts->now_ms;
    return has ? verdict_words_clock(facts->taps[i].at_ms, date, ret_text) : "";
}

static bool put_person(struct print_table *table, const struct paper_desk *desk,
                       const struct facts_staff *staff, int32_t date, int number, struct error *err)
{
    struct person_facts facts;
    char index[16], tap[VERDICT_CLOCK_SIZE], away[96];
    if (!day_judging_load(&desk->judging, staff, date, date, &facts, err)) {
        return false;
    }
    (void)snprintf(index, sizeof index, "%d", number);
    const char *const texts[] = {
        index,
        verdict_words_unit(desk->facts, staff, date),
        staff->name,
        first_tap(&facts, date, tap),
        away_words(staff, date, away, sizeof away),
        BOX,
        BOX,
        BOX,
        "",
    };
    print_table_row(table, texts, PRINT_ROW_PLAIN);
    return true;
}

static bool is_asked_for(const struct paper_desk *desk, const struct facts_staff *staff,
                         int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    const struct staff_sieve_subject subject = {.staff = staff->id,
                                                .unit = membership ? membership->unit : ""};
    return membership && person_is_active(&staff->person, date) &&
           staff_sieve_holds(&desk->sieve, &subject);
}

static bool put_people(struct sheet_print *sheet, const struct paper_desk *desk, int32_t date,
                       struct error *err)
{
    struct print_table table;
    int number = 0;
    sheet_print_table(sheet, columns, &table);
    print_table_begin(&table);
    for (size_t i = 0; i < facts_staff_count(desk->facts); i++) {
        const struct facts_staff *staff = facts_staff_at(desk->facts, i);
        if (is_asked_for(desk, staff, date) &&
            !put_person(&table, desk, staff, date, ++number, err)) {
            return false;
        }
    }
    print_table_end(&table);
    sheet->y = table.y + PRINT_MM(8);
    return true;
}

bool spot_check_form_make(struct paper_desk *desk, const struct paper_order *order,
                          struct paper *paper, struct error *err)
{
    const struct print_type plain = {PRINT_SONG, 10.5, PRINT_BLACK, PRINT_LEFT};
    int32_t date = order->date == PAPER_TODAY ? civil_date_of(desk->now_ms) : order->date;
    int32_t year, month, day;
    char title[FACTS_NAME_MAX + 64], about[512], text[CIVIL_DATE_SIZE];
    civil_date_split(date, &year, &month, &day);
    (void)snprintf(title, sizeof title, "%s在岗抽查表", paper_desk_whose(desk));
    (void)snprintf(
        about, sizeof about,
        "日期：%d年%d月%d日（%s）    抽查时间：______时______分    地点：________________",
        (int)year, (int)month, (int)day, verdict_words_weekday(date));
    AUTO_SHEET_PRINT struct sheet_print sheet = {.title = title, .about = about, .desk = desk};
    (void)snprintf(paper->name, sizeof paper->name, "在岗抽查表-%s.pdf",
                   civil_date_format(date, text));
    if (!sheet_print_begin(&sheet, err) || !put_people(&sheet, desk, date, err)) {
        return false;
    }
    sheet_print_text(&sheet, &plain,
                     "抽查人：________________    被抽查单位负责人：________________");
    return sheet_print_finish(&sheet, paper, err);
}
