// A Problem in the reader's words.
import type { Problem } from '@/api/problem'

type Translate = (key: string, values?: Record<string, unknown>) => string

const KEYS: Readonly<Record<string, string>> = {
  network: 'problem.network',
  timeout: 'problem.timeout',
  format: 'problem.format',
  session: 'problem.session',
  month: 'problem.month',
  locked: 'problem.locked',
  changed: 'form.changed',
  state: 'form.conflict',
  unfinished: 'monthEnd.unfinished',
}

export function problemText(problem: Problem, t: Translate): string {
  const key = KEYS[problem.word] ?? (problem.status === 403 ? 'problem.forbidden' : undefined)
  return key === undefined ? t('problem.other', { word: problem.word }) : t(key)
}

/** `40 秒`, `15 分钟`: rounded up, so that nobody comes back too early. */
export function durationText(seconds: number, t: Translate): string {
  if (seconds < 90) return t('duration.seconds', { n: Math.ceil(seconds) })
  return t('duration.minutes', { n: Math.ceil(seconds / 60) })
}
