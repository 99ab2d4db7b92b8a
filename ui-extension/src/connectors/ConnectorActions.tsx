import { ActionMenu } from '../components/ActionMenu';
import { t } from '../i18n';
import type { Choice } from '../targets/choices';
import { actionDialogs, openDialog } from './dialogs';

interface ConnectorActionsProps {
  /** What to do it with; what the view is about where nothing is said. */
  readonly targets?: readonly Choice[];
  readonly onDone: () => void;
  readonly disabledBecause?: string | false;
}

/** All that can be done with virtual machines, as in the client's own menu; the dialogs tell where something cannot. */
export function ConnectorActions({ targets, onDone, disabledBecause = false }: ConnectorActionsProps) {
  const items = actionDialogs.map(dialog => ({
    id: dialog,
    label: t(`next.${dialog}`),
    act: () => void openDialog(dialog, targets && { targets }).then(onDone),
  }));
  return (
    <ActionMenu items={items} disabledBecause={disabledBecause}>
      {t('column.actions')}
    </ActionMenu>
  );
}
