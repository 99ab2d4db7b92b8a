import { expect, test } from 'vitest';
import type { Operation } from '../src/api/types';
import { foundAgents } from '../src/agents/found';
import { isFileName, useOf } from '../src/packages/uses';

const answer = (instanceUuid: string, ...agents: [name: string, version: string, state: string][]) =>
  ({ target: { instanceUuid }, result: { agents: agents.map(([name, version, state]) => ({ name, version, state })) } }) as unknown as Operation;

test('agents are told by name, with their versions, states and machines', () => {
  const found = foundAgents([
    answer('a', ['probe', '2', 'Running'], ['backup', '1', 'Stopped']),
    answer('b', ['probe', '1', 'Running']),
    answer('c'),
    { target: { instanceUuid: 'd' }, result: null } as unknown as Operation,
  ]);
  expect(found).toEqual([
    { name: 'backup', versions: ['1'], states: { Stopped: 1 }, machines: new Set(['a']) },
    { name: 'probe', versions: ['1', '2'], states: { Running: 2 }, machines: new Set(['a', 'b']) },
  ]);
});

test.each([
  ['metrics-1.2.zip', 'agent'],
  ['curl_7.88_amd64.DEB', 'patch'],
  ['restart.sh', 'script'],
  ['vlink', 'connector'],
  ['vlink.exe', 'connector'],
])('%s is for %s', (name, use) => {
  expect(useOf(name)).toBe(use);
});

test('a patch is fetched under a name that needs no quoting', () => {
  expect(isFileName('windows10.0-kb5031234-x64.msu')).toBe(true);
  expect(isFileName('my patch.msu')).toBe(false);
  expect(isFileName('.hidden')).toBe(false);
});
