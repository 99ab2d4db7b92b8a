import { useState } from 'preact/hooks';
import { listCredentials } from '../../../api/credentials';
import { addEndpoint, changeEndpoint, removeEndpoint } from '../../../api/endpoints';
import type { Endpoint } from '../../../api/types';
import { Confirmation } from '../../../components/Confirmation';
import { FormDialog } from '../../../components/FormDialog';
import { useQuery } from '../../../hooks/useQuery';
import { t } from '../../../i18n';
import { EndpointFields } from './EndpointFields';
import { emptyEndpoint, endpointOf, faultOf, formOf } from './form';

interface Closing {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Registers a machine, or changes one that is. */
export function EndpointDialog({ endpoint, ...closing }: Closing & { endpoint?: Endpoint | undefined }) {
  const [form, setForm] = useState(() => (endpoint ? formOf(endpoint) : emptyEndpoint));
  const credentials = useQuery(signal => listCredentials({ limit: 500 }, signal), []);
  const names = credentials.data?.items.filter(({ source, kinds }) => source === 'Stored' && (kinds.includes('Ssh') || kinds.includes('Smb'))) ?? [];
  const fault = faultOf(form);
  return (
    <FormDialog
      title={endpoint ? t('credentials.change', { name: endpoint.name }) : t('endpoints.add')}
      wide
      verb={endpoint ? t('credentials.changeVerb') : t('credentials.addVerb')}
      missing={fault && t(`endpoints.fault.${fault}`)}
      act={() => (endpoint ? changeEndpoint(endpoint.id, { ...endpointOf(form), version: endpoint.version }) : addEndpoint(endpointOf(form)))}
      {...closing}
    >
      <EndpointFields form={form} credentials={names.map(({ name }) => name)} onChange={part => setForm(before => ({ ...before, ...part }))} />
    </FormDialog>
  );
}

export function RemoveEndpoint({ endpoint, ...closing }: Closing & { endpoint: Endpoint }) {
  return (
    <Confirmation
      question={t('packages.remove', { name: endpoint.name })}
      warning={endpoint.connectorId ? t('endpoints.removeWithConnector') : t('endpoints.removeWarning')}
      verb={t('remove')}
      act={() => removeEndpoint(endpoint.id, Boolean(endpoint.connectorId))}
      {...closing}
    />
  );
}
