// What a field offers to choose from: read when it appears, and once more when it is opened after that failed, or
// when somebody has logged in again. A list that could not be read is never shown as an empty one.
import { computed, onMounted, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLoad } from './use_load'

export interface Choices<T> {
  /** Null until it is known. */
  found: ComputedRef<T | null>
  /** What a select says while it has nothing to offer; `nothing`: in words, that there is nothing. */
  words(nothing: string): { loading: boolean; loadingText: string; noDataText: string }
  /** For the select's visible-change. */
  handleOpen(open: boolean): void
}

export function useChoices<T>(read: (signal: AbortSignal) => Promise<T>): Choices<T> {
  const { t } = useI18n()
  const load = useLoad<T>()
  onMounted(() => load.run(read))
  return {
    found: computed(() => load.data.value),
    words: (nothing) => ({
      loading: load.busy.value && load.data.value === null,
      loadingText: t('app.loading'),
      noDataText: load.problem.value === null ? nothing : t('pick.unread'),
    }),
    handleOpen(open) {
      if (open && load.problem.value !== null) void load.run(read)
    },
  }
}
