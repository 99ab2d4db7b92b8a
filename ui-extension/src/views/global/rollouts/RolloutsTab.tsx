import { changeRollout, listRollouts } from '../../../api/rollouts';
import type { Rollout } from '../../../api/types';
import { DataTable } from '../../../components/DataTable';
import { Empty } from '../../../components/Empty';
import { Loaded } from '../../../components/Loaded';
import { Pager } from '../../../components/Pager';
import { ProblemMessage } from '../../../components/Problem';
import { useAction } from '../../../hooks/useAction';
import { useInterval } from '../../../hooks/useInterval';
import { usePages } from '../../../hooks/usePages';
import { t } from '../../../i18n';
import { type RolloutAction, rolloutColumns } from './columns';
import { RolloutTargets } from './RolloutTargets';

const PAGE_SIZE = 25;
const REFRESH = 5000;

/** Operations that go over the fleet wave after wave, and stop where too many fail. */
export function RolloutsTab() {
  const pages = usePages((after, signal) => listRollouts({ limit: PAGE_SIZE, after }, signal), []);
  useInterval(pages.query.reload, REFRESH);
  const change = useAction(async (action: RolloutAction, rollout: Rollout) => {
    await changeRollout(rollout.id, action);
    pages.query.reload();
  });
  return (
    <>
      <p class="about">{t('rollouts.about')}</p>
      {change.problem && <ProblemMessage problem={change.problem} />}
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{t('rollouts.none')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable
                  caption={t('global.rollouts')}
                  columns={rolloutColumns((action, rollout) => void change.run(action, rollout))}
                  rows={page.items}
                  keyOf={rollout => rollout.id}
                  expand={rollout => <RolloutTargets known={rollout} />}
                />
              </div>
              <Pager pages={pages} pageSize={PAGE_SIZE} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
