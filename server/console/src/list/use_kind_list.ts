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
  /** False where there are more than the server has looked at. */
  complete: Ref<boolean>
  /** What the rows answer, as a text that differs from any other's. */
  question: ComputedRef<string>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  /** Asked once at least. */
  ready: ComputedRef<boolean>
  refresh(): Promise<void>
  more(): Promise<void>
  nameOf(kind: string, id: string | undefined): string
}

const PAGE_ROWS = 200
/** The most that the server answers at once. */
const PAGE_MAX_ROWS = 500

function mergeNames(known: Names, more: Names): Names {
  const kinds = new Set([...Object.keys(known), ...Object.keys(more)])
  return Object.fromEntries([...kinds].map((kind) => [kind, { ...known[kind], ...more[kind] }]))
}

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
  const complete = ref(true)
  let next: string | null = null
  let asked: AbortController | undefined

  /** From the cursor on, or from the first, at least so many rows where there are so many. */
  async function fetchRows(cursor: string | undefined, count: number): Promise<void> {
    asked?.abort()
    const mine = new AbortController()
    asked = mine
    busy.value = true
    try {
      const read = cursor === undefined ? [] : [...rows.value]
      const enough = read.length + count
      let known: Names = cursor === undefined ? {} : names.value
      let counted = counts.value
      let whole = cursor === undefined || complete.value
      let at = cursor ?? null
      do {
        const limit = Math.min(PAGE_MAX_ROWS, enough - read.length)
        const page = await office.list(kind(), { ...query(), limit, cursor: at ?? undefined }, mine.signal)
        if (mine.signal.aborted) return
        read.push(...page.items)
        known = mergeNames(known, page.names)
        counted = page.counts ?? counted
        whole &&= page.complete
        at = page.next
      } while (at !== null && read.length < enough)
      rows.value = read
      names.value = known
      counts.value = counted
      complete.value = whole
      next = at
      problem.value = null
    } catch (cause) {
      if (!mine.signal.aborted) problem.value = asProblem(cause)
    } finally {
      if (asked === mine) busy.value = false
    }
  }

  /** As many as were read, so that who changes a row far down finds it there again. */
  const refresh = (): Promise<void> => fetchRows(undefined, Math.max(pageRows, rows.value.length))
  const question = computed(() => JSON.stringify([kind(), query()]))
  watch(question, () => fetchRows(undefined, pageRows), { immediate: true })
  useReturn(() => {
    if (problem.value?.status === 401) void refresh()
  })
  onScopeDispose(() => asked?.abort())

  return {
    rows,
    names,
    counts,
    total: computed(() => Object.values(counts.value ?? {}).reduce((sum, count) => sum + count, 0)),
    complete,
    question,
    problem,
    busy,
    ready: computed(() => counts.value !== null),
    refresh,
    async more() {
      if (!busy.value && next !== null) await fetchRows(next, pageRows)
    },
    nameOf: (named, id) => (id === undefined ? '' : (names.value[named]?.[id] ?? id)),
  }
}
