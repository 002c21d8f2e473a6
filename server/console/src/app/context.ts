// What the app provides to every component.
import { inject, type InjectionKey } from 'vue'
import type { Client } from '@/api/client'
import type { Office } from '@/api/office'
import type { Resources } from '@/api/resources'
import type { Texts } from '@/i18n'
import { sessionKey, type SessionStore } from './session'
import { themeKey, type Theme } from './theme'

export const resourcesKey: InjectionKey<Resources> = Symbol('resources')
export const officeKey: InjectionKey<Office> = Symbol('office')
export const clientKey: InjectionKey<Client> = Symbol('client')
export const textsKey: InjectionKey<Texts> = Symbol('texts')

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used outside of the app')
  return value
}

export const useResources = (): Resources => must(inject(resourcesKey))
export const useOffice = (): Office => must(inject(officeKey))
/** For calls that belong to one page alone; what several use has a name in api/. */
export const useClient = (): Client => must(inject(clientKey))
export const useSession = (): SessionStore => must(inject(sessionKey))
export const useTheme = (): Theme => must(inject(themeKey))
export const useTexts = (): Texts => must(inject(textsKey))
