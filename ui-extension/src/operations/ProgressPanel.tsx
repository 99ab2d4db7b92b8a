import { useMemo, useState } from 'preact/hooks';
import { cancelOperations, hasEnded } from '../api/operations';
import type { Problem } from '../api/problem';
import type { Operation } from '../api/types';
import { Bar } from '../components/Bar';
import { Button } from '../components/Button';
import { Empty } from '../components/Empty';
import { Message } from '../components/Message';
import { ProblemMessage } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useNow } from '../hooks/useNow';
import { t } from '../i18n';
import { ProgressRow } from './ProgressRow';
import { targetText } from './labels';
import { countStates, type OperationCounts } from './state';
import { useOperations } from './useOperations';

/** An operation to follow, under the name of its target where that is known. */
export interface FollowedTarget {
  readonly id: string;
  readonly name?: string | undefined;
}

/** A target whose operation the server did not take. */
export interface RefusedTarget {
  readonly name: string;
  readonly problem: Problem;
}

interface ProgressPanelProps {
  readonly targets: readonly FollowedTarget[];
  readonly refused?: readonly RefusedTarget[];
  /** Retries what has failed, all of it together. */
  readonly onRetry?: (failed: readonly Operation[]) => void;
  /** Shows what is known of each at once, as far as there are few; for what is asked for its answer. */
  readonly opened?: boolean;
}

/** Up to this many are shown at once. */
const MOST_OPENED = 5;

/** Live, per target, step by step. */
export function ProgressPanel({ targets, refused = [], onRetry, opened = false }: ProgressPanelProps) {
  const ids = useMemo(() => targets.map(target => target.id), [targets]);
  const { operations, messages, problem } = useOperations(ids);
  const counts = countStates(operations.values());
  const active = operations.size < ids.length || counts.waiting + counts.running > 0;
  const now = useNow(active);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(ids.length === 1 || opened ? ids.slice(0, MOST_OPENED) : []));
  const cancel = useAction(cancelOperations);
  const failed = [...operations.values()].filter(operation => operation.state === 'Error');
  const unfinished = [...operations.values()].filter(operation => !hasEnded(operation));
  if (ids.length + refused.length === 0) {
    return <Empty>{t('progress.none')}</Empty>;
  }
  return (
    <div class="progress">
      <div class="progress-head">
        {ids.length > 0 && <ProgressSummary counts={counts} all={ids.length} active={active} />}
        {unfinished.length > 1 && (
          <Button small busy={cancel.busy} onClick={() => void cancel.run(unfinished.map(operation => operation.id))}>
            {t('progress.cancelAll')}
          </Button>
        )}
        {!active && failed.length > 0 && onRetry && (
          <Button small primary onClick={() => onRetry(failed)}>
            {t('progress.retry', { count: failed.length })}
          </Button>
        )}
      </div>
      {problem && <ProblemMessage problem={problem} />}
      {cancel.problem && <ProblemMessage problem={cancel.problem} />}
      <Refused refused={refused} />
      {ids.length > 0 && (
        <div class="grid-scroll">
          <table class="grid">
            <caption class="for-screen-readers">{t('progress.table')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('column.virtualMachine')}</th>
                <th scope="col">{t('column.state')}</th>
                <th scope="col">{t('column.step')}</th>
                <th scope="col" class="number">
                  {t('column.time')}
                </th>
                <th scope="col">
                  <span class="for-screen-readers">{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {targets.map(({ id, name }) => {
                const operation = operations.get(id);
                return (
                  <ProgressRow
                    key={id}
                    name={name ?? (operation ? targetText(operation) : id)}
                    operation={operation}
                    message={messages.get(id)}
                    now={now}
                    open={open.has(id)}
                    onToggle={toToggle => setOpen(before => toggled(before, toToggle))}
                    onCancel={toCancel => void cancel.run([toCancel])}
                  />
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function ProgressSummary({ counts, all, active }: { counts: OperationCounts; all: number; active: boolean }) {
  const done = counts.succeeded + counts.failed + counts.cancelled;
  const status = active ? 'info' : counts.failed > 0 ? 'danger' : counts.cancelled > 0 ? 'warning' : 'success';
  return (
    <div class="progress-summary">
      <p role="status">
        {t('progress.done', { done, count: all })}
        {counts.failed > 0 && ` · ${t('progress.failed', { count: counts.failed })}`}
        {counts.cancelled > 0 && ` · ${t('progress.cancelled', { count: counts.cancelled })}`}
        {active && <span class="quiet"> {t('progress.goesOn')}</span>}
      </p>
      <Bar percent={Math.round((100 * done) / all)} label={t('progress.all')} status={status} />
    </div>
  );
}

function Refused({ refused }: { refused: readonly RefusedTarget[] }) {
  if (refused.length === 0) {
    return null;
  }
  return (
    <Message status="warning">
      <strong>{t('progress.refused', { count: refused.length })}</strong>
      <ul>
        {refused.map(({ name, problem }, index) => (
          <li key={index}>
            <b>{name}</b>: {problem.title} <span class="quiet">{problem.detail}</span>
          </li>
        ))}
      </ul>
    </Message>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}
