import { createLiveStream, pauseMs, type LiveState } from '@/live/live_stream'
import type { ServerEvent } from '@/live/sse_parser'

interface Connection {
  url: string
  signal: AbortSignal
  send(text: string): void
  end(): void
}

/** A server in memory: hands out streams, or refuses as the test says. */
function setUp(refuse: (attempt: number) => Response | Error | null = () => null) {
  const connections: Connection[] = []
  const states: LiveState[] = []
  const events: ServerEvent[] = []
  let sessionEnded = 0
  let attempts = 0
  const stream = createLiveStream({
    path: '/live',
    random: () => 0,
    now: () => Date.now(),
    fetch: async (url, init) => {
      const refusal = refuse(attempts)
      attempts += 1
      if (refusal instanceof Error) throw refusal
      if (refusal !== null) return refusal
      const signal = init?.signal as AbortSignal
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          signal.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')))
          connections.push({
            url: String(url),
            signal,
            send: (text) => controller.enqueue(new TextEncoder().encode(text)),
            end: () => controller.close(),
          })
        },
      })
      return new Response(body, { status: 200 })
    },
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    onSessionEnded: () => (sessionEnded += 1),
  })
  return { stream, connections, states, events, sessionEnded: () => sessionEnded, attempts: () => attempts }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const phases = (states: readonly LiveState[]): string[] => states.map((state) => state.phase)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('begins after the id it is given, and says that it is live', async () => {
  const { stream, connections, states } = setUp()
  stream.start('41')
  await settle()
  expect(connections[0]?.url).toBe('/live?after=41')
  expect(phases(states)).toEqual(['connecting', 'live'])
})

test('a lost connection is taken up after the last event seen', async () => {
  const { stream, connections, events, states } = setUp()
  stream.start('41')
  await settle()
  connections[0]?.send('id: 42\nevent: tap\ndata: {}\n\nid: 43\nevent: tap\ndata: {}\n\n')
  await settle()
  expect(events).toHaveLength(2)
  connections[0]?.end()
  await settle()
  expect(states.at(-1)).toMatchObject({ phase: 'waiting' })
  await vi.advanceTimersByTimeAsync(1000)
  expect(connections[1]?.url).toBe('/live?after=43')
  expect(phases(states)).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live'])
})

test('pauses grow from one second to thirty, less up to a quarter', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => pauseMs(failures, () => 0))).toEqual([
    1000, 2000, 4000, 8000, 16000, 30000, 30000,
  ])
  expect(pauseMs(5, () => 0.999)).toBeGreaterThanOrEqual(22500)
})

test('a server that is away is asked ever more rarely, and at once when told so', async () => {
  const { stream, states, attempts } = setUp(() => new TypeError('Failed to fetch'))
  stream.start('1')
  await settle()
  expect(attempts()).toBe(1)
  await vi.advanceTimersByTimeAsync(1000 + 2000)
  expect(attempts()).toBe(3)
  await vi.advanceTimersByTimeAsync(3999)
  expect(attempts()).toBe(3)
  stream.resume()
  await settle()
  expect(attempts()).toBe(4)
  expect(states.at(-1)).toMatchObject({ phase: 'waiting', untilMs: Date.now() + 8000 })
})

test('an answer that is not 200 is tried again; success starts the pauses over', async () => {
  const { stream, connections, states } = setUp((attempt) => (attempt < 2 ? new Response(null, { status: 503 }) : null))
  stream.start('1')
  await vi.advanceTimersByTimeAsync(3000)
  expect(states.at(-1)).toEqual({ phase: 'live' })
  connections[0]?.end()
  await settle()
  expect(states.at(-1)).toMatchObject({ phase: 'waiting', untilMs: Date.now() + 1000 })
})

test('a stream that the server ends after its time is taken up at once, and still shows as live', async () => {
  const { stream, connections, states } = setUp()
  stream.start('1')
  await settle()
  connections[0]?.send('id: 2\nevent: tap\ndata: {}\n\n')
  await vi.advanceTimersByTimeAsync(6000)
  connections[0]?.end()
  await settle()
  expect(connections[1]?.url).toBe('/live?after=2')
  expect(phases(states)).toEqual(['connecting', 'live', 'live'])
})

test('a server that never answers is told, given up, and tried again', async () => {
  let attempts = 0
  const states: LiveState[] = []
  const stream = createLiveStream({
    path: '/live',
    random: () => 0,
    fetch: (_, init) => {
      attempts += 1
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      })
    },
    onEvent: () => undefined,
    onState: (state) => states.push(state),
    onSessionEnded: () => undefined,
  })
  stream.start('1')
  await vi.advanceTimersByTimeAsync(2000)
  expect(states.at(-1)).toEqual({ phase: 'connecting' })
  await vi.advanceTimersByTimeAsync(43_000)
  expect(states.at(-1)).toMatchObject({ phase: 'waiting' })
  await vi.advanceTimersByTimeAsync(1000)
  expect(attempts).toBe(2)
  stream.stop()
})

test('a connection that has gone quiet is given up, one with comments is not', async () => {
  const { stream, connections, states } = setUp()
  stream.start('1')
  await settle()
  for (let beat = 0; beat < 6; beat += 1) {
    await vi.advanceTimersByTimeAsync(15_000)
    connections[0]?.send(': still here\n\n')
    await settle()
  }
  expect(states.at(-1)).toEqual({ phase: 'live' })
  await vi.advanceTimersByTimeAsync(45_000)
  expect(connections[0]?.signal.aborted).toBe(true)
  expect(states.at(-1)).toMatchObject({ phase: 'waiting' })
})

test('the end of the session stops it for good', async () => {
  const { stream, states, sessionEnded, attempts } = setUp(() => new Response(null, { status: 401 }))
  stream.start('1')
  await settle()
  expect(sessionEnded()).toBe(1)
  expect(states.at(-1)).toEqual({ phase: 'stopped' })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(attempts()).toBe(1)
})

test('stopped it hears nothing more; resumed it goes on where it was', async () => {
  const { stream, connections, events, states } = setUp()
  stream.start('1')
  await settle()
  connections[0]?.send('id: 2\nevent: tap\ndata: {}\n\n')
  await settle()
  stream.stop()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(connections).toHaveLength(1)
  expect(states.at(-1)).toEqual({ phase: 'stopped' })
  stream.resume()
  await settle()
  expect(connections[1]?.url).toBe('/live?after=2')
  expect(events).toHaveLength(1)
})

test('started anew while an event is on its way it keeps to the new id', async () => {
  const { stream, connections, events } = setUp()
  stream.start('1')
  await settle()
  stream.start('100')
  await settle()
  expect(connections[0]?.signal.aborted).toBe(true)
  expect(connections[1]?.url).toBe('/live?after=100')
  connections[1]?.send('id: 101\nevent: reset\ndata: {}\n\n')
  await settle()
  expect(events.map((event) => event.lastId)).toEqual(['101'])
})
