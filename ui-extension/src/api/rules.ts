import { type Query, request, send } from './request';
import type { DryRun, Explanation, Firing, Page, Rule, RuleDefinition, RuleList } from './types';

export function listRules(signal: AbortSignal): Promise<RuleList> {
  return request('rules', { signal });
}

export function addRule(rule: RuleDefinition): Promise<Rule> {
  return request('rules', { method: 'POST', body: rule });
}

export function changeRule(id: string, rule: RuleDefinition): Promise<Rule> {
  return request(`rules/${encodeURIComponent(id)}`, { method: 'PUT', body: rule });
}

export async function removeRule(id: string, version: number): Promise<void> {
  await send(`rules/${encodeURIComponent(id)}`, { method: 'DELETE', query: { version } });
}

/** A paused rule collects what happens; resumed, it goes on with it. */
export function pauseRule(id: string, paused: boolean): Promise<Rule> {
  return request(`rules/${encodeURIComponent(id)}/${paused ? 'pause' : 'resume'}`, { method: 'POST' });
}

export function pauseAllRules(paused: boolean): Promise<RuleList> {
  return request(`rules/${paused ? 'pause' : 'resume'}`, { method: 'POST' });
}

/** What a rule would do now, and would have done; stored or not. */
export function dryRun(rule: RuleDefinition): Promise<DryRun> {
  return request('rules/dry-run', { method: 'POST', body: rule });
}

export function dryRunStored(id: string, signal: AbortSignal): Promise<DryRun> {
  return request(`rules/${encodeURIComponent(id)}/dry-run`, { method: 'POST', signal });
}

/** Why each rule is about a machine or is not. */
export function explainRules(virtualMachine: string): Promise<Explanation> {
  return request('rules/explain', { query: { virtualMachine } });
}

export function listFirings(query: Query, signal: AbortSignal): Promise<Page<Firing>> {
  return request('rules/firings', { query, signal });
}
