import { useState } from 'preact/hooks';
import { ActionView } from '../../actions/ActionView';
import type { Operation } from '../../api/types';
import { t } from '../../i18n';
import type { Submission } from '../../operations/submit';
import { RunTaskForm } from './RunTaskForm';
import { emptyTask, withoutSecrets } from './form';

/** Runs a script, a program or a workflow on virtual machines, and shows what it writes. */
export default function RunTaskView() {
  const [form, setForm] = useState(emptyTask);
  return (
    <ActionView
      title={t('kind.RunTask')}
      form={({ choices, onSubmitted }) => {
        const forget = (submission: Submission): void => {
          setForm(withoutSecrets);
          onSubmitted(submission);
        };
        return <RunTaskForm choices={choices} onSubmitted={forget} form={form} onChange={part => setForm(before => ({ ...before, ...part }))} />;
      }}
      asksAgain={hadSecrets}
    />
  );
}

function hadSecrets(failed: readonly Operation[]): boolean {
  return failed.some(({ parameters }) => typeof parameters === 'object' && parameters !== null && 'secretEnvironment' in parameters);
}
