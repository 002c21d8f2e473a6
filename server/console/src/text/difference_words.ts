// How a verdict that was replaced by another is told: what it was, what it is, and what did it.
import { useI18n } from 'vue-i18n'
import type { Schemas } from '@/api/office'
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

  return {
    word(given) {
      if (given === null || given === undefined) return t('history.nothing')
      const text = given.result ?? given.status ?? ''
      const key = `verdict.${text}`
      return te(key, 'zh-CN') ? t(key) : text
    },
    causes({ causes }) {
      return causes.length === 0 ? t('history.causeTime') : causes.map(causeText).join(t('month.partComma'))
    },
  }
}
