import { RadioGroup, SelectField } from '../../../components/choices';
import { TextArea, TextField } from '../../../components/fields';
import { NumberField } from '../../../components/numbers';
import { t } from '../../../i18n';
import { type EndpointForm, portLimits, portOf } from './form';

interface EndpointFieldsProps {
  readonly form: EndpointForm;
  readonly onChange: (change: Partial<EndpointForm>) => void;
  /** The names of credentials that can be chosen. */
  readonly credentials: readonly string[];
}

/** A machine, and how it is reached where no connector answers on it. */
export function EndpointFields({ form, onChange, credentials }: EndpointFieldsProps) {
  const port = portOf[form.driver];
  return (
    <div class="fields">
      <div class="fields two-columns">
        <TextField label={t('column.name')} value={form.name} onChange={name => onChange({ name })} />
        <RadioGroup
          label={t('endpoints.system')}
          value={form.operatingSystem}
          onChange={operatingSystem => onChange({ operatingSystem, driver: operatingSystem === 'Linux' ? 'Ssh' : 'Smb' })}
          choices={[
            { value: 'Linux', label: 'Linux' },
            { value: 'Windows', label: 'Windows' },
          ]}
        />
        <RadioGroup
          label={t('endpoints.driver')}
          value={form.driver}
          onChange={driver => onChange({ driver })}
          choices={[
            form.operatingSystem === 'Linux' ? { value: 'Ssh' as const, label: t('channel.Ssh') } : { value: 'Smb' as const, label: t('channel.Smb') },
            { value: 'None', label: t('endpoints.driver.None') },
          ]}
        />
        {form.driver !== 'None' && (
          <>
            <TextField label={t('endpoints.address')} value={form.address} onChange={address => onChange({ address })} hint={t('endpoints.addressHint')} />
            <NumberField
              label={t('endpoints.port')}
              value={form.port}
              onChange={value => onChange({ port: value })}
              limits={{ ...portLimits, ...(port !== undefined && { byDefault: port }) }}
            />
            <SelectField
              label={t('endpoints.credential')}
              value={form.credential}
              onChange={credential => onChange({ credential })}
              choices={[
                { value: '', label: t('endpoints.bestCredential') },
                ...[...new Set([...credentials, ...(form.credential ? [form.credential] : [])])].map(name => ({ value: name, label: name })),
              ]}
            />
          </>
        )}
      </div>
      {form.driver === 'Ssh' && (
        <TextArea
          label={t('endpoints.hostKeys')}
          value={form.hostKeys}
          rows={2}
          placeholder="ssh-ed25519 AAAA…"
          onChange={hostKeys => onChange({ hostKeys })}
          hint={t('endpoints.hostKeysHint')}
        />
      )}
      <details>
        <summary class="minor">{t('options')}</summary>
        <Options form={form} onChange={onChange} />
      </details>
    </div>
  );
}

function Options({ form, onChange }: Omit<EndpointFieldsProps, 'credentials'>) {
  const windows = form.operatingSystem === 'Windows';
  return (
    <div class="fields two-columns">
      {form.driver === 'Ssh' && <TextField label={t('endpoints.jump')} value={form.jump} onChange={jump => onChange({ jump })} hint={t('endpoints.jumpHint')} />}
      <TextField label={t('options.runAs')} value={form.runAs} placeholder={windows ? 'SYSTEM' : 'root'} onChange={runAs => onChange({ runAs })} />
      <TextField
        label={t('options.parentFolder')}
        value={form.parentFolder}
        placeholder={t('options.byServer')}
        onChange={parentFolder => onChange({ parentFolder })}
      />
      <TextField
        label={t('options.tempFolder')}
        value={form.tempFolder}
        placeholder={t('options.byServer')}
        onChange={tempFolder => onChange({ tempFolder })}
      />
    </div>
  );
}
