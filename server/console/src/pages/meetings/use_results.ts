// A meeting's results, kept current: the stream says that something has happened, and the results are
// asked for again. Whatever no tap brings about, such as leave or a mark, comes with the next minute.
import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { BY_ITSELF } from '@/api/client'
import { queryText, type Names, type Schemas } from '@/api/office'
import { useClient, useSession } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'
import { useReturn } from '@/app/use_return'
import { createLiveStream, type LiveState } from '@/live/live_stream'

export type Attendee = Schemas['AttendeeVerdict']

export interface MeetingResults {
  meeting: string
  title: string
  start: string
  end: string
  cancelled: boolean
  results: Attendee[]
  walk_ins: { staff?: string }[]
  counts: ResultCounts
}

export interface ResultsAnswer {
  as_of: string
  meetings: MeetingResults[]
  names: Names
}

export type ResultCounts = Schemas['MeetingCounts']

/** Before the first answer. */
const NOBODY: ResultCounts = { expected: 0, present: 0, missing: 0, late: 0, provisional: 0, results: {} }

export interface Results {
  load: Load<ResultsAnswer>
  meeting: ComputedRef<MeetingResults | null>
  counts: ComputedRef<ResultCounts>
  nameOf(kind: string, id: string | null | undefined): string
  state: ShallowRef<LiveState>
  reload(): Promise<void>
  connectNow(): void
}

const LIVE_MEETINGS_PATH = '/api/v1/live/meetings'
const AGAIN_MS = 60_000

/** A board on a wall is looked at though nobody touches it: it keeps its session. A page that was left does not. */
export type Watched = 'board' | 'page'

export function useResults(id: string, watched: Watched): Results {
  const client = useClient()
  const ask = watched === 'board' ? client.get : client.watch
  const session = useSession()
  const load = useLoad<ResultsAnswer>()
  const state = shallowRef<LiveState>({ phase: 'stopped' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false
  let askAgain = false

  const fetchOnce = (): Promise<void> =>
    load.run((signal) => ask<ResultsAnswer>(`/api/v1/reports/meetings${queryText({ meeting: id })}`, signal))

  /** What happens while an answer is on its way is in the next one. */
  async function reload(): Promise<void> {
    if (asking) {
      askAgain = true
      return
    }
    asking = true
    do {
      askAgain = false
      await fetchOnce()
    } while (askAgain)
    asking = false
    clearTimeout(timer)
    timer = setTimeout(() => void reload(), AGAIN_MS)
  }

  const stream = createLiveStream({
    path: LIVE_MEETINGS_PATH,
    headers: watched === 'board' ? {} : BY_ITSELF,
    onEvent: (event) => {
      if (event.name === 'reset' || event.data.includes(JSON.stringify(id))) void reload()
    },
    onState: (next) => {
      const before = state.value.phase
      state.value = next
      // Between the answer before and the stream something may have happened.
      if (next.phase === 'live' && before !== 'live') void reload()
    },
    onSessionEnded: () => session.end(),
  })

  function handleVisibility(): void {
    if (document.hidden) stream.stop()
    else stream.resume()
  }

  useReturn(() => stream.resume())
  onMounted(() => {
    document.addEventListener('visibilitychange', handleVisibility)
    stream.start('')
    void reload()
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', handleVisibility)
    clearTimeout(timer)
    stream.stop()
  })

  const meeting = computed(() => load.data.value?.meetings[0] ?? null)
  return {
    load,
    meeting,
    counts: computed(() => meeting.value?.counts ?? NOBODY),
    nameOf: (kind, named) => (named ? (load.data.value?.names[kind]?.[named] ?? named) : ''),
    state,
    reload,
    connectNow: () => stream.resume(),
  }
}
