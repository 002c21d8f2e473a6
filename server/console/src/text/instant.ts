// Moments that the server sends as UTC microseconds, written in the site's own time zone; never in the
// browser's, which may stand anywhere.
import { formatDateTime, type Language } from './civil'

const MS_PER_US = 1 / 1000

/** `2026-11-23T08:30:00` of the site; empty where the zone or the moment is not known. */
export function civilOf(atUtcUs: number | null | undefined, timeZone: string | undefined): string {
  if (!atUtcUs || timeZone === undefined) return ''
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(atUtcUs * MS_PER_US))
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return `${of['year']}-${of['month']}-${of['day']}T${of['hour']}:${of['minute']}:${of['second']}`
}

/** `11月23日 周一 08:30`; a dash where nothing is known. */
export function formatInstant(atUtcUs: number | null | undefined, timeZone: string | undefined, language: Language): string {
  const civil = civilOf(atUtcUs, timeZone)
  return civil === '' ? '–' : formatDateTime(civil, language)
}

/** The UTC microseconds of a civil text of the site, for a filter that the server wants so. */
export function instantOf(civil: string, timeZone: string): number {
  const asUtcMs = Date.parse(`${civil}Z`)
  let guessMs = asUtcMs
  // Twice: the first guess may lie on the other side of a change of the zone's offset.
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${civilOf(guessMs / MS_PER_US, timeZone)}Z`)
    guessMs += asUtcMs - shown
  }
  return Math.round(guessMs / MS_PER_US)
}
