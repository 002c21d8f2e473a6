// What organizers, clerks and everybody do in the console, in a real browser against a real server.
//
//   node office_journeys.mjs --base-url URL --password P --out DIR
//
// Accounts with that password: host and host2 (organizers), security (security officer), admin, clerk (of unit u02, whose
// person is s0030), me (staff, s0007).
import { createChecks, expect, openBrowser, parseArguments } from './browser.mjs'
import { checkClerk } from './clerk_journeys.mjs'
import { createDesk } from './desk.mjs'
import { checkGroups, checkHandOver, checkKept } from './group_journeys.mjs'
import { checkMaking, checkPublishing, checkRequests } from './meeting_journeys.mjs'
import { checkOfficeParts } from './office_parts.mjs'
import { siteTime } from './site_time.mjs'

const { 'base-url': baseUrl, password, out } = parseArguments(['base-url', 'password', 'out'])
const checks = createChecks()
const browser = await openBrowser({ baseUrl, out })
const WIDTHS = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

const desk = createDesk(browser, password)
const { logIn, checkPage } = desk

const rail = (page) => page.getByRole('navigation', { name: '主导航' })

async function organizer() {
  const page = await logIn('host')
  await checks.check('an organizer begins at the meetings, and is offered no month report', async () => {
    await page.waitForURL((url) => url.pathname === '/meetings')
    await page.getByRole('heading', { level: 1, name: '会议' }).waitFor()
    expect((await rail(page).getByText('作风守时月报').count()) === 0, 'the month report is offered')
    await page.goto('/month')
    await page.getByText('您的账号没有查看这个页面的权限').first().waitFor()
    await page.goto('/meetings')
  })
  await checks.check('what is missing is said beside its field before anything is sent', async () => {
    await page.getByRole('button', { name: '新建会议' }).first().click()
    await page.getByRole('button', { name: '确定' }).click()
    await page.locator('[data-field="title"]').getByText('这一项必须填写').waitFor()
    await page.getByText('请选择参会人员').waitFor()
    return checkPage(page, 'meeting-new-faults')
  })
  await checks.must('a meeting is made by a pasted list, in less than two minutes', async () => {
    const started = Date.now()
    await page.getByLabel('会议名称').fill('作风建设专题会议（含各乡镇、各单位主要负责人及分管同志）')
    await page.getByText('粘贴名单或从文件添加').click()
    await page.getByLabel('粘贴名单或从文件添加').fill('s0001、s0007\n查无此人')
    await page.getByRole('button', { name: '查找并添加' }).click()
    await page.getByText('已添加 2 人').waitFor()
    await page.getByText('没有找到：查无此人').waitFor()
    await page.getByRole('button', { name: '确定' }).click()
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    await page.getByRole('heading', { level: 1, name: /作风建设专题会议/ }).waitFor()
    await page.getByText('0 / 2').or(page.getByText('/ 2')).first().waitFor()
    return `${Date.now() - started} ms`
  })
  const address = new URL(page.url()).pathname
  await checks.check('the meeting has its results, live', async () => {
    await page.locator('[data-phase="live"]').waitFor({ state: 'attached' })
    await page.getByRole('table').locator('tbody tr').nth(1).waitFor()
    return checkPage(page, 'meeting')
  })
  await checks.check('somebody is marked by hand, and that is taken back', async () => {
    await page.getByRole('button', { name: '补签', exact: true }).first().click()
    await page.getByText(/^已为/).first().waitFor()
    await page.getByText('没有刷卡，由组织人补签。').or(page.getByText('会议还没有结束。')).first().waitFor()
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByText('已撤销').waitFor()
  })
  const noteBreach = async (breach, note) => {
    await page.getByRole('button', { name: '记一条' }).first().click()
    const drawer = page.getByRole('dialog', { name: '记一条' })
    await drawer.locator('[data-field="staff"] .el-select').click()
    await page.getByRole('option').filter({ visible: true }).first().click()
    await drawer.locator('[data-field="breach"] .el-select').click()
    await page.getByRole('option', { name: breach }).click()
    await drawer.getByRole('textbox', { name: '说明' }).fill(note)
    await drawer.getByRole('button', { name: '记一条' }).click()
    return drawer
  }
  await checks.check('no breach of discipline is noted before a meeting has begun', async () => {
    await page.getByRole('navigation', { name: '会议' }).getByText('会场纪律').click()
    await page.getByText('没有会场纪律记录').waitFor()
    const drawer = await noteBreach('打瞌睡', '')
    await drawer.getByText('会议还没有开始').waitFor()
    await drawer.getByRole('button', { name: '取消' }).click()
    await page.getByRole('button', { name: '确定' }).or(page.getByRole('button', { name: '不保存' })).first().click()
  })
  await checks.check('breaches of discipline are noted, and one is taken back', async () => {
    const found = await (await page.request.get('/api/v1/meetings?search=安全生产例会')).json()
    await page.goto(`/meetings/${found.items[0].id}?tab=discipline`)
    await noteBreach('手机响铃', '会议期间手机两次响铃，经提醒后仍在座位上接听电话约三分钟')
    await page.getByText('已记下').first().waitFor()
    await noteBreach('其他', '')
    await page.locator('[data-field="note"]').getByText('请写明是什么情形').waitFor()
    await page.getByRole('textbox', { name: '说明' }).fill('提前离场后返回')
    await page.getByRole('dialog', { name: '记一条' }).getByRole('button', { name: '记一条' }).click()
    await page.getByRole('table').locator('tbody tr').nth(1).waitFor()
    const note = await checkPage(page, 'meeting-discipline')
    await page.getByRole('row', { name: /提前离场后返回/ }).getByRole('button', { name: '撤销' }).click()
    await page.getByText(/^撤销对/).waitFor()
    await page.locator('.el-message-box').getByRole('button').last().click()
    await page.getByRole('row', { name: /提前离场后返回/ }).waitFor({ state: 'detached' })
    await page.getByRole('navigation', { name: '会议' }).getByText('签到情况').click()
    await page.getByText('会场纪律：手机响铃').first().waitFor()
    await page.setViewportSize(WIDTHS.phone)
    await page.goto(`/meetings/${found.items[0].id}?tab=discipline`)
    await page.getByText('手机响铃').first().waitFor()
    await checkPage(page, 'meeting-discipline-phone')
    await page.setViewportSize(WIDTHS.wide)
    return note
  })
  await checks.check('the board shows no log-in, on a projector and on a phone', async () => {
    await page.goto(`${address}/board`)
    await page.getByText('未到 2 人').waitFor()
    expect((await page.getByText('会议组织人').count()) === 0, 'the account is shown')
    const note = await checkPage(page, 'board')
    await page.setViewportSize(WIDTHS.phone)
    await checkPage(page, 'board-phone')
    await page.setViewportSize(WIDTHS.wide)
    return note
  })
  await checks.check('the board of three hundred people fits a projector', async () => {
    const title = '关于进一步加强全县机关作风建设、深入开展专项整治暨年终考核部署动员大会（第二阶段推进会）'
    const invite = { ranks: ['head', 'deputy', 'section_head', 'staff'] }
    const big = await desk.send(page, 'POST', '/api/v1/meetings', { title, invite, start: siteTime(-5), end: siteTime(60) })
    expect(big.attendees.length >= 300, `${big.attendees.length} people`)
    await page.goto(`/meetings/${big.id}/board`)
    for (const [width, height] of [[1920, 1080], [1024, 768]]) {
      await page.setViewportSize({ width, height })
      await page.getByText(/^还有 \d+ 个单位/).waitFor()
      await page.waitForTimeout(300)
      const over = await page.evaluate(() => {
        const parts = [document.documentElement, ...document.querySelectorAll('.column')]
        return parts.map((part) => part.scrollHeight - part.clientHeight)
      })
      expect(over.every((px) => px <= 1), `${width} × ${height}: cut off by ${over.join(', ')} px`)
    }
    const note = await checkPage(page, 'board-300')
    await page.setViewportSize(WIDTHS.wide)
    return note
  })
  await checks.check('the sign-in sheet is a PDF', async () => {
    const answer = await page.request.get(`/api/v1/reports/sign-ins/${address.split('/').at(-1)}.pdf`)
    expect(answer.status() === 200 && (await answer.body()).subarray(0, 4).toString() === '%PDF', `${answer.status()}`)
  })
  await checks.check('a meeting is cancelled only after a question', async () => {
    await page.goto(address)
    await page.getByRole('button', { name: '取消会议' }).click()
    await page.getByText('取消后不能恢复').waitFor()
    await checkPage(page, 'meeting-cancel')
    await page.getByRole('button', { name: '确定取消' }).click()
    await page.getByText('会议已取消，不统计签到').waitFor()
  })
  await page.context().close()
}

