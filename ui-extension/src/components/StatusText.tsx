import type { ComponentChildren } from 'preact';
import { Icon, type Status } from './Icon';

const SHAPES: Readonly<Record<Status, string>> = {
  neutral: 'minus-circle',
  info: 'sync',
  success: 'check-circle',
  warning: 'exclamation-triangle',
  danger: 'exclamation-circle',
};

/** A state in words, with the icon of how good it is. */
export function StatusText({ status, shape, children }: { status: Status; shape?: string; children: ComponentChildren }) {
  return (
    <span class="status-text">
      <Icon shape={shape ?? SHAPES[status]} status={status} />
      <span class="status-words">{children}</span>
    </span>
  );
}
