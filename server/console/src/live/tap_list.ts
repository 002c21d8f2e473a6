// The list of a day's taps on screen: newest first, each once, never more than TAP_LIST_MAX.
import type { Tap } from '@/api/contract'

export const TAP_LIST_MAX = 10_000

function isNewer(a: Tap, b: Tap): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at
}

/** Where tap belongs in a list that is newest first. */
function placeOf(list: readonly Tap[], tap: Tap): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = list[middle]
    if (other !== undefined && isNewer(other, tap)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The list with the taps of the date that it does not have yet. A kiosk that was offline sends older
 * taps late: each goes where its time says. Taps of other dates are left out.
 */
export function mergeTaps(list: readonly Tap[], arrived: readonly Tap[], date: string): Tap[] {
  const known = new Set(list.map((tap) => tap.id))
  const merged = [...list]
  for (const tap of arrived) {
    if (known.has(tap.id) || !tap.at.startsWith(date)) continue
    known.add(tap.id)
    merged.splice(placeOf(merged, tap), 0, tap)
  }
  return merged.slice(0, TAP_LIST_MAX)
}

/** Whether a tap says that the site has gone on to a later date than the list's. */
export function hasLaterDate(taps: readonly Tap[], date: string): boolean {
  return taps.some((tap) => tap.at.slice(0, date.length) > date)
}

/** A tap from an event's data, or null where it is none. */
export function parseTap(data: string): Tap | null {
  try {
    const value = JSON.parse(data) as Partial<Tap> | null
    return value !== null && typeof value.id === 'string' && typeof value.at === 'string' ? (value as Tap) : null
  } catch {
    return null
  }
}
