import type { Status } from './Icon';

/** How far something is, in percent. */
export function Bar({ percent, label, status = 'info' }: { percent: number; label: string; status?: Status }) {
  return (
    <div class={`bar bar-${status}`} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
