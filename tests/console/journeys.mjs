// What somebody does in the console, as checks that hold for a made-up county and for a real server.
import { readFile } from 'node:fs/promises'
import { expect } from './browser.mjs'

export const WORDS = {
  'zh-CN': {
    account: '账号', password: '密码', logIn: '登录', logOut: '退出', today: '今日刷卡', month: '作风守时月报',
    old: '原密码', new: '新密码', repeat: '再输入一次新密码', save: '保存新密码', wrong: '账号或密码不正确',
    download: '下载表格（XLSX）',
  },
  en: {
    account: 'Account', password: 'Password', logIn: 'Log in', logOut: 'Log out', today: 'Taps today',
    month: 'Punctuality of the month', download: 'Download (XLSX)',
  },
}
const KEY_GROUPS = [
  'app', 'nav', 'login', 'password', 'duration', 'problem', 'live', 'today', 'verdict', 'month', 'figure', 'form', 'list', 'pick',
  'fault', 'stateName', 'rank', 'reason', 'standing', 'away', 'leaveType', 'evidence', 'meeting', 'conflict', 'requestDoubt',
  'result', 'board', 'sheet', 'record', 'step',
]
const KEY_ON_SCREEN = new RegExp(`\\b(${KEY_GROUPS.join('|')})\\.[a-z_A-Z]+\\b`)
const FIRST_LOAD_MAX_BYTES = 450 * 1024

/** No texts by their keys, no page wider than its window, and the language that it says it has. */
async function checkPage(browser, page, language) {
  const { lang, text, overflow } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    text: document.body.innerText,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }))
  expect(lang === language, `lang is ${lang}`)
  expect(!KEY_ON_SCREEN.test(text), `a key is shown: ${KEY_ON_SCREEN.exec(text)?.[0]}`)
  expect(overflow <= 0, `the page is ${overflow} px wider than its window`)
  const note = await browser.checkAxe(page)
  const faults = browser.takeFaults()
  expect(faults.length === 0, faults.join('\n'))
  return note
}

