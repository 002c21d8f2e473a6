// A day of a person's record: what its square in the month says. Only counts and picks among the
// server's words.
import type { SessionVerdict } from '@/text/verdict_sentence'
import type { Attendee, MeetingResults } from '../meetings/use_results'

export interface DayRecord {
  date: string
  sessions: SessionVerdict[]
  meetings: { meeting: MeetingResults; attendee: Attendee }[]
}

/** The most serious first: the day has the word of the first that occurs. */
const SERIOUS: readonly string[] = ['absent', 'unapproved_substitute', 'missing', 'leave_late', 'late', 'early', 'review', 'pending', 'normal', 'on_time', 'substituted', 'leave', 'trip', 'none']
const BREACHES: readonly string[] = ['late', 'early', 'missing']
const MEETING_BREACHES: readonly string[] = ['late', 'absent', 'leave_late', 'unapproved_substitute']

function wordsOf(record: DayRecord): string[] {
  const sessions = record.sessions.flatMap(({ status, in: arrival, out }) => (status === 'exception' ? [arrival, out] : [status]))
  return [...sessions.filter((word) => word !== 'none'), ...record.meetings.map(({ attendee }) => attendee.result)]
}

/** The word of the day; empty where nothing was due. */
export function dayWord(record: DayRecord): string {
  const words = wordsOf(record)
  const found = SERIOUS.find((word) => words.includes(word)) ?? ''
  return found === 'on_time' ? 'normal' : found
}

export function breachCount(record: DayRecord): number {
  const work = record.sessions.reduce(
    (sum, { status, in: arrival, out }) => sum + (status === 'absent' ? 1 : [arrival, out].filter((word) => BREACHES.includes(word)).length),
    0,
  )
  const meetings = record.meetings.reduce(
    (sum, { attendee }) => sum + Number(MEETING_BREACHES.includes(attendee.result)) + Number(attendee.flags.some((flag) => flag !== 'marked')),
    0,
  )
  return work + meetings
}
