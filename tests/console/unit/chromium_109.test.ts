// Offices run Windows 7, whose last Chromium is 109: the build lowers the syntax to it, and no source calls what came later,
// which no build can lower.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const CONSOLE = new URL('../../../server/console/', import.meta.url).pathname
/** Of scripts, and of styles: what Chromium has from 110 on. */
const LATER: readonly RegExp[] = [
  /\.(toSorted|toReversed|toSpliced|findLastIndexOf|isWellFormed|transfer)\(/,
  /\.with\(\s*-?\w+\s*,/,
  /\b(Object|Map)\.groupBy\b|\bPromise\.(withResolvers|try)\b|\bArray\.fromAsync\b|\bURL\.(canParse|parse)\b|\bIntl\.DurationFormat\b/,
  /\.(intersection|difference|isSubsetOf|isSupersetOf|symmetricDifference)\(/,
  /\bcolor-mix\(|\blight-dark\(|\boklch\(|\boklab\(|\blab\(|\blch\(|\bround\(\s*(up|down|nearest)/,
  /\btext-wrap\b|@starting-style|@scope\b|@property\b.*--/,
  /\banimation-timeline\b|\bview-transition-name\b|\bpopover(target)?=|\btransition-behavior\b|\bfield-sizing\b|\bsubgrid\b/,
]

const laterIn = (text: string): string[] => LATER.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])

test('the build is for Chromium 109', () => {
  const config = readFileSync(join(CONSOLE, 'vite.config.ts'), 'utf8')
  expect(config).toContain("target: 'chrome109'")
  expect(config).toContain("cssTarget: 'chrome109'")
})

test('no source uses what came later', () => {
  const names = readdirSync(join(CONSOLE, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue|css)$/.test(name))
  expect(names.length).toBeGreaterThan(100)
  const found = names.flatMap((name) => laterIn(readFileSync(join(CONSOLE, 'src', name), 'utf8')).map((what) => `${name}: ${what}`))
  expect(found).toEqual([])
})

test('what came later is noticed', () => {
  expect(laterIn('list.toSorted()')).toEqual(['.toSorted('])
  expect(laterIn('color: color-mix(in srgb, red, blue)')).toEqual(['color-mix('])
  expect(laterIn('list.sort().at(-1)')).toEqual([])
})
