import type { Endpoint, OperationKind, PreflightItem, TargetChoice, VirtualMachine } from '../api/types';
import { t } from '../i18n';

/** What a dialog is opened for: objects and virtual machines of a vCenter, or machines that are registered by their addresses. */
export type Choice = TargetChoice | EndpointChoice;

export interface EndpointChoice {
  readonly endpoint: Endpoint;
}

/** How the server names a machine without a vCenter wherever virtual machines have their instance UUID. */
const ENDPOINT = 'endpoint:';

export function isEndpoint(choice: Choice): choice is EndpointChoice {
  return 'endpoint' in choice;
}

/** The id of the endpoint that stands for a virtual machine. */
export function endpointOf({ instanceUuid }: Pick<VirtualMachine, 'instanceUuid'>): string | undefined {
  return instanceUuid.startsWith(ENDPOINT) ? instanceUuid.slice(ENDPOINT.length) : undefined;
}

/** An endpoint among the checked machines. Nothing is asked about it beforehand: only whether it has the connector that is needed. */
export function itemOf({ endpoint }: EndpointChoice, kind: OperationKind): PreflightItem {
  const virtualMachine: VirtualMachine = {
    name: endpoint.name,
    vCenter: '',
    moRef: endpoint.id,
    instanceUuid: ENDPOINT + endpoint.id,
    guestName: endpoint.address ?? null,
    template: false,
    connectorId: endpoint.connectorId ?? null,
    connectorState: endpoint.connectorState ?? null,
    connectorVersion: endpoint.connectorVersion ?? null,
  };
  return endpoint.connectorId || kind === 'InstallConnector'
    ? { virtualMachine, verdict: 'Ready', findings: [] }
    : {
        virtualMachine,
        verdict: 'Blocked',
        findings: [
          { code: 'connector-not-installed', severity: 'Blocked', message: t('endpoints.noConnector', { name: endpoint.name }), remedy: t('endpoints.installFirst') },
        ],
      };
}
