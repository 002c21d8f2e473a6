// What opens on a page (calendars, lists of choices, menus, drawers, dialogs) is looked at by axe while it is open, in both
// themes. Each control once: the same filter on the next page is the same control.
import { expect } from './browser.mjs'

const THEMES = ['dark', 'light']
const OVERLAYS = '.el-drawer:visible, .el-dialog:visible, .el-message-box:visible'

export const FIRST_ROW = 'the first row'

/** What fades in or out has done so; what turns without end is not waited for. */
async function settle(page) {
  const frame = () => page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)) }))
  await frame() // in which it begins
  await frame()
  await page.waitForFunction(() => document.getAnimations().every(({ playState, effect }) => (
    playState !== 'running' || !Number.isFinite(effect.getComputedTiming().endTime)
  )))
}

/** Adds to faults what axe finds in either theme, which is said after where. */
async function look(page, browser, faults, where) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark')
    await settle(page)
    await browser.checkAxe(page).catch((cause) => faults.push(`${where}, ${colorScheme}: ${cause.message}`))
  }
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
    await look(page, browser, faults, `${where}, ${name} open`)
    looked += 1
    await page.keyboard.press('Escape')
    await page.locator('.el-popper:visible').first().waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined)
  }
  return looked
}

async function closeTop(page) {
  const open = await page.locator(OVERLAYS).count()
  const button = page.locator(OVERLAYS).last().locator('button').filter({ hasText: /^(取消|关闭|返回)$/ })
  if ((await button.count()) > 0) await button.last().click()
  else await page.keyboard.press('Escape')
  await page.waitForFunction((before) => {
    const asked = [...document.querySelectorAll('.el-message-box button')].find(({ textContent }) => textContent.trim() === '不保存')
    asked?.click() // where something was begun
    const shown = [...document.querySelectorAll('.el-drawer, .el-dialog, .el-message-box')].filter((one) => one.checkVisibility())
    return shown.length < before
  }, open)
  await settle(page)
}

/** A button of what lies uppermost, by its whole name; `[name, nth]` where several have it; FIRST_ROW of a table. */
async function press(page, step) {
  if (step === FIRST_ROW) return page.locator('main tbody button').first().click()
  const [name, nth] = Array.isArray(step) ? step : [step, 0]
  const within = (await page.locator(OVERLAYS).count()) > 0 ? page.locator(OVERLAYS).last() : page.locator('main')
  return within.getByRole('button', { name, exact: true }).nth(nth).click()
}

/** Follows one way from button to button; what opens on it is looked at, but for what was seen on an earlier way. */
async function follow(page, browser, way, seen, faults, address) {
  let looked = 0
  let where = address
  for (const step of way) {
    const before = await page.locator(OVERLAYS).count()
    where += `, ${step}`
    await press(page, step)
    const opened = page.locator(OVERLAYS).nth(before)
    const opens = await opened.waitFor({ timeout: step === way.at(-1) ? 5000 : 1000 }).then(() => true, () => false)
    if (!opens && step !== way.at(-1)) continue // such as a day that is chosen before it is asked what changes
    expect(opens, `${where}: nothing opens`)
    await settle(page)
    if (seen.has(where)) continue
    seen.add(where)
    await look(page, browser, faults, where)
    looked += 1 + (await openControls(page, browser, opened, seen, faults, where))
  }
  while ((await page.locator(OVERLAYS).count()) > 0) await closeTop(page)
  return looked
}

/** `pages`: address → buttons that open something, each the name of one or the way from one to the next. */
export async function checkOpenParts({ checks, browser, desk }, account, pages) {
  const page = await desk.logIn(account)
  const seen = new Set()
  for (const [address, ways] of Object.entries(pages)) {
    await checks.check(`what opens on ${address} has its names and roles (${account})`, async () => {
      const faults = []
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.locator('.waiting, .loading').first().waitFor({ state: 'detached' }).catch(() => undefined)
      let looked = await openControls(page, browser, page.locator('main'), seen, faults, address)
      for (const way of ways) {
        looked += await follow(page, browser, Array.isArray(way) ? way : [way], seen, faults, address)
      }
      const said = browser.takeFaults()
      expect(faults.length + said.length === 0, [...faults, ...said].join('\n'))
      return `${looked} looked at`
    })
  }
  await page.context().close()
}
