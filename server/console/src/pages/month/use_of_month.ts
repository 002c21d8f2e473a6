// What a page shows of one month, or of the newest where its address names none: which months there are, and the
// one thing that the page is about.
import { computed, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Problem } from '@/api/problem'
import { useResources } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'
import { isMonth } from '@/text/civil'

export interface OfMonth<T> {
  month: ComputedRef<string | undefined>
  months: ComputedRef<readonly string[]>
  load: Load<T>
  problem: ComputedRef<Problem | null>
  /** Nothing has ever been tapped. */
  nothingYet: ComputedRef<boolean>
  go(month: string): void
  reload(): Promise<void>
}

/** Fetched again whenever what `asked` answers has changed. */
export function useOfMonth<T>(fetcher: (month: string, signal: AbortSignal) => Promise<T>, asked: () => unknown = () => ''): OfMonth<T> {
  const resources = useResources()
  const route = useRoute()
  const router = useRouter()
  const own = route.name
  const known = useLoad<string[]>()
  const load = useLoad<T>()

  const month = computed(() => {
    const wanted = route.params['month']
    return typeof wanted === 'string' && isMonth(wanted) ? wanted : undefined
  })
  const go = (to: string): void => void router.push({ params: { month: to }, query: route.query })

  async function loadMonth(): Promise<void> {
    const wanted = month.value
    if (wanted !== undefined && route.name === own) await load.run((signal) => fetcher(wanted, signal))
  }
  async function reload(): Promise<void> {
    await Promise.all([known.run((signal) => resources.months(signal)), loadMonth()])
  }

  watch([month, asked], () => void loadMonth())
  watch([known.data, month], ([months, wanted]) => {
    const newest = months?.[0]
    if (wanted === undefined && newest !== undefined && route.name === own) {
      void router.replace({ params: { month: newest }, query: route.query })
    }
  })
  void reload()

  return {
    month,
    months: computed(() => known.data.value ?? []),
    load,
    problem: computed(() => load.problem.value ?? known.problem.value),
    nothingYet: computed(() => known.data.value?.length === 0 && month.value === undefined),
    go,
    reload,
  }
}
