// A line of the audit log as the server keeps it.
export interface AuditLine {
  no: number
  at_utc_us: number
  by: 'account' | 'kiosk' | 'command' | 'server'
  who: string
  action: string
  kind: string
  id: string
  unit?: string
  outcome: 'done' | 'refused' | 'failed'
  address: string
  request?: string
  detail?: string
  changes?: Record<string, { old?: unknown; new?: unknown }>
}

/** The line, and its text, byte for byte: its hash can be made again from it. */
export interface KeptLine extends AuditLine {
  text: string
}

export const readLine = (text: string): KeptLine => ({ ...(JSON.parse(text) as AuditLine), text })

export interface MemberChange {
  member: string
  before: string
  after: string
}

const written = (value: unknown): string => (value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value))

export const changesOf = (line: AuditLine): MemberChange[] =>
  Object.entries(line.changes ?? {}).map(([member, change]) => ({ member, before: written(change.old), after: written(change.new) }))

/** What was said of it, and each member that changed, in one line. */
export const saidOf = (line: AuditLine): string =>
  [line.detail ?? '', ...changesOf(line).map(({ member, before, after }) => `${member}: ${before} → ${after}`)]
    .filter((part) => part !== '')
    .join('; ')
