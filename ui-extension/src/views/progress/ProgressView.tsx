import { useState } from 'preact/hooks';
import type { Operation } from '../../api/types';
import { client } from '../../client/current';
import { useAction } from '../../hooks/useAction';
import { t } from '../../i18n';
import { type Submission, submitAgain } from '../../operations/submit';
import { ProgressDialog } from './ProgressDialog';

/** Follows operations that another view, or an address, names. */
export default function ProgressView() {
  const [submission, setSubmission] = useState<Submission>(() => ({ followed: asked().map(id => ({ id })), refused: [] }));
  const retry = useAction(async (failed: readonly Operation[]) => setSubmission(await submitAgain(failed)));
  return (
    <ProgressDialog title={t('progress.title')} submission={submission} problem={retry.problem} onRetry={failed => void retry.run(failed)} />
  );
}

function asked(): readonly string[] {
  const data = client().customData;
  if (isAsked(data)) {
    return data.operations;
  }
  return new URLSearchParams(location.search).get('operations')?.split(',').filter(Boolean) ?? [];
}

function isAsked(data: unknown): data is { operations: readonly string[] } {
  return typeof data === 'object' && data !== null && 'operations' in data && Array.isArray(data.operations);
}
