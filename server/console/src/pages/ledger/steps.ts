// What each step of an entry asks for, in the order in which they are offered. Which may be taken now the server says
// (`may_notify`, …).

export type StepName = 'notify' | 'rectify' | 'reject' | 'extend' | 'verify' | 'close' | 'dismiss' | 'reopen'
export type StepField = 'text' | 'number' | 'due' | 'comment'

export interface Step {
  name: StepName
  fields: readonly StepField[]
  required: readonly StepField[]
}

export const STEPS: readonly Step[] = [
  { name: 'notify', fields: ['number', 'text', 'due'], required: ['text', 'due'] },
  { name: 'rectify', fields: ['text'], required: ['text'] },
  { name: 'extend', fields: ['due', 'comment'], required: ['due', 'comment'] },
  { name: 'verify', fields: ['comment'], required: [] },
  { name: 'reject', fields: ['due', 'comment'], required: ['due', 'comment'] },
  { name: 'close', fields: ['comment'], required: [] },
  { name: 'dismiss', fields: ['comment'], required: ['comment'] },
  { name: 'reopen', fields: ['comment'], required: ['comment'] },
]
