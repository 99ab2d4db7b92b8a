import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Operation } from '../api/types';
import { useAction } from '../hooks/useAction';
import { type Submission, submitAgain } from '../operations/submit';
import { askedTargets } from '../targets/asked';
import { ProgressDialog } from '../views/progress/ProgressDialog';
import type { FormProps } from './ActionForm';

interface ActionViewProps {
  readonly title: string;
  readonly form: (props: FormProps) => ComponentChildren;
}

/** A dialog that asks, does, and shows what came of it; what has failed can be tried again as it was. */
export function ActionView({ title, form }: ActionViewProps) {
  const [choices] = useState(askedTargets);
  const [submission, setSubmission] = useState<Submission>();
  const retry = useAction(async (failed: readonly Operation[]) => setSubmission(await submitAgain(failed)));
  if (!submission) {
    return <>{form({ choices, onSubmitted: setSubmission })}</>;
  }
  return <ProgressDialog title={title} submission={submission} opened problem={retry.problem} onRetry={failed => void retry.run(failed)} />;
}
