import { createSseParser, type ServerEvent } from '@/live/sse_parser'

const STREAM = ': hello\n\nid: 7\nevent: tap\ndata: {"a":1}\n\nevent: reset\ndata: {}\n\ndata: one\ndata:two\n\nid: 8\n\n'
const EVENTS: ServerEvent[] = [
  { name: 'tap', data: '{"a":1}', lastId: '7' },
  { name: 'reset', data: '{}', lastId: '7' },
  { name: 'message', data: 'one\ntwo', lastId: '7' },
]

function parse(pieces: readonly string[]): ServerEvent[] {
  const parser = createSseParser()
  return pieces.flatMap((piece) => parser.feed(piece))
}

test('events, comments, lines without a space, and an id without data', () => {
  expect(parse([STREAM])).toEqual(EVENTS)
})

test('the same events however the stream is cut, with every kind of line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = STREAM.replaceAll('\n', end)
    expect(parse([...text])).toEqual(EVENTS)
    for (let cut = 0; cut <= text.length; cut += 1) expect(parse([text.slice(0, cut), text.slice(cut)])).toEqual(EVENTS)
  }
})

test('an event that is not complete does not count', () => {
  expect(parse(['event: tap\ndata: {"a":1}\n'])).toEqual([])
})

test('a line without end is refused', () => {
  const parser = createSseParser()
  expect(() => {
    for (let piece = 0; piece < 20; piece += 1) parser.feed('x'.repeat(32 * 1024))
  }).toThrow('too long')
})
