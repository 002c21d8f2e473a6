// A form on its way to the server: sends it once, and keeps what came back as wrong.
import { computed, nextTick, provide, ref, shallowReactive, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { requestKey } from '@/api/office'
import { asProblem, type Problem } from '@/api/problem'
import { useReturn } from '@/app/use_return'
import { faultText, refusalText } from '@/text/fault_text'
import { formKey, isWithin } from './form'

export interface FormState {
  busy: Readonly<Ref<boolean>>
  /** A fault that no field shows, in words. */
  fault: Readonly<Ref<string | undefined>>
  problem: Readonly<Ref<Problem | undefined>>
  /** Sends; true where it was taken. `found` are faults seen before sending: member → words. */
  send(body: (key: string) => Promise<void>, found?: Record<string, string>): Promise<boolean>
  /** What was seen to be wrong and no longer is, is told no longer. */
  recheck(faults: Record<string, string>): void
  reset(): void
}

/** Goes to the first field that is wrong. */
function showFirstFault(root: HTMLElement | undefined): void {
  const row = root?.querySelector<HTMLElement>('[data-field].is-error')
  row?.closest('details')?.setAttribute('open', '')
  row?.scrollIntoView({ block: 'nearest' })
  row?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
}

export function useFormState(root: Ref<HTMLElement | undefined>): FormState {
  const { t } = useI18n()
  const busy = ref(false)
  const problem = shallowRef<Problem>()
  const found = shallowRef<Record<string, string>>({})
  const claimed = shallowReactive<Record<string, number>>({})
  let key = requestKey()

  function errorOf(name: string): string | undefined {
    const seen = found.value[name]
    if (seen !== undefined) return seen
    const field = problem.value?.field
    return problem.value !== undefined && field !== undefined && isWithin(field, name)
      ? faultText(problem.value, t)
      : undefined
  }

  const fault = computed(() => {
    const field = problem.value?.field
    if (problem.value === undefined) return undefined
    if (field !== undefined && Object.keys(claimed).some((name) => (claimed[name] ?? 0) > 0 && isWithin(field, name))) return undefined
    return refusalText(problem.value, t)
  })

  useReturn(() => {
    if (problem.value?.status === 401) problem.value = undefined
  })

  provide(formKey, {
    errorOf,
    claim(name) {
      claimed[name] = (claimed[name] ?? 0) + 1
      return () => {
        claimed[name] = (claimed[name] ?? 1) - 1
      }
    },
    busy: computed(() => busy.value),
  })

  function reset(): void {
    problem.value = undefined
    found.value = {}
    key = requestKey()
  }

  function recheck(faults: Record<string, string>): void {
    found.value = Object.fromEntries(Object.entries(found.value).filter(([name]) => faults[name] !== undefined))
  }

  async function send(body: (key: string) => Promise<void>, faults: Record<string, string> = {}): Promise<boolean> {
    if (busy.value) return false
    problem.value = undefined
    found.value = faults
    if (Object.keys(faults).length === 0) {
      busy.value = true
      try {
        await body(key)
        key = requestKey()
        return true
      } catch (cause) {
        problem.value = asProblem(cause)
        // Whatever is sent next is another request, unless nobody knows what became of this one.
        if (problem.value.status !== 0) key = requestKey()
      } finally {
        busy.value = false
      }
    }
    await nextTick()
    showFirstFault(root.value)
    return false
  }

  return { busy, fault, problem, send, recheck, reset }
}
