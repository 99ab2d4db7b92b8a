import type { Problem } from '../../api/problem';
import type { Operation } from '../../api/types';
import { client } from '../../client/current';
import { Button } from '../../components/Button';
import { DialogPage } from '../../components/DialogPage';
import { ProblemMessage } from '../../components/Problem';
import { t } from '../../i18n';
import { ProgressPanel } from '../../operations/ProgressPanel';
import type { Submission } from '../../operations/submit';

interface ProgressDialogProps {
  readonly title: string;
  readonly submission: Submission;
  readonly onRetry?: (failed: readonly Operation[]) => void;
  /** Why the last retry was not taken. */
  readonly problem?: Problem | undefined;
  readonly opened?: boolean;
}

/** The progress of what a dialog has asked for. It goes on without the dialog. */
export function ProgressDialog({ title, submission: { followed, refused }, onRetry, problem, opened = false }: ProgressDialogProps) {
  const ids = followed.map(target => target.id);
  return (
    <DialogPage
      title={title}
      focused
      buttons={
        <Button primary onClick={() => client().closeDialog(ids)}>
          {t('close')}
        </Button>
      }
    >
      {problem && <ProblemMessage problem={problem} />}
      <ProgressPanel key={ids.join()} targets={followed} refused={refused} opened={opened} {...(onRetry ? { onRetry } : {})} />
    </DialogPage>
  );
}
