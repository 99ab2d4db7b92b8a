import { useState } from 'preact/hooks';
import { listRules, pauseAllRules, pauseRule, removeRule } from '../../../api/rules';
import type { Rule, RuleList } from '../../../api/types';
import { Button } from '../../../components/Button';
import { Confirmation } from '../../../components/Confirmation';
import { DataTable } from '../../../components/DataTable';
import { Empty } from '../../../components/Empty';
import { Loaded } from '../../../components/Loaded';
import { Message } from '../../../components/Message';
import { ProblemMessage } from '../../../components/Problem';
import { useAction } from '../../../hooks/useAction';
import { useInterval } from '../../../hooks/useInterval';
import { useQuery } from '../../../hooks/useQuery';
import { t } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';
import { type RuleAction, ruleColumns } from './columns';
import { Explain } from './Explain';
import { FiringList } from './FiringList';
import { RuleDialog } from './RuleDialog';
import { StoredDryRun } from './StoredDryRun';

const REFRESH = 10_000;

type Open = { readonly action: Exclude<RuleAction, 'pause' | 'resume'> | 'add'; readonly rule?: Rule };

/** What is done by itself when something happens to virtual machines, what came of it, and why. */
export function RulesTab({ mayChange }: { mayChange: boolean }) {
  const rules = useQuery(listRules, []);
  useInterval(rules.reload, REFRESH);
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const pause = useAction(async (rule: Rule | undefined, paused: boolean) => {
    await (rule ? pauseRule(rule.id, paused) : pauseAllRules(paused));
    rules.reload();
  });
  const act = (action: RuleAction, rule: Rule): void =>
    action === 'pause' || action === 'resume' ? void pause.run(rule, action === 'pause') : setOpen({ action, rule });
  return (
    <>
      <div class="toolbar">
        <p class="quiet">{t('rules.about')}</p>
        {mayChange && (
          <div class="buttons">
            {rules.data && rules.data.items.length > 0 && (
              <Button small busy={pause.busy} onClick={() => void pause.run(undefined, !rules.data!.pause)}>
                {rules.data.pause ? t('rules.resumeAll') : t('rules.pauseAll')}
              </Button>
            )}
            <Button small onClick={() => setOpen({ action: 'add' })}>
              {t('rules.add')}
            </Button>
          </div>
        )}
      </div>
      {pause.problem && <ProblemMessage problem={pause.problem} />}
      {open && <Dialog open={open} onDone={rules.reload} onClose={close} />}
      <Loaded query={rules}>
        {known => (
          <>
            <Remarks rules={known} />
            {known.items.length === 0 ? (
              <Empty>{t('rules.none')}</Empty>
            ) : (
              <div class="grid-scroll">
                <DataTable caption={t('global.rules')} columns={ruleColumns(mayChange, act)} rows={known.items} keyOf={rule => rule.id} />
              </div>
            )}
            {known.items.length > 0 && <Explain />}
            {known.items.length > 0 && <FiringList />}
          </>
        )}
      </Loaded>
    </>
  );
}

function Dialog({ open: { action, rule }, onDone, onClose }: { open: Open; onDone: () => void; onClose: () => void }) {
  if (action === 'dryRun') {
    return <StoredDryRun rule={rule!} onClose={onClose} />;
  }
  if (action !== 'remove') {
    return <RuleDialog rule={rule} onDone={onDone} onClose={onClose} />;
  }
  return (
    <Confirmation
      question={t('packages.remove', { name: rule!.name })}
      warning={t('rules.removeWarning')}
      verb={t('remove')}
      act={() => removeRule(rule!.id, rule!.version)}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function Remarks({ rules: { pause, vCenters } }: { rules: RuleList }) {
  return (
    <>
      {pause && <Message status="warning">{t('rules.allPaused', { user: pause.pausedBy, time: formatInstant(pause.pausedAt) })}</Message>}
      {vCenters
        .filter(({ failure }) => failure)
        .map(({ vCenter, failure }) => (
          <Message key={vCenter} status="warning">
            <strong>{t('rules.notRead', { name: vCenter })}</strong>
            <p>{failure}</p>
          </Message>
        ))}
    </>
  );
}
