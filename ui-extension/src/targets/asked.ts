import type { Operation } from '../api/types';
import { client } from '../client/current';
import { type Choice, isEndpoint } from './choices';

/** What a dialog was opened for: what another view of ours handed over, else what is selected in the client. */
export function askedTargets(): readonly Choice[] {
  const data = client().customData;
  return isAsked(data) ? data.targets : client().objects.map(object => ({ object: object.id }));
}

/** What operations were for, to ask about it again; `before` is what the dialog was opened for. */
export function choicesOf(operations: readonly Operation[], before: readonly Choice[]): readonly Choice[] {
  const endpoints = new Set(operations.map(({ target }) => target.endpointId));
  const machines = operations.filter(({ target }) => !target.endpointId);
  return [
    ...before.filter(choice => isEndpoint(choice) && endpoints.has(choice.endpoint.id)),
    ...machines.map(({ target: { instanceUuid, moRef, virtualMachine, vCenter } }) => ({
      virtualMachine: instanceUuid ?? moRef ?? virtualMachine ?? '',
      vCenter: vCenter ?? '',
    })),
  ];
}

function isAsked(data: unknown): data is { targets: readonly Choice[] } {
  return typeof data === 'object' && data !== null && 'targets' in data && Array.isArray(data.targets);
}
