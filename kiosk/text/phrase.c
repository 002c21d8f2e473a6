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
    [PHRASE_NETWORK_DOWN_ADVICE] = {"刷卡照常记录，通网后自动上传；持续不通请联系{0}",
                                    "Taps are kept here and sent later; if it stays, call {0}"},
    [PHRASE_NETWORK_REFUSED] = {"服务器拒绝", "Refused by server"},
    [PHRASE_KIOSK_REVOKED] = {"本机已停用", "This machine is out of service"},
    [PHRASE_KIOSK_REVOKED_ADVICE] = {"请到其他考勤机刷卡；如有疑问请联系{0}",
                                     "Tap at another machine; questions: {0}"},
    [PHRASE_KIOSK_REFUSED_ADVICE] = {"刷卡照常记录在本机；请告知{0}",
                                     "Taps are still kept here; please tell {0}"},
    [PHRASE_ROSTER_MISSING] = {"名单尚未下载", "No list of people yet"},
    [PHRASE_ROSTER_MISSING_ADVICE] = {"请稍候再刷；持续如此请联系{0}",
                                      "Please wait a moment; if it stays, call {0}"},
    [PHRASE_CLOCK_UNCERTAIN] = {"本机时间未核对（自 {0}），刷卡时间将由人工核实；请告知{1}",
                                "Clock not checked since {0}: please tell {1}"},
    [PHRASE_SINCE_TIME] = {"自 {0} 起", "Since {0}"},
    [PHRASE_SINCE_DATE] = {"自 {0} {1} 起", "Since {0}, {1}"},
    [PHRASE_CONTACT_UNKNOWN] = {"管理员", "the administrator"},

    [PHRASE_READ_CARD] = {"登记新卡：请刷卡", "New card: tap it now"},
    [PHRASE_READ_CARD_BELOW] = {"下一张未登记的卡归此人",
                                "The next unknown card becomes this person's"},
    [PHRASE_READ_CARD_SEEN] = {"已读卡，正在登记", "Card read, being issued"},
    [PHRASE_READ_CARD_ISSUED] = {"登记完成", "Card issued"},
    [PHRASE_READ_CARD_ISSUED_BELOW] = {"此卡即刻可用", "It can be used from now on"},

    [PHRASE_SETUP_TITLE_ADDRESS] = {"启用本机 · 第一步：服务器地址", "Set up, step 1: the server"},
    [PHRASE_SETUP_TITLE_CODE] = {"启用本机 · 第二步：一次性代码",
                                 "Set up, step 2: the one-time code"},
    [PHRASE_SETUP_ASK_ADDRESS] =
        {"请输入管理员告知的服务器地址，例如 https://shoushi.qingyun.gov.cn",
         "Type the server's address as your administrator gave it, such as "
         "https://shoushi.example"},
    [PHRASE_SETUP_ASK_CODE] =
        {"请输入管理员为本机生成的一次性代码（24 小时有效）",
         "Type the one-time code that an administrator made for this kiosk; it holds for 24 hours"},
    [PHRASE_SETUP_GO_ON] = {"下一步", "Go on"},
    [PHRASE_SETUP_AGAIN] = {"再试一次", "Try again"},
    [PHRASE_SETUP_CHANGE] = {"修改", "Change"},
    [PHRASE_SETUP_BUSY] = {"正在向服务器查询，请稍候…", "Asking the server, one moment…"},
    [PHRASE_SETUP_DONE] = {"启用完成", "This kiosk is ready"},
    [PHRASE_SETUP_CLOCK_OFF] =
        {"本机时钟差 {0} 分钟，已按服务器时间校正；请检查主板电池",
         "This kiosk's clock is {0} min off. The server's time is used; check its battery"},
    [PHRASE_SETUP_CHECK_ADDRESS] = {"地址格式", "Address"},
    [PHRASE_SETUP_CHECK_NAME] = {"域名解析", "Name is known"},
    [PHRASE_SETUP_CHECK_CONNECTION] = {"网络连接", "Connection"},
    [PHRASE_SETUP_CHECK_CERTIFICATE] = {"安全证书", "Certificate"},
    [PHRASE_SETUP_CHECK_SERVER] = {"守时服务器", "Shoushi server"},
    [PHRASE_SETUP_CHECK_CLOCK] = {"时钟", "Clock"},
    [PHRASE_SETUP_CHECK_CODE] = {"一次性代码", "One-time code"},
    [PHRASE_SETUP_FAULT_ADDRESS] = {"这不是服务器地址：应为 https://名称:端口",
                                    "This is no server address: expected https://NAME:PORT"},
    [PHRASE_SETUP_FAULT_PLAIN] = {"http:// 不加密，名单会明文传输：请用 https://",
                                  "http:// would send names in the clear: use https://"},
    [PHRASE_SETUP_FAULT_NAME] =
        {"找不到这个名称：请核对拼写；也可能是网线未接或本机没有 DNS",
         "The name is not known: check its spelling, the cable, and the DNS settings"},
    [PHRASE_SETUP_FAULT_REFUSED] =
        {"那台机器在，但此端口没有服务：请核对端口，并确认服务器程序已启动",
         "The machine is there, but nothing listens at this port: check the port, and that the "
         "server runs"},
    [PHRASE_SETUP_FAULT_SILENT] = {"没有回应：请检查网线和地址，或防火墙是否拦截",
                                   "No answer: check the cable, the address, and the firewall"},
    [PHRASE_SETUP_FAULT_CERTIFICATE] =
        {"服务器证书不受信任。请在本机配置文件中用 server.ca_file 写明单位的证书",
         "The certificate is not trusted: name the office's own with server.ca_file in the "
         "configuration"},
    [PHRASE_SETUP_FAULT_CLOCK] =
        {"本机时钟过早，任何证书都尚未生效：请先校准本机时间",
         "This machine's clock is years behind, so that no certificate is valid yet: set it first"},
    [PHRASE_SETUP_FAULT_NOT_OURS] =
        {"有回应，但不是守时服务器：请核对地址和端口",
         "Something else answers there: check the address and the port"},
    [PHRASE_SETUP_FAULT_PROTOCOL] =
        {"服务器与本机版本不符：请升级其中较旧的一方",
         "The server speaks another version: update the older of the two"},
    [PHRASE_SETUP_FAULT_CODE] =
        {"代码不对、已用过或已过期：请核对，或请管理员另发一个",
         "The code is wrong, used or too old: check it, or ask for another"},
    [PHRASE_SETUP_FAULT_LOCKED] = {"输错次数过多：请等到下一个整点再试",
                                   "Too many wrong codes: try again after the next full hour"},
    [PHRASE_SETUP_FAULT_KEY] = {"本机已用另一个代码启用过：请管理员先停用原来的登记",
                                "This kiosk is enrolled already with another code: ask an "
                                "administrator to revoke it first"},
    [PHRASE_SETUP_FAULT_OTHER] = {"服务器拒绝：{0}", "The server refuses: {0}"},
    [PHRASE_SETUP_FAULT_DISK] = {"本机无法保存身份：{0}",
                                 "This kiosk cannot keep its identity: {0}"},

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

    [PHRASE_SIGNED_IN] = {"签到成功", "Signed in"},
    [PHRASE_SIGNED_IN_LATE] = {"签到，迟到 {0} 分钟", "Signed in {0} min late"},
    [PHRASE_SIGNED_ALREADY] = {"已签到", "Already signed in"},
    [PHRASE_SIGNED_OUT] = {"签退成功", "Signed out"},
    [PHRASE_SIGNED_OUT_EARLY] = {"提前 {0} 分钟签退", "Signed out {0} min early"},
    [PHRASE_WALK_IN] = {"欢迎到会", "Welcome"},
    [PHRASE_SUBSTITUTED] = {"代会签到成功", "Signed in as substitute"},
    [PHRASE_SUBSTITUTED_LATE] = {"代会签到，迟到 {0} 分钟", "Substitute, {0} min late"},
    [PHRASE_SUBSTITUTE_WAITING] = {"代会待审批", "Waiting for approval"},
    [PHRASE_SUBSTITUTE_UNAPPROVED] = {"代会未获批准", "Substitute not approved"},
    [PHRASE_BACK_FROM_LEAVE] = {"已销假", "Reported back"},
    [PHRASE_MEETING_AT] = {"{0} {1}", "{0} {1}"},
    [PHRASE_MEETING_FOR] = {"代 {0} 参加 {1}", "For {0}: {1}"},
    [PHRASE_SIGNED_AT] = {"{0} 已签到，无需再刷", "You signed in at {0}"},
    [PHRASE_MEETING_ENDS_AT] = {"会议 {0} 结束，届时再刷即可", "Ends at {0}; tap again then"},
    [PHRASE_WALK_IN_WHY] = {"您不在参会名单中，已为您登记",
                            "Not on the list; your arrival is noted"},
    [PHRASE_WAITING_WHY] = {"已记录；组织者批准后即为代会",
                            "Recorded; counts once the organizer approves"},
    [PHRASE_UNAPPROVED_NOT_REQUESTED] = {"已记录，但没有代会申请，将显示为擅自代会",
                                         "Recorded; nobody asked for this substitute"},
    [PHRASE_UNAPPROVED_REJECTED] = {"已记录，但代会申请未获同意",
                                    "Recorded; the request was turned down"},
    [PHRASE_UNAPPROVED_TOO_LATE] = {"已记录，但申请晚于截止时间",
                                    "Recorded; the request came too late"},
    [PHRASE_UNAPPROVED_IS_REQUIRED] = {"已记录，但您本人也须参会",
                                       "Recorded; you are required yourself"},
    [PHRASE_UNAPPROVED_OVER_LIMIT] = {"已记录，但代会人数超出规定",
                                      "Recorded; you sit in for too many"},
    [PHRASE_BACK_WHY] = {"假期原至 {0}，已登记返岗", "Away until {0}; your return is noted"},
    [PHRASE_ALSO_WORK] = {"上下班：{0}", "Work: {0}"},
    [PHRASE_ALSO_MEETING] = {"会议：{0}（{1}）", "Meeting: {0} ({1})"},
    [PHRASE_HINT_NO_MEETING] = {"现在没有可以签到的会议", "No meeting to sign in to now"},
    [PHRASE_HINT_NOT_AWAY] = {"您现在没有在假或公出", "You are not on leave or a trip now"},
    [PHRASE_HINT_RETURNED] = {"请假或公出已于 {0} 结束，本次刷卡即为返岗报到",
                              "Away until {0}; this tap reports you back"},
    [PHRASE_HINT_PRINCIPAL_CAME] = {"{0} 本人已签到", "{0} has signed in"},

    [PHRASE_BUTTON_SUBSTITUTE] = {"我要代会", "Substitute"},
    [PHRASE_BUTTON_MONTH] = {"本月考勤", "My month"},
    [PHRASE_BUTTON_WHEREABOUTS] = {"去向公示", "Who is in"},
    [PHRASE_BUTTON_BACK] = {"销假", "I am back"},
    [PHRASE_BUTTON_BACK_NOW] = {"我已回岗，办理销假", "I am back from leave"},
    [PHRASE_BUTTON_CANCEL] = {"取消", "Cancel"},
    [PHRASE_BUTTON_CLOSE] = {"关闭", "Close"},
    [PHRASE_BUTTON_GO_BACK] = {"上一步", "Back"},
    [PHRASE_BUTTON_CONFIRM] = {"确认签到", "Sign in"},
    [PHRASE_BUTTON_PREVIOUS] = {"上一页", "Previous"},
    [PHRASE_BUTTON_NEXT] = {"下一页", "Next"},
    [PHRASE_BUTTON_BY_UNIT] = {"按单位", "By unit"},
    [PHRASE_BUTTON_BY_LETTERS] = {"按拼音", "By letters"},
    [PHRASE_BUTTON_ERASE] = {"删除", "Del"},
    [PHRASE_TITLE_SUBSTITUTE] = {"代会签到", "Sitting in for a colleague"},
    [PHRASE_TITLE_SIGN_IN] = {"签到：{0}", "Sign in: {0}"},
    [PHRASE_TITLE_BACK] = {"销假", "Back from leave"},
    [PHRASE_TITLE_MONTH] = {"查看本月考勤", "My month"},
    [PHRASE_ASK_OWN_CARD] = {"请刷您本人的卡", "Tap your own card"},
    [PHRASE_ASK_OWN_CARD_RECORDED] = {"刷卡同时会照常记录", "The tap is recorded as ever"},
    [PHRASE_PICK_MEETING] = {"参加哪个会议？", "Which meeting?"},
    [PHRASE_PICK_PRINCIPAL] = {"您代谁参会？", "Whom do you sit in for?"},
    [PHRASE_PICK_UNIT] = {"被代会人在哪个单位？", "Of which unit?"},
    [PHRASE_PICK_LETTERS] = {"输入姓名拼音首字母，如 OYJG",
                             "First letters of the name, such as OYJG"},
    [PHRASE_NOT_SIGNED_YET] = {"尚未签到，请完成选择", "Not signed in yet: please go on"},
    [PHRASE_NO_REQUEST] = {"没有您的代会申请，请按单位或拼音查找",
                           "No request of yours: look by unit or letters"},
    [PHRASE_NOBODY_FOUND] = {"没有找到", "Nobody found"},
    [PHRASE_PAGE_OF] = {"{0} / {1}", "{0} / {1}"},
    [PHRASE_STANDING_APPROVED] = {"已批准", "Approved"},
    [PHRASE_STANDING_WAITING] = {"待审批", "Waiting"},
    [PHRASE_STANDING_REJECTED] = {"未同意", "Turned down"},
    [PHRASE_CONFIRM_PAIR] = {"{0} 代 {1}", "{0} for {1}"},
    [PHRASE_CONFIRM_APPROVED] = {"代会已批准", "The substitute is approved"},
    [PHRASE_CONFIRM_WAITING] = {"代会申请待审批", "The request waits for approval"},
    [PHRASE_CONFIRM_UNAPPROVED] = {"代会未获批准", "The substitute is not approved"},
    [PHRASE_CONFIRM_WAITING_WHY] = {"可先签到，批准后自动生效",
                                    "Sign in now; it counts once approved"},
    [PHRASE_CONFIRM_ALREADY] = {"已为其签到", "Signed in already"},
    [PHRASE_CONFIRM_NOT_REQUESTED] = {"没有代会申请；仍可签到，将显示为擅自代会",
                                      "Nobody asked for it; you may sign in all the same"},
    [PHRASE_CONFIRM_REJECTED] = {"申请未获同意；仍可签到，将显示为擅自代会",
                                 "The request was turned down; you may sign in all the same"},
    [PHRASE_CONFIRM_TOO_LATE] = {"申请晚于截止时间；仍可签到，将显示为擅自代会",
                                 "The request came too late; you may sign in all the same"},
    [PHRASE_CONFIRM_IS_REQUIRED] = {"您本人也须参会；请为自己刷卡签到",
                                    "You are required yourself: sign in for yourself"},
    [PHRASE_CONFIRM_OVER_LIMIT] = {"您代会的人数已达上限",
                                   "You sit in for as many as is allowed already"},
    [PHRASE_MEETING_STARTS_IN] = {"{0} 分钟后开始", "Starts in {0} min"},
    [PHRASE_MEETING_STARTS_AT] = {"{0} 开始", "Starts at {0}"},
    [PHRASE_MEETING_BEGUN] = {"已开始 {0} 分钟", "Began {0} min ago"},
    [PHRASE_MEETING_BEGINS_NOW] = {"现在开始", "Beginning now"},
    [PHRASE_MEETING_LATE_SINCE] = {"{0} 起签到算迟到", "Late from {0} on"},
    [PHRASE_MEETING_ENDED] = {"已于 {0} 结束", "Ended at {0}"},
    [PHRASE_MEETING_TAP] = {"请刷卡签到", "Tap to sign in"},
    [PHRASE_MEETING_TAP_OUT] = {"请刷卡签退", "Tap to sign out"},
    [PHRASE_MEETING_TOUCH] = {"刷卡前可先点选会议", "Touch your meeting, then tap"},
    [PHRASE_MEETING_SIGNED_IN] = {"已签到", "Signed in"},
    [PHRASE_MEETING_SEAT] = {"座位 {0}", "Seat {0}"},
    [PHRASE_MEETING_EXPECTED] = {"应到", "Due"},
    [PHRASE_MEETING_PRESENT] = {"实到", "Here"},
    [PHRASE_MEETING_LAST] = {"最近签到", "Latest"},
    [PHRASE_MEETING_WALK_INS] = {"名单外 {0} 人", "{0} not on the list"},
    [PHRASE_MEETING_FOR_SHORT] = {"代 {0}", "for {0}"},
    [PHRASE_SHARE_ON_TIME] = {"准时", "On time"},
    [PHRASE_SHARE_LATE] = {"迟到", "Late"},
    [PHRASE_SHARE_SUBSTITUTED] = {"代会", "Subst."},
    [PHRASE_SHARE_UNAPPROVED] = {"擅自代会", "Unapproved"},
    [PHRASE_SHARE_LEAVE] = {"请假", "Leave"},
    [PHRASE_SHARE_ABSENT] = {"缺席", "Absent"},
    [PHRASE_SHARE_REVIEW] = {"待核实", "Review"},
    [PHRASE_SHARE_NOT_YET] = {"未到", "Not yet"},
    [PHRASE_UNIT] = {"单位", "Unit"},
    [PHRASE_WHEREABOUTS_TITLE] = {"去向公示", "Who is where"},
    [PHRASE_WHEREABOUTS_HERE] = {"在岗", "In"},
    [PHRASE_WHEREABOUTS_LEAVE] = {"请假", "Leave"},
    [PHRASE_WHEREABOUTS_TRIP] = {"公出", "Trip"},
    [PHRASE_WHEREABOUTS_NOT_YET] = {"未到", "Not yet"},
    [PHRASE_WHEREABOUTS_NOTE] = {"依据刷卡及已批准的请假、公出",
                                 "By taps, and approved leave and trips"},
    [PHRASE_MONTH_TITLE] = {"{0}  {1}考勤", "{0}: {1}"},
    [PHRASE_MONTH_NOTE] = {"按已收到的刷卡，以系统为准", "By the taps received so far"},
    [PHRASE_MONTH_ALL_WELL] = {"本月没有需要说明的情况", "Nothing to explain this month"},
    [PHRASE_MONTH_MORE] = {"另有 {0} 条", "{0} more"},
    [PHRASE_MONTH_TAP] = {"本次刷卡：{0}", "This tap: {0}"},
    [PHRASE_MARK_WELL] = {"正常", "On time"},
    [PHRASE_MARK_PENDING] = {"进行中", "Today"},
    [PHRASE_MARK_TRIP] = {"公出", "Trip"},
    [PHRASE_MARK_LEAVE] = {"请假", "Leave"},
    [PHRASE_MARK_NOT_SEEN] = {"未见刷卡", "Not seen"},
    [PHRASE_MARK_REVIEW] = {"待核实", "Review"},
    [PHRASE_MARK_EARLY] = {"早退", "Early"},
    [PHRASE_MARK_LATE] = {"迟到", "Late"},
    [PHRASE_NOTE_LATE] = {"迟到 {0} 分（{1}）", "{0} min late ({1})"},
    [PHRASE_NOTE_EARLY] = {"早退 {0} 分（{1}）", "{0} min early ({1})"},
    [PHRASE_NOTE_LEAVE] = {"请假", "On leave"},
    [PHRASE_NOTE_TRIP] = {"公出", "On a trip"},
    [PHRASE_NOTE_NO_CHECK_IN] = {"未见上班卡（{0}）", "No check-in seen ({0})"},
    [PHRASE_NOTE_NO_CHECK_OUT] = {"未见下班卡（{0}）", "No check-out seen ({0})"},
    [PHRASE_NOTE_NO_TAP] = {"未见刷卡", "No tap seen"},
    [PHRASE_NOTE_REVIEW] = {"时间待核实", "Time to be reviewed"},
    [PHRASE_NOTE_MEETING_LATE] = {"会议迟到 {0} 分：{1}", "{0} min late: {1}"},
    [PHRASE_NOTE_MEETING] = {"会议签到：{0}", "Signed in: {0}"},
    [PHRASE_MONDAY_SHORT] = {"一", "Mo"},
    [PHRASE_TUESDAY_SHORT] = {"二", "Tu"},
    [PHRASE_WEDNESDAY_SHORT] = {"三", "We"},
    [PHRASE_THURSDAY_SHORT] = {"四", "Th"},
    [PHRASE_FRIDAY_SHORT] = {"五", "Fr"},
    [PHRASE_SATURDAY_SHORT] = {"六", "Sa"},
    [PHRASE_SUNDAY_SHORT] = {"日", "Su"},
    [PHRASE_SERVICE_TITLE] = {"维护", "Service"},
    [PHRASE_SERVICE_ASK_CARD] = {"请刷管理员卡", "Tap a keeper's card"},
    [PHRASE_SERVICE_ASK_CARD_BELOW] =
        {"本机维护只对指定的人开放，随后需要输入密码",
         "Only for those whom the office has named; a PIN is asked for next"},
    [PHRASE_SERVICE_NO_KEEPER] = {"此卡不能进入维护", "This card does not open the service page"},
    [PHRASE_SERVICE_NO_KEEPER_BELOW] = {"刷卡已照常记录。可请管理员在网页“人员”中设置",
                                        "Your tap is recorded all the same. An administrator can "
                                        "name you in the console, under Staff"},
    [PHRASE_SERVICE_LOCKED] = {"密码错误次数过多", "Too many wrong PINs"},
    [PHRASE_SERVICE_LOCKED_BELOW] = {"请在 {0} 分钟后再试", "Try again in {0} min"},
    [PHRASE_SERVICE_NO_CHECK] = {"无法核对密码", "The PIN could not be checked"},
    [PHRASE_SERVICE_NO_CHECK_BELOW] = {"请再试一次；若仍不行，请重启本机",
                                       "Try again; if it stays so, restart this machine"},
    [PHRASE_SERVICE_ASK_PIN] = {"{0}，请输入密码", "{0}: enter the PIN"},
    [PHRASE_SERVICE_WRONG_PIN] = {"密码不对，还可再试 {0} 次", "Wrong PIN, {0} tries left"},
    [PHRASE_SERVICE_CHECKING] = {"正在核对…", "Checking…"},
    [PHRASE_SERVICE_ENTER] = {"确定", "Enter"},
    [PHRASE_SERVICE_LEAVE] = {"离开", "Leave"},
    [PHRASE_SERVICE_PAGE_STATE] = {"状态", "State"},
    [PHRASE_SERVICE_PAGE_READER] = {"读卡器", "Reader"},
    [PHRASE_SERVICE_PAGE_NETWORK] = {"网络", "Network"},
    [PHRASE_SERVICE_PAGE_SETTINGS] = {"设置", "Settings"},
    [PHRASE_SERVICE_PAGE_EXPORT] = {"导出", "Export"},
    [PHRASE_SERVICE_PROGRAM] = {"程序版本", "Program"},
    [PHRASE_SERVICE_PROGRAM_VALUE] = {"{0}，协议 {1}", "{0}, protocol {1}"},
    [PHRASE_SERVICE_SCHEMAS] = {"数据格式", "Schemas"},
    [PHRASE_SERVICE_LIBRARIES] = {"组件", "Libraries"},
    [PHRASE_SERVICE_KIOSK] = {"本机编号", "This kiosk"},
    [PHRASE_SERVICE_BACKLOG] = {"待上传", "Not yet sent"},
    [PHRASE_SERVICE_BACKLOG_NONE] = {"无，已全部上传", "nothing: the server has it all"},
    [PHRASE_SERVICE_BACKLOG_VALUE] = {"{0} 条，最早 {1}", "{0} lines, the oldest of {1}"},
    [PHRASE_SERVICE_CLOCK] = {"时钟", "Clock"},
    [PHRASE_SERVICE_CLOCK_VALUE] = {"与服务器相差 {0}，误差 ±{1}", "{0} from the server, ±{1}"},
    [PHRASE_SERVICE_CLOCK_UNCERTAIN] = {"待核实：尚未与服务器比对",
                                        "uncertain: not compared with the server yet"},
    [PHRASE_SERVICE_ROSTER] = {"名单", "Roster"},
    [PHRASE_SERVICE_ROSTER_VALUE] = {"{0} 人，版本 {1}", "{0} people, revision {1}"},
    [PHRASE_SERVICE_DISK] = {"剩余空间", "Disk space"},
    [PHRASE_SERVICE_DISK_VALUE] = {"{0} GB", "{0} GB free"},
    [PHRASE_SERVICE_TROUBLE] = {"最近的问题", "Last trouble"},
    [PHRASE_SERVICE_TROUBLE_NONE] = {"没有", "none"},
    [PHRASE_SERVICE_CARDS] = {"发卡", "Issue cards"},
    [PHRASE_SERVICE_CARDS_VALUE] = {"网页“人员—卡片”中选本机，再在此刷卡",
                                    "console: Staff, Cards; then tap here"},
    [PHRASE_SERVICE_READER_NOW] = {"现在", "Now"},
    [PHRASE_SERVICE_READER_WELL] = {"正常", "well"},
    [PHRASE_SERVICE_READER_CARDS] = {"开机以来读卡 {0} 次", "{0} cards read since the start"},
    [PHRASE_SERVICE_READER_EVENTS] = {"最近的事件", "Last events"},
    [PHRASE_SERVICE_READER_NO_EVENTS] = {"没有", "none"},
    [PHRASE_SERVICE_EVENT_ADDED] = {"插入", "plugged in"},
    [PHRASE_SERVICE_EVENT_REMOVED] = {"拔出", "pulled out"},
    [PHRASE_SERVICE_EVENT_ABSENT] = {"没有读卡器", "no reader"},
    [PHRASE_SERVICE_EVENT_READY] = {"就绪", "ready"},
    [PHRASE_SERVICE_EVENT_RECOVERING] = {"正在恢复", "recovering"},
    [PHRASE_SERVICE_EVENT_FAULT] = {"故障", "fault"},
    [PHRASE_SERVICE_EVENT_MALFORMED] = {"误读", "misread"},
    [PHRASE_SERVICE_EVENT_LOST] = {"来不及处理 {0} 个事件", "{0} events lost"},
    [PHRASE_SERVICE_NETWORK_TRY] = {"测试网络", "Try the network"},
    [PHRASE_SERVICE_NETWORK_HINT] = {"逐项检查到服务器的连接",
                                     "Looks at each step of the way to the server"},
    [PHRASE_SERVICE_NETWORK_WELL] = {"一切正常，服务器用时 {0} 毫秒应答",
                                     "All well: the server answered in {0} ms"},
    [PHRASE_SERVICE_VOLUME] = {"音量", "Volume"},
    [PHRASE_SERVICE_BRIGHTNESS] = {"亮度", "Brightness"},
    [PHRASE_SERVICE_LANGUAGE] = {"开机语言", "Language at the start"},
    [PHRASE_SERVICE_CHINESE] = {"中文", "中文"},
    [PHRASE_SERVICE_ENGLISH] = {"English", "English"},
    [PHRASE_SERVICE_SETTINGS_NOTE] = {"立即生效，重启后仍保留",
                                      "Holds at once, and after a restart"},
    [PHRASE_SERVICE_EXPORT_START] = {"导出日志到 U 盘", "Copy the log to a USB stick"},
    [PHRASE_SERVICE_EXPORT_HINT] =
        {"插入 U 盘后点按下面的按钮。包含日志、状态和读卡器事件，不含卡号",
         "Plug a USB stick in, then touch the button. Takes the log, the state and the reader's "
         "events; never card numbers"},
    [PHRASE_SERVICE_EXPORT_BUSY] = {"正在写入，请勿拔出…", "Writing: do not pull it out…"},
    [PHRASE_SERVICE_EXPORT_DONE] = {"已写入 {0} 个文件（{1}），现在可以拔出",
                                    "{0} files written ({1}): it is safe to pull it out now"},
    [PHRASE_SERVICE_EXPORT_NO_STICK] =
        {"没有找到 U 盘：请插入后稍候再试",
         "No USB stick found: plug one in, wait a moment, try again"},
    [PHRASE_SERVICE_EXPORT_FULL] = {"U 盘空间不足：没有留下文件，请换一个",
                                    "The stick is full: nothing was left on it, take another"},
    [PHRASE_SERVICE_EXPORT_READ_ONLY] =
        {"U 盘不能写入：请检查写保护", "The stick cannot be written: look at its write protection"},
    [PHRASE_SERVICE_EXPORT_PULLED_OUT] = {"U 盘没有应答：可能已拔出，请重新插入",
                                          "The stick does not answer: plug it in again"},
    [PHRASE_SERVICE_EXPORT_FAILED] = {"写入失败：{0}", "Writing failed: {0}"},
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
