// Today's taps, kept current: fetched once, then followed through the event stream. The counts are
// the server's: they are asked for again a moment after taps arrive, and once a minute, since who
// is missing changes with the time alone.
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { BY_ITSELF } from '@/api/client'
import type { Day, DayCounts, Tap } from '@/api/contract'
import { LIVE_PATH } from '@/api/resources'
import { useResources, useSession } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'
import { useReturn } from '@/app/use_return'
import { createLiveStream, type LiveState } from '@/live/live_stream'
import { hasLaterDate, mergeTaps, parseTap } from '@/live/tap_list'

const COUNTS_AFTER_TAP_MS = 1_500
const COUNTS_EVERY_MS = 60_000
const FLUSH_MS = 16

export interface LiveDay {
  load: Load<Day>
  taps: ShallowRef<Tap[]>
  counts: ShallowRef<DayCounts | null>
  date: Ref<string>
  state: ShallowRef<LiveState>
  reload(): Promise<void>
  connectNow(): void
}

export function useDay(): LiveDay {
  const resources = useResources()
  const session = useSession()
  const load = useLoad<Day>()
  const taps = shallowRef<Tap[]>([])
  const counts = shallowRef<DayCounts | null>(null)
  const date = ref('')
  const state = shallowRef<LiveState>({ phase: 'stopped' })
  let arrived: Tap[] = []
  let flushTimer: ReturnType<typeof setTimeout> | undefined
  let countsTimer: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    await load.run((signal) => resources.day({}, signal))
    const day = load.data.value
    if (day === null || load.problem.value !== null) return
    taps.value = day.taps
    counts.value = day.counts
    date.value = day.date
    askCountsIn(COUNTS_EVERY_MS)
    if (!document.hidden) stream.start(day.last_event_id)
  }

  async function refreshCounts(): Promise<void> {
    try {
      const day = await resources.dayNow()
      if (day.date !== date.value) return await reload()
      counts.value = day.counts
    } catch {
      // The connection's state is on screen already; the next minute tries again.
    }
    askCountsIn(COUNTS_EVERY_MS)
  }

  function askCountsIn(delayMs: number): void {
    clearTimeout(countsTimer)
    countsTimer = setTimeout(() => void refreshCounts(), delayMs)
  }

  // A kiosk that was offline sends hundreds of taps at once: the list is put together once for all of them.
  function flush(): void {
    flushTimer = undefined
    const batch = arrived
    arrived = []
    if (hasLaterDate(batch, date.value)) {
      void reload()
      return
    }
    taps.value = mergeTaps(taps.value, batch, date.value)
    askCountsIn(COUNTS_AFTER_TAP_MS)
  }

  const stream = createLiveStream({
    path: LIVE_PATH,
    headers: BY_ITSELF,
    onEvent: (event) => {
      if (event.name === 'reset') {
        void reload()
        return
      }
      const tap = event.name === 'tap' ? parseTap(event.data) : null
      if (tap === null) return
      arrived.push(tap)
      flushTimer ??= setTimeout(flush, FLUSH_MS)
    },
    onState: (next) => {
      state.value = next
    },
    onSessionEnded: () => session.end(),
  })

  // A browser keeps few connections to one server: a tab that nobody sees gives its own back.
  function handleVisibility(): void {
    if (document.hidden) stream.stop()
    else if (load.data.value !== null) {
      stream.resume()
      askCountsIn(0)
    }
  }

  useReturn(() => {
    stream.resume()
    askCountsIn(0)
  })
  onMounted(() => {
    document.addEventListener('visibilitychange', handleVisibility)
    void reload()
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', handleVisibility)
    clearTimeout(flushTimer)
    clearTimeout(countsTimer)
    stream.stop()
  })

  return { load, taps, counts, date, state, reload, connectNow: () => stream.resume() }
}
