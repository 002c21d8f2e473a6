#include "verdict_words.h"

#include "civil.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* By enum session_status, where one word says it all. */
static const char *const status_words[] = {
    [SESSION_PENDING] = "未到时", [SESSION_LEAVE] = "请假",    [SESSION_TRIP] = "公出",
    [SESSION_NONE] = "不考勤",    [SESSION_REVIEW] = "待核实", [SESSION_ABSENT] = "旷工",
    [SESSION_NORMAL] = "正常",    [SESSION_EXCEPTION] = "",
};

/* By enum meeting_result. */
static const char *const result_words[] = {
    [MEETING_PENDING] = "未到时", [MEETING_ON_TIME] = "准时",
    [MEETING_LATE] = "迟到",      [MEETING_SUBSTITUTED] = "代会",
    [MEETING_LEAVE] = "请假",     [MEETING_UNAPPROVED_SUBSTITUTE] = "擅自代会",
    [MEETING_NONE] = "可不参加",  [MEETING_LEAVE_LATE] = "逾期请假",
    [MEETING_ABSENT] = "缺席",    [MEETING_REVIEW] = "待核实",
};

__attribute__((format(printf, 2, 3))) static void add(char ret_text[static VERDICT_WORDS_SIZE],
                                                      const char *format, ...)
{
    size_t len = strlen(ret_text);
    va_list list;
    va_start(list, format);
    (void)vsnprintf(ret_text + len, VERDICT_WORDS_SIZE - len, format,
                    list); /* cut where too long */
    va_end(list);
}

/* The same after a comma where there is something before. */
static const char *comma(const char *text)
{
    return *text ? "、" : "";
}

static void add_check(enum check check, const char *missing, const char *breach, int32_t minutes,
                      char ret_text[static VERDICT_WORDS_SIZE])
{
    if (check == CHECK_MISSING) {
        add(ret_text, "%s缺%s卡", comma(ret_text), missing);
    } else if (check == CHECK_LATE || check == CHECK_EARLY) {
        add(ret_text, "%s%s%d分钟", comma(ret_text), breach, (int)minutes);
    }
}

const char *verdict_words_session(const struct session_verdict *verdict,
                                  char ret_text[static VERDICT_WORDS_SIZE])
{
    (void)snprintf(ret_text, VERDICT_WORDS_SIZE, "%s", status_words[verdict->status]);
    if (verdict->status == SESSION_EXCEPTION || verdict->status == SESSION_PENDING) {
        add_check(verdict->in, "上班", "迟到", verdict->late_min, ret_text);
        add_check(verdict->out, "下班", "早退", verdict->early_min, ret_text);
    } else if (verdict->status == SESSION_ABSENT) {
        const struct session_reason *reason = &verdict->reason;
        if (reason->absent_by == ABSENT_BY_LATE) {
            add(ret_text, "（迟到%d分钟）", (int)reason->measured_late_min);
        } else if (reason->absent_by == ABSENT_BY_EARLY) {
            add(ret_text, "（早退%d分钟）", (int)reason->measured_early_min);
        } else {
            add(ret_text, "（无刷卡）");
        }
    }
    return ret_text;
}

static const char *name_of(const struct facts *facts, const char *id)
{
    const struct facts_staff *staff = facts_find_staff(facts, id);
    return staff ? staff->name : id;
}

/* By enum substitute_standing. */
static const char *const standing_words[] = {
    [SUBSTITUTE_APPROVED] = "已批准",        [SUBSTITUTE_NOT_REQUESTED] = "未申请",
    [SUBSTITUTE_NOT_APPROVED] = "未批准",    [SUBSTITUTE_TOO_LATE] = "逾期申请",
    [SUBSTITUTE_IS_REQUIRED] = "本人须参会", [SUBSTITUTE_OVER_LIMIT] = "超出可代人数",
};

const char *verdict_words_attendee(const struct facts *facts,
                                   const struct attendee_verdict *verdict,
                                   char ret_text[static VERDICT_WORDS_SIZE])
{
    const struct substitute_sign_in *substitute = verdict->reason.substitute;
    bool unknown = (verdict->flags & MEETING_FLAG_INVITED_LATE) != 0;
    (void)snprintf(ret_text, VERDICT_WORDS_SIZE, "%s",
                   unknown ? "不作评定（开始后才列入名单）" : result_words[verdict->result]);
    if (substitute && substitute->tap->staff) {
        add(ret_text, "：%s（%s）", name_of(facts, substitute->tap->staff),
            standing_words[substitute->standing]);
    }
    if (verdict->late_min > 0) {
        add(ret_text, "%s%d分钟", verdict->result == MEETING_LATE ? "" : "、迟到",
            (int)verdict->late_min);
    }
    if ((verdict->flags & MEETING_FLAG_MARKED) != 0) {
        add(ret_text, "（组织者补签）");
    }
    if ((verdict->flags & MEETING_FLAG_MISSING_SIGNOUT) != 0) {
        add(ret_text, "、未签退");
    }
    if ((verdict->flags & MEETING_FLAG_LEFT_EARLY) != 0) {
        add(ret_text, "、提前%d分钟离会", (int)verdict->early_min);
    }
    return ret_text;
}

const char *verdict_words_clock(int64_t at_ms, int32_t date,
                                char ret_text[static VERDICT_CLOCK_SIZE])
{
    int32_t day = civil_date_of(at_ms);
    int32_t minute = (int32_t)((at_ms - civil_midnight_ms(day)) / CIVIL_MINUTE_MS);
    (void)snprintf(ret_text, VERDICT_CLOCK_SIZE, "%s%02d:%02d",
                   day > date   ? "次日 "
                   : day < date ? "前日 "
                                : "",
                   (int)(minute / 60), (int)(minute % 60));
    return ret_text;
}

const char *verdict_words_weekday(int32_t date)
{
    static const char *const words[] = {"", "周一", "周二", "周三", "周四", "周五", "周六", "周日"};
    return words[civil_weekday(date)];
}

const char *verdict_words_unit(const struct facts *facts, const struct facts_staff *staff,
                               int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    const struct facts_unit *unit = membership ? facts_find_unit(facts, membership->unit) : NULL;
    return unit ? unit->name : "";
}
