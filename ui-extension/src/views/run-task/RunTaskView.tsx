import { useState } from 'preact/hooks';
import type { Operation } from '../../api/types';
import { ProblemMessage } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { t } from '../../i18n';
import { type Submission, submitAgain } from '../../operations/submit';
import { askedTargets } from '../../targets/asked';
import { ProgressDialog } from '../progress/ProgressDialog';
import { RunTaskForm } from './RunTaskForm';

/** Runs a script or a program on virtual machines, and shows what it writes. */
export default function RunTaskView() {
  const [choices] = useState(askedTargets);
  const [submission, setSubmission] = useState<Submission>();
  const retry = useAction(async (failed: readonly Operation[]) => setSubmission(await submitAgain(failed)));
  if (!submission) {
    return <RunTaskForm choices={choices} onSubmitted={setSubmission} />;
  }
  return (
    <>
      {retry.problem && <ProblemMessage problem={retry.problem} />}
      <ProgressDialog title={t('kind.RunTask')} submission={submission} opened onRetry={failed => void retry.run(failed)} />
    </>
  );
}
