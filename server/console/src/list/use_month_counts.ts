// How many there are of this month, and of the month before to compare with: the third answer of a list by date.
import { computed, watch, type ComputedRef } from 'vue'
import type { Kind, ListQuery } from '@/api/office'
import { useOffice, useSession } from '@/app/context'
import { todayText } from '@/app/site_time'
import { useLoad } from '@/app/use_load'
import { addMonths, monthSpan } from '@/text/civil'

export interface MonthCounts {
  now: ComputedRef<number | undefined>
  before: ComputedRef<number | undefined>
  refresh(): Promise<void>
}

export function useMonthCounts(kind: Kind, query: () => ListQuery): MonthCounts {
  const office = useOffice()
  const session = useSession()
  const load = useLoad<number[]>()

  async function countOf(month: string, signal: AbortSignal): Promise<number> {
    const { counts } = await office.list(kind, { ...query(), ...monthSpan(month), limit: 1 }, signal)
    return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0)
  }

  const refresh = (): Promise<void> => {
    const month = todayText(session.site.value?.timezone).slice(0, 7)
    return load.run((signal) => Promise.all([month, addMonths(month, -1)].map((one) => countOf(one, signal))))
  }
  watch(() => JSON.stringify(query()), refresh, { immediate: true })

  return { now: computed(() => load.data.value?.[0]), before: computed(() => load.data.value?.[1]), refresh }
}
