import type { Rule, RuleScope } from '../../../api/types';
import { ActionMenu } from '../../../components/ActionMenu';
import type { Column } from '../../../components/DataTable';
import type { Status } from '../../../components/Icon';
import { StatusText } from '../../../components/StatusText';
import { t, textOr } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';
import { kindText } from '../../../operations/labels';

/** What can be done with a rule. */
export type RuleAction = 'pause' | 'resume' | 'dryRun' | 'change' | 'remove';

export function ruleColumns(mayChange: boolean, act: (action: RuleAction, rule: Rule) => void): readonly Column<Rule>[] {
  return [
    { id: 'name', title: t('column.name'), kind: 'name', cell: rule => <Name rule={rule} /> },
    { id: 'on', title: t('rules.when'), kind: 'name', cell: rule => <When rule={rule} /> },
    { id: 'scope', title: t('rules.scope'), kind: 'name', cell: ({ scope, except }) => <Scope scope={scope} except={except} /> },
    { id: 'action', title: t('rules.action'), kind: 'short', cell: ({ effect, action }) => (effect === 'Ban' ? t('rules.effect.Ban') : action && kindText(action.kind ?? 'InstallConnector')) },
    { id: 'state', title: t('column.state'), kind: 'name', cell: rule => <State rule={rule} /> },
    { id: 'firings', title: t('rules.firings'), kind: 'short', cell: ({ firings }) => <Firings firings={firings} /> },
    { id: 'last', title: t('rules.lastFired'), kind: 'short', cell: ({ lastFiredAt }) => (lastFiredAt ? formatInstant(lastFiredAt) : t('none')) },
    { id: 'actions', title: t('column.actions'), kind: 'actions', cell: rule => <Actions rule={rule} mayChange={mayChange} act={act} /> },
  ];
}

function Name({ rule: { name, description } }: { rule: Rule }) {
  return (
    <>
      {name}
      {description && <div class="quiet">{description}</div>}
    </>
  );
}

function When({ rule: { effect, on = [] } }: { rule: Rule }) {
  return effect === 'Ban' ? <>{t('none')}</> : <>{on.map(trigger => textOr(`rules.on.${trigger}`, trigger)).join(', ')}</>;
}

function Scope({ scope, except }: Pick<Rule, 'scope' | 'except'>) {
  const left = textOf(except);
  return (
    <>
      {textOf(scope) || t('rules.allMachines')}
      {left && <div class="quiet">{t('rules.but', { what: left })}</div>}
    </>
  );
}

function textOf(scope: RuleScope | undefined): string {
  const { attributes = {}, ...lists } = scope ?? {};
  return [...Object.values(lists).flat(), ...Object.entries(attributes).map(([name, pattern]) => `${name}=${pattern}`)].join(', ');
}

const STATUS: Readonly<Record<string, Status>> = { Active: 'success', Paused: 'neutral', OutsideMaintenance: 'info', Faulty: 'danger' };

function State({ rule: { state, problems, opensAt } }: { rule: Rule }) {
  return (
    <StatusText status={STATUS[state] ?? 'neutral'}>
      {textOr(`rules.state.${state}`, state)}
      {opensAt && <div class="quiet">{t('rules.opensAt', { time: formatInstant(opensAt) })}</div>}
      {problems.map(problem => (
        <div key={problem} class="quiet">
          {problem}
        </div>
      ))}
    </StatusText>
  );
}

function Firings({ firings }: { firings: Rule['firings'] }) {
  const shown = Object.entries(firings).filter(([, count]) => count > 0);
  return shown.length === 0 ? (
    <>{t('none')}</>
  ) : (
    <>
      {shown.map(([state, count]) => (
        <div key={state}>{t('rules.firingCount', { state: textOr(`rules.firing.${state}`, state), count })}</div>
      ))}
    </>
  );
}

function Actions({ rule, mayChange, act }: { rule: Rule; mayChange: boolean; act: (action: RuleAction, rule: Rule) => void }) {
  const actions: readonly RuleAction[] = mayChange ? [rule.paused ? 'resume' : 'pause', 'dryRun', 'change', 'remove'] : ['dryRun'];
  return (
    <ActionMenu items={actions.map(action => ({ id: action, label: t(`rules.action.${action}`), act: () => act(action, rule) }))}>
      {t('column.actions')}
      <span class="for-screen-readers"> {rule.name}</span>
    </ActionMenu>
  );
}
