import { CheckField, RadioGroup } from '../../components/choices';
import { MomentField } from '../../components/MomentField';
import { t } from '../../i18n';
import { faultOf, type RestartChoice } from './form';
import type { PatchSectionProps } from './PatchSections';

/** Whether anything is changed at all, and whether machines may be restarted. */
export function PatchOptions({ form, onChange }: PatchSectionProps) {
  return (
    <>
      <CheckField label={t('patches.dryRun')} value={form.dryRun} onChange={dryRun => onChange({ dryRun })} hint={t('patches.dryRunHint')} />
      {!form.dryRun && (
        <RadioGroup<RestartChoice>
          label={t('patches.restart')}
          value={form.restart}
          onChange={restart => onChange({ restart })}
          choices={[
            { value: 'never', label: t('patches.restart.never') },
            { value: 'afterwards', label: t('patches.restart.afterwards') },
            { value: 'window', label: t('patches.restart.window') },
          ]}
        />
      )}
      {!form.dryRun && form.restart === 'window' && (
        <div class="row">
          <MomentField label={t('patches.from')} value={form.from} onChange={from => onChange({ from })} />
          <MomentField label={t('patches.to')} value={form.to} onChange={to => onChange({ to })} />
          {form.from && form.to && faultOf(form, false) === 'window' && <p class="fault">{t('patches.fault.window')}</p>}
        </div>
      )}
    </>
  );
}
