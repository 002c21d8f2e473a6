// The month on screen: the months that there are, the report, and the county a month before.
import { computed, watch, type ComputedRef, type Ref } from 'vue'
import type { CountyFigures, MonthReport } from '@/api/contract'
import { useResources } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'

export interface MonthData {
  months: Load<string[]>
  report: Load<MonthReport>
  /** The county's figures of the month before; null while on their way, undefined where there are none. */
  before: ComputedRef<{ month: string; county: CountyFigures } | null | undefined>
  earlier: ComputedRef<string | undefined>
  later: ComputedRef<string | undefined>
  reload(): Promise<void>
}

export function useMonth(month: Ref<string | undefined>): MonthData {
  const resources = useResources()
  const months = useLoad<string[]>()
  const report = useLoad<MonthReport>()
  const previous = useLoad<MonthReport>()

  // Newest first, so the month before is the next in the list.
  const position = computed(() => (month.value === undefined ? -1 : (months.data.value?.indexOf(month.value) ?? -1)))
  const earlier = computed(() => (position.value < 0 ? undefined : months.data.value?.[position.value + 1]))
  const later = computed(() => (position.value < 1 ? undefined : months.data.value?.[position.value - 1]))

  const before = computed(() => {
    if (months.data.value === null || report.data.value === null) return null
    if (earlier.value === undefined || previous.problem.value !== null) return undefined
    const found = previous.data.value
    return found?.month === earlier.value ? { month: found.month, county: found.county } : null
  })

  async function loadReport(): Promise<void> {
    const wanted = month.value
    if (wanted !== undefined) await report.run((signal) => resources.monthReport(wanted, signal))
  }

  async function reload(): Promise<void> {
    await Promise.all([months.run((signal) => resources.months(signal)), loadReport()])
  }

  watch(month, () => void loadReport())
  // After the report, so that what was asked for is there first.
  watch([report.data, earlier], ([shown, wanted]) => {
    if (shown === null || wanted === undefined || previous.data.value?.month === wanted) return
    void previous.run((signal) => resources.monthReport(wanted, signal))
  })

  return { months, report, before, earlier, later, reload }
}
