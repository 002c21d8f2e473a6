// What a table is told: its columns, and in which order its rows stand.
import { textPx } from '@/text/text_width'

export interface Column<Row> {
  key: string
  label: string
  /** Fixed width in px; columns without one share what is left, at least minPx each (less on a phone). */
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
const NARROW_SHARE = 0.7
const COLUMN_MIN_PX = 60
const COLLATOR = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { numeric: true })

/** The width below which a table of these columns scrolls sideways; on a phone names give way first. */
export function tableMinPx<Row>(columns: readonly Column<Row>[], screen: 'narrow' | 'wide'): number {
  const share = screen === 'narrow' ? NARROW_SHARE : 1
  return columns.reduce((sum, { widthPx, minPx }) => sum + (widthPx ?? (minPx ?? FLEXIBLE_MIN_PX) * share), 0)
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
