import { RadioGroup } from '../../components/choices';
import { TextArea } from '../../components/fields';
import { t } from '../../i18n';
import { PackageField } from '../../packages/PackageField';
import { packagesOf, type PatchForm, type PatchSource } from './form';

export interface PatchSectionProps {
  readonly form: PatchForm;
  readonly onChange: (change: Partial<PatchForm>) => void;
}

/** What to install. */
export function InstallSection({ form, onChange }: PatchSectionProps) {
  return (
    <>
      <RadioGroup<PatchSource>
        label={t('patches.source')}
        value={form.source}
        onChange={source => onChange({ source })}
        choices={[
          { value: 'packages', label: t('patches.source.packages') },
          { value: 'file', label: t('patches.source.file') },
          { value: 'security', label: t('patches.source.security') },
        ]}
      />
      {form.source === 'packages' && <Names form={form} onChange={onChange} hint={t('patches.namesHint')} />}
      {form.source === 'file' && <PackageField use="patch" value={form.file} onChange={file => onChange({ file })} />}
      {form.source === 'security' && <p class="quiet">{t('patches.securityHint')}</p>}
    </>
  );
}

/** What to take back. */
export function UninstallSection({ form, onChange }: PatchSectionProps) {
  return <Names form={form} onChange={onChange} hint={t('patches.uninstallHint')} />;
}

function Names({ form, onChange, hint }: PatchSectionProps & { hint: string }) {
  return (
    <TextArea
      label={t('patches.names')}
      value={form.packages}
      rows={3}
      placeholder={'openssl\ncurl=7.88.1-10+deb12u8'}
      onChange={packages => onChange({ packages })}
      hint={hint}
      error={packagesOf(form.packages) ? undefined : t('patches.fault.name')}
    />
  );
}
