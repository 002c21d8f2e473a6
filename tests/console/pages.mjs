// The console's pages with a made-up county behind them: everything that run.mjs does, and what a
// real server cannot be made to do at will: lost connections, a session that ends, ten thousand rows.
//
//   node pages.mjs --out DIR [--only PART]    PART: county, many or empty
import { createChecks, expect, openBrowser, parseArguments } from './browser.mjs'
import { startFixture } from './fixture_server.mjs'
import {
  checkFirstLoad, checkKeyboard, checkLogInPage, checkLogOut, checkMonth, checkPages, logIn, READY, waitForTap, WORDS,
} from './journeys.mjs'

const { out, only } = parseArguments(['out', 'only'])
if (out === undefined) throw new Error('--out is missing')

const checks = createChecks()
const wanted = (part) => only === undefined || only === part

async function withCounty(options, body) {
  const fixture = await startFixture(options)
  const browser = await openBrowser({ baseUrl: fixture.baseUrl, out })
  const ask = (what) => fetch(`${fixture.baseUrl}/fixture/${what}`, { method: 'POST' })
  await checks.run(() => body({ fixture, browser, ask, checks, account: 'inspector', password: 'fixture-password' }))
  await browser.close()
  await fixture.close()
}

async function checkLive({ browser, ask, context }) {
  const page = await context.newPage()
  await page.goto('/today')
  await READY.today(page)
  const phase = (name) => page.locator(`[data-phase="${name}"]`).waitFor({ state: 'attached' })

  await checks.check('a tap shows at once', () => waitForTap(page, () => ask('tap'), 5000))
  await checks.check('the counts follow', async () => {
    const before = Number(await page.locator('[data-answer="in"]').textContent())
    for (let tap = 0; tap < 12; tap += 1) await ask('tap')
    await page.waitForFunction((count) => Number(document.querySelector('[data-answer="in"]').textContent) > count, before)
  })
  await checks.check('a cut connection is told, and what was missed comes after', async () => {
    await Promise.all([phase('waiting'), ask('drop')])
    return waitForTap(page, async () => {
      await ask('tap')
      await phase('live')
    }, 10_000)
  })
  await checks.check('a reset fetches the list again', async () => {
    const fetched = page.waitForRequest(/\/api\/v1\/taps\?limit=1000/)
    await ask('reset')
    await fetched
    await phase('live')
  })
  await checks.check('a hidden tab gives its connection back', async () => {
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await phase('stopped')
    await page.evaluate(() => {
      delete document.hidden
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await phase('live')
  })
  await checks.check('who reads further down stays there when taps arrive', async () => {
    const scroller = page.locator('.list .table')
    await scroller.evaluate((element) => (element.scrollTop = 2000))
    const topRow = () => scroller.evaluate((element) => {
      const head = element.querySelector('thead').getBoundingClientRect().bottom
      const row = [...element.querySelectorAll('tbody tr:not(.spacer)')].find((one) => one.getBoundingClientRect().bottom > head + 5)
      return row.textContent
    })
    await page.waitForTimeout(100)
    const before = await topRow()
    await waitForTap(page, () => ask('tap'), 5000)
    expect((await topRow()) === before, `${await topRow()} instead of ${before}`)
  })
  await checks.check('a session that ends is asked for over the page, which goes on', async () => {
    await ask('end-sessions')
    await page.getByText('登录已失效，请重新登录').waitFor()
    expect((await page.getByLabel(WORDS['zh-CN'].account, { exact: true }).inputValue()) === 'inspector', 'another account')
    await page.getByLabel(WORDS['zh-CN'].password, { exact: true }).fill('fixture-password')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: '请重新登录' }).waitFor({ state: 'detached' })
    await phase('live')
  })
  await page.close()
  browser.takeFaults() // the cut connection is in the browser's log, as it should be
}

