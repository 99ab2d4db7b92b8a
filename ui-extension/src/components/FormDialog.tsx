import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useAction } from '../hooks/useAction';
import { t } from '../i18n';
import { Button } from './Button';
import { ProblemMessage } from './Problem';

interface FormDialogProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly verb: string;
  /** It takes something away. */
  readonly danger?: boolean;
  readonly wide?: boolean;
  /** It does not close when it was done: what came of it is shown in it. */
  readonly stays?: boolean;
  /** Why it cannot be done yet. */
  readonly missing?: string | undefined;
  readonly act: () => Promise<unknown>;
  /** It was done. */
  readonly onDone: () => void;
  /** It was done, or is not to be. */
  readonly onClose: () => void;
}

/** A dialog over its own page: it stays, with the reason, where what it does is refused. */
export function FormDialog({ title, children, verb, danger = false, wide = false, stays = false, missing, act, onDone, onClose }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const action = useAction(async () => {
    await act();
    onDone();
    if (!stays) {
      onClose();
    }
  });
  return (
    <dialog ref={dialog} class={wide ? 'form-dialog wide' : 'form-dialog'} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <div class="form-dialog-body">
        {action.problem && <ProblemMessage problem={action.problem} />}
        {children}
      </div>
      <footer class="form-dialog-footer">
        <span class="quiet" aria-live="polite">
          {missing}
        </span>
        <div class="dialog-buttons">
          <Button onClick={onClose}>{stays ? t('close') : t('cancel')}</Button>
          <Button primary danger={danger} busy={action.busy} disabledBecause={missing} onClick={() => void action.run()}>
            {verb}
          </Button>
        </div>
      </footer>
    </dialog>
  );
}
