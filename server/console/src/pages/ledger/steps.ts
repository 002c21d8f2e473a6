// Which step leads on from which state of an entry, and what it asks for. The server decides whether it
// may be taken; here it is only offered.
import type { Action } from '@/api/contract'

export type StepName = 'notify' | 'rectify' | 'reject' | 'extend' | 'verify' | 'close' | 'dismiss' | 'reopen'
export type StepField = 'text' | 'number' | 'due' | 'comment'

export interface Step {
  name: StepName
  from: readonly string[]
  needs: Action
  fields: readonly StepField[]
  required: readonly StepField[]
}

const AT_THE_UNIT = ['notified', 'overdue']

export const STEPS: readonly Step[] = [
  { name: 'notify', from: ['found'], needs: 'write', fields: ['number', 'text', 'due'], required: ['text', 'due'] },
  { name: 'rectify', from: AT_THE_UNIT, needs: 'request', fields: ['text'], required: ['text'] },
  { name: 'extend', from: AT_THE_UNIT, needs: 'write', fields: ['due', 'comment'], required: ['due', 'comment'] },
  { name: 'verify', from: ['rectified'], needs: 'write', fields: ['comment'], required: [] },
  { name: 'reject', from: ['rectified'], needs: 'write', fields: ['due', 'comment'], required: ['due', 'comment'] },
  { name: 'close', from: ['verified'], needs: 'write', fields: ['comment'], required: [] },
  { name: 'dismiss', from: ['found'], needs: 'write', fields: ['comment'], required: ['comment'] },
  { name: 'reopen', from: ['closed', 'dismissed'], needs: 'write', fields: ['comment'], required: ['comment'] },
]
