// What everybody does with what is their own: password, second step, record, notices.
import { createHmac } from 'node:crypto'
import { expect } from './browser.mjs'

const STEP_S = 30
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The six digits that a device with this secret shows at a step (RFC 6238). */
function codeAt(secret, step) {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const number = mac.readUInt32BE(mac.at(-1) & 0xf) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

const stepNow = () => Math.floor(Date.now() / 1000 / STEP_S)
/** Six digits that no step around the present has. */
function wrongCode(secret) {
  const near = [-2, -1, 0, 1, 2].map((by) => codeAt(secret, stepNow() + by))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))
}

async function fillLogIn(page, account, password) {
  await page.goto('/login')
  await page.getByLabel('账号', { exact: true }).fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

async function checkPassword({ checks, desk, page, account, password }) {
  const change = async (old, one, again = one) => {
    await page.getByLabel('原密码', { exact: true }).fill(old)
    await page.getByLabel('新密码', { exact: true }).fill(one)
    await page.getByLabel('再输入一次新密码', { exact: true }).fill(again)
    await page.getByRole('button', { name: '保存新密码' }).click()
  }
  await checks.check('the own password is changed; what is wrong with it is said at its field, and other sessions end', async () => {
    const elsewhere = await desk.logIn(account)
    await page.goto('/password')
    await change('not the old one', 'another long one 2026')
    await page.getByText('原密码不正确').waitFor()
    await change(password, 'another long one 2026', 'another long one 2027')
    await page.getByText('两次输入的新密码不一致').waitFor()
    await change(password, 'another long one 2026')
    await page.getByText('密码已修改').waitFor()
    await elsewhere.goto('/record')
    await elsewhere.waitForURL((url) => url.pathname === '/login')
    await elsewhere.context().close()
    await change('another long one 2026', `${password} `)
    await page.getByText('密码已修改').waitFor()
    await change(`${password} `, password)
    await page.getByText('密码已修改').waitFor()
    return desk.checkLooks(page, 'password')
  })
}

async function checkSecondStep({ checks, browser, desk, page, account, password }) {
  let secret = ''
  let used = 0
  let recovery = ''
  const part = page.locator('section', { has: page.getByRole('heading', { name: /^动态口令/ }) })
  await checks.must('a second step is set up by a QR code or its secret, and a wrong code does not turn it on', async () => {
    await page.goto('/password')
    await part.getByLabel('当前密码').fill('not the password')
    await part.getByRole('button', { name: '开启' }).click()
    await part.getByText('密码不正确').waitFor()
    await part.getByLabel('当前密码').fill(password)
    await part.getByRole('button', { name: '开启' }).click()
    await part.getByRole('img', { name: '动态口令密钥的二维码' }).waitFor()
    secret = (await part.locator('.secret').textContent()).replaceAll(/\s/g, '')
    expect(/^[A-Z2-7]{32}$/.test(secret), secret)
    await part.getByLabel('应用显示的六位数字').fill(wrongCode(secret))
    await part.getByRole('button', { name: '确认开启' }).click()
    await part.getByText('数字不对').waitFor()
    const note = await desk.checkPage(page, 'second-step')
    used = stepNow()
    await part.getByLabel('应用显示的六位数字').fill(codeAt(secret, used))
    await part.getByRole('button', { name: '确认开启' }).click()
    await part.getByText('请抄下这些恢复码').waitFor()
    recovery = (await part.locator('.codes li').first().textContent()).trim()
    expect((await part.locator('.codes li').count()) >= 8, 'few recovery codes')
    return note
  })
  const begin = async () => {
    const other = await (await browser.newContext()).newPage()
    await fillLogIn(other, account, password)
    await other.getByLabel('动态口令').waitFor()
    return other
  }
  const enter = async (other, code) => {
    await other.getByLabel('密码', { exact: true }).fill(password)
    await other.getByLabel('动态口令').fill(code)
    const answer = other.waitForResponse((response) => response.url().endsWith('/api/v1/session'))
    await other.keyboard.press('Enter')
    return (await answer).status()
  }
  await checks.check('logging in then takes a code as well: a wrong one and one that was used do not do', async () => {
    const other = await begin()
    for (const code of [wrongCode(secret), codeAt(secret, used)]) {
      expect((await enter(other, code)) === 401, `${code} was taken`)
      await other.getByText('账号或密码不正确').waitFor()
    }
    expect((await enter(other, codeAt(secret, Math.max(used + 1, stepNow())))) === 201, 'the next code was not taken')
    await other.waitForURL((url) => url.pathname !== '/login')
    const note = await desk.checkPage(other, 'second-step-in')
    await other.context().close()
    return note
  })
  await checks.check('a recovery code does once', async () => {
    const other = await begin()
    expect((await enter(other, recovery)) === 201, 'it was not taken')
    await other.waitForURL((url) => url.pathname !== '/login')
    await other.context().close()
    const again = await begin()
    expect((await enter(again, recovery)) === 401, 'it was taken twice')
    await again.context().close()
  })
  await checks.check('the second step is turned off after a question, with the password; then the password is enough', async () => {
    await page.reload()
    await part.getByText('已开启').waitFor()
    await part.getByLabel('当前密码').fill(password)
    await part.getByRole('button', { name: '关闭' }).click()
    await page.getByText('关闭后登录只要密码').waitFor()
    await page.locator('.el-message-box').getByRole('button', { name: '关闭', exact: true }).click()
    await page.locator('.el-message').getByText('已关闭动态口令').waitFor()
    const other = await desk.logIn(account)
    await other.context().close()
    return desk.checkPage(page, 'second-step-off')
  })
}

async function checkOwnRecord({ checks, desk, page }) {
  await checks.check('the own record shows a day with its reasons, month by month, and is printed', async () => {
    await page.goto('/record')
    await page.getByText(/^上班 \d\d:\d\d/).first().waitFor()
    await page.getByRole('button', { name: '上一个月' }).click()
    await page.waitForURL(/month=/)
    await page.locator('.grid .date:not([disabled])').nth(4).click()
    await page.waitForURL(/day=/)
    await page.reload()
    await page.locator('.day .sentence').first().waitFor()
    const paper = await page.request.get(await page.getByRole('link', { name: /PDF/ }).getAttribute('href'))
    expect(paper.ok() && (await paper.body()).subarray(0, 5).toString() === '%PDF-', `the record answers ${paper.status()}`)
    return desk.checkLooks(page, 'record-own')
  })
  await checks.check('somebody else’s record is not shown', async () => {
    await page.goto('/record/s0008')
    await page.getByText(/您的账号没有查看/).first().waitFor()
    expect((await page.locator('.sentence').count()) === 0, 'somebody else’s day is shown')
  })
}

/** `account` is somebody with the role staff alone. */
export async function checkPerson({ checks, browser, desk, account, password }) {
  const page = await desk.logIn(account)
  const all = { checks, browser, desk, page, account, password }
  await checkPassword(all)
  await checkSecondStep(all)
  await checkOwnRecord(all)
  await page.context().close()
  browser.takeFaults()
}
