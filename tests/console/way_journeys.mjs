// Ways through the console from their beginning to their end, in a real browser against a real server with the sample county.
//
//   node way_journeys.mjs --base-url URL --password P --out DIR
//
// Accounts with that password: admin, security, audit, inspector, clerk (of unit u02), host (organizer), me (staff, s0007). What
// has to happen at a kiosk is printed as a line `kiosk: WHAT ARGUMENT`, and one line on standard input says that it has.
import { createInterface } from 'node:readline'
import { createChecks, openBrowser, parseArguments } from './browser.mjs'
import { createDesk } from './desk.mjs'
import { checkChoices } from './choice_journeys.mjs'
import { checkLedger, checkSpotCheck } from './ledger_journeys.mjs'
import { checkEveryPage } from './page_journeys.mjs'
import { checkPerson } from './person_journeys.mjs'
import { checkDrillDown, checkSupplement } from './proof_journeys.mjs'
import { checkAccounts } from './security_journeys.mjs'
import { checkSite } from './site_journeys.mjs'

const { 'base-url': baseUrl, password, out } = parseArguments(['base-url', 'password', 'out'])
const checks = createChecks()
const browser = await openBrowser({ baseUrl, out })
const desk = createDesk(browser, password)
const answers = createInterface({ input: process.stdin })

function atKiosk(what, argument) {
  console.log(`kiosk: ${what} ${argument}`)
  return new Promise((resolve) => answers.once('line', resolve))
}

const all = {
  checks, browser, desk, password, account: 'me',
  accounts: ['admin', 'security', 'audit', 'inspector', 'clerk', 'me'],
  tap: (number) => atKiosk('tap', number),
  enrol: (code) => atKiosk('enrol', code),
}
const parts = [
  checkPerson, checkAccounts, checkLedger, checkSpotCheck, checkDrillDown, checkSupplement,
  checkSite, checkChoices, checkEveryPage,
]
for (const part of parts) {
  await checks.run(() => part(all))
}
answers.close()
await browser.close()
process.exitCode = checks.finish()
