import type { VirtualMachine } from '../../api/types';
import { Button } from '../../components/Button';
import { ConnectorActions } from '../../connectors/ConnectorActions';
import { t } from '../../i18n';

interface MachineActionsProps {
  readonly chosen: readonly VirtualMachine[];
  readonly onClear: () => void;
  readonly onDone: () => void;
}

/** What can be done with the chosen machines, over all pages. */
export function MachineActions({ chosen, onClear, onDone }: MachineActionsProps) {
  const targets = chosen.map(({ instanceUuid, vCenter }) => ({ virtualMachine: instanceUuid, vCenter }));
  return (
    <div class="buttons">
      {chosen.length > 0 && (
        <Button flat small onClick={onClear}>
          {t('machines.clear', { count: chosen.length })}
        </Button>
      )}
      <ConnectorActions targets={targets} onDone={onDone} disabledBecause={chosen.length === 0 && t('targets.choseNone')} />
    </div>
  );
}
