import { useState } from 'preact/hooks';
import type { Operation } from '../../api/types';
import { t } from '../../i18n';
import type { Submission } from '../../operations/submit';
import { askedTargets, targetsOf } from '../../targets/asked';
import { ProgressDialog } from '../progress/ProgressDialog';
import { InstallForm } from './InstallForm';

/**
 * Installs connectors: the form first, then its progress in the same dialog. What has failed goes back to the form, as a refused password
 * is a common reason, and a typed one is not kept.
 */
export default function InstallView() {
  const [choices, setChoices] = useState(askedTargets);
  const [submission, setSubmission] = useState<Submission>();
  const retry = (failed: readonly Operation[]): void => {
    setChoices(targetsOf(failed));
    setSubmission(undefined);
  };
  return submission ? (
    <ProgressDialog title={t('install.title')} submission={submission} onRetry={retry} />
  ) : (
    <InstallForm choices={choices} onSubmitted={setSubmission} />
  );
}
