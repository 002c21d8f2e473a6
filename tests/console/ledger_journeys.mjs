// The ledger the whole way: found, a notice with its deadline, the unit's rectification sent back and made again, verified,
// closed; and a spot check with its form, whose finding comes into the ledger.
import { expect } from './browser.mjs'
import { siteDay } from './site_time.mjs'

const TITLE = '会议室空调长时间未关（含节假日）'
const drawer = (page) => page.locator('.el-drawer:visible').last()
const said = (page, text) => page.locator('.el-message').getByText(text).first().waitFor()

async function pickUnit(page, name) {
  const field = drawer(page).getByRole('combobox', { name: '选择单位' })
  await field.focus()
  await field.press('Enter')
  await page.getByRole('treeitem', { name }).locator(':scope:visible').first().click()
}

async function showEntry(page, title) {
  await page.goto('/ledger')
  await page.getByPlaceholder('按问题或姓名查找').fill(title.slice(0, 6))
  await page.getByRole('row').filter({ hasText: title }).first().getByRole('button').first().click()
  await drawer(page).getByRole('heading', { name: '经过' }).waitFor()
}

/** One step of the entry that is shown: its button, what it asks for, and the state that it leads to. */
async function step(page, name, fields, state) {
  await drawer(page).getByRole('button', { name, exact: true }).click()
  const form = page.getByRole('dialog', { name, exact: true })
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text)
  await form.getByRole('heading', { name }).click() // closes a calendar that a field has opened
  await form.getByRole('button', { name, exact: true }).click()
  await said(page, '已记入台账')
  await drawer(page).getByText(state, { exact: true }).first().waitFor()
}

export async function checkLedger({ checks, browser, desk }) {
  const page = await desk.logIn('inspector')
  const clerk = await desk.logIn('clerk')
  await checks.must('an inspector notes what was found, and sends the unit a notice with a deadline', async () => {
    await page.goto('/ledger')
    await page.getByRole('button', { name: '登记问题' }).first().click()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await drawer(page).locator('[data-field="title"]').getByText('这一项必须填写').waitFor()
    await pickUnit(page, '县委办公室')
    await drawer(page).getByLabel('发现日期').fill(siteDay(0))
    await drawer(page).getByLabel('问题').fill(TITLE)
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await drawer(page).getByRole('button', { name: '保存' }).waitFor({ state: 'detached' })
    await showEntry(page, TITLE)
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await drawer(page).getByLabel('内容').fill('请查明原因，落实到人。')
    await drawer(page).getByLabel('整改期限').fill(siteDay(-1))
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await drawer(page).locator('[data-field="due"].is-error').waitFor()
    await drawer(page).getByLabel('整改期限').fill(siteDay(10))
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await said(page, '已记入台账')
    await drawer(page).getByText('已通知').first().waitFor()
    return desk.checkLooks(page, 'ledger-notified')
  })
  await checks.must('the unit is told, reports its rectification with a file, and cannot verify it itself', async () => {
    await clerk.goto('/notices')
    await clerk.getByText('收到整改通知').first().waitFor()
    await clerk.getByRole('listitem').filter({ hasText: TITLE }).getByRole('link').click()
    await clerk.waitForURL(/\/ledger/)
    await showEntry(clerk, TITLE)
    const picture = Buffer.from('\x89PNG\r\n\x1a\npicture', 'latin1')
    await drawer(clerk).getByLabel('上传材料').setInputFiles({ name: '整改照片.png', mimeType: 'image/png', buffer: picture })
    await drawer(clerk).getByRole('link', { name: '整改照片.png' }).waitFor()
    await step(clerk, '上报整改情况', { 内容: '已关闭，并指定专人每天检查。' }, '已整改')
    expect((await drawer(clerk).getByRole('button', { name: '核查通过' }).count()) === 0, 'the unit verifies itself')
    return desk.checkPage(clerk, 'ledger-rectified')
  })
  await checks.must('the inspector is told, sends it back with a new deadline, and the unit reports again', async () => {
    await page.goto('/notices')
    await page.getByText('单位已上报整改情况').first().waitFor()
    await showEntry(page, TITLE)
    await drawer(page).getByText('已关闭，并指定专人每天检查。').waitFor()
    await step(page, '退回重改', { 整改期限: siteDay(20), 说明: '没有写明是谁。' }, '已通知')
    await showEntry(clerk, TITLE)
    await drawer(clerk).getByText('没有写明是谁。').waitFor()
    await step(clerk, '上报整改情况', { 内容: '由办公室值班人员每天下班前检查。' }, '已整改')
  })
  await checks.check('it is verified and closed; its whole way stands there with who and when', async () => {
    await showEntry(page, TITLE)
    await step(page, '核查通过', {}, '已核查')
    await step(page, '办结', { 说明: '现场看过。' }, '已办结')
    const way = await drawer(page).locator('ol strong').allTextContents()
    const wanted = ['发现', '下发整改通知', '上报整改情况', '退回重改', '上报整改情况', '核查通过', '办结']
    expect(way.join() === wanted.join(), way.join(' → '))
    expect((await drawer(page).getByRole('button', { name: '办结', exact: true }).count()) === 0, 'closed twice')
    return desk.checkLooks(page, 'ledger-closed')
  })
  await checks.check('the ledger is filtered by state, and goes out as a workbook', async () => {
    await page.goto('/ledger?state=overdue')
    await page.getByRole('row').filter({ hasText: '逾期' }).first().waitFor()
    await page.goto('/ledger?state=closed')
    await page.getByRole('row').filter({ hasText: TITLE }).waitFor()
    const book = await page.request.get(await page.getByRole('link', { name: '导出台账' }).getAttribute('href'))
    expect(book.ok() && (await book.body()).subarray(0, 2).toString() === 'PK', `the workbook answers ${book.status()}`)
  })
  await clerk.context().close()
  await page.context().close()
  browser.takeFaults()
}

