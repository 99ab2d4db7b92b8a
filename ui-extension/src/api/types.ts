import type { components } from './schema';

type Schemas = components['schemas'];

export type Operation = Schemas['OperationView'];
export type OperationKind = Schemas['OperationKind'];
export type OperationState = Schemas['OperationState'];
export type OperationError = Schemas['OperationError'];
export type OperationEvent = Schemas['EventView'];
export type OperationFile = Schemas['OperationFile'];
export type OperationAttempt = Schemas['OperationAttempt'];
export type SubmitOperation = Schemas['SubmitOperation'];
export type GuestLogonChoice = Schemas['SubmitGuestLogon'];

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
  readonly total?: number;
}

/** What became of one operation of a batch. */
export interface BatchItem {
  readonly status: number;
  readonly id?: string | null;
  readonly problem?: ProblemBody | null;
}

/** Problem details as the server writes them. */
export interface ProblemBody {
  readonly type?: string | null;
  readonly title?: string | null;
  readonly status?: number | null;
  readonly detail?: string | null;
  readonly errors?: Readonly<Record<string, readonly string[]>> | null;
}
