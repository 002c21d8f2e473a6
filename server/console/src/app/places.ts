// Where one can go, in the order in which it stands at the side: a page that everybody reaches from
// there is one line here, besides its route. What the account's roles may not do is not shown.
import type { Action, Reach, Session } from '@/api/contract'
import type { IconName } from '@/components/icons'

/** A right that a place takes: to anything at all, or to a unit's; or a person of one's own. */
export type Need = 'own' | `${string}:${Action}` | `${string}:${Action}:unit`

export interface Place {
  /** Of the route. */
  name: string
  params?: Record<string, string>
  label: string
  icon: IconName
  needs: readonly Need[]
}

export interface PlaceGroup {
  label: string
  places: readonly Place[]
}

export const PLACE_GROUPS: readonly PlaceGroup[] = [
  {
    label: 'nav.meetings',
    places: [{ name: 'meetings', label: 'nav.meetings', icon: 'clock', needs: ['meeting:write'] }],
  },
  {
    label: 'nav.unit',
    places: [
      { name: 'today', label: 'nav.today', icon: 'taps', needs: ['tap:read:unit'] },
      { name: 'month', label: 'nav.month', icon: 'chart', needs: ['report:read:unit'] },
      { name: 'month_end', label: 'nav.monthEnd', icon: 'calendar', needs: ['report:read:unit'] },
      {
        name: 'away',
        params: { kind: 'leaves' },
        label: 'nav.away',
        icon: 'leave',
        needs: ['time_away:read:unit', 'correction:read:unit'],
      },
      { name: 'meetings', label: 'nav.meetings', icon: 'clock', needs: ['meeting:read:unit'] },
      { name: 'import', params: { list: 'staff' }, label: 'nav.import', icon: 'download', needs: ['import:write'] },
    ],
  },
  {
    label: 'nav.mine',
    places: [
      { name: 'record', label: 'nav.record', icon: 'taps', needs: ['own'] },
      { name: 'notices', label: 'nav.notices', icon: 'info', needs: ['own', 'ledger:read'] },
      { name: 'away', params: { kind: 'leaves' }, label: 'nav.away', icon: 'leave', needs: ['own'] },
      { name: 'meetings', label: 'nav.meetings', icon: 'clock', needs: ['own'] },
    ],
  },
  {
    label: 'nav.inspect',
    places: [
      { name: 'ledger', label: 'nav.ledger', icon: 'tick', needs: ['ledger:read:unit'] },
      { name: 'review', label: 'nav.review', icon: 'hourglass', needs: ['review:read'] },
      { name: 'spotChecks', label: 'nav.spotChecks', icon: 'search', needs: ['spot_check:read'] },
      { name: 'pairs', label: 'pairs.title', icon: 'taps', needs: ['ledger:write'] },
      { name: 'figure_code', label: 'figureCode.title', icon: 'key', needs: ['report:read:unit'] },
    ],
  },
  {
    label: 'nav.run',
    places: [
      { name: 'staff', label: 'nav.staff', icon: 'people', needs: ['staff:write'] },
      { name: 'units', label: 'nav.units', icon: 'tree', needs: ['unit:write'] },
      { name: 'schedules', label: 'nav.schedules', icon: 'clock', needs: ['schedule:write', 'assignment:write'] },
      { name: 'calendar', label: 'nav.calendar', icon: 'calendar', needs: ['calendar:write'] },
      { name: 'policy', label: 'nav.policy', icon: 'info', needs: ['policy:write', 'ledger:read'] },
      { name: 'kiosks', label: 'nav.kiosks', icon: 'live', needs: ['quarantine:read'] },
    ],
  },
  {
    label: 'nav.security',
    places: [
      { name: 'accounts', label: 'nav.accounts', icon: 'key', needs: ['account:read'] },
      { name: 'audit', label: 'nav.audit', icon: 'search', needs: ['audit:read'] },
    ],
  },
]

const OF_A_UNIT: readonly (Reach | undefined)[] = ['unit', 'all']

function meets(session: Session, need: Need): boolean {
  if (need === 'own') return session.staff !== null
  const [resource = '', action, wide] = need.split(':')
  const reach = session.may[resource]?.[action as Action]
  return wide === undefined ? reach !== undefined : OF_A_UNIT.includes(reach)
}

export function mayGo(session: Session, needs: readonly Need[] | undefined): boolean {
  return needs === undefined || needs.some((need) => meets(session, need))
}

/** The groups with what the account may see of them; none is empty, and a page stands in the first that has it. */
export function placesOf(session: Session): PlaceGroup[] {
  const seen = new Set<string>()
  const isNew = ({ name }: Place): boolean => !seen.has(name) && seen.add(name) !== undefined
  return PLACE_GROUPS.map((group) => ({
    ...group,
    places: group.places.filter((place) => mayGo(session, place.needs) && isNew(place)),
  })).filter((group) => group.places.length > 0)
}

/** Where the account begins; null for one whose roles lead nowhere. */
export function firstPlace(session: Session): Place | null {
  return placesOf(session)[0]?.places[0] ?? null
}

/** Its route, for a link. */
export function routeOf({ name, params }: Place): { name: string; params: Record<string, string> } {
  return { name, params: params ?? {} }
}
