import type { GuestLogon, GuestLogonChoice, Package } from '../../api/types';

export interface LogonForm {
  readonly source: 'configured' | 'typed';
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

export interface OptionsForm {
  readonly parentFolder: string;
  readonly tempFolder: string;
  readonly runAs: string;
  readonly proxy: string;
  /** An uploaded program; the server's own where there is none. */
  readonly program: Package | undefined;
  readonly reinstall: boolean;
}

export const noOptions: OptionsForm = { parentFolder: '', tempFolder: '', runAs: '', proxy: '', program: undefined, reinstall: false };

export function logonAtFirst(logons: readonly GuestLogon[]): LogonForm {
  const first = logons[0];
  return { source: first ? 'configured' : 'typed', name: first?.name ?? '', username: '', password: '' };
}

/** The logon to send; undefined while it is not complete. */
export function logonOf(form: LogonForm): GuestLogonChoice | undefined {
  if (form.source === 'configured') {
    return form.name ? { name: form.name } : undefined;
  }
  return form.username.trim() && form.password ? { username: form.username.trim(), password: form.password } : undefined;
}

/** Who is logged on as, for the summary. */
export function logonName(form: LogonForm): string {
  return form.source === 'configured' ? form.name : form.username.trim();
}

/** The parameters to send: what is left empty is left to the server. */
export function parametersOf({ program, ...form }: OptionsForm): Record<string, unknown> | undefined {
  const given = Object.entries({ ...form, sha256: program?.sha256 ?? '' })
    .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
    .filter(([, value]) => value !== '' && value !== false);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

const FOLDER = /^(\/[A-Za-z0-9/._-]+|[A-Za-z]:\\[A-Za-z0-9\\._ -]+)$/;

/** Whether the server would take a folder: absolute, without what a shell reads otherwise. */
export function isFolder(text: string): boolean {
  return text.trim() === '' || FOLDER.test(text.trim());
}
