import { TextArea, TextField } from '../../components/fields';
import { t } from '../../i18n';
import { environmentOf, timeoutOf } from './form';
import { SecretFields } from './SecretFields';
import type { SectionProps } from './TaskSection';

/** How to run it. Of a workflow, each step says the most of it itself. */
export function TaskOptions({ form, onChange }: SectionProps) {
  return (
    <>
      <div class="fields two-columns">
        {form.source !== 'workflow' && <Single form={form} onChange={onChange} />}
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
          label={t('task.timeout')}
          value={form.timeoutMinutes}
          placeholder={t('options.byServer')}
          onChange={timeoutMinutes => onChange({ timeoutMinutes })}
          error={timeoutOf(form) === 'wrong' ? t('task.fault.timeout') : undefined}
        />
      </div>
      <SecretFields secrets={form.secrets} onChange={secrets => onChange({ secrets })} />
    </>
  );
}

function Single({ form, onChange }: SectionProps) {
  return (
    <>
      <TextArea
        label={t('task.arguments')}
        value={form.arguments}
        rows={3}
        onChange={value => onChange({ arguments: value })}
        hint={t('task.argumentsHint')}
      />
      <TextField
        label={t('task.workingDirectory')}
        value={form.workingDirectory}
        placeholder={t('task.workingDirectoryDefault')}
        onChange={workingDirectory => onChange({ workingDirectory })}
      />
      <TextField label={t('options.runAs')} value={form.runAs} placeholder={t('task.runAsDefault')} onChange={runAs => onChange({ runAs })} />
    </>
  );
}
