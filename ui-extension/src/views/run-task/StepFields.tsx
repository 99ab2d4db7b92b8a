import { CheckField, RadioGroup, SelectField } from '../../components/choices';
import { TextArea, TextField } from '../../components/fields';
import { NumberField } from '../../components/numbers';
import { t } from '../../i18n';
import { exitCodesIn, type StepForm, stepFaultOf, stepTimeout, type StepWhen } from './step';

interface StepFieldsProps {
  readonly step: StepForm;
  /** All of the workflow. */
  readonly steps: readonly StepForm[];
  readonly onChange: (change: Partial<StepForm>) => void;
}

/** One step of a workflow. */
export function StepFields({ step, steps, onChange }: StepFieldsProps) {
  const fault = stepFaultOf(step, steps);
  return (
    <div class="fields full">
      <div class="row">
        <TextField
          label={t('column.name')}
          value={step.name}
          onChange={name => onChange({ name })}
          error={fault === 'name' || fault === 'sameName' ? t(`task.fault.step.${fault}`) : undefined}
        />
        <RadioGroup
          label={t('task.source')}
          value={step.source}
          onChange={source => onChange({ source })}
          choices={[
            { value: 'script', label: t('task.script') },
            { value: 'program', label: t('task.program') },
          ]}
        />
      </div>
      {step.source === 'script' ? (
        <TextArea label={t('task.scriptText')} value={step.text} rows={4} onChange={text => onChange({ text })} />
      ) : (
        <TextField label={t('task.programPath')} value={step.text} onChange={text => onChange({ text })} />
      )}
      {steps.indexOf(step) > 0 && <When step={step} steps={steps} onChange={onChange} />}
      <details>
        <summary class="minor">{t('options')}</summary>
        <StepOptions step={step} onChange={onChange} />
      </details>
    </div>
  );
}

function When({ step, steps, onChange }: StepFieldsProps) {
  const { when } = step;
  const before = steps.slice(0, steps.indexOf(step));
  const change = (part: Partial<StepWhen>): void => onChange({ when: { ...when, ...part } });
  const choose = (mode: StepWhen['mode']): void => change({ mode, step: when.step || before.at(-1)!.name.trim() });
  return (
    <div class="row">
      <SelectField
        label={t('step.when')}
        value={when.mode}
        onChange={choose}
        choices={[
          { value: 'always', label: t('step.when.always') },
          { value: 'if', label: t('step.when.if') },
          { value: 'unless', label: t('step.when.unless') },
        ]}
      />
      {when.mode !== 'always' && (
        <>
          <SelectField
            label={t('column.step')}
            value={when.step}
            onChange={name => change({ step: name })}
            choices={before.map(({ name }) => ({ value: name.trim(), label: name.trim() }))}
          />
          <TextField
            label={t('step.endedWith')}
            value={when.exitCodes}
            onChange={exitCodes => change({ exitCodes })}
            error={exitCodesIn(when.exitCodes)?.length ? undefined : t('task.fault.step.exitCodes')}
          />
        </>
      )}
    </div>
  );
}

function StepOptions({ step, onChange }: Omit<StepFieldsProps, 'steps'>) {
  return (
    <div class="fields two-columns">
      <TextArea label={t('task.arguments')} value={step.arguments} rows={3} onChange={value => onChange({ arguments: value })} hint={t('task.argumentsHint')} />
      {step.source === 'script' && (
        <TextField
          label={t('task.interpreter')}
          value={step.interpreter}
          placeholder={t('task.interpreterDefault')}
          onChange={interpreter => onChange({ interpreter })}
        />
      )}
      <TextField
        label={t('task.workingDirectory')}
        value={step.workingDirectory}
        placeholder={t('task.workingDirectoryDefault')}
        onChange={workingDirectory => onChange({ workingDirectory })}
      />
      <TextField label={t('options.runAs')} value={step.runAs} placeholder={t('task.runAsDefault')} onChange={runAs => onChange({ runAs })} />
      <NumberField
        label={t('step.timeout')}
        value={step.timeoutSeconds}
        onChange={timeoutSeconds => onChange({ timeoutSeconds })}
        limits={stepTimeout}
        hint={t('step.timeoutHint')}
      />
      <TextField
        label={t('step.exitCodes')}
        value={step.exitCodes}
        placeholder="0"
        onChange={exitCodes => onChange({ exitCodes })}
        error={exitCodesIn(step.exitCodes) ? undefined : t('task.fault.step.exitCodes')}
      />
      <CheckField
        label={t('step.continue')}
        value={step.continueOnError}
        onChange={continueOnError => onChange({ continueOnError })}
        hint={t('step.continueHint')}
      />
    </div>
  );
}
