import type { Operation, TargetChoice } from '../api/types';
import { client } from '../client/current';

/** What a dialog was opened for: what another view of ours handed over, else what is selected in the client. */
export function askedTargets(): readonly TargetChoice[] {
  const data = client().customData;
  return isAsked(data) ? data.targets : client().objects.map(object => ({ object: object.id }));
}

/** The virtual machines of operations, to ask about them again. */
export function targetsOf(operations: readonly Operation[]): readonly TargetChoice[] {
  return operations.map(({ target: { instanceUuid, moRef, virtualMachine, vCenter } }) => ({
    virtualMachine: instanceUuid ?? moRef ?? virtualMachine ?? '',
    vCenter: vCenter ?? '',
  }));
}

function isAsked(data: unknown): data is { targets: readonly TargetChoice[] } {
  return typeof data === 'object' && data !== null && 'targets' in data && Array.isArray(data.targets);
}
