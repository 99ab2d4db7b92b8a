import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { RadioGroup } from '../../components/choices';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';
import { emptyPatch, faultOf, parametersOf, type PatchForm } from './form';
import { PatchOptions } from './PatchOptions';
import { InstallSection, UninstallSection } from './PatchSections';

type Kind = 'InstallPatch' | 'UninstallPatch';

/** Installs patches through the package managers of virtual machines, or takes them back. */
export default function PatchesView() {
  return <ActionView title={t('patches.title')} form={props => <PatchesForm {...props} />} />;
}

function PatchesForm({ choices, onSubmitted }: FormProps) {
  const [kind, setKind] = useState<Kind>('InstallPatch');
  const [form, setForm] = useState(emptyPatch);
  const targets = useTargets(kind, choices);
  const change = (part: Partial<PatchForm>): void => setForm(before => ({ ...before, ...part }));
  const uninstall = kind === 'UninstallPatch';
  const fault = faultOf(form, uninstall);
  return (
    <ActionForm
      kind={kind}
      targets={targets}
      title={t('patches.title')}
      verb={form.dryRun ? t('patches.verb.dryRun') : t(`patches.verb.${kind}`)}
      danger={uninstall && !form.dryRun}
      work={() => ({ parameters: parametersOf(form, uninstall, Date.now()) })}
      missing={fault && t(`patches.fault.${fault}`)}
      summaryOf={count => t(form.dryRun ? 'patches.summary.dryRun' : `patches.summary.${kind}`, { count })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('patches.heading')}</h2>
          <div class="stack">
            <RadioGroup<Kind>
              label={t('agents.what')}
              value={kind}
              onChange={setKind}
              choices={[
                { value: 'InstallPatch', label: t('patches.verb.InstallPatch') },
                { value: 'UninstallPatch', label: t('patches.verb.UninstallPatch') },
              ]}
            />
            {uninstall ? <UninstallSection form={form} onChange={change} /> : <InstallSection form={form} onChange={change} />}
            <PatchOptions form={form} onChange={change} />
          </div>
        </section>
      }
    />
  );
}
