// The longest lists, in a real browser against a real server with ten thousand people: what is in the document stays few, and the last
// row is reached by scrolling and by searching.
//
//   node row_journeys.mjs --base-url URL --password P --out DIR
//
// Accounts with that password: admin, audit. The last of the people is s10000, 邝终久; all but the sample's 300 were imported.
import { createChecks, expect, openBrowser, parseArguments } from './browser.mjs'
import { createDesk } from './desk.mjs'
import { SHIFT_MAX, watchShifts } from './page_journeys.mjs'

const PEOPLE = 10_000
const IMPORTED = PEOPLE - 300
const LAST = { id: 's10000', name: '邝终久', initials: 'kzj', pinyin: 'kuangzhongjiu' }
/** Of a window of 800 px, with those above and below that are kept ready. */
const DRAWN_MAX = 80
const SCROLL_MS = 120_000
const PHONE = { width: 390, height: 844 }

const { 'base-url': baseUrl, password, out } = parseArguments(['base-url', 'password', 'out'])
const checks = createChecks()
const browser = await openBrowser({ baseUrl, out })
const desk = createDesk(browser, password)

const rowsOf = (page) => page.getByRole('table').locator('tbody tr:not(.spacer)')
const answerOf = (page, label) => page.locator('.answer').filter({ hasText: label }).locator('.value')

async function reach(page, path, title) {
  await page.goto(path)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await rowsOf(page).first().waitFor()
  await page.waitForLoadState('networkidle')
}

/** As a wheel does, half a view at a time, past the first page that is read on the way. */
async function scrollSmoothly(page) {
  await page.locator('.scroller').evaluate(async (element) => {
    for (let step = 0; step < 60; step += 1) {
      element.scrollTop += element.clientHeight / 2
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
    }
  })
  return expectCalm(page)
}

/** Scrolls down six views at a time until `rowCount` rows were read and the last is drawn; no view on the way may be blank. */
function scrollToEnd(page, rowCount) {
  return page.locator('.scroller').evaluate(async (element, { count, limitMs }) => {
    const frame = () => new Promise(requestAnimationFrame)
    const started = performance.now()
    const seen = { drawn: 0, nodes: 0, views: 0, blank: 0, last: 0 }
    while (seen.last < count + 1 && performance.now() - started < limitMs) {
      element.scrollTop += element.clientHeight * 6
      await frame()
      await frame()
      const rows = [...element.querySelectorAll('tbody tr:not(.spacer)')]
      const { top, height } = element.getBoundingClientRect()
      const middle = top + height / 2
      const filled = rows.some((row) => row.getBoundingClientRect().top <= middle && row.getBoundingClientRect().bottom >= middle)
      seen.views += 1
      seen.blank += filled ? 0 : 1
      seen.drawn = Math.max(seen.drawn, rows.length)
      seen.nodes = Math.max(seen.nodes, document.getElementsByTagName('*').length)
      seen.last = Number(rows.at(-1)?.getAttribute('aria-rowindex'))
    }
    element.scrollTop = element.scrollHeight
    await frame()
    return { ...seen, seconds: (performance.now() - started) / 1000, text: element.querySelector('tbody tr:last-child')?.textContent ?? '' }
  }, { count: rowCount, limitMs: SCROLL_MS })
}

function expectBounded({ drawn, blank, last }, rowCount) {
  expect(last === rowCount + 1, `the last row drawn was number ${last - 1} of ${rowCount}`)
  expect(drawn <= DRAWN_MAX, `${drawn} rows in the document`)
  expect(blank === 0, `${blank} views were blank`)
}

const figures = ({ drawn, nodes, views, seconds }) =>
  `${views} views in ${seconds.toFixed(1)} s, at most ${drawn} rows and ${nodes} elements in the document`

async function expectCalm(page) {
  const shifted = await page.evaluate(() => globalThis.shifted)
  expect(shifted <= SHIFT_MAX, `the page jumped by ${shifted.toFixed(3)}`)
  return `shifted by ${shifted.toFixed(3)}`
}

/** One row, and it holds that text. */
async function expectOnly(page, text) {
  await page.waitForFunction(() => document.querySelectorAll('.scroller tbody tr').length === 1)
  expect((await rowsOf(page).textContent()).includes(text), await rowsOf(page).textContent())
}

async function isAtTop(page) {
  return (await page.locator('.scroller').evaluate((element) => element.scrollTop)) === 0
}

async function search(page, label, path, text) {
  const answer = page.waitForResponse((one) => one.url().includes(path) && one.url().includes(encodeURIComponent(text)))
  await page.getByPlaceholder(label).fill(text)
  await answer
}

