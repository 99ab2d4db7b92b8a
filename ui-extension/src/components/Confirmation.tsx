import { FormDialog } from './FormDialog';

interface ConfirmationProps {
  readonly question: string;
  readonly warning?: string;
  readonly verb: string;
  readonly act: () => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirmation({ question, warning, ...rest }: ConfirmationProps) {
  return (
    <FormDialog title={question} danger {...rest}>
      {warning && <p>{warning}</p>}
    </FormDialog>
  );
}
