import { type Query, request } from './request';
import type { AuditRow, Fleet, GuestLogon, Me, Page, Settings } from './types';

export function getMe(signal: AbortSignal): Promise<Me> {
  return request('me', { signal });
}

export function getFleet(signal: AbortSignal): Promise<Fleet> {
  return request('fleet', { signal });
}

export async function listGuestLogons(signal: AbortSignal): Promise<readonly GuestLogon[]> {
  const page = await request<Page<GuestLogon>>('guest-logons', { signal });
  return page.items;
}

export function getSettings(signal: AbortSignal): Promise<Settings> {
  return request('settings', { signal });
}

export function listAudit(query: Query, signal: AbortSignal): Promise<Page<AuditRow>> {
  return request('audit', { query, signal });
}
