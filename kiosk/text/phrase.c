#include "phrase.h"

#include "check.h"
#include <stdbool.h>
#include <string.h>

const char *const language_names[] = {"zh", "en", NULL};

static const char *const phrases[PHRASES][LANGUAGES] = {
    [PHRASE_NOTHING] = {"", ""},
    [PHRASE_TAP_CARD] = {"请刷卡", "Tap your card"},
    [PHRASE_TAP_CARD_BELOW] = {"将卡片贴近读卡器", "Hold it to the reader"},
    [PHRASE_LANGUAGE_BUTTON] = {"中 / EN", "EN / 中"},

    [PHRASE_ON_TIME] = {"正常", "On time"},
    [PHRASE_LATE] = {"迟到 {0} 分钟", "{0} min late"},
    [PHRASE_EARLY] = {"早退 {0} 分钟", "{0} min early"},
    [PHRASE_RECORDED] = {"已记录", "Recorded"},
    [PHRASE_ALREADY_RECORDED] = {"已记录，无需再刷", "Already recorded"},
    [PHRASE_ON_LEAVE] = {"请假中", "On leave"},
    [PHRASE_ON_TRIP] = {"公出中", "On a trip"},
    [PHRASE_UNKNOWN_CARD] = {"未识别的卡", "Card not recognised"},
    [PHRASE_REVOKED_CARD] = {"此卡已停用", "Card no longer valid"},
    [PHRASE_EXPIRED_CARD] = {"此卡不在有效期", "Card out of date"},
    [PHRASE_UNREADABLE] = {"没有读到卡号", "Card not read"},
    [PHRASE_NOT_RECORDED] = {"未记录", "NOT RECORDED"},

    [PHRASE_START_TIME] = {"上班时间 {0}", "Work starts at {0}"},
    [PHRASE_START_TIME_GRACE] = {"上班时间 {0}，宽限 {1} 分钟",
                                 "Work starts at {0}, {1} min grace"},
    [PHRASE_START_TIME_LEAVE] = {"请假或公出后应于 {0} 到岗", "Expected at {0} after leave"},
    [PHRASE_START_TIME_ABSENT] = {"上班时间 {0}，已按缺勤计",
                                  "Work started at {0}; counts as absent"},
    [PHRASE_END_TIME] = {"下班时间 {0}", "Work ends at {0}"},
    [PHRASE_END_TIME_LEAVE] = {"{0} 起请假或公出", "On leave from {0}"},
    [PHRASE_END_TIME_TAP_AGAIN] = {"下班时间 {0}，届时再刷即为正常",
                                   "Work ends at {0}; tap again then"},
    [PHRASE_NOT_REQUIRED] = {"本次打卡不作要求", "This tap is not required"},
    [PHRASE_TAPPED_AT] = {"{0} 已刷过", "You tapped at {0}"},
    [PHRASE_AWAY_UNTIL] = {"至 {0}", "Until {0}"},
    [PHRASE_NO_SESSION] = {"现在没有班次", "No working hours now"},
    [PHRASE_TIME_REVIEW] = {"本机时间待核实，不会因此算迟到",
                            "The time will be checked; you are not marked late"},
    [PHRASE_ASK_TO_ADD_CARD] = {"请联系考勤员登记此卡", "Ask your unit clerk to register it"},
    [PHRASE_ASK_ABOUT_REVOKED] = {"已挂失或收回，请联系考勤员",
                                  "Reported lost or taken back: ask your unit clerk"},
    [PHRASE_ASK_ABOUT_EXPIRED] = {"请联系考勤员", "Ask your unit clerk"},
    [PHRASE_TAP_ONCE_MORE] = {"请再刷一次", "Please tap again"},
    [PHRASE_NOT_RECORDED_WHY_DISK_FULL] = {"本机存储空间已满", "This machine's disk is full"},
    [PHRASE_NOT_RECORDED_WHY_DISK] = {"本机无法写入记录", "This machine cannot write records"},
    [PHRASE_NOT_RECORDED_ADVICE] = {"请到其他考勤机刷卡，并告知{0}",
                                    "Tap at another machine, and tell {0}"},

    [PHRASE_READER_UNKNOWN] = {"正在找读卡器", "Looking for the reader"},
    [PHRASE_READER_ABSENT] = {"没有读卡器", "No card reader"},
    [PHRASE_READER_RECOVERING] = {"读卡器正在恢复", "Card reader recovering"},
    [PHRASE_READER_FAULT] = {"读卡器故障", "Card reader fault"},
    [PHRASE_READER_ABSENT_ADVICE] = {"请检查读卡器的连线；需要帮助请联系{0}",
                                     "Check the reader's cable; for help call {0}"},
    [PHRASE_READER_RECOVERING_ADVICE] = {"请稍候几秒再刷；持续不好请联系{0}",
                                         "Wait a few seconds, then tap; if it stays, call {0}"},
    [PHRASE_READER_FAULT_ADVICE] = {"请拔下读卡器再插上；仍不好请联系{0}",
                                    "Unplug the reader and plug it in again, or call {0}"},
    [PHRASE_RECORDS_FAILED] = {"暂时不能记录", "Cannot record now"},
    [PHRASE_RECORDS_FAILED_ADVICE] = {"请到其他考勤机刷卡，并告知{0}",
                                      "Tap at another machine, and tell {0}"},
    [PHRASE_NETWORK_UNKNOWN] = {"正在连接", "Connecting"},
    [PHRASE_NETWORK_DOWN] = {"网络不通 自 {0}", "Offline since {0}"},
    [PHRASE_NETWORK_REFUSED] = {"服务器拒绝", "Refused by server"},
    [PHRASE_KIOSK_REVOKED] = {"本机已停用", "This machine is out of service"},
    [PHRASE_KIOSK_REVOKED_ADVICE] = {"请到其他考勤机刷卡；如有疑问请联系{0}",
                                     "Tap at another machine; questions: {0}"},
    [PHRASE_KIOSK_REFUSED] = {"服务器不接受本机", "The server refuses this machine"},
    [PHRASE_KIOSK_REFUSED_ADVICE] = {"刷卡照常记录在本机；请告知{0}",
                                     "Taps are still kept here; please tell {0}"},
    [PHRASE_ROSTER_MISSING] = {"名单尚未下载", "No list of people yet"},
    [PHRASE_ROSTER_MISSING_ADVICE] = {"请稍候再刷；持续如此请联系{0}",
                                      "Please wait a moment; if it stays, call {0}"},
    [PHRASE_CLOCK_UNCERTAIN] = {"本机时间未核对，刷卡时间将由人工核实",
                                "Clock not checked: tap times will be reviewed"},
    [PHRASE_SINCE_TIME] = {"自 {0} 起", "Since {0}"},
    [PHRASE_SINCE_DATE] = {"自 {0} {1} 起", "Since {0}, {1}"},
    [PHRASE_CONTACT_UNKNOWN] = {"管理员", "the administrator"},

    [PHRASE_DATE] = {"{0}{1}日", "{1} {0}"},
    [PHRASE_DATE_WEEKDAY] = {"{0} {1}", "{1}, {0}"},
    [PHRASE_DATE_TIME] = {"{0} {1}", "{0}, {1}"},
    [PHRASE_MONDAY] = {"星期一", "Monday"},
    [PHRASE_TUESDAY] = {"星期二", "Tuesday"},
    [PHRASE_WEDNESDAY] = {"星期三", "Wednesday"},
    [PHRASE_THURSDAY] = {"星期四", "Thursday"},
    [PHRASE_FRIDAY] = {"星期五", "Friday"},
    [PHRASE_SATURDAY] = {"星期六", "Saturday"},
    [PHRASE_SUNDAY] = {"星期日", "Sunday"},
    [PHRASE_JANUARY] = {"1月", "January"},
    [PHRASE_FEBRUARY] = {"2月", "February"},
    [PHRASE_MARCH] = {"3月", "March"},
    [PHRASE_APRIL] = {"4月", "April"},
    [PHRASE_MAY] = {"5月", "May"},
    [PHRASE_JUNE] = {"6月", "June"},
    [PHRASE_JULY] = {"7月", "July"},
    [PHRASE_AUGUST] = {"8月", "August"},
    [PHRASE_SEPTEMBER] = {"9月", "September"},
    [PHRASE_OCTOBER] = {"10月", "October"},
    [PHRASE_NOVEMBER] = {"11月", "November"},
    [PHRASE_DECEMBER] = {"12月", "December"},
};

