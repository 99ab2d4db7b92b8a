import { useState } from 'preact/hooks';
import { getMe } from '../../api/server';
import type { Me } from '../../api/types';
import { client } from '../../client/current';
import { Loaded } from '../../components/Loaded';
import { type Tab, Tabs } from '../../components/Tabs';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { mayAdminister } from '../../privileges';
import { AuditTab } from './AuditTab';
import { CredentialsTab } from './credentials/CredentialsTab';
import { EndpointsTab } from './endpoints/EndpointsTab';
import { GuestLogonsTab } from './GuestLogonsTab';
import { MachinesTab } from './MachinesTab';
import { OperationsTab } from './OperationsTab';
import { OverviewTab } from './OverviewTab';
import { PackagesTab } from './PackagesTab';
import { RolloutsTab } from './rollouts/RolloutsTab';
import { RulesTab } from './rules/RulesTab';
import { SettingsTab } from './SettingsTab';
import { VCenterChoice } from './VCenterChoice';

/** The plug-in's own place in the client: the whole fleet. */
export default function GlobalView() {
  const [vCenter, setVCenter] = useState(client().vCenter);
  const me = useQuery(getMe, [vCenter]);
  const choose = (guid: string): void => {
    client().vCenter = guid;
    setVCenter(guid);
  };
  return (
    <main class="page">
      <header class="global-head">
        <h1>{t('global.title')}</h1>
        {client().vCenters.length > 1 && <VCenterChoice value={vCenter} onChange={choose} />}
      </header>
      <Loaded query={me}>{known => <Tabs key={vCenter} label={t('global.title')} tabs={tabsFor(known)} />}</Loaded>
    </main>
  );
}

function tabsFor(me: Me): readonly Tab[] {
  const administers = mayAdminister(me);
  const forAll: readonly Tab[] = [
    { id: 'overview', title: t('global.overview'), content: () => <OverviewTab /> },
    { id: 'machines', title: t('targets'), content: () => <MachinesTab /> },
    { id: 'operations', title: t('operations'), content: () => <OperationsTab /> },
    { id: 'endpoints', title: t('global.endpoints'), content: () => <EndpointsTab mayChange={administers} /> },
    { id: 'rules', title: t('global.rules'), content: () => <RulesTab mayChange={administers} /> },
    { id: 'packages', title: t('global.packages'), content: () => <PackagesTab mayChange={administers} /> },
  ];
  const forOthers: readonly Tab[] = [{ id: 'logons', title: t('global.logons'), content: () => <GuestLogonsTab /> }];
  const forAdministrators: readonly Tab[] = [
    { id: 'rollouts', title: t('global.rollouts'), content: () => <RolloutsTab /> },
    { id: 'credentials', title: t('global.credentials'), content: () => <CredentialsTab /> },
    { id: 'settings', title: t('global.settings'), content: () => <SettingsTab /> },
    { id: 'audit', title: t('global.audit'), content: () => <AuditTab /> },
  ];
  return administers ? [...forAll, ...forAdministrators] : [...forAll, ...forOthers];
}
