// What the server says of a field, in the reader's language. Its sentences are few and fixed; one that
// is not known here is shown as it came, so that nothing is hidden.
import type { Problem } from '@/api/problem'
import { problemText } from './problem_text'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** The server's words → the key of ours; `{…}` stands for what is put in. */
const SENTENCES: readonly [RegExp, string][] = [
  [/^is decided already$/, 'fault.decided'],
  [/^a higher rank has to decide this$/, 'fault.higherRank'],
  [/^has begun: it ends with reporting back$/, 'fault.begun'],
  [/^cannot be withdrawn any more$/, 'fault.notWithdrawn'],
  [/^is not one to report back from$/, 'fault.noReturn'],
  [/^counts as absence already: the clerk decides$/, 'fault.unreturned'],
  [/^the month's corrections are used up$/, 'fault.quota'],
  [/^missing$/, 'fault.missing'],
  [/^is blank$/, 'fault.missing'],
  [/^is still to come$/, 'fault.stillToCome'],
  [/^is not invited$/, 'fault.notInvited'],
  [/^has not begun$/, 'fault.notBegun'],
  [/^missing: what was it\?$/, 'fault.whatWasIt'],
  [/^no such account may organize meetings$/, 'fault.noOrganizer'],
  [/^no such kiosk is in use$/, 'fault.noKiosk'],
  [/^not a year of four digits$/, 'fault.fourDigits'],
  [/^unknown word$/, 'fault.word'],
  [/^this is decided by the organizer$/, 'fault.byOrganizer'],
  [/^this card is issued already$/, 'fault.cardIssued'],
  [/^there twice$/, 'fault.twice'],
  [/^there is one already$/, 'fault.already'],
  [/^there is no (such person|\w+ '(?<id>.*)')$/, 'fault.unknown'],
  [/^there is no such (entry|spot check|meeting)$/, 'fault.unknown'],
  [/^the spot check did not find this person missing$/, 'fault.wasThere'],
  [/^is past already$/, 'fault.past'],
  [/^a month is YYYY-MM$/, 'fault.time'],
  [/^not an id$/, 'fault.id'],
  [/^not after (start|from)$/, 'fault.notAfterStart'],
  [/^before from$/, 'fault.notAfterStart'],
  [/^before active_from$/, 'fault.notAfterStart'],
  [/^not after it began: withdraw it instead$/, 'fault.withdraw'],
  [/^not a (whole minute|time of day|date-time|date)$/, 'fault.time'],
  [/^not a date of the year$/, 'fault.ofYear'],
  [/^not a card number of this format$/, 'fault.cardNumber'],
  [/^nobody sits in for themselves$/, 'fault.themselves'],
  [/^has to be there themselves$/, 'fault.required'],
  [/^more than (?<n>\d+) (days|people|entries)$/, 'fault.tooMany'],
  [/^missing: who is invited\?$/, 'fault.nobodyInvited'],
  [/^missing: who has approved it\?$/, 'fault.approver'],
  [/^missing: evidence or a witness is needed$/, 'fault.evidence'],
  [/^may not decide this$/, 'fault.mayNotDecide'],
  [/^holds a control character$/, 'fault.character'],
  [/^cannot change$/, 'fault.fixed'],
  [/^from (?<low>\d+) to (?<high>\d+) digits$/, 'fault.digits'],
  [/^too easily guessed$/, 'fault.guessed'],
  [/^at least one step$/, 'fault.oneStep'],
  [/^lengths rise, and the last step alone has no up_to_half_days$/, 'fault.steps'],
  [/^-?\d+ is not between (?<low>-?\d+) and (?<high>-?\d+)$/, 'fault.between'],
  [/^longer than (?<n>\d+) bytes$/, 'fault.long'],
  [/^for this principal it takes a (?<rank>\w+) or higher$/, 'fault.rank'],
  [/^(is|was) (cancelled|cancelled already)$/, 'fault.cancelled'],
  [/^the meeting is cancelled$/, 'requestDoubt.meeting_cancelled'],
  [/^is not invited any more$/, 'requestDoubt.not_invited'],
  [/^was asked for after the deadline$/, 'requestDoubt.substitute_late'],
  [/^the substitute has to be there themselves$/, 'requestDoubt.substitute_required'],
  [/^the substitute sits in for somebody else already$/, 'requestDoubt.substitute_taken'],
  [/^the meeting has begun: this stays as it is$/, 'fault.meetingBegun'],
  [/^the meeting has begun: nobody is taken off the list$/, 'fault.nobodyOff'],
  [/^the meeting has begun: whoever is added now is optional$/, 'fault.onlyOptional'],
  [/^the meeting has begun: kiosks can only be added$/, 'fault.onlyMoreKiosks'],
  [/^results are open until (?<date>\d{4}-\d{2}-\d{2})T(?<time>\d{2}:\d{2}).*$/, 'fault.resultsOpen'],
  [/^is published already: nothing has changed since$/, 'fault.publishedAlready'],
  [/^too early: submissions of this month begin at (?<date>\d{4}-\d{2}-\d{2}).*$/, 'fault.submitEarly'],
  [/^the month is closed$/, 'fault.monthClosed'],
  [/^is submitted already, by (?<who>\S+) at (?<date>\d{4}-\d{2}-\d{2})T(?<time>\d{2}:\d{2}).*$/, 'fault.submittedAlready'],
  [/^is not submitted$/, 'fault.notSubmitted'],
  [/^does not stand any more$/, 'fault.notStanding'],
]

/** `staff: is not invited` without the field that it begins with. */
function withoutField(detail: string, field: string | undefined): string {
  const start = `${field ?? ''}: `
  return field !== undefined && detail.startsWith(start) ? detail.slice(start.length) : detail
}

/** A sentence of the server's in words; null where it is not known. */
export function knownFault(sentence: string, t: Translate): string | null {
  for (const [pattern, key] of SENTENCES) {
    const match = pattern.exec(sentence)
    if (match === null) continue
    const values: Record<string, unknown> = { ...match.groups }
    if (typeof values['rank'] === 'string') values['rank'] = t(`rank.${values['rank']}`)
    return t(key, values)
  }
  return null
}

export function faultText(problem: Problem, t: Translate): string {
  const sentence = withoutField(problem.detail ?? '', problem.field)
  const known = knownFault(sentence, t)
  if (known !== null) return known
  return sentence === '' ? t('fault.other') : t('fault.as', { detail: sentence })
}

/** Why something was not done: the server's own sentence where it is known, else what became of the call. */
export function refusalText(problem: Problem, t: Translate): string {
  const known = knownFault(withoutField(problem.detail ?? '', problem.field), t)
  return known ?? (problem.status === 422 ? faultText(problem, t) : problemText(problem, t))
}
