// From a figure down to the tap and its proof; and what comes after a month was closed: late facts make a supplement, with
// the verdicts that changed and what changed them.
import { expect } from './browser.mjs'
import { siteLastMonth } from './site_time.mjs'

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()

export async function checkDrillDown({ checks, browser, desk }) {
  const page = await desk.logIn('inspector')
  await checks.check('from the county to the unit, the person, the day, the tap, and its proof', async () => {
    await page.goto(`/month/${siteLastMonth()}`)
    await heading(page, '作风守时月报')
    await page.locator('#people').waitFor()
    await page.locator('.panels table tbody a').first().click()
    await page.waitForURL(/unit=/)
    const violations = page.locator('#people th', { has: page.getByRole('button', { name: '违规', exact: true }) })
    await violations.getByRole('button').click()
    await page.waitForURL(/sort=-violations/)
    await page.locator('#people tbody tr:not(.spacer) a').first().click()
    await page.waitForURL(/\/record\//)
    const staff = new URL(page.url()).pathname.split('/').at(-1)
    await page.locator('.grid .date:not([disabled])').filter({ hasText: /迟到|早退|缺卡|旷工/ }).first().click()
    await page.waitForURL(/day=/)
    const date = new URL(page.url()).searchParams.get('day')
    await page.locator('.day .sentence').first().waitFor()
    const proof = await (await page.request.get(await page.getByRole('link', { name: /刷卡的证明$/ }).getAttribute('href'))).json()
    expect(proof.form === 'shoushi-evidence-1' && JSON.stringify(proof).includes(staff), `the proof of ${staff} on ${date}`)
    const note = await desk.checkLooks(page, 'drill-down')
    await page.goBack()
    await page.waitForURL(/\/month/)
    return note
  })
  await page.context().close()
  browser.takeFaults()
}

/** Somebody of the unit with a day of the month on which they were late, and nobody else's business. */
async function findLate(desk, page, unit, month) {
  const { days } = await desk.send(page, 'GET', `/api/v1/reports/days?from=${month}-01&to=${month}-28&unit=${unit}`)
  const late = days.find((one) => one.in === 'late' && one.status !== 'absent')
  expect(late !== undefined, `nobody of ${unit} was late in ${month}`)
  return { staff: late.staff, date: late.date }
}

/** Somebody else of the unit, made its head: whoever may decide on a trip. */
async function headOf(desk, page, unit, staff) {
  const { items } = await desk.send(page, 'GET', `/api/v1/staff?unit=${unit}&limit=10`)
  const head = items.find(({ id }) => id !== staff)
  await desk.send(page, 'PATCH', `/api/v1/staff/${head.id}`, { rank: 'head' })
  return head.id
}

export async function checkSupplement({ checks, browser, desk }) {
  const page = await desk.logIn('inspector')
  const clerk = await desk.logIn('clerk')
  await page.goto('/month')
  await page.locator('#people').waitFor()
  await page.getByRole('button', { name: '上一个月' }).click()
  await page.getByRole('heading', { name: '封存之后的变化' }).waitFor()
  const month = /\/month\/(\d{4}-\d{2})/.exec(page.url())[1]
  const late = await findLate(desk, page, 'u02', month)
  const supplement = page.locator('section', { has: page.getByRole('heading', { name: '封存之后的变化' }) })
  await checks.check('a month that was closed says that nothing has come since', () => supplement.getByText('封存之后没有变化。').waitFor())
  let frozen
  await checks.must('a trip that is handed in late changes the figures, and the frozen papers stay', async () => {
    await page.goto('/month-end')
    const field = page.getByRole('combobox', { name: '选择月份' })
    await field.focus()
    await field.press('Enter')
    await page.getByRole('option').locator(':scope:visible').nth(1).click()
    await page.getByText('已封存').first().waitFor()
    frozen = await page.getByRole('link', { name: /\.pdf$/ }).first().getAttribute('href')
    const before = await (await page.request.get(frozen)).body()
    const trip = { staff: late.staff, from: `${late.date}T08:00:00`, to: `${late.date}T18:00:00`, destination: '市里开会，手续补交' }
    const made = await desk.send(clerk, 'POST', '/api/v1/trips', trip)
    await desk.send(clerk, 'POST', `/api/v1/trips/${made.id}/approve`, { approver: await headOf(desk, clerk, 'u02', late.staff) })
    const after = await (await page.request.get(frozen)).body()
    expect(before.equals(after) && before.subarray(0, 5).toString() === '%PDF-', 'the frozen paper has changed')
  })
  await checks.check('the month shows the supplement: the figures then and now, the verdict before and after, and by what', async () => {
    await page.goto(`/month/${month}`)
    await supplement.getByRole('table', { name: '封存之后的变化' }).waitFor()
    const row = supplement.getByRole('row').filter({ hasText: '迟到' }).first()
    const [then, now] = (await row.getByRole('cell').allTextContents()).slice(-2).map(Number)
    expect(now === then - 1, `${then} then, ${now} now`)
    await supplement.getByText(/迟到 \d+ 分钟.* → /).first().waitFor()
    await supplement.getByText(/公出/).first().waitFor()
    return desk.checkLooks(page, 'supplement')
  })
  await checks.check('from there to the day, with the history of its verdict', async () => {
    await supplement.getByRole('listitem').first().getByRole('link').click()
    await page.waitForURL((url) => url.pathname === `/record/${late.staff}` && url.searchParams.get('day') === late.date)
    const history = page.locator('.history')
    await history.getByText(/迟到 \d+ 分钟.* → /).first().waitFor()
    await history.getByText(/公出.*clerk/).first().waitFor()
    return desk.checkLooks(page, 'difference-history')
  })
  await clerk.context().close()
  await page.context().close()
  browser.takeFaults()
}
