// The console's two languages. Chinese is built in; English is fetched when somebody asks for it.
import type { Language as ElementLanguage } from 'element-plus/es/locale'
import elementEn from 'element-plus/es/locale/lang/en'
import elementZhCn from 'element-plus/es/locale/lang/zh-cn'
import { shallowRef, type ShallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import { readPreference, writePreference } from '@/app/preference'
import type { Language } from '@/text/civil'
import zhCN, { type Messages } from './zh-CN'

const PREFERENCE = 'language'

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']

export interface Texts {
  i18n: ReturnType<typeof newI18n>
  /** Element Plus's own words, in the language in use. */
  element: ShallowRef<ElementLanguage>
  setLanguage(language: Language): Promise<void>
}

function newI18n() {
  return createI18n<[Messages], Language, false>({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zhCN } as Record<Language, Messages>,
  })
}

function storedLanguage(): Language {
  const stored = readPreference(PREFERENCE)
  return LANGUAGES.find((language) => language === stored) ?? 'zh-CN'
}

export async function createTexts(): Promise<Texts> {
  const i18n = newI18n()
  const element = shallowRef<ElementLanguage>(elementZhCn)

  async function setLanguage(language: Language): Promise<void> {
    if (language === 'en') {
      const messages = await import('./en')
      i18n.global.setLocaleMessage('en', messages.default)
    }
    element.value = language === 'en' ? elementEn : elementZhCn
    i18n.global.locale.value = language
    document.documentElement.lang = language
    writePreference(PREFERENCE, language)
  }

  // Where the English texts cannot be fetched, Chinese is better than an empty page.
  await setLanguage(storedLanguage()).catch(() => setLanguage('zh-CN'))
  return { i18n, element, setLanguage }
}
