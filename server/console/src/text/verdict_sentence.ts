// The reason of a verdict as one sentence. The server has judged and says by what; here it only gets
// words: which clause holds is read off the reason's members, never worked out.
import type { Schemas } from '@/api/office'
import { formatDateTime, formatTime, type Language } from './civil'

export type SessionVerdict = Schemas['SessionVerdict']
export type AttendeeVerdict = Schemas['AttendeeVerdict']

export interface TapSaid {
  tap?: string
  correction?: string
  kiosk?: string
  at: string
}

interface AwaySaid {
  id: string
  from: string
  to: string
}

interface UncertainSaid {
  not_before: string
  not_after: string
}

export interface SessionReason {
  schedule?: string | null
  start: string
  end: string
  effective_start: string
  effective_end: string
  late_grace_min: number
  early_grace_min: number
  taps: number
  check_in?: TapSaid
  check_out?: TapSaid
  first?: TapSaid
  last?: TapSaid
  measured_late_min: number
  measured_early_min: number
  absent_by: 'nothing' | 'no_tap' | 'late' | 'early'
  start_moved_by?: AwaySaid
  end_moved_by?: AwaySaid
  uncertain_tap?: UncertainSaid
}

export interface AttendeeReason {
  role: 'required' | 'optional'
  late_grace_min: number
  sign_in?: TapSaid
  sign_out?: TapSaid
  substitute?: { staff: string; standing: string; request: string | null }
  measured_late_min: number
  measured_early_min: number
  mark?: string
  meeting_leave?: string
  away?: AwaySaid
  uncertain_tap?: UncertainSaid
  before_review?: string
}

export interface Words {
  t: (key: string, values?: Record<string, unknown>) => string
  language: Language
  /** The name of a person, a kiosk. */
  nameOf: (kind: 'staff' | 'kiosk', id: string) => string
}

/** `08:47（东门）`, or that it was a correction. */
function tapText(tap: TapSaid, { t, nameOf }: Words): string {
  const time = formatTime(tap.at)
  if (tap.correction !== undefined) return t('reason.correction', { time })
  return tap.kiosk === undefined ? time : t('reason.tap', { time, place: nameOf('kiosk', tap.kiosk) })
}

function checkIn(verdict: SessionVerdict, reason: SessionReason, words: Words): string {
  const start = formatTime(reason.effective_start)
  const tap = reason.check_in === undefined ? '' : tapText(reason.check_in, words)
  const n = verdict.in === 'late' ? verdict.late_min : reason.measured_late_min
  const grace = reason.late_grace_min
  switch (verdict.in) {
    case 'on_time':
      return words.t(n > 0 ? 'reason.inWithinGrace' : 'reason.inOnTime', { tap, start, n, grace })
    case 'late':
      return words.t(grace > 0 ? 'reason.inLateGrace' : 'reason.inLate', { tap, start, n, grace })
    case 'missing':
      return verdict.status === 'absent' ? '' : words.t('reason.inMissing', { start })
    case 'pending':
      return words.t('reason.inPending', { start })
    default:
      return ''
  }
}

function checkOut(verdict: SessionVerdict, reason: SessionReason, words: Words): string {
  const end = formatTime(reason.effective_end)
  const tap = reason.check_out === undefined ? '' : tapText(reason.check_out, words)
  const n = verdict.out === 'early' ? verdict.early_min : reason.measured_early_min
  const grace = reason.early_grace_min
  switch (verdict.out) {
    case 'on_time':
      return words.t(n > 0 ? 'reason.outWithinGrace' : 'reason.outOnTime', { tap, end, n, grace })
    case 'early':
      return words.t('reason.outEarly', { tap, end, n, grace })
    case 'missing':
      return verdict.status === 'absent' ? '' : words.t('reason.outMissing', { end })
    case 'pending':
      return words.t('reason.outPending', { end })
    default:
      return ''
  }
}

function awayText(away: AwaySaid, words: Words): string {
  return words.t('reason.away', {
    from: formatDateTime(away.from, words.language),
    to: formatDateTime(away.to, words.language),
  })
}

