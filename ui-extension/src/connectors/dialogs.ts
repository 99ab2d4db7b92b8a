import type { TargetChoice } from '../api/types';
import { client } from '../client/current';
import { t } from '../i18n';

// The sizes are those of the menu's entries in the manifest.
const DIALOGS = {
  install: { title: 'install.title', size: { width: 880, height: 640 } },
  'run-task': { title: 'kind.RunTask', size: { width: 800, height: 620 } },
  status: { title: 'kind.GetStatus', size: { width: 720, height: 560 } },
  logs: { title: 'kind.RetrieveLogs', size: { width: 800, height: 620 } },
  progress: { title: 'progress.title', size: { width: 800, height: 560 } },
} as const;

export type Dialog = keyof typeof DIALOGS;

/** Opens a dialog of ours on what the view is about, or on `targets`; resolves when it is closed. */
export function openDialog(dialog: Dialog, data?: { targets?: readonly TargetChoice[]; operations?: readonly string[] }): Promise<unknown> {
  const { title, size } = DIALOGS[dialog];
  return client().openDialog(dialog, {
    title: t(title),
    size,
    contextObjects: client().objects,
    ...(data ? { customData: data } : {}),
  });
}
