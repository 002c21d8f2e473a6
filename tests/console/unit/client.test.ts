import { createClient } from '@/api/client'
import { Problem } from '@/api/problem'

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>

function clientFor(handler: Handler, extra: { onSessionEnded?: () => void; timeoutMs?: number } = {}) {
  const calls: { path: string; init: RequestInit }[] = []
  const client = createClient({
    fetch: async (path, init = {}) => {
      calls.push({ path: String(path), init })
      return handler(String(path), init)
    },
    ...extra,
  })
  return { client, calls }
}

const problem = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })

const caught = async (promise: Promise<unknown>): Promise<Problem> => {
  const cause: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(cause instanceof Problem)) throw new Error(`not a problem: ${String(cause)}`)
  return cause
}

test('a change carries the session token, a question does not', async () => {
  const { client, calls } = clientFor(() => new Response(null, { status: 204 }))
  client.setCsrf('token-1')
  await client.send('PUT', '/x', { old: 'a' })
  await client.get('/y').catch(() => undefined)
  expect(calls[0]?.init.headers).toMatchObject({ 'Shoushi-CSRF': 'token-1', 'Content-Type': 'application/json' })
  expect(calls[0]?.init.body).toBe('{"old":"a"}')
  expect(calls[1]?.init.headers).not.toHaveProperty('Shoushi-CSRF')
})

test('what a page asks by itself says so', async () => {
  const { client, calls } = clientFor(() => new Response('{}', { status: 200 }))
  await client.watch('/x')
  await client.get('/x')
  expect(calls[0]?.init.headers).toHaveProperty('Shoushi-By-Itself')
  expect(calls[1]?.init.headers).not.toHaveProperty('Shoushi-By-Itself')
})

test('no token header before log-in', async () => {
  const { client, calls } = clientFor(() => new Response(null, { status: 204 }))
  await client.send('POST', '/x')
  expect(calls[0]?.init.headers).not.toHaveProperty('Shoushi-CSRF')
})

test('a problem has the word, the field, the detail and the waiting time', async () => {
  const { client } = clientFor(() =>
    problem(429, { type: 'shoushi:locked', status: 429, field: 'account', detail: 'too many' }, { 'Retry-After': '40' }),
  )
  expect(await caught(client.get('/x'))).toMatchObject({
    status: 429,
    word: 'locked',
    field: 'account',
    detail: 'too many',
    retryAfterS: 40,
  })
})

test('an answer of a proxy that is no problem document still is a Problem', async () => {
  const { client } = clientFor(() => new Response('<html>Bad Gateway</html>', { status: 502 }))
  expect(await caught(client.get('/x'))).toMatchObject({ status: 502, word: 'http_502' })
})

test('no network, a late answer and an unreadable answer each have their word', async () => {
  const down = clientFor(() => Promise.reject(new TypeError('Failed to fetch')))
  expect((await caught(down.client.get('/x'))).word).toBe('network')

  const unreadable = clientFor(() => new Response('{', { status: 200 }))
  expect((await caught(unreadable.client.get('/x'))).word).toBe('format')

  const slow = clientFor(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      }),
    { timeoutMs: 5 },
  )
  expect((await caught(slow.client.get('/x'))).word).toBe('timeout')
})

test('the end of the session is told, a wrong password is not one', async () => {
  let ended = 0
  const answers = [problem(401, { type: 'shoushi:session' }), problem(401, { type: 'shoushi:credentials' })]
  const { client } = clientFor(() => answers.shift() ?? new Response(null, { status: 204 }), {
    onSessionEnded: () => (ended += 1),
  })
  await caught(client.get('/x'))
  expect(ended).toBe(1)
  await caught(client.send('POST', '/api/v1/session', {}))
  expect(ended).toBe(1)
})

test('a call that the page gave up is no Problem', async () => {
  const giveUp = new AbortController()
  const { client } = clientFor(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      }),
  )
  const call = client.get('/x', giveUp.signal)
  giveUp.abort()
  await expect(call).rejects.toThrow('aborted')
})
