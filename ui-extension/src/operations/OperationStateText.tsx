import type { Operation } from '../api/types';
import { StatusText } from '../components/StatusText';
import { shapeOf, stateText, statusOf } from './labels';

export function OperationStateText({ operation }: { operation: Pick<Operation, 'state' | 'cancelRequestedAt' | 'startedAt'> }) {
  const shape = shapeOf(operation.state);
  return (
    <StatusText status={statusOf(operation.state)} {...(shape ? { shape } : {})}>
      {stateText(operation)}
    </StatusText>
  );
}
