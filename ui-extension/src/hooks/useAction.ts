import { useState } from 'preact/hooks';
import type { Problem } from '../api/problem';
import { asProblem } from './useQuery';

/** Something that the user starts: it runs once at a time, and its problem is kept to be shown. */
export function useAction<A extends unknown[]>(act: (...given: A) => Promise<void>): {
  readonly run: (...given: A) => Promise<void>;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
} {
  const [state, setState] = useState<{ busy: boolean; problem?: Problem }>({ busy: false });
  const run = async (...given: A): Promise<void> => {
    if (state.busy) {
      return;
    }
    setState({ busy: true });
    try {
      await act(...given);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, problem: asProblem(error) });
    }
  };
  return { run, busy: state.busy, problem: state.problem };
}
