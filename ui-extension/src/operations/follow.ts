import { readEvents } from '../api/event-stream';
import { getOperation, hasEnded, listOperationsSince } from '../api/operations';
import { send } from '../api/request';
import type { Operation, OperationEvent } from '../api/types';

/** Up to this many are asked for one by one; more by one list of all that came since the first of them. */
const MOST_SINGLY = 8;

/** How often to look while the stream tells of changes, and while there is none. */
const INTERVAL_WITH_STREAM = 5000;
const INTERVAL_WITHOUT_STREAM = 1500;
const PAUSE_AFTER_FEW = 500;
const PAUSE_AFTER_MANY = 2000;
const PAUSE_BEFORE_NEXT_STREAM = 10_000;

export interface Listener {
  onOperations(operations: readonly Operation[]): void;
  onEvent(event: OperationEvent): void;
  onProblem(problem: unknown): void;
}

/**
 * Tells what becomes of operations until all have ended: looks at them again and again, and at once where the event stream says that
 * something happened. Without a stream (the client's proxy cuts long calls) it only looks more often.
 */
export async function followOperations(ids: readonly string[], listener: Listener, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const bell = new Bell();
  const stream = new Stream(new Set(ids), listener, bell);
  void stream.run(either);
  try {
    await look(ids, listener, stream, bell, either);
  } finally {
    ended.abort();
  }
}

async function look(ids: readonly string[], listener: Listener, stream: Stream, bell: Bell, signal: AbortSignal): Promise<void> {
  const open = new Set(ids);
  let since: string | undefined;
  while (open.size > 0 && !signal.aborted) {
    try {
      since ??= await earliest(ids, signal);
      const found = open.size <= MOST_SINGLY ? await getEach(open, signal) : await getSince(open, since, signal);
      listener.onOperations(found);
      found.filter(hasEnded).forEach(operation => open.delete(operation.id));
    } catch (problem) {
      if (!signal.aborted) {
        listener.onProblem(problem);
      }
    }
    if (open.size > 0) {
      await pause(open.size <= MOST_SINGLY ? PAUSE_AFTER_FEW : PAUSE_AFTER_MANY, signal);
      await bell.heard(stream.open ? INTERVAL_WITH_STREAM : INTERVAL_WITHOUT_STREAM, signal);
    }
  }
}

async function earliest(ids: readonly string[], signal: AbortSignal): Promise<string> {
  const ends = await Promise.all([ids[0]!, ids.at(-1)!].map(id => getOperation(id, signal)));
  return ends.map(operation => operation.createdAt).sort()[0]!;
}

function getEach(ids: Iterable<string>, signal: AbortSignal): Promise<Operation[]> {
  return Promise.all([...ids].map(id => getOperation(id, signal)));
}

async function getSince(ids: ReadonlySet<string>, since: string, signal: AbortSignal): Promise<Operation[]> {
  const all = await listOperationsSince(since, signal);
  return all.filter(operation => ids.has(operation.id));
}

/** The steps of all operations as they happen; opened again after a while when it breaks. */
class Stream {
  open = false;
  private last: string | undefined;

  constructor(
    private readonly ids: ReadonlySet<string>,
    private readonly listener: Listener,
    private readonly bell: Bell,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.read(signal).catch(() => undefined);
      this.open = false;
      await pause(PAUSE_BEFORE_NEXT_STREAM, signal);
    }
  }

  private async read(signal: AbortSignal): Promise<void> {
    const headers: Record<string, string> = this.last ? { 'last-event-id': this.last } : {};
    const response = await send('operations/events', { headers, signal });
    this.open = response.body !== null;
    for await (const event of readEvents(response.body!)) {
      this.last = event.id ?? this.last;
      const step = JSON.parse(event.data) as OperationEvent;
      if (event.name === 'step' && this.ids.has(step.operationId)) {
        this.listener.onEvent(step);
        this.bell.ring();
      }
    }
  }
}

/** Rung by one, heard by another, also when it was rung before. */
class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async heard(most: number, signal: AbortSignal): Promise<void> {
    if (!this.rung) {
      const woken = new Promise<void>(resolve => (this.wake = resolve));
      await Promise.race([woken, pause(most, signal)]);
    }
    this.rung = false;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
