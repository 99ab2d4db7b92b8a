import { request, send } from './request';
import type { Connector, OperationChannel } from './types';

/** A connector with what people should know about it: suspended channels, host keys, events. */
export function getConnector(id: string, signal: AbortSignal): Promise<Connector> {
  return request(`connectors/${encodeURIComponent(id)}`, { signal });
}

/** Uses a suspended channel again at once. */
export function resumeChannel(id: string, channel: OperationChannel): Promise<Connector> {
  return request(`connectors/${encodeURIComponent(id)}/drivers/${channel}/resume`, { method: 'POST' });
}

/** Takes the next host key that the virtual machine shows by SSH. */
export async function forgetHostKeys(id: string): Promise<void> {
  await send(`connectors/${encodeURIComponent(id)}/host-keys`, { method: 'DELETE' });
}
