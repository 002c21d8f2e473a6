import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import en from '@/i18n/en'
import zhCN from '@/i18n/zh-CN'
import { BREACHES } from '@/month_figures'
import { VERDICT_WORDS } from '@/verdict'

const SOURCE = new URL('../../../server/console/src', import.meta.url).pathname

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

const chinese = flatten(zhCN)
const english = flatten(en)
/** Each once: the two forms of a plural have the same. */
const slots = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('i18n'))
  .map((name) => readFileSync(join(SOURCE, name), 'utf8'))
  .join('\n')

/** What the source puts keys together from: the part before the word, such as `figure.` of `figure.${name}`. */
const MADE_STARTS = [...sources.matchAll(/`((?:\w+\.)+\w*)\$\{/g)].map(([, start]) => start ?? '')
/** Keys that are put together from members of the server's forms, where the word comes first. */
const MADE_KEYS = /^meeting\.\w+_min$/
const isMade = (key: string): boolean => MADE_KEYS.test(key) || MADE_STARTS.some((start) => key.startsWith(start))

test('both languages have the same keys', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
})

test('both languages have the same slots in each text', () => {
  for (const [key, text] of chinese) expect([key, slots(english.get(key) ?? '')]).toEqual([key, slots(text)])
})

test('no text is empty but the English counter words', () => {
  const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)
  expect(empty.sort()).toEqual(['away.items', 'meeting.counter', 'month.times'])
})

test('English has no Chinese in it but the name of the other language', () => {
  const mixed = [...english].filter(([, text]) => /[\u3400-\u9fff]/.test(text)).map(([key]) => key)
  expect(mixed).toEqual(['app.language'])
})

/** Keys stand in single quotes: double ones are a template's attributes, which are code. */
test('every key that the source names is there', () => {
  const sections = Object.keys(zhCN).join('|')
  const named = [...sources.matchAll(new RegExp(`['\`]((?:${sections})\\.\\w+)['\`]`, 'g'))].map(([, key]) => key ?? '')
  expect(named.length).toBeGreaterThan(80)
  expect(named.filter((key) => !chinese.has(key))).toEqual([])
})

test('every text is used', () => {
  const unused = [...chinese.keys()].filter((key) => !isMade(key) && !new RegExp(`['"\`]${key}['"\`]`).test(sources))
  expect(unused).toEqual([])
})

test('every verdict, every breach and every figure of the rules has its words', () => {
  const figures = readFileSync(new URL('../../../core/rules/figures.c', import.meta.url), 'utf8')
  const names = /figure_words\[\] = \{([^}]*)\}/.exec(figures)?.[1]?.match(/\w+(?=")/g) ?? []
  expect(names.length).toBeGreaterThan(20)
  const wanted = [...VERDICT_WORDS.map((word) => `verdict.${word}`), ...[...BREACHES, ...names].map((figure) => `figure.${figure}`)]
  expect(wanted.filter((key) => !chinese.has(key))).toEqual([])
})
