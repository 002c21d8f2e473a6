import { daysBefore, formatDate, formatDateTime, formatMonth, formatTime, isMonth } from '@/text/civil'

test('time is cut out of the text, seconds and milliseconds dropped', () => {
  expect(formatTime('2026-11-23T08:47:59.999')).toBe('08:47')
  expect(formatTime('2026-11-23T00:00:00')).toBe('00:00')
  expect(formatTime('')).toBe('')
})

test('date has the weekday of the site, whatever the zone of the browser', () => {
  const zone = process.env['TZ']
  try {
    for (const other of ['Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
      process.env['TZ'] = other
      expect(formatDate('2026-11-23', 'zh-CN')).toBe('11月23日 周一')
      expect(formatDate('2026-11-23', 'en')).toBe('Mon 23 Nov')
      expect(formatDate('2028-02-29T23:59:59', 'zh-CN')).toBe('2月29日 周二')
    }
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
})

test('date and time together', () => {
  expect(formatDateTime('2026-11-22T17:55:00', 'zh-CN')).toBe('11月22日 周日 17:55')
  expect(formatDateTime('2026-11-22T17:55:00', 'en')).toBe('Sun 22 Nov 17:55')
})

test('month', () => {
  expect(formatMonth('2026-03', 'zh-CN')).toBe('2026年3月')
  expect(formatMonth('2026-03', 'en')).toBe('March 2026')
  expect(['2026-01', '2026-12', '2026-00', '2026-13', '2026-1', 'x'].map(isMonth)).toEqual([true, true, false, false, false, false])
})

test('text that is no date stays as it came', () => {
  expect(formatDate('soon', 'zh-CN')).toBe('soon')
  expect(formatMonth('', 'en')).toBe('')
})

test('days before cross months and years', () => {
  expect(daysBefore('2026-11-23', 1)).toBe('2026-11-22')
  expect(daysBefore('2028-03-01', 1)).toBe('2028-02-29')
  expect(daysBefore('2027-01-03', 12)).toBe('2026-12-22')
})
