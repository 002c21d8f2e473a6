// Dates and times as the server sends them: local to the site, `YYYY-MM-DDTHH:MM:SS…`. They are cut
// out of the text and never go through the browser's time zone.

const DATE = /^(\d{4})-(\d{2})-(\d{2})/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})/
const MONTH = /^(\d{4})-(\d{2})$/

const ZH_WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const EN_WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const EN_FULL_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAY_MS = 86_400_000

export type Language = 'zh-CN' | 'en'

interface CivilDate {
  year: number
  month: number
  day: number
}

function parseDate(text: string): CivilDate | null {
  const match = DATE.exec(text)
  if (match === null) return null
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
}

function weekdayOf(date: CivilDate): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()
}

/** `08:47` of a date-time; the text itself where it is none. */
export function formatTime(dateTime: string): string {
  return DATE_TIME.exec(dateTime)?.[1] ?? dateTime
}

/** `08:47:05.120` of a date-time, as much of it as there is. */
export function formatSecond(dateTime: string): string {
  return dateTime.slice(11)
}

/** `11月23日 周一`, `Mon 23 Nov`. */
export function formatDate(text: string, language: Language): string {
  const date = parseDate(text)
  if (date === null) return text
  const weekday = weekdayOf(date)
  if (language === 'zh-CN') return `${date.month}月${date.day}日 ${ZH_WEEKDAYS[weekday]}`
  return `${EN_WEEKDAYS[weekday]} ${date.day} ${EN_MONTHS[date.month - 1]}`
}

/** `11月23日 周一 08:47`, `Mon 23 Nov 08:47`. */
export function formatDateTime(text: string, language: Language): string {
  return `${formatDate(text, language)} ${formatTime(text)}`
}

/** `2026年11月`, `November 2026`. */
export function formatMonth(text: string, language: Language): string {
  const match = MONTH.exec(text)
  if (match === null) return text
  const month = Number(match[2])
  return language === 'zh-CN' ? `${match[1]}年${month}月` : `${EN_FULL_MONTHS[month - 1]} ${match[1]}`
}

export function isMonth(text: string): boolean {
  const match = MONTH.exec(text)
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 12
}

/** The date so many days before, as `YYYY-MM-DD`. */
export function daysBefore(text: string, days: number): string {
  const date = parseDate(text)
  if (date === null) return text
  const moved = new Date(Date.UTC(date.year, date.month - 1, date.day) - days * DAY_MS)
  return moved.toISOString().slice(0, 10)
}

/** The first and the last date of a month `YYYY-MM`. */
export function monthSpan(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, '0')}` }
}

/** Every date of a month. */
export function monthDates(month: string): string[] {
  const days = Number(monthSpan(month).to.slice(8))
  return Array.from({ length: days }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`)
}

/** So many months later, or earlier, as `YYYY-MM`. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)
}

/** So many minutes later, as date and time. */
export function addMinutes(dateTime: string, minutes: number): string {
  return new Date(Date.parse(`${dateTime.slice(0, 19)}Z`) + minutes * 60_000).toISOString().slice(0, 19)
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(text: string): number {
  const date = parseDate(text)
  return date === null ? 1 : ((weekdayOf(date) + 6) % 7) + 1
}

/** `11月23日 周一 08:30 – 12:00`; the second date only where it is another one. */
export function formatSpan(from: string, to: string, language: Language): string {
  const end = from.slice(0, 10) === to.slice(0, 10) ? formatTime(to) : formatDateTime(to, language)
  return `${formatDateTime(from, language)} – ${end}`
}
