import type { Operation } from '../api/types';
import { Facts } from '../components/Facts';
import { t } from '../i18n';
import { formatBytes, formatNumber } from '../i18n/format';
import { AgentDone } from './AgentDone';
import { Configured } from './Configured';
import { Patched } from './Patched';
import { StatusFound } from './StatusFound';
import { TaskEnded } from './TaskEnded';
import { Uninstalled } from './Uninstalled';
import type {
  AgentResult,
  ConfigurationResult,
  ConnectorStatus,
  InstallationResult,
  PatchResult,
  RetrievedLogs,
  RunTaskResult,
  UninstallationResult,
  UpgradeResult,
} from './results';

/** What an operation ended with, by its kind. */
export function Result({ operation }: { operation: Operation }) {
  if (!operation.result) {
    return null;
  }
  switch (operation.kind) {
    case 'InstallConnector':
      return <Installed result={operation.result as InstallationResult} />;
    case 'RunTask':
      return <TaskEnded result={operation.result as RunTaskResult} />;
    case 'GetStatus':
      return <StatusFound result={operation.result as ConnectorStatus} />;
    case 'UninstallConnector':
      return <Uninstalled result={operation.result as UninstallationResult} />;
    case 'RetrieveLogs':
      return <LogsRetrieved result={operation.result as RetrievedLogs} />;
    case 'UpgradeConnector':
      return <Upgraded result={operation.result as UpgradeResult} />;
    case 'ChangeConfiguration':
      return <Configured result={operation.result as ConfigurationResult} />;
    case 'InstallAgent':
    case 'StartAgent':
    case 'StopAgent':
    case 'UninstallAgent':
      return <AgentDone result={operation.result as AgentResult} />;
    case 'InstallPatch':
    case 'UninstallPatch':
      return <Patched result={operation.result as PatchResult} />;
    default:
      return null;
  }
}

function Installed({ result }: { result: InstallationResult }) {
  return (
    <Facts
      facts={[
        [t('result.version'), result.version],
        [t('result.account'), result.account],
        [t('result.folder'), result.folder],
        [t('result.startedBy'), result.startedBy],
        [t('result.note'), result.wasInstalled && t('result.wasInstalled')],
      ]}
    />
  );
}

function LogsRetrieved({ result }: { result: RetrievedLogs }) {
  return (
    <Facts
      facts={[
        [t('result.lines'), formatNumber(result.lines)],
        [t('result.written'), formatBytes(result.textBytes)],
        [t('result.note'), result.isCut && t('result.logsCut')],
      ]}
    />
  );
}

function Upgraded({ result }: { result: UpgradeResult }) {
  return (
    <Facts
      facts={[
        [t('result.versionBefore'), result.versionBefore],
        [t('result.version'), result.version],
        [t('result.note'), result.alreadySo && t('result.alreadySo')],
      ]}
    />
  );
}
