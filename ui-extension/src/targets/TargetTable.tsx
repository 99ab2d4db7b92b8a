import type { Preflight, PreflightFinding, PreflightItem, Verdict } from '../api/types';
import { type Column, DataTable } from '../components/DataTable';
import { Empty } from '../components/Empty';
import type { Status } from '../components/Icon';
import { Loaded } from '../components/Loaded';
import { Message } from '../components/Message';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { commonFindings, ownFindings } from './findings';
import { countVerdicts, inOrder, keyOf } from './selection';
import type { Targets } from './useTargets';

/** The virtual machines with what the preflight found, to choose from. */
export function TargetTable({ targets }: { targets: Targets }) {
  const choosing = {
    isChosen: targets.isChosen,
    choose: targets.choose,
    labelOf: (item: PreflightItem) => t('targets.choose', { name: item.virtualMachine.name }),
    labelOfAll: t('targets.all'),
  };
  return (
    <Loaded query={targets.query} loadingText={t('targets.checking')}>
      {answer => {
        const common = commonFindings(answer.items);
        return (
          <>
            <Remarks answer={answer} common={common} />
            {answer.items.length === 0 ? (
              <Empty>{t('targets.none')}</Empty>
            ) : (
              <div class="grid-frame" tabIndex={0} role="group" aria-label={t('targets')}>
                <DataTable caption={t('targets')} columns={columns(common)} rows={inOrder(answer.items)} keyOf={keyOf} choosing={choosing} />
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Remarks({ answer, common }: { answer: Preflight; common: readonly PreflightFinding[] }) {
  const { Blocked: blocked } = countVerdicts(answer.items);
  return (
    <>
      {answer.truncated && <Message status="warning">{t('targets.truncated', { count: answer.items.length })}</Message>}
      {blocked > 0 && <Message status="warning">{t('targets.leftOut', { count: blocked })}</Message>}
      {common.length > 0 && (
        <Message status={common.some(finding => finding.severity === 'Blocked') ? 'danger' : 'warning'}>
          <strong>{t('targets.common')}</strong>
          <Findings findings={common} />
        </Message>
      )}
      {answer.unresolved.map((item, index) => (
        <Message key={index} status="danger">
          <strong>{item.message}</strong> {item.remedy}
        </Message>
      ))}
    </>
  );
}

const VERDICTS: Readonly<Record<Verdict, Status>> = { Ready: 'success', Warning: 'warning', Blocked: 'danger' };

function columns(common: readonly PreflightFinding[]): readonly Column<PreflightItem>[] {
  return [
    { id: 'name', title: t('column.virtualMachine'), kind: 'name', cell: item => <Name item={item} /> },
    {
      id: 'verdict',
      title: t('column.verdict'),
      kind: 'short',
      cell: ({ verdict }) => <StatusText status={VERDICTS[verdict]}>{t(`verdict.${verdict}`)}</StatusText>,
    },
    { id: 'findings', title: t('column.findings'), kind: 'wide', cell: item => <Findings findings={ownFindings(item, common)} /> },
  ];
}

function Name({ item: { virtualMachine } }: { item: PreflightItem }) {
  return (
    <>
      {virtualMachine.name}
      {virtualMachine.guestName && <div class="quiet">{virtualMachine.guestName}</div>}
    </>
  );
}

function Findings({ findings }: { findings: readonly PreflightFinding[] }) {
  return (
    <>
      {findings.map(({ code, message, remedy }) => (
        <div key={code}>
          {message} <span class="quiet">{remedy}</span>
        </div>
      ))}
    </>
  );
}
