import type { ComponentType } from 'preact';

type View = () => Promise<{ default: ComponentType }>;

/** Every view by its name in the address, each loaded when it is asked for. The manifest names them. */
export const views: Readonly<Record<string, View>> = {
  install: () => import('./views/install/InstallView'),
  progress: () => import('./views/progress/ProgressView'),
  'run-task': () => import('./views/run-task/RunTaskView'),
  upgrade: () => import('./views/upgrade/UpgradeView'),
  uninstall: () => import('./views/uninstall/UninstallView'),
  'start-stop-agents': () => import('./views/agents/StartStopAgentsView'),
  'install-agents': () => import('./views/agents/InstallAgentsView'),
  patches: () => import('./views/patches/PatchesView'),
  configuration: () => import('./views/configuration/ConfigurationView'),
  logs: () => import('./views/logs/LogsView'),
  status: () => import('./views/status/StatusView'),
  'vm-summary': () => import('./views/vm-summary/VmSummaryView'),
  'vm-monitor': () => import('./views/vm-monitor/VmMonitorView'),
  global: () => import('./views/global/GlobalView'),
};
