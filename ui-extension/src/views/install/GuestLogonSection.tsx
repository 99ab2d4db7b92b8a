import type { GuestLogon } from '../../api/types';
import { Message } from '../../components/Message';
import { RadioGroup, SelectField } from '../../components/choices';
import { PasswordField, TextField } from '../../components/fields';
import { t } from '../../i18n';
import type { LogonForm } from './form';

interface GuestLogonSectionProps {
  readonly form: LogonForm;
  readonly logons: readonly GuestLogon[];
  readonly onChange: (change: Partial<LogonForm>) => void;
}

/** How to log on to the guests: by a logon that the server has, or by one that is typed for this once. */
export function GuestLogonSection({ form, logons, onChange }: GuestLogonSectionProps) {
  return (
    <div class="fields">
      {logons.length > 0 ? (
        <RadioGroup
          label={t('logon.how')}
          value={form.source}
          onChange={source => onChange({ source })}
          choices={[
            { value: 'configured', label: t('logon.configured') },
            { value: 'typed', label: t('logon.typed') },
          ]}
        />
      ) : (
        <Message status="info">{t('logon.noneConfigured')}</Message>
      )}
      {form.source === 'configured' ? (
        <SelectField
          label={t('logon.name')}
          value={form.name}
          onChange={name => onChange({ name })}
          choices={logons.map(logon => ({ value: logon.name, label: labelOf(logon) }))}
        />
      ) : (
        <>
          <TextField label={t('logon.username')} value={form.username} onChange={username => onChange({ username })} />
          <PasswordField
            label={t('logon.password')}
            value={form.password}
            onChange={password => onChange({ password })}
            hint={t('logon.passwordHint')}
          />
        </>
      )}
    </div>
  );
}

function labelOf({ name, username, alias }: GuestLogon): string {
  return alias ? `${name} (${username}, ${t('logon.byAlias')})` : `${name} (${username})`;
}
