// A media query as a value that follows it.
import { onScopeDispose, ref, type Ref } from 'vue'

export function useMedia(query: string): Ref<boolean> {
  const media = matchMedia(query)
  const matches = ref(media.matches)
  const handleChange = (event: MediaQueryListEvent): void => {
    matches.value = event.matches
  }
  media.addEventListener('change', handleChange)
  // The app itself asks from outside of any component, and for as long as the page lives.
  onScopeDispose(() => media.removeEventListener('change', handleChange), true)
  return matches
}
