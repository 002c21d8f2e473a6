// Which rows of a list are chosen for something that is done to several at once.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

export interface Picked {
  picked: Ref<Set<string>>
  toggle(id: string): void
  toggleAll(): void
  allPicked: ComputedRef<boolean>
}

/** `possible`: the ids that can be chosen now; what is none of them any more is let go. */
export function usePicked(possible: () => string[]): Picked {
  const picked = ref(new Set<string>())
  const allPicked = computed(() => possible().length > 0 && possible().every((id) => picked.value.has(id)))

  watch(possible, (ids) => {
    const still = ids.filter((id) => picked.value.has(id))
    if (still.length !== picked.value.size) picked.value = new Set(still)
  })

  return {
    picked,
    allPicked,
    toggle(id) {
      const next = new Set(picked.value)
      if (!next.delete(id)) next.add(id)
      picked.value = next
    },
    toggleAll() {
      picked.value = new Set(allPicked.value ? [] : possible())
    },
  }
}
