import { StatusText } from '../components/StatusText';
import { type OperationStanding, shapeOf, stateText, statusOf } from './labels';

export function OperationStateText({ operation }: { operation: OperationStanding }) {
  return (
    <StatusText status={statusOf(operation.state)} {...shapeOf(operation.state)}>
      {stateText(operation)}
    </StatusText>
  );
}
