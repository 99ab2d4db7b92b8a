import type { components } from './schema';
import type { OperationKind } from './types';

export type VirtualMachine = components['schemas']['VirtualMachineView'];
export type VirtualMachinePage = components['schemas']['VirtualMachinePageView'];
export type UnreachableVCenter = components['schemas']['UnreachableVCenterView'];
export type Fleet = components['schemas']['FleetView'];
export type FleetMoment = components['schemas']['FleetSample'];
export type Me = components['schemas']['MeView'];
export type AuditRow = components['schemas']['AuditView'];
export type AuditOutcome = components['schemas']['AuditOutcome'];

// By hand until the document of the server describes them.

export type Verdict = 'Ready' | 'Warning' | 'Blocked';

export interface PreflightFinding {
  readonly code: string;
  readonly severity: 'Ok' | 'Warning' | 'Blocked';
  readonly message: string;
  readonly remedy?: string | null;
}

export interface PreflightItem {
  readonly virtualMachine: VirtualMachine;
  readonly verdict: Verdict;
  readonly findings: readonly PreflightFinding[];
}

export interface PreflightAnswer {
  readonly items: readonly PreflightItem[];
  readonly unresolved: readonly { readonly target: unknown; readonly code: string; readonly message: string; readonly remedy?: string | null }[];
  readonly truncated: boolean;
}

export interface PreflightRequest {
  readonly kind: OperationKind;
  readonly targets: readonly TargetChoice[];
}

/** An object as the client names it, with all virtual machines below it, or one virtual machine. */
export type TargetChoice = { readonly object: string } | { readonly virtualMachine: string; readonly vCenter: string };

export interface GuestLogon {
  readonly name: string;
  readonly username?: string | null;
}
