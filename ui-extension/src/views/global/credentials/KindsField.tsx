import type { CredentialKind } from '../../../api/types';
import { t } from '../../../i18n';
import { credentialKinds } from './form';

interface KindsFieldProps {
  readonly value: readonly CredentialKind[];
  readonly onChange: (kinds: readonly CredentialKind[]) => void;
}

/** What a credential opens. */
export function KindsField({ value, onChange }: KindsFieldProps) {
  const toggle = (kind: CredentialKind): void =>
    onChange(credentialKinds.filter(one => (one === kind ? !value.includes(one) : value.includes(one))));
  return (
    <fieldset class="radio-group">
      <legend>{t('credentials.opens')}</legend>
      {credentialKinds.map(kind => (
        <label key={kind} class="check-field">
          <input type="checkbox" checked={value.includes(kind)} onChange={() => toggle(kind)} />
          <span>{t(`credentials.kind.${kind}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
