import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';
import { TaskOptions } from './TaskOptions';
import { TaskSection } from './TaskSection';
import { faultOf, parametersOf, type TaskForm, timeoutOf } from './form';

interface RunTaskFormProps extends FormProps {
  readonly form: TaskForm;
  readonly onChange: (change: Partial<TaskForm>) => void;
}

/** What to run, and where. */
export function RunTaskForm({ choices, onSubmitted, form, onChange }: RunTaskFormProps) {
  const targets = useTargets('RunTask', choices);
  const fault = faultOf(form);
  const timeoutSeconds = timeoutOf(form);
  return (
    <ActionForm
      kind="RunTask"
      title={t('kind.RunTask')}
      verb={t('task.submit')}
      targets={targets}
      work={() => ({ parameters: parametersOf(form), ...(typeof timeoutSeconds === 'number' ? { timeoutSeconds } : {}) })}
      missing={fault && t(`task.fault.${fault}`)}
      summaryOf={count => t('task.summary', { count })}
      onSubmitted={onSubmitted}
      before={
        <>
          <section>
            <h2>{t('task')}</h2>
            <TaskSection form={form} onChange={onChange} />
          </section>
          <details>
            <summary>{t('options')}</summary>
            <TaskOptions form={form} onChange={onChange} />
          </details>
        </>
      }
    />
  );
}
