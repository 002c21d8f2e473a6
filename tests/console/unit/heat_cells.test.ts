import { heatCells } from '@/chart/heat_cells'

const DATES = ['2026-10-08', '2026-10-09', '2026-10-10']
const unit = (code: string, days: Record<string, [number, number]>) => ({
  unit: code,
  name: code,
  days: Object.fromEntries(Object.entries(days).map(([date, [due, violations]]) => [date, { due, on_time: due - violations, violations }])),
})

test('colour follows the share of violations, not their number', () => {
  const cells = heatCells([unit('large', { '2026-10-08': [100, 10] }), unit('small', { '2026-10-08': [10, 4] })], DATES)
  expect(cells.get('small')?.[0]).toMatchObject({ violations: 4, depth: 4 })
  expect(cells.get('large')?.[0]).toMatchObject({ violations: 10, depth: 1 })
})

test('a day without sessions has no square, one without violations the lightest', () => {
  const cells = heatCells([unit('a', { '2026-10-08': [20, 0], '2026-10-09': [0, 0], '2026-10-10': [20, 1] })], DATES)
  expect(cells.get('a')?.map(({ none, depth }) => [none, depth])).toEqual([[false, 0], [true, 0], [false, 4]])
})

test('a month without any violation has no colour at all', () => {
  expect(heatCells([unit('a', { '2026-10-08': [20, 0] })], DATES).get('a')?.[0]?.depth).toBe(0)
})
