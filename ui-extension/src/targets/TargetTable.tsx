import type { PreflightAnswer, PreflightItem, Verdict } from '../api/plugin-types';
import { Empty } from '../components/Empty';
import type { Status } from '../components/Icon';
import { Loaded } from '../components/Loaded';
import { Message } from '../components/Message';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { countVerdicts, inOrder } from './selection';
import type { Targets } from './useTargets';

/** The virtual machines with what the preflight found, to choose from. */
export function TargetTable({ targets }: { targets: Targets }) {
  return (
    <Loaded query={targets.query} loadingText={t('targets.checking')}>
      {answer => (
        <>
          <Remarks answer={answer} />
          {answer.items.length === 0 ? <Empty>{t('targets.none')}</Empty> : <Table targets={targets} items={inOrder(answer.items)} />}
        </>
      )}
    </Loaded>
  );
}

function Remarks({ answer }: { answer: PreflightAnswer }) {
  const { Blocked: blocked } = countVerdicts(answer.items);
  return (
    <>
      {answer.truncated && <Message status="warning">{t('targets.truncated', { count: answer.items.length })}</Message>}
      {blocked > 0 && <Message status="warning">{t('targets.leftOut', { count: blocked })}</Message>}
      {answer.unresolved.map((item, index) => (
        <Message key={index} status="danger">
          <strong>{item.message}</strong> {item.remedy}
        </Message>
      ))}
    </>
  );
}

function Table({ targets, items }: { targets: Targets; items: readonly PreflightItem[] }) {
  const all = items.every(targets.isChosen);
  const some = items.some(targets.isChosen);
  return (
    <div class="grid-frame">
      <table class="grid">
        <caption class="for-screen-readers">{t('targets')}</caption>
        <thead>
          <tr>
            <th scope="col" class="check">
              <input
                type="checkbox"
                aria-label={t('targets.all')}
                checked={all}
                indeterminate={some && !all}
                onChange={() => targets.choose(items, !all)}
              />
            </th>
            <th scope="col">{t('column.virtualMachine')}</th>
            <th scope="col">{t('column.verdict')}</th>
            <th scope="col">{t('column.findings')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <Row key={`${item.virtualMachine.vCenter}/${item.virtualMachine.moRef}`} item={item} targets={targets} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const VERDICTS: Readonly<Record<Verdict, Status>> = { Ready: 'success', Warning: 'warning', Blocked: 'danger' };

function Row({ item, targets }: { item: PreflightItem; targets: Targets }) {
  const { virtualMachine, verdict, findings } = item;
  const chosen = targets.isChosen(item);
  return (
    <tr>
      <td class="check">
        <input
          type="checkbox"
          aria-label={t('targets.choose', { name: virtualMachine.name })}
          checked={chosen}
          onChange={() => targets.choose([item], !chosen)}
        />
      </td>
      <td class="name">
        {virtualMachine.name}
        {virtualMachine.guestName && <div class="quiet">{virtualMachine.guestName}</div>}
      </td>
      <td>
        <StatusText status={VERDICTS[verdict]}>{t(`verdict.${verdict}`)}</StatusText>
      </td>
      <td class="wide">
        {findings
          .filter(finding => finding.severity !== 'Ok')
          .map(finding => (
            <div key={finding.code} class="finding">
              {finding.message} <span class="quiet">{finding.remedy}</span>
            </div>
          ))}
      </td>
    </tr>
  );
}
