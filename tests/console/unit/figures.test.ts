import { formatCount, formatRate, formatRateChange } from '@/text/figures'

test('counts have groups, and a dash where there is none', () => {
  expect([0, 999, 11520, null, undefined].map(formatCount)).toEqual(['0', '999', '11,520', '–', '–'])
})

test('rate is hundredths of a percent', () => {
  expect([10000, 9873, 5, 0, null].map(formatRate)).toEqual(['100.00%', '98.73%', '0.05%', '0.00%', '–'])
})

test('a change of rate carries its sign', () => {
  expect([32, -5, 0].map(formatRateChange)).toEqual(['+0.32', '−0.05', '0.00'])
})
