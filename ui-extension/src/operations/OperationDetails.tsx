import type { ComponentChildren } from 'preact';
import { getOperation, hasEnded } from '../api/operations';
import { Problem } from '../api/problem';
import type { Operation, OperationKind } from '../api/types';
import { Loaded } from '../components/Loaded';
import { ProblemMessage } from '../components/Problem';
import { useQuery } from '../hooks/useQuery';
import { t } from '../i18n';
import { Attempts } from './Attempts';
import { Files } from './Files';
import { OutputPanel } from './OutputPanel';
import { Result } from './Result';
import { targetText } from './labels';
import { Timeline } from './Timeline';

/** The kinds whose programs write something. */
const WRITING: ReadonlySet<OperationKind> = new Set<OperationKind>(['RunTask', 'InstallPatch', 'UninstallPatch']);

/** All that the ledger knows of an operation; asked for again whenever `known` has moved on. */
export function OperationDetails({ known }: { known: Operation }) {
  const query = useQuery(signal => getOperation(known.id, signal), [known.id, known.state, known.step, known.percent, known.attemptCount]);
  return <Loaded query={query}>{operation => <Ledger operation={operation} />}</Loaded>;
}

function Ledger({ operation }: { operation: Operation }) {
  const attempts = operation.attempts ?? [];
  return (
    <div class="details">
      {operation.error && <ProblemMessage problem={Problem.ofOperation(operation.error)} />}
      <Result operation={operation} />
      {WRITING.has(operation.kind) && operation.startedAt && (
        <Section title={t('output')}>
          <OutputPanel id={operation.id} ended={hasEnded(operation)} label={t('output.of', { name: targetText(operation) })} />
        </Section>
      )}
      {operation.kind === 'RetrieveLogs' && operation.state === 'Success' && (
        <Section title={t('files')}>
          <Files id={operation.id} />
        </Section>
      )}
      <Section title={t('steps')}>
        <Timeline events={operation.events ?? []} />
      </Section>
      {attempts.length > 0 && (
        <Section title={t('attempts')}>
          <Attempts attempts={attempts} />
        </Section>
      )}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2 class="minor">{title}</h2>
      {children}
    </section>
  );
}
