// What of a meeting is sent: everything of a new one, of a changed one what differs; and what is kept meanwhile.
import { nextTick, reactive, effectScope } from 'vue'
import { forgetDrafts, useKeptDraft } from '@/form/kept_draft'
import { changedMembers, draftFaults, draftFrom, emptyDraft, meetingInput } from '@/pages/meetings/meeting_draft'

const kept = {
  id: 'm1', revision: '1.1', title: '例会', start: '2026-11-30T09:00:00', end: '2026-11-30T10:00:00', room: '三楼',
  late_grace_min: 5, invite: { units: ['u1'] },
}
const key = (name: string): string => name

test('a meeting that is opened and saved changes nothing', () => {
  expect(changedMembers(meetingInput(draftFrom(kept, kept.start)), meetingInput(draftFrom(kept, kept.start)))).toEqual({})
})

test('what differs is sent, and what was emptied is taken away', () => {
  const draft = draftFrom(kept, kept.start)
  const before = meetingInput(draft)
  draft.room = ' '
  draft.terms.late_grace_min = ''
  draft.staff = ['s1']
  draft.minutes = 90
  expect(changedMembers(before, meetingInput(draft))).toEqual({
    room: null, late_grace_min: null, end: '2026-11-30T10:30:00', invite: { units: ['u1'], staff: ['s1'] },
  })
})

test('a series is looked at before it is sent', () => {
  const draft = { ...emptyDraft('2026-11-30T09:00:00'), title: 'x', staff: ['s1'] }
  expect(draftFaults(draft, key)).toEqual({})
  expect(Object.keys(draftFaults({ ...draft, times: 62 }, key))).toEqual(['count'])
  expect(Object.keys(draftFaults({ ...draft, times: 2, everyDays: 0 }, key))).toEqual(['every_days'])
  expect(Object.keys(draftFaults(emptyDraft(''), key))).toEqual(['title', 'start', 'attendees'])
})

describe('a draft outlives its page', () => {
  const stored = new Map<string, string>()
  const storage = new Proxy({
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, text: string) => void stored.set(name, text),
    removeItem: (name: string) => void stored.delete(name),
  }, { ownKeys: () => [...stored.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) })
  beforeEach(() => {
    stored.clear()
    vi.stubGlobal('sessionStorage', storage)
  })
  afterEach(() => vi.unstubAllGlobals())

  function open(account: string) {
    const draft = reactive({ title: '' })
    const scope = effectScope()
    const put = (was: unknown): boolean => Object.assign(draft, was) !== undefined
    const form = scope.run(() => useKeptDraft({ name: 'f', account, read: () => draft, put }))
    if (form === undefined) throw new Error('no form')
    form.begin()
    return { draft, form, scope }
  }

  test('and is there for the same account alone, until it is sent', async () => {
    const one = open('host')
    expect(one.form.restored.value).toBe(false)
    one.draft.title = '例会'
    await nextTick()
    one.scope.stop()
    expect(open('other').draft.title).toBe('')
    const two = open('host')
    expect([two.draft.title, two.form.restored.value]).toEqual(['例会', true])
    two.form.forget()
    expect(open('host').draft.title).toBe('')
  })

  test('what was changed back is no draft, and logging out leaves none', async () => {
    const one = open('host')
    one.draft.title = 'x'
    await nextTick()
    one.draft.title = ''
    await nextTick()
    expect(stored.size).toBe(0)
    one.draft.title = 'y'
    await nextTick()
    forgetDrafts()
    expect(stored.size).toBe(0)
  })
})
