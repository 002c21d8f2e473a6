// A meeting's results, kept current: the stream says that something has happened, and the results are
// asked for again. Whatever no tap brings about, such as leave or a mark, comes with the next minute.
import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { queryText, type Names, type Schemas } from '@/api/office'
import { useClient, useSession } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'
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
}

export interface ResultsAnswer {
  as_of: string
  meetings: MeetingResults[]
  names: Names
}

/** How many came, and of those expected how many each word has. */
export interface ResultCounts {
  expected: number
  present: number
  words: Record<string, number>
}

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
const PRESENT: readonly string[] = ['on_time', 'late', 'substituted']

export function isPresent(attendee: { result: string }): boolean {
  return PRESENT.includes(attendee.result)
}

/** Whoever may stay away and did so is not expected. */
export function countResults(results: readonly { result: string }[]): ResultCounts {
  const words: Record<string, number> = {}
  for (const { result } of results) words[result] = (words[result] ?? 0) + 1
  const excused = (words['leave'] ?? 0) + (words['none'] ?? 0)
  return { expected: results.length - excused, present: results.filter(isPresent).length, words }
}

export function useResults(id: string): Results {
  const client = useClient()
  const session = useSession()
  const load = useLoad<ResultsAnswer>()
  const state = shallowRef<LiveState>({ phase: 'stopped' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false
  let askAgain = false

  const fetchOnce = (): Promise<void> =>
    load.run((signal) => client.get<ResultsAnswer>(`/api/v1/reports/meetings${queryText({ meeting: id })}`, signal))

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
    counts: computed(() => countResults(meeting.value?.results ?? [])),
    nameOf: (kind, named) => (named ? (load.data.value?.names[kind]?.[named] ?? named) : ''),
    state,
    reload,
    connectNow: () => stream.resume(),
  }
}
