import '@cds/core/button/register.js';
import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: (() => void) | undefined;
  readonly primary?: boolean;
  /** For what cannot be taken back. */
  readonly danger?: boolean;
  readonly flat?: boolean;
  readonly small?: boolean;
  readonly busy?: boolean;
  /** Why it cannot be pressed now; shown to whoever points at it. */
  readonly disabledBecause?: string | false | undefined;
  /** The menu that it opens. */
  readonly menu?: { readonly id: string; readonly open: boolean };
}

export function Button({ children, onClick, primary, danger, flat, small, busy = false, disabledBecause, menu }: ButtonProps) {
  const disabled = Boolean(disabledBecause);
  const press = (event: Event): void => {
    event.preventDefault(); // else Clarity presses a hidden button, whose inline style the content security policy forbids
    if (!disabled && !busy) {
      onClick?.();
    }
  };
  return (
    <span title={disabledBecause || undefined}>
      <cds-button
        type="button"
        action={primary ? 'solid' : flat ? 'flat' : 'outline'}
        status={danger ? 'danger' : 'primary'}
        size={small ? 'sm' : 'md'}
        disabled={disabled}
        loadingState={busy ? 'loading' : 'default'}
        onClick={press}
        {...(menu ? { 'aria-haspopup': 'menu', 'aria-expanded': menu.open, 'aria-controls': menu.id } : {})}
      >
        {children}
      </cds-button>
    </span>
  );
}
