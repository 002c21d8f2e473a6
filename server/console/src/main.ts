import { createApp, watch } from 'vue'
import { createClient } from '@/api/client'
import { createOffice } from '@/api/office'
import { createResources } from '@/api/resources'
import { clientKey, officeKey, resourcesKey, textsKey } from '@/app/context'
import { createUnread, unreadKey } from '@/app/notices'
import { createSessionStore, sessionKey } from '@/app/session'
import { createTheme, themeKey } from '@/app/theme'
import { createUnits, unitsKey } from '@/app/units'
import { createTexts } from '@/i18n'
import App from './App.vue'
import { createConsoleRouter } from './router'
import './styles/element'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

async function start(): Promise<void> {
  const theme = createTheme()
  const client = createClient({ onSessionEnded: () => session.end() })
  const resources = createResources(client)
  const office = createOffice(client)
  const units = createUnits(office)
  const session = createSessionStore(client, resources)
  const unread = createUnread(client, () => session.current.value !== null && !session.current.value.must_change_password)
  const router = createConsoleRouter(session)
  const texts = await createTexts()

  watch(session.current, (current) => {
    units.forget()
    void unread.refresh()
    const here = router.currentRoute.value
    if (current === null && !here.meta.open && here.name !== undefined) {
      void router.push({ name: 'login', query: session.ended.value ? { next: here.fullPath } : {} })
    }
  })

  // A board on a wall has nothing filled in, and shows no account.
  watch(session.ended, (ended) => {
    if (ended && router.currentRoute.value.meta.bare) session.leave()
  })

  createApp(App)
    .provide(themeKey, theme)
    .provide(sessionKey, session)
    .provide(clientKey, client)
    .provide(resourcesKey, resources)
    .provide(officeKey, office)
    .provide(unitsKey, units)
    .provide(unreadKey, unread)
    .provide(textsKey, texts)
    .use(texts.i18n)
    .use(router)
    .mount('#app')
}

void start()
