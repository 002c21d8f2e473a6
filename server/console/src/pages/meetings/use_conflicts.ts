// Who and what is taken already while a meeting is filled in: the server is asked a moment after each
// change. A warning that comes too late holds nobody up; that the server could not be asked is said.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Schemas } from '@/api/office'
import { useClient } from '@/app/context'
import { hasInvited, meetingInput, type MeetingDraft } from './meeting_draft'

export type Conflicts = Schemas['MeetingConflicts']

const WAIT_MS = 400

function question(draft: MeetingDraft, meeting: string | undefined): object | null {
  const { start, end, room, invite } = meetingInput(draft)
  if (draft.start === '' || (!hasInvited(draft) && room === undefined)) return null
  const times = Number(draft.times)
  return {
    start,
    end,
    invite: invite ?? {},
    ...(room === undefined ? {} : { room }),
    ...(meeting === undefined ? {} : { meeting }),
    ...(times > 1 && draft.everyDays > 0 ? { every_days: Number(draft.everyDays), count: Math.min(times, 61) } : {}),
  }
}

/** `meeting`: itself, where it is there already. */
export function useConflicts(
  draft: MeetingDraft,
  meeting?: string,
): { found: ShallowRef<Conflicts | null>; unread: Ref<boolean> } {
  const client = useClient()
  const found = shallowRef<Conflicts | null>(null)
  const unread = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0

  async function ask(body: object | null): Promise<void> {
    const mine = (newest += 1)
    const answer = body === null ? null : await client.send<Conflicts>('POST', '/api/v1/meetings/conflicts', body).catch(() => null)
    if (mine !== newest) return
    found.value = answer
    unread.value = body !== null && answer === null
  }

  watch(
    () => JSON.stringify(question(draft, meeting)),
    (text) => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(JSON.parse(text) as object | null), WAIT_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return { found, unread }
}
