// Speaks the console's side of the API with a made-up county, so that pages can be built and tested
// without a server. Sends the same headers that the real one does for the console's files.
//
//   node fixture_server.mjs [--port 0] [--people 300] [--empty]
//
// Accounts: inspector / fixture-password; newcomer / one-time-password must change it first.
// For tests: POST /fixture/tap, drop (cut all live streams), reset, end-sessions, break (the API answers 503), mend.
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createCounty } from './fixture_county.mjs'

const DIST = fileURLToPath(new URL('../../server/console/dist/', import.meta.url))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
  + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const TODAY = '2026-11-23'
const ATTEMPTS_MAX = 5
const LOCKED_S = 30
const BODY_MAX = 65536
const COMPRESSED_FROM = 4096

/** What an inspector and a clerk may both do of what is made up here. */
const MAY = { tap: { read: 'all' }, report: { read: 'all' }, verdict: { read: 'all' } }

class Refused extends Error {
  constructor(status, word, { field, headers = {} } = {}) {
    super(word)
    Object.assign(this, { status, word, field, headers })
  }
}

function sendJson(response, status, value, headers = {}) {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  const body = Buffer.from(JSON.stringify(value))
  const coded = body.length >= COMPRESSED_FROM && /\bgzip\b/.test(response.req.headers['accept-encoding'] ?? '')
  const coding = coded ? { 'Content-Encoding': 'gzip' } : {}
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...coding, ...headers })
  response.end(coded ? gzipSync(body) : body)
}

async function readJson(request) {
  const pieces = []
  let length = 0
  for await (const piece of request) {
    length += piece.length
    if (length > BODY_MAX) throw new Refused(413, 'large')
    pieces.push(piece)
  }
  return pieces.length === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString('utf8'))
}

