// What an administrator does for the site: a kiosk enrolled and revoked, a card issued by tapping at a kiosk, hours of work
// by season, the year's calendar out of a file with what it changes.
import { expect } from './browser.mjs'
import { siteDay } from './site_time.mjs'

const drawer = (page) => page.locator('.el-drawer:visible').last()
const said = (page, text) => page.locator('.el-message').getByText(text).first().waitFor()
const sure = (page) => page.locator('.el-message-box').getByRole('button').last().click()

async function openSelect(field) {
  await field.focus()
  await field.press('Enter')
}

async function checkCardByTap({ checks, desk, page, tap }) {
  await checks.check('a card is issued by tapping it at the kiosk that was chosen', async () => {
    await page.goto('/staff')
    await page.getByPlaceholder('姓名、拼音首字母或编号').fill('s0150')
    await page.getByRole('row').filter({ hasText: 's0150' }).getByRole('button', { name: '卡片' }).click()
    const before = await drawer(page).locator('.cards li').count()
    await openSelect(drawer(page).getByRole('combobox', { name: '选择考勤机' }))
    await page.getByRole('option', { name: '县政府大楼 东门' }).locator(':scope:visible').first().click()
    await drawer(page).getByRole('button', { name: '开始等待刷卡' }).click()
    await drawer(page).getByText('请在所选考勤机上刷这张新卡').waitFor()
    const note = await desk.checkPage(page, 'card-waits')
    await tap('0171830457')
    await said(page, '已发卡')
    await drawer(page).locator('.cards li').nth(before).waitFor()
    return note
  })
  await checks.check('waiting for a tap can be given up', async () => {
    await openSelect(drawer(page).getByRole('combobox', { name: '选择考勤机' }))
    await page.getByRole('option', { name: '县政府大楼 东门' }).locator(':scope:visible').first().click()
    await drawer(page).getByRole('button', { name: '开始等待刷卡' }).click()
    await drawer(page).getByText('请在所选考勤机上刷这张新卡').waitFor()
    await drawer(page).getByRole('button', { name: '取消' }).click()
    await drawer(page).getByRole('button', { name: '开始等待刷卡' }).waitFor()
  })
}

async function checkKiosks({ checks, desk, page, enrol }) {
  await checks.check('a kiosk is enrolled with the code on the screen, and shows as in use', async () => {
    await page.goto('/kiosks')
    await page.getByRole('button', { name: '登记新考勤机' }).first().click()
    await page.getByRole('textbox', { name: '地点', exact: true }).fill('政务服务中心 二楼会议室')
    await page.getByRole('button', { name: '生成登记码' }).click()
    await page.getByRole('img', { name: '登记码的二维码' }).waitFor()
    await enrol((await page.locator('.code').textContent()).trim())
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('row').filter({ hasText: '政务服务中心 二楼会议室' }).waitFor()
    return desk.checkLooks(page, 'kiosks-list')
  })
  await checks.check('its place is changed, and it is revoked after a question, for good', async () => {
    await page.getByRole('button', { name: '政务服务中心 二楼会议室' }).click()
    await drawer(page).getByRole('textbox', { name: '地点' }).fill('政务服务中心 三楼会议室')
    await drawer(page).getByRole('button', { name: '改地点' }).click()
    await said(page, '地点已修改')
    await drawer(page).getByRole('button', { name: '注销考勤机' }).click()
    await page.getByText('注销后不能恢复').waitFor()
    const note = await desk.checkPage(page, 'kiosk-revoke')
    await sure(page)
    await said(page, '已注销')
    await page.keyboard.press('Escape')
    await page.getByRole('row').filter({ hasText: '三楼会议室' }).getByText('已注销').waitFor()
    return note
  })
}

