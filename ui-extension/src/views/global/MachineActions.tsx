import type { VirtualMachine } from '../../api/types';
import { Button } from '../../components/Button';
import { type Dialog, openDialog } from '../../connectors/dialogs';
import { t } from '../../i18n';

interface MachineActionsProps {
  readonly chosen: readonly VirtualMachine[];
  readonly onClear: () => void;
  readonly onDone: () => void;
}

const DIALOGS: readonly Dialog[] = ['install', 'run-task', 'status'];

/** What can be done with the chosen machines, over all pages. */
export function MachineActions({ chosen, onClear, onDone }: MachineActionsProps) {
  const targets = chosen.map(({ instanceUuid, vCenter }) => ({ virtualMachine: instanceUuid, vCenter }));
  const open = (dialog: Dialog): void => void openDialog(dialog, { targets }).then(onDone);
  return (
    <div class="buttons">
      {chosen.length > 0 && (
        <Button flat small onClick={onClear}>
          {t('machines.clear', { count: chosen.length })}
        </Button>
      )}
      {DIALOGS.map(dialog => (
        <Button key={dialog} small onClick={() => open(dialog)} disabledBecause={chosen.length === 0 && t('targets.choseNone')}>
          {t(`next.${dialog}`)}
        </Button>
      ))}
    </div>
  );
}
