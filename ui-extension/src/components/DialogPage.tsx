import type { ComponentChildren } from 'preact';

interface DialogPageProps {
  /** For screen readers only: the client shows the title in the frame of its dialog. */
  readonly title: string;
  readonly children: ComponentChildren;
  /** What is said beside the buttons. */
  readonly summary?: ComponentChildren;
  readonly buttons: ComponentChildren;
}

/** The inside of a dialog of the client: what scrolls, and the buttons below it. */
export function DialogPage({ title, children, summary, buttons }: DialogPageProps) {
  return (
    <main class="dialog-page">
      <h1 class="for-screen-readers">{title}</h1>
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
