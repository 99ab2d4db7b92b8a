import { describe, expect, test } from 'vitest';
import * as install from '../src/views/install/form';
import * as logs from '../src/views/logs/form';
import * as task from '../src/views/run-task/form';

describe('the form of an installation', () => {
  test('takes the first configured logon, or asks for one', () => {
    expect(install.logonAtFirst([{ name: 'root', username: 'root' }])).toMatchObject({ source: 'configured', name: 'root' });
    expect(install.logonAtFirst([])).toMatchObject({ source: 'typed' });
  });

  test('sends a configured logon by name and a typed one whole', () => {
    const form = { source: 'typed' as const, name: 'root', username: ' admin ', password: ' p ' };
    expect(install.logonOf(form)).toEqual({ username: 'admin', password: ' p ' });
    expect(install.logonOf({ ...form, source: 'configured' })).toEqual({ name: 'root' });
    expect(install.logonOf({ ...form, password: '' })).toBeUndefined();
  });

  test('leaves to the server what is left empty', () => {
    expect(install.parametersOf(install.noOptions)).toBeUndefined();
    expect(install.parametersOf({ ...install.noOptions, runAs: ' svc ', reinstall: true })).toEqual({ runAs: 'svc', reinstall: true });
  });

  test.each([
    ['/usr/local/intigua', true],
    ['', true],
    ['relative', false],
    ['/with space', false],
    ['/a;rm', false],
  ])('folder %j: %s', (folder, good) => {
    expect(install.isFolder(folder)).toBe(good);
  });
});

describe('the form of a task', () => {
  const script = { ...task.emptyTask, script: 'uname -a' };

  test('wants something to run', () => {
    expect(task.faultOf(task.emptyTask)).toBe('empty');
    expect(task.faultOf({ ...script, source: 'program' })).toBe('empty');
    expect(task.faultOf(script)).toBeUndefined();
  });

  test('sends what was given and nothing else', () => {
    expect(task.parametersOf(script)).toEqual({ script: 'uname -a' });
    const program = { ...script, source: 'program' as const, program: '/bin/ls', interpreter: 'bash', arguments: '-l\n\n a b\n', environment: 'A=1\nB=x=y' };
    expect(task.parametersOf(program)).toEqual({ program: '/bin/ls', arguments: ['-l', '', ' a b'], environment: { A: '1', B: 'x=y' } });
  });

  test.each(['=1', '1A=x', 'no value'])('%j is no variable', line => {
    expect(task.faultOf({ ...script, environment: `A=1\n${line}` })).toBe('environment');
  });

  test.each([
    ['', undefined],
    ['5', 300],
    ['0.5', 30],
    ['0', 'wrong'],
    ['1441', 'wrong'],
    ['soon', 'wrong'],
  ])('a time-out of %j minutes is %j', (timeoutMinutes, expected) => {
    expect(task.timeoutOf({ ...script, timeoutMinutes })).toBe(expected);
  });
});

describe('the form of logs', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');

  test('leaves to the server what is not chosen', () => {
    expect(logs.parametersOf('', false, now)).toBeUndefined();
  });

  test('begins as many hours ago as were chosen', () => {
    expect(logs.parametersOf('24', true, now)).toEqual({ from: '2026-01-01T00:00:00.000Z', includeAgents: true });
  });
});
