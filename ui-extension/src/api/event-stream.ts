/** One server-sent event. */
export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: string;
}

const MOST_CHARACTERS = 1_000_000;

/** Reads server-sent events (WHATWG HTML, 9.2) from the body of a `fetch`, which can send headers where EventSource cannot. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const parser = new EventParser();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Puts events together from pieces of text that are cut anywhere. */
export class EventParser {
  private rest = '';
  private id: string | undefined;
  private name = 'message';
  private data: string[] = [];

  *push(text: string): Generator<ServerSentEvent> {
    this.rest += text;
    if (this.rest.length > MOST_CHARACTERS) {
      throw new Error('A line of the event stream is too long.');
    }
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.rest);
      if (!end) {
        return;
      }
      const line = this.rest.slice(0, end.index);
      this.rest = this.rest.slice(end.index + end[0].length);
      const event = this.take(line);
      if (event) {
        yield event;
      }
    }
  }

  private take(line: string): ServerSentEvent | undefined {
    if (line === '') {
      return this.complete();
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') {
      this.data.push(value);
    } else if (field === 'event') {
      this.name = value;
    } else if (field === 'id') {
      this.id = value;
    }
    return undefined;
  }

  private complete(): ServerSentEvent | undefined {
    const event = this.data.length > 0 ? { id: this.id, name: this.name, data: this.data.join('\n') } : undefined;
    this.name = 'message';
    this.data = [];
    return event;
  }
}
