import '@cds/core/progress-circle/register.js';
import { t } from '../i18n';

export function Loading({ text = t('loading') }: { text?: string }) {
  return (
    <div class="loading" role="status">
      <cds-progress-circle size="lg" aria-hidden="true" />
      <span>{text}</span>
    </div>
  );
}
