// Where the marks of a trend stand: rates as a line above, violations as bars from zero below, a month a
// column. Plain numbers; TrendChart draws them.
import { formatCount, formatRate } from '@/text/figures'
import { textPx } from '@/text/text_width'

export interface TrendSeries {
  name: string
  rates: readonly (number | null)[]
  violations: readonly number[]
}

export interface Mark {
  x: number
  y: number
  label: string
}

export interface BarMark extends Mark {
  heightPx: number
}

export interface TrendMarks {
  columnPx: number
  /** Pieces of the line: it is broken where nothing was due. */
  lines: Mark[][]
  bars: BarMark[]
}

export const LINE_TOP_PX = 42
export const LINE_HEIGHT_PX = 110
export const BARS_TOP_PX = 206
export const BARS_HEIGHT_PX = 90
const LABEL_AIR_PX = 8
const SPAN_MIN_BP = 200
/** A few months do not fill a wide screen. */
const COLUMN_MAX_PX = 120

/** The rates between which the line moves: of all series, so that they can be compared. */
export function rateSpan(all: readonly TrendSeries[]): { low: number; high: number } {
  const known = all.flatMap(({ rates }) => rates.filter((rate): rate is number => rate !== null))
  if (known.length === 0) return { low: 0, high: 10_000 }
  const high = Math.max(...known)
  return { low: Math.min(Math.min(...known), high - SPAN_MIN_BP), high }
}

/** Labels that would run into each other are left out, all but the first, the last and the lowest. */
function keptLabels(rates: readonly (number | null)[], columnPx: number): Set<number> {
  const known = rates.map((rate, at) => ({ rate, at })).filter(({ rate }) => rate !== null)
  const widest = Math.max(0, ...known.map(({ rate }) => textPx(formatRate(rate))))
  if (widest + LABEL_AIR_PX <= columnPx) return new Set(known.map(({ at }) => at))
  const lowest = known.reduce((least, one) => ((one.rate ?? 0) < (least?.rate ?? Infinity) ? one : least), known[0])
  const kept = new Set([known[0]?.at ?? 0, known.at(-1)?.at ?? 0])
  const room = Math.ceil((widest + LABEL_AIR_PX) / columnPx)
  if (lowest !== undefined && [...kept].every((at) => Math.abs(at - lowest.at) >= room)) kept.add(lowest.at)
  return kept
}

export function trendMarks(series: TrendSeries, all: readonly TrendSeries[], widthPx: number): TrendMarks {
  const count = Math.max(1, series.rates.length)
  const columnPx = Math.min(COLUMN_MAX_PX, widthPx / count)
  const { low, high } = rateSpan(all)
  const kept = keptLabels(series.rates, columnPx)
  const lines: Mark[][] = [[]]
  series.rates.forEach((rate, at) => {
    if (rate === null) {
      lines.push([])
      return
    }
    const share = high === low ? 1 : (rate - low) / (high - low)
    lines.at(-1)?.push({
      x: (at + 0.5) * columnPx,
      y: LINE_TOP_PX + (1 - share) * LINE_HEIGHT_PX,
      label: kept.has(at) ? formatRate(rate) : '',
    })
  })
  const most = Math.max(1, ...series.violations)
  const bars = series.violations.map((number, at): BarMark => {
    const heightPx = (number / most) * BARS_HEIGHT_PX
    const label = formatCount(number)
    return {
      x: (at + 0.5) * columnPx,
      y: BARS_TOP_PX + BARS_HEIGHT_PX - heightPx,
      heightPx,
      label: textPx(label) <= columnPx ? label : '',
    }
  })
  return { columnPx, lines: lines.filter((piece) => piece.length > 0), bars }
}
