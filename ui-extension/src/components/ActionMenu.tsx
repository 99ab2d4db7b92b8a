import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from './Button';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly act: () => void;
}

interface ActionMenuProps {
  readonly children: ComponentChildren;
  readonly items: readonly MenuItem[];
  readonly disabledBecause?: string | false | undefined;
}

/** A button that opens a menu, by the WAI-ARIA pattern: the arrow keys, Home and End go through it, Escape closes it. */
export function ActionMenu({ children, items, disabledBecause }: ActionMenuProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const entries = (): HTMLElement[] => [...(place.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  useEffect(() => {
    if (open) {
      entries()[0]?.focus();
    }
  }, [open]);
  const close = (): void => {
    setOpen(false);
    place.current?.querySelector<HTMLElement>('cds-button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (open && to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    } else if (open && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!place.current?.contains(relatedTarget as Node | null)) {
      setOpen(false);
    }
  };
  return (
    <div class="action-menu" ref={place} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <Button small onClick={() => setOpen(!open)} disabledBecause={disabledBecause} menu={{ id, open }}>
        {children} <span class="menu-mark" aria-hidden="true" />
      </Button>
      {open && (
        <div class="menu" role="menu" id={id}>
          {items.map(item => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                item.act();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
