import { type Query, request, send } from './request';
import type { Credential, CredentialKind, CredentialScope, NewCredential, NewSecret, Page } from './types';

export function listCredentials(query: Query, signal: AbortSignal): Promise<Page<Credential>> {
  return request('credentials', { query, signal });
}

export function addCredential(credential: NewCredential): Promise<Credential> {
  return request('credentials', { method: 'POST', body: credential });
}

export function replaceSecret(name: string, secret: NewSecret): Promise<Credential> {
  return request(`${pathOf(name)}/secret`, { method: 'PUT', body: secret });
}

export function changeCredential(name: string, change: { kinds: readonly CredentialKind[]; scope: CredentialScope; version?: number }): Promise<Credential> {
  return request(pathOf(name), { method: 'PATCH', body: change });
}

/** Says that a suspended credential is right. */
export function confirmCredential(name: string): Promise<Credential> {
  return request(`${pathOf(name)}/confirm`, { method: 'POST' });
}

export async function removeCredential(name: string): Promise<void> {
  await send(pathOf(name), { method: 'DELETE' });
}

function pathOf(name: string): string {
  return `credentials/${encodeURIComponent(name)}`;
}
