import { describe, expect, test } from 'vitest';
import * as configuration from '../src/views/configuration/form';
import * as install from '../src/views/install/form';
import * as logs from '../src/views/logs/form';
import * as patches from '../src/views/patches/form';
import * as task from '../src/views/run-task/form';
import * as step from '../src/views/run-task/step';

describe('the form of an installation', () => {
  test('takes the first configured logon, or asks for one', () => {
    expect(install.logonAtFirst([{ name: 'root', username: 'root', alias: false }])).toMatchObject({ source: 'configured', name: 'root' });
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
    const program = { sha256: 'ab', name: 'vlink', size: 1, uploadedAt: '2026-01-01T00:00:00Z', uploadedBy: 'somebody' };
    expect(install.parametersOf({ ...install.noOptions, program })).toEqual({ sha256: 'ab' });
  });

  test.each([
    ['/usr/local/intigua', true],
    ['', true],
    ['relative', false],
    ['/with space', false],
    ['/a;rm', false],
    ['C:\\Program Files\\Intigua', true],
    ['C:\\', false],
    ['C:/Intigua', false],
    ['/', false],
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

describe('the form of a workflow', () => {
  const steps = [
    { ...task.emptyTask.steps[0]!, name: 'check', text: 'test -f /etc/app' },
    { ...step.emptyStep(1, 'repair'), text: 'repair', source: 'program' as const, when: { mode: 'unless' as const, step: 'check', exitCodes: '0, 3' } },
  ];
  const workflow = { ...task.emptyTask, source: 'workflow' as const, steps };

  test('sends its steps, each with what was said and no more', () => {
    expect(task.faultOf(workflow)).toBeUndefined();
    expect(task.parametersOf(workflow)).toEqual({
      steps: [
        { name: 'check', script: 'test -f /etc/app' },
        { name: 'repair', program: 'repair', when: { step: 'check', exitCodes: [0, 3], not: true } },
      ],
    });
  });

  test.each<[Partial<step.StepForm>, step.StepFault]>([
    [{ name: ' ' }, 'name'],
    [{ name: 'check' }, 'sameName'],
    [{ text: '' }, 'empty'],
    [{ timeoutSeconds: '0' }, 'timeout'],
    [{ exitCodes: 'one' }, 'exitCodes'],
    [{ when: { mode: 'if', step: 'repair', exitCodes: '0' } }, 'when'],
    [{ when: { mode: 'if', step: 'check', exitCodes: '' } }, 'when'],
  ])('finds what is wrong with %j', (change, fault) => {
    expect(task.faultOf({ ...workflow, steps: [steps[0]!, { ...steps[1]!, ...change }] })).toBe(`step.${fault}`);
  });

  test('sends secrets, and keeps their names alone', () => {
    const secrets = [{ name: 'TOKEN', value: 'secret' }];
    expect(task.parametersOf({ ...workflow, secrets })).toMatchObject({ secretEnvironment: { TOKEN: 'secret' } });
    expect(task.faultOf({ ...workflow, secrets: [{ name: 'TOKEN', value: 'abc' }] })).toBe('secret');
    expect(task.withoutSecrets({ ...workflow, secrets }).secrets).toEqual([{ name: 'TOKEN', value: '' }]);
  });
});

describe('the form of patches', () => {
  test('reads a name, or a name and its version, from each line', () => {
    expect(patches.packagesOf('openssl\n\n curl = 7.88.1-10+deb12u8 ')).toEqual([{ name: 'openssl' }, { name: 'curl', version: '7.88.1-10+deb12u8' }]);
    expect(patches.packagesOf('--allow-downgrades')).toBeUndefined();
    expect(patches.packagesOf('a;reboot')).toBeUndefined();
  });

  test('sends one source, and a restart only where something is changed', () => {
    const security = { ...patches.emptyPatch, source: 'security' as const, restart: 'afterwards' as const };
    expect(patches.parametersOf(security, false, 0)).toEqual({
      allSecurityUpdates: true,
      restart: { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T04:00:00.000Z' },
    });
    expect(patches.parametersOf({ ...security, dryRun: true }, false, 0)).toEqual({ allSecurityUpdates: true, dryRun: true });
    expect(patches.parametersOf({ ...security, packages: 'curl', restart: 'never' }, true, 0)).toEqual({ packages: [{ name: 'curl' }] });
  });

  test('wants an end after the beginning of a window', () => {
    const form = { ...patches.emptyPatch, packages: 'curl', restart: 'window' as const, from: '2026-02-01T04:00', to: '2026-02-01T03:00' };
    expect(patches.faultOf(form, false)).toBe('window');
    expect(patches.faultOf({ ...form, to: '2026-02-01T05:00' }, false)).toBeUndefined();
    expect(patches.faultOf({ ...form, dryRun: true }, false)).toBeUndefined();
  });
});

describe('the form of a configuration', () => {
  const with_ = (name: string, change: configuration.KeyChange) => ({ ...configuration.asItIs, changes: { ...configuration.asItIs.changes, [name]: change } });

  test('sends what is changed and what goes back to its default, each as its type', () => {
    const form = with_('keepAliveSeconds', { to: 'value', text: '30' });
    const changes = {
      ...form.changes,
      proxy: { to: 'default' as const, text: '' },
      endPointThrottlingEnabled: { to: 'value' as const, text: 'true' },
      serverUrls: { to: 'value' as const, text: 'https://one:443\nhttps://two:443\n' },
    };
    expect(configuration.parametersOf({ changes, trial: '90' })).toEqual({
      keepAliveSeconds: 30,
      endPointThrottlingEnabled: true,
      serverUrls: ['https://one:443', 'https://two:443'],
      reset: ['proxy'],
      trialSeconds: 90,
    });
  });

  test.each([
    ['keepAliveSeconds', '4'],
    ['maxCpuPercent', '101'],
    ['maxMemoryKB', '1e6'],
    ['serverUrls', 'http://one'],
    ['proxy', 'proxy:3128'],
    ['tempFolder', 'relative'],
  ])('takes no %s of %j', (name, text) => {
    expect(configuration.faultOf(with_(name, { to: 'value', text }))).toBe('value');
  });

  test('wants something to change', () => {
    expect(configuration.faultOf(configuration.asItIs)).toBe('empty');
  });
});