function uncertainText(tap: UncertainSaid | undefined, words: Words): string {
  return tap === undefined ? '' : words.t('reason.uncertain', { from: formatTime(tap.not_before), to: formatTime(tap.not_after) })
}

function absentText(reason: SessionReason, words: Words): string {
  const key = { nothing: 'reason.absent', no_tap: 'reason.absentNoTap', late: 'reason.absentLate', early: 'reason.absentEarly' }[
    reason.absent_by
  ]
  return words.t(key, {
    start: formatTime(reason.start),
    end: formatTime(reason.end),
    late: reason.measured_late_min,
    early: reason.measured_early_min,
    first: reason.first === undefined ? '' : tapText(reason.first, words),
    last: reason.last === undefined ? '' : tapText(reason.last, words),
  })
}

/** Sentences, one after the other. */
function join(parts: readonly string[], words: Words): string {
  return parts.filter((part) => part !== '').join(words.language === 'zh-CN' ? '' : ' ')
}

export function sessionSentence(verdict: SessionVerdict, words: Words): string {
  const reason = verdict.reason as unknown as SessionReason
  const span = { start: formatTime(reason.start), end: formatTime(reason.end) }
  const moved = reason.start_moved_by ?? reason.end_moved_by
  const away = moved === undefined ? '' : awayText(moved, words)
  if (verdict.status === 'leave' || verdict.status === 'trip') {
    return join([words.t(verdict.status === 'leave' ? 'reason.leave' : 'reason.trip', span), away], words)
  }
  if (verdict.status === 'none') return words.t('reason.nothing', span)
  if (verdict.status === 'absent') return join([absentText(reason, words), away], words)
  return join([checkIn(verdict, reason, words), checkOut(verdict, reason, words), away, uncertainText(reason.uncertain_tap, words)], words)
}

function signInText(verdict: AttendeeVerdict, reason: AttendeeReason, words: Words): string {
  const tap = reason.sign_in === undefined ? '' : tapText(reason.sign_in, words)
  const who = reason.substitute === undefined ? '' : words.nameOf('staff', reason.substitute.staff)
  const n = verdict.late_min
  const grace = reason.late_grace_min
  switch (verdict.result) {
    case 'on_time':
    case 'late':
      if (reason.mark !== undefined) return words.t('reason.marked')
      if (verdict.result === 'late') return words.t(grace > 0 ? 'reason.signedLateGrace' : 'reason.signedLate', { tap, n, grace })
      return words.t('reason.signed', { tap })
    case 'substituted':
      return words.t(n > 0 ? 'reason.substitutedLate' : 'reason.substituted', { who, tap, n })
    case 'unapproved_substitute':
      return join([words.t('reason.unapproved', { who, tap }), standingText(reason, words)], words)
    case 'leave':
      return reason.away === undefined ? words.t('reason.meetingLeave') : awayText(reason.away, words)
    case 'leave_late':
      return words.t('reason.meetingLeaveLate')
    case 'absent':
      return words.t('reason.meetingAbsent')
    case 'none':
      return words.t(verdict.flags.includes('invited_late') ? 'reason.invitedLate' : 'reason.optional')
    case 'pending':
      return words.t('reason.meetingPending')
    case 'review':
      return ''
  }
}

function standingText(reason: AttendeeReason, words: Words): string {
  return reason.substitute === undefined ? '' : words.t(`standing.${reason.substitute.standing}`)
}

export function attendeeSentence(verdict: AttendeeVerdict, words: Words): string {
  const reason = verdict.reason as unknown as AttendeeReason
  const leftEarly = verdict.flags.includes('left_early')
    ? words.t('reason.leftEarly', { tap: reason.sign_out === undefined ? '' : tapText(reason.sign_out, words), n: verdict.early_min })
    : ''
  const noSignOut = verdict.flags.includes('missing_signout') ? words.t('reason.noSignOut') : ''
  return join([signInText(verdict, reason, words), leftEarly, noSignOut, uncertainText(reason.uncertain_tap, words)], words)
}
