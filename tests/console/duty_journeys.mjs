// What administrators, the security officer, the auditor and inspectors do in the console, in a real browser
// against a real server with the sample county.
//
//   node duty_journeys.mjs --base-url URL --password P --out DIR
//
// Accounts with that password: admin, security, audit, inspector.
import { deflateSync } from 'node:zlib'
import { checkAudit } from './audit_journeys.mjs'
import { createChecks, expect, openBrowser, parseArguments } from './browser.mjs'
import { createDesk } from './desk.mjs'
import { checkDutyParts } from './duty_parts.mjs'
import { siteDay } from './site_time.mjs'

const { 'base-url': baseUrl, password, out } = parseArguments(['base-url', 'password', 'out'])
const checks = createChecks()
const browser = await openBrowser({ baseUrl, out })
const desk = createDesk(browser, password)
const { logIn, checkPage, checkLooks } = desk

const drawer = (page) => page.locator('.el-drawer:visible').last()
/** Opens a select as one does by keyboard: its field lies under the words that it shows. */
async function openSelect(field) {
  await field.focus()
  await field.press('Enter')
}

/** As a person would: who sees that nothing was chosen, since the tree came just then, chooses again. */
async function pickUnit(page, box, name) {
  const chosen = box.getByText(name, { exact: true })
  for (let tries = 0; tries < 3 && !(await chosen.isVisible()); tries += 1) {
    await openSelect(box.getByRole('combobox'))
    await page.getByRole('treeitem', { name }).locator(':scope:visible').first().click()
    await chosen.waitFor({ timeout: 3_000 }).catch(() => undefined)
  }
  await chosen.waitFor()
}

const said = (page, text) => page.locator('.el-message').getByText(text).first().waitFor()

/** The page at an address, with its heading and its rows there. */
async function open(page, path, heading) {
  await page.goto(path)
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await page.locator('.waiting').waitFor({ state: 'detached' })
}

/** A picture of one grey. */
function greyPng(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length, 0)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc32(body), body.length + 4)
    return whole
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  const rows = Buffer.alloc((width + 1) * height, 0x80)
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

