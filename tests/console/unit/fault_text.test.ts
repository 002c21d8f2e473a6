// Whatever the office says of a field has words in both languages: its sentences are read out of its source.
import { readFileSync, readdirSync } from 'node:fs'
import { Problem } from '@/api/problem'
import { faultText, knownFault } from '@/text/fault_text'

const OFFICE = new URL('../../../server/office/', import.meta.url)
const t = (key: string, values?: Record<string, unknown>): string => `${key}${values && Object.keys(values).length > 0 ? JSON.stringify(values) : ''}`

const sentences = readdirSync(OFFICE)
  .filter((name) => name.endsWith('.c'))
  .flatMap((name) => [...readFileSync(new URL(name, OFFICE), 'utf8').matchAll(/form_fail\([^;]*?"([^"]+)",\s*err\)/g)])
  .map(([, sentence]) => sentence ?? '')
/** What only somebody who writes requests by hand can be told. */
const OF_THE_FORM = /^(unknown key|is the server's own|expected )/

test('every sentence of the office is known', () => {
  expect(sentences.length).toBeGreaterThan(30)
  expect(sentences.filter((sentence) => !OF_THE_FORM.test(sentence) && knownFault(sentence, t) === null)).toEqual([])
})

test('the field before the sentence is left out, and what is put in comes along', () => {
  const problem = (field: string, detail: string): Problem => new Problem({ status: 422, word: 'invalid', field, detail })
  expect(faultText(problem('to', 'to: not after from'), t)).toBe('fault.notAfterStart')
  expect(faultText(problem('late_grace_min', 'late_grace_min: 7000000 is not between 0 and 1000000'), t)).toBe('fault.between{"low":"0","high":"1000000"}')
  expect(faultText(problem('substitute', 'substitute: for this principal it takes a deputy or higher'), t)).toBe('fault.rank{"rank":"rank.deputy"}')
  expect(faultText(problem('year', 'year: not a year from 2000 to 2099'), t)).toBe('fault.years{"low":"2000","high":"2099"}')
  expect(faultText(problem('x', 'x: something new'), t)).toBe('fault.as{"detail":"something new"}')
})
