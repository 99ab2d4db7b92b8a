import { RadioGroup } from '../../components/choices';
import { TextArea, TextField } from '../../components/fields';
import { t } from '../../i18n';
import { PackageField } from '../../packages/PackageField';
import type { TaskForm } from './form';
import { WorkflowSteps } from './WorkflowSteps';

export interface SectionProps {
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
          { value: 'package', label: t('task.scriptPackage') },
          { value: 'program', label: t('task.program') },
          { value: 'workflow', label: t('task.workflow') },
        ]}
      />
      {form.source === 'script' && (
        <TextArea label={t('task.scriptText')} value={form.script} rows={7} onChange={script => onChange({ script })} />
      )}
      {form.source === 'package' && (
        <PackageField use="script" value={form.scriptPackage} onChange={scriptPackage => onChange({ scriptPackage })} />
      )}
      {(form.source === 'script' || form.source === 'package') && (
        <TextField
          label={t('task.interpreter')}
          value={form.interpreter}
          placeholder={t('task.interpreterDefault')}
          onChange={interpreter => onChange({ interpreter })}
        />
      )}
      {form.source === 'program' && (
        <TextField label={t('task.programPath')} value={form.program} onChange={program => onChange({ program })} hint={t('task.programHint')} />
      )}
      {form.source === 'workflow' && <WorkflowSteps steps={form.steps} onChange={steps => onChange({ steps })} />}
    </div>
  );
}