async function administrator() {
  const page = await logIn('admin')
  await checks.check('an administrator makes a unit, and what is wrong is said at its field', async () => {
    await open(page, '/units', '单位')
    await page.getByRole('button', { name: '新增单位' }).first().click()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await drawer(page).locator('[data-field="code"]').getByText('这一项必须填写').waitFor()
    await drawer(page).getByLabel('代码').fill('u90')
    await drawer(page).getByLabel('名称', { exact: true }).fill('县大数据发展服务中心（筹备工作领导小组办公室）')
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await said(page, '已保存')
    await page.getByRole('cell', { name: 'u90' }).waitFor()
    return checkPage(page, 'units')
  })
  await checks.check('somebody is added and gets a card by its number; the card is reported lost and restored', async () => {
    await open(page, '/staff', '人员')
    await page.getByRole('button', { name: '新增人员' }).first().click()
    await drawer(page).getByLabel('编号').fill('s9001')
    await drawer(page).getByLabel('姓名').fill('𬭎玥')
    await pickUnit(page, drawer(page).locator('.el-select').first(), '县财政局')
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await said(page, '已保存')
    const search = page.getByPlaceholder('姓名、拼音首字母或编号')
    await search.fill('oyjg')
    await page.getByRole('row').filter({ hasText: '欧阳建国' }).first().waitFor()
    await page.getByRole('row').filter({ hasText: 's9001' }).waitFor({ state: 'detached' })
    await search.fill('𬭎玥')
    await page.getByRole('row').filter({ hasText: 's9001' }).getByRole('button', { name: '卡片' }).click()
    await drawer(page).getByText('还没有卡').waitFor()
    await drawer(page).getByText('输入卡号').click()
    await drawer(page).getByPlaceholder('卡号').fill('0190000123')
    await drawer(page).getByRole('button', { name: '发卡' }).click()
    await said(page, '已发卡')
    await drawer(page).getByRole('button', { name: '挂失' }).click()
    const lost = page.getByRole('dialog', { name: '挂失' })
    const since = lost.getByRole('combobox', { name: '从何时起丢失' })
    await since.fill('2098-11-23 08:30')
    await since.press('Enter')
    await lost.getByRole('button', { name: '挂失' }).click()
    await lost.getByText('不能是将来的时间').waitFor()
    await page.screenshot({ path: `${out}/card_lost.png` })
    await since.fill('2026-11-23 08:30')
    await since.press('Enter')
    await lost.getByRole('button', { name: '挂失' }).click()
    await lost.getByText('那时还没有发这张卡').waitFor()
    await since.fill('')
    await since.press('Enter')
    await lost.getByRole('button', { name: '挂失' }).click()
    await drawer(page).getByText(/已挂失，.* 起/).waitFor()
    await drawer(page).getByRole('button', { name: '恢复' }).click()
    await page.getByText(/刷的卡仍不算本人的/).waitFor()
    await page.screenshot({ path: `${out}/card_restore.png` })
    await page.getByRole('dialog').getByRole('button', { name: '恢复' }).last().click()
    await drawer(page).getByText('在用').waitFor()
    await drawer(page).getByText('在考勤机上刷一次').click()
    await openSelect(drawer(page).getByRole('combobox', { name: '选择考勤机' }))
    await page.getByRole('option').locator(':scope:visible').first().click()
    await drawer(page).getByRole('button', { name: '开始等待刷卡' }).click()
    await drawer(page).getByText('请在所选考勤机上刷这张新卡').waitFor()
    await page.reload() // whoever comes back finds the wait, and what became of it
    await page.getByPlaceholder('姓名、拼音首字母或编号').fill('𬭎玥')
    await page.getByRole('row').filter({ hasText: 's9001' }).getByRole('button', { name: '卡片' }).click()
    await drawer(page).getByText('请在所选考勤机上刷这张新卡').waitFor()
    await drawer(page).getByRole('button', { name: '取消' }).click()
    await drawer(page).getByText('没有完成的刷卡发卡').waitFor()
    await drawer(page).getByText('已取消').waitFor()
    return checkPage(page, 'cards')
  })
  await checks.check('somebody gets a photograph for the kiosks and a PIN for their service page', async () => {
    await open(page, '/staff', '人员')
    await page.getByPlaceholder('姓名、拼音首字母或编号').fill('𬭎玥')
    await page.getByRole('row').filter({ hasText: 's9001' }).getByRole('button', { name: '考勤机' }).click()
    await drawer(page).getByText('没有照片').waitFor()
    const picture = { name: 'face.png', mimeType: 'image/png', buffer: greyPng(180, 225) }
    await drawer(page).locator('input[type=file]').setInputFiles(picture)
    await drawer(page).getByRole('img', { name: '𬭎玥 的照片' }).waitFor()
    await drawer(page).getByText('不能进入考勤机的维护页面').waitFor()
    await drawer(page).getByPlaceholder('密码，6 至 12 位数字').fill('123456')
    await drawer(page).getByRole('button', { name: '设置密码' }).click()
    await drawer(page).getByRole('alert').waitFor()
    await drawer(page).getByPlaceholder('密码，6 至 12 位数字').fill('480215')
    await drawer(page).getByRole('button', { name: '设置密码' }).click()
    await drawer(page).getByText('可以进入考勤机的维护页面').waitFor()
    return checkPage(page, 'door')
  })
  await checks.check('hours of work are seen as a week', async () => {
    await open(page, '/schedules', '作息时间')
    await page.getByRole('table', { name: '一周的班段' }).first().waitFor()
    return checkPage(page, 'schedules')
  })
  await checks.check('a day that turns free is shown before the calendar is changed', async () => {
    await open(page, '/calendar/2027', '2027 年日历')
    await page.getByRole('button', { name: /^1月4日/ }).click()
    await page.getByRole('button', { name: '查看影响并保存' }).click()
    await page.getByRole('dialog').getByText('以下 1 天会变化').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '确认保存' }).click()
    await said(page, '日历已保存')
    await page.getByRole('button', { name: /^1月4日.*放假/ }).waitFor()
    return checkPage(page, 'calendar')
  })
  await checks.check('the policy changes, and the change stands in its history', async () => {
    await open(page, '/policy', '规则')
    await page.getByRole('button', { name: '编辑' }).first().click()
    await drawer(page).getByLabel('早退宽限').fill('7')
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await said(page, '规则已保存')
    await page.getByText('早退宽限: 不设 → 7').waitFor()
    return checkPage(page, 'policy')
  })
  await checks.check('a code to enrol a kiosk comes with a QR code', async () => {
    await open(page, '/kiosks', '考勤机')
    await page.getByRole('button', { name: '登记新考勤机' }).first().click()
    await page.getByRole('textbox', { name: '地点', exact: true }).fill('县政府大楼 南门')
    await page.getByRole('button', { name: '生成登记码' }).click()
    await page.getByRole('img', { name: '登记码的二维码' }).waitFor()
    return checkPage(page, 'kiosks')
  })
}

