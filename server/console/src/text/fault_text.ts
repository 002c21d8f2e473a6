// What the server says of a field, in the reader's language. Its sentences are few and fixed; one that
// is not known here is shown as it came, so that nothing is hidden.
import type { Problem } from '@/api/problem'
import { SENTENCES } from './fault_sentences'
import { problemText } from './problem_text'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** `staff: is not invited` without the field that it begins with. */
function withoutField(detail: string, field: string | undefined): string {
  const start = `${field ?? ''}: `
  return field !== undefined && detail.startsWith(start) ? detail.slice(start.length) : detail
}

/** A sentence of the server's in words; null where it is not known. */
export function knownFault(sentence: string, t: Translate): string | null {
  for (const [pattern, key] of SENTENCES) {
    const match = pattern.exec(sentence)
    if (match === null) continue
    const values: Record<string, unknown> = { ...match.groups }
    if (typeof values['rank'] === 'string') values['rank'] = t(`rank.${values['rank']}`)
    return t(key, values)
  }
  return null
}

export function faultText(problem: Problem, t: Translate): string {
  const sentence = withoutField(problem.detail ?? '', problem.field)
  const known = knownFault(sentence, t)
  if (known !== null) return known
  return sentence === '' ? t('fault.other') : t('fault.as', { detail: sentence })
}

/** Why something was not done: the server's own sentence where it is known, else what became of the call. */
export function refusalText(problem: Problem, t: Translate): string {
  const known = knownFault(withoutField(problem.detail ?? '', problem.field), t)
  return known ?? (problem.status === 422 ? faultText(problem, t) : problemText(problem, t))
}
