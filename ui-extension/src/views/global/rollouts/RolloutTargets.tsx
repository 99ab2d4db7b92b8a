import { getRollout } from '../../../api/rollouts';
import type { Rollout, RolloutTarget } from '../../../api/types';
import { Button } from '../../../components/Button';
import { type Column, DataTable } from '../../../components/DataTable';
import { Loaded } from '../../../components/Loaded';
import { openDialog } from '../../../connectors/dialogs';
import { useQuery } from '../../../hooks/useQuery';
import { t } from '../../../i18n';
import { OperationStateText } from '../../../operations/OperationStateText';
import { targetText } from '../../../operations/labels';

/** The targets of a rollout in their waves; asked for again whenever it has moved on. */
export function RolloutTargets({ known }: { known: Rollout }) {
  const query = useQuery(signal => getRollout(known.id, signal), [known.id, known.state, known.wave, known.open, known.succeeded, known.failed]);
  return (
    <Loaded query={query}>
      {rollout => (
        <div class="grid-frame" tabIndex={0} role="group" aria-label={t('audit.targets')}>
          <DataTable
            caption={t('audit.targets')}
            columns={columns()}
            rows={rollout.items ?? []}
            keyOf={({ wave, target }) => `${wave}/${target.instanceUuid ?? target.endpointId ?? targetText({ target })}`}
          />
        </div>
      )}
    </Loaded>
  );
}

function columns(): readonly Column<RolloutTarget>[] {
  return [
    { id: 'wave', title: t('rollouts.wave'), kind: 'number', cell: target => target.wave },
    { id: 'target', title: t('column.virtualMachine'), kind: 'name', cell: targetText },
    { id: 'state', title: t('column.state'), kind: 'wide', cell: ({ state }) => (state ? <OperationStateText operation={{ state }} /> : t('rollouts.notYet')) },
    { id: 'operation', title: t('column.operation'), kind: 'actions', cell: ({ operationId, target }) => operationId && <Show id={operationId} name={targetText({ target })} /> },
  ];
}

function Show({ id, name }: { id: string; name: string }) {
  return (
    <Button flat small onClick={() => void openDialog('progress', { operations: [id] })}>
      {t('files.show')}
      <span class="for-screen-readers"> {name}</span>
    </Button>
  );
}