async function fillLogIn(page, account, password) {
  await page.getByLabel(WORDS['zh-CN'].account, { exact: true }).fill(account)
  await page.getByLabel(WORDS['zh-CN'].password, { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

export async function checkLogInPage({ checks, browser, account }) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await checks.check('the log-in page shows without a session', async () => {
    await page.goto('/month')
    await page.waitForURL((url) => url.pathname === '/login' && url.searchParams.get('next') === '/month')
    await page.getByRole('button', { name: WORDS['zh-CN'].logIn }).waitFor()
    return checkPage(browser, page, 'zh-CN')
  })
  await browser.shot(page, 'login-zh')
  await checks.check('a wrong password is told beside the field, and the field is left ready', async () => {
    await fillLogIn(page, account, 'certainly-not-this-one')
    await page.getByText(WORDS['zh-CN'].wrong).waitFor()
    const field = page.getByLabel(WORDS['zh-CN'].password, { exact: true })
    expect((await field.getAttribute('aria-invalid')) === 'true', 'the field is not marked')
    expect(await field.evaluate((element) => element === document.activeElement), 'the field has no focus')
    return checkPage(browser, page, 'zh-CN')
  })
  await browser.shot(page, 'login-wrong-zh')
  await context.close()
}

/** Logs in and changes a one-time password where the server asks for it. Answers the logged-in context. */
export async function logIn({ checks, browser, account, password, newPassword }) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await checks.must(`${account} logs in`, async () => {
    await page.goto('/login')
    await fillLogIn(page, account, password)
    await page.waitForURL((url) => ['/today', '/password'].includes(url.pathname))
  })
  if (new URL(page.url()).pathname === '/password') {
    await checks.must('a one-time password has to be changed first', async () => {
      expect(newPassword, 'the server wants a new password: say --new-password')
      await page.goto('/month')
      await page.waitForURL((url) => url.pathname === '/password')
      await browser.shot(page, 'password-zh')
      await page.getByLabel(WORDS['zh-CN'].old, { exact: true }).fill(password)
      await page.getByLabel(WORDS['zh-CN'].new, { exact: true }).fill('short')
      await page.getByLabel(WORDS['zh-CN'].repeat, { exact: true }).fill('short')
      await page.getByRole('button', { name: WORDS['zh-CN'].save }).click()
      await page.getByText('新密码至少要有 10 个字符').waitFor()
      await checkPage(browser, page, 'zh-CN')
      await page.getByLabel(WORDS['zh-CN'].new, { exact: true }).fill(newPassword)
      await page.getByLabel(WORDS['zh-CN'].repeat, { exact: true }).fill(newPassword)
      await page.getByRole('button', { name: WORDS['zh-CN'].save }).click()
      await page.waitForURL((url) => url.pathname.startsWith('/month'))
      await page.reload()
      await page.getByRole('heading', { level: 1, name: WORDS['zh-CN'].month }).waitFor()
    })
  }
  await page.close()
  return context
}

/** The cookies of one context for another window size, theme or language. */
async function likeContext(browser, context, options, language) {
  const { cookies } = await context.storageState()
  const origins = [{ origin: browser.baseUrl, localStorage: [{ name: 'shoushi.language', value: language }] }]
  return browser.newContext({ ...options, storageState: { cookies, origins } })
}

export const READY = {
  today: (page) => page.locator('[data-phase="live"]').waitFor({ state: 'attached' }),
  month: async (page) => {
    await page.locator('#people, .el-empty').first().waitFor()
    if ((await page.locator('#people').count()) > 0) await page.locator('[role="img"] .bar').first().waitFor()
  },
}

const VIEWS = [
  { width: 1280, height: 800, theme: 'light' },
  { width: 1280, height: 800, theme: 'dark' },
  { width: 1920, height: 1080, theme: 'light' },
  { width: 2560, height: 1440, theme: 'dark' },
  { width: 390, height: 844, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
]

export async function checkPages({ checks, browser, context, prefix = '' }) {
  for (const language of ['zh-CN', 'en']) {
    for (const { width, height, theme } of VIEWS) {
      const view = await likeContext(browser, context, { viewport: { width, height }, colorScheme: theme }, language)
      for (const name of ['today', 'month']) {
        const page = await view.newPage()
        const title = `${prefix}${name}-${language === 'en' ? 'en' : 'zh'}-${width}-${theme}`
        await checks.check(title, async () => {
          await page.goto(`/${name}`)
          await READY[name](page)
          await page.getByRole('heading', { level: 1, name: WORDS[language][name] }).waitFor()
          return checkPage(browser, page, language)
        })
        await browser.shot(page, title, { fullPage: true })
        await page.close()
      }
      await view.close()
    }
  }
}

export async function checkMonth({ checks, browser, context }) {
  const page = await context.newPage()
  await page.goto('/month')
  await READY.month(page)
  const month = /\/month\/(\d{4}-\d{2})/.exec(page.url())?.[1]
  const rows = () => page.locator('#people table').getAttribute('aria-rowcount').then(Number)
  let everybody = 0

  await checks.check('the newest month is in the address', async () => {
    expect(month, page.url())
    everybody = await rows()
  })
  await checks.check('a click on a unit shows its people, and the address opens the same again', async () => {
    const unit = page.locator('.panels table tbody a').first()
    const name = (await unit.textContent()).trim()
    await unit.click()
    await page.waitForURL(/unit=/)
    await page.locator('#people .el-select').getByText(name).waitFor()
    const few = await rows()
    expect(few > 1 && few <= everybody, `${few} of ${everybody} rows`)
    await page.reload()
    await READY.month(page)
    expect((await rows()) === few, 'other people after loading again')
    return `${few - 1} of ${everybody - 1} people`
  })
  await checks.check('a unit can be chosen by keyboard, and a month by the list', async () => {
    await page.goto(`/month/${month}`)
    await READY.month(page)
    await page.getByRole('combobox', { name: '按单位筛选' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.el-select-dropdown__item').nth(3).waitFor()
    const note = await checkPage(browser, page, 'zh-CN')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/unit=/)
    await page.getByRole('combobox', { name: '选择月份' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /^\d{4}年/ }).first().waitFor()
    await page.keyboard.press('Escape')
    return note
  })
  await checks.check('a click on a head sorts, and says so', async () => {
    await page.goto(`/month/${month}`)
    await READY.month(page)
    const head = page.locator('#people th', { has: page.getByRole('button', { name: '违规', exact: true }) })
    await head.getByRole('button').click()
    await page.waitForURL(/sort=-violations/)
    expect((await head.getAttribute('aria-sort')) === 'descending', 'aria-sort')
    const column = await head.evaluate((element) => element.cellIndex)
    const counts = await page.locator('#people tbody tr:not(.spacer)').evaluateAll(
      (list, at) => list.slice(0, 30).map((row) => Number(row.cells[at].textContent.replace(/,/g, ''))), column)
    expect(counts.every((count, at) => at === 0 || count <= counts[at - 1]), counts.join(' '))
  })
  await checks.check('the workbook is downloaded', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: WORDS['zh-CN'].download }).click(),
    ])
    const path = browser.outPath(`month-${month}.xlsx`)
    await download.saveAs(path)
    const bytes = await readFile(path)
    expect(bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004', 'no workbook')
    return `${bytes.length} bytes`
  })
  await checks.check('on paper the whole table is there', async () => {
    await page.emulateMedia({ media: 'print' })
    await page.waitForFunction((count) => document.querySelectorAll('#people tbody tr').length === count, everybody - 1)
    await page.emulateMedia({ media: 'screen' })
    await page.pdf({ path: browser.outPath('month.pdf'), preferCSSPageSize: true, printBackground: true })
  })
  await checks.check('nothing was complained about on the month page', () => {
    const faults = browser.takeFaults()
    expect(faults.length === 0, faults.join('\n'))
  })
  await page.close()
}

