import { createI18n } from 'vue-i18n'
import en from '@/i18n/en'
import zhCN from '@/i18n/zh-CN'
import type { Language } from '@/text/civil'
import { attendeeSentence, sessionSentence, type AttendeeVerdict, type SessionVerdict, type Words } from '@/text/verdict_sentence'

const NAMES: Record<string, string> = { k1: '东门', s9: '李四' }

function words(language: Language): Words {
  const { t } = createI18n<[typeof zhCN], Language, false>({ legacy: false, locale: language, messages: { 'zh-CN': zhCN, en } }).global
  return { t: t as unknown as Words['t'], language, nameOf: (_, id) => NAMES[id] ?? id }
}

const tap = (time: string): object => ({ tap: 't', kiosk: 'k1', at: `2026-11-23T${time}:12.345` })
const REASON = {
  schedule: 'office', start: '2026-11-23T08:30:00', end: '2026-11-23T12:00:00', effective_start: '2026-11-23T08:30:00',
  effective_end: '2026-11-23T12:00:00', late_grace_min: 0, early_grace_min: 0, taps: 2, measured_late_min: 0, measured_early_min: 0,
  absent_by: 'nothing',
}

function session(fields: object, reason: object): SessionVerdict {
  return {
    staff: 's1', date: '2026-11-23', session: 1, status: 'exception', in: 'on_time', out: 'on_time', late_min: 0, early_min: 0,
    leave_min: 0, trip_min: 0, provisional: false, waiting_for: [], ...fields, reason: { ...REASON, ...reason },
  } as unknown as SessionVerdict
}

function attendee(fields: object, reason: object): AttendeeVerdict {
  return {
    staff: 's1', result: 'on_time', late_min: 0, early_min: 0, flags: [], provisional: false, waiting_for: [], ...fields,
    reason: { role: 'required', late_grace_min: 0, measured_late_min: 0, measured_early_min: 0, ...reason },
  } as unknown as AttendeeVerdict
}

const SESSIONS: readonly [string, SessionVerdict, string, string][] = [
  ['late', session({ in: 'late', late_min: 17 }, { check_in: tap('08:47'), check_out: tap('12:01') }),
    '上班 08:30，08:47（东门）到，迟到 17 分钟。下班 12:00，12:01（东门）走，正常。',
    'Start 08:30, came at 08:47 (东门): 17 min late. End 12:00, left at 12:01 (东门): in order.'],
  ['late beyond a grace', session({ in: 'late', late_min: 17, out: 'none' }, { check_in: tap('08:47'), late_grace_min: 5 }),
    '上班 08:30，08:47（东门）到，超过宽限的 5 分钟，迟到 17 分钟。',
    'Start 08:30, came at 08:47 (东门), beyond the 5 min of grace: 17 min late.'],
  ['within a grace', session({ out: 'none' }, { check_in: tap('08:33'), late_grace_min: 5, measured_late_min: 3 }),
    '上班 08:30，08:33（东门）到，晚 3 分钟，在宽限的 5 分钟内，准时。',
    'Start 08:30, came at 08:33 (东门), 3 min after it but within the 5 min of grace: on time.'],
  ['corrected', session({ out: 'missing' }, { check_in: { correction: 'c1', at: '2026-11-23T08:20:00' } }),
    '上班 08:30，08:20（补卡）到，准时。下班 12:00，没有下班刷卡。',
    'Start 08:30, came at 08:20 (corrected): on time. End 12:00: no tap on leaving.'],
  ['absent', session({ status: 'absent', in: 'missing', out: 'missing' }, { absent_by: 'no_tap' }),
    '08:30 到 12:00 没有任何刷卡，旷工。', 'No tap at all from 08:30 to 12:00: absent.'],
  ['absent because late',
    session({ status: 'absent', in: 'missing', out: 'missing' }, { absent_by: 'late', measured_late_min: 90, first: tap('10:00') }),
    '上班 08:30，10:00（东门）才到，晚了 90 分钟，按规定算旷工。',
    'Start 08:30, came only at 10:00 (东门), 90 min after it: absent by the rules.'],
  ['on leave',
    session(
      { status: 'leave', in: 'none', out: 'none' },
      { start_moved_by: { id: 'l1', from: '2026-11-23T00:00:00', to: '2026-11-24T00:00:00' } },
    ),
    '08:30 到 12:00 请假，不考勤。请假或公出：11月23日 周一 00:00 到 11月24日 周二 00:00。',
    'On leave from 08:30 to 12:00: not judged. Leave or trip: Mon 23 Nov 00:00 to Tue 24 Nov 00:00.'],
  ['uncertain',
    session(
      { status: 'review', in: 'uncertain', out: 'none' },
      { uncertain_tap: { tap: 't', not_before: '2026-11-23T08:00:00', not_after: '2026-11-23T09:00:00' } },
    ),
    '有一次刷卡时钟不准，实际在 08:00 到 09:00 之间，要由人核实。',
    'One tap’s clock was not right: it was between 08:00 and 09:00, and a person has to look.'],
]

const ATTENDEES: readonly [string, AttendeeVerdict, string, string][] = [
  ['late', attendee({ result: 'late', late_min: 4 }, { sign_in: tap('09:04') }),
    '09:04（东门）签到，迟到 4 分钟。', 'Signed in at 09:04 (东门): 4 min late.'],
  ['marked', attendee({ flags: ['marked'] }, { mark: 'k1' }), '没有刷卡，由组织人补签。', 'No tap; marked as present by the organizer.'],
  ['an unapproved substitute',
    attendee(
      { result: 'unapproved_substitute' },
      { sign_in: tap('09:00'), substitute: { staff: 's9', standing: 'too_late', request: 'b1' } },
    ),
    '李四在09:00（东门）代为签到，没有获得批准。代会申请提出时已过期限。',
    '李四 signed in for them at 09:00 (东门) without approval. The request was made after the deadline.'],
  ['left early', attendee({ flags: ['left_early'], early_min: 20 }, { sign_in: tap('09:00'), sign_out: tap('10:40') }),
    '09:00（东门）签到，准时。10:40（东门）签退，早退 20 分钟。', 'Signed in at 09:00 (东门): on time. Signed out at 10:40 (东门): 20 min early.'],
]

for (const [name, verdict, chinese, english] of SESSIONS) {
  test(`a session's verdict in words: ${name}`, () => {
    expect(sessionSentence(verdict, words('zh-CN'))).toBe(chinese)
    expect(sessionSentence(verdict, words('en'))).toBe(english)
  })
}

for (const [name, verdict, chinese, english] of ATTENDEES) {
  test(`an attendee's verdict in words: ${name}`, () => {
    expect(attendeeSentence(verdict, words('zh-CN'))).toBe(chinese)
    expect(attendeeSentence(verdict, words('en'))).toBe(english)
  })
}
