import { type Column, DataTable } from '../components/DataTable';
import { Facts } from '../components/Facts';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { formatInstant } from '../i18n/format';
import { Notes } from './Notes';
import type { Change, PatchResult } from './results';

/** What patches changed, or would change. */
export function Patched({ result }: { result: PatchResult }) {
  const { manager, dryRun, changes = [], restartNeeded, restartAt, notes = [] } = result;
  return (
    <>
      <Facts
        facts={[
          [t('patches.manager'), manager],
          [t('result.note'), dryRun && t('patches.wasDryRun')],
          [t('patches.restart'), <Restart needed={restartNeeded} at={restartAt} />],
          [t('result.notes'), notes.length > 0 && <Notes notes={notes} />],
        ]}
      />
      {changes.length === 0 ? (
        <p class="quiet">{t('patches.noChange')}</p>
      ) : (
        <DataTable caption={t('patches.changes')} columns={columns()} rows={changes} keyOf={change => change.name} />
      )}
    </>
  );
}

function Restart({ needed, at }: { needed: boolean | undefined; at: string | null | undefined }) {
  if (at) {
    return <StatusText status="warning">{t('patches.restartAt', { time: formatInstant(at) })}</StatusText>;
  }
  return needed ? <StatusText status="warning">{t('patches.restartNeeded')}</StatusText> : <>{t('patches.restartNotNeeded')}</>;
}

function columns(): readonly Column<Change>[] {
  return [
    { id: 'name', title: t('patches.package'), kind: 'name', cell: change => change.name },
    { id: 'before', title: t('result.versionBefore'), cell: change => change.before ?? t('patches.notInstalled') },
    { id: 'after', title: t('result.versionAfter'), cell: change => change.after ?? t('patches.removed') },
  ];
}
