// Groups of people that an organizer keeps, a meeting in other hands, and what is kept in drawers when the server or the
// session goes away. Accounts as office_journeys.mjs says; host2 is an organizer too.
import { expect } from './browser.mjs'

const noon = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const span = (days, from, to) => ({ start: `${noon(days)}T${from}:00`, end: `${noon(days)}T${to}:00` })

async function choosePeople(page, label, ...ids) {
  for (const id of ids) {
    const box = page.getByRole('combobox', { name: label, exact: true })
    await box.focus()
    const answer = page.waitForResponse((response) => new URL(response.url()).searchParams.get('search') === id)
    await page.keyboard.type(id)
    const name = (await (await answer).json()).items[0].name
    await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).first().click()
  }
  await page.keyboard.press('Escape')
}

async function chooseUnit(page, label, name) {
  await page.getByRole('combobox', { name: label, exact: true }).click({ force: true })
  await page.locator('.el-tree-node__content:visible').filter({ hasText: name }).first().click()
  await page.keyboard.press('Escape')
}

export async function checkGroups({ checks, desk }) {
  const page = await desk.logIn('host')
  const drawer = page.locator('.form-drawer')
  const row = page.getByRole('row').filter({ hasText: '作风建设领导小组' })
  await checks.must('a group is kept: by search, by unit and rank, by a pasted list', async () => {
    await page.goto('/meetings')
    await page.getByRole('link', { name: '参会群组' }).click()
    await page.getByText('还没有群组').waitFor()
    await desk.checkLooks(page, 'groups-empty')
    await page.getByRole('button', { name: '新建群组' }).first().click()
    await drawer.getByRole('button', { name: '保存' }).click()
    await drawer.locator('[data-field="name"]').getByText('这一项必须填写').waitFor()
    await drawer.locator('[data-field="members"]').getByText('还没有成员').waitFor()
    await drawer.getByLabel('群组名称').fill('作风建设领导小组')
    await choosePeople(page, '成员', 's0001', 's0007')
    await drawer.getByText('成员 2 人').waitFor()
    await drawer.getByText('粘贴名单或从文件添加').click()
    await drawer.getByLabel('粘贴名单或从文件添加').fill('s0009、s0001')
    await drawer.getByRole('button', { name: '查找并添加' }).click()
    await drawer.getByText('成员 3 人').waitFor()
    await drawer.getByText('按单位、职级添加').click()
    await chooseUnit(page, '按单位', '县财政局')
    await drawer.getByRole('button', { name: '加入这些人' }).click()
    await drawer.getByText(/加入 \d\d 人/).waitFor()
    await desk.checkLooks(page, 'group-form')
    await drawer.getByRole('button', { name: '保存' }).click()
    await page.getByText('群组已保存').waitFor()
    await row.waitFor()
    await row.getByText('会议组织人').waitFor()
    return desk.checkLooks(page, 'groups')
  })
  const group = (await (await page.request.get('/api/v1/groups')).json()).items[0]
  await checks.check('a meeting is made with the group; what the group becomes later does not alter it', async () => {
    await page.goto('/meetings/new')
    await page.getByLabel('会议名称').fill('领导小组会议')
    await page.getByRole('combobox', { name: '按群组' }).click({ force: true })
    await page.locator('.el-select-dropdown__item:visible').filter({ hasText: '作风建设领导小组' }).click()
    await page.keyboard.press('Escape')
    await page.getByText('以后群组改了，已安排的会议不变').waitFor()
    await page.getByText(`共邀请 ${group.members_count} 人`).waitFor()
    await desk.checkPage(page, 'meeting-by-group')
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    const address = new URL(page.url()).pathname
    const read = async () => (await (await page.request.get(address.replace('/meetings', '/api/v1/meetings'))).json()).attendees.length
    expect((await read()) === group.members_count, `${await read()} are invited`)
    await page.goto('/groups')
    await row.getByRole('button', { name: '编辑' }).click()
    await drawer.getByText('已安排的会议按当时的名单，不会改变').waitFor()
    await choosePeople(page, '成员', 's0031')
    await drawer.getByRole('button', { name: '保存' }).click()
    await row.getByText(String(group.members_count + 1)).waitFor()
    await page.goto(`${address}/edit`)
    await page.getByText(`共邀请 ${group.members_count} 人`).waitFor()
    expect((await page.getByText('保存后新邀请').count()) === 0, 'the meeting would change by itself')
    await choosePeople(page, '列席（可以不来）', 's0030').catch(() => undefined)
    await page.getByText('列席、不参加的人').click()
    await choosePeople(page, '不参加的人', 's0001')
    await page.getByText(/保存后新邀请 \d+ 人/).waitFor()
    await page.getByText('保存后不再邀请 1 人').waitFor()
    await desk.checkPage(page, 'meeting-edit-list')
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.getByText(/已修改，已通知 \d+ 人/).waitFor()
  })
  await checks.check('a group is removed, and that is undone; another organizer takes it over', async () => {
    await page.goto('/groups')
    await row.getByRole('button', { name: '删除' }).click()
    await page.locator('.el-message-box').getByRole('button', { name: '删除' }).click()
    await row.waitFor({ state: 'detached' })
    await page.locator('.el-message').getByRole('button', { name: '撤销' }).click()
    await row.waitFor()
    await row.getByRole('button', { name: '移交' }).click()
    await page.getByRole('combobox', { name: '新的保管人' }).click({ force: true })
    await page.keyboard.type('办公室组织')
    await page.locator('.el-select-dropdown__item:visible').filter({ hasText: 'host2' }).click()
    await drawer.getByRole('button', { name: '移交' }).click()
    await page.getByText(/群组已移交给/).waitFor()
    await row.getByText('办公室组织人').waitFor()
    expect((await row.getByRole('button').count()) === 0, 'who no longer keeps it may change it')
  })
  await page.context().close()
}

