import { dayViolations, dayWord, type DayRecord } from '@/pages/record/day_word'

function day(...[session, ...attendees]: { word: string; gravity: number; violations: number }[]): DayRecord {
  const sessions = session === undefined ? [] : [session]
  return { date: '2026-11-23', sessions, meetings: attendees.map((attendee) => ({ attendee })) } as unknown as DayRecord
}

test('a day has the word of its gravest verdict, as the server weighs them', () => {
  expect(dayWord(day({ word: 'normal', gravity: 4, violations: 0 }, { word: 'late', gravity: 8, violations: 1 }))).toBe('late')
  expect(dayWord(day({ word: 'leave', gravity: 2, violations: 0 }))).toBe('leave')
})

test('a day on which nothing was due has none', () => {
  expect(dayWord(day({ word: 'none', gravity: 0, violations: 0 }))).toBe('')
  expect(dayWord({ date: '2026-11-23', sessions: [], meetings: [] })).toBe('')
})

test('violations are added as the server counts them', () => {
  expect(dayViolations(day({ word: 'missing', gravity: 10, violations: 2 }, { word: 'late', gravity: 8, violations: 1 }))).toBe(3)
})
