import { hasEnded } from '../api/operations';
import type { Operation } from '../api/types';
import { Bar } from '../components/Bar';
import { Button } from '../components/Button';
import { Expander } from '../components/Expander';
import { t } from '../i18n';
import { formatDuration } from '../i18n/format';
import { OperationDetails } from './OperationDetails';
import { OperationStateText } from './OperationStateText';
import { tookMilliseconds } from './state';

interface ProgressRowProps {
  readonly name: string;
  readonly operation: Operation | undefined;
  readonly message: string | undefined;
  readonly now: number;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
  readonly onCancel: (id: string) => void;
}

/** One target of an action and where it stands; opened, all that is known of it. */
export function ProgressRow({ name, operation, message, now, open, onToggle, onCancel }: ProgressRowProps) {
  if (!operation) {
    return (
      <tr>
        <td class="name">{name}</td>
        <td colSpan={4}>{t('loading')}</td>
      </tr>
    );
  }
  const took = tookMilliseconds(operation, now);
  const ended = hasEnded(operation);
  return (
    <>
      <tr>
        <td class="name">
          <Expander open={open} onToggle={() => onToggle(operation.id)}>
            {name}
          </Expander>
        </td>
        <td class="short">
          <OperationStateText operation={operation} />
        </td>
        <td class="wide">
          {!(open && operation.error) && <StepText operation={operation} message={message} />}
          {!ended && <Bar percent={operation.percent ?? 0} label={t('progress.of', { name })} />}
        </td>
        <td class="number">{took === undefined ? t('none') : formatDuration(took)}</td>
        <td class="actions">
          {!ended && (
            <Button flat small onClick={() => onCancel(operation.id)} disabledBecause={operation.cancelRequestedAt ? t('state.Cancelling') : undefined}>
              {t('cancel')}
              <span class="for-screen-readers"> {name}</span>
            </Button>
          )}
        </td>
      </tr>
      {open && (
        <tr class="opened">
          <td colSpan={5}>
            <OperationDetails known={operation} />
          </td>
        </tr>
      )}
    </>
  );
}

function StepText({ operation, message }: { operation: Operation; message: string | undefined }) {
  if (operation.error) {
    return (
      <>
        {operation.error.message}
        <div class="quiet">{operation.error.remedy}</div>
      </>
    );
  }
  return <>{message ?? operation.step ?? ''}</>;
}
