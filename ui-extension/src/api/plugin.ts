import type {
  AuditRow,
  Fleet,
  GuestLogon,
  Me,
  PreflightAnswer,
  PreflightRequest,
  VirtualMachine,
  VirtualMachinePage,
} from './plugin-types';
import { type Query, request } from './request';
import type { Page } from './types';

export function getMe(signal: AbortSignal): Promise<Me> {
  return request('me', { signal });
}

export function preflight(asked: PreflightRequest, signal: AbortSignal): Promise<PreflightAnswer> {
  return request('preflight', { method: 'POST', body: asked, signal });
}

export async function listGuestLogons(signal: AbortSignal): Promise<readonly GuestLogon[]> {
  const answer = await request<Page<GuestLogon>>('guest-logons', { signal });
  return answer.items;
}

export function getFleet(signal: AbortSignal): Promise<Fleet> {
  return request('fleet', { signal });
}

export function listVirtualMachines(query: Query, signal: AbortSignal): Promise<VirtualMachinePage> {
  return request('virtual-machines', { query, signal });
}

/** The virtual machine that a view is about, by the reference that the client gave. */
export async function findVirtualMachine(object: string, signal: AbortSignal): Promise<VirtualMachine | undefined> {
  const page = await listVirtualMachines({ object, limit: 1 }, signal);
  return page.items[0];
}

export function getSettings(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  return request('settings', { signal });
}

export function listAudit(query: Query, signal: AbortSignal): Promise<Page<AuditRow>> {
  return request('audit', { query, signal });
}
