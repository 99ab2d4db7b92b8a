import type { Status } from '../../components/Icon';
import { t } from '../../i18n';
import { formatNumber } from '../../i18n/format';

export interface Part {
  readonly name: string;
  readonly count: number;
  readonly status: Status;
}

/** How a number is made up: a bar for each part, and its share in words. */
export function Breakdown({ title, parts }: { title: string; parts: readonly Part[] }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <section class="breakdown">
      <h2>{title}</h2>
      {total === 0 ? (
        <p class="quiet">{t('fleet.nothing')}</p>
      ) : (
        <ul>
          {parts.map(({ name, count, status }) => (
            <li key={name}>
              <span class="breakdown-name">{name}</span>
              <span class="breakdown-count">{formatNumber(count)}</span>
              <div class={`breakdown-bar breakdown-${status}`} aria-hidden="true">
                <div style={{ width: `${(100 * count) / total}%` }} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
