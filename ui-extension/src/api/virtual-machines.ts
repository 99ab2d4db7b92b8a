import { type Query, request } from './request';
import type { OperationKind, Preflight, TargetChoice, VirtualMachine, VirtualMachinePage } from './types';

export function listVirtualMachines(query: Query, signal: AbortSignal): Promise<VirtualMachinePage> {
  return request('virtual-machines', { query, signal });
}

/** The virtual machine that the client names so. */
export async function findVirtualMachine(object: string, signal: AbortSignal): Promise<VirtualMachine | undefined> {
  const page = await listVirtualMachines({ object, limit: 1 }, signal);
  return page.items[0];
}

/** What would stand against doing something to virtual machines. */
export function preflight(kind: OperationKind, targets: readonly TargetChoice[], signal: AbortSignal): Promise<Preflight> {
  return request('preflight', { method: 'POST', body: { kind, targets }, signal });
}
