import { submitOperations } from '../api/operations';
import { Problem } from '../api/problem';
import type { GuestLogonChoice, Operation, OperationKind, PreflightItem, SubmitOperation, VirtualMachine } from '../api/types';
import { endpointOf } from '../targets/choices';
import { targetText } from './labels';
import type { FollowedTarget, RefusedTarget } from './ProgressPanel';

const MOST_PER_BATCH = 1000;

/** What became of a request for several targets. */
export interface Submission {
  readonly followed: readonly FollowedTarget[];
  readonly refused: readonly RefusedTarget[];
}

export interface Work {
  readonly kind: OperationKind;
  readonly parameters?: unknown;
  readonly guestLogon?: GuestLogonChoice;
  readonly timeoutSeconds?: number;
}

interface NamedRequest {
  readonly name: string;
  readonly request: SubmitOperation;
}

/** Asks for the same work on several virtual machines. */
export function submitTo(items: readonly PreflightItem[], work: Work): Promise<Submission> {
  return submitAll(
    items.map(({ virtualMachine }) => ({ name: virtualMachine.name, request: { ...work, target: targetFor(virtualMachine) } })),
  );
}

/** Asks again for what has failed, as it was asked for. */
export function submitAgain(failed: readonly Operation[]): Promise<Submission> {
  return submitAll(
    failed.map(({ kind, target, parameters, timeoutSeconds, guestLogon }) => ({
      name: targetText({ target }),
      request: {
        kind,
        target: target.connector && !target.virtualMachine && !target.endpointId ? { connector: target.connector } : targetOf(target),
        timeoutSeconds,
        ...(parameters ? { parameters } : {}),
        ...(guestLogon ? { guestLogon: { name: guestLogon } } : {}),
      },
    })),
  );
}

function targetFor(machine: VirtualMachine): SubmitOperation['target'] {
  const endpoint = endpointOf(machine);
  return endpoint ? { endpoint } : { virtualMachine: machine.instanceUuid, vCenter: machine.vCenter };
}

function targetOf({ endpointId, instanceUuid, moRef, virtualMachine, vCenter }: Operation['target']): SubmitOperation['target'] {
  if (endpointId) {
    return { endpoint: endpointId };
  }
  return { virtualMachine: instanceUuid ?? moRef ?? virtualMachine ?? null, ...(vCenter ? { vCenter } : {}) };
}

async function submitAll(requests: readonly NamedRequest[]): Promise<Submission> {
  const run = crypto.randomUUID();
  const keyed = requests.map(({ name, request }, index) => ({ name, request: { ...request, idempotencyKey: `${run}/${index}` } }));
  const followed: FollowedTarget[] = [];
  const refused: RefusedTarget[] = [];
  for (let start = 0; start < keyed.length; start += MOST_PER_BATCH) {
    const batch = keyed.slice(start, start + MOST_PER_BATCH);
    const answers = await submitOperations(batch.map(({ request }) => request));
    answers.forEach((answer, index) => {
      const name = batch[index]!.name;
      if (answer.id && !answer.problem) {
        followed.push({ id: answer.id, name });
      } else {
        refused.push({ name, problem: Problem.of(answer.problem ?? {}, answer.status) });
      }
    });
  }
  return { followed, refused };
}
