// What the server says of a field, in our words.
import { Problem } from '@/api/problem'
import { faultText } from '@/text/fault_text'

const t = (key: string, values: Record<string, unknown> = {}): string =>
  Object.keys(values).length > 0 ? `${key}${JSON.stringify(values)}` : key

test('the field before the sentence is left out, and what is put in comes along', () => {
  const problem = (field: string, detail: string): Problem => new Problem({ status: 422, word: 'invalid', field, detail })
  expect(faultText(problem('to', 'to: not after from'), t)).toBe('fault.notAfterStart')
  expect(faultText(problem('late_grace_min', 'late_grace_min: 7000000 is not between 0 and 1000000'), t))
    .toBe('fault.between{"low":"0","high":"1000000"}')
  expect(faultText(problem('substitute', 'substitute: for this principal it takes a deputy or higher'), t))
    .toBe('fault.rank{"rank":"rank.deputy"}')
  expect(faultText(problem('year', 'year: not a year from 2000 to 2099'), t)).toBe('fault.years{"low":"2000","high":"2099"}')
  expect(faultText(problem('x', 'x: something new'), t)).toBe('fault.as{"detail":"something new"}')
})
