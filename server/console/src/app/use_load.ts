// Something fetched from the server for a page: the last answer wins, and is kept on screen while the
// next one is on its way.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { useReturn } from './use_return'

export interface Load<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  run(fetcher: (signal: AbortSignal) => Promise<T>): Promise<void>
  clear(): void
}

export function useLoad<T>(): Load<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let current: AbortController | null = null
  let again: (() => Promise<void>) | undefined

  async function run(fetcher: (signal: AbortSignal) => Promise<T>): Promise<void> {
    again = () => run(fetcher)
    current?.abort()
    const mine = new AbortController()
    current = mine
    busy.value = true
    try {
      const answer = await fetcher(mine.signal)
      if (mine !== current) return
      data.value = answer
      problem.value = null
    } catch (cause) {
      if (mine === current) problem.value = asProblem(cause)
    } finally {
      if (mine === current) busy.value = false
    }
  }

  function clear(): void {
    current?.abort()
    current = null
    data.value = null
    problem.value = null
    busy.value = false
  }

  useReturn(() => {
    if (problem.value?.status === 401) void again?.()
  })
  onScopeDispose(() => current?.abort())
  return { data, problem, busy, run, clear }
}
