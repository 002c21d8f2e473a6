// How a verdict that was replaced by another is told: what it was, what it is, and what did it.
import { useI18n } from 'vue-i18n'
import type { Schemas } from '@/api/office'
import { verdictLook } from '@/verdict'
import { formatDateTime, formatTime, type Language } from './civil'

export type Difference = Schemas['VerdictDifference']

export interface DifferenceWords {
  word(given: Difference['before']): string
  causes(difference: Difference): string
}

export function useDifferenceWords(): DifferenceWords {
  const { t, te, locale } = useI18n()

  function causeText(cause: Difference['causes'][number]): string {
    if (cause.kind === 'tap') return t('history.causeTap', { at: formatTime(cause.at ?? ''), kiosk: cause.kiosk ?? '' })
    const key = `audit.kindName.${cause.kind}`
    const kind = te(key, 'zh-CN') ? t(key) : cause.kind
    return t('history.cause', { kind, author: cause.author ?? '', at: formatDateTime(cause.recorded_at ?? '', locale.value as Language) })
  }

  const wordOf = (word: string): string => (te(`verdict.${word}`, 'zh-CN') ? t(`verdict.${word}`) : word)

  /** What was not well of a session, of which its status says no more than that: late and by how much, gone early, missing. */
  function checksOf({ status, in: came, out: left, late_min: late, early_min: early }: NonNullable<Difference['before']>): string[] {
    if (status !== 'exception') return []
    const checks = [
      { word: came, minutes: late },
      { word: left, minutes: early },
    ]
    return checks.flatMap(({ word, minutes }) => {
      if (word === undefined || !['late', 'bad'].includes(verdictLook(word).tone)) return []
      return [minutes ? `${wordOf(word)} ${t('duration.minutes', { n: minutes })}` : wordOf(word)]
    })
  }

  return {
    word(given) {
      if (given === null || given === undefined) return t('history.nothing')
      const status = given.result ?? given.status ?? ''
      const parts = given.result === undefined ? checksOf(given) : []
      return parts.length > 0 ? parts.join(t('month.listComma')) : wordOf(status)
    },
    causes({ causes }) {
      return causes.length === 0 ? t('history.causeTime') : causes.map(causeText).join(t('month.partComma'))
    },
  }
}
