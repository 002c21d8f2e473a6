// A meeting from its making to its published result, in a real browser: what is in the way, what is kept
// when something goes wrong, what changes afterwards, what is asked for, what is published. Accounts as office_journeys.mjs says.
import { expect } from './browser.mjs'
import { siteDay } from './site_time.mjs'

const PHONE = { width: 390, height: 844 }
const WIDE = { width: 1280, height: 800 }

const span = (days, from, to) => ({ start: `${siteDay(days)}T${from}:00`, end: `${siteDay(days)}T${to}:00` })
const invited = (...staff) => staff.map((one) => ({ staff: one, role: 'required' }))

/** What is done without a mouse: keys, and Tab as often as it takes to what has this label. */
function keyboardOf(page) {
  let count = 0
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
    count += keys.length
  }
  const tabTo = async (label) => {
    for (let step = 0; step < 60; step += 1) {
      const here = await page.evaluate(() => {
        const element = document.activeElement
        const named = element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent
        return named?.trim() ?? ''
      })
      if (here === label) return
      await press('Tab')
    }
    throw new Error(`the keyboard does not reach ${label}`)
  }
  return { press, tabTo, pressed: () => count }
}

export async function checkMaking({ checks, browser, desk }) {
  const page = await desk.logIn('host')
  const first = await desk.send(page, 'POST', '/api/v1/meetings', {
    title: '县委常委会（扩大）会议', room: '三楼会议室', attendees: invited('s0001', 's0007'), ...span(9, '09:00', '11:00'),
  })
  await checks.check('what is in the way is said beside the field, and refuses nothing', async () => {
    await page.goto('/meetings/new')
    await page.getByLabel('会议名称').fill('冲突')
    await page.getByLabel('开始时间').fill(`${siteDay(9)}T10:00`)
    await page.getByLabel('地点').fill('三楼 会议室')
    await page.locator('[data-field="room"]').getByText('这个地点这段时间已有 1 场会议').waitFor()
    await page.getByText('粘贴名单或从文件添加').click()
    await page.getByLabel('粘贴名单或从文件添加').fill('s0001 \n s0007')
    await page.getByRole('button', { name: '查找并添加' }).click()
    await page.getByText('有 2 人这段时间另有会议').waitFor()
    await page.getByText('县委常委会（扩大）会议').first().waitFor()
    await desk.checkPage(page, 'meeting-conflicts')
    await page.setViewportSize(PHONE)
    const note = await desk.checkPage(page, 'meeting-conflicts-phone')
    await page.setViewportSize(WIDE)
    return note
  })
  await checks.check('a server in trouble, and a session that ends, lose nothing', async () => {
    const busy = {
      status: 503, contentType: 'application/problem+json', body: '{"type":"shoushi:busy","title":"busy","status":503}',
    }
    await page.route('**/api/v1/meetings', (route) => (
      route.request().method() === 'POST' ? route.fulfill(busy) : route.continue()
    ))
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.getByText('服务器出错（busy），请稍后再试。').waitFor()
    expect((await page.getByLabel('会议名称').inputValue()) === '冲突', 'the title is lost')
    await page.unroute('**/api/v1/meetings')
    await page.context().clearCookies()
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    const over = page.getByRole('dialog', { name: '请重新登录' })
    await over.getByLabel('密码', { exact: true }).fill(desk.password)
    await page.keyboard.press('Enter')
    await over.waitFor({ state: 'detached' })
    expect((await page.getByLabel('会议名称').inputValue()) === '冲突', 'the title is lost')
    await page.reload()
    await page.getByText('已恢复上次没有保存的内容').waitFor()
    expect((await page.getByLabel('会议名称').inputValue()) === '冲突', 'the title is lost')
    await page.getByText('有 2 人这段时间另有会议').waitFor()
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    browser.takeFaults() // the 503 is in the browser's log, as it should be
  })
  await checks.check('a weekly series is made without a mouse', async () => {
    const { press, tabTo } = keyboardOf(page)
    await page.goto('/meetings/new')
    await page.getByRole('heading', { level: 1, name: '新建会议' }).waitFor()
    await tabTo('会议名称')
    await page.keyboard.type('每周例会')
    await tabTo('另外指定')
    const answer = page.waitForResponse((response) => new URL(response.url()).searchParams.get('search') === 's0007')
    await page.keyboard.type('s0007')
    await answer
    await page.locator('.el-select-dropdown__item:visible').nth(1).waitFor({ state: 'detached' })
    await page.locator('.el-select-dropdown__item:visible').first().waitFor()
    await press('ArrowDown', 'Enter', 'Escape')
    await tabTo('系列会议（如每周例会）')
    await press('Enter')
    await tabTo('一共开几次')
    await press('Control+a')
    await page.keyboard.type('3')
    await tabTo('确定')
    await press('Enter')
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    const made = (await (await page.request.get('/api/v1/meetings?search=%E6%AF%8F%E5%91%A8%E4%BE%8B%E4%BC%9A')).json()).items
    expect(made.length === 3, `${made.length} meetings`)
  })
  await checks.check('whoever is in a hurry makes a meeting of three hundred people without a mouse', async () => {
    const { press, tabTo, pressed } = keyboardOf(page)
    await page.goto('/meetings')
    await page.getByRole('heading', { level: 1, name: '会议' }).waitFor()
    const started = Date.now()
    await tabTo('新建会议')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: '新建会议' }).waitFor()
    await tabTo('会议名称')
    await page.keyboard.type('全县干部大会')
    await tabTo('地点')
    await page.keyboard.type('县会议中心')
    await tabTo('主要领导')
    for (let rank = 0; rank < 4; rank += 1) await press(...(rank === 0 ? [] : ['Tab']), 'Space')
    await page.getByText(/^共邀请 3\d\d 人/).waitFor()
    await tabTo('确定')
    await press('Enter')
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    await page.getByRole('heading', { level: 1, name: '全县干部大会' }).waitFor()
    const seconds = Math.round((Date.now() - started) / 1000)
    expect(seconds < 120, `${seconds} s`)
    expect(pressed() < 60, `${pressed()} keys besides the words`)
    return `${seconds} s, ${pressed()} keys besides the words`
  })
  await checks.check('as last time, and who comes by unit and out of a file', async () => {
    await page.goto('/meetings/new')
    await page.getByRole('combobox', { name: '照上次的会议' }).click({ force: true })
    await page.locator('.el-select-dropdown__item:visible').filter({ hasText: '县委常委会（扩大）会议' }).click()
    await page.waitForFunction(() => document.querySelector('[data-field="title"] input')?.value === '县委常委会（扩大）会议')
    expect((await page.getByLabel('地点').inputValue()) === '三楼会议室', 'the room is another than last time')
    await page.getByRole('combobox', { name: '按单位' }).click({ force: true })
    await page.locator('.el-tree-node__content:visible').filter({ hasText: '县财政局' }).click()
    await page.keyboard.press('Escape')
    await page.getByText('粘贴名单或从文件添加').click()
    const names = Buffer.from('s0011\n没有这个人\n', 'utf8')
    await page.locator('.paste input[type="file"]').setInputFiles({ name: '名单.txt', mimeType: 'text/plain', buffer: names })
    await page.getByRole('button', { name: '查找并添加' }).click()
    await page.getByText('没有找到：没有这个人').waitFor()
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.waitForURL((url) => /^\/meetings\/m[^/]*$/.test(url.pathname))
    const made = await (await page.request.get(new URL(page.url()).pathname.replace('/meetings', '/api/v1/meetings'))).json()
    const there = new Set(made.attendees.map(({ staff }) => staff))
    for (const staff of ['s0001', 's0007', 's0011']) expect(there.has(staff), `${staff} is not invited`)
    expect(there.size > 20, `the unit is not invited: ${there.size} people`)
  })
  await checks.check('a meeting is changed afterwards, and its history says who was told', async () => {
    await page.goto(`/meetings/${first.id}`)
    await page.getByRole('button', { name: '修改会议' }).click()
    await page.getByLabel('地点').fill('礼堂（县委大院西门进，二号楼负一层大会议室，请提前十五分钟入场）')
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.getByText(/已修改，已通知 \d+ 人/).waitFor()
    await page.getByRole('link', { name: '会议信息' }).click()
    await page.getByText(/地点；通知 \d+ 人/).waitFor()
    return desk.checkPage(page, 'meeting-info')
  })
  await checks.check('what has begun is refused beside its field', async () => {
    const begun = await desk.send(page, 'POST', '/api/v1/meetings', {
      title: '正在开的会', attendees: invited('s0007'), ...span(-1, '09:00', '10:00'),
    })
    await page.goto(`/meetings/${begun.id}/edit`)
    await page.getByLabel('开始时间').fill(`${siteDay(9)}T10:00`)
    await page.locator('.form-buttons').getByRole('button', { name: '确定' }).click()
    await page.locator('[data-field="start"]').getByText('会议已经开始，这一项不能再改').waitFor()
    return desk.checkPage(page, 'meeting-edit-fault')
  })
  await page.context().close()
}

