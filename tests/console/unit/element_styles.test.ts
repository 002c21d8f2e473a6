import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = new URL('../../../server/console/src', import.meta.url).pathname
/** Components that draw nothing of their own. */
const WITHOUT_STYLE = new Set(['ElConfigProvider', 'dayjs'])

test('every Element Plus component in use has its style sheet', () => {
  const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.vue'))
    .map((name) => readFileSync(join(SOURCE, name), 'utf8'))
  const used = new Set(
    sources
      .flatMap((text) => [...text.matchAll(/import \{([^}]+)\} from 'element-plus'/g)])
      .flatMap(([, names]) => (names ?? '').split(',').map((name) => name.trim())),
  )
  const styles = readFileSync(join(SOURCE, 'styles/element.ts'), 'utf8')
  const fileOf = (name: string): string => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()
  const missing = [...used].filter((name) => !WITHOUT_STYLE.has(name) && !styles.includes(`/${fileOf(name)}.css'`))
  expect(used.size).toBeGreaterThan(5)
  expect(missing).toEqual([])
})
