import type { OperationKind, Rule, RuleDefinition, RuleScope, RuleTrigger } from '../../../api/types';
import { numberIn } from '../../../forms/number';
import { type WindowForm, windowOf, windowFaulty } from './maintenance';

export const triggers: readonly RuleTrigger[] = [
  'Appears',
  'PoweredOn',
  'Cloned',
  'Deployed',
  'Registered',
  'Customized',
  'Reverted',
  'ConnectorMissing',
];

/** The conditions of a scope, but custom attributes. */
export const conditions = ['names', 'folders', 'datacenters', 'clusters', 'hosts', 'resourcePools', 'tags', 'guests', 'networks', 'vCenters'] as const;

export type Condition = (typeof conditions)[number] | 'attributes';

/** A scope as it is typed: a value a line, of attributes NAME=PATTERN. */
export type ScopeForm = Readonly<Record<Condition, string>>;

export const emptyScope: ScopeForm = {
  names: '',
  folders: '',
  datacenters: '',
  clusters: '',
  hosts: '',
  resourcePools: '',
  tags: '',
  guests: '',
  networks: '',
  vCenters: '',
  attributes: '',
};

/** A rule as it is typed. */
export interface RuleForm {
  readonly name: string;
  readonly description: string;
  readonly effect: 'Act' | 'Ban';
  readonly on: readonly RuleTrigger[];
  readonly missingMinutes: string;
  readonly scope: ScopeForm;
  readonly except: ScopeForm;
  readonly kind: OperationKind;
  readonly parameters: string;
  readonly guestLogon: string;
  readonly window: WindowForm;
  readonly atOnce: string;
  readonly perHost: string;
  readonly perHour: string;
  readonly retries: string;
  readonly settleSeconds: string;
  readonly giveUpHours: string;
  /** It is confirmed that so many machines are all there are. */
  readonly confirmCount: number | undefined;
}

export const emptyRule: RuleForm = {
  name: '',
  description: '',
  effect: 'Act',
  on: ['PoweredOn'],
  missingMinutes: '',
  scope: emptyScope,
  except: emptyScope,
  kind: 'InstallConnector',
  parameters: '',
  guestLogon: '',
  window: { limited: false, timeZone: '', days: [], from: '22:00', to: '04:00' },
  atOnce: '',
  perHost: '',
  perHour: '',
  retries: '',
  settleSeconds: '',
  giveUpHours: '',
  confirmCount: undefined,
};

export const limits = {
  missingMinutes: { least: 1, most: 10_080, byDefault: 15 },
  atOnce: { least: 1, most: 1000, byDefault: 20 },
  perHost: { least: 1, most: 1000, byDefault: 2 },
  perHour: { least: 1, most: 100_000 },
  retries: { least: 0, most: 1000, byDefault: 5 },
  settleSeconds: { least: 0, most: 3600, byDefault: 5 },
  giveUpHours: { least: 1, most: 720, byDefault: 24 },
} as const;

type Numeric = keyof typeof limits;

export type RuleFault = 'name' | 'on' | 'attributes' | 'parameters' | 'window' | 'number';

export function faultOf(form: RuleForm): RuleFault | undefined {
  if (form.name.trim() === '' || form.name.length > 100) {
    return 'name';
  }
  if (form.effect === 'Act' && form.on.length === 0) {
    return 'on';
  }
  if (!attributesOf(form.scope.attributes) || !attributesOf(form.except.attributes)) {
    return 'attributes';
  }
  if (parametersOf(form.parameters) === 'wrong') {
    return 'parameters';
  }
  if (windowFaulty(form.window)) {
    return 'window';
  }
  return (Object.keys(limits) as Numeric[]).some(name => numberIn(form[name], limits[name]) === 'wrong') ? 'number' : undefined;
}

/** The rule to send; what is left empty is left to the server, or to what the rule was before. */
export function ruleOf(form: RuleForm, before?: Rule): RuleDefinition {
  const number = (name: Numeric): number | undefined => numberIn(form[name], limits[name]) as number | undefined;
  const given = <K extends Numeric>(name: K) => (number(name) === undefined ? {} : ({ [name]: number(name) } as Record<K, number>));
  const { description, guestLogon } = form;
  return {
    name: form.name.trim(),
    ...(description.trim() && { description: description.trim() }),
    effect: form.effect,
    scope: scopeOf(form.scope),
    except: scopeOf(form.except),
    ...(before && { version: before.version }),
    ...(form.confirmCount !== undefined && { confirmCount: form.confirmCount }),
    ...(form.effect === 'Act' && {
      on: [...form.on],
      action: actionOf(form, before),
      ...(guestLogon && { guestLogon }),
      ...(form.window.limited && { maintenance: windowOf(form.window) }),
      pace: { ...given('atOnce'), ...given('perHost'), ...given('perHour') },
      retries: { ...before?.retries, ...(number('retries') !== undefined && { most: number('retries')! }) },
      ...given('missingMinutes'),
      ...given('settleSeconds'),
      ...given('giveUpHours'),
    }),
  } as RuleDefinition;
}

function actionOf(form: RuleForm, before: Rule | undefined): NonNullable<RuleDefinition['action']> {
  const parameters = parametersOf(form.parameters);
  const timeoutSeconds = before?.action?.kind === form.kind ? before.action.timeoutSeconds : undefined;
  return {
    kind: form.kind,
    ...(typeof parameters === 'object' && { parameters }),
    ...(typeof timeoutSeconds === 'number' && { timeoutSeconds }),
  } as NonNullable<RuleDefinition['action']>;
}

/** The JSON object that was typed; undefined where nothing was. */
export function parametersOf(text: string): object | 'wrong' | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : 'wrong';
  } catch {
    return 'wrong';
  }
}

/** `NAME=PATTERN` lines; undefined where a line is none. */
export function attributesOf(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = linesOf(text).map(line => /^([^=]+)=(.+)$/.exec(line));
  return pairs.every(pair => pair !== null) ? Object.fromEntries(pairs.map(pair => [pair[1]!.trim(), pair[2]!.trim()])) : undefined;
}

function scopeOf(form: ScopeForm): RuleScope {
  const lists = conditions.map(condition => [condition, linesOf(form[condition])] as const).filter(([, values]) => values.length > 0);
  const attributes = attributesOf(form.attributes) ?? {};
  return { ...Object.fromEntries(lists), ...(Object.keys(attributes).length > 0 && { attributes }) } as RuleScope;
}

function linesOf(text: string): string[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '');
}
