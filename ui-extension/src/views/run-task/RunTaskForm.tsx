import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { t } from '../../i18n';
import { TaskOptions, TaskSection } from './TaskSection';
import { emptyTask, faultOf, parametersOf, type TaskForm, timeoutOf } from './form';

/** What to run, and where. */
export function RunTaskForm({ choices, onSubmitted }: FormProps) {
  const [form, setForm] = useState(emptyTask);
  const change = (part: Partial<TaskForm>): void => setForm(before => ({ ...before, ...part }));
  const fault = faultOf(form);
  const timeoutSeconds = timeoutOf(form);
  return (
    <ActionForm
      kind="RunTask"
      title={t('kind.RunTask')}
      verb={t('task.submit')}
      choices={choices}
      work={() => ({ parameters: parametersOf(form), ...(typeof timeoutSeconds === 'number' ? { timeoutSeconds } : {}) })}
      missing={fault && t(`task.fault.${fault}`)}
      summaryOf={count => t('task.summary', { count })}
      onSubmitted={onSubmitted}
      before={
        <>
          <section>
            <h2>{t('task')}</h2>
            <TaskSection form={form} onChange={change} />
          </section>
          <details>
            <summary>{t('options')}</summary>
            <TaskOptions form={form} onChange={change} />
          </details>
        </>
      }
    />
  );
}
