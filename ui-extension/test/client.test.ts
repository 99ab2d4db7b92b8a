import { expect, test } from 'vitest';
import { parseObjectId } from '../src/client/objects';
import { sectionsOf } from '../src/views/global/settings';

test('reads the ids of the client', () => {
  const id = 'urn:vmomi:VirtualMachine:vm-58:2BD56a5e-1d2c-4b6e-9a55-0a6f8f9a2c01';
  expect(parseObjectId(id)).toEqual({ type: 'VirtualMachine', value: 'vm-58', vCenter: '2bd56a5e-1d2c-4b6e-9a55-0a6f8f9a2c01' });
});

test.each(['', 'vm-58', 'urn:vmomi:VirtualMachine:vm-58', 'urn:other:VirtualMachine:vm-58:1', 'urn:vmomi:V:vm-58:<script>'])('%j is no id', text => {
  expect(parseObjectId(text)).toBeUndefined();
});

test('settings are spelled as in the configuration', () => {
  const settings = { dataFolder: '/var', operations: { concurrency: 256, timeouts: { RunTask: '00:30:00' } }, vCenters: [{ name: 'main' }], listen: { publicUrls: ['a', 'b'] } };
  expect(sectionsOf(settings)).toEqual([
    { name: '', settings: [['DataFolder', '/var']] },
    { name: 'Operations', settings: [['Concurrency', '256'], ['Timeouts:RunTask', '00:30:00']] },
    { name: 'VCenters', settings: [['0:Name', 'main']] },
    { name: 'Listen', settings: [['PublicUrls', 'a, b']] },
  ]);
});