export async function checkRequests({ checks, desk }) {
  const page = await desk.logIn('host')
  const me = await desk.logIn('me')
  const meeting = await desk.send(page, 'POST', '/api/v1/meetings', {
    title: '请假与代会', attendees: invited('s0007', 's0001'), substitute_deadline_min: 1_000_000, ...span(20, '09:00', '10:00'),
  })
  const reason = '孩子家长会，时间冲突，无法到会，已向分管领导口头报告并委托同事转达会议精神'
  await desk.send(me, 'POST', '/api/v1/meeting-leaves', { meeting: meeting.id, staff: 's0007', reason })
  await desk.send(me, 'POST', '/api/v1/substitutes', { meeting: meeting.id, principal: 's0007', substitute: 's0009', reason: '出差' })
  await checks.check('what cannot be approved says why beforehand; what can is approved together', async () => {
    await page.goto(`/meetings/${meeting.id}?tab=requests`)
    await page.getByText('超过代会申请截止时间，不能批准').waitFor()
    const row = page.getByRole('row').filter({ hasText: '代会' })
    expect(await row.getByRole('button', { name: '批准', exact: true }).isDisabled(), 'it can be approved')
    await desk.checkPage(page, 'meeting-requests')
    await page.setViewportSize(PHONE)
    await desk.checkPage(page, 'meeting-requests-phone')
    await page.setViewportSize(WIDE)
    await page.getByLabel('全选可以批准的').check()
    await page.locator('.panel-head').getByRole('button', { name: '批准', exact: true }).click()
    await page.getByText('已批准').first().waitFor()
    await row.getByRole('button', { name: '不批准' }).click()
    await page.getByText('未批准').first().waitFor()
  })
  await me.context().close()
  await page.context().close()
}

