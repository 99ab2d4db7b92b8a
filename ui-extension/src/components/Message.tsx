import type { ComponentChildren } from 'preact';
import { Icon, type Status } from './Icon';

const SHAPES: Readonly<Record<Status, string>> = {
  neutral: 'minus-circle',
  info: 'info-circle',
  success: 'check-circle',
  warning: 'exclamation-triangle',
  danger: 'exclamation-circle',
};

/** A remark about the whole of what is below it. */
export function Message({ status, children, actions }: { status: Status; children: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <div class={`message message-${status}`} role={status === 'danger' ? 'alert' : 'status'}>
      <Icon shape={SHAPES[status]} status={status} />
      <div class="message-text">{children}</div>
      {actions}
    </div>
  );
}
