// Whether the page is being laid out for paper: tables and charts then show all they have, in the
// paper's width, and the theme is light.
import { onScopeDispose, ref, type Ref } from 'vue'

/**
 * `beforeprint` comes before the browser counts its pages; the media query, which changes later, is
 * for whoever looks at the print style on screen.
 */
export function useOnPaper(): Readonly<Ref<boolean>> {
  const media = matchMedia('print')
  const onPaper = ref(media.matches)
  const handleChange = (event: MediaQueryListEvent): void => {
    onPaper.value = event.matches
  }
  const handleBefore = (): void => {
    onPaper.value = true
  }
  const handleAfter = (): void => {
    onPaper.value = false
  }

  media.addEventListener('change', handleChange)
  addEventListener('beforeprint', handleBefore)
  addEventListener('afterprint', handleAfter)
  onScopeDispose(() => {
    media.removeEventListener('change', handleChange)
    removeEventListener('beforeprint', handleBefore)
    removeEventListener('afterprint', handleAfter)
  }, true) // the theme asks from outside of any component, and for as long as the page lives
  return onPaper
}
