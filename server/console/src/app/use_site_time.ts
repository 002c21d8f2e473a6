// How a page writes moments: in the site's zone and the language of the screen.
import { useI18n } from 'vue-i18n'
import type { Language } from '@/text/civil'
import { civilOf, formatInstant, instantOf } from '@/text/instant'
import { useSession } from './context'

export interface SiteTime {
  instant(atUtcUs: number | null | undefined): string
  /** `2026-11-23 08:30:05`, for logs; a dash where nothing is known. */
  second(atUtcUs: number | null | undefined): string
  /** Undefined for no text. */
  utcUs(civil: string): number | undefined
}

export function useSiteTime(): SiteTime {
  const session = useSession()
  const { locale } = useI18n()
  const zone = (): string | undefined => session.site.value?.timezone
  return {
    instant: (atUtcUs) => formatInstant(atUtcUs, zone(), locale.value as Language),
    second: (atUtcUs) => civilOf(atUtcUs, zone()).replace('T', ' ') || '–',
    utcUs: (civil) => (civil === '' ? undefined : instantOf(civil, zone() ?? 'UTC')),
  }
}
