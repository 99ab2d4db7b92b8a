import { useState } from 'preact/hooks';
import { getMe } from '../../api/server';
import type { Me } from '../../api/types';
import { client } from '../../client/current';
import { Loaded } from '../../components/Loaded';
import { type Tab, Tabs } from '../../components/Tabs';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { AuditTab } from './AuditTab';
import { GuestLogonsTab } from './GuestLogonsTab';
import { MachinesTab } from './MachinesTab';
import { OperationsTab } from './OperationsTab';
import { OverviewTab } from './OverviewTab';
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

const ADMINISTER = 'VsphereConnector.Administer';

function tabsFor(me: Me): readonly Tab[] {
  const forAll: readonly Tab[] = [
    { id: 'overview', title: t('global.overview'), content: () => <OverviewTab /> },
    { id: 'machines', title: t('targets'), content: () => <MachinesTab /> },
    { id: 'operations', title: t('operations'), content: () => <OperationsTab /> },
    { id: 'logons', title: t('global.logons'), content: () => <GuestLogonsTab /> },
  ];
  const forAdministrators: readonly Tab[] = [
    { id: 'settings', title: t('global.settings'), content: () => <SettingsTab /> },
    { id: 'audit', title: t('global.audit'), content: () => <AuditTab /> },
  ];
  return me.privileges.includes(ADMINISTER) ? [...forAll, ...forAdministrators] : forAll;
}
