import type { DryRun } from '../../../api/types';
import { type Column, DataTable } from '../../../components/DataTable';
import { Message } from '../../../components/Message';
import { t, textOr } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';

type Machine = DryRun['now'][number];
type Past = DryRun['lastDay'][number];

/** What a rule would do now, and what it would have done about the events of the last day. */
export function DryRunResult({ result: { machines, chosen, now, lastDay, eventsOfLastDay, problems } }: { result: DryRun }) {
  return (
    <div class="dry-run-result">
      {problems.map(problem => (
        <Message key={problem} status="warning">
          {problem}
        </Message>
      ))}
      <p role="status">{t('rules.chosen', { count: chosen, machines })}</p>
      {now.length > 0 && (
        <div class="grid-frame" tabIndex={0} role="group" aria-label={t('rules.now')}>
          <DataTable caption={t('rules.now')} columns={nowColumns()} rows={now} keyOf={machine => `${machine.vCenter}/${machine.moRef}`} />
        </div>
      )}
      <p>{t('rules.lastDay', { count: eventsOfLastDay })}</p>
      {lastDay.length > 0 && (
        <div class="grid-frame" tabIndex={0} role="group" aria-label={t('rules.lastDayTable')}>
          <DataTable
            caption={t('rules.lastDayTable')}
            columns={pastColumns()}
            rows={lastDay}
            keyOf={past => `${past.at}/${past.trigger}/${past.vCenter}/${past.moRef}`}
          />
        </div>
      )}
    </div>
  );
}

function nowColumns(): readonly Column<Machine>[] {
  return [
    { id: 'name', title: t('column.virtualMachine'), kind: 'name', cell: machine => machine.virtualMachine },
    { id: 'outcome', title: t('rules.outcome'), kind: 'short', cell: ({ outcome }) => textOr(`rules.outcome.${outcome}`, outcome) },
    { id: 'reason', title: t('attempts.reason'), kind: 'wide', cell: machine => machine.reason },
  ];
}

function pastColumns(): readonly Column<Past>[] {
  return [
    { id: 'at', title: t('column.created'), kind: 'short', cell: past => formatInstant(past.at) },
    { id: 'trigger', title: t('rules.trigger'), kind: 'short', cell: ({ trigger }) => textOr(`rules.on.${trigger}`, trigger) },
    { id: 'name', title: t('column.virtualMachine'), kind: 'name', cell: past => past.virtualMachine },
    { id: 'verdict', title: t('rules.outcome'), kind: 'short', cell: ({ verdict }) => textOr(`rules.verdict.${verdict}`, verdict) },
    { id: 'reason', title: t('attempts.reason'), kind: 'wide', cell: past => past.reason },
  ];
}