export async function checkKeyboard({ checks, context }) {
  const page = await context.newPage()
  await page.goto('/month')
  await READY.month(page)
  await checks.check('the keyboard reaches everything, and one sees where it is', async () => {
    const seen = []
    for (let step = 0; step < 24; step += 1) {
      await page.keyboard.press('Tab')
      seen.push(await page.evaluate(() => {
        const element = document.activeElement
        const frame = element.closest('.el-input__wrapper, .el-select__wrapper') ?? element
        const { outlineStyle, outlineWidth } = getComputedStyle(frame)
        return {
          what: element.textContent.trim().slice(0, 12) || element.getAttribute('aria-label') || element.tagName,
          visible: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        }
      }))
    }
    const hidden = seen.filter(({ visible }) => !visible)
    expect(hidden.length === 0, `no focus to be seen on ${hidden.map(({ what }) => what).join(', ')}`)
    expect(new Set(seen.map(({ what }) => what)).size > 10, seen.map(({ what }) => what).join(' '))
  })
  await page.close()
}

const tapCount = (page) => page.evaluate(() => Number(document.querySelector('.list table')?.getAttribute('aria-rowcount') ?? 1) - 1)

/** Waits until a tap that `cause` brings about shows on the page; answers the time it took. */
export async function waitForTap(page, cause, timeoutMs) {
  const before = await tapCount(page)
  const started = Date.now()
  await cause()
  await page.waitForFunction(
    (count) => Number(document.querySelector('.list table')?.getAttribute('aria-rowcount') ?? 1) - 1 > count,
    before,
    { timeout: timeoutMs, polling: 20 },
  )
  return `${Date.now() - started} ms`
}

export async function checkLogOut({ checks, context }) {
  const page = await context.newPage()
  await checks.check('an address that is none says so', async () => {
    await page.goto('/no/such/page')
    await page.getByText('没有这个页面').first().waitFor()
  })
  await checks.check('after logging out nothing is to be seen', async () => {
    await page.goto('/today')
    await page.getByRole('button', { name: WORDS['zh-CN'].logOut }).click()
    await page.waitForURL((url) => url.pathname === '/login')
    await page.goto('/month')
    await page.waitForURL((url) => url.pathname === '/login')
  })
  await page.close()
}

/** Bytes over the wire and time of the month page with an empty cache. */
export async function checkFirstLoad({ checks, browser, context }) {
  const fresh = await likeContext(browser, context, {}, 'zh-CN')
  const page = await fresh.newPage()
  const session = await fresh.newCDPSession(page)
  await session.send('Network.enable')
  const addresses = new Map()
  let assets = 0
  let data = 0
  session.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (addresses.get(requestId)?.includes('/api/')) data += encodedDataLength
    else assets += encodedDataLength
  })
  await checks.check('the month page comes in at most 450 KiB, with its data', async () => {
    const started = Date.now()
    await page.goto('/month')
    await READY.month(page)
    const took = Date.now() - started
    await page.waitForTimeout(500)
    expect(assets + data <= FIRST_LOAD_MAX_BYTES, `${assets} bytes of files, ${data} of data`)
    return `${assets} bytes of files, ${data} of data, drawn after ${took} ms`
  })
  await fresh.close()
}
