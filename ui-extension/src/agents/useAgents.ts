import { useEffect, useState } from 'preact/hooks';
import { hasEnded } from '../api/operations';
import type { Problem } from '../api/problem';
import type { PreflightItem } from '../api/types';
import { useAction } from '../hooks/useAction';
import { submitTo, type Submission } from '../operations/submit';
import { useOperations } from '../operations/useOperations';
import { type FoundAgent, foundAgents } from './found';

/** Up to this many machines are asked without being told to. */
const MOST_BY_ITSELF = 20;

/** A connector that is there answers at once. */
const PATIENCE_SECONDS = 30;

/** The agents on machines, as their connectors tell. */
export interface Agents {
  readonly agents: readonly FoundAgent[];
  /** Machines that can be asked: their connectors are connected. */
  readonly askable: number;
  readonly answered: number;
  readonly silent: number;
  readonly asking: boolean;
  readonly asked: boolean;
  readonly problem: Problem | undefined;
  readonly ask: () => void;
  /** Whether a machine told its agents, and this one is not among them. */
  readonly lacks: (name: string, item: PreflightItem) => boolean;
}

/** Asks the connectors of machines for their agents: a few at once, more when `ask` is called. */
export function useAgents(items: readonly PreflightItem[] | undefined): Agents {
  const [submission, setSubmission] = useState<Submission>();
  const able = items?.filter(item => item.virtualMachine.connectorState === 'Connected') ?? [];
  const submit = useAction(async () => setSubmission(await submitTo(able, { kind: 'GetStatus', timeoutSeconds: PATIENCE_SECONDS })));
  const { operations, problem } = useOperations(submission?.followed.map(({ id }) => id) ?? []);
  useEffect(() => {
    if (able.length > 0 && able.length <= MOST_BY_ITSELF && !submission) {
      void submit.run();
    }
  }, [items]);
  const ended = [...operations.values()].filter(hasEnded);
  const answers = ended.filter(({ state }) => state === 'Success');
  const machines = new Set(answers.map(({ target }) => target.instanceUuid));
  const agents = foundAgents(answers);
  return {
    agents,
    askable: able.length,
    answered: answers.length,
    silent: ended.length - answers.length + (submission?.refused.length ?? 0),
    asking: submit.busy || (submission !== undefined && ended.length < submission.followed.length),
    asked: submission !== undefined,
    problem: submit.problem ?? problem,
    ask: () => void submit.run(),
    lacks: (name, { virtualMachine: { instanceUuid } }) =>
      machines.has(instanceUuid) && !agents.some(agent => agent.name === name && agent.machines.has(instanceUuid)),
  };
}
