import type { ComponentChildren } from 'preact';
import type { Query } from '../hooks/useQuery';
import { Loading } from './Loading';
import { ProblemMessage } from './Problem';

interface LoadedProps<T> {
  readonly query: Query<T>;
  readonly loadingText?: string;
  readonly children: (data: T) => ComponentChildren;
}

/** What was loaded; before that, that it is loading; and a problem with a way to try again. */
export function Loaded<T>({ query, loadingText, children }: LoadedProps<T>) {
  return (
    <>
      {query.problem && <ProblemMessage problem={query.problem} onRetry={query.reload} />}
      {query.data === undefined
        ? query.loading && <Loading {...(loadingText ? { text: loadingText } : {})} />
        : children(query.data)}
    </>
  );
}