async function securityOfficer() {
  const page = await logIn('security')
  const what = 'two of the three duties in one hand are refused at the field; an account comes with a one-time password'
  await checks.check(what, async () => {
    await open(page, '/accounts', '账号')
    await page.getByRole('button', { name: '新建账号' }).first().click()
    await drawer(page).getByLabel('账号').fill('duty')
    await drawer(page).getByLabel('姓名').fill('两个职责')
    const choose = async (nth, role) => {
      await openSelect(drawer(page).getByRole('combobox', { name: '角色' }).nth(nth))
      await page.getByRole('option', { name: role }).locator(':scope:visible').click()
    }
    await choose(0, '系统管理员')
    await drawer(page).getByRole('button', { name: '添加角色' }).click()
    await choose(1, '审计员')
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await drawer(page).locator('[data-field="roles"].is-error').waitFor()
    await drawer(page).getByRole('button', { name: '去掉这个角色' }).last().click()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await page.getByRole('dialog', { name: '一次性密码' }).getByText(/^[0-9A-Z]{4}-/).waitFor()
    return checkPage(page, 'accounts')
  })
}

const auditor = () => checkAudit({ checks, browser, desk })

async function inspector() {
  const page = await logIn('inspector')
  await checks.check('an inspector sends a notice from the ledger', async () => {
    await open(page, '/ledger?state=found', '督查台账')
    await page.getByRole('cell').getByRole('button').first().click()
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await drawer(page).locator('[data-field="due"]').getByText('这一项必须填写').waitFor()
    await drawer(page).getByLabel('内容').fill('请于期限前整改并上报。')
    await drawer(page).getByLabel('整改期限').fill('2030-01-31')
    await drawer(page).getByRole('button', { name: '下发整改通知' }).click()
    await said(page, '已记入台账')
    await page.locator('.el-drawer:visible').getByText('已通知').waitFor()
    return checkPage(page, 'ledger')
  })
  await checks.check('last month is closed, with its documents', async () => {
    await open(page, '/month-end', '月末报送')
    await openSelect(page.getByRole('combobox', { name: '选择月份' }))
    await page.getByRole('option').locator(':scope:visible').nth(1).click()
    await page.getByText('已封存').first().waitFor()
    const link = page.getByRole('link', { name: /\.pdf$/ }).first()
    const answer = await page.request.get(await link.getAttribute('href'))
    expect(answer.ok() && (await answer.body()).subarray(0, 5).toString() === '%PDF-', `the document answers ${answer.status()}`)
    return checkPage(page, 'month-end')
  })
  await checks.check('notices are ticked off', async () => {
    await open(page, '/notices', '通知')
    await page.getByRole('button', { name: '全部标为已读' }).click()
    await page.getByText('0 条未读').waitFor()
    return checkPage(page, 'notices')
  })
  await checks.check('spot checks and taps to review have their pages', async () => {
    await open(page, '/review', '待核实刷卡')
    await checkPage(page, 'review')
    await open(page, '/spot-checks', '在岗抽查')
    await page.getByRole('cell').getByRole('button').first().click()
    await drawer(page).getByRole('link').first().waitFor()
    return checkPage(page, 'spot-checks')
  })
  await checks.check('a day of somebody has its reasons and its proof', async () => {
    await page.goto('/record/s0007')
    await page.locator('.grid .date:not([disabled])').first().click()
    const link = page.getByRole('link', { name: /刷卡的证明$/ })
    const answer = await page.request.get(await link.getAttribute('href'))
    expect(answer.ok() && (await answer.json()).form === 'shoushi-evidence-1', `the proof answers ${answer.status()}`)
    return checkPage(page, 'record')
  })
}

