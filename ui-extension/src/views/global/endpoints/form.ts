import type { Endpoint, EndpointInput } from '../../../api/types';
import { numberIn } from '../../../forms/number';

/** A machine as it is typed. */
export interface EndpointForm {
  readonly name: string;
  readonly address: string;
  readonly port: string;
  readonly operatingSystem: Endpoint['operatingSystem'];
  readonly driver: Endpoint['driver'];
  readonly credential: string;
  readonly hostKeys: string;
  readonly jump: string;
  readonly runAs: string;
  readonly parentFolder: string;
  readonly tempFolder: string;
}

export const emptyEndpoint: EndpointForm = {
  name: '',
  address: '',
  port: '',
  operatingSystem: 'Linux',
  driver: 'Ssh',
  credential: '',
  hostKeys: '',
  jump: '',
  runAs: '',
  parentFolder: '',
  tempFolder: '',
};

export const portLimits = { least: 1, most: 65_535 };

export const portOf: Readonly<Record<Endpoint['driver'], number | undefined>> = { Ssh: 22, Smb: 445, None: undefined };

export function formOf(endpoint: Endpoint): EndpointForm {
  return {
    name: endpoint.name,
    address: endpoint.address ?? '',
    port: endpoint.port?.toString() ?? '',
    operatingSystem: endpoint.operatingSystem,
    driver: endpoint.driver,
    credential: endpoint.credential ?? '',
    hostKeys: endpoint.hostKeys.join('\n'),
    jump: endpoint.jump ?? '',
    runAs: endpoint.runAs ?? '',
    parentFolder: endpoint.parentFolder ?? '',
    tempFolder: endpoint.tempFolder ?? '',
  };
}

export type EndpointFault = 'name' | 'address' | 'port';

export function faultOf({ name, address, port, driver }: EndpointForm): EndpointFault | undefined {
  if (name.trim() === '') {
    return 'name';
  }
  if (driver !== 'None' && address.trim() === '') {
    return 'address';
  }
  return numberIn(port, portLimits) === 'wrong' ? 'port' : undefined;
}

/** The machine to send; what is left empty is left to the server. */
export function endpointOf(form: EndpointForm): EndpointInput {
  const port = numberIn(form.port, portLimits);
  const hostKeys = form.hostKeys.split('\n').map(line => line.trim()).filter(line => line !== '');
  const texts = Object.entries({
    address: form.address,
    credential: form.credential,
    jump: form.jump,
    runAs: form.runAs,
    parentFolder: form.parentFolder,
    tempFolder: form.tempFolder,
  }).map(([name, text]) => [name, text.trim()] as const);
  return {
    name: form.name.trim(),
    operatingSystem: form.operatingSystem,
    driver: form.driver,
    ...Object.fromEntries(texts.filter(([, text]) => text !== '')),
    ...(typeof port === 'number' && { port }),
    ...(hostKeys.length > 0 && { hostKeys }),
  };
}
