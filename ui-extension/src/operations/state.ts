import { hasEnded } from '../api/operations';
import type { Operation, OperationEvent } from '../api/types';

/** What is known of operations that are followed. */
export interface FollowedOperations {
  readonly operations: ReadonlyMap<string, Operation>;
  /** The latest message of each. */
  readonly messages: ReadonlyMap<string, string>;
}

export const nothingFollowed: FollowedOperations = { operations: new Map(), messages: new Map() };

/** Takes operations as the server told them. One that has ended never comes back to life by an answer that overtook another. */
export function withOperations(known: FollowedOperations, told: readonly Operation[]): FollowedOperations {
  const operations = new Map(known.operations);
  const messages = new Map(known.messages);
  for (const operation of told) {
    const before = operations.get(operation.id);
    if (!before || !hasEnded(before) || hasEnded(operation)) {
      operations.set(operation.id, operation);
    }
    const last = operation.events?.at(-1);
    if (last) {
      messages.set(operation.id, last.message);
    }
  }
  return { operations, messages };
}

/** Takes a step that was streamed; the state itself is asked for afterwards. */
export function withEvent(known: FollowedOperations, event: OperationEvent): FollowedOperations {
  const operation = known.operations.get(event.operationId);
  if (!operation || hasEnded(operation)) {
    return known;
  }
  const percent = Math.max(operation.percent ?? 0, event.percent ?? 0);
  return {
    operations: new Map(known.operations).set(operation.id, { ...operation, state: 'Running', step: event.step, percent }),
    messages: new Map(known.messages).set(operation.id, event.message),
  };
}

export interface OperationCounts {
  readonly all: number;
  readonly waiting: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

export function countStates(operations: Iterable<Operation>): OperationCounts {
  const list = [...operations];
  const count = (state: Operation['state']): number => list.filter(operation => operation.state === state).length;
  return {
    all: list.length,
    waiting: count('Queued'),
    running: count('Running'),
    succeeded: count('Success'),
    failed: count('Error'),
    cancelled: count('Cancelled'),
  };
}

/** How long an operation took, or takes so far; undefined before its start. */
export function tookMilliseconds(operation: Operation, now: number): number | undefined {
  if (!operation.startedAt) {
    return undefined;
  }
  const end = operation.finishedAt ? new Date(operation.finishedAt).getTime() : now;
  return Math.max(0, end - new Date(operation.startedAt).getTime());
}
