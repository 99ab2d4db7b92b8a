import type { Rule, RuleScope } from '../../../api/types';
import { conditions, emptyRule, emptyScope, type RuleForm, type ScopeForm } from './form';
import { windowForm } from './maintenance';

/** A rule to be changed, as it would have been typed; undefined where it says more than can be typed here. */
export function formOf(rule: Rule): RuleForm | undefined {
  const window = windowForm(rule.maintenance);
  return (
    window && {
      ...emptyRule,
      name: rule.name,
      description: rule.description ?? '',
      effect: rule.effect ?? 'Act',
      on: rule.on ?? [],
      missingMinutes: text(rule.missingMinutes),
      scope: scopeForm(rule.scope),
      except: scopeForm(rule.except),
      kind: rule.action?.kind ?? 'InstallConnector',
      parameters: rule.action?.parameters ? JSON.stringify(rule.action.parameters, undefined, 2) : '',
      guestLogon: rule.guestLogon ?? '',
      window,
      atOnce: text(rule.pace?.atOnce),
      perHost: text(rule.pace?.perHost),
      perHour: text(rule.pace?.perHour),
      retries: text(rule.retries?.most),
      settleSeconds: text(rule.settleSeconds),
      giveUpHours: text(rule.giveUpHours),
    }
  );
}

function scopeForm(scope: RuleScope | undefined): ScopeForm {
  const lists = conditions.map(condition => [condition, (scope?.[condition] ?? []).join('\n')]);
  const attributes = Object.entries(scope?.attributes ?? {}).map(([name, pattern]) => `${name}=${pattern}`);
  return { ...emptyScope, ...Object.fromEntries(lists), attributes: attributes.join('\n') };
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
