// How many names there is room for on a screen that nobody scrolls: as many as fit, found anew when the list or the
// window is another.
import { nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

const LEAST = 3
/** What is tried after a number that was too many. */
const SHRINK = 0.85

/** `count` of names there are; at most `most` are shown in `part`. */
export function useFit(part: Ref<HTMLElement | undefined>, most: number, count: () => number): { limit: Ref<number> } {
  const limit = ref(most)
  let newest = 0

  async function fit(): Promise<void> {
    const mine = (newest += 1)
    limit.value = Math.min(most, Math.max(count(), LEAST))
    for (;;) {
      await nextTick()
      const element = part.value
      if (mine !== newest || element === undefined) return
      if (element.scrollHeight <= element.clientHeight || limit.value <= LEAST) return
      limit.value = Math.max(LEAST, Math.min(limit.value - 1, Math.floor(limit.value * SHRINK)))
    }
  }

  const handleChange = (): void => void fit()
  watch([count, part], handleChange, { flush: 'post' })
  onMounted(() => window.addEventListener('resize', handleChange))
  onBeforeUnmount(() => window.removeEventListener('resize', handleChange))
  return { limit }
}
