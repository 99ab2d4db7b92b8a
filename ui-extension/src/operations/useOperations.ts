import { useEffect, useReducer, useState } from 'preact/hooks';
import type { Problem } from '../api/problem';
import type { Operation, OperationEvent } from '../api/types';
import { asProblem } from '../hooks/useQuery';
import { followOperations } from './follow';
import { type FollowedOperations, nothingFollowed, withEvent, withOperations } from './state';

type News = { readonly operations: readonly Operation[] } | { readonly event: OperationEvent };

const take = (known: FollowedOperations, news: News): FollowedOperations =>
  'event' in news ? withEvent(known, news.event) : withOperations(known, news.operations);

/** Operations as they are now, live until all have ended. */
export function useOperations(ids: readonly string[]): FollowedOperations & { readonly problem: Problem | undefined } {
  const [followed, dispatch] = useReducer(take, nothingFollowed);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const abort = new AbortController();
    const listener = {
      onOperations: (operations: readonly Operation[]) => {
        dispatch({ operations });
        setProblem(undefined);
      },
      onEvent: (event: OperationEvent) => dispatch({ event }),
      onProblem: (reason: unknown) => setProblem(asProblem(reason)),
    };
    void followOperations(ids, listener, abort.signal);
    return () => abort.abort();
  }, [ids.join()]);
  return { ...followed, problem };
}
