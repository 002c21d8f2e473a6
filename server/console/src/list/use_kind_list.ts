// A list of the office's things of one kind: a page at a time, as far as one scrolls, with how many
// there are in each state.
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Kept, Kind, ListQuery, Names } from '@/api/office'
import { asProblem, type Problem } from '@/api/problem'
import { useOffice } from '@/app/context'
import { useReturn } from '@/app/use_return'

export interface KindList<K extends Kind> {
  rows: ShallowRef<Kept<K>[]>
  names: ShallowRef<Names>
  /** How many there are in each state, whatever state is asked for; null before the first answer. */
  counts: ShallowRef<Record<string, number> | null>
  total: ComputedRef<number>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  /** Asked once at least. */
  ready: ComputedRef<boolean>
  refresh(): Promise<void>
  more(): Promise<void>
  nameOf(kind: string, id: string | undefined): string
}

const PAGE_ROWS = 200

export function useKindList<K extends Kind>(
  kind: () => K,
  query: () => ListQuery,
  { pageRows = PAGE_ROWS }: { pageRows?: number } = {},
): KindList<K> {
  const office = useOffice()
  const rows = shallowRef<Kept<K>[]>([])
  const names = shallowRef<Names>({})
  const counts = shallowRef<Record<string, number> | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let next: string | null = null
  let asked: AbortController | undefined

  async function fetchPage(cursor: string | undefined): Promise<void> {
    asked?.abort()
    const mine = new AbortController()
    asked = mine
    busy.value = true
    try {
      const page = await office.list(kind(), { ...query(), limit: pageRows, cursor }, mine.signal)
      if (mine.signal.aborted) return
      rows.value = cursor === undefined ? page.items : [...rows.value, ...page.items]
      const known = cursor === undefined ? {} : names.value
      const kinds = new Set([...Object.keys(known), ...Object.keys(page.names)])
      names.value = Object.fromEntries([...kinds].map((name) => [name, { ...known[name], ...page.names[name] }]))
      counts.value = page.counts ?? counts.value
      next = page.next
      problem.value = null
    } catch (cause) {
      if (!mine.signal.aborted) problem.value = asProblem(cause)
    } finally {
      if (asked === mine) busy.value = false
    }
  }

  const refresh = (): Promise<void> => fetchPage(undefined)
  watch(() => JSON.stringify([kind(), query()]), refresh, { immediate: true })
  useReturn(() => {
    if (problem.value?.status === 401) void refresh()
  })
  onScopeDispose(() => asked?.abort())

  return {
    rows,
    names,
    counts,
    total: computed(() => Object.values(counts.value ?? {}).reduce((sum, count) => sum + count, 0)),
    problem,
    busy,
    ready: computed(() => counts.value !== null),
    refresh,
    async more() {
      if (!busy.value && next !== null) await fetchPage(next)
    },
    nameOf: (named, id) => (id === undefined ? '' : (names.value[named]?.[id] ?? id)),
  }
}
