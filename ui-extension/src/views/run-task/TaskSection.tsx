import { RadioGroup } from '../../components/choices';
import { TextArea, TextField } from '../../components/fields';
import { t } from '../../i18n';
import { environmentOf, type TaskForm, timeoutOf } from './form';

interface SectionProps {
  readonly form: TaskForm;
  readonly onChange: (change: Partial<TaskForm>) => void;
}

/** What to run. */
export function TaskSection({ form, onChange }: SectionProps) {
  return (
    <div class="fields full">
      <RadioGroup
        label={t('task.source')}
        value={form.source}
        onChange={source => onChange({ source })}
        choices={[
          { value: 'script', label: t('task.script') },
          { value: 'program', label: t('task.program') },
        ]}
      />
      {form.source === 'script' ? (
        <>
          <TextArea label={t('task.scriptText')} value={form.script} rows={7} onChange={script => onChange({ script })} />
          <TextField
            label={t('task.interpreter')}
            value={form.interpreter}
            placeholder={t('task.interpreterDefault')}
            onChange={interpreter => onChange({ interpreter })}
          />
        </>
      ) : (
        <TextField label={t('task.programPath')} value={form.program} onChange={program => onChange({ program })} hint={t('task.programHint')} />
      )}
    </div>
  );
}

/** How to run it. */
export function TaskOptions({ form, onChange }: SectionProps) {
  return (
    <div class="fields two-columns">
      <TextArea
        label={t('task.arguments')}
        value={form.arguments}
        rows={3}
        onChange={value => onChange({ arguments: value })}
        hint={t('task.argumentsHint')}
      />
      <TextArea
        label={t('task.environment')}
        value={form.environment}
        rows={3}
        placeholder="NAME=value"
        onChange={environment => onChange({ environment })}
        hint={t('task.environmentHint')}
        error={environmentOf(form.environment) ? undefined : t('task.fault.environment')}
      />
      <TextField
        label={t('task.workingDirectory')}
        value={form.workingDirectory}
        placeholder={t('task.workingDirectoryDefault')}
        onChange={workingDirectory => onChange({ workingDirectory })}
      />
      <TextField
        label={t('options.runAs')}
        value={form.runAs}
        placeholder={t('task.runAsDefault')}
        onChange={runAs => onChange({ runAs })}
      />
      <TextField
        label={t('task.timeout')}
        value={form.timeoutMinutes}
        placeholder={t('options.byServer')}
        onChange={timeoutMinutes => onChange({ timeoutMinutes })}
        error={timeoutOf(form) === 'wrong' ? t('task.fault.timeout') : undefined}
      />
    </div>
  );
}
