import { findVirtualMachine } from '../api/virtual-machines';
import type { VirtualMachine } from '../api/types';
import { Problem } from '../api/problem';
import { client } from '../client/current';
import { type Query, useQuery } from '../hooks/useQuery';
import { t } from '../i18n';

/** The virtual machine that the client shows this view for. */
export function useThisMachine(): Query<VirtualMachine> {
  const object = client().objects[0]?.id ?? '';
  return useQuery(
    async signal => {
      const machine = object && (await findVirtualMachine(object, signal));
      if (!machine) {
        throw new Problem('object-unknown', t('problem.object.title'), t('problem.object.detail'));
      }
      return machine;
    },
    [object],
  );
}