async function everybody() {
  const page = await logIn('me', { viewport: WIDTHS.phone, colorScheme: 'dark' })
  await checks.check('one begins at one’s own record, on a phone and in the dark', async () => {
    await page.waitForURL((url) => url.pathname === '/record')
    await page.getByText(/^上班 \d\d:\d\d/).first().waitFor()
    return checkPage(page, 'record-phone-dark')
  })
  await checks.check('what the server does not take of a leave stands beside its field', async () => {
    await page.goto('/away/leaves')
    await page.getByRole('button', { name: '请假' }).first().click()
    await page.getByLabel('从', { exact: true }).fill('2027-03-02T12:00')
    await page.getByLabel('到', { exact: true }).fill('2027-03-02T08:30')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.locator('[data-field="to"]').getByText('结束必须晚于开始').waitFor()
    await browser.shot(page, 'leave-fault')
  })
  await page.context().close()
}

async function clerk() {
  const page = await logIn('clerk')
  await checks.check('a clerk sees the unit’s leave, trips and corrections, empty ones too', async () => {
    for (const kind of ['leaves', 'trips', 'corrections']) {
      await page.goto(`/away/${kind}`)
      await page.locator('.el-empty, table').first().waitFor()
      await checkPage(page, `away-${kind}`)
    }
  })
  await checks.check('a file with faults is told row by row, and nothing is taken in', async () => {
    await page.goto('/lists/staff')
    const bad = { name: '人员.csv', mimeType: 'text/csv', buffer: Buffer.from('工号,姓名,单位\ns9001,,没有这个单位\n', 'utf8') }
    await page.locator('input[type="file"]').setInputFiles(bad)
    await page.getByText(/发现 \d+ 处错误/).or(page.locator('[role="alert"]')).first().waitFor()
    return checkPage(page, 'import-faults')
  })
  await page.context().close()
}

await checks.run(organizer)
await checks.run(everybody)
const parts = [
  checkGroups, checkHandOver, checkKept, checkMaking, checkRequests, checkPublishing, checkClerk, checkOfficeParts,
]
for (const part of parts) await checks.run(() => part({ checks, browser, desk }))
await checks.run(clerk)
await browser.close()
process.exitCode = checks.finish()
