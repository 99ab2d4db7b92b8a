import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../api/types';
import { type Query, useQuery } from './useQuery';

/** A list that the server gives page by page. */
export interface Pages<P extends Page<unknown>> {
  readonly query: Query<P>;
  /** From 0. */
  readonly number: number;
  readonly goNext: (() => void) | undefined;
  readonly goBack: (() => void) | undefined;
}

/** Loads one page at a time; goes back to the first whenever `inputs` change. */
export function usePages<P extends Page<unknown>>(
  load: (after: string | undefined, signal: AbortSignal) => Promise<P>,
  inputs: readonly unknown[],
): Pages<P> {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  useEffect(() => setCursors([]), inputs);
  const query = useQuery(signal => load(cursors.at(-1), signal), [...inputs, cursors]);
  const next = query.data?.next;
  return {
    query,
    number: cursors.length,
    goNext: next ? () => setCursors(before => [...before, next]) : undefined,
    goBack: cursors.length > 0 ? () => setCursors(before => before.slice(0, -1)) : undefined,
  };
}
