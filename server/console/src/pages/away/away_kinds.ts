// Leave, trips and forgotten taps: three kinds of request that are asked for, decided and kept alike.
import type { Kept } from '@/api/office'
import type { IconName } from '@/components/icons'
import { formatDateTime, formatSpan, type Language } from '@/text/civil'

export type AwayKind = 'leaves' | 'trips' | 'corrections'
export type Away = Kept<'leaves'> | Kept<'trips'> | Kept<'corrections'>

export const AWAY_KINDS: readonly AwayKind[] = ['leaves', 'trips', 'corrections']
export const LEAVE_TYPES = ['personal', 'sick', 'annual', 'marriage', 'maternity', 'paternity', 'bereavement', 'home', 'other'] as const

export const AWAY_LOOKS: Readonly<Record<AwayKind, { label: string; make: string; resource: string; icon: IconName }>> = {
  leaves: { label: 'away.leaves', make: 'away.newLeave', resource: 'time_away', icon: 'leave' },
  trips: { label: 'away.trips', make: 'away.newTrip', resource: 'time_away', icon: 'next' },
  corrections: { label: 'away.corrections', make: 'away.newCorrection', resource: 'correction', icon: 'taps' },
}

export function spanText(item: Away, language: Language): string {
  return 'at' in item ? formatDateTime(item.at, language) : formatSpan(item.from, item.to, language)
}

/** What it is besides its time: the type of leave, where the trip goes; nothing of a correction. */
export function whatText(item: Away, t: (key: string) => string): string {
  if ('type' in item) return item.type === undefined ? '' : t(`leaveType.${item.type}`)
  return 'destination' in item ? (item.destination ?? '') : ''
}
