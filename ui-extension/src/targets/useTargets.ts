import { useEffect, useState } from 'preact/hooks';
import { preflight } from '../api/virtual-machines';
import type { OperationKind, Preflight, PreflightItem, TargetChoice } from '../api/types';
import { type Query, useQuery } from '../hooks/useQuery';
import { t } from '../i18n';
import { type Choice, isEndpoint, itemOf } from './choices';
import { withoutFinding } from './findings';
import { chosenAtFirst, keyOf, withChoice } from './selection';

/** The virtual machines that a dialog is about, checked for what it is to do, and which of them are chosen. */
export interface Targets {
  readonly query: Query<Preflight>;
  readonly chosen: readonly PreflightItem[];
  /** Why nothing can be done yet; undefined where something can. */
  readonly missing: string | undefined;
  readonly isChosen: (item: PreflightItem) => boolean;
  readonly choose: (items: readonly PreflightItem[], choose: boolean) => void;
}

/** The dialogs ask for the logon themselves, after the machines. */
const ASKED_FOR = 'guest-logon-missing';

export function useTargets(kind: OperationKind, choices: readonly Choice[]): Targets {
  const query = useQuery(signal => check(kind, choices, signal), [kind, choices]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setChosen(chosenAtFirst(query.data?.items ?? [])), [query.data]);
  const items = query.data?.items.filter(item => chosen.has(keyOf(item))) ?? [];
  return {
    query,
    chosen: items,
    missing: query.data === undefined && query.loading ? t('targets.checking') : items.length === 0 ? t('targets.choseNone') : undefined,
    isChosen: item => chosen.has(keyOf(item)),
    choose: (items, choose) => setChosen(before => withChoice(before, items.map(keyOf), choose)),
  };
}

async function check(kind: OperationKind, choices: readonly Choice[], signal: AbortSignal): Promise<Preflight> {
  const endpoints = choices.filter(isEndpoint).map(choice => itemOf(choice, kind));
  const objects = choices.filter((choice): choice is TargetChoice => !isEndpoint(choice));
  if (objects.length === 0 && endpoints.length > 0) {
    return { items: endpoints, unresolved: [], truncated: false };
  }
  const checked = withoutFinding(await preflight(kind, objects, signal), ASKED_FOR);
  return { ...checked, items: [...endpoints, ...checked.items] };
}
