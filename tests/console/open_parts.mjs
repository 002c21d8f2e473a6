// What opens on a page (calendars, lists of choices, menus, drawers, dialogs) is looked at by axe while it is open. Each
// control once: the same filter on the next page is the same control.
import { expect } from './browser.mjs'

/** What fades in or out has done so; what turns without end is not waited for. */
async function settle(page) {
  await page.evaluate(async () => {
    const ending = () => document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
    const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve) })
    await frame() // in which it begins
    await frame()
    while (ending().length > 0) await Promise.allSettled(ending().map(({ finished }) => finished))
  })
}

/** Opens each control of the part, and answers how many were looked at. */
async function openControls(page, browser, part, seen, faults, where) {
  let looked = 0
  const controls = part.locator('.el-date-editor input:visible, .el-select input[role="combobox"]:visible')
  for (let at = 0; at < (await controls.count()); at += 1) {
    const control = controls.nth(at)
    const name = await control.evaluate((element) => (
      `${element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.placeholder}`
    ))
    if (seen.has(name) || (await control.isDisabled())) continue
    seen.add(name)
    await control.click({ force: true })
    await page.locator('.el-popper:visible').first().waitFor({ timeout: 3000 }).catch(() => undefined)
    await settle(page)
    await browser.checkAxe(page).catch((cause) => faults.push(`${where}, ${name} open: ${cause.message}`))
    looked += 1
    await page.keyboard.press('Escape')
    await page.locator('.el-popper:visible').first().waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined)
  }
  return looked
}

async function closeOverlay(page) {
  const overlay = page.locator('.form-drawer:visible, .el-drawer:visible, .el-dialog:visible, .el-message-box:visible').last()
  const button = overlay.locator('button').filter({ hasText: /^(取消|关闭|返回)$/ }).last()
  if ((await button.count()) > 0) await button.click()
  else await page.keyboard.press('Escape')
  await page.waitForFunction(() => {
    const asked = [...document.querySelectorAll('.el-message-box button')].find(({ textContent }) => textContent.trim() === '不保存')
    asked?.click() // where something was begun
    return [...document.querySelectorAll('.el-overlay')].every((overlay) => !overlay.checkVisibility())
  })
  await settle(page)
}

/** `pages`: address → names of buttons that open something. */
export async function checkOpenParts({ checks, browser, desk }, account, pages) {
  const page = await desk.logIn(account)
  const seen = new Set()
  for (const [address, buttons] of Object.entries(pages)) {
    await checks.check(`what opens on ${address} has its names and roles (${account})`, async () => {
      const faults = []
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.locator('.waiting, .loading').first().waitFor({ state: 'detached' }).catch(() => undefined)
      let looked = await openControls(page, browser, page.locator('main'), seen, faults, address)
      for (const name of buttons) {
        await page.locator('main').getByRole('button', { name, exact: true }).first().click()
        const overlay = page.locator('.el-drawer:visible, .el-dialog:visible, .el-message-box:visible').last()
        await overlay.waitFor()
        await settle(page)
        await browser.checkAxe(page).catch((cause) => faults.push(`${address}, ${name}: ${cause.message}`))
        looked += 1 + (await openControls(page, browser, overlay, seen, faults, `${address}, ${name}`))
        await closeOverlay(page)
      }
      const said = browser.takeFaults()
      expect(faults.length + said.length === 0, [...faults, ...said].join('\n'))
      return `${looked} looked at`
    })
  }
  await page.context().close()
}
