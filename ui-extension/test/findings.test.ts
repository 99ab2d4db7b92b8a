import { expect, test } from 'vitest';
import type { PreflightFinding, PreflightItem } from '../src/api/types';
import { commonFindings, ownFindings, withoutFinding } from '../src/targets/findings';

const finding = (code: string, severity: PreflightFinding['severity'], message = code): PreflightFinding => ({ code, severity, message });

const item = (name: string, verdict: PreflightItem['verdict'], ...findings: PreflightFinding[]): PreflightItem => ({
  virtualMachine: { name, vCenter: 'main', moRef: name, instanceUuid: name, template: false },
  verdict,
  findings,
});

const host = (name: string) => finding('host', 'Warning', `${name} cannot be resolved.`);
const url = finding('url', 'Warning');
const power = finding('power', 'Ok');

test('what is found alike on all is common, what differs or is good is not', () => {
  const items = [item('a', 'Warning', power, host('esx1'), url), item('b', 'Warning', power, url, host('esx2'))];
  const common = commonFindings(items);
  expect(common).toEqual([url]);
  expect(items.map(one => ownFindings(one, common))).toEqual([[host('esx1')], [host('esx2')]]);
});

test('one machine says all by itself', () => {
  expect(commonFindings([item('a', 'Warning', url)])).toEqual([]);
  expect(commonFindings([])).toEqual([]);
});

test('without a finding, the verdict is that of the others', () => {
  const tools = finding('tools', 'Blocked');
  const items = [item('a', 'Warning', power, url), item('b', 'Blocked', url, tools), item('c', 'Ready', power)];
  const answer = { items, unresolved: [], truncated: false };
  expect(withoutFinding(answer, 'url').items.map(one => one.verdict)).toEqual(['Ready', 'Blocked', 'Ready']);
  expect(withoutFinding(answer, 'tools').items[1]?.verdict).toBe('Warning');
});
