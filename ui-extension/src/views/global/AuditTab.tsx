import { listAudit } from '../../api/plugin';
import type { AuditRow } from '../../api/plugin-types';
import { type Column, DataTable } from '../../components/DataTable';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Pager } from '../../components/Pager';
import { usePages } from '../../hooks/usePages';
import { t } from '../../i18n';
import { formatInstant } from '../../i18n/format';

const PAGE_SIZE = 50;

/** Who did what, from where, on which targets, and with what outcome. */
export function AuditTab() {
  const pages = usePages((after, signal) => listAudit({ limit: PAGE_SIZE, after }, signal), []);
  return (
    <Loaded query={pages.query}>
      {page =>
        page.items.length === 0 ? (
          <Empty>{t('audit.none')}</Empty>
        ) : (
          <>
            <div class="grid-scroll">
              <DataTable caption={t('global.audit')} columns={columns()} rows={page.items} keyOf={row => String(row.sequence)} />
            </div>
            <Pager pages={pages} pageSize={PAGE_SIZE} />
          </>
        )
      }
    </Loaded>
  );
}

function columns(): readonly Column<AuditRow>[] {
  return [
    { id: 'at', title: t('column.created'), cell: row => formatInstant(row.at) },
    { id: 'who', title: t('column.by'), kind: 'name', cell: row => row.who ?? t('none') },
    { id: 'from', title: t('audit.from'), cell: row => row.from ?? t('none') },
    { id: 'action', title: t('audit.action'), cell: row => row.action },
    { id: 'targets', title: t('audit.targets'), kind: 'wide', cell: row => row.targets?.join(', ') ?? t('none') },
    { id: 'outcome', title: t('attempts.outcome'), cell: row => row.outcome ?? t('none') },
  ];
}
