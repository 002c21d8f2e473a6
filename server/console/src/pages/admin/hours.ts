// A week's hours as shapes on a grid: where each session stands in its day.

export interface HourSession {
  start: string
  end: string
  in: 'required' | 'optional'
  out: 'required' | 'optional'
}

const MINUTES_PER_HOUR = 60

/** `HH:MM`, also past 24:00, as minutes from midnight. */
export function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':')
  return Number(hours) * MINUTES_PER_HOUR + Number(minutes)
}

export interface HourSpan {
  fromHour: number
  toHour: number
}

/** The whole hours around all sessions; an office day where there are none. */
export function spanOf(sessions: readonly HourSession[]): HourSpan {
  if (sessions.length === 0) return { fromHour: 8, toHour: 18 }
  const from = Math.min(...sessions.map(({ start }) => minuteOf(start)))
  const to = Math.max(...sessions.map(({ end }) => minuteOf(end)))
  return { fromHour: Math.floor(from / MINUTES_PER_HOUR), toHour: Math.ceil(to / MINUTES_PER_HOUR) }
}

/** Top and height within the span, in percent. */
export function boxOf(session: HourSession, span: HourSpan): { top: string; height: string } {
  const minutes = (span.toHour - span.fromHour) * MINUTES_PER_HOUR
  const top = minuteOf(session.start) - span.fromHour * MINUTES_PER_HOUR
  const height = minuteOf(session.end) - minuteOf(session.start)
  return { top: `${(top / minutes) * 100}%`, height: `${(height / minutes) * 100}%` }
}

const DAY_MS = 86_400_000

/** Where dates stand in a year, as left and width in percent: for the bar of a season. */
export function seasonOf(from: string, to: string, year: number): { left: string; width: string } | null {
  const first = Date.UTC(year, 0, 1)
  const days = (Date.UTC(year + 1, 0, 1) - first) / DAY_MS
  const begin = Math.max(0, (Date.parse(`${from}T00:00:00Z`) - first) / DAY_MS)
  const end = Math.min(days, (Date.parse(`${to}T00:00:00Z`) - first) / DAY_MS + 1)
  return end <= begin ? null : { left: `${(begin / days) * 100}%`, width: `${((end - begin) / days) * 100}%` }
}
