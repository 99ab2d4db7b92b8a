import type { Operation } from '../api/types';
import type { AgentStatus, ConnectorStatus } from '../operations/results';

/** An agent by its name, over all machines that were asked. */
export interface FoundAgent {
  readonly name: string;
  readonly versions: readonly string[];
  /** How many machines have it in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** The machines that have it, by their instance UUIDs. */
  readonly machines: ReadonlySet<string>;
}

interface ToldAgent extends AgentStatus {
  readonly machine: string;
}

/** The agents that machines told of, by name. */
export function foundAgents(answers: readonly Operation[]): readonly FoundAgent[] {
  const told = answers.flatMap(({ target, result }): readonly ToldAgent[] =>
    ((result as ConnectorStatus | null | undefined)?.agents ?? []).map(agent => ({ ...agent, machine: target.instanceUuid ?? '' })),
  );
  const names = [...new Set(told.map(({ name }) => name))].sort((one, other) => one.localeCompare(other));
  return names.map(name => asOne(name, told.filter(agent => agent.name === name)));
}

function asOne(name: string, told: readonly ToldAgent[]): FoundAgent {
  const states: Record<string, number> = {};
  told.forEach(({ state }) => (states[state] = (states[state] ?? 0) + 1));
  return {
    name,
    versions: [...new Set(told.map(({ version }) => version))].sort(),
    states,
    machines: new Set(told.map(({ machine }) => machine)),
  };
}
