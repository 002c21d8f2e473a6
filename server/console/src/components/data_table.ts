// What a table is told: its columns, and in which order its rows stand.
import { textPx } from '@/text/text_width'

export interface Column<Row> {
  key: string
  label: string
  /** Fixed width in px; columns without one share what is left by their minPx, which each has at least. */
  widthPx?: number
  minPx?: number
  align?: 'start' | 'end'
  /** What the cell says where the page gives no slot for it. */
  text?: (row: Row) => string
  /** By what it is sorted; a column without this is not. */
  sort?: (row: Row) => number | string
}

export interface SortOrder {
  key: string
  descending: boolean
}

const FLEXIBLE_MIN_PX = 140
const STAYING_SHARE = 0.8
const COLUMN_MIN_PX = 60
const COLLATOR = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { numeric: true })

/** Every column's width where the table has so much room; more than that together where it scrolls sideways. On a phone the
 * first column stays in sight, so it gives way to the others. */
export function columnsPx<Row>(columns: readonly Column<Row>[], roomPx: number, screen: 'narrow' | 'wide'): number[] {
  const least = columns.map(({ widthPx, minPx }, at) => (
    widthPx ?? (minPx ?? FLEXIBLE_MIN_PX) * (at === 0 && screen === 'narrow' ? STAYING_SHARE : 1)
  ))
  const sum = (numbers: readonly number[]): number => numbers.reduce((whole, one) => whole + one, 0)
  const flexible = sum(least.filter((_, at) => columns[at]?.widthPx === undefined))
  const spare = Math.max(0, roomPx - sum(least))
  return columns.map(({ widthPx }, at) => widthPx ?? (least[at] ?? 0) * (1 + spare / flexible))
}

/** The width of a column that its head decides: with room for the sort arrow where it is sorted. */
export function headPx(label: string, kind: 'sorted' | 'plain'): number {
  return Math.max(COLUMN_MIN_PX, textPx(label) + (kind === 'sorted' ? 42 : 24))
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return COLLATOR.compare(String(a), String(b))
}

/** Rows in order; those that are equal stay as the server had them. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: SortOrder | null): Row[] {
  const value = columns.find((column) => column.key === order?.key)?.sort
  if (order === null || value === undefined) return [...rows]
  const sign = order.descending ? -1 : 1
  return [...rows].sort((a, b) => sign * compare(value(a), value(b)))
}

/** `-late` in an address is: by late, the most first. */
export function parseSort(text: unknown): SortOrder | null {
  if (typeof text !== 'string' || text === '' || text === '-') return null
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false }
}

export function formatSort(order: SortOrder | null): string | undefined {
  return order === null ? undefined : `${order.descending ? '-' : ''}${order.key}`
}

/** What a click on a column's head does: numbers begin with the most, words with A; then the other way; then not at all. */
export function nextSort<Row>(column: Column<Row>, sample: Row | undefined, order: SortOrder | null): SortOrder | null {
  const startsDescending = sample !== undefined && typeof column.sort?.(sample) === 'number'
  if (order?.key !== column.key) return { key: column.key, descending: startsDescending }
  return order.descending === startsDescending ? { key: column.key, descending: !startsDescending } : null
}
