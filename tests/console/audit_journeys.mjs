// What the auditor does: finds in the log who did what to whom and when, in words, sees a line whole, and verifies.
import { expect } from './browser.mjs'

const RAW = /\b[a-z_-]+\.[a-z_]+\b/i

export async function checkAudit({ checks, browser, desk }) {
  const { logIn, checkPage, checkLooks } = desk
  const page = await logIn('audit')
  const rows = page.getByRole('table').locator('tbody tr:not(.spacer)')
  const reach = async (query) => {
    await page.goto(`/audit${query}`)
    await page.getByRole('heading', { level: 1, name: '审计日志' }).waitFor()
    await page.locator('.waiting').waitFor({ state: 'detached' })
  }
  const cells = (name) =>
    page.getByRole('table').evaluate((table, head) => {
      const at = [...table.querySelectorAll('thead th')].findIndex((one) => one.textContent.trim() === head)
      return [...table.querySelectorAll('tbody tr:not(.spacer)')].map((row) => row.cells[at].textContent.trim())
    }, name)
  async function choose(name, word) {
    const field = page.getByRole('combobox', { name })
    await field.focus()
    await field.press('Enter')
    await field.pressSequentially(word)
    const answer = page.waitForResponse(/\/api\/v1\/audit\?/)
    await page.getByRole('option', { name: word, exact: true }).locator(':scope:visible').click()
    await answer
  }

  await checks.check('the auditor sees that the log holds, and who made the account', async () => {
    await reach('')
    await page.getByText('完整', { exact: true }).waitFor()
    await page.getByPlaceholder('按账号查找').fill('security')
    await page.getByRole('row').filter({ hasText: '账号：新建' }).filter({ hasText: 'duty' }).first().waitFor()
    return checkLooks(page, 'audit')
  })
  await checks.check('every action and object that the server knows has its word, in both languages', async () => {
    const { actions, kinds } = await (await page.request.get('/api/v1/audit/words')).json()
    expect(actions.length > 150 && kinds.length > 40, `${actions.length} actions, ${kinds.length} kinds`)
    const left = []
    for (const [language, action, object] of [['zh-CN', '动作', '对象'], ['en', 'Action', 'Object']]) {
      await page.evaluate((one) => localStorage.setItem('shoushi.language', one), language)
      await page.goto('/audit')
      for (const [name, count] of [[action, actions.length], [object, kinds.length]]) {
        const field = page.getByRole('combobox', { name })
        await field.focus()
        await field.press('Enter')
        const options = page.getByRole('option').locator(':scope:visible')
        await options.nth(count - 1).waitFor()
        const texts = await options.allTextContents()
        const raw = (text) => RAW.test(text) || (language === 'zh-CN' ? /[a-z_]/.test(text) : kinds.includes(text) || text.includes('_'))
        left.push(...texts.filter(raw))
        await page.keyboard.press('Escape')
      }
    }
    await page.evaluate(() => localStorage.setItem('shoushi.language', 'zh-CN'))
    expect(left.length === 0, `without a word: ${left.join(', ')}`)
    return `${actions.length} actions, ${kinds.length} kinds of object`
  })
  await checks.check('the log is filtered by action, object and outcome in words; the address opens the same again', async () => {
    await reach('')
    await choose('动作', '账号：新建')
    await page.waitForURL(/action=account\.add/)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 0)
    expect((await cells('动作')).every((text) => text === '账号：新建'), (await cells('动作')).join(' '))
    await page.getByLabel('对象编号').fill('duty')
    await page.waitForURL(/id=duty/)
    await page.reload()
    await rows.first().waitFor()
    expect((await cells('对象')).join() === '账号 duty', (await cells('对象')).join())
    await page.getByLabel('对象编号').fill('nobody')
    await page.getByRole('button', { name: '清除条件' }).click()
    await page.waitForURL((url) => url.search === '')
    await choose('对象', '考勤规则')
    await rows.first().waitFor()
    expect((await cells('对象')).every((text) => text.startsWith('考勤规则')), (await cells('对象')).join(' '))
    return checkPage(page, 'audit-filtered')
  })
  await checks.check('the log is filtered by time, and a time without lines says so', async () => {
    await reach('?from=2020-01-01T00:00:00&to=2020-01-02T00:00:00')
    await page.getByRole('button', { name: '清除条件' }).waitFor()
    expect((await page.getByRole('combobox', { name: '从' }).inputValue()) === '2020-01-01 00:00', 'the time is not in its field')
    await reach('?from=2020-01-01T00:00:00')
    await rows.first().waitFor()
  })
  await checks.check('a line is seen whole: what changed, and the text whose hash the next line holds', async () => {
    await reach('?kind=policy&action=policy.change')
    await rows.first().getByRole('button', { name: /^第 \d+ 行$/ }).click()
    const drawer = page.locator('.el-drawer:visible')
    await drawer.getByText('early_grace_min').first().waitFor()
    const kept = JSON.parse(await drawer.locator('code').textContent())
    expect(kept.action === 'policy.change' && /^[0-9a-f]{64}$/.test(kept.prev), JSON.stringify(kept))
    const note = await checkPage(page, 'audit-line')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    return note
  })
  await checks.check('the log is verified again on demand, and that is itself a line', async () => {
    await reach('')
    const asked = page.waitForResponse(/\/audit\/verification/)
    await page.getByRole('button', { name: '重新校验' }).click()
    const verdict = await (await asked).json()
    expect(verdict.good === true && verdict.lines > 100, JSON.stringify(verdict))
    await reach('?action=audit.verify')
    await rows.nth(1).waitFor()
    return `${verdict.lines} lines`
  })
  await page.context().close()
  browser.takeFaults()
}
