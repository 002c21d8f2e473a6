// The made-up county that the pages are built and tested with speaks the server's contract: its
// answers are held against server/api/openapi.yaml.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const ROOT = new URL('../../../', import.meta.url)
const require = createRequire(new URL('server/console/package.json', ROOT))
const { parse } = require('yaml') as typeof import('yaml')

interface Schema {
  $ref?: string
  allOf?: Schema[]
  type?: string
  nullable?: boolean
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
}

interface Contract {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>>
  components: { schemas: Record<string, Schema> }
}

const contract = parse(readFileSync(new URL('server/api/openapi.yaml', ROOT), 'utf8')) as Contract

function resolve(schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolve(contract.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema)
  if (schema.allOf === undefined) return schema
  const parts = schema.allOf.map(resolve)
  return {
    type: 'object',
    required: parts.flatMap((part) => part.required ?? []),
    properties: Object.assign({}, ...parts.map((part) => part.properties)) as Record<string, Schema>,
  }
}

function typeMatches(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

function faults(value: unknown, reference: Schema, path: string): string[] {
  const schema = resolve(reference)
  if (value === null) return schema.nullable ? [] : [`${path} is null`]
  if (schema.type !== undefined && !typeMatches(value, schema.type)) return [`${path} is no ${schema.type}`]
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path} is ${String(value)}`]
  if (Array.isArray(value)) return value.flatMap((item, index) => faults(item, schema.items ?? {}, `${path}[${index}]`))
  if (typeof value !== 'object') return []
  const fields = value as Record<string, unknown>
  const missing = (schema.required ?? []).filter((key) => !(key in fields)).map((key) => `${path}.${key} is missing`)
  const inner = Object.entries(fields).flatMap(([key, field]) => {
    const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
    const known = schema.properties?.[key] ?? others
    return known === undefined ? [`${path}.${key} is not in the contract`] : faults(field, known, `${path}.${key}`)
  })
  return [...missing, ...inner]
}

function schemaOf(path: string, method: string, status: string): Schema {
  const schema = contract.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema
  if (schema === undefined) throw new Error(`${method} ${path} ${status} is not in the contract`)
  return schema
}

const { startFixture } = (await import(new URL('tests/console/fixture_server.mjs', ROOT).href)) as {
  startFixture: (options?: object) => Promise<{ baseUrl: string; close: () => Promise<void> }>
}

async function withCounty(options: object, body: (call: typeof fetch, base: string) => Promise<void>): Promise<void> {
  const fixture = await startFixture(options)
  try {
    const login = await fetch(`${fixture.baseUrl}/api/v1/session`, {
      method: 'POST',
      body: JSON.stringify({ account: 'inspector', password: 'fixture-password' }),
    })
    expect(login.status).toBe(201)
    expect(faults(await login.json(), schemaOf('/api/v1/session', 'post', '201'), 'session')).toEqual([])
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    await body((path) => fetch(`${fixture.baseUrl}${String(path)}`, { headers: { cookie } }), fixture.baseUrl)
  } finally {
    await fixture.close()
  }
}

const ANSWERS: readonly [string, string][] = [
  ['/api/v1/site', '/api/v1/site'],
  ['/api/v1/session', '/api/v1/session'],
  ['/api/v1/taps', '/api/v1/taps?limit=1000'],
  ['/api/v1/taps', '/api/v1/taps?date=2026-11-20&limit=1'],
  ['/api/v1/reports/months', '/api/v1/reports/months'],
  ['/api/v1/notices', '/api/v1/notices?limit=1'],
]

test('every answer of the made-up county is as the contract says', async () => {
  await withCounty({}, async (call) => {
    const months: readonly [string, string][] = [
      ['/api/v1/reports/months/{month}', '/api/v1/reports/months/2026-11'],
      ['/api/v1/reports/months/{month}', '/api/v1/reports/months/2026-10'],
    ]
    for (const [path, address] of [...ANSWERS, ...months]) {
      const answer: unknown = await (await call(address)).json()
      expect(faults(answer, schemaOf(path, 'get', '200'), address)).toEqual([])
    }
  })
})

test('so is every answer of an empty one', async () => {
  await withCounty({ empty: true }, async (call) => {
    for (const [path, address] of ANSWERS) {
      expect(faults(await (await call(address)).json(), schemaOf(path, 'get', '200'), address)).toEqual([])
    }
    expect((await call('/api/v1/reports/months/2026-11')).status).toBe(404)
  })
})

test('an answer that leaves the contract is noticed', () => {
  const tap = contract.components.schemas['Tap'] as Schema
  expect(faults({ id: 1, card: 'odd', extra: 0 }, tap, 'tap')).toEqual(
    expect.arrayContaining(['tap.at is missing', 'tap.id is no string', 'tap.card is odd', 'tap.extra is not in the contract']),
  )
})
