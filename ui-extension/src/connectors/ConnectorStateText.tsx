import type { VirtualMachine } from '../api/types';
import type { Status } from '../components/Icon';
import { StatusText } from '../components/StatusText';
import { textOr } from '../i18n';

/** A machine that may have a connector. */
type WithConnector = Pick<VirtualMachine, 'connectorState'>;

type ConnectorCondition = 'Connected' | 'Disconnected' | 'Enrolled' | 'NotInstalled';

export const conditions: readonly ConnectorCondition[] = ['Connected', 'Disconnected', 'Enrolled', 'NotInstalled'];

const STATUS: Readonly<Record<ConnectorCondition, Status>> = {
  Connected: 'success',
  Disconnected: 'danger',
  Enrolled: 'warning',
  NotInstalled: 'neutral',
};

function conditionOf(machine: WithConnector): ConnectorCondition {
  return machine.connectorState ?? 'NotInstalled';
}

export function conditionStatus(condition: string): Status {
  return condition in STATUS ? STATUS[condition as ConnectorCondition] : 'neutral';
}

export function ConnectorStateText({ machine }: { machine: WithConnector }) {
  const condition = conditionOf(machine);
  return <StatusText status={STATUS[condition]}>{textOr(`connector.${condition}`, condition)}</StatusText>;
}
