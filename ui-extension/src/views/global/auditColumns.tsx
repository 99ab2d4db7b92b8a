import type { AuditOutcome, AuditRow } from '../../api/types';
import type { Column } from '../../components/DataTable';
import type { Status } from '../../components/Icon';
import { StatusText } from '../../components/StatusText';
import { t, textOr } from '../../i18n';
import { formatInstant } from '../../i18n/format';

const STATUS: Readonly<Record<AuditOutcome, Status>> = { Accepted: 'success', Partial: 'warning', Refused: 'danger', Failed: 'danger' };

export const auditOutcomes = Object.keys(STATUS) as AuditOutcome[];

export function auditColumns(): readonly Column<AuditRow>[] {
  return [
    { id: 'at', title: t('column.created'), kind: 'short', cell: row => formatInstant(row.at) },
    { id: 'user', title: t('column.by'), kind: 'name', cell: row => row.user || t('audit.nobody') },
    { id: 'address', title: t('audit.from'), cell: row => row.address ?? t('none') },
    { id: 'action', title: t('audit.action'), kind: 'short', cell: row => actionText(row.action) },
    { id: 'outcome', title: t('attempts.outcome'), cell: row => <Outcome row={row} /> },
    { id: 'targets', title: t('audit.targets'), kind: 'wide', cell: row => <Targets row={row} /> },
  ];
}

/** What was asked for: an operation by its kind, everything else by the name of its request. */
function actionText(action: string): string {
  return textOr(`kind.${action}`, textOr(`audit.did.${action}`, action));
}

function Outcome({ row: { outcome, code, repeats } }: { row: AuditRow }) {
  return (
    <StatusText status={STATUS[outcome]}>
      {t(`audit.${outcome}`)}
      {code && <div class="quiet">{code}</div>}
      {repeats ? <div class="quiet">{t('audit.repeats', { count: repeats })}</div> : null}
    </StatusText>
  );
}

function Targets({ row: { targets, targetCount } }: { row: AuditRow }) {
  const more = targetCount - targets.length;
  return (
    <>
      {targets.map(target => (target.code ? `${target.name} (${target.code})` : target.name)).join(', ')}
      {more > 0 && ` ${t('audit.more', { count: more })}`}
    </>
  );
}
