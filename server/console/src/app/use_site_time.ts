// How a page writes moments: in the site's zone and the language of the screen.
import { useI18n } from 'vue-i18n'
import type { Language } from '@/text/civil'
import { formatInstant, instantOf } from '@/text/instant'
import { useSession } from './context'

export interface SiteTime {
  instant(atUtcUs: number | null | undefined): string
  /** Undefined for no text. */
  utcUs(civil: string): number | undefined
}

export function useSiteTime(): SiteTime {
  const session = useSession()
  const { locale } = useI18n()
  const zone = (): string | undefined => session.site.value?.timezone
  return {
    instant: (atUtcUs) => formatInstant(atUtcUs, zone(), locale.value as Language),
    utcUs: (civil) => (civil === '' ? undefined : instantOf(civil, zone() ?? 'UTC')),
  }
}
