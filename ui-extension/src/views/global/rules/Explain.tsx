import { useState } from 'preact/hooks';
import { explainRules } from '../../../api/rules';
import type { Explanation, RuleExplanation } from '../../../api/types';
import { Button } from '../../../components/Button';
import { SearchField } from '../../../components/choices';
import { type Column, DataTable } from '../../../components/DataTable';
import type { Status } from '../../../components/Icon';
import { ProblemMessage } from '../../../components/Problem';
import { StatusText } from '../../../components/StatusText';
import { useAction } from '../../../hooks/useAction';
import { t, textOr } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';

/** Why a machine was chosen, or not. */
export function Explain() {
  const [name, setName] = useState('');
  const [explanation, setExplanation] = useState<Explanation>();
  const ask = useAction(async () => setExplanation(await explainRules(name.trim())));
  const submit = (event: Event): void => {
    event.preventDefault();
    void ask.run();
  };
  return (
    <section class="part">
      <h2>{t('rules.explain')}</h2>
      <form class="toolbar" onSubmit={submit}>
        <div class="filters">
          <SearchField label={t('column.virtualMachine')} value={name} onChange={setName} />
          <Button small busy={ask.busy} onClick={() => void ask.run()} disabledBecause={name.trim() === '' && t('rules.explainMissing')}>
            {t('rules.explainVerb')}
          </Button>
        </div>
      </form>
      {ask.problem && <ProblemMessage problem={ask.problem} />}
      {explanation && <Explained explanation={explanation} />}
    </section>
  );
}

function Explained({ explanation: { virtualMachine, rules, occurrences } }: { explanation: Explanation }) {
  return (
    <>
      <div class="grid-scroll">
        <DataTable
          caption={t('rules.explained', { name: virtualMachine })}
          columns={columns()}
          rows={rules}
          keyOf={rule => rule.ruleId}
          expand={rule => <Conditions rule={rule} />}
        />
      </div>
      {occurrences.length > 0 && (
        <ul class="occurrences">
          {occurrences.map(({ trigger, at, judged, decisions }, index) => (
            <li key={index}>
              {formatInstant(at)} {textOr(`rules.on.${trigger}`, trigger)}{' '}
              <span class="quiet">{judged ? decisions.map(({ rule, reason }) => `${rule}: ${reason}`).join(' ') : t('rules.notJudged')}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const STATUS: Readonly<Record<string, Status>> = { Chosen: 'success', NotInScope: 'neutral', Excluded: 'neutral', Banned: 'warning', Undecided: 'warning' };

function columns(): readonly Column<RuleExplanation>[] {
  return [
    { id: 'rule', title: t('rules.rule'), kind: 'name', cell: ({ rule }) => rule },
    {
      id: 'verdict',
      title: t('rules.outcome'),
      kind: 'short',
      cell: ({ verdict }) => <StatusText status={STATUS[verdict] ?? 'neutral'}>{textOr(`rules.verdict.${verdict}`, verdict)}</StatusText>,
    },
    { id: 'reason', title: t('attempts.reason'), kind: 'wide', cell: ({ reason }) => reason },
  ];
}

function Conditions({ rule: { scope, except } }: { rule: RuleExplanation }) {
  const all = [...scope.map(condition => ({ ...condition, of: t('rules.scope') })), ...except.map(condition => ({ ...condition, of: t('rules.except') }))];
  return all.length === 0 ? (
    <p class="quiet">{t('rules.allMachines')}</p>
  ) : (
    <ul class="checks">
      {all.map(({ of, condition, met, text }, index) => (
        <li key={index}>
          <StatusText status={met === true ? 'success' : met === false ? 'neutral' : 'warning'}>
            {of}, {textOr(`rules.condition.${condition}`, condition)}: {text}
          </StatusText>
        </li>
      ))}
    </ul>
  );
}
