// A real Chromium, and a list of checks that are counted: what every browser test of the console
// starts from.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(new URL('../../server/console/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const AXE_PATH = require.resolve('axe-core/axe.min.js')

const CHROMIUM = process.env.SHOUSHI_CHROMIUM ?? '/usr/bin/chromium'
const ARGUMENTS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run']
const STEP_MS = 60_000 // for anything that a slow machine may take
/** The list of a select is scrolled by its combobox's arrow keys, which axe does not see. */
const SELECT_LIST = '.el-select-dropdown__wrap'

/** Counts checks; a check that throws has failed, and the others go on. */
export function createChecks() {
  let passed = 0
  let failed = 0

  async function check(name, body) {
    try {
      const note = await body()
      passed += 1
      console.log(`ok    ${name}${note ? `: ${note}` : ''}`)
      return true
    } catch (cause) {
      failed += 1
      console.log(`FAIL  ${name}: ${cause instanceof Error ? cause.message.split('\n').slice(0, 12).join('\n      ') : cause}`)
      return false
    }
  }

  return {
    check,
    /** A check without which the others make no sense: where it fails, run() ends. */
    async must(name, body) {
      if (!(await check(name, body))) throw new Stop()
    },
    /** Runs a part of the checks; one that stumbles outside of any check has failed too. */
    async run(part) {
      try {
        await part()
      } catch (cause) {
        if (!(cause instanceof Stop)) await check('the checks themselves', () => Promise.reject(cause))
      }
    },
    /** Prints the closing line; answers the exit code. */
    finish() {
      console.log(`${passed} passed, ${failed} failed`)
      return failed === 0 && passed > 0 ? 0 : 1
    },
  }
}

class Stop extends Error {}

export function expect(condition, what) {
  if (!condition) throw new Error(what)
}

/** What a page said that it should not have. A 401 is how the server says that nobody is logged in. */
function watchFaults(context, faults, baseUrl) {
  context.on('console', (message) => {
    const text = message.text()
    const expected = /the server responded with a status of (401|422|429)/.test(text)
    if (['error', 'warning'].includes(message.type()) && !expected) faults.push(`${message.type()}: ${text}`)
  })
  context.on('weberror', (error) => faults.push(`error: ${error.error()}`))
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(baseUrl) && !url.startsWith('blob:') && !url.startsWith('data:')) faults.push(`outside: ${url}`)
  })
}

/** What a page waits for: its requests that are under way, but for the live stream, which stays. */
function watchRequests(context) {
  const open = new Set()
  context.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/api/v1/live')) open.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => open.delete(request))
  return open
}

const QUIET_TURNS = 5

export async function openBrowser({ baseUrl, out }) {
  await mkdir(out, { recursive: true })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
  const axe = await readFile(AXE_PATH, 'utf8')
  const faults = []
  const requests = new WeakMap()

  async function newContext(options = {}) {
    const context = await browser.newContext({
      baseURL: baseUrl,
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      locale: 'zh-CN',
      ...options,
    })
    context.setDefaultTimeout(STEP_MS)
    watchFaults(context, faults, baseUrl)
    requests.set(context, watchRequests(context))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
      })
    })
    return context
  }

  return {
    baseUrl,
    newContext,
    shot: (page, name, options = {}) => page.screenshot({ path: join(out, `${name}.png`), ...options }),
    outPath: (name) => join(out, name),
    /** Everything that the page asked for has come, and was drawn without its asking for more. */
    async waitQuiet(page) {
      const open = requests.get(page.context())
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = open.size === 0 ? quiet + 1 : 0) {
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)) }))
      }
    },
    /** Serious and critical findings of axe (WCAG 2.1 A and AA); throws where there are any. */
    async checkAxe(page) {
      await page.evaluate(axe)
      const found = await page.evaluate(async (selectList) => {
        const results = await globalThis.axe.run(document, {
          runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] },
        })
        return results.violations
          .map(({ id, impact, nodes }) => ({
            id, impact, nodes: nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`)
              .filter((text) => id !== 'scrollable-region-focusable' || !text.includes(selectList)).slice(0, 3),
          }))
          .filter(({ nodes }) => nodes.length > 0)
      }, SELECT_LIST)
      const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.length === 0, JSON.stringify(bad, null, 1))
      return found.length === 0 ? '' : `minor: ${found.map(({ id }) => id).join(', ')}`
    },
    /** What has gone wrong since it was last asked. */
    takeFaults: () => faults.splice(0),
    close: () => browser.close(),
  }
}

export function parseArguments(names, flags = []) {
  const values = {}
  for (let at = 2; at < process.argv.length; at += 1) {
    const name = process.argv[at].replace(/^--/, '')
    if (flags.includes(name)) values[name] = true
    else if (names.includes(name) && at + 1 < process.argv.length) values[name] = process.argv[(at += 1)]
    else throw new Error(`unknown argument ${process.argv[at]}`)
  }
  return values
}
