// The one way to the server's JSON: adds the session's token to what changes something, gives up
// after a while, turns every fault into a Problem, and tells the app when the session has ended.
import { Problem, problemOf } from './problem'

const TIMEOUT_MS = 30_000
/** Of a request that no person made just now. */
export const BY_ITSELF = { 'Shoushi-By-Itself': '1' }

export interface ClientSettings {
  fetch?: typeof fetch
  timeoutMs?: number
  /** The session is over, or there was none. Not called for the calls that ask about the session itself. */
  onSessionEnded?: () => void
}

export type ChangeMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>
  /** What a page asks for by itself, again and again: it does not keep the session of somebody who has left. */
  watch<T>(path: string, signal?: AbortSignal): Promise<T>
  /** A body that is a file goes as it is, anything else as JSON. */
  send<T>(method: ChangeMethod, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>
  setCsrf(token: string): void
}

interface Call {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Blob
  signal?: AbortSignal | undefined
}

export function createClient(settings: ClientSettings = {}): Client {
  const doFetch = settings.fetch ?? fetch
  const timeoutMs = settings.timeoutMs ?? TIMEOUT_MS
  let csrf = ''

  async function fetchOrProblem(call: Call): Promise<Response> {
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    const onAbort = (): void => timeout.abort()
    call.signal?.addEventListener('abort', onAbort)
    try {
      return await doFetch(call.path, {
        method: call.method,
        headers: call.headers,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: timeout.signal,
        ...(call.body === undefined ? {} : { body: call.body }),
      })
    } catch (cause) {
      if (call.signal?.aborted) throw cause
      throw new Problem({ status: 0, word: timeout.signal.aborted ? 'timeout' : 'network' })
    } finally {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', onAbort)
    }
  }

  async function perform<T>(call: Call): Promise<T> {
    const response = await fetchOrProblem(call)
    if (!response.ok) {
      const problem = await problemOf(response)
      if (problem.status === 401 && problem.word === 'session') settings.onSessionEnded?.()
      throw problem
    }
    if (response.status === 204) return undefined as T
    try {
      return (await response.json()) as T
    } catch (cause) {
      if (call.signal?.aborted) throw cause
      throw new Problem({ status: response.status, word: 'format' })
    }
  }

  return {
    get: (path, signal) => perform({ method: 'GET', path, headers: { Accept: 'application/json' }, signal }),
    watch: (path, signal) => perform({ method: 'GET', path, headers: { Accept: 'application/json', ...BY_ITSELF }, signal }),
    send: (method, path, body, more = {}) => {
      const headers: Record<string, string> = { Accept: 'application/json', ...more }
      if (csrf !== '') headers['Shoushi-CSRF'] = csrf
      if (body === undefined) return perform({ method, path, headers })
      if (body instanceof Blob) {
        headers['Content-Type'] ??= body.type || 'application/octet-stream'
        return perform({ method, path, headers, body })
      }
      headers['Content-Type'] = 'application/json'
      return perform({ method, path, headers, body: JSON.stringify(body) })
    },
    setCsrf: (token) => {
      csrf = token
    },
  }
}
