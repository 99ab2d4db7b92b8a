import { useState } from 'preact/hooks';
import { addCredential, changeCredential, confirmCredential, removeCredential, replaceSecret } from '../../../api/credentials';
import type { Credential } from '../../../api/types';
import { Confirmation } from '../../../components/Confirmation';
import { TextField } from '../../../components/fields';
import { FormDialog } from '../../../components/FormDialog';
import { t } from '../../../i18n';
import { type CredentialForm, credentialFault, emptyCredential, formOf, newCredentialOf, noSecret, scopeOf, secretFault, secretOf } from './form';
import { KindsField } from './KindsField';
import { ScopeSection } from './ScopeSection';
import { SecretSection } from './SecretSection';

interface Closing {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

interface OfOne extends Closing {
  readonly credential: Credential;
}

/** Keeps a further credential. */
export function AddCredential(closing: Closing) {
  const [form, setForm] = useState(emptyCredential);
  const change = (part: Partial<CredentialForm>): void => setForm(before => ({ ...before, ...part }));
  const fault = credentialFault(form);
  return (
    <FormDialog
      title={t('credentials.add')}
      wide
      verb={t('credentials.addVerb')}
      missing={fault && t(`credentials.fault.${fault}`)}
      act={() => addCredential(newCredentialOf(form))}
      {...closing}
    >
      <div class="fields">
        <TextField label={t('column.name')} value={form.name} onChange={name => change({ name })} hint={t('credentials.nameHint')} />
        <KindsField value={form.kinds} onChange={kinds => change({ kinds })} />
        <div class="row">
          <TextField label={t('logon.username')} value={form.username} onChange={username => change({ username })} />
          <TextField label={t('credentials.domain')} value={form.domain} onChange={domain => change({ domain })} />
        </div>
        <SecretSection kinds={form.kinds} form={form} onChange={change} />
        <details>
          <summary class="minor">{t('credentials.scope')}</summary>
          <ScopeSection form={form} onChange={change} />
        </details>
      </div>
    </FormDialog>
  );
}

/** Changes what a credential opens, and where. */
export function ChangeCredential({ credential, ...closing }: OfOne) {
  const [form, setForm] = useState(() => formOf(credential));
  const change = (part: Partial<CredentialForm>): void => setForm(before => ({ ...before, ...part }));
  const version = credential.version ?? undefined;
  return (
    <FormDialog
      title={t('credentials.change', { name: credential.name })}
      wide
      verb={t('credentials.changeVerb')}
      missing={form.kinds.length === 0 ? t('credentials.fault.kinds') : undefined}
      act={() => changeCredential(credential.name, { kinds: form.kinds, scope: scopeOf(form), ...(version !== undefined && { version }) })}
      {...closing}
    >
      <div class="fields">
        <KindsField value={form.kinds} onChange={kinds => change({ kinds })} />
        <ScopeSection form={form} onChange={change} />
      </div>
    </FormDialog>
  );
}

/** Puts another secret in the place of the one before. */
export function ReplaceSecret({ credential, ...closing }: OfOne) {
  const [secret, setSecret] = useState(noSecret);
  const fault = secretFault(secret);
  return (
    <FormDialog
      title={t('credentials.replace', { name: credential.name })}
      verb={t('credentials.replaceVerb')}
      missing={fault && t(`credentials.fault.${fault}`)}
      act={() => replaceSecret(credential.name, secretOf(secret))}
      {...closing}
    >
      <div class="fields">
        <SecretSection kinds={credential.kinds} form={secret} onChange={part => setSecret(before => ({ ...before, ...part }))} />
      </div>
    </FormDialog>
  );
}

/** Lets a suspended credential be tried again. */
export function ConfirmCredential({ credential, ...closing }: OfOne) {
  return (
    <FormDialog
      title={t('credentials.confirm', { name: credential.name })}
      verb={t('credentials.confirmVerb')}
      act={() => confirmCredential(credential.name)}
      {...closing}
    >
      <p>{t('credentials.confirmAbout', { machine: credential.lastRefusedBy ?? t('none') })}</p>
    </FormDialog>
  );
}

export function RemoveCredential({ credential: { name, usedBy }, ...closing }: OfOne) {
  return (
    <Confirmation
      question={t('packages.remove', { name })}
      warning={usedBy.operations > 0 ? t('credentials.removeWarning', { count: usedBy.operations }) : t('credentials.removeUnused')}
      verb={t('remove')}
      act={() => removeCredential(name)}
      {...closing}
    />
  );
}