/** The month, and what there is of it besides its report, each one click from the other. */
async function months() {
  const page = await logIn('inspector')
  const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
  const tab = async (name, title) => {
    await page.getByRole('navigation', { name: '月报的各页' }).getByRole('link', { name }).click()
    await heading(title)
    await page.locator('.answers').waitFor()
  }
  await checks.check('a closed month shows what came after, and its papers are there', async () => {
    await open(page, '/month', '作风守时月报')
    await page.getByRole('button', { name: '上一个月' }).click()
    await page.getByRole('heading', { name: '封存之后的变化' }).waitFor()
    await page.getByText('更多文件').click()
    const paper = await page.request.get(await page.getByRole('link', { name: '单位（CSV）' }).getAttribute('href'))
    expect(paper.ok() && (await paper.text()).includes('/U:u02'), `the table answers ${paper.status()}`)
    return checkLooks(page, 'month-closed')
  })
  await checks.check('the trend shows a unit beside the county, with a table behind it', async () => {
    await tab('趋势', '十三个月趋势')
    const table = page.getByRole('table', { name: '各单位各月' })
    await table.getByRole('button', { name: '县财政局' }).click()
    await page.getByRole('img', { name: /县财政局各月的守时率/ }).waitFor()
    expect(new URL(page.url()).searchParams.get('unit') === 'u04', 'the unit is not in the address')
    return checkLooks(page, 'trend')
  })
  await checks.check('from a square of the heat map to the day, the person, the reason and the proof', async () => {
    await tab('热力图', '单位 × 日期')
    await checkLooks(page, 'heat')
    await page.getByRole('link', { name: /县财政局，.*违规 [1-9]/ }).first().click()
    await heading('县财政局')
    await page.locator('li .sentence').first().waitFor()
    await checkLooks(page, 'unit-day')
    await page.locator('li .name').first().click()
    await page.getByRole('link', { name: /刷卡的证明$/ }).waitFor()
    await page.locator('.day .sentence').first().waitFor()
    expect(/[?&]day=/.test(page.url()), 'the day is not in the address')
    return checkPage(page, 'record-day')
  })
  await checks.check('the year has its honours', async () => {
    await open(page, '/year', /年度$/)
    await page.getByRole('heading', { name: '全勤人员' }).last().waitFor()
    await page.getByRole('table', { name: '人员全年数据' }).waitFor()
    const paper = await page.request.get(await page.getByRole('link', { name: 'PDF' }).getAttribute('href'))
    expect(paper.ok() && (await paper.body()).subarray(0, 5).toString() === '%PDF-', `the year answers ${paper.status()}`)
    return checkLooks(page, 'year')
  })
  await checks.check('cards tapped close together are shown with what was recorded', async () => {
    await open(page, '/pairs?seconds=60&days=2', '相邻刷卡')
    await page.getByRole('button', { name: '上一个月' }).click()
    await page.getByText('不能单凭这个认定代打卡').waitFor()
    await checkLooks(page, 'pairs')
    await page.getByRole('button', { name: /^查看记录/ }).first().click()
    await drawer(page).getByRole('table').getByRole('link').first().waitFor()
    return checkPage(page, 'pairs-evidence')
  })
  await checks.check('a template of the bulletin is tried before it is kept; the bulletin goes out as PDF and DOCX', async () => {
    await open(page, '/bulletin', '守时通报')
    await page.locator('.paper').getByText(/守时情况的通报$/).waitFor()
    await checkLooks(page, 'bulletin')
    await page.getByRole('button', { name: '通报设置和模板' }).click()
    await drawer(page).getByLabel('模板').fill('共{unit_count}个单位。\n{mnth}')
    await drawer(page).getByRole('button', { name: '预览模板' }).click()
    await drawer(page).getByText(/模板有误：line 2/).waitFor()
    await drawer(page).getByLabel('模板').fill('共{unit_count}个单位。')
    await drawer(page).getByRole('button', { name: '预览模板' }).click()
    await page.locator('.paper').getByText(/^共\d+个单位。$/).waitFor()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await said(page, '通报设置已保存')
    await page.locator('.paper').getByText(/^共\d+个单位。$/).waitFor()
    const docx = await page.request.get(await page.getByRole('link', { name: 'DOCX' }).getAttribute('href'))
    expect(docx.ok() && (await docx.body()).subarray(0, 2).toString() === 'PK', `the DOCX answers ${docx.status()}`)
  })
  await checks.check('a code from a paper leads to its figures; an altered one is told', async () => {
    const month = siteDay().slice(0, 7)
    const table = await (await page.request.get(`/api/v1/reports/months/${month}.csv?table=units`)).text()
    const code = /[^,"\s]+\/U:u04/.exec(table)[0]
    await open(page, '/figure-codes', '核对编码')
    const field = page.getByRole('textbox', { name: '编码' })
    await field.fill(code)
    await page.getByRole('button', { name: '核对', exact: true }).click()
    await page.getByText('数字属实').waitFor()
    await page.getByRole('link', { name: '看这个月的人员' }).waitFor()
    await checkLooks(page, 'figure-code')
    await field.fill(code.replace('U:u04', 'U:u05'))
    await page.keyboard.press('Enter')
    await page.getByText('不是本系统出具的编码').waitFor()
  })
}

const parts = () => checkDutyParts({ checks, browser, desk })

for (const part of [administrator, securityOfficer, auditor, inspector, months, parts]) await checks.run(part)
await browser.close()
process.exitCode = checks.finish()