async function checkSchedule({ checks, desk, page }) {
  const year = siteDay().slice(0, 4)
  const what = 'hours of work have two seasons: what overlaps is said at its field; the year shows both, the week the chosen one'
  await checks.check(what, async () => {
    await page.goto('/schedules')
    await page.getByRole('button', { name: '新建作息时间' }).first().click()
    await drawer(page).getByLabel('代码').fill('hall')
    await drawer(page).getByLabel('名称', { exact: true }).fill('政务大厅（夏令、冬令）')
    const season = (nth) => drawer(page).locator('fieldset').nth(nth)
    const fill = async (nth, from, to) => {
      await season(nth).getByLabel('从', { exact: true }).fill(from)
      await season(nth).getByLabel('到（含当天）', { exact: true }).fill(to)
      await drawer(page).getByRole('heading').first().click()
    }
    await fill(0, `${year}-01-01`, `${year}-06-30`)
    await drawer(page).getByRole('button', { name: /^添加时段/ }).click()
    await fill(1, `${year}-06-01`, `${year}-12-31`)
    await season(1).getByRole('textbox', { name: '上班时间' }).first().fill('09:00')
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await drawer(page).locator('.is-error, .el-alert--error').first().waitFor()
    await desk.checkPage(page, 'schedule-overlap')
    await fill(1, `${year}-07-01`, `${year}-12-31`)
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await said(page, '已保存')
    const card = page.locator('.card', { has: page.getByRole('heading', { name: '政务大厅（夏令、冬令）' }) })
    await card.getByRole('button', { name: `${year}-01-01 – ${year}-06-30` }).click()
    await card.getByText('08:30').first().waitFor()
    await card.getByRole('button', { name: `${year}-07-01 – ${year}-12-31` }).click()
    await card.getByText('09:00').first().waitFor()
    return desk.checkLooks(page, 'schedule-seasons')
  })
}

async function checkCalendar({ checks, desk, page }) {
  const file = (calendar) => ({ name: '放假通知.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(calendar)) })
  await checks.check('a notice of a year out of sense, or with dates of another, is refused and changes nothing', async () => {
    await page.goto('/calendar/2028')
    await page.getByLabel('导入放假通知').setInputFiles(file({ year: '9999', rest: ['9999-10-01'], work: [] }))
    await page.getByText('“放假通知.json”的年份是 9999：应在 2000 至 2099 之间').waitFor()
    await page.getByLabel('导入放假通知').setInputFiles(file({ year: '2028', rest: ['2027-10-01'], work: [] }))
    await page.getByText('不是这一年的日期').waitFor()
    await page.getByLabel('导入放假通知').setInputFiles({ name: '放假通知.json', mimeType: 'application/json', buffer: Buffer.from('放假') })
    await page.getByText('不是放假通知文件').waitFor()
    expect((await page.locator('.day.rest').count()) === 0, 'days are free already')
    await page.goto('/calendar/3000')
    await page.getByText('日历只能是 2000 至 2099 年').waitFor()
  })
  await checks.check('the State Council’s notice comes in from a file, with a preview of each day that changes', async () => {
    const year = 2028
    const days = { year: `${year}`, rest: [`${year}-10-02`, `${year}-10-03`], work: [{ date: `${year}-09-30`, as: 1 }] }
    await page.goto('/calendar/2027')
    await page.getByLabel('导入放假通知').setInputFiles(file({ ...days, notice: '国办发明电〔2027〕7号' }))
    const preview = page.getByRole('dialog', { name: `${year} 年日历的变化` })
    await preview.getByText('以下 3 天会变化').waitFor()
    await preview.getByRole('listitem').filter({ hasText: '9月30日' }).getByText('上班（按周一作息）').waitFor()
    const note = await desk.checkPage(page, 'calendar-preview')
    await preview.getByRole('button', { name: '确认保存' }).click()
    await said(page, '日历已保存')
    await page.waitForURL(/\/calendar\/2028/)
    await page.getByText('国办发明电〔2027〕7号').waitFor()
    expect((await page.locator('.day.rest').count()) === 2, 'not two days are free')
    await page.getByLabel('导入放假通知').setInputFiles(file(days))
    await preview.getByText('没有变化').waitFor()
    await page.keyboard.press('Escape')
    return `${note} ${await desk.checkLooks(page, 'calendar-imported')}`.trim()
  })
  await checks.check('changes that are not saved are asked about before another year is shown', async () => {
    await page.goto('/calendar/2029')
    await page.getByRole('button', { name: /^1月3日/ }).click()
    await page.getByRole('button', { name: '下一年' }).click()
    await page.getByText('放弃 2029 年还没有保存的更改？').waitFor()
    await page.locator('.el-message-box').getByRole('button').first().click()
    await page.getByRole('heading', { level: 1, name: '2029 年日历' }).waitFor()
  })
}

/** `tap` taps a card at the kiosk 县政府大楼 东门; `enrol` enrols another kiosk with a code. */
export async function checkSite({ checks, browser, desk, tap, enrol }) {
  const page = await desk.logIn('admin')
  const all = { checks, desk, page, tap, enrol }
  await checkKiosks(all)
  await checkCardByTap(all)
  await checkSchedule(all)
  await checkCalendar(all)
  await page.context().close()
  browser.takeFaults()
}
