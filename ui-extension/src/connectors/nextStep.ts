import type { VirtualMachine } from '../api/types';
import type { Dialog } from './dialogs';

/** What is most useful to do with a virtual machine as it is. */
export function nextStep({ connectorState, lastOperation }: VirtualMachine): { readonly dialog: Dialog; readonly operations?: readonly string[] } {
  if (lastOperation && (lastOperation.state === 'Running' || lastOperation.state === 'Queued')) {
    return { dialog: 'progress', operations: [lastOperation.id] };
  }
  if (!connectorState) {
    return { dialog: 'install' };
  }
  return { dialog: connectorState === 'Connected' ? 'run-task' : 'status' };
}
