import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Operation } from '../api/types';
import { useAction } from '../hooks/useAction';
import { type Submission, submitAgain } from '../operations/submit';
import { askedTargets, choicesOf } from '../targets/asked';
import { ProgressDialog } from '../views/progress/ProgressDialog';
import type { FormProps } from './ActionForm';

interface ActionViewProps {
  readonly title: string;
  readonly form: (props: FormProps) => ComponentChildren;
  /** Whether what has failed goes back to the form, as the server does not tell again all that was typed, such as a password. */
  readonly asksAgain?: (failed: readonly Operation[]) => boolean;
  /** Whether the progress shows all of each target at once, as far as there are few: for what is asked for its answer. */
  readonly opened?: boolean;
}

/** A dialog that asks, does, and shows what came of it; what has failed can be tried again as it was. */
export function ActionView({ title, form, asksAgain, opened = true }: ActionViewProps) {
  const [choices, setChoices] = useState(askedTargets);
  const [submission, setSubmission] = useState<Submission>();
  const retry = useAction(async (failed: readonly Operation[]) => {
    if (asksAgain?.(failed)) {
      setChoices(before => choicesOf(failed, before));
      setSubmission(undefined);
    } else {
      setSubmission(await submitAgain(failed));
    }
  });
  if (!submission) {
    return <>{form({ choices, onSubmitted: setSubmission })}</>;
  }
  return <ProgressDialog title={title} submission={submission} opened={opened} problem={retry.problem} onRetry={failed => void retry.run(failed)} />;
}
