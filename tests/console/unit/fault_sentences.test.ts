// What the office says of a field or refuses is in our words: its sentences are read out of its source.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SENTENCES } from '@/text/fault_sentences'

const SERVER = new URL('../../../server', import.meta.url).pathname
const FOLDERS = ['office', 'account']
/** What only a program that speaks wrongly hears, or nobody: whole sentences, and those put together from others. */
const NOT_FOR_PEOPLE: readonly RegExp[] = [
  /^(expected |unknown key|is the server's own|'%s' is not of this entry|account %s: |not a file)/,
  /^%s(: %s)?$|; nothing was imported|\bfiles$|MiB$/,
]

const CALL = /(?:form_fail|office_refuse_(?:state|denied))\(\s*(?:(?!strcmp)[^;])*?,\s*"([^"]*)"[^;]*;/g
const INVALID = /ERROR_INVALID,\s*"(?:[%\w[\].]+: )?([^"]*)"/g

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(SERVER, folder))
    .filter((name) => name.endsWith('.c'))
    .map((name) => readFileSync(join(SERVER, folder, name), 'utf8').replace(/"\s*\n\s*"/g, '')),
)
const said = new Set(files.flatMap((text) => [CALL, INVALID].flatMap((pattern) => [...text.matchAll(pattern)].map(([, one]) => one ?? ''))))
/** With something put in for what the server puts in. */
const filled = (sentence: string): string => sentence.replace(/%(lld|zu|d|u)/g, '3').replace(/%s/g, 'x')
const isForPeople = (sentence: string): boolean => !NOT_FOR_PEOPLE.some((pattern) => pattern.test(sentence))
const hasWords = (sentence: string): boolean => SENTENCES.some(([pattern]) => pattern.test(filled(sentence)))

test('every sentence of the office has its words', () => {
  expect(said.size).toBeGreaterThan(60)
  expect([...said].filter((one) => isForPeople(one) && !hasWords(one))).toEqual([])
})
