// Opens the month page with a cold cache in headless Chromium and prints what came over the wire and when it could be used:
// first_view.py runs it.
import { openBrowser, parseArguments } from '../../console/browser.mjs'
import { tmpdir } from 'node:os'

const options = parseArguments(['base-url', 'account', 'password'])
const RUNS = 5

const browser = await openBrowser({ baseUrl: options['base-url'], out: tmpdir() })
const first = await browser.newContext()
const login = await first.newPage()
await login.goto('/login')
await login.getByLabel('账号', { exact: true }).fill(options.account)
await login.getByLabel('密码', { exact: true }).fill(options.password)
await login.keyboard.press('Enter')
await login.waitForURL((url) => url.pathname !== '/login')
const storageState = await first.storageState()

/** A view: bytes by files and data; when the table was there, and when the page's thread was free for it. */
async function view() {
  const context = await browser.newContext({ storageState })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const addresses = new Map()
  const bytes = { files: 0, data: 0 }
  session.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes[addresses.get(requestId)?.includes('/api/') ? 'data' : 'files'] += encodedDataLength
  })
  await page.addInitScript(() => {
    globalThis.longTasks = []
    new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true })
  })
  await page.goto('/month')
  await page.locator('#people tbody tr').first().waitFor()
  const drawnMs = await page.evaluate(() => performance.now())
  await page.waitForTimeout(1500)
  const usableMs = await page.evaluate((drawn) => {
    const ends = globalThis.longTasks.map((task) => task.startTime + task.duration)
    return Math.max(drawn, ...ends)
  }, drawnMs)
  await context.close()
  return { ...bytes, drawnMs, usableMs }
}

const views = []
for (let run = 0; run < RUNS; run += 1) views.push(await view())
const median = (key) => Math.round(views.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(RUNS / 2)])
const files = median('files')
const data = median('data')
console.log(
  `  first view: ${files + data} bytes over the wire (${files} files, ${data} data), ` +
    `drawn after ${median('drawnMs')} ms, usable after ${median('usableMs')} ms`,
)
await browser.close()
