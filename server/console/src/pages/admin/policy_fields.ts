// The members of the policy, as rules.md names them, in the order in which the page shows them.

export interface PolicyField {
  name: string
  kind: 'minutes' | 'count' | 'choice'
  words?: readonly string[]
  /** Where it is left out. */
  standard?: number | string
}

export interface PolicyGroup {
  name: 'work' | 'meeting'
  fields: readonly PolicyField[]
}

export const POLICY_GROUPS: readonly PolicyGroup[] = [
  {
    name: 'work',
    fields: [
      { name: 'late_grace_min', kind: 'minutes', standard: 0 },
      { name: 'early_grace_min', kind: 'minutes', standard: 0 },
      { name: 'late_as_absent_min', kind: 'minutes' },
      { name: 'early_as_absent_min', kind: 'minutes' },
      { name: 'max_corrections_per_month', kind: 'count' },
      { name: 'in_from_min', kind: 'minutes', standard: 180 },
      { name: 'out_until_min', kind: 'minutes', standard: 360 },
    ],
  },
  {
    name: 'meeting',
    fields: [
      { name: 'meeting_late_grace_min', kind: 'minutes', standard: 0 },
      { name: 'signin_open_min', kind: 'minutes', standard: 60 },
      { name: 'leave_deadline_min', kind: 'minutes', standard: 0 },
      { name: 'substitute_deadline_min', kind: 'minutes', standard: 0 },
      { name: 'signout', kind: 'choice', words: ['none', 'required'], standard: 'none' },
      { name: 'signout_grace_min', kind: 'minutes', standard: 0 },
      { name: 'max_principals_per_substitute', kind: 'count', standard: 1 },
      { name: 'marked_counts_as', kind: 'choice', words: ['on_time', 'late'], standard: 'on_time' },
    ],
  },
]

export const ESCALATION_FIGURES = [
  'late',
  'early',
  'missing',
  'absent',
  'meetings_late',
  'meetings_absent',
  'meetings_leave_late',
  'meetings_unapproved_substitute',
  'meetings_left_early',
  'violations',
] as const
