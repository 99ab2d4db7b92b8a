import type { ComponentChildren } from 'preact';

/** Opens and closes what is below a row. */
export function Expander({ open, onToggle, children }: { open: boolean; onToggle: () => void; children: ComponentChildren }) {
  return (
    <button class="expander" aria-expanded={open} onClick={onToggle}>
      <span class="expander-mark" aria-hidden="true" />
      <span>{children}</span>
    </button>
  );
}
