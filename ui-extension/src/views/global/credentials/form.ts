import type { Credential, CredentialKind, CredentialScope, NewCredential, NewSecret } from '../../../api/types';

export const credentialKinds: readonly CredentialKind[] = ['Guest', 'Ssh', 'Smb'];

/** A secret as it is typed. */
export interface SecretForm {
  readonly by: 'password' | 'key';
  readonly password: string;
  readonly privateKey: string;
  readonly passphrase: string;
  readonly sudoPassword: string;
}

export const noSecret: SecretForm = { by: 'password', password: '', privateKey: '', passphrase: '', sudoPassword: '' };

/** Where a credential may be used, as it is typed. */
export interface ScopeForm {
  readonly vCenter: string;
  readonly object: string;
  readonly namePattern: string;
  readonly machines: 'all' | 'standalone' | 'virtual';
}

/** A credential as it is typed. */
export interface CredentialForm extends SecretForm, ScopeForm {
  readonly name: string;
  readonly kinds: readonly CredentialKind[];
  readonly username: string;
  readonly domain: string;
}

export const emptyCredential: CredentialForm = {
  ...noSecret,
  name: '',
  kinds: ['Guest'],
  username: '',
  domain: '',
  vCenter: '',
  object: '',
  namePattern: '',
  machines: 'all',
};

export function formOf({ name, kinds, username, domain, scope }: Credential): CredentialForm {
  return {
    ...emptyCredential,
    name,
    kinds,
    username,
    domain: domain ?? '',
    vCenter: scope.vCenter ?? '',
    object: scope.object ?? '',
    namePattern: scope.namePattern ?? '',
    machines: scope.standalone === true ? 'standalone' : scope.standalone === false ? 'virtual' : 'all',
  };
}

export type CredentialFault = 'name' | 'kinds' | 'username' | 'secret';

const NAME = /^[A-Za-z0-9._@-]{1,100}$/;

export function secretFault(form: SecretForm): CredentialFault | undefined {
  return (form.by === 'password' ? form.password : form.privateKey.trim()) === '' ? 'secret' : undefined;
}

export function credentialFault(form: CredentialForm): CredentialFault | undefined {
  if (!NAME.test(form.name.trim())) {
    return 'name';
  }
  if (form.kinds.length === 0) {
    return 'kinds';
  }
  return form.username.trim() === '' ? 'username' : secretFault(form);
}

/** The credential to add; what is left empty is left out. */
export function newCredentialOf(form: CredentialForm): NewCredential {
  return {
    name: form.name.trim(),
    kinds: [...form.kinds],
    username: form.username.trim(),
    ...(form.domain.trim() && { domain: form.domain.trim() }),
    scope: scopeOf(form),
    ...secretOf(form),
  };
}

export function scopeOf({ vCenter, object, namePattern, machines }: ScopeForm): CredentialScope {
  return {
    ...(vCenter.trim() && { vCenter: vCenter.trim() }),
    ...(object.trim() && { object: object.trim() }),
    ...(namePattern.trim() && { namePattern: namePattern.trim() }),
    ...(machines !== 'all' && { standalone: machines === 'standalone' }),
  };
}

export function secretOf({ by, password, privateKey, passphrase, sudoPassword }: SecretForm): NewSecret {
  return {
    ...(by === 'password' ? { password } : { privateKey: `${privateKey.trim()}\n`, ...(passphrase && { passphrase }) }),
    ...(sudoPassword && { sudoPassword }),
  };
}