export async function checkPublishing({ checks, desk }) {
  const page = await desk.logIn('host')
  const invite = { units: ['u01', 'u02', 'u03'], staff: ['s0007'] }
  const meeting = await desk.send(page, 'POST', '/api/v1/meetings', {
    title: '全县作风建设推进会', room: '礼堂', invite, ...span(-1, '09:00', '10:00'),
  })
  await desk.enterInTime(meeting)
  await checks.must('the result of a meeting is published', async () => {
    await page.goto(`/meetings/${meeting.id}`)
    await page.getByRole('button', { name: '会议结果' }).click()
    await page.getByText('结果还没有公布').waitFor()
    await desk.checkPage(page, 'result-none')
    await page.getByRole('button', { name: '公布结果' }).click()
    await page.locator('.form-drawer').getByText('缺席').waitFor()
    await desk.checkPage(page, 'result-publish')
    await page.locator('.form-drawer').getByRole('button', { name: '公布结果' }).click()
    await page.getByText(/由 会议组织人 公布，统计到/).waitFor()
    await page.getByRole('table').locator('tbody tr').nth(1).waitFor()
  })
  await checks.check('what changes later is shown beside what was published', async () => {
    await desk.send(page, 'POST', '/api/v1/marks', { meeting: meeting.id, staff: 's0007' })
    await page.reload()
    await page.getByText('公布以后有 1 人的结果发生变化').waitFor()
    await page.getByRole('table').getByText('组织人补签').waitFor()
    const note = await desk.checkPage(page, 'result-changed')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载 XLSX' }).click()])
    expect(file.suggestedFilename() === '会议结果.xlsx', file.suggestedFilename())
    return note
  })
  await checks.check('whoever attends is told and sees the result, on a phone and in the dark', async () => {
    const me = await desk.logIn('me', { viewport: PHONE, colorScheme: 'dark' })
    await me.goto('/notices')
    await me.getByRole('link', { name: '会议结果已公布' }).first().click()
    await me.getByText('全县作风建设推进会').first().waitFor()
    await me.getByRole('table').locator('tbody tr').nth(1).waitFor()
    expect((await me.getByRole('button', { name: '重新公布' }).count()) === 0, 'publishing is offered')
    const note = await desk.checkPage(me, 'result-phone-dark')
    await me.context().close()
    return note
  })
  await checks.check('a publication is withdrawn with a reason', async () => {
    await page.getByRole('button', { name: '撤回公布' }).click()
    const drawer = page.locator('.form-drawer')
    await drawer.getByRole('button', { name: '撤回公布' }).click()
    await drawer.getByText('这一项必须填写').waitFor()
    await drawer.getByLabel('撤回原因').fill('名单有误')
    await drawer.getByRole('button', { name: '撤回公布' }).click()
    await page.getByText('原因：名单有误').waitFor()
    return desk.checkPage(page, 'result-withdrawn')
  })
  await page.context().close()
}
