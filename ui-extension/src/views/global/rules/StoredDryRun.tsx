import { dryRunStored } from '../../../api/rules';
import type { Rule } from '../../../api/types';
import { FormDialog } from '../../../components/FormDialog';
import { Loaded } from '../../../components/Loaded';
import { useQuery } from '../../../hooks/useQuery';
import { t } from '../../../i18n';
import { DryRunResult } from './DryRunResult';

/** What a stored rule would do. */
export function StoredDryRun({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const query = useQuery(signal => dryRunStored(rule.id, signal), [rule.id]);
  return (
    <FormDialog
      title={t('rules.dryRunOf', { name: rule.name })}
      wide
      verb={t('agents.askAgain')}
      act={async () => query.reload()}
      stays
      onDone={() => undefined}
      onClose={onClose}
    >
      <Loaded query={query}>{result => <DryRunResult result={result} />}</Loaded>
    </FormDialog>
  );
}
