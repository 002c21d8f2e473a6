import type { Tap } from '@/api/contract'
import { hasLaterDate, mergeTaps, parseTap, TAP_LIST_MAX } from '@/live/tap_list'

const DATE = '2026-11-23'

function tap(time: string, id = time): Tap {
  return {
    id,
    at: `${DATE}T${time}`,
    kiosk: 'k0001',
    place: '',
    card: 'recognised',
    staff: 's1',
    name: '',
    unit: '',
    unit_name: '',
    verdict: 'on_time',
    late_min: 0,
    early_min: 0,
  }
}

const times = (list: readonly Tap[]): string[] => list.map((one) => one.at.slice(11, 16))

test('a new tap goes to the top, a late one to where its time says', () => {
  const list = [tap('08:40:00.000'), tap('08:30:00.000')]
  expect(times(mergeTaps(list, [tap('08:45:00.000'), tap('08:35:00.000'), tap('07:00:00.000')], DATE))).toEqual([
    '08:45',
    '08:40',
    '08:35',
    '08:30',
    '07:00',
  ])
})

test('what is there already is not doubled', () => {
  const list = [tap('08:40:00.000')]
  const again = tap('08:45:00.000')
  expect(mergeTaps(list, [tap('08:40:00.000'), again, again], DATE)).toHaveLength(2)
})

test('taps of other dates stay out; a later date is noticed', () => {
  const yesterday = { ...tap('17:00:00.000'), at: '2026-11-22T17:00:00.000' }
  const tomorrow = { ...tap('00:00:01.000', 'x'), at: '2026-11-24T00:00:01.000' }
  expect(mergeTaps([], [yesterday, tomorrow], DATE)).toEqual([])
  expect(hasLaterDate([yesterday], DATE)).toBe(false)
  expect(hasLaterDate([yesterday, tomorrow], DATE)).toBe(true)
})

test('never more than the list holds: the oldest leave', () => {
  const list = Array.from({ length: TAP_LIST_MAX }, (_, index) => tap('08:00:00.000', String(TAP_LIST_MAX - index).padStart(6, '0')))
  const merged = mergeTaps(list, [tap('09:00:00.000')], DATE)
  expect(merged).toHaveLength(TAP_LIST_MAX)
  expect(merged[0]?.at).toContain('09:00')
})

test('an event that holds no tap is none', () => {
  expect(parseTap('{')).toBeNull()
  expect(parseTap('null')).toBeNull()
  expect(parseTap('{"id":1,"at":"x"}')).toBeNull()
  expect(parseTap(JSON.stringify(tap('08:00:00.000')))?.id).toBe('08:00:00.000')
})
