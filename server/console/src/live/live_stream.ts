// Keeps one connection to the server's event stream: resumes after the last event seen, notices a
// connection that has gone quiet, and tries again with growing pauses. Whoever uses it always knows
// its state.
import { createSseParser, type ServerEvent } from './sse_parser'

/** The server sends a comment line every 15 s: three of them missing means that nobody is there. */
const QUIET_MS = 45_000
/** A stream that the server ends after so long was not lost: it is taken up again at once, and nobody need hear of it. */
const LASTED_MS = 5_000
const SLOW_MS = 1_000
const PAUSE_FIRST_MS = 1_000
const PAUSE_MAX_MS = 30_000

export type LiveState =
  | { phase: 'stopped' }
  | { phase: 'connecting' }
  | { phase: 'live' }
  | { phase: 'waiting'; untilMs: number }

/** How a connection ended. */
type Ending = 'renewed' | 'lost' | 'session'

export interface LiveSettings {
  path: string
  headers?: Record<string, string>
  fetch?: typeof fetch
  now?: () => number
  random?: () => number
  onEvent: (event: ServerEvent) => void
  onState: (state: LiveState) => void
  /** The server does not know the session any more; the stream has stopped. */
  onSessionEnded: () => void
}

export interface LiveStream {
  /** Connects and goes on after the event with this id, or from now on where it is empty. Starting again moves to the new id. */
  start(afterId: string): void
  /** Connects where it left off; does nothing while connected. */
  resume(): void
  stop(): void
}

/** Doubles from 1 s to 30 s, with a random quarter off so that a hall of browsers does not return as one. */
export function pauseMs(failures: number, random: () => number): number {
  const full = Math.min(PAUSE_FIRST_MS * 2 ** Math.min(failures, 10), PAUSE_MAX_MS)
  return Math.round(full * (1 - random() / 4))
}

export function createLiveStream(settings: LiveSettings): LiveStream {
  const doFetch = settings.fetch ?? fetch
  const now = settings.now ?? Date.now
  const random = settings.random ?? Math.random
  let lastId = ''
  let failures = 0
  let connection: AbortController | null = null
  let pauseTimer: ReturnType<typeof setTimeout> | undefined
  let phase: LiveState['phase'] = 'stopped'

  function setState(state: LiveState): void {
    phase = state.phase
    settings.onState(state)
  }

  async function read(body: ReadableStream<Uint8Array>, mine: AbortController): Promise<void> {
    const parser = createSseParser()
    const decoder = new TextDecoder()
    const reader = body.getReader()
    let quietTimer = setTimeout(() => mine.abort(), QUIET_MS)
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done || mine.signal.aborted) return
        clearTimeout(quietTimer)
        quietTimer = setTimeout(() => mine.abort(), QUIET_MS)
        for (const event of parser.feed(decoder.decode(value, { stream: true }))) {
          if (mine !== connection) return
          if (event.lastId !== '') lastId = event.lastId
          settings.onEvent(event)
        }
      }
    } finally {
      clearTimeout(quietTimer)
    }
  }

  /** Asks for the stream; says so where the answer is not there soon, and gives up where it never comes. */
  async function open(mine: AbortController): Promise<Response> {
    const slowTimer = setTimeout(() => setState({ phase: 'connecting' }), SLOW_MS)
    const deadTimer = setTimeout(() => mine.abort(), QUIET_MS)
    try {
      return await doFetch(lastId === '' ? settings.path : `${settings.path}?after=${encodeURIComponent(lastId)}`, {
        headers: { Accept: 'text/event-stream', ...settings.headers },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: mine.signal,
      })
    } finally {
      clearTimeout(slowTimer)
      clearTimeout(deadTimer)
    }
  }

  /** Resolves when the connection is over, whatever ended it. */
  async function connectOnce(mine: AbortController): Promise<Ending> {
    try {
      const response = await open(mine)
      if (response.status === 401) return 'session'
      if (!response.ok || response.body === null || mine !== connection) return 'lost'
      failures = 0
      setState({ phase: 'live' })
      const since = now()
      await read(response.body, mine)
      return !mine.signal.aborted && now() - since >= LASTED_MS ? 'renewed' : 'lost'
    } catch {
      // The network, a restart of the server, or our own abort: all the same, try again.
      return 'lost'
    }
  }

  async function connect(): Promise<void> {
    const mine = new AbortController()
    connection = mine
    if (phase !== 'live') setState({ phase: 'connecting' })
    const ending = await connectOnce(mine)
    if (mine !== connection) return
    mine.abort()
    connection = null
    if (ending === 'session') {
      setState({ phase: 'stopped' })
      settings.onSessionEnded()
      return
    }
    if (ending === 'renewed') return connect()
    const pause = pauseMs(failures, random)
    failures += 1
    setState({ phase: 'waiting', untilMs: now() + pause })
    pauseTimer = setTimeout(() => void connect(), pause)
  }

  function drop(): void {
    clearTimeout(pauseTimer)
    const old = connection
    connection = null
    old?.abort()
  }

  return {
    start(afterId) {
      drop()
      lastId = afterId
      failures = 0
      void connect()
    },
    resume() {
      if (connection !== null) return
      drop()
      void connect()
    },
    stop() {
      drop()
      setState({ phase: 'stopped' })
    },
  }
}
