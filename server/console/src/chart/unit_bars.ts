// What the chart of the units shows, as plain data: the drawing library's options are made from it.
import type { Figure, UnitFigures } from '@/api/contract'
import { BREACHES, figureOf, figureTone } from '@/month_figures'
import { formatCount, formatRate } from '@/text/figures'
import { textPx } from '@/text/text_width'
import type { Tone } from '@/verdict'

export type UnitMetric = 'rate' | 'violations'

const LABEL_EDGE_PX = 6

export interface Bar {
  value: number
  /** '' where the total behind the bar says it all. */
  label: string
}

export interface BarSeries {
  name: string
  tone: Tone
  bars: Bar[]
}

export interface UnitBars {
  names: string[]
  /** Where the axis ends; it always begins at zero. */
  max: number
  series: BarSeries[]
  /** Written behind each unit's bar. */
  totals: string[]
}

/** What a segment says by itself: its words if they fit into it, else its number, else nothing. */
export function fittingLabel(bar: Bar | undefined, pxPerUnit: number): string {
  if (bar === undefined || bar.label === '') return ''
  const roomPx = bar.value * pxPerUnit - LABEL_EDGE_PX
  const short = formatCount(bar.value)
  return [bar.label, short].find((text) => textPx(text) <= roomPx) ?? ''
}

function rateBars(units: readonly UnitFigures[], name: string): UnitBars {
  return {
    names: units.map((unit) => unit.name),
    max: 100,
    series: [{ name, tone: 'good', bars: units.map((unit) => ({ value: (unit.rate_bp ?? 0) / 100, label: '' })) }],
    totals: units.map((unit) => formatRate(unit.rate_bp)),
  }
}

function violationBars(units: readonly UnitFigures[], figureName: (figure: Figure) => string): UnitBars {
  const max = Math.max(1, ...units.map((unit) => figureOf(unit, 'violations')))
  const label = (figure: Figure, count: number): string => `${figureName(figure)} ${formatCount(count)}`
  return {
    names: units.map((unit) => unit.name),
    max,
    series: BREACHES.filter((figure) => units.some((unit) => figureOf(unit, figure) > 0)).map((figure) => ({
      name: figureName(figure),
      tone: figureTone(figure),
      bars: units.map((unit) => ({ value: figureOf(unit, figure), label: label(figure, figureOf(unit, figure)) })),
    })),
    totals: units.map((unit) => formatCount(figureOf(unit, 'violations'))),
  }
}

export function unitBars(
  units: readonly UnitFigures[],
  metric: UnitMetric,
  words: { rate: string; figure: (figure: Figure) => string },
): UnitBars {
  return metric === 'rate' ? rateBars(units, words.rate) : violationBars(units, words.figure)
}
