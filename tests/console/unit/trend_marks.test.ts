import { BARS_HEIGHT_PX, BARS_TOP_PX, LINE_HEIGHT_PX, LINE_TOP_PX, rateSpan, trendMarks } from '@/chart/trend_marks'

const series = (rates: (number | null)[], violations: number[]) => ({ name: '全县', rates, violations })

test('bars begin at zero, and the highest fills their room', () => {
  const one = series([9000, 9500], [10, 5])
  const { bars } = trendMarks(one, [one], 200)
  expect(bars.map(({ heightPx }) => heightPx)).toEqual([BARS_HEIGHT_PX, BARS_HEIGHT_PX / 2])
  expect(bars.map(({ y, heightPx }) => y + heightPx)).toEqual([BARS_TOP_PX + BARS_HEIGHT_PX, BARS_TOP_PX + BARS_HEIGHT_PX])
})

test('a line is broken where nothing was due', () => {
  const one = series([9000, null, 9500, 9600], [1, 0, 1, 1])
  expect(trendMarks(one, [one], 400).lines.map((piece) => piece.length)).toEqual([1, 2])
})

test('lines of two series have one scale, and small differences stay small', () => {
  expect(rateSpan([series([9900, 9910], [])])).toEqual({ low: 9710, high: 9910 })
  const low = series([9000], [1])
  const high = series([9500], [1])
  expect(trendMarks(high, [low, high], 100).lines[0]?.[0]?.y).toBe(LINE_TOP_PX)
  expect(trendMarks(low, [low, high], 100).lines[0]?.[0]?.y).toBe(LINE_TOP_PX + LINE_HEIGHT_PX)
})

test('where labels would run into each other the first, the last and the lowest stay', () => {
  const rates = [9500, 9510, 9520, 9530, 9100, 9540, 9550, 9560, 9570]
  const labels = (widthPx: number) => {
    const one = series(rates, rates.map(() => 0))
    return trendMarks(one, [one], widthPx).lines.flat().filter(({ label }) => label !== '').map(({ label }) => label)
  }
  expect(labels(900)).toHaveLength(9)
  expect(labels(260)).toEqual(['95.00%', '91.00%', '95.70%'])
})

test('no month at all draws nothing', () => {
  const one = series([], [])
  expect(trendMarks(one, [one], 300)).toMatchObject({ lines: [], bars: [] })
})
