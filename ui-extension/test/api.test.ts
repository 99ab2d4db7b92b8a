import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { submitOperations } from '../src/api/operations';
import { addressOf, request } from '../src/api/request';
import type { Operation } from '../src/api/types';
import { followOperations } from '../src/operations/follow';

vi.mock('../src/client/current', () => ({ client: () => ({ vCenter: 'guid-1', sessionToken: async () => 'token-1' }) }));

const BASE = 'https://vcenter/plugins/key~1~2/host-443/plugin/ui/index.html?view=install';
const server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: BASE });
  vi.stubGlobal('fetch', server);
});

afterEach(() => {
  server.mockReset();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

describe('request', () => {
  test('stays below the path of the proxy', () => {
    expect(addressOf('operations', { state: 'Error', after: undefined, kind: '' })).toBe(
      'https://vcenter/plugins/key~1~2/host-443/api/v1/operations?state=Error',
    );
  });

  test('sends the session of the client, and no cookie of ours', async () => {
    server.mockResolvedValue(json({}));
    await request('me');
    expect(server.mock.calls[0]![1].headers).toEqual({ 'vmware-api-session-id': 'token-1', 'vsphere-connector-vcenter': 'guid-1' });
  });

  test('turns problem details into a problem', async () => {
    const body = { type: 'urn:vsphere-connector:problem:privilege-missing', title: 'No.', detail: 'Ask.', errors: { kind: ['Wrong.'] } };
    server.mockResolvedValue(json(body, 403));
    await expect(request('fleet')).rejects.toMatchObject({ code: 'privilege-missing', title: 'No.', detail: 'Ask.', status: 403, errors: { kind: ['Wrong.'] } });
  });

  test('explains an answer that is none of ours, such as a page of the proxy', async () => {
    server.mockResolvedValue(new Response('<html>', { status: 408 }));
    await expect(request('fleet')).rejects.toMatchObject({ code: 'http-408', title: expect.stringContaining('408') });
  });

  test('explains a server that does not answer', async () => {
    server.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(request('fleet')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

test('a batch in which all was refused still tells what became of each', async () => {
  const operations = [{ status: 403, problem: { title: 'No.' } }];
  server.mockResolvedValue(json({ operations }, 400));
  expect(await submitOperations([{ kind: 'GetStatus' }])).toEqual(operations);
});

describe('followOperations', () => {
  const operation = (id: string, state: Operation['state']) => ({ id, state, createdAt: '2026-01-01T00:00:00Z' });
  const listener = () => ({ onOperations: vi.fn(), onEvent: vi.fn(), onProblem: vi.fn() });

  test('looks again and again until all have ended, though the proxy cuts the stream', async () => {
    vi.useFakeTimers();
    let looks = 0;
    server.mockImplementation(async url => (url.endsWith('/events') ? json({}, 408) : json(operation('a', ++looks > 4 ? 'Success' : 'Running'))));
    const heard = listener();
    const done = followOperations(['a'], heard, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(60_000);
    await done;
    expect(heard.onOperations.mock.lastCall![0]).toEqual([operation('a', 'Success')]);
    expect(heard.onProblem).not.toHaveBeenCalled();
  });

  test('hands on what the stream tells, and looks at once then', async () => {
    vi.useFakeTimers();
    let ended = false;
    let write: (text: string) => void = () => undefined;
    const stream = new ReadableStream<Uint8Array>({ start: controller => void (write = text => controller.enqueue(new TextEncoder().encode(text))) });
    server.mockImplementation(async url => (url.endsWith('/events') ? new Response(stream) : json(operation('a', ended ? 'Success' : 'Running'))));
    const heard = listener();
    const done = followOperations(['a'], heard, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(600);
    ended = true;
    write('id: 1\nevent: step\ndata: {"operationId":"a","step":"end"}\n\nid: 2\nevent: step\ndata: {"operationId":"other"}\n\n');
    await vi.advanceTimersByTimeAsync(600); // far less than it waits without a stream
    await done;
    expect(heard.onEvent.mock.calls).toEqual([[{ operationId: 'a', step: 'end' }]]);
  });

  test('goes on after a problem, and stops when nobody looks any more', async () => {
    vi.useFakeTimers();
    server.mockImplementation(async () => json({ title: 'Down.' }, 503));
    const heard = listener();
    const stop = new AbortController();
    const done = followOperations(['a'], heard, stop.signal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard.onProblem.mock.calls.length).toBeGreaterThan(1);
    stop.abort();
    await done;
    const calls = server.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.mock.calls.length).toBe(calls);
  });

  test('asks for many by one list of all that came since the first', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `op-${index}`);
    server.mockImplementation(async url => {
      if (url.endsWith('/events')) {
        return json({}, 408);
      }
      return url.includes('since=') ? json({ items: [...ids, 'foreign'].map(id => operation(id, 'Success')) }) : json(operation(ids[0]!, 'Success'));
    });
    const heard = listener();
    await followOperations(ids, heard, new AbortController().signal);
    expect(heard.onOperations.mock.calls).toHaveLength(1);
    expect(heard.onOperations.mock.calls[0]![0]).toHaveLength(20);
    expect(server.mock.calls.filter(([url]) => url.includes('since='))).toHaveLength(1);
  });
});
