// A year as months of weeks, for showing which dates are worked. Dates are text; no time zone.

export interface YearDay {
  date: string
  day: number
  /** 1 = Monday … 7 = Sunday. */
  weekday: number
}

export interface YearMonth {
  month: number
  /** Weeks of seven, null before the first and after the last day. */
  weeks: (YearDay | null)[][]
}

const WEEK = 7

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

export function monthsOf(year: number): YearMonth[] {
  return Array.from({ length: 12 }, (_, index) => {
    const days = new Date(Date.UTC(year, index + 1, 0)).getUTCDate()
    const first = new Date(Date.UTC(year, index, 1)).getUTCDay() || WEEK
    const cells: (YearDay | null)[] = Array<null>(first - 1).fill(null)
    for (let day = 1; day <= days; day += 1) {
      cells.push({ date: `${year}-${pad(index + 1)}-${pad(day)}`, day, weekday: ((first + day - 2) % WEEK) + 1 })
    }
    while (cells.length % WEEK !== 0) cells.push(null)
    return {
      month: index + 1,
      weeks: Array.from({ length: cells.length / WEEK }, (__, week) => cells.slice(week * WEEK, week * WEEK + WEEK)),
    }
  })
}
