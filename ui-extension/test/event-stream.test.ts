import { expect, test } from 'vitest';
import { EventParser } from '../src/api/event-stream';

const TEXT = ': still here\n\nid: 7\nevent: step\ndata: {"a":1}\n\nid: 8\nevent: step\ndata: two\ndata: lines\n\ndata: plain\n\n';

const EVENTS = [
  { id: '7', name: 'step', data: '{"a":1}' },
  { id: '8', name: 'step', data: 'two\nlines' },
  { id: '8', name: 'message', data: 'plain' },
];

test('reads events, skips comments, and keeps the last id', () => {
  expect([...new EventParser().push(TEXT)]).toEqual(EVENTS);
});

test.each(['\n', '\r\n'])('reads the same however the text is cut (lines end with %j)', end => {
  const text = TEXT.replaceAll('\n', end);
  for (let size = 1; size < 9; size++) {
    const parser = new EventParser();
    const events = (text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).flatMap(piece => [...parser.push(piece)]);
    expect(events).toEqual(EVENTS);
  }
});

test('gives up on a line without end', () => {
  const parser = new EventParser();
  expect(() => [...parser.push('data: ' + 'x'.repeat(1_100_000))]).toThrow();
});
