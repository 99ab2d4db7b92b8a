import { client } from '../client/current';
import { type TextKey, t } from '../i18n';
import type { Choice } from '../targets/choices';

/** The dialogs by the names of their views, in the order of the client's menu; their sizes are those in the manifest. */
const DIALOGS = {
  install: { title: 'install.title', size: { width: 880, height: 640 } },
  upgrade: { title: 'kind.UpgradeConnector', size: { width: 800, height: 620 } },
  uninstall: { title: 'kind.UninstallConnector', size: { width: 720, height: 520 } },
  'run-task': { title: 'kind.RunTask', size: { width: 800, height: 620 } },
  status: { title: 'kind.GetStatus', size: { width: 720, height: 560 } },
  'start-stop-agents': { title: 'agents.startStop', size: { width: 800, height: 620 } },
  'install-agents': { title: 'agents.installUninstall', size: { width: 800, height: 620 } },
  patches: { title: 'patches.title', size: { width: 800, height: 620 } },
  configuration: { title: 'kind.ChangeConfiguration', size: { width: 800, height: 620 } },
  logs: { title: 'kind.RetrieveLogs', size: { width: 800, height: 620 } },
  progress: { title: 'progress.title', size: { width: 800, height: 560 } },
} as const satisfies Readonly<Record<string, { title: TextKey; size: { width: number; height: number } }>>;

export type Dialog = keyof typeof DIALOGS;

/** Those that do something with virtual machines. */
export const actionDialogs: readonly Dialog[] = (Object.keys(DIALOGS) as Dialog[]).filter(dialog => dialog !== 'progress');

/** Opens a dialog of ours on what the view is about, or on `targets`; resolves when it is closed. */
export function openDialog(dialog: Dialog, data?: { targets?: readonly Choice[]; operations?: readonly string[] }): Promise<unknown> {
  const { title, size } = DIALOGS[dialog];
  return client().openDialog(dialog, {
    title: t(title),
    size,
    contextObjects: client().objects,
    ...(data ? { customData: data } : {}),
  });
}
