import type { Operation } from '../api/types';
import { Facts } from '../components/Facts';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { formatBytes, formatNumber } from '../i18n/format';
import { StatusFound } from './StatusFound';
import { Uninstalled } from './Uninstalled';
import type {
  ConnectorStatus,
  InstallationResult,
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

function TaskEnded({ result }: { result: RunTaskResult }) {
  const cut = result.outputCut || result.errorCut;
  return (
    <Facts
      facts={[
        [t('result.exitCode'), <StatusText status={result.exitCode === 0 ? 'success' : 'warning'}>{result.exitCode}</StatusText>],
        [t('result.written'), formatBytes(result.outputBytes + result.errorBytes)],
        [t('result.note'), cut && t('result.outputCut')],
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
