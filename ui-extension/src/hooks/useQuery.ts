import { useCallback, useEffect, useState } from 'preact/hooks';
import { client } from '../client/current';
import { Problem } from '../api/problem';
import { t } from '../i18n';

/** What is known of something that is loaded. While it is loaded again, what was known stays. */
export interface Query<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface State<T> {
  readonly data?: T | undefined;
  readonly problem?: Problem | undefined;
  readonly loading: boolean;
}

/** Loads something, again whenever `inputs` change or the user refreshes the client. */
export function useQuery<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Query<T> {
  const [state, setState] = useState<State<T>>({ loading: true });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn(number => number + 1), []);
  useEffect(() => onRefresh(reload), [reload]);
  useEffect(() => {
    const abort = new AbortController();
    setState(before => ({ ...before, loading: true }));
    load(abort.signal).then(
      data => !abort.signal.aborted && setState({ data, loading: false }),
      error => !abort.signal.aborted && setState(before => ({ data: before.data, problem: asProblem(error), loading: false })),
    );
    return () => abort.abort();
  }, [...inputs, turn]);
  return { data: state.data, problem: state.problem, loading: state.loading, reload };
}

/** Whatever was thrown, in words for a person. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem('unexpected', t('problem.page.title'), error instanceof Error ? error.message : String(error));
}

const listeners = new Set<() => void>();
let listening = false;

function onRefresh(listener: () => void): () => void {
  if (!listening) {
    listening = true;
    client().onRefresh(() => listeners.forEach(one => one()));
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}
