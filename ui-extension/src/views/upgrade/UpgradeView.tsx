import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import type { Package } from '../../api/types';
import { NumberField } from '../../components/numbers';
import { t } from '../../i18n';
import { PackageField } from '../../packages/PackageField';
import { numberIn } from '../../forms/number';
import { useTargets } from '../../targets/useTargets';

/** How long the new connector may take to reach the server, in seconds. */
const TRIAL = { least: 5, most: 600, byDefault: 120 };

/** Puts another version in the connectors' place; where it does not reach the server the version before comes back. */
export default function UpgradeView() {
  return <ActionView title={t('kind.UpgradeConnector')} form={props => <UpgradeForm {...props} />} />;
}

function UpgradeForm({ choices, onSubmitted }: FormProps) {
  const targets = useTargets('UpgradeConnector', choices);
  const [program, setProgram] = useState<Package>();
  const [trial, setTrial] = useState('');
  const trialSeconds = numberIn(trial, TRIAL);
  return (
    <ActionForm
      kind="UpgradeConnector"
      title={t('kind.UpgradeConnector')}
      verb={t('upgrade.submit')}
      targets={targets}
      work={() => ({ parameters: { sha256: program!.sha256, ...(trialSeconds !== undefined && { trialSeconds }) } })}
      missing={!program ? t('packages.missing') : trialSeconds === 'wrong' ? t('number.fault', { least: TRIAL.least, most: TRIAL.most }) : undefined}
      summaryOf={count => t('upgrade.summary', { count, name: program?.name ?? '' })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('result.version')}</h2>
          <PackageField use="connector" value={program} onChange={setProgram} />
          <p class="quiet">{t('upgrade.about')}</p>
        </section>
      }
    >
      <div class="fields">
        <NumberField label={t('upgrade.trial')} value={trial} onChange={setTrial} limits={TRIAL} hint={t('upgrade.trialHint')} />
      </div>
    </ActionForm>
  );
}
