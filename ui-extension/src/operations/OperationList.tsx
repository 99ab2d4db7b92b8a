import { hasEnded, listOperations, type OperationFilter } from '../api/operations';
import { Empty } from '../components/Empty';
import { Loaded } from '../components/Loaded';
import { Pager } from '../components/Pager';
import { useInterval } from '../hooks/useInterval';
import { useNow } from '../hooks/useNow';
import { usePages } from '../hooks/usePages';
import { t } from '../i18n';
import { OperationTable } from './OperationTable';

const PAGE_SIZE = 25;
const REFRESH = 4000;

/** The ledger, newest first, page by page and kept up to date. */
export function OperationList({ filter, withTargets = false }: { filter: OperationFilter; withTargets?: boolean }) {
  const pages = usePages(
    (after, signal) => listOperations({ ...filter, limit: PAGE_SIZE, ...(after ? { after } : {}) }, signal),
    [JSON.stringify(filter)],
  );
  useInterval(pages.query.reload, REFRESH);
  const now = useNow(pages.query.data?.items.some(operation => !hasEnded(operation)) ?? false);
  return (
    <Loaded query={pages.query}>
      {page =>
        page.items.length === 0 ? (
          <Empty>{t('operations.none')}</Empty>
        ) : (
          <>
            <div class="grid-scroll">
              <OperationTable operations={page.items} withTargets={withTargets} now={now} />
            </div>
            <Pager pages={pages} pageSize={PAGE_SIZE} />
          </>
        )
      }
    </Loaded>
  );
}