export function createFixture(options = {}) {
  const county = createCounty(options)
  const accounts = new Map([
    ['inspector', { name: '周敏', password: 'fixture-password', roles: ['inspector'], mustChange: false }],
    ['newcomer', { name: '司徒𬭎㛃', password: 'one-time-password', roles: ['clerk'], mustChange: true }],
  ])
  const sessions = new Map()
  const streams = new Set()
  const events = []
  let failures = 0
  let lockedUntilMs = 0
  let lastEventId = 1000
  let tapCount = 0
  let broken = false

  const sessionOf = (request) => {
    const cookie = /shoushi_session=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1]
    const session = sessions.get(cookie)
    if (!session) throw new Refused(401, 'session')
    return session
  }
  const guarded = (request) => {
    const session = sessionOf(request)
    if (accounts.get(session.account).mustChange) throw new Refused(403, 'password')
    return session
  }
  const checkToken = (request, session) => {
    if (request.headers['shoushi-csrf'] !== session.csrf) throw new Refused(403, 'csrf')
  }
  const describe = (session) => {
    const account = accounts.get(session.account)
    return {
      account: session.account, name: account.name, staff: null, roles: account.roles, may: MAY, csrf: session.csrf,
      must_change_password: account.mustChange,
    }
  }

  function counts(date) {
    if (date !== TODAY) {
      const none = { staff: 0, in: 0, on_time: 0, late: 0, leave: 0, missing: 0, taps: 0, unrecognised: 0 }
      return date === '2026-11-20' && county.taps.length > 0 ? county.friday : none
    }
    const people = county.people.length
    const arrived = new Map()
    for (const tap of county.taps) if (tap.staff !== null) arrived.set(tap.staff, tap.verdict === 'late')
    const late = [...arrived.values()].filter(Boolean).length
    const leave = Math.floor(people / 25)
    return {
      staff: people, in: arrived.size, on_time: arrived.size - late, late, leave, missing: Math.max(0, people - arrived.size - leave),
      taps: county.taps.length, unrecognised: county.taps.filter((tap) => tap.card !== 'recognised').length,
    }
  }

  function publish(name, data) {
    lastEventId += 1
    const text = `id: ${lastEventId}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    events.push({ id: lastEventId, text })
    for (const stream of streams) stream.write(text)
  }

  function addTap(fields = {}) {
    tapCount += 1
    const person = county.people[(tapCount * 37) % county.people.length]
    const late = tapCount % 3 === 0 ? tapCount : 0
    const tap = {
      id: `k0002:1:${tapCount}`, at: `${TODAY}T09:${String(tapCount % 60).padStart(2, '0')}:00.000`, kiosk: 'k0002',
      place: county.places[1], card: 'recognised', ...person, verdict: late > 0 ? 'late' : 'on_time', late_min: late, early_min: 0,
      clock: 'synced', ...fields,
    }
    county.taps.unshift(tap)
    publish('tap', tap)
    return tap
  }

  async function logIn(request, response) {
    const { account, password } = await readJson(request)
    if (Date.now() < lockedUntilMs) {
      throw new Refused(429, 'locked', { headers: { 'Retry-After': String(Math.ceil((lockedUntilMs - Date.now()) / 1000)) } })
    }
    if (accounts.get(account)?.password !== password) {
      failures += 1
      if (failures < ATTEMPTS_MAX) throw new Refused(401, 'credentials')
      failures = 0
      lockedUntilMs = Date.now() + LOCKED_S * 1000
      throw new Refused(429, 'locked', { headers: { 'Retry-After': String(LOCKED_S) } })
    }
    failures = 0
    const id = randomBytes(16).toString('hex')
    const session = { account, csrf: randomBytes(8).toString('hex') }
    sessions.set(id, session)
    sendJson(response, 201, describe(session), { 'Set-Cookie': `shoushi_session=${id}; HttpOnly; SameSite=Strict; Path=/` })
  }

  function logOut(request, response) {
    const session = sessionOf(request)
    checkToken(request, session)
    for (const [id, one] of sessions) if (one === session) sessions.delete(id)
    response.writeHead(204).end()
  }

  async function changePassword(request, response) {
    const session = sessionOf(request)
    checkToken(request, session)
    const body = await readJson(request)
    const account = accounts.get(session.account)
    if (body.old !== account.password) throw new Refused(422, 'invalid', { field: 'old' })
    if (body.new.length < 10 || body.new === body.old) throw new Refused(422, 'invalid', { field: 'new' })
    Object.assign(account, { password: body.new, mustChange: false })
    session.csrf = randomBytes(8).toString('hex')
    response.writeHead(204).end()
  }

  function day(request, response, url) {
    guarded(request)
    const date = url.searchParams.get('date') ?? TODAY
    const limit = Number(url.searchParams.get('limit') ?? 200)
    if (!(limit >= 1 && limit <= 1000)) throw new Refused(422, 'invalid', { field: 'limit' })
    const taps = date === TODAY ? county.taps.slice(0, limit) : []
    sendJson(response, 200, { date, counts: counts(date), last_event_id: String(lastEventId), taps })
  }

  function live(request, response, url) {
    guarded(request)
    const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? lastEventId)
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(': hello\n\n')
    for (const event of events) if (event.id > after) response.write(event.text)
    const keepAlive = setInterval(() => response.write(': still here\n\n'), 15000)
    streams.add(response)
    response.on('close', () => {
      clearInterval(keepAlive)
      streams.delete(response)
    })
  }

  function months(request, response) {
    guarded(request)
    sendJson(response, 200, { months: [...county.reports.keys()] })
  }

  function month(request, response, url, [, name]) {
    guarded(request)
    const report = county.reports.get(name)
    if (!report) throw new Refused(404, 'month')
    sendJson(response, 200, report)
  }

  function notices(request, response) {
    guarded(request)
    sendJson(response, 200, { items: [], unread: 3, next: null, names: {} })
  }

  function workbook(request, response, url, [, name]) {
    guarded(request)
    if (!county.reports.has(name)) throw new Refused(404, 'month')
    response.writeHead(200, {
      'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'Content-Disposition': `attachment; filename="shoushi-${name}.xlsx"`,
    })
    response.end(Buffer.from('PK\u0003\u0004 not a workbook, but it begins like one', 'latin1'))
  }

  function control(request, response, url, [, what]) {
    if (what === 'tap') return sendJson(response, 201, addTap())
    if (what === 'reset') publish('reset', {})
    else if (what === 'end-sessions') sessions.clear()
    else if (what === 'break' || what === 'mend') broken = what === 'break'
    else if (what !== 'drop') throw new Refused(404, 'path')
    if (['drop', 'end-sessions'].includes(what)) for (const stream of streams) stream.destroy()
    response.writeHead(204).end()
  }

  const routes = [
    ['GET', /^\/api\/v1\/site$/, (request, response) => sendJson(response, 200, county.site)],
    ['POST', /^\/api\/v1\/session$/, logIn],
    ['GET', /^\/api\/v1\/session$/, (request, response) => sendJson(response, 200, describe(sessionOf(request)))],
    ['DELETE', /^\/api\/v1\/session$/, logOut],
    ['PUT', /^\/api\/v1\/session\/password$/, changePassword],
    ['GET', /^\/api\/v1\/taps$/, day],
    ['GET', /^\/api\/v1\/live$/, live],
    ['GET', /^\/api\/v1\/reports\/months$/, months],
    ['GET', /^\/api\/v1\/reports\/months\/(\d{4}-\d{2})\.xlsx$/, workbook],
    ['GET', /^\/api\/v1\/reports\/months\/(\d{4}-\d{2})$/, month],
    ['GET', /^\/api\/v1\/notices$/, notices],
    ['POST', /^\/fixture\/([a-z-]+)$/, control],
  ]

  async function handle(request, response) {
    const url = new URL(request.url, 'http://fixture')
    try {
      if (broken && url.pathname.startsWith('/api/')) throw new Refused(503, 'busy')
      for (const [method, pattern, handler] of routes) {
        const match = pattern.exec(url.pathname)
        if (match && method === request.method) return await handler(request, response, url, match)
      }
      if (url.pathname.startsWith('/api/')) throw new Refused(404, 'path')
      await sendFile(request, response, url.pathname)
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause
      const { status, word, field, headers } = cause
      sendJson(response, status, { type: `shoushi:${word}`, title: word, status, ...(field ? { field } : {}) }, headers)
    }
  }

  return { handle, addTap, county }
}

async function readOrNull(path) {
  return readFile(path).catch(() => null)
}

async function sendFile(request, response, pathname) {
  const wanted = normalize(join(DIST, decodeURIComponent(pathname)))
  const isFile = wanted.startsWith(DIST) && extname(wanted) !== ''
  const path = isFile ? wanted : join(DIST, 'index.html')
  const accepted = request.headers['accept-encoding'] ?? ''
  const headers = {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff', Vary: 'Accept-Encoding',
    'Cache-Control': path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  let body = null
  for (const [encoding, ending] of [['br', '.br'], ['gzip', '.gz']]) {
    if (body !== null || !accepted.includes(encoding)) continue
    body = await readOrNull(path + ending)
    if (body !== null) headers['Content-Encoding'] = encoding
  }
  body ??= await readOrNull(path)
  if (body === null) throw new Refused(404, 'path')
  headers.ETag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
  const fresh = request.headers['if-none-match'] === headers.ETag
  response.writeHead(fresh ? 304 : 200, headers).end(fresh ? undefined : body)
}

/** Starts on a loopback port and answers { baseUrl, close, addTap, county }. */
export async function startFixture({ port = 0, ...options } = {}) {
  const fixture = createFixture(options)
  const server = createServer((request, response) => {
    fixture.handle(request, response).catch((cause) => {
      console.error(cause)
      response.destroy()
    })
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  return { ...fixture, baseUrl: `http://127.0.0.1:${server.address().port}`, close }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const argument = (name) => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? undefined : process.argv[at + 1]
  }
  const { baseUrl } = await startFixture({
    port: Number(argument('port') ?? 0), people: Number(argument('people') ?? 300), empty: process.argv.includes('--empty'),
  })
  console.log(baseUrl)
}
