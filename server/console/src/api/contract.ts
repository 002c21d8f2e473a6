// The answers of the server as server/api/openapi.yaml has them. Words such as a tap's verdict come
// from the server; this program only gives them a label, a colour and an icon.

export interface Site {
  name: string
  timezone: string
  version: string
}

export type Action = 'read' | 'write' | 'request' | 'approve'

export type Reach = 'all' | 'unit' | 'organized' | 'approver' | 'own'

export interface Session {
  account: string
  name: string
  /** The account's own person; null where it has none. */
  staff: string | null
  roles: string[]
  /** How far the roles reach at the most, by resource and action. */
  may: Record<string, Partial<Record<Action, Reach>>>
  csrf: string
  must_change_password: boolean
}

export interface DayCounts {
  staff: number
  in: number
  on_time: number
  late: number
  leave: number
  missing: number
  taps: number
  unrecognised: number
}

export type CardState = 'recognised' | 'unknown' | 'revoked' | 'expired' | 'malformed'

export interface Tap {
  id: string
  at: string
  kiosk: string
  place: string
  card: CardState
  staff: string | null
  name: string | null
  unit: string | null
  unit_name: string | null
  verdict: string
  late_min: number
  early_min: number
  clock?: 'synced' | 'uncertain' | 'settled'
}

export interface Day {
  date: string
  counts: DayCounts
  last_event_id: string
  taps: Tap[]
}

export interface Figures {
  checks_due?: number
  on_time?: number
  late?: number
  late_min?: number
  early?: number
  early_min?: number
  missing?: number
  absent?: number
  leave?: number
  trip?: number
  leave_min?: number
  trip_min?: number
  corrections?: number
  meetings_due?: number
  meetings_on_time?: number
  meetings_late?: number
  meetings_absent?: number
  meetings_leave?: number
  meetings_leave_late?: number
  meetings_substituted?: number
  meetings_unapproved_substitute?: number
  meetings_left_early?: number
  review?: number
  violations?: number
}

export type Figure = keyof Figures

export interface CountyFigures extends Figures {
  headcount: number
  provisional: number
  rate_bp: number | null
}

export interface UnitFigures extends CountyFigures {
  unit: string
  name: string
  rank: number | null
  rank_change: number | null
}

export interface StaffFigures extends Figures {
  staff: string
  name: string
  unit: string
  unit_name: string
  provisional: number
  steps: string[]
}

export interface KioskBehind {
  kiosk?: string
  place?: string
  complete_to?: string | null
}

export interface LastMonth {
  month: string
  rate_bp: number | null
  violations: number
}

export interface MonthClosed {
  at: string
  by: string
  hash: string
  /** Something has changed since. */
  supplement: boolean
}

export interface MonthReport {
  month: string
  as_of: string
  complete_to?: string | null
  kiosks_behind: KioskBehind[]
  rejudging: { done: number; total: number } | null
  county: CountyFigures
  /** Null while the month is open. */
  closed: MonthClosed | null
  /** The same units a month before; null where there was nothing. */
  last_month: LastMonth | null
  units: UnitFigures[]
  staff: StaffFigures[]
}

export const PASSWORD_MIN_CHARS = 10
export const ACCOUNT_MAX_CHARS = 64
export const PASSWORD_MAX_CHARS = 256
/** The most taps that one answer of /api/v1/taps holds. */
export const TAPS_LIMIT_MAX = 1000
