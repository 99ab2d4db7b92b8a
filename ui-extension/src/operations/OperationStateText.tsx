import { StatusText } from '../components/StatusText';
import { type OperationStanding, shapeOf, stateText, statusOf } from './labels';

export function OperationStateText({ operation }: { operation: OperationStanding }) {
  const shape = shapeOf(operation.state);
  return (
    <StatusText status={statusOf(operation.state)} {...(shape ? { shape } : {})}>
      {stateText(operation)}
    </StatusText>
  );
}