async function checkStaff() {
  const page = await desk.logIn('admin')
  await page.context().addInitScript(watchShifts)
  const find = (text) => search(page, '姓名、拼音首字母或编号', '/api/v1/staff?', text)

  await checks.check('ten thousand people: the first are there, counted, and nothing jumps', async () => {
    await reach(page, '/staff', '人员')
    expect((await answerOf(page, '符合当前条件').textContent()) === '10,000', await answerOf(page, '符合当前条件').textContent())
    expect((await rowsOf(page).count()) <= DRAWN_MAX, `${await rowsOf(page).count()} rows in the document`)
    return [await expectCalm(page), await desk.checkPage(page, 'rows-staff')].join('; ')
  })
  await checks.check('ten thousand people: the last is reached by scrolling, with few rows in the document', async () => {
    const calm = await scrollSmoothly(page)
    const seen = await scrollToEnd(page, PEOPLE)
    expectBounded(seen, PEOPLE)
    expect(seen.text.includes(LAST.name) && seen.text.includes(LAST.id), seen.text)
    return [figures(seen), calm, await desk.checkPage(page, 'rows-staff-end')].join('; ')
  })
  await checks.check('who changes a person far down finds the list where it was', async () => {
    await reach(page, '/staff', '人员')
    await scrollSmoothly(page)
    const scroller = page.locator('.scroller')
    const place = () => scroller.evaluate((element) => element.scrollTop)
    const before = await place()
    const row = rowsOf(page).nth(DRAWN_MAX / 4)
    const id = await row.locator('td').nth(1).textContent()
    await row.getByRole('button', { name: '编辑' }).click()
    await page.getByLabel('职务').fill('科员')
    await page.getByRole('button', { name: '保存' }).click()
    await rowsOf(page).filter({ hasText: id }).filter({ hasText: '科员' }).waitFor()
    expect((await place()) === before, `the list stands at ${await place()} px instead of ${before}`)
  })
  await checks.check('a search from far down begins at the first that it finds', async () => {
    await find('职工')
    await page.getByText((IMPORTED - 1).toLocaleString('en')).waitFor()
    expect(await isAtTop(page), 'the list stands further down')
  })
  for (const [way, text] of Object.entries(LAST)) {
    await checks.check(`the last of ten thousand is found by ${way}`, async () => {
      await find(text)
      await expectOnly(page, LAST.id)
      expect((await answerOf(page, '符合当前条件').textContent()) === '1', await answerOf(page, '符合当前条件').textContent())
    })
  }
  await checks.check('nobody found says what to do, and does it', async () => {
    await find('zzzzzz')
    await page.getByText('换一个词，或去掉一些条件再找。').waitFor()
    const note = await desk.checkLooks(page, 'rows-staff-none')
    await page.getByRole('button', { name: '清除条件' }).click()
    await rowsOf(page).nth(20).waitFor()
    return note
  })
  await checks.check('ten thousand people on a phone: scrolled and searched', async () => {
    await page.setViewportSize(PHONE)
    await reach(page, '/staff', '人员')
    const shifted = await expectCalm(page)
    const notes = [shifted, await desk.checkPage(page, 'rows-staff-390')]
    await page.locator('.scroller').evaluate((element) => (element.scrollTop = element.scrollHeight))
    await page.locator('tr[aria-rowindex="202"]').waitFor()
    await find(LAST.initials)
    await expectOnly(page, LAST.id)
    notes.push(await desk.checkPage(page, 'rows-staff-390-found'))
    return notes.filter((note) => note).join('; ')
  })
  await page.context().close()
}

async function choose(page, name, word) {
  const field = page.getByRole('combobox', { name })
  await field.focus()
  await field.press('Enter')
  await field.pressSequentially(word)
  const answer = page.waitForResponse(/\/api\/v1\/audit\?/)
  await page.getByRole('option', { name: word, exact: true }).locator(':scope:visible').click()
  await answer
}

async function checkAudit() {
  const page = await desk.logIn('audit')
  await page.context().addInitScript(watchShifts)
  let lines = 0

  await checks.check('ten thousand lines of the audit log: the newest are there, counted, and nothing jumps', async () => {
    await reach(page, '/audit', '审计日志')
    await page.getByText('完整', { exact: true }).waitFor()
    const counted = await answerOf(page, '每一次更改').textContent()
    lines = Number(counted.replaceAll(',', ''))
    expect(lines >= IMPORTED, counted)
    return [counted, await expectCalm(page), await desk.checkPage(page, 'rows-audit')].join('; ')
  })
  await checks.check('the first line of the log is reached by scrolling, with few rows in the document', async () => {
    const newest = Number(await rowsOf(page).first().locator('td').first().textContent())
    let requests = 0
    page.on('request', (request) => (requests += request.url().includes('/api/v1/audit?') ? 1 : 0))
    const calm = await scrollSmoothly(page)
    const seen = await scrollToEnd(page, newest)
    expectBounded(seen, newest)
    const pages = Math.ceil(newest / 200) - 1
    expect(requests <= pages, `${requests} requests for ${pages} pages`)
    return [figures(seen), calm, await desk.checkPage(page, 'rows-audit-end')].join('; ')
  })
  await checks.check('ten thousand lines are narrowed by object and number to one, and by who to none, which says what to do', async () => {
    await choose(page, '对象', '人员')
    await page.waitForURL(/kind=staff/)
    await page.locator('.scroller').waitFor()
    expect(await isAtTop(page), 'the list stands further down')
    await page.getByLabel('对象编号').fill(LAST.id)
    await page.waitForURL(/id=s10000/)
    await expectOnly(page, LAST.id)
    const note = await desk.checkPage(page, 'rows-audit-one')
    await page.getByPlaceholder('按账号查找').fill('inspector')
    await page.getByText('换一个词，或去掉一些条件再找。').waitFor()
    await desk.checkLooks(page, 'rows-audit-none')
    await page.getByRole('button', { name: '清除条件' }).click()
    await rowsOf(page).nth(20).waitFor()
    return note
  })
  await checks.check('ten thousand lines on a phone', async () => {
    await page.setViewportSize(PHONE)
    await reach(page, '/audit', '审计日志')
    return [await expectCalm(page), await desk.checkPage(page, 'rows-audit-390')].join('; ')
  })
  await page.context().close()
}

await checks.run(checkStaff)
await checks.run(checkAudit)
await browser.close()
process.exitCode = checks.finish()
