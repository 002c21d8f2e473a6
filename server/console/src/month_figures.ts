// The figures of a month by the names that the rules give them: which stand in a table, and which
// verdict's colour each has.
import type { Figure, Figures } from '@/api/contract'
import type { Tone } from '@/verdict'

/** What `violations` adds up, in the rules' order. */
export const BREACHES: readonly Figure[] = [
  'late',
  'early',
  'missing',
  'absent',
  'meetings_late',
  'meetings_absent',
  'meetings_leave_late',
  'meetings_unapproved_substitute',
  'meetings_left_early',
]

const TONES: Partial<Record<Figure, Tone>> = {
  late: 'late',
  early: 'late',
  missing: 'bad',
  absent: 'bad',
  meetings_late: 'late',
  meetings_absent: 'bad',
  meetings_leave_late: 'bad',
  meetings_unapproved_substitute: 'bad',
  meetings_left_early: 'late',
}

export function figureTone(figure: Figure): Tone {
  return TONES[figure] ?? 'plain'
}

export function figureOf(figures: Figures, figure: Figure): number {
  return figures[figure] ?? 0
}

/** The breaches that there were any of. */
export function breachesOf(figures: Figures): { figure: Figure; count: number }[] {
  return BREACHES.map((figure) => ({ figure, count: figureOf(figures, figure) })).filter(({ count }) => count > 0)
}
