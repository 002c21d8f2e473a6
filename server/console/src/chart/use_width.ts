// How wide a chart may be: its element's width on screen, the type area's on paper.
import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from 'vue'
import { useOnPaper } from '@/app/on_paper'

/** The type area of an A4 page, 156 mm: while the browser prepares to print, the page has the screen's width still. */
const PAPER_PX = 588
const UNKNOWN_PX = 640

export function useWidth(host: Ref<HTMLElement | undefined>): ComputedRef<number> {
  const onPaper = useOnPaper()
  const shownPx = ref(UNKNOWN_PX)
  const resized = new ResizeObserver(([entry]) => {
    if (entry !== undefined && entry.contentRect.width > 0) shownPx.value = entry.contentRect.width
  })
  onMounted(() => {
    if (host.value === undefined) return
    shownPx.value = host.value.clientWidth || UNKNOWN_PX
    resized.observe(host.value)
  })
  onBeforeUnmount(() => resized.disconnect())
  return computed(() => (onPaper.value ? PAPER_PX : shownPx.value))
}
