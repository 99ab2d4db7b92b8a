import type { UnreachableVCenter } from '../api/types';
import { t } from '../i18n';
import { Message } from './Message';

/** The vCenters that do not answer, and why. */
export function Unreachable({ vCenters }: { vCenters: readonly UnreachableVCenter[] | null | undefined }) {
  return (
    <>
      {vCenters?.map(({ vCenter, reason }) => (
        <Message key={vCenter} status="warning">
          <strong>{t('unreachable.one', { name: vCenter })}</strong>
          <p>{reason}</p>
        </Message>
      ))}
    </>
  );
}
