import type { Package } from '../../api/types';
import { isFileName } from '../../packages/uses';

export type PatchSource = 'packages' | 'file' | 'security';

export type RestartChoice = 'never' | 'afterwards' | 'window';

/** What to patch, as it is typed. */
export interface PatchForm {
  readonly source: PatchSource;
  /** A package a line, `name` or `name=version`. */
  readonly packages: string;
  readonly file: Package | undefined;
  readonly dryRun: boolean;
  readonly restart: RestartChoice;
  /** Of a window, as `datetime-local` writes it. */
  readonly from: string;
  readonly to: string;
}

export const emptyPatch: PatchForm = {
  source: 'packages',
  packages: '',
  file: undefined,
  dryRun: false,
  restart: 'never',
  from: '',
  to: '',
};

export interface PatchName {
  readonly name: string;
  readonly version?: string;
}

export type PatchFault = 'empty' | 'name' | 'file' | 'fileName' | 'window';

/** As the connector takes them: nothing that could be read as an option. */
const WORD = /^[A-Za-z0-9{][A-Za-z0-9.+:~_{}-]{0,199}$/;

const AFTERWARDS_AT_THE_LATEST = 4 * 3_600_000;

/** The packages named; undefined where a line names none. */
export function packagesOf(text: string): readonly PatchName[] | undefined {
  const lines = text.split('\n').map(line => line.trim()).filter(line => line !== '');
  const names = lines.map(line => {
    const [name = '', ...rest] = line.split('=');
    return rest.length === 0 ? { name: name.trim() } : { name: name.trim(), version: rest.join('=').trim() };
  });
  return names.every(({ name, version }: PatchName) => WORD.test(name) && (version === undefined || WORD.test(version))) ? names : undefined;
}

/** What keeps it from being submitted. */
export function faultOf(form: PatchForm, uninstall: boolean): PatchFault | undefined {
  return whatFault(form, uninstall) ?? (windowFits(form) ? undefined : 'window');
}

function whatFault(form: PatchForm, uninstall: boolean): PatchFault | undefined {
  const source = uninstall ? 'packages' : form.source;
  if (source === 'packages') {
    const names = packagesOf(form.packages);
    return names === undefined ? 'name' : names.length === 0 ? 'empty' : undefined;
  }
  if (source === 'file') {
    return form.file === undefined ? 'file' : isFileName(form.file.name) ? undefined : 'fileName';
  }
  return undefined;
}

function windowFits({ dryRun, restart, from, to }: PatchForm): boolean {
  return dryRun || restart !== 'window' || (from !== '' && to !== '' && new Date(from) < new Date(to));
}

/** The parameters to send. */
export function parametersOf(form: PatchForm, uninstall: boolean, now: number): Record<string, unknown> {
  const restart = restartOf(form, now);
  return {
    ...whatOf(form, uninstall),
    ...(form.dryRun && { dryRun: true }),
    ...(restart && { restart }),
  };
}

function whatOf(form: PatchForm, uninstall: boolean): Record<string, unknown> {
  if (uninstall || form.source === 'packages') {
    return { packages: packagesOf(form.packages) };
  }
  return form.source === 'file' ? { sha256: form.file!.sha256, fileName: form.file!.name } : { allSecurityUpdates: true };
}

function restartOf({ dryRun, restart, from, to }: PatchForm, now: number): { readonly from: string; readonly to: string } | undefined {
  if (dryRun || restart === 'never') {
    return undefined;
  }
  return restart === 'window'
    ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    : { from: new Date(now).toISOString(), to: new Date(now + AFTERWARDS_AT_THE_LATEST).toISOString() };
}
