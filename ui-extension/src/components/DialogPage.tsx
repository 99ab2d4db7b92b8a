import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogPageProps {
  /** For screen readers only: the client shows the title in the frame of its dialog. */
  readonly title: string;
  readonly children: ComponentChildren;
  /** What is said beside the buttons. */
  readonly summary?: ComponentChildren;
  readonly buttons: ComponentChildren;
  /** Takes the focus, where it replaces what had it before. */
  readonly focused?: boolean;
}

/** The inside of a dialog of the client: what scrolls, and the buttons below it. */
export function DialogPage({ title, children, summary, buttons, focused = false }: DialogPageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) {
      heading.current?.focus();
    }
  }, [focused]);
  return (
    <main class="dialog-page">
      <h1 class="for-screen-readers" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div class="dialog-body">{children}</div>
      <footer class="dialog-footer">
        <div class="dialog-summary" aria-live="polite">
          {summary}
        </div>
        <div class="dialog-buttons">{buttons}</div>
      </footer>
    </main>
  );
}
