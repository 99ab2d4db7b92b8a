import { useState } from 'preact/hooks';
import type { TargetChoice } from '../../api/types';
import { client } from '../../client/current';
import { Button } from '../../components/Button';
import { DialogPage } from '../../components/DialogPage';
import { ProblemMessage } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { t } from '../../i18n';
import { type Submission, submitTo } from '../../operations/submit';
import { TargetTable } from '../../targets/TargetTable';
import { useTargets } from '../../targets/useTargets';
import { TaskOptions, TaskSection } from './TaskSection';
import { emptyTask, faultOf, parametersOf, type TaskForm, timeoutOf } from './form';

interface RunTaskFormProps {
  readonly choices: readonly TargetChoice[];
  readonly onSubmitted: (submission: Submission) => void;
}

/** What to run, and where. */
export function RunTaskForm({ choices, onSubmitted }: RunTaskFormProps) {
  const targets = useTargets('RunTask', choices);
  const [form, setForm] = useState(emptyTask);
  const change = (part: Partial<TaskForm>): void => setForm(before => ({ ...before, ...part }));
  const submit = useAction(async () => {
    const timeoutSeconds = timeoutOf(form);
    const limit = typeof timeoutSeconds === 'number' ? { timeoutSeconds } : {};
    onSubmitted(await submitTo(targets.chosen, { kind: 'RunTask', parameters: parametersOf(form), ...limit }));
  });
  const fault = faultOf(form);
  const missing = targets.missing ?? (fault && t(`task.fault.${fault}`));
  return (
    <DialogPage
      title={t('kind.RunTask')}
      summary={missing ?? t('task.summary', { count: targets.chosen.length })}
      buttons={
        <>
          <Button onClick={() => client().closeDialog()}>{t('cancel')}</Button>
          <Button primary busy={submit.busy} disabledBecause={missing} onClick={() => void submit.run()}>
            {t('task.submit')}
          </Button>
        </>
      }
    >
      {submit.problem && <ProblemMessage problem={submit.problem} />}
      <section>
        <h2>{t('task')}</h2>
        <TaskSection form={form} onChange={change} />
      </section>
      <details>
        <summary>{t('options')}</summary>
        <TaskOptions form={form} onChange={change} />
      </details>
      <section>
        <h2>{t('targets')}</h2>
        <TargetTable targets={targets} />
      </section>
    </DialogPage>
  );
}
