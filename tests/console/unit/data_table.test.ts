import { columnsPx, formatSort, nextSort, parseSort, sortRows, type Column } from '@/components/data_table'
import { tableWindow, WHOLE_MAX_ROWS } from '@/components/table_window'

interface Row {
  name: string
  late: number
}

const COLUMNS: Column<Row>[] = [
  { key: 'name', label: '', sort: (row) => row.name },
  { key: 'late', label: '', sort: (row) => row.late },
  { key: 'plain', label: '' },
]
const ROWS: Row[] = [
  { name: '张三', late: 2 },
  { name: '阿里', late: 10 },
  { name: '李四', late: 2 },
]
const names = (rows: readonly Row[]): string => rows.map((row) => row.name).join(' ')

test('numbers sort as numbers, names by pinyin, equal rows stay', () => {
  expect(names(sortRows(ROWS, COLUMNS, { key: 'late', descending: true }))).toBe('阿里 张三 李四')
  expect(names(sortRows(ROWS, COLUMNS, { key: 'name', descending: false }))).toBe('阿里 李四 张三')
})

test('no order, or one by a column that has none, keeps the server’s', () => {
  expect(names(sortRows(ROWS, COLUMNS, null))).toBe('张三 阿里 李四')
  expect(names(sortRows(ROWS, COLUMNS, { key: 'plain', descending: true }))).toBe('张三 阿里 李四')
  expect(names(sortRows(ROWS, COLUMNS, { key: 'unheard-of', descending: true }))).toBe('张三 阿里 李四')
})

test('the order survives the address', () => {
  for (const order of [null, { key: 'late', descending: true }, { key: 'name', descending: false }]) {
    expect(parseSort(formatSort(order))).toEqual(order)
  }
  expect(parseSort(['late'])).toBeNull()
  expect(parseSort('-')).toBeNull()
})

test('clicks on a head: the most first, then the least, then the server’s order', () => {
  const late = COLUMNS[1] as Column<Row>
  const first = nextSort(late, ROWS[0], null)
  const second = nextSort(late, ROWS[0], first)
  expect(first).toEqual({ key: 'late', descending: true })
  expect(second).toEqual({ key: 'late', descending: false })
  expect(nextSort(late, ROWS[0], second)).toBeNull()
  expect(nextSort(COLUMNS[0] as Column<Row>, ROWS[0], second)).toEqual({ key: 'name', descending: false })
})

test('a short table is drawn whole', () => {
  expect(tableWindow(WHOLE_MAX_ROWS, 40, 99_999, 400)).toEqual({ first: 0, end: WHOLE_MAX_ROWS })
})

test('of a long table what is in sight is always drawn, and little more', () => {
  for (let top = 0; top <= 400_000; top += 997) {
    const { first, end } = tableWindow(10_000, 40, top, 600)
    const firstInSight = Math.min(Math.floor(top / 40), 10_000 - 15)
    expect(first).toBeLessThanOrEqual(firstInSight)
    expect(end).toBeGreaterThanOrEqual(Math.min(10_000, firstInSight + 15))
    expect(end - first).toBeLessThanOrEqual(40)
  }
})

test('a scroll position from before the list got shorter still shows rows', () => {
  const { first, end } = tableWindow(200, 40, 300_000, 600)
  expect(end).toBe(200)
  expect(end - first).toBeGreaterThanOrEqual(15)
})

test('columns of words share what is left by what they need, and none has less', () => {
  const columns: Column<Row>[] = [
    { key: 'name', label: '', minPx: 100 }, { key: 'late', label: '', widthPx: 80 }, { key: 'why', label: '', minPx: 200 },
  ]
  expect(columnsPx(columns, 680, 'wide')).toEqual([200, 80, 400])
  expect(columnsPx(columns, 300, 'wide')).toEqual([100, 80, 200])
})

test('on a phone the column that stays gives way, and the others have what they need', () => {
  const columns: Column<Row>[] = [
    { key: 'name', label: '', minPx: 100 }, { key: 'late', label: '', widthPx: 80 }, { key: 'unit', label: '', minPx: 200 },
  ]
  expect(columnsPx(columns, 350, 'narrow')).toEqual([80, 80, 200])
})

test('columns of fixed widths alone keep them', () => {
  expect(columnsPx([{ key: 'late', label: '', widthPx: 80 }] as Column<Row>[], 300, 'wide')).toEqual([80])
})
