import { RadioGroup } from '../../../components/choices';
import { TextField } from '../../../components/fields';
import { NumberField } from '../../../components/numbers';
import { t } from '../../../i18n';
import { RuleActionFields } from './RuleActionFields';
import { limits, type RuleForm, triggers } from './form';
import { ScopeFields } from './ScopeFields';

export interface RuleFieldsProps {
  readonly form: RuleForm;
  readonly onChange: (change: Partial<RuleForm>) => void;
}

/** When, where, what, and how fast. */
export function RuleFields({ form, onChange }: RuleFieldsProps) {
  return (
    <div class="fields">
      <div class="fields two-columns">
        <TextField label={t('column.name')} value={form.name} onChange={name => onChange({ name })} />
        <TextField label={t('rules.description')} value={form.description} onChange={description => onChange({ description })} />
      </div>
      <RadioGroup
        label={t('rules.effect')}
        value={form.effect}
        onChange={effect => onChange({ effect })}
        choices={[
          { value: 'Act', label: t('rules.effect.Act') },
          { value: 'Ban', label: t('rules.effect.Ban') },
        ]}
      />
      {form.effect === 'Act' && <Triggers form={form} onChange={onChange} />}
      <section>
        <h3>{t('rules.scope')}</h3>
        <ScopeFields form={form.scope} onChange={scope => onChange({ scope, confirmCount: undefined })} />
      </section>
      <details>
        <summary class="minor">{t('rules.except')}</summary>
        <ScopeFields form={form.except} onChange={except => onChange({ except, confirmCount: undefined })} />
      </details>
      {form.effect === 'Act' && <RuleActionFields form={form} onChange={onChange} />}
    </div>
  );
}

function Triggers({ form, onChange }: RuleFieldsProps) {
  const toggle = (trigger: RuleForm['on'][number]): void =>
    onChange({ on: triggers.filter(one => (one === trigger ? !form.on.includes(one) : form.on.includes(one))) });
  return (
    <fieldset class="radio-group triggers">
      <legend>{t('rules.on')}</legend>
      {triggers.map(trigger => (
        <label key={trigger} class="check-field">
          <input type="checkbox" checked={form.on.includes(trigger)} onChange={() => toggle(trigger)} />
          <span>{t(`rules.on.${trigger}`)}</span>
        </label>
      ))}
      {form.on.includes('ConnectorMissing') && (
        <NumberField
          label={t('rules.missingMinutes')}
          value={form.missingMinutes}
          onChange={missingMinutes => onChange({ missingMinutes })}
          limits={limits.missingMinutes}
        />
      )}
    </fieldset>
  );
}
