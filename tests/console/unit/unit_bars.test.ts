import type { UnitFigures } from '@/api/contract'
import { fittingLabel, unitBars } from '@/chart/unit_bars'

const unit = (name: string, fields: Partial<UnitFigures>): UnitFigures => ({
  unit: name,
  name,
  headcount: 10,
  provisional: 0,
  rate_bp: 9900,
  rank: 1,
  rank_change: 0,
  ...fields,
})
const UNITS = [
  unit('a', { late: 3, absent: 1, violations: 4 }),
  unit('b', { rate_bp: null, rank: null, late: 8, violations: 8 }),
]
const WORDS = { rate: '守时率', figure: (figure: string): string => figure }

test('rates stand on an axis from 0 to 100, with the server’s number behind', () => {
  const bars = unitBars(UNITS, 'rate', WORDS)
  expect(bars.max).toBe(100)
  expect(bars.series.map((series) => series.bars.map((bar) => bar.value))).toEqual([[99, 0]])
  expect(bars.totals).toEqual(['99.00%', '–'])
})

test('breaches are stacked by kind in the verdict’s colour; kinds that nobody has are left out', () => {
  const bars = unitBars(UNITS, 'violations', WORDS)
  expect(bars.series.map((series) => [series.name, series.tone])).toEqual([
    ['late', 'late'],
    ['absent', 'bad'],
  ])
  expect(bars.max).toBe(8)
  expect(bars.totals).toEqual(['4', '8'])
})

test('a month without any breach still has an axis', () => {
  expect(unitBars([unit('a', {})], 'violations', WORDS)).toMatchObject({ max: 1, series: [], totals: ['0'] })
})

test('a label is as long as its segment allows', () => {
  const bar = { value: 4, label: '迟到 4' }
  expect(fittingLabel(bar, 20)).toBe('迟到 4')
  expect(fittingLabel(bar, 5)).toBe('4')
  expect(fittingLabel(bar, 2)).toBe('')
  expect(fittingLabel({ value: 0, label: '迟到 0' }, 100)).toBe('')
})