async function checkTrouble({ browser, ask, context }) {
  const page = await context.newPage()
  await checks.check('a server in trouble is told in place of the page, and trying again helps', async () => {
    await ask('break')
    await page.goto('/month')
    await page.getByText('服务器出错（busy），请稍后再试。').waitFor()
    const note = await browser.checkAxe(page)
    await ask('mend')
    await page.getByRole('button', { name: '重试' }).click()
    await READY.month(page)
    return note
  })
  await checks.check('trouble on the page is told there, and trying again helps', async () => {
    await ask('break')
    await page.getByRole('link', { name: WORDS['zh-CN'].today }).click()
    await page.getByText('没有读到数据').waitFor()
    await ask('mend')
    await page.getByRole('button', { name: '重试' }).click()
    await READY.today(page)
  })
  await page.close()
  browser.takeFaults() // the 503s are in the browser's log, as they should be
}

async function checkLocked({ browser }) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await checks.check('too many attempts lock, with the time to wait', async () => {
    await page.goto('/login')
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await page.getByLabel(WORDS['zh-CN'].account, { exact: true }).fill('inspector')
      await page.getByLabel(WORDS['zh-CN'].password, { exact: true }).fill(`wrong ${attempt}`)
      await Promise.all([page.waitForResponse(/\/api\/v1\/session/), page.keyboard.press('Enter')])
    }
    await page.getByText(/账号暂时锁定，请在 \d+ 秒后再试/).waitFor()
    expect(await page.getByRole('button', { name: WORDS['zh-CN'].logIn }).isDisabled(), 'the button is not disabled')
  })
  await browser.shot(page, 'login-locked-zh')
  await context.close()
}

async function checkManyRows({ browser, context }) {
  const page = await context.newPage()
  await checks.check('ten thousand people: few rows in the document, scrolled to the end at once', async () => {
    await page.goto('/month/2026-11')
    await READY.month(page)
    const drawn = () => page.locator('#people tbody tr').count()
    expect((await drawn()) < 80, `${await drawn()} rows in the document`)
    const took = await page.locator('#people .table').evaluate(async (element) => {
      const started = performance.now()
      element.scrollTop = element.scrollHeight
      const isThere = () => element.querySelector('tbody tr:last-child')?.getAttribute('aria-rowindex') === '10001'
      while (!isThere() && performance.now() - started < 5000) await new Promise(requestAnimationFrame)
      return isThere() ? performance.now() - started : -1
    })
    expect(took >= 0, 'the last row did not show')
    expect((await drawn()) < 80, `${await drawn()} rows in the document`)
    return `${Math.round(took)} ms`
  })
  await browser.shot(page, 'month-10000')
  await page.close()
}

async function checkEmpty({ browser, ask, context }) {
  const page = await context.newPage()
  await checks.check('an empty day says what to do', async () => {
    await page.goto('/today')
    await page.getByText('今天还没有人刷卡').waitFor()
    await READY.today(page)
    return browser.checkAxe(page)
  })
  await browser.shot(page, 'empty-today-zh')
  await checks.check('the first tap takes the place of the empty list', async () => {
    return waitForTap(page, () => ask('tap'), 5000)
  })
  await checks.check('no month at all says what to do', async () => {
    await page.goto('/month')
    await page.getByText('还没有任何月份的数据').waitFor()
    return browser.checkAxe(page)
  })
  await browser.shot(page, 'empty-month-zh')
  await checks.check('a month that is not there says so', async () => {
    await page.goto('/month/2020-01')
    await page.getByText('没有这个月份的数据').waitFor()
  })
  await page.close()
}

if (wanted('county')) await withCounty({}, async (county) => {
  await checkLogInPage(county)
  const context = await logIn(county)
  await checkPages({ ...county, context })
  await checkFirstLoad({ ...county, context })
  await checkMonth({ ...county, context })
  await checkKeyboard({ ...county, context })
  await checkLive({ ...county, context })
  await checkTrouble({ ...county, context })
  await checkLogOut({ ...county, context })
  await logIn({ ...county, account: 'newcomer', password: 'one-time-password', newPassword: 'my-own-password' })
  await checkLocked(county)
})
if (wanted('many')) await withCounty({ people: 10_000 }, async (county) => {
  await checkManyRows({ ...county, context: await logIn(county) })
})
if (wanted('empty')) await withCounty({ empty: true }, async (county) => {
  await checkEmpty({ ...county, context: await logIn(county) })
})
process.exitCode = checks.finish()
