// The last date before this one that anybody was due on, to compare with.
import { watch, type Ref } from 'vue'
import type { Day } from '@/api/contract'
import { useResources } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'
import { daysBefore } from '@/text/civil'

/** Longer than any holiday by the State Council's notices. */
const LOOK_BACK_DAYS = 12

export function usePreviousDay(date: Ref<string>): Load<Day | undefined> {
  const resources = useResources()
  const load = useLoad<Day | undefined>()

  async function find(signal: AbortSignal): Promise<Day | undefined> {
    for (let days = 1; days <= LOOK_BACK_DAYS; days += 1) {
      const day = await resources.day({ date: daysBefore(date.value, days), limit: 1 }, signal)
      if (day.counts.staff > 0) return day
    }
    return undefined
  }

  watch(
    date,
    (value) => {
      if (value !== '') void load.run(find)
    },
    { immediate: true },
  )
  return load
}