export async function checkHandOver({ checks, desk }) {
  const page = await desk.logIn('host')
  const meeting = await desk.send(page, 'POST', '/api/v1/meetings', {
    title: '移交的会', attendees: [{ staff: 's0007', role: 'required' }], ...span(12, '09:00', '10:00'),
  })
  await checks.check('a meeting is handed over to somebody out of a list, by name and unit', async () => {
    await page.goto(`/meetings/${meeting.id}`)
    await page.getByRole('button', { name: '移交' }).click()
    const drawer = page.getByRole('dialog', { name: '移交' })
    await drawer.getByRole('button', { name: '移交' }).click()
    await drawer.locator('[data-field="organizer"]').getByText('这一项必须填写').waitFor()
    await page.getByRole('combobox', { name: '新的组织人' }).click({ force: true })
    const options = page.locator('.el-select-dropdown__item:visible')
    await options.first().waitFor()
    expect((await options.filter({ hasText: 'clerk' }).count()) === 0, 'somebody who organizes nothing is offered')
    await desk.checkPage(page, 'meeting-hand-over')
    await options.filter({ hasText: 'host2' }).click()
    await drawer.getByRole('button', { name: '移交' }).click()
    await page.getByText(/已移交给/).first().waitFor()
    await page.getByRole('heading', { level: 1, name: '会议' }).waitFor()
    const heir = await desk.logIn('host2')
    const found = await (await heir.request.get(`/api/v1/meetings/${meeting.id}`)).json()
    expect(found.organizer === 'host2', found.organizer)
    await heir.goto('/notices')
    await heir.getByText('一场会议移交给您组织').waitFor()
    await heir.context().close()
  })
  await page.context().close()
}

/** What is typed into a drawer is there still when the server does not answer and when the session has ended. */
export async function checkKept({ checks, browser, desk }) {
  const page = await desk.logIn('host')
  const meeting = await desk.send(page, 'POST', '/api/v1/meetings', {
    title: '改期的会', attendees: [{ staff: 's0007', role: 'required' }], ...span(13, '09:00', '10:00'),
  })
  const drawer = page.locator('.form-drawer')
  const reason = drawer.getByRole('textbox', { name: '说明' })
  const api = '**/api/v1/meetings/*/postpone'
  await checks.check('a drawer keeps what was typed when the server is gone and when it is in trouble', async () => {
    await page.goto(`/meetings/${meeting.id}`)
    await page.getByRole('button', { name: '改期' }).click()
    await reason.fill('县长临时外出，改到下午')
    await page.route(api, (route) => route.abort('connectionrefused'))
    await drawer.getByRole('button', { name: '改期' }).click()
    await drawer.getByText('连不上服务器。请检查网络，稍后再试。').waitFor()
    expect((await reason.inputValue()) === '县长临时外出，改到下午', 'the words are lost')
    await page.unroute(api)
    const trouble = { status: 503, contentType: 'application/problem+json', body: '{"type":"shoushi:busy","title":"busy","status":503}' }
    await page.route(api, (route) => route.fulfill(trouble))
    await drawer.getByRole('button', { name: '改期' }).click()
    await drawer.getByText('服务器出错（busy），请稍后再试。').waitFor()
    expect((await reason.inputValue()) === '县长临时外出，改到下午', 'the words are lost')
    await page.unroute(api)
    browser.takeFaults() // the refused connection and the 503 are in the browser's log, as they should be
  })
  await checks.check('a session that ends under a drawer is taken up again, and the drawer goes on', async () => {
    const security = await desk.logIn('security')
    await desk.send(security, 'DELETE', '/api/v1/accounts/host/sessions').catch(() => undefined)
    await security.context().close()
    await drawer.getByRole('button', { name: '改期' }).click()
    const over = page.getByRole('dialog', { name: '请重新登录' })
    await over.waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await over.isVisible(), 'the question can be put aside')
    expect(!(await page.evaluate(() => document.elementFromPoint(200, 300)?.closest('#app, .el-overlay'))), 'what is beneath is seen')
    const note = await desk.checkLooks(page, 'session-over')
    await over.getByLabel('密码', { exact: true }).fill('not the password')
    await page.keyboard.press('Enter')
    await over.getByText('账号或密码不正确').waitFor()
    await over.getByLabel('密码', { exact: true }).fill(desk.password)
    await page.keyboard.press('Enter')
    await over.waitFor({ state: 'detached' })
    expect((await reason.inputValue()) === '县长临时外出，改到下午', 'the words are lost')
    expect((await drawer.getByText('登录已失效').count()) === 0, 'the ended session is still told')
    await drawer.getByLabel('新的开始时间').fill(`${noon(14)}T15:00`)
    await drawer.getByRole('button', { name: '改期' }).click()
    await page.getByText('已改期').first().waitFor()
    const found = await (await page.request.get(`/api/v1/meetings/${meeting.id}`)).json()
    expect(found.start === `${noon(14)}T15:00:00`, found.start)
    return note
  })
  await checks.check('a page that was read when the session ended is read again', async () => {
    await page.context().clearCookies()
    await page.getByRole('link', { name: '会议', exact: true }).first().click()
    const over = page.getByRole('dialog', { name: '请重新登录' })
    await over.getByLabel('密码', { exact: true }).fill(desk.password)
    await page.keyboard.press('Enter')
    await over.waitFor({ state: 'detached' })
    await page.getByRole('table').locator('tbody tr').first().waitFor()
    browser.takeFaults()
  })
  await page.context().close()
}
