// The site's present moment as civil text: the browser's clock read in the site's time zone, for
// what a form begins with. What counts is always the server's own.

function partsIn(timezone: string | undefined, at: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...(timezone === undefined ? {} : { timeZone: timezone }),
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  })
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

/** `2026-11-23T08:47:00`. */
export function nowText(timezone: string | undefined, at = new Date()): string {
  const parts = partsIn(timezone, at)
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:00`
}

/** `2026-11-23`. */
export function todayText(timezone: string | undefined, at = new Date()): string {
  return nowText(timezone, at).slice(0, 10)
}
