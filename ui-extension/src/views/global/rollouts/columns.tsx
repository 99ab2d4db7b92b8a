import type { Rollout } from '../../../api/types';
import { ActionMenu } from '../../../components/ActionMenu';
import { Bar } from '../../../components/Bar';
import type { Column } from '../../../components/DataTable';
import type { Status } from '../../../components/Icon';
import { StatusText } from '../../../components/StatusText';
import { t } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';
import { kindText } from '../../../operations/labels';

/** What can be done with a rollout. */
export type RolloutAction = 'pause' | 'resume' | 'stop';

export function rolloutColumns(act: (action: RolloutAction, rollout: Rollout) => void): readonly Column<Rollout>[] {
  return [
    { id: 'kind', title: t('column.operation'), kind: 'short', cell: ({ kind }) => kindText(kind) },
    { id: 'state', title: t('column.state'), kind: 'name', cell: rollout => <State rollout={rollout} /> },
    { id: 'wave', title: t('rollouts.wave'), kind: 'short', cell: ({ wave, waveCount }) => t('rollouts.waveOf', { wave, count: waveCount }) },
    { id: 'progress', title: t('progress.title'), kind: 'name', cell: rollout => <Progress rollout={rollout} /> },
    { id: 'created', title: t('column.created'), kind: 'short', cell: ({ createdAt }) => formatInstant(createdAt) },
    { id: 'by', title: t('column.by'), kind: 'name', cell: ({ createdBy }) => createdBy },
    { id: 'actions', title: t('column.actions'), kind: 'actions', cell: rollout => <Actions rollout={rollout} act={act} /> },
  ];
}

const STATUS: Readonly<Record<Rollout['state'], Status>> = { Running: 'info', Paused: 'warning', Stopped: 'danger', Finished: 'success' };

function State({ rollout: { state, reason, failed } }: { rollout: Rollout }) {
  return (
    <StatusText status={state === 'Finished' && failed > 0 ? 'warning' : STATUS[state]}>
      {t(`rollouts.state.${state}`)}
      {reason && <div class="quiet">{reason}</div>}
    </StatusText>
  );
}

function Progress({ rollout: { kind, targets, succeeded, failed } }: { rollout: Rollout }) {
  const done = succeeded + failed;
  return (
    <>
      {t('progress.done', { done, count: targets })}
      {failed > 0 && ` · ${t('progress.failed', { count: failed })}`}
      <Bar percent={targets === 0 ? 0 : Math.round((100 * done) / targets)} label={t('progress.of', { name: kindText(kind) })} status={failed > 0 ? 'danger' : 'success'} />
    </>
  );
}

function Actions({ rollout, act }: { rollout: Rollout; act: (action: RolloutAction, rollout: Rollout) => void }) {
  const actions: readonly RolloutAction[] = rollout.state === 'Running' ? ['pause', 'stop'] : rollout.state === 'Paused' ? ['resume', 'stop'] : [];
  return actions.length === 0 ? null : (
    <ActionMenu items={actions.map(action => ({ id: action, label: t(`rollouts.action.${action}`), act: () => act(action, rollout) }))}>
      {t('column.actions')}
      <span class="for-screen-readers"> {kindText(rollout.kind)}</span>
    </ActionMenu>
  );
}
