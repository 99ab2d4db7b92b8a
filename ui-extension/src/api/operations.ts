import { request, send } from './request';
import type { BatchItem, Operation, OperationFile, OperationKind, OperationState, Page, SubmitOperation } from './types';

const MOST_PER_PAGE = 500;
const CANCELS_AT_ONCE = 6;

export interface OperationFilter {
  readonly state?: OperationState | '';
  readonly kind?: OperationKind | '';
  readonly target?: string;
  readonly virtualMachine?: string;
  readonly since?: string;
  readonly after?: string;
  readonly limit?: number;
}

export function listOperations(filter: OperationFilter, signal?: AbortSignal): Promise<Page<Operation>> {
  return request('operations', { query: { ...filter }, ...withSignal(signal) });
}

export function getOperation(id: string, signal?: AbortSignal): Promise<Operation> {
  return request(`operations/${encodeURIComponent(id)}`, withSignal(signal));
}

/** Records a batch; each of its operations is accepted or refused by itself, and the answer is an error where none was accepted. */
export async function submitOperations(operations: readonly SubmitOperation[]): Promise<readonly BatchItem[]> {
  const answer = await request<{ operations: BatchItem[] }>('operations', {
    method: 'POST',
    body: { operations },
    isAnswer: body => typeof body === 'object' && body !== null && 'operations' in body,
  });
  return answer.operations;
}

export async function cancelOperations(ids: readonly string[]): Promise<void> {
  const waiting = [...ids];
  const cancelNext = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await send(`operations/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
    }
  };
  await Promise.all(Array.from({ length: CANCELS_AT_ONCE }, cancelNext));
}

/** All operations that were recorded at `since` or later, oldest page last. */
export async function listOperationsSince(since: string, signal: AbortSignal): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listOperations({ since, limit: MOST_PER_PAGE, ...(after ? { after } : {}) }, signal);
    found.push(...page.items);
    if (!page.next) {
      return found;
    }
    after = page.next;
  }
}

/** What an operation wrote, from byte `offset` on. */
export async function readOutput(id: string, offset: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await send(`operations/${encodeURIComponent(id)}/output`, { query: { offset }, signal });
  return new Uint8Array(await response.arrayBuffer());
}

export function listFiles(id: string, signal: AbortSignal): Promise<readonly OperationFile[]> {
  return request(`operations/${encodeURIComponent(id)}/files`, { signal });
}

export async function readFile(id: string, name: string): Promise<Blob> {
  const response = await send(`operations/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`);
  return response.blob();
}

export function hasEnded(operation: Pick<Operation, 'state'>): boolean {
  return operation.state !== 'Queued' && operation.state !== 'Running';
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