export async function checkSpotCheck({ checks, browser, desk }) {
  const page = await desk.logIn('inspector')
  let who = ''
  await checks.check('a spot check has its form to take along, and comes in with the whole unit at its posts', async () => {
    await page.goto('/spot-checks')
    const paper = await page.request.get(await page.getByRole('link', { name: '空白抽查表' }).getAttribute('href'))
    expect(paper.ok() && (await paper.body()).subarray(0, 5).toString() === '%PDF-', `the form answers ${paper.status()}`)
    await page.getByRole('button', { name: '登记抽查' }).first().click()
    await pickUnit(page, '县财政局')
    await drawer(page).getByLabel('时间').fill(`${siteDay(-1)} 10:15`)
    await drawer(page).getByLabel('地点').fill('四楼办公区')
    const second = drawer(page).locator('.findings li').nth(1)
    await second.waitFor()
    who = (await second.locator('.who').textContent()).trim()
    const found = second.getByRole('combobox')
    await found.focus()
    await found.press('Enter')
    await page.getByRole('option', { name: '缺岗' }).locator(':scope:visible').first().click()
    const note = await desk.checkPage(page, 'spot-check-form')
    await drawer(page).getByRole('button', { name: '保存抽查' }).click()
    await said(page, '抽查已登记')
    await page.getByRole('row').filter({ hasText: who }).first().waitFor()
    return note
  })
  await checks.check('whom it found missing comes into the ledger, once', async () => {
    await page.getByRole('row').filter({ hasText: who }).first().getByRole('button').first().click()
    const note = async () => {
      await drawer(page).getByRole('button', { name: /^登入台账/ }).first().click()
      const form = page.getByRole('dialog', { name: '登记问题' })
      await form.getByText(`县财政局 · ${who}`).waitFor()
      await form.getByRole('button', { name: '保存' }).click()
      return form
    }
    await note()
    await said(page, '已登入督查台账')
    const again = await note()
    await again.getByText('这次抽查发现的情况已经在台账里').waitFor()
    browser.takeFaults() // the 409 is in the browser's log, as it should be
    const looks = await desk.checkPage(page, 'spot-check-ledger')
    await page.goto('/ledger')
    await page.getByPlaceholder('按问题或姓名查找').fill(who)
    await page.getByRole('row').filter({ hasText: '在岗抽查' }).first().waitFor()
    return looks
  })
  await page.context().close()
  browser.takeFaults()
}
