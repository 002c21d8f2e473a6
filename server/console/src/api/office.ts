// The office's things, kind by kind, as the contract has them: lists a page at a time, one thing,
// and what can be done to it. The types come out of server/api/openapi.yaml (`npm run types`).
import type { Client } from './client'
import type { components } from './openapi'

export type Schemas = components['schemas']

/** A path of the API and what it holds. */
export interface Kinds {
  units: Schemas['Unit']
  staff: Schemas['Staff']
  schedules: Schemas['Schedule']
  calendars: Schemas['Calendar']
  assignments: Schemas['Assignment']
  cards: Schemas['Card']
  'card-issues': Schemas['CardIssue']
  keepers: Schemas['Keeper']
  evidence: Schemas['Evidence']
  leaves: Schemas['Leave']
  trips: Schemas['Trip']
  corrections: Schemas['Correction']
  groups: Schemas['Group']
  meetings: Schemas['Meeting']
  'meeting-leaves': Schemas['MeetingLeave']
  substitutes: Schemas['Substitute']
  marks: Schemas['Mark']
  discipline: Schemas['Discipline']
  'spot-checks': Schemas['SpotCheck']
  ledger: Schemas['Breach']
  submissions: Schemas['Submission']
  publications: Schemas['Publication']
}

export type Kind = keyof Kinds

/** There is one of each. */
export interface Settings {
  'site-settings': Schemas['SiteSettings']
  policy: Schemas['Policy']
  'office-policy': Schemas['OfficePolicy']
  'bulletin-policy': Schemas['BulletinPolicy']
}

/** A thing that the server keeps: with the id and the revision that its form has not. */
export type Kept<K extends Kind> = Kinds[K] & { id: string; revision: string }

/** Names of what is named: kind, then id. */
export type Names = Record<string, Record<string, string>>

export interface Page<Item> {
  items: Item[]
  next: string | null
  names: Names
  /** How many there are in each state, with the first page. */
  counts: Record<string, number> | null
  /** False where the server has looked at no more than the first of them. */
  complete: boolean
}

export interface ListQuery {
  search?: string | undefined
  unit?: string | undefined
  staff?: string | undefined
  meeting?: string | undefined
  state?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit?: number
  cursor?: string | undefined
}

export interface ChangeOptions {
  /** That was seen: a change by somebody else in between is then a Problem `changed`. */
  revision?: string
  /** The same request with the same key happens once. */
  key?: string
}

export interface Office {
  list<K extends Kind>(kind: K, query: ListQuery, signal?: AbortSignal): Promise<Page<Kept<K>>>
  /** All of a list that is known to be short enough. */
  all<K extends Kind>(kind: K, query: ListQuery, signal?: AbortSignal): Promise<Page<Kept<K>>>
  read<K extends Kind>(kind: K, id: string, signal?: AbortSignal): Promise<Kept<K>>
  make<K extends Kind>(kind: K, input: Partial<Kinds[K]>, options?: ChangeOptions): Promise<Kept<K>>
  /** Members that change; null takes one away. */
  change<K extends Kind>(
    kind: K,
    id: string,
    input: { [M in keyof Kinds[K]]?: Kinds[K][M] | null },
    options?: ChangeOptions,
  ): Promise<Kept<K>>
  remove(kind: Kind, id: string, options?: ChangeOptions): Promise<void>
  act<K extends Kind>(kind: K, id: string, action: string, input?: object, options?: ChangeOptions): Promise<Kept<K>>
  settings<S extends keyof Settings>(name: S, signal?: AbortSignal): Promise<Settings[S]>
  changeSettings<S extends keyof Settings>(name: S, input: object, options?: ChangeOptions): Promise<Settings[S]>
}

/** The most that one page holds. */
export const PAGE_MAX = 500
const ALL_MAX_PAGES = 24

export function queryText(query: object): string {
  const text = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') text.set(name, String(value))
  }
  const whole = text.toString()
  return whole === '' ? '' : `?${whole}`
}

/** A key for a request that may be sent twice, such as by a second press of a button. */
export function requestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function headersOf(options: ChangeOptions = {}): Record<string, string> {
  return {
    ...(options.revision === undefined ? {} : { 'If-Match': `"${options.revision}"` }),
    ...(options.key === undefined ? {} : { 'Idempotency-Key': options.key }),
  }
}

export function createOffice(client: Client): Office {
  const path = (kind: string, ...parts: string[]): string => ['/api/v1', kind, ...parts.map(encodeURIComponent)].join('/')
  const list: Office['list'] = (kind, query, signal) => client.get(path(kind) + queryText(query), signal)

  return {
    list,
    async all(kind, query, signal) {
      const whole = await list(kind, { ...query, limit: PAGE_MAX }, signal)
      for (let pages = 1; whole.next !== null && pages < ALL_MAX_PAGES; pages += 1) {
        const page = await list(kind, { ...query, limit: PAGE_MAX, cursor: whole.next }, signal)
        whole.items.push(...page.items)
        for (const [named, names] of Object.entries(page.names)) whole.names[named] = { ...whole.names[named], ...names }
        whole.next = page.next
        whole.complete &&= page.complete
      }
      return whole
    },
    read: (kind, id, signal) => client.get(path(kind, id), signal),
    make: (kind, input, options) => client.send('POST', path(kind), input, headersOf(options)),
    change: (kind, id, input, options) => client.send('PATCH', path(kind, id), input, headersOf(options)),
    remove: (kind, id, options) => client.send('DELETE', path(kind, id), undefined, headersOf(options)),
    act: (kind, id, action, input = {}, options) =>
      client.send('POST', path(kind, id, action), input, headersOf(options)),
    settings: (name, signal) => client.get(path(name), signal),
    changeSettings: (name, input, options) => client.send('PATCH', path(name), input, headersOf(options)),
  }
}
