import type { Operation } from '../../api/types';
import { client } from '../../client/current';
import { Button } from '../../components/Button';
import { DialogPage } from '../../components/DialogPage';
import { t } from '../../i18n';
import { ProgressPanel } from '../../operations/ProgressPanel';
import type { Submission } from '../../operations/submit';

interface ProgressDialogProps {
  readonly title: string;
  readonly submission: Submission;
  readonly onRetry?: (failed: readonly Operation[]) => void;
  readonly opened?: boolean;
}

/** The progress of what a dialog has asked for. It goes on without the dialog. */
export function ProgressDialog({ title, submission, onRetry, opened = false }: ProgressDialogProps) {
  return (
    <DialogPage
      title={title}
      focused
      buttons={
        <Button primary onClick={() => client().closeDialog(submission.followed.map(target => target.id))}>
          {t('close')}
        </Button>
      }
    >
      <ProgressPanel targets={submission.followed} refused={submission.refused} opened={opened} {...(onRetry ? { onRetry } : {})} />
    </DialogPage>
  );
}
