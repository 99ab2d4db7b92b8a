import type { Operation } from '../api/types';
import { type Column, DataTable } from '../components/DataTable';
import { t } from '../i18n';
import { formatDuration, formatInstant } from '../i18n/format';
import { OperationDetails } from './OperationDetails';
import { OperationStateText } from './OperationStateText';
import { kindText, targetText } from './labels';
import { tookMilliseconds } from './state';

interface OperationTableProps {
  readonly operations: readonly Operation[];
  /** Whether it lists those of several targets. */
  readonly withTargets?: boolean;
  readonly now: number;
}

/** Rows of the ledger; opened, with attempts, steps and output. */
export function OperationTable({ operations, withTargets = false, now }: OperationTableProps) {
  return (
    <DataTable
      caption={t('operations')}
      columns={columns(withTargets, now)}
      rows={operations}
      keyOf={operation => operation.id}
      expand={operation => <OperationDetails known={operation} />}
    />
  );
}

function columns(withTargets: boolean, now: number): readonly Column<Operation>[] {
  const target: Column<Operation> = { id: 'target', title: t('column.virtualMachine'), kind: 'name', cell: targetText };
  return [
    { id: 'kind', title: t('column.operation'), kind: 'short', cell: operation => kindText(operation.kind) },
    ...(withTargets ? [target] : []),
    { id: 'state', title: t('column.state'), kind: 'short', cell: operation => <OperationStateText operation={operation} /> },
    { id: 'created', title: t('column.created'), kind: 'short', cell: operation => formatInstant(operation.createdAt) },
    { id: 'took', title: t('column.time'), kind: 'number', cell: operation => took(operation, now) },
    { id: 'attempts', title: t('attempts'), kind: 'number', cell: operation => operation.attemptCount },
    { id: 'by', title: t('column.by'), kind: 'name', cell: operation => operation.createdBy },
  ];
}

function took(operation: Operation, now: number): string {
  const milliseconds = tookMilliseconds(operation, now);
  return milliseconds === undefined ? t('none') : formatDuration(milliseconds);
}
