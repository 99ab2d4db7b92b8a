import type { Status } from '../../components/Icon';
import { formatNumber } from '../../i18n/format';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly status?: Status;
}

/** The few numbers that one looks at first. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, status = 'neutral' }) => (
        <div key={name} class={`figure figure-${status}`}>
          <dt>{name}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
