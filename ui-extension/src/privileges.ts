import type { Me } from './api/types';

const ADMINISTER = 'VsphereConnector.Administer';

/** Whether one may change what belongs to no virtual machine: packages, rules, credentials. */
export function mayAdminister(me: Me): boolean {
  return me.privileges.includes(ADMINISTER);
}
