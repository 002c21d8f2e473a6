// Opens a meeting's board in headless Chromium and prints a line at once for each change of its count, until its input ends:
// live_board.py runs it.
import { tmpdir } from 'node:os'
import { openBrowser, parseArguments } from '../../console/browser.mjs'

const options = parseArguments(['base-url', 'account', 'password', 'meeting'])
const browser = await openBrowser({ baseUrl: options['base-url'], out: tmpdir() })
const context = await browser.newContext()
const page = await context.newPage()
await page.exposeFunction('say', (text) => process.stdout.write(`${text}\n`))
await page.goto('/login')
await page.getByLabel('账号', { exact: true }).fill(options.account)
await page.getByLabel('密码', { exact: true }).fill(options.password)
await page.keyboard.press('Enter')
await page.waitForURL((url) => url.pathname !== '/login')
await page.goto(`/meetings/${options.meeting}/board`)
await page.locator('[data-phase="live"]').waitFor({ state: 'attached' })
await page.locator('.figure strong').waitFor()
await page.evaluate(() => {
  const count = document.querySelector('.figure')
  let before = count.textContent
  new MutationObserver(() => {
    if (count.textContent === before) return
    before = count.textContent
    globalThis.say(count.textContent)
  }).observe(count, { childList: true, characterData: true, subtree: true })
  return globalThis.say('ready')
})
await new Promise((resolve) => process.stdin.on('end', resolve).resume())
await browser.close()
