import { useState } from 'preact/hooks';
import type { OperationFilter } from '../../api/operations';
import type { OperationKind, OperationState } from '../../api/types';
import { SelectField } from '../../components/choices';
import { t } from '../../i18n';
import { OperationList } from '../../operations/OperationList';
import { kindText, operationKinds, operationStates } from '../../operations/labels';

/** The ledger of the whole fleet. */
export function OperationsTab() {
  const [filter, setFilter] = useState<OperationFilter>({});
  const any = { value: '' as const, label: t('filter.any') };
  return (
    <>
      <div class="toolbar">
        <div class="filters">
          <SelectField<OperationState | ''>
            label={t('column.state')}
            value={filter.state ?? ''}
            onChange={state => setFilter(before => ({ ...before, state }))}
            choices={[any, ...operationStates.map(value => ({ value, label: t(`state.${value}`) }))]}
          />
          <SelectField<OperationKind | ''>
            label={t('column.operation')}
            value={filter.kind ?? ''}
            onChange={kind => setFilter(before => ({ ...before, kind }))}
            choices={[any, ...operationKinds.map(value => ({ value, label: kindText(value) }))]}
          />
        </div>
      </div>
      <OperationList filter={filter} withTargets />
    </>
  );
}
