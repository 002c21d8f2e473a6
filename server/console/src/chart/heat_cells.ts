// What a square of the heat map says and how deep its colour is, as plain data.
import type { Schemas } from '@/api/office'

export type HeatUnit = Schemas['Heat']['units'][number]

export interface HeatCell {
  date: string
  /** Nothing was due: there is no square. */
  none: boolean
  violations: number
  due: number
  /** 0: none, to 4: as many as any unit has on any day. */
  depth: 0 | 1 | 2 | 3 | 4
}

const DEPTHS = 4

const shareOf = ({ violations, due }: { violations: number; due: number }): number => (due === 0 ? 0 : violations / due)

/** The deepest square has the largest share of violations that there is; one with any at all has the lightest colour. */
export function heatCells(units: readonly HeatUnit[], dates: readonly string[]): Map<string, HeatCell[]> {
  const most = Math.max(0, ...units.flatMap(({ days }) => Object.values(days).map(shareOf)))
  return new Map(
    units.map(({ unit, days }) => [
      unit,
      dates.map((date): HeatCell => {
        const day = days[date]
        if (day === undefined || day.due === 0) return { date, none: true, violations: 0, due: 0, depth: 0 }
        const depth = most === 0 ? 0 : (Math.ceil((shareOf(day) / most) * DEPTHS) as HeatCell['depth'])
        return { date, none: false, violations: day.violations, due: day.due, depth }
      }),
    ]),
  )
}
