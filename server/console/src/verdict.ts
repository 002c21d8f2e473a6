// What a verdict looks like, by the server's word: one colour and one shape each, the same
// everywhere. A word that is not here is shown as it came, in grey.
import type { Tap } from '@/api/contract'

export type Tone = 'good' | 'late' | 'info' | 'wait' | 'bad' | 'plain'
export type VerdictIcon = 'tick' | 'clock' | 'info' | 'hourglass' | 'cross' | 'dot'

export interface VerdictLook {
  tone: Tone
  icon: VerdictIcon
}

const GOOD: VerdictLook = { tone: 'good', icon: 'tick' }
const LATE: VerdictLook = { tone: 'late', icon: 'clock' }
const INFO: VerdictLook = { tone: 'info', icon: 'info' }
const WAIT: VerdictLook = { tone: 'wait', icon: 'hourglass' }
const BAD: VerdictLook = { tone: 'bad', icon: 'cross' }
const PLAIN: VerdictLook = { tone: 'plain', icon: 'dot' }

const LOOKS: Readonly<Record<string, VerdictLook>> = {
  on_time: GOOD,
  late: LATE,
  early: LATE,
  normal: GOOD,
  exception: LATE,
  leave: INFO,
  trip: INFO,
  recorded: INFO,
  substituted: GOOD,
  none: INFO,
  pending: WAIT,
  review: WAIT,
  uncertain: WAIT,
  missing: BAD,
  absent: BAD,
  leave_late: BAD,
  unapproved_substitute: BAD,
  unknown: BAD,
  revoked: BAD,
  expired: BAD,
  malformed: BAD,
  meeting_absent: BAD,
  meeting_none: PLAIN,
  meeting_invited_late: PLAIN,
}

export const VERDICT_WORDS: readonly string[] = Object.keys(LOOKS)

export function verdictLook(word: string): VerdictLook {
  return LOOKS[word] ?? PLAIN
}

/** The word to show for a meeting's result: not coming to one is not the same as not coming to work. */
export function meetingWord(result: string, flags: readonly string[] = []): string {
  if (flags.includes('invited_late')) return 'meeting_invited_late'
  return result === 'absent' || result === 'none' ? `meeting_${result}` : result
}

/**
 * The word to show for a tap: the state of a card that nobody answers for goes before the verdict, and
 * a tap that the kiosk gave no verdict, such as the second within a minute, is recorded and no more.
 */
export function tapWord(tap: Tap): string {
  if (tap.card !== 'recognised') return tap.card
  return tap.verdict === '' ? 'recorded' : tap.verdict
}
