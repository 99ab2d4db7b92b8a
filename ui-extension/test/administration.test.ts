import { describe, expect, test } from 'vitest';
import type { Endpoint, Operation } from '../src/api/types';
import { choicesOf } from '../src/targets/asked';
import { endpointOf as endpointFor, itemOf } from '../src/targets/choices';
import * as credentials from '../src/views/global/credentials/form';
import * as endpoints from '../src/views/global/endpoints/form';

describe('the form of a credential', () => {
  const form = { ...credentials.emptyCredential, name: 'linux-root', username: ' root ', password: ' p ' };

  test('sends what was typed, the secret as it is', () => {
    expect(credentials.newCredentialOf({ ...form, machines: 'standalone', namePattern: 'web-*' })).toEqual({
      name: 'linux-root',
      kinds: ['Guest'],
      username: 'root',
      scope: { namePattern: 'web-*', standalone: true },
      password: ' p ',
    });
  });

  test('sends a key in place of a password', () => {
    const key = { ...form, by: 'key' as const, privateKey: 'KEY\n\n', passphrase: 'open' };
    expect(credentials.secretOf(key)).toEqual({ privateKey: 'KEY\n', passphrase: 'open' });
  });

  test.each<[Partial<credentials.CredentialForm>, credentials.CredentialFault]>([
    [{ name: 'two words' }, 'name'],
    [{ kinds: [] }, 'kinds'],
    [{ username: ' ' }, 'username'],
    [{ password: '' }, 'secret'],
    [{ by: 'key', privateKey: ' ' }, 'secret'],
  ])('finds what %j lacks', (change, fault) => {
    expect(credentials.credentialFault({ ...form, ...change })).toBe(fault);
  });
});

describe('a machine by its address', () => {
  const form = { ...endpoints.emptyEndpoint, name: 'edge-01', address: '192.0.2.7' };
  const endpoint = { id: 'e1', name: 'edge-01', operatingSystem: 'Linux', driver: 'Ssh', hostKeys: [], hostKeyPolicy: 'FirstUse', version: 1 } as unknown as Endpoint;

  test('is sent with what was typed alone', () => {
    expect(endpoints.endpointOf({ ...form, port: '2222', hostKeys: 'ssh-ed25519 AAAA\n' })).toEqual({
      name: 'edge-01',
      operatingSystem: 'Linux',
      driver: 'Ssh',
      address: '192.0.2.7',
      port: 2222,
      hostKeys: ['ssh-ed25519 AAAA'],
    });
    expect(endpoints.faultOf(form)).toBeUndefined();
  });

  test.each<[Partial<endpoints.EndpointForm>, endpoints.EndpointFault | undefined]>([
    [{ name: '' }, 'name'],
    [{ address: '' }, 'address'],
    [{ address: '', driver: 'None' }, undefined],
    [{ port: '70000' }, 'port'],
  ])('with %j: %s', (change, fault) => {
    expect(endpoints.faultOf({ ...form, ...change })).toBe(fault);
  });

  test('can be installed on, and nothing else before that', () => {
    expect(itemOf({ endpoint }, 'InstallConnector').verdict).toBe('Ready');
    const task = itemOf({ endpoint }, 'RunTask');
    expect(task.verdict).toBe('Blocked');
    expect(itemOf({ endpoint: { ...endpoint, connectorId: 'c' } }, 'RunTask').verdict).toBe('Ready');
    expect(endpointFor(task.virtualMachine)).toBe('e1');
  });

  test('is asked about again as itself', () => {
    const operation = (target: object) => ({ target }) as unknown as Operation;
    expect(choicesOf([operation({ endpointId: 'e1' }), operation({ instanceUuid: 'i', vCenter: 'main' })], [{ endpoint }])).toEqual([
      { endpoint },
      { virtualMachine: 'i', vCenter: 'main' },
    ]);
  });
});