const char *phrase_text(enum language language, enum phrase phrase)
{
    CHECK(language < LANGUAGES && phrase < PHRASES);
    return phrases[phrase][language];
}

/* The value that stands at a placeholder, or NULL where the text is not one. */
static const char *find_value(const char *text, const char *first, const char *second)
{
    if (strncmp(text, "{0}", 3) == 0) {
        return first ? first : "";
    }
    if (strncmp(text, "{1}", 3) == 0) {
        return second ? second : "";
    }
    return NULL;
}

/* Takes a character that was cut in two off the end. */
static size_t whole_characters(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start == 0 || (unsigned char)text[start - 1] < 0x80) {
        return len;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    return len - (start - 1) < wanted ? start - 1 : len;
}

static size_t append(char text[static PHRASE_SIZE], size_t len, const char *bytes, size_t count)
{
    size_t room = PHRASE_SIZE - 1 - len;
    size_t taken = count < room ? count : room;
    memcpy(text + len, bytes, taken);
    return len + taken;
}

const char *phrase_fill(enum language language, enum phrase phrase, const char *first,
                        const char *second, char ret_text[static PHRASE_SIZE])
{
    size_t len = 0;
    for (const char *at = phrase_text(language, phrase); *at;) {
        const char *value = find_value(at, first, second);
        len = value ? append(ret_text, len, value, strlen(value)) : append(ret_text, len, at, 1);
        at += value ? 3 : 1;
    }
    if (len == PHRASE_SIZE - 1) {
        len = whole_characters(ret_text, len);
    }
    ret_text[len] = '\0';
    return ret_text;
}
