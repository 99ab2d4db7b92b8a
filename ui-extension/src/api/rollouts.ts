import { type Query, request } from './request';
import type { Page, Rollout } from './types';

export function listRollouts(query: Query, signal: AbortSignal): Promise<Page<Rollout>> {
  return request('rollouts', { query, signal });
}

export function getRollout(id: string, signal: AbortSignal): Promise<Rollout> {
  return request(`rollouts/${encodeURIComponent(id)}`, { signal });
}

/** Pauses it, goes on with it, or ends it after what runs. */
export function changeRollout(id: string, verb: 'pause' | 'resume' | 'stop'): Promise<Rollout> {
  return request(`rollouts/${encodeURIComponent(id)}/${verb}`, { method: 'POST' });
}
