import { RadioGroup } from '../../../components/choices';
import { PasswordField, TextArea } from '../../../components/fields';
import { t } from '../../../i18n';
import type { CredentialKind } from '../../../api/types';
import type { SecretForm } from './form';

interface SecretSectionProps {
  readonly kinds: readonly CredentialKind[];
  readonly form: SecretForm;
  readonly onChange: (change: Partial<SecretForm>) => void;
}

/** A password, or a key for SSH; what is typed goes to the server once and is never shown again. */
export function SecretSection({ kinds, form, onChange }: SecretSectionProps) {
  const bySsh = kinds.includes('Ssh');
  return (
    <>
      {bySsh && (
        <RadioGroup
          label={t('credentials.secret')}
          value={form.by}
          onChange={by => onChange({ by })}
          choices={[
            { value: 'password', label: t('logon.password') },
            { value: 'key', label: t('credentials.privateKey') },
          ]}
        />
      )}
      {form.by === 'password' || !bySsh ? (
        <PasswordField
          label={t('logon.password')}
          value={form.password}
          onChange={password => onChange({ password })}
          hint={t('credentials.secretHint')}
        />
      ) : (
        <>
          <TextArea
            label={t('credentials.privateKey')}
            value={form.privateKey}
            rows={4}
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            onChange={privateKey => onChange({ privateKey })}
            hint={t('credentials.secretHint')}
          />
          <PasswordField label={t('credentials.passphrase')} value={form.passphrase} onChange={passphrase => onChange({ passphrase })} />
        </>
      )}
      {bySsh && (
        <PasswordField
          label={t('credentials.sudoPassword')}
          value={form.sudoPassword}
          onChange={sudoPassword => onChange({ sudoPassword })}
          hint={t('credentials.sudoPasswordHint')}
        />
      )}
    </>
  );
}
