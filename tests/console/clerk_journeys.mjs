// What a clerk does for the own unit, in a real browser: leave and its end, a correction with evidence, people out of a
// file, and the month that is handed in. The account clerk is of unit u02.
import { expect } from './browser.mjs'
import { choosePerson } from './pick_people.mjs'
import { siteDay, siteTime } from './site_time.mjs'

const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export async function checkClerk({ checks, browser, desk }) {
  const page = await desk.logIn('clerk')
  const people = (await (await page.request.get('/api/v1/staff?unit=u02&limit=500')).json()).items
  const [head, somebody] = people
  await desk.send(page, 'PATCH', `/api/v1/staff/${head.id}`, { rank: 'head' })
  await checks.check('a clerk begins at the own unit’s day', async () => {
    await page.goto('/today')
    await page.locator('[data-phase="live"]').waitFor({ state: 'attached' })
    return desk.checkPage(page, 'clerk-today')
  })
  await checks.check('leave is written down, approved as on paper, and ended', async () => {
    await page.goto('/away/leaves')
    await page.getByRole('button', { name: '请假', exact: true }).first().click()
    const drawer = page.locator('.form-drawer')
    await choosePerson(page, '姓名', somebody.id)
    await drawer.getByLabel('从', { exact: true }).fill(`${siteDay(-1)}T08:30`)
    await drawer.getByLabel('到', { exact: true }).fill(`${siteDay(2)}T17:30`)
    await drawer.getByLabel('事由').fill('陪同家人住院手术')
    await drawer.locator('input[type="file"]').setInputFiles({ name: '住院通知单.png', mimeType: 'image/png', buffer: PHOTO })
    await drawer.getByText('住院通知单.png').waitFor()
    await desk.checkPage(page, 'clerk-leave')
    await drawer.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('已提交，等待审批').waitFor()
    await page.getByRole('row').filter({ hasText: '陪同家人住院手术' }).getByRole('button').click()
    await page.getByRole('button', { name: '批准', exact: true }).last().click()
    await page.getByText('需要更高一级领导批准').first().waitFor()
    await choosePerson(page, '批准人', head.id)
    await page.getByRole('button', { name: '批准', exact: true }).last().click()
    const row = page.getByRole('row').filter({ hasText: '陪同家人住院手术' })
    await row.getByText('已批准').waitFor()
    await row.getByRole('button').click()
    await page.getByRole('link', { name: '住院通知单.png' }).waitFor()
    await page.getByRole('button', { name: '销假' }).click()
    await row.getByText('已销假').waitFor()
    browser.takeFaults() // the refusal is in the browser's log, as it should be
  })
  await checks.check('a forgotten tap is asked for with evidence', async () => {
    const yesterday = siteDay(-1)
    await page.goto(`/away/corrections?month=${yesterday.slice(0, 7)}`)
    await page.getByRole('button', { name: '申请补卡' }).first().click()
    const drawer = page.locator('.form-drawer')
    await choosePerson(page, '姓名', somebody.id)
    await drawer.getByLabel('应刷卡的时间').fill(`${yesterday}T08:28`)
    await drawer.getByRole('button', { name: '提交申请' }).click()
    await drawer.locator('[data-field="reason"]').getByText('这一项必须填写').waitFor()
    await drawer.getByLabel('事由').fill('卡忘在家里，当时与张股长一同到岗')
    await drawer.locator('input[type="file"]').setInputFiles({ name: '门厅照片.png', mimeType: 'image/png', buffer: PHOTO })
    await drawer.getByText('门厅照片.png').waitFor()
    await drawer.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('已提交，等待审批').waitFor()
    await page.getByRole('row').filter({ hasText: '卡忘在家里' }).getByText('待审批').waitFor()
  })
  await checks.check('people come out of a file: looked at first, then taken in', async () => {
    await page.goto('/lists/staff')
    const file = { name: '新调入.csv', mimeType: 'text/csv', buffer: Buffer.from('工号,姓名,单位编码\nc9001,司马相如,u02\n', 'utf8') }
    await page.locator('input[type="file"]').setInputFiles(file)
    await page.getByText('共 1 行：新增 1，修改 0，不变 0。还没有导入。').waitFor()
    await desk.checkPage(page, 'clerk-import')
    await page.getByRole('button', { name: '确认导入' }).click()
    await page.getByText('已导入，1 条有变化').waitFor()
    const found = (await (await page.request.get('/api/v1/staff/c9001')).json()).name
    expect(found === '司马相如', found)
  })
  await checks.check('the month is handed in with what is uncertain, taken back, and handed in again', async () => {
    const months = (await (await page.request.get('/api/v1/months')).json()).months
    const open = months.find(({ closed }) => closed === null)
    await page.goto(`/month-end/${open.month}`)
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: '确认并报送' }) })
    await row.getByRole('button', { name: '确认并报送' }).click()
    await page.getByText(/还有 \d+ 项暂定、\d+ 项待核实。确认后按现在的数字报送。/).waitFor()
    await desk.checkPage(page, 'clerk-hand-in')
    await page.getByRole('dialog').getByRole('textbox').fill('两人的漏刷已补卡，待批')
    await page.getByRole('dialog').getByRole('button', { name: '确认并报送' }).click()
    if (siteTime() < open.opens) { // the first days of a long month
      await page.getByText('还没到报送的时候').waitFor()
      browser.takeFaults() // the refusal is in the browser's log, as it should be
      return 'not open yet'
    }
    const handed = page.getByRole('row').filter({ hasText: '已报送' })
    await handed.getByText('两人的漏刷已补卡，待批').waitFor()
    await desk.checkPage(page, 'clerk-handed-in')
    await handed.getByRole('button', { name: '撤回' }).click()
    await page.locator('.el-message-box').getByRole('button', { name: '撤回' }).click()
    await row.getByRole('button', { name: '确认并报送' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '确认并报送' }).click()
    await handed.waitFor()
    return open.month
  })
  await page.context().close()
}
