// What is filled in for a meeting, and how it goes to the server.
import type { Kinds, Kept } from '@/api/office'
import { addMinutes } from '@/text/civil'

export const RANKS = ['head', 'deputy', 'section_head', 'staff'] as const

/** Minutes that a meeting may set for itself; empty: as the policy has it. */
export const TERMS = ['signin_open_min', 'late_grace_min', 'leave_deadline_min', 'substitute_deadline_min'] as const
export type Term = (typeof TERMS)[number]

export interface MeetingDraft {
  title: string
  room: string
  start: string
  minutes: number
  kiosks: string[]
  units: string[]
  ranks: string[]
  groups: string[]
  staff: string[]
  optional: string[]
  except: string[]
  agenda: string
  terms: Record<Term, string>
  signout: '' | 'none' | 'required'
  everyDays: number
  times: number
}

export function emptyDraft(start: string): MeetingDraft {
  return {
    title: '', room: '', start, minutes: 60, kiosks: [], units: [], ranks: [], groups: [], staff: [], optional: [], except: [], agenda: '',
    terms: { signin_open_min: '', late_grace_min: '', leave_deadline_min: '', substitute_deadline_min: '' },
    signout: '', everyDays: 7, times: 1,
  }
}

/** As last time: everything but when. Who was invited one by one is invited one by one again. */
export function draftFrom(meeting: Kept<'meetings'>, start: string): MeetingDraft {
  const draft = emptyDraft(start)
  const invite = meeting.invite ?? {}
  const listed = meeting.invite === undefined ? (meeting.attendees ?? []) : []
  const terms = TERMS.map((term) => [term, meeting[term] === undefined ? '' : String(meeting[term])])
  const lasts = (Date.parse(`${meeting.end}Z`) - Date.parse(`${meeting.start}Z`)) / 60_000
  return {
    ...draft,
    title: meeting.title,
    room: meeting.room ?? '',
    minutes: lasts,
    kiosks: meeting.kiosks ?? [],
    units: invite.units ?? [],
    ranks: invite.ranks ?? [],
    groups: invite.groups ?? [],
    staff: [...(invite.staff ?? []), ...listed.filter(({ role }) => role === 'required').map(({ staff }) => staff)],
    optional: [...(invite.optional ?? []), ...listed.filter(({ role }) => role === 'optional').map(({ staff }) => staff)],
    except: invite.except ?? [],
    agenda: meeting.agenda ?? '',
    terms: Object.fromEntries(terms) as Record<Term, string>,
    signout: meeting.signout ?? '',
  }
}

type Input = Kinds['meetings']

/** The members in which two inputs differ; null takes one away. */
export function changedMembers(before: Input, after: Input): { [M in keyof Input]?: Input[M] | null } {
  const was: Record<string, unknown> = { ...before }
  const is: Record<string, unknown> = { ...after }
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changed = names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
  return Object.fromEntries(changed.map((name) => [name, is[name] ?? null]))
}

const SERIES_MAX = { times: 61, everyDays: 366 } as const

/** What is seen to be wrong before anything is sent: member → words. */
export function draftFaults(draft: MeetingDraft, t: (key: string, values?: Record<string, unknown>) => string): Record<string, string> {
  const found: Record<string, string> = {}
  const isFrom1 = (value: number, max: number): boolean => Number.isInteger(value) && value >= 1 && value <= max
  if (draft.title.trim() === '') found['title'] = t('fault.missing')
  if (draft.start === '') found['start'] = t('fault.missing')
  if (!hasInvited(draft)) found['attendees'] = t('fault.nobodyInvited')
  for (const term of TERMS) if (!/^\d{0,6}$/.test(draft.terms[term])) found[term] = t('fault.number')
  const { times, everyDays } = SERIES_MAX
  if (!isFrom1(draft.times, times)) found['count'] = t('fault.between', { low: 1, high: times })
  if (draft.times > 1 && !isFrom1(draft.everyDays, everyDays)) found['every_days'] = t('fault.between', { low: 1, high: everyDays })
  return found
}

export function hasInvited(draft: MeetingDraft): boolean {
  return draft.units.length + draft.ranks.length + draft.groups.length + draft.staff.length + draft.optional.length > 0
}

export function meetingInput(draft: MeetingDraft): Input {
  const { units, ranks, groups, staff, optional, except } = draft
  const lists = { units, ranks, groups, staff, optional, except }
  const terms = Object.fromEntries(TERMS.filter((term) => draft.terms[term] !== '').map((term) => [term, Number(draft.terms[term])]))
  return {
    title: draft.title.trim(),
    start: draft.start,
    end: addMinutes(draft.start, draft.minutes),
    invite: Object.fromEntries(Object.entries(lists).filter(([, ids]) => ids.length > 0)),
    ...(draft.room.trim() === '' ? {} : { room: draft.room.trim() }),
    ...(draft.agenda.trim() === '' ? {} : { agenda: draft.agenda.trim() }),
    ...(draft.kiosks.length === 0 ? {} : { kiosks: draft.kiosks }),
    ...(draft.signout === '' ? {} : { signout: draft.signout }),
    ...terms,
  }
}

/** Names, one a line or with commas between, out of a pasted list or a file. */
export function namesIn(text: string): string[] {
  const names = text.split(/[\n\r,，、;；\t]+/).map((name) => name.replace(/^\uFEFF/, '').trim()).filter((name) => name !== '')
  return [...new Set(names)]
}

export interface Matched {
  found: { id: string; name: string }[]
  unknown: string[]
  /** Several people of one name. */
  several: { name: string; people: { id: string; unit: string }[] }[]
}

/** Whom the names are, by the whole name or the number. */
export function matchNames(names: readonly string[], people: readonly { id: string; name: string; unit: string }[]): Matched {
  const byName = new Map<string, { id: string; name: string; unit: string }[]>()
  for (const person of people) byName.set(person.name, [...(byName.get(person.name) ?? []), person])
  const byId = new Map(people.map((person) => [person.id, person]))
  const matched: Matched = { found: [], unknown: [], several: [] }
  for (const name of names) {
    const same = byName.get(name.replace(/\s/g, '')) ?? byName.get(name) ?? []
    const one = byId.get(name) ?? (same.length === 1 ? same[0] : undefined)
    if (one !== undefined) matched.found.push({ id: one.id, name: one.name })
    else if (same.length > 1) matched.several.push({ name, people: same.map(({ id, unit }) => ({ id, unit })) })
    else matched.unknown.push(name)
  }
  return matched
}
