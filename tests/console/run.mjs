// The console against a running server, in a real browser.
//
//   node run.mjs --base-url http://127.0.0.1:PORT --account A --password P --out DIR
//                [--new-password P]  for an account whose one-time password is to be changed
//                [--expect-tap S]    waits S seconds for a tap to arrive at the live list
//
// Prints a line for each check and closes with `N passed, N failed`; screenshots, the workbook and a
// PDF of the month are in DIR.
import { createChecks, openBrowser, parseArguments } from './browser.mjs'
import {
  checkFirstLoad, checkKeyboard, checkLogInPage, checkLogOut, checkMonth, checkPages, logIn, READY, waitForTap,
} from './journeys.mjs'

const options = parseArguments(['base-url', 'account', 'password', 'new-password', 'out', 'expect-tap'])
for (const needed of ['base-url', 'account', 'password', 'out']) {
  if (options[needed] === undefined) throw new Error(`--${needed} is missing`)
}
const baseUrl = options['base-url'].replace(/\/$/, '')

const checks = createChecks()
const browser = await openBrowser({ baseUrl, out: options.out })
await checks.run(async () => {
  await checkLogInPage({ checks, browser, account: options.account })
  const context = await logIn({
    checks, browser, account: options.account, password: options.password, newPassword: options['new-password'],
  })
  if (options['expect-tap'] !== undefined) {
    const page = await context.newPage()
    await checks.check('a tap shows on the live list', async () => {
      await page.goto('/today')
      await READY.today(page)
      return waitForTap(page, () => console.log('waiting for a tap'), Number(options['expect-tap']) * 1000)
    })
    await browser.shot(page, 'today-live')
    await page.close()
  }
  await checkPages({ checks, browser, context })
  await checkFirstLoad({ checks, browser, context })
  await checkMonth({ checks, browser, context })
  await checkKeyboard({ checks, context })
  await checkLogOut({ checks, context })
})
await browser.close()
process.exitCode = checks.finish()
