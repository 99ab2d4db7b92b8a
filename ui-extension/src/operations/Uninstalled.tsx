import { Message } from '../components/Message';
import { t } from '../i18n';
import type { UninstallationResult } from './results';

/** What an uninstallation removed, and what stays with its reason. */
export function Uninstalled({ result: { removed = [], removedLast = [], residue = [] } }: { result: UninstallationResult }) {
  const gone = [...removed, ...removedLast];
  return (
    <>
      {residue.length === 0 ? (
        <Message status="success">{t('uninstall.nothingStays')}</Message>
      ) : (
        <Message status="warning">
          <strong>{t('uninstall.stays')}</strong>
          <ul>
            {residue.map(({ what, why }) => (
              <li key={what}>
                {what} <span class="quiet">{why}</span>
              </li>
            ))}
          </ul>
        </Message>
      )}
      <details>
        <summary class="minor">{t('uninstall.removed', { count: gone.length })}</summary>
        <ul>
          {gone.map(what => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </details>
    </>
  );
}
