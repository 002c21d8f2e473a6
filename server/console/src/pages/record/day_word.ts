// A day of a person's record: what its square in the month says. The server sends each verdict's word, how
// grave it is and how many violations it counts for; here they are only picked and added.
import type { SessionVerdict } from '@/text/verdict_sentence'
import type { Attendee, MeetingResults } from '../meetings/use_results'

export interface DayRecord {
  date: string
  sessions: SessionVerdict[]
  meetings: { meeting: MeetingResults; attendee: Attendee }[]
}

type Judged = Pick<SessionVerdict, 'word' | 'gravity' | 'violations'>

function verdictsOf(record: DayRecord): Judged[] {
  return [...record.sessions, ...record.meetings.map(({ attendee }) => attendee)]
}

/** The word of the day's gravest verdict; empty where nothing was due. */
export function dayWord(record: DayRecord): string {
  const gravest = verdictsOf(record).reduce<Judged | null>((most, one) => (most === null || one.gravity > most.gravity ? one : most), null)
  return gravest === null || gravest.word === 'none' ? '' : gravest.word
}

export function violationsOf(verdicts: readonly Pick<Judged, 'violations'>[]): number {
  return verdicts.reduce((sum, { violations }) => sum + violations, 0)
}

export function dayViolations(record: DayRecord): number {
  return violationsOf(verdictsOf(record))
}
