import { describe, expect, test } from 'vitest';
import type { Operation, OperationEvent } from '../src/api/types';
import { countStates, nothingFollowed, tookMilliseconds, withEvent, withOperations } from '../src/operations/state';

const operation = (id: string, state: Operation['state'], more: Partial<Operation> = {}): Operation => ({
  id,
  kind: 'RunTask',
  target: { kind: 'VirtualMachine', virtualMachine: id },
  state,
  timeoutSeconds: 60,
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'alice',
  attemptCount: 1,
  ...more,
});

const step = (operationId: string, percent: number): OperationEvent => ({
  sequence: percent,
  operationId,
  at: '2026-01-01T00:00:01Z',
  level: 'Information',
  step: 'upload',
  message: 'Sends 17 MiB.',
  percent,
});

describe('what is followed', () => {
  test('takes a streamed step at once', () => {
    const known = withEvent(withOperations(nothingFollowed, [operation('a', 'Queued')]), step('a', 20));
    expect(known.operations.get('a')).toMatchObject({ state: 'Running', step: 'upload', percent: 20 });
    expect(known.messages.get('a')).toBe('Sends 17 MiB.');
  });

  test('never goes back in percent', () => {
    const known = [step('a', 55), step('a', 20)].reduce(withEvent, withOperations(nothingFollowed, [operation('a', 'Running')]));
    expect(known.operations.get('a')?.percent).toBe(55);
  });

  test('does not bring an ended operation back to life', () => {
    const ended = withOperations(nothingFollowed, [operation('a', 'Success')]);
    expect(withEvent(ended, step('a', 20))).toBe(ended);
    expect(withOperations(ended, [operation('a', 'Running')]).operations.get('a')?.state).toBe('Success');
  });

  test('ignores what it does not follow', () => {
    expect(withEvent(nothingFollowed, step('b', 20))).toBe(nothingFollowed);
  });
});

test('countStates counts each state', () => {
  const states: Operation['state'][] = ['Queued', 'Running', 'Running', 'Success', 'Error', 'Error', 'Error', 'Cancelled'];
  const counts = countStates(states.map((state, index) => operation(String(index), state)));
  expect(counts).toEqual({ all: 8, waiting: 1, running: 2, succeeded: 1, failed: 3, cancelled: 1 });
});

describe('tookMilliseconds', () => {
  const startedAt = '2026-01-01T00:00:00Z';
  const now = Date.parse('2026-01-01T00:01:00Z');

  test('is not known before the start', () => {
    expect(tookMilliseconds(operation('a', 'Queued'), now)).toBeUndefined();
  });

  test('runs until the end and stands still then', () => {
    expect(tookMilliseconds(operation('a', 'Running', { startedAt }), now)).toBe(60_000);
    expect(tookMilliseconds(operation('a', 'Success', { startedAt, finishedAt: '2026-01-01T00:00:05Z' }), now)).toBe(5000);
  });

  test('is never negative, whatever the clocks say', () => {
    expect(tookMilliseconds(operation('a', 'Running', { startedAt: '2026-01-01T00:02:00Z' }), now)).toBe(0);
  });
});
