// Fields whose choices could not be read: they say so, and offer them once they are opened again. Accounts as way_journeys.mjs says.
import { expect } from './browser.mjs'

const UNREAD = '没有读到，请重新打开再试'
const busy = { status: 503, contentType: 'application/problem+json', body: '{"type":"shoushi:busy","title":"busy","status":503}' }

/** The field of the form under that name, opened as one does by keyboard; people are searched for. */
async function openField(page, name) {
  const field = page.locator(`[data-field="${name}"]`).getByRole('combobox')
  await field.focus()
  await (name === 'invite.staff' ? field.pressSequentially('z') : field.press('Enter'))
  return field
}

/** What it offers is refused once, and there the next time. */
async function expectAskedAgain(page, name, path, offered) {
  const said = page.locator('.el-popper:visible').getByText(UNREAD)
  let field = await openField(page, name)
  await said.waitFor()
  await page.unroute(path)
  await field.blur()
  await said.waitFor({ state: 'hidden' })
  field = await openField(page, name)
  await offered(page.locator('.el-popper:visible')).first().waitFor()
  await field.blur()
}

export async function checkChoices({ checks, browser, desk }) {
  const page = await desk.logIn('host')
  const start = `${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}T09:00:00`
  await desk.send(page, 'POST', '/api/v1/meetings', { title: '上一次例会', start, end: start.replace('T09', 'T10'), attendees: [] })
  const paths = {
    attendees: '**/api/v1/units?*', kiosks: '**/api/v1/kiosks', copied_from: '**/api/v1/meetings?*', 'invite.staff': '**/api/v1/staff?*',
  }
  const offers = {
    attendees: (list) => list.getByRole('treeitem', { name: '县财政局' }),
    kiosks: (list) => list.getByRole('option'),
    copied_from: (list) => list.getByRole('option'),
    'invite.staff': (list) => list.getByRole('option'),
  }
  await checks.check('a field whose choices were not read says so, and reads them when it is opened again', async () => {
    for (const path of Object.values(paths)) await page.route(path, (route) => route.fulfill(busy))
    await page.goto('/meetings/new')
    for (const [name, path] of Object.entries(paths)) await expectAskedAgain(page, name, path, offers[name])
  })
  await checks.check('that nobody looked for conflicts is said, and holds nobody up', async () => {
    await page.route('**/api/v1/meetings/conflicts', (route) => route.fulfill(busy))
    await page.getByLabel('地点').fill('三楼会议室')
    await page.getByText('没有查到时间是否冲突').waitFor()
    await page.unroute('**/api/v1/meetings/conflicts')
    await page.getByLabel('地点').fill('四楼会议室')
    await page.getByText('没有查到时间是否冲突').waitFor({ state: 'detached' })
  })
  browser.takeFaults() // the 503s are in the browser's log, as they should be
  const inspector = await desk.logIn('inspector')
  const found = (name) => inspector.locator('.findings').getByText(name, { exact: true })
  const pick = async (name) => {
    await openField(inspector, 'unit')
    await inspector.getByRole('treeitem', { name }).locator(':scope:visible').first().click()
  }
  const namesOf = async (unit) => {
    const page1 = await (await inspector.request.get(`/api/v1/staff?unit=${unit}&limit=200`)).json()
    return page1.items.map(({ name }) => name)
  }
  await checks.check('a spot check has the people of the unit that was chosen last', async () => {
    const units = (await (await inspector.request.get('/api/v1/units?limit=200')).json()).items
    const [first, second] = ['县财政局', '县委办公室'].map((name) => units.find((unit) => unit.name === name))
    await inspector.goto('/spot-checks')
    await inspector.getByRole('button', { name: '登记抽查' }).first().click()
    let release
    const held = new Promise((resolve) => (release = resolve))
    await inspector.route(`**/api/v1/staff?*unit=${first.code}*`, async (route) => {
      await held
      await route.continue().catch(() => undefined) // it may have been given up
    })
    await pick(first.name)
    await pick(second.name)
    const names = await namesOf(second.code)
    await found(names[0]).first().waitFor()
    release()
    await inspector.waitForLoadState('networkidle')
    const rows = await inspector.locator('.findings .who').allTextContents()
    expect(JSON.stringify(rows.sort()) === JSON.stringify(names.sort()), `${rows} instead of ${names}`)
  })
  await checks.check('people who were not read are nobody who was at their post', async () => {
    await inspector.route('**/api/v1/staff?*', (route) => route.fulfill(busy))
    await pick('县教育局')
    const notice = inspector.locator('[data-field="findings"]').getByRole('alert')
    await notice.waitFor()
    expect((await inspector.locator('.findings .who').count()) === 0, 'people of the unit before are still there')
    await inspector.unroute('**/api/v1/staff?*')
    await notice.getByRole('button').click()
    await inspector.locator('.findings .who').first().waitFor()
  })
  browser.takeFaults()
}
