// What went wrong with a call, in one form: the server's own word where it sent one
// (application/problem+json), else `network`, `timeout` or `format`.

interface ProblemParts {
  status: number
  word: string
  field?: string | undefined
  detail?: string | undefined
  retryAfterS?: number | undefined
  body?: Record<string, unknown> | undefined
}

export class Problem extends Error {
  readonly status: number
  readonly word: string
  readonly field: string | undefined
  readonly detail: string | undefined
  readonly retryAfterS: number | undefined
  /** All that the server said, for what only one call says. */
  readonly body: Readonly<Record<string, unknown>>

  constructor(parts: ProblemParts) {
    super(`${parts.word} (${parts.status})`)
    this.name = 'Problem'
    this.status = parts.status
    this.word = parts.word
    this.field = parts.field
    this.detail = parts.detail
    this.retryAfterS = parts.retryAfterS
    this.body = parts.body ?? {}
  }
}

const TYPE_PREFIX = 'shoushi:'

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('Retry-After') ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}

/** Reads an answer that is not 2xx. Whatever its body, there is a Problem at the end. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {}
  try {
    const parsed: unknown = await response.json()
    if (parsed !== null && typeof parsed === 'object') body = parsed as Record<string, unknown>
  } catch {
    // A proxy's page in HTML, or nothing: the status has to do.
  }
  const type = textOf(body['type'])
  return new Problem({
    status: response.status,
    word: type?.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : `http_${response.status}`,
    field: textOf(body['field']),
    detail: textOf(body['detail']),
    retryAfterS: retryAfter(response.headers),
    body,
  })
}

export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  return new Problem({ status: 0, word: 'format', detail: cause instanceof Error ? cause.message : String(cause) })
}
