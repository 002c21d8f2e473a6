// Filters that stand in the page's address, so that a list can be come back to and sent to somebody.
import { computed, ref, watch, type WritableComputedRef, type Ref } from 'vue'
import { useRoute, useRouter, type LocationQuery, type Router } from 'vue-router'

/** What was asked of the address and is not there yet: who sets several filters at once sets them all. */
const asked = new WeakMap<Router, LocationQuery>()

/** One filter as text; empty where it is not set, or not set by the address but by `standard`. */
export function useRouteFilter(name: string, standard = ''): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : standard
    },
    set: (value) => {
      const query = { ...(asked.get(router) ?? route.query) }
      if (value === standard) delete query[name]
      else query[name] = value
      asked.set(router, query)
      void router.replace({ query, hash: route.hash }).finally(() => {
        if (asked.get(router) === query) asked.delete(router)
      })
    },
  })
}

const TYPING_MS = 250

/** The same for a text that is typed: the address follows when the typing rests. */
export function useTypedFilter(name: string): { typed: Ref<string>; settled: Readonly<Ref<string>>; clear(): void } {
  const settled = useRouteFilter(name)
  const typed = ref(settled.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (text.trim() !== settled.value) settled.value = text.trim()
    }, TYPING_MS)
  })
  watch(settled, (text) => {
    if (text !== typed.value.trim()) typed.value = text
  })
  return {
    typed,
    settled,
    clear() {
      clearTimeout(timer)
      typed.value = ''
      settled.value = ''
    },
  }
}
