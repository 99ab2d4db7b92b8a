import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { NumberField } from '../../components/numbers';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';
import { asItIs, faultOf, type KeyChange, parametersOf, trialLimits } from './form';
import { KeyField } from './KeyField';
import { keys } from './keys';

/** Changes how connectors work; what keeps one from its server is taken back by itself. */
export default function ConfigurationView() {
  return <ActionView title={t('kind.ChangeConfiguration')} form={props => <ConfigurationForm {...props} />} />;
}

function ConfigurationForm({ choices, onSubmitted }: FormProps) {
  const targets = useTargets('ChangeConfiguration', choices);
  const [form, setForm] = useState(asItIs);
  const fault = faultOf(form);
  const change = (name: string, part: Partial<KeyChange>): void =>
    setForm(before => ({ ...before, changes: { ...before.changes, [name]: { ...before.changes[name]!, ...part } } }));
  return (
    <ActionForm
      kind="ChangeConfiguration"
      targets={targets}
      title={t('kind.ChangeConfiguration')}
      verb={t('configuration.submit')}
      work={() => ({ parameters: parametersOf(form) })}
      missing={fault && t(`configuration.fault.${fault}`)}
      summaryOf={count => t('configuration.summary', { count })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('configuration.keys')}</h2>
          <div class="keys">
            {keys.map(key => (
              <KeyField key={key.name} of={key} change={form.changes[key.name]!} onChange={part => change(key.name, part)} />
            ))}
          </div>
        </section>
      }
    >
      <div class="fields">
        <NumberField
          label={t('configuration.trial')}
          value={form.trial}
          onChange={trial => setForm(before => ({ ...before, trial }))}
          limits={trialLimits}
          hint={t('configuration.trialHint')}
        />
      </div>
    </ActionForm>
  );
}
