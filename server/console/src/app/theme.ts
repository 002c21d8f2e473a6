// Dark or light: the system's wish until somebody chooses; always light on paper.
import { readonly, ref, watchEffect, type InjectionKey, type Ref } from 'vue'
import { useOnPaper } from './on_paper'
import { readPreference, writePreference } from './preference'
import { useMedia } from './use_media'

export interface Theme {
  /** What is shown now, printing counted in: colours drawn by script depend on it. */
  shown: Readonly<Ref<'light' | 'dark'>>
  toggle(): void
}

export const themeKey: InjectionKey<Theme> = Symbol('theme')

export function createTheme(): Theme {
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const stored = readPreference('theme')
  const choice = ref<'light' | 'dark' | null>(stored === 'light' || stored === 'dark' ? stored : null)
  const onPaper = useOnPaper()
  const shown = ref<'light' | 'dark'>('light')

  watchEffect(
    () => {
      shown.value = onPaper.value ? 'light' : (choice.value ?? (systemDark.value ? 'dark' : 'light'))
      document.documentElement.classList.toggle('dark', shown.value === 'dark')
    },
    { flush: 'sync' },
  )

  return {
    shown: readonly(shown),
    toggle() {
      choice.value = shown.value === 'dark' ? 'light' : 'dark'
      writePreference('theme', choice.value)
    },
  }
}
