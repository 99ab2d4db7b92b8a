import { expect, test } from 'vitest';
import type { PreflightItem, Verdict } from '../src/api/types';
import { chosenAtFirst, countVerdicts, inOrder, withChoice } from '../src/targets/selection';

const item = (name: string, verdict: Verdict): PreflightItem => ({
  virtualMachine: { name, vCenter: 'main', moRef: name, instanceUuid: name, template: false },
  verdict,
  findings: [],
});

const items = [item('c', 'Ready'), item('a', 'Ready'), item('b', 'Blocked'), item('d', 'Warning')];

test('blocked machines are left out at first, those with a warning are not', () => {
  expect([...chosenAtFirst(items)].sort()).toEqual(['main/a', 'main/c', 'main/d']);
});

test('what is left out comes last, what needs a look first, then names', () => {
  expect(inOrder(items).map(one => one.virtualMachine.name)).toEqual(['d', 'a', 'c', 'b']);
});

test('choices are added and taken back without touching the others', () => {
  const chosen = withChoice(new Set(['main/a']), ['main/b'], true);
  expect([...chosen]).toEqual(['main/a', 'main/b']);
  expect([...withChoice(chosen, ['main/a', 'main/x'], false)]).toEqual(['main/b']);
});

test('verdicts are counted', () => {
  expect(countVerdicts(items)).toEqual({ Ready: 2, Warning: 1, Blocked: 1 });
});
