// Whether the page is being laid out for paper: tables and charts then show all they have, in the
// paper's width, and the theme is light.
import { onScopeDispose, type Ref } from 'vue'
import { useMedia } from './use_media'

/**
 * `beforeprint` comes before the browser counts its pages; the media query, which changes later, is
 * for whoever looks at the print style on screen.
 */
export function useOnPaper(): Readonly<Ref<boolean>> {
  const onPaper = useMedia('print')
  const handleBefore = (): void => {
    onPaper.value = true
  }
  const handleAfter = (): void => {
    onPaper.value = false
  }
  addEventListener('beforeprint', handleBefore)
  addEventListener('afterprint', handleAfter)
  onScopeDispose(() => {
    removeEventListener('beforeprint', handleBefore)
    removeEventListener('afterprint', handleAfter)
  }, true)
  return onPaper
}
