import type { Package } from '../api/types';

/** What a package is for. The server keeps files and their names; the ending of a name says it. */
export type PackageUse = 'agent' | 'patch' | 'script' | 'connector';

const PATCH = /\.(deb|rpm|msu|cab|msi)$/i;
const AGENT = /\.zip$/i;
const SCRIPT = /\.(sh|bash|py|ps1|cmd|bat)$/i;

/** A file name that the connector takes; the package manager of the machine gets the file under it. */
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

export function useOf(name: string): PackageUse {
  return AGENT.test(name) ? 'agent' : PATCH.test(name) ? 'patch' : SCRIPT.test(name) ? 'script' : 'connector';
}

export function packagesFor(use: PackageUse, packages: readonly Package[]): readonly Package[] {
  return packages.filter(({ name }) => useOf(name) === use);
}

export function isFileName(name: string): boolean {
  return FILE_NAME.test(name);
}
