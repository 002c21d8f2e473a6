// What the security officer does with accounts: makes one, changes its roles, ends its sessions, closes it.
import { expect } from './browser.mjs'

const drawer = (page) => page.locator('.el-drawer:visible').last()
const said = (page, text) => page.locator('.el-message').getByText(text).first().waitFor()
const sure = (page) => page.locator('.el-message-box').getByRole('button').last().click()

async function choose(field, option) {
  await field.focus()
  await field.press('Enter')
  await field.page().getByRole('option', { name: option }).locator(':scope:visible').click()
}

/** Whether the page's session is over: the next thing that it asks for leads to the log-in page. */
async function expectLoggedOut(page) {
  await page.goto('/record')
  await page.waitForURL((url) => url.pathname === '/login')
}

async function firstLogIn(page, oneTime, password) {
  await page.goto('/login')
  await page.getByLabel('账号', { exact: true }).fill('newcomer')
  await page.getByLabel('密码', { exact: true }).fill(oneTime)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/password')
  await page.getByLabel('原密码', { exact: true }).fill(oneTime)
  await page.getByLabel('新密码', { exact: true }).fill(password)
  await page.getByLabel('再输入一次新密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/password')
}

export async function checkAccounts({ checks, browser, desk, password }) {
  const page = await desk.logIn('security')
  let oneTime = ''
  const show = async () => {
    await page.goto('/accounts')
    await page.getByPlaceholder('按姓名或账号查找').fill('newcomer')
    await page.getByRole('row').filter({ hasText: 'newcomer' }).getByRole('button').first().click()
    await drawer(page).getByRole('heading', { name: /^正在登录/ }).waitFor()
  }
  await checks.must('an account is made with a role in one unit, and its one-time password has to be changed', async () => {
    await page.goto('/accounts')
    await page.getByRole('button', { name: '新建账号' }).first().click()
    await drawer(page).getByLabel('账号').fill('newcomer')
    await drawer(page).getByLabel('姓名').fill('新来的考勤员')
    await choose(drawer(page).getByRole('combobox', { name: '角色' }).first(), '考勤员')
    const unit = drawer(page).getByRole('combobox', { name: '选择单位' }).first()
    await unit.focus()
    await unit.press('Enter')
    await page.getByRole('treeitem', { name: '县财政局' }).locator(':scope:visible').first().click()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    oneTime = (await page.getByRole('dialog', { name: '一次性密码' }).getByText(/^[0-9A-Z]{4}-/).textContent()).trim()
    await page.keyboard.press('Escape')
    await page.getByRole('row').filter({ hasText: 'newcomer' }).getByText('考勤员 · 县财政局').waitFor()
    return desk.checkLooks(page, 'accounts-list')
  })
  const other = await (await browser.newContext()).newPage()
  await checks.check('the newcomer logs in, and the security officer sees the session and ends it at once', async () => {
    await firstLogIn(other, oneTime, password)
    await show()
    await drawer(page).getByRole('heading', { name: '正在登录（1）' }).waitFor()
    await drawer(page).getByText(/登录，最近使用/).waitFor()
    const note = await desk.checkPage(page, 'account-sessions')
    await drawer(page).getByRole('button', { name: '结束全部登录' }).click()
    await page.getByText('这个账号在所有电脑上的登录都会结束').waitFor()
    await sure(page)
    await said(page, '已结束全部登录')
    await drawer(page).getByRole('heading', { name: '正在登录（0）' }).waitFor()
    await expectLoggedOut(other)
    return note
  })
  await checks.check('a role that is taken away is gone at the next click', async () => {
    const again = await desk.logIn('newcomer')
    await again.goto('/lists/staff')
    await again.getByRole('heading', { level: 1 }).waitFor()
    await show()
    await drawer(page).getByRole('button', { name: '编辑' }).click()
    const form = page.getByRole('dialog', { name: '编辑', exact: true })
    await choose(form.getByRole('combobox', { name: '角色' }).first(), '督查人员')
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'hidden' })
    await again.goto('/lists/staff')
    await again.waitForURL((url) => url.pathname === '/login').catch(() => again.getByText('您的账号没有查看这个页面的权限').first().waitFor())
    await again.context().close()
  })
  await checks.check('a closed account neither stays nor comes in; the one who closes it cannot close their own', async () => {
    const again = await desk.logIn('newcomer')
    await show()
    await drawer(page).getByRole('button', { name: '停用账号' }).click()
    await sure(page)
    await said(page, '已停用')
    await expectLoggedOut(again)
    await again.getByLabel('账号', { exact: true }).fill('newcomer')
    await again.getByLabel('密码', { exact: true }).fill(password)
    await again.keyboard.press('Enter')
    await again.getByText('账号或密码不正确').waitFor()
    await again.context().close()
    await page.goto('/accounts')
    await page.getByRole('row').filter({ hasText: 'security' }).getByRole('button').first().click()
    await drawer(page).getByRole('heading', { name: /^正在登录/ }).waitFor()
    expect((await drawer(page).getByRole('button', { name: '停用账号' }).count()) === 0, 'the own account can be closed')
  })
  await other.context().close()
  await page.context().close()
  browser.takeFaults()
}
