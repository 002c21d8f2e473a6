// Somebody at a desk: logged in to a real server, with every page looked at the same way.
import { expect } from './browser.mjs'

export function createDesk(browser, password) {
  async function logIn(account, options = {}) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.goto('/login')
    await page.getByLabel('账号', { exact: true }).fill(account)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/login')
    return page
  }

  /** No wider than its window, nothing complained of, and axe content. */
  async function checkPage(page, name) {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow <= 0, `the page is ${overflow} px wider than its window`)
    await browser.shot(page, name, { fullPage: true })
    const note = await browser.checkAxe(page)
    const faults = browser.takeFaults()
    expect(faults.length === 0, faults.join('\n'))
    return note
  }

  /** The same in the dark, and on a phone. */
  async function checkLooks(page, name) {
    const before = page.viewportSize()
    const notes = [await checkPage(page, name)]
    await page.emulateMedia({ colorScheme: 'dark' })
    notes.push(await checkPage(page, `${name}-dark`))
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 390, height: 844 })
    notes.push(await checkPage(page, `${name}-390`))
    await page.setViewportSize(before)
    return [...new Set(notes)].filter((note) => note).join('; ')
  }

  /** A call of the API as the page's own session makes it. */
  async function send(page, method, path, body) {
    const { csrf } = await (await page.request.get('/api/v1/session')).json()
    const headers = { 'Shoushi-CSRF': csrf }
    const answer = await page.request.fetch(path, { method, headers, ...(body === undefined ? {} : { data: body }) })
    expect(answer.status() < 300, `${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }

  /** As if a meeting that is past now had been entered before it began: a fact that another system has kept. */
  async function enterInTime(meeting) {
    const members = ['id', 'title', 'start', 'end', 'attendees', 'signout']
    const value = Object.fromEntries(members.filter((name) => meeting[name] != null).map((name) => [name, meeting[name]]))
    const page = await logIn('admin')
    await send(page, 'POST', '/api/v1/import', { documents: [{ kind: 'meeting', id: meeting.id, value }] })
    await page.context().close()
  }

  return { logIn, checkPage, checkLooks, send, enterInTime, password }
}
