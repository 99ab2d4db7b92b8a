import type { Operation, OperationKind, OperationState } from '../api/types';
import type { Status } from '../components/Icon';
import { textOr } from '../i18n';

const STATUS: Readonly<Record<OperationState, Status>> = {
  Queued: 'neutral',
  Running: 'info',
  Success: 'success',
  Error: 'danger',
  Cancelled: 'warning',
};

const SHAPES: Partial<Record<OperationState, string>> = { Queued: 'clock', Cancelled: 'ban' };

export function statusOf(state: OperationState): Status {
  return STATUS[state];
}

/** The icon of a state that has one of its own. */
export function shapeOf(state: OperationState): { shape?: string } {
  const shape = SHAPES[state];
  return shape ? { shape } : {};
}

/** Where an operation stands, as far as its state in words needs it. */
export type OperationStanding = Pick<Operation, 'state'> & Partial<Pick<Operation, 'cancelRequestedAt' | 'startedAt'>>;

/** The state in words; one that is tried again or asked to end is told apart. */
export function stateText(operation: OperationStanding): string {
  const { state, cancelRequestedAt, startedAt } = operation;
  if (cancelRequestedAt && (state === 'Running' || state === 'Queued')) {
    return textOr('state.Cancelling', state);
  }
  return textOr(state === 'Queued' && startedAt ? 'state.Retrying' : `state.${state}`, state);
}

/** In the order in which one meets them; the compiler misses those that are missing. */
const KINDS: Readonly<Record<OperationKind, true>> = {
  InstallConnector: true,
  GetStatus: true,
  RunTask: true,
  ChangeConfiguration: true,
  RetrieveLogs: true,
  UpgradeConnector: true,
  UninstallConnector: true,
  InstallAgent: true,
  StartAgent: true,
  StopAgent: true,
  UninstallAgent: true,
  InstallPatch: true,
  UninstallPatch: true,
  AddGuestAlias: true,
  VerifyGuestAlias: true,
  RemoveGuestAlias: true,
  CheckMachine: true,
  PrepareAccount: true,
};

export const operationKinds = Object.keys(KINDS) as OperationKind[];

export const operationStates = Object.keys(STATUS) as OperationState[];

export function kindText(kind: string): string {
  return textOr(`kind.${kind}`, kind);
}

export function channelText(channel: string): string {
  return textOr(`channel.${channel}`, channel);
}

/** What the operation is done to, in the words that are known best. */
export function targetText(operation: Pick<Operation, 'target'>): string {
  const { virtualMachine, endpoint, moRef, connector, instanceUuid } = operation.target;
  return virtualMachine ?? endpoint ?? moRef ?? instanceUuid ?? connector ?? '';
}
