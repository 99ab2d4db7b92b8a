import { type Column, DataTable } from '../components/DataTable';
import { Facts } from '../components/Facts';
import type { Status } from '../components/Icon';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { formatBytes, formatDuration } from '../i18n/format';
import type { RunTaskResult, TaskStepResult } from './results';

/** How a task ended; of a workflow, how each of its steps did. */
export function TaskEnded({ result }: { result: RunTaskResult }) {
  const cut = result.outputCut || result.errorCut;
  return (
    <>
      <Facts
        facts={[
          [t('result.exitCode'), <StatusText status={result.exitCode === 0 ? 'success' : 'warning'}>{result.exitCode}</StatusText>],
          [t('result.written'), formatBytes(result.outputBytes + result.errorBytes)],
          [t('result.note'), cut && t('result.outputCut')],
        ]}
      />
      {result.steps && result.steps.length > 0 && (
        <DataTable caption={t('steps.workflow')} columns={columns()} rows={result.steps} keyOf={step => step.name} />
      )}
    </>
  );
}

const STATUS: Readonly<Record<TaskStepResult['state'], Status>> = { Succeeded: 'success', Failed: 'danger', TimedOut: 'danger', Skipped: 'neutral' };

function columns(): readonly Column<TaskStepResult>[] {
  return [
    { id: 'name', title: t('steps.workflow'), kind: 'name', cell: step => step.name },
    { id: 'state', title: t('column.state'), kind: 'short', cell: ({ state }) => <StatusText status={STATUS[state]}>{t(`step.${state}`)}</StatusText> },
    { id: 'exitCode', title: t('result.exitCode'), kind: 'number', cell: step => step.exitCode ?? t('none') },
    { id: 'time', title: t('column.time'), kind: 'number', cell: ({ state, seconds = 0 }) => (state === 'Skipped' ? t('none') : formatDuration(seconds * 1000)) },
    { id: 'written', title: t('result.written'), kind: 'number', cell: ({ outputFrom = 0, outputTo = 0 }) => formatBytes(outputTo - outputFrom) },
    { id: 'reason', title: t('attempts.reason'), kind: 'wide', cell: ({ error }) => error?.message },
  ];
}
