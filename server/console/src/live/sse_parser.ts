// Server-sent events as the WHATWG HTML standard describes them (section 9.2.6), fed piece by piece.
// The browser's own EventSource is not used: it hides the comment lines that tell a quiet connection
// from a dead one, and it gives up for good after an answer other than 200.

export interface ServerEvent {
  name: string
  data: string
  /** The last id seen up to and with this event; '' before any. */
  lastId: string
}

const LINE_MAX_CHARS = 256 * 1024

export interface SseParser {
  /** Takes the next piece of decoded text and returns the events that it completes. */
  feed(text: string): ServerEvent[]
}

/** Throws where one line is longer than the server ever sends. */
export function createSseParser(): SseParser {
  let rest = ''
  let name = ''
  let data: string[] = []
  let lastId = ''
  let skipLineFeed = false

  function takeField(line: string): void {
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) lastId = value
  }

  function takeLine(line: string, events: ServerEvent[]): void {
    if (line !== '') {
      if (!line.startsWith(':')) takeField(line)
      return
    }
    if (data.length > 0) events.push({ name: name || 'message', data: data.join('\n'), lastId })
    name = ''
    data = []
  }

  return {
    feed(text) {
      const events: ServerEvent[] = []
      // "\r\n" may be cut between two pieces; its second half then ends no line of its own.
      const piece = skipLineFeed && text.startsWith('\n') ? text.slice(1) : text
      if (text !== '') skipLineFeed = text.endsWith('\r')
      const lines = (rest + piece).split(/\r\n|\r|\n/)
      rest = lines.pop() ?? ''
      if (rest.length > LINE_MAX_CHARS) throw new Error('a line of the event stream is too long')
      for (const line of lines) takeLine(line, events)
      return events
    },
  }
}
