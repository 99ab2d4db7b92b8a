import type { ComponentChildren } from 'preact';

/** Stands where nothing is to be listed, and says why or what to do. */
export function Empty({ children, action }: { children: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}
