import { type Query, request, send } from './request';
import type { Endpoint, EndpointInput, Page } from './types';

export function listEndpoints(query: Query, signal: AbortSignal): Promise<Page<Endpoint>> {
  return request('endpoints', { query, signal });
}

export function addEndpoint(endpoint: EndpointInput): Promise<Endpoint> {
  return request('endpoints', { method: 'POST', body: endpoint });
}

export function changeEndpoint(id: string, endpoint: EndpointInput & { readonly version: number }): Promise<Endpoint> {
  return request(`endpoints/${encodeURIComponent(id)}`, { method: 'PUT', body: endpoint });
}

export async function removeEndpoint(id: string, force: boolean): Promise<void> {
  await send(`endpoints/${encodeURIComponent(id)}`, { method: 'DELETE', query: force ? { force: 'true' } : {} });
}
