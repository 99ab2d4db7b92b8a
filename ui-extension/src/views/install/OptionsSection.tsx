import { CheckField } from '../../components/choices';
import { TextField } from '../../components/fields';
import { t } from '../../i18n';
import { PackageField } from '../../packages/PackageField';
import { isFolder, type OptionsForm } from './form';

/** What may be chosen otherwise than the server is configured. */
export function OptionsSection({ form, onChange }: { form: OptionsForm; onChange: (change: Partial<OptionsForm>) => void }) {
  const folderError = (text: string): string | undefined => (isFolder(text) ? undefined : t('options.folderError'));
  return (
    <div class="fields two-columns">
      <TextField
        label={t('options.parentFolder')}
        value={form.parentFolder}
        placeholder={t('options.byServer')}
        onChange={parentFolder => onChange({ parentFolder })}
        hint={t('options.parentFolderHint')}
        error={folderError(form.parentFolder)}
      />
      <TextField
        label={t('options.tempFolder')}
        value={form.tempFolder}
        placeholder={t('options.byServer')}
        onChange={tempFolder => onChange({ tempFolder })}
        hint={t('options.tempFolderHint')}
        error={folderError(form.tempFolder)}
      />
      <TextField
        label={t('options.runAs')}
        value={form.runAs}
        placeholder={t('options.runAsDefault')}
        onChange={runAs => onChange({ runAs })}
        hint={t('options.runAsHint')}
      />
      <TextField
        label={t('options.proxy')}
        value={form.proxy}
        placeholder="http://proxy:3128"
        onChange={proxy => onChange({ proxy })}
        hint={t('options.proxyHint')}
      />
      <PackageField
        use="connector"
        label={t('options.version')}
        none={t('options.versionOwn')}
        value={form.program}
        onChange={program => onChange({ program })}
      />
      <CheckField
        label={t('options.reinstall')}
        value={form.reinstall}
        onChange={reinstall => onChange({ reinstall })}
        hint={t('options.reinstallHint')}
      />
    </div>
  );
}
