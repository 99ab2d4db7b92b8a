import '@cds/core/icon/register.js';
import { ClarityIcons } from '@cds/core/icon/icon.service.js';
import { banIcon } from '@cds/core/icon/shapes/ban.js';
import { checkCircleIcon } from '@cds/core/icon/shapes/check-circle.js';
import { clockIcon } from '@cds/core/icon/shapes/clock.js';
import { disconnectIcon } from '@cds/core/icon/shapes/disconnect.js';
import { exclamationCircleIcon } from '@cds/core/icon/shapes/exclamation-circle.js';
import { exclamationTriangleIcon } from '@cds/core/icon/shapes/exclamation-triangle.js';
import { infoCircleIcon } from '@cds/core/icon/shapes/info-circle.js';
import { minusCircleIcon } from '@cds/core/icon/shapes/minus-circle.js';
import { refreshIcon } from '@cds/core/icon/shapes/refresh.js';
import { syncIcon } from '@cds/core/icon/shapes/sync.js';

ClarityIcons.addIcons(
  banIcon,
  checkCircleIcon,
  clockIcon,
  disconnectIcon,
  exclamationCircleIcon,
  exclamationTriangleIcon,
  infoCircleIcon,
  minusCircleIcon,
  refreshIcon,
  syncIcon,
);

export type Status = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

// These fill their square, the others do not: so that all look of one size.
const FULL = new Set(['minus-circle', 'sync', 'clock', 'ban']);

/** An icon beside a text that says the same: hidden from screen readers. */
export function Icon({ shape, status }: { shape: string; status?: Status }) {
  return <cds-icon class={FULL.has(shape) ? 'icon full' : 'icon'} shape={shape} size="md" aria-hidden="true" {...(status ? { status } : {})} />;
}
