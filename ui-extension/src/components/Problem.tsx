import type { Problem } from '../api/problem';
import { t } from '../i18n';
import { Button } from './Button';
import { Message } from './Message';

/** What went wrong, what to do about it, and a way to try again. */
export function ProblemMessage({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const retry = onRetry && (
    <Button small onClick={onRetry}>
      {t('retry')}
    </Button>
  );
  return (
    <Message status="danger" actions={retry}>
      <strong>{problem.title}</strong>
      {problem.detail && <p>{problem.detail}</p>}
      <FieldErrors errors={problem.errors} />
    </Message>
  );
}

function FieldErrors({ errors }: { errors: Problem['errors'] }) {
  const lines = Object.entries(errors).flatMap(([field, messages]) => messages.map(message => `${field}: ${message}`));
  return lines.length > 0 ? (
    <ul>
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  ) : null;
}
