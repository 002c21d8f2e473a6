// Every page that an account is offered, with nothing wrong with it: in both themes and languages, wide and on a phone.
import { expect } from './browser.mjs'

const LOOKS = [
  { language: 'zh-CN', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { language: 'en', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { language: 'en', colorScheme: 'light', viewport: { width: 2560, height: 1440 } },
]
/** What is a key or a word of the server's, and no word of ours: `figure.late`, `trip_min`. */
const RAW = /\b[a-z]+(\.[a-z]\w+)+\b|\b[a-z]+(_[a-z]+)+\b/g
/** A page that jumps by more than this while it comes in is noticed. */
export const SHIFT_MAX = 0.1

export const watchShifts = () => {
  globalThis.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}

async function lookAt(browser, desk, page, path, name) {
  await page.goto(path)
  await page.locator('h1').first().waitFor()
  await browser.waitQuiet(page)
  await page.locator('.waiting, .loading').waitFor({ state: 'detached' })
  const { text, shifted, focused } = await page.evaluate(() => ({
    text: document.body.innerText,
    shifted: globalThis.shifted,
    focused: document.activeElement?.tagName,
  }))
  // The audit log shows what changed by the names that it keeps.
  const raw = path === '/audit' ? [] : (text.match(RAW) ?? [])
  expect(raw.length === 0, `words of the server: ${raw.slice(0, 5).join(', ')}`)
  expect(shifted <= SHIFT_MAX, `the page jumped by ${shifted.toFixed(3)}`)
  expect(focused !== undefined, 'nothing is focused')
  return desk.checkPage(page, name)
}

export async function checkEveryPage({ checks, browser, desk, accounts }) {
  for (const account of accounts) {
    const first = await desk.logIn(account)
    const paths = await first.locator('nav.rail a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    const { cookies } = await first.context().storageState()
    for (const { language, ...look } of LOOKS) {
      const origins = [{ origin: browser.baseUrl, localStorage: [{ name: 'shoushi.language', value: language }] }]
      const context = await browser.newContext({ ...look, storageState: { cookies, origins } })
      await context.addInitScript(watchShifts)
      const page = await context.newPage()
      for (const path of [...paths, '/password']) {
        const name = `page-${account}${path.replaceAll('/', '-')}-${language}-${look.viewport.width}-${look.colorScheme}`
        await checks.check(`${account} looks at ${path}, ${language}, ${look.viewport.width} px, ${look.colorScheme}`, () =>
          lookAt(browser, desk, page, path, name))
      }
      await context.close()
    }
    await first.context().close()
  }
}
