// What the app provides to every component.
import { inject, type InjectionKey } from 'vue'
import type { Resources } from '@/api/resources'
import type { Texts } from '@/i18n'
import { sessionKey, type SessionStore } from './session'
import { themeKey, type Theme } from './theme'

export const resourcesKey: InjectionKey<Resources> = Symbol('resources')
export const textsKey: InjectionKey<Texts> = Symbol('texts')

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used outside of the app')
  return value
}

export const useResources = (): Resources => must(inject(resourcesKey))
export const useSession = (): SessionStore => must(inject(sessionKey))
export const useTheme = (): Theme => must(inject(themeKey))
export const useTexts = (): Texts => must(inject(textsKey))
