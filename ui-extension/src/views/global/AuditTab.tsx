import { useState } from 'preact/hooks';
import { listAudit } from '../../api/server';
import type { AuditOutcome } from '../../api/types';
import { SearchField, SelectField } from '../../components/choices';
import { DataTable } from '../../components/DataTable';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Pager } from '../../components/Pager';
import { useDebounced } from '../../hooks/useDebounced';
import { usePages } from '../../hooks/usePages';
import { t } from '../../i18n';
import { auditColumns, auditOutcomes } from './auditColumns';

const PAGE_SIZE = 50;

interface AuditFilter {
  readonly user: string;
  readonly outcome: AuditOutcome | '';
}

/** Who asked for what, from where, on which targets, and what became of it. */
export function AuditTab() {
  const [filter, setFilter] = useState<AuditFilter>({ user: '', outcome: '' });
  const asked = useDebounced(filter);
  const pages = usePages((after, signal) => listAudit({ ...asked, limit: PAGE_SIZE, after }, signal), [asked]);
  return (
    <>
      <div class="toolbar">
        <div class="filters">
          <SearchField label={t('audit.user')} value={filter.user} onChange={user => setFilter(before => ({ ...before, user }))} />
          <SelectField<AuditOutcome | ''>
            label={t('attempts.outcome')}
            value={filter.outcome}
            onChange={outcome => setFilter(before => ({ ...before, outcome }))}
            choices={[{ value: '', label: t('filter.any') }, ...auditOutcomes.map(value => ({ value, label: t(`audit.${value}`) }))]}
          />
        </div>
      </div>
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{t('audit.none')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable caption={t('global.audit')} columns={auditColumns()} rows={page.items} keyOf={row => String(row.sequence)} />
              </div>
              <Pager pages={pages} pageSize={PAGE_SIZE} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
