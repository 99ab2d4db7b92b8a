import type { parts as English } from '../en/parts';
import type { Translated } from '../index';

export const parts: Translated<typeof English> = {
  none: '–',
  loading: 'Wird geladen…',
  retry: 'Erneut versuchen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  remove: 'Entfernen',

  'duration.seconds': '{seconds} s',
  'duration.minutes': '{minutes} min {seconds} s',
  'duration.hours': '{hours} h {minutes} min',

  'problem.unreachable.title': 'Der Server des Plug-ins antwortet nicht.',
  'problem.unreachable.detail': 'Prüfen Sie, ob er läuft und ob vCenter ihn erreicht, und versuchen Sie es erneut.',
  'problem.unexpected.title': 'Der Server hat mit {status} und ohne Erklärung geantwortet.',
  'problem.unexpected.detail': 'Versuchen Sie es erneut. Bleibt es dabei, sehen Sie in das Protokoll des Servers des Plug-ins.',
  'problem.page.title': 'Diese Ansicht ist fehlgeschlagen.',
  'problem.noClient.title': 'Diese Seite ist ein Teil des vSphere Client.',
  'problem.noClient.detail': 'Öffnen Sie sie dort: Sie braucht den Client um sich. Sind Sie dort, laden Sie den Client neu.',
  'problem.view.title': 'Es gibt keine Ansicht „{name}“.',
  'problem.view.detail': 'Vielleicht zeigt der Client eine ältere Version des Plug-ins: Melden Sie sich ab und wieder an.',
  'problem.object.title': 'Diese virtuelle Maschine wurde nicht gefunden.',
  'problem.object.detail': 'Sie ist vielleicht neu oder nicht mehr da. Aktualisieren Sie in einigen Sekunden.',

  pager: 'Seiten',
  'pager.range': '{first} – {last}',
  'pager.rangeOf': '{first} – {last} von {total}',
  'pager.back': 'Zurück',
  'pager.next': 'Weiter',
  'pager.first': 'Das ist die erste Seite.',
  'pager.last': 'Das ist die letzte Seite.',

  'filter.any': 'Alle',
  'filter.name': 'Name enthält',

  'column.name': 'Name',
  'column.vCenter': 'vCenter',
  'column.connector': 'Connector',
  'column.power': 'Betrieb',
  'column.host': 'Host',
  'column.operation': 'Vorgang',
  'column.created': 'Zeit',
  'column.by': 'Von',
  'column.virtualMachine': 'Virtuelle Maschine',
  'column.verdict': 'Prüfung',
  'column.findings': 'Befund',
  'column.state': 'Status',
  'column.step': 'Schritt',
  'column.time': 'Dauer',
  'column.actions': 'Aktionen',

  'number.fault': 'Eine ganze Zahl von {least} bis {most}.',
  'number.range': '{least} bis {most}',

  'unreachable.one': '{name} antwortet nicht: Die virtuellen Maschinen dort werden nach letztem Stand angezeigt oder gar nicht.',
};
