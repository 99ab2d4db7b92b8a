import type { parts as English } from '../en/parts';
import type { Translated } from '../index';

export const parts: Translated<typeof English> = {
  none: '–',
  loading: '読み込み中…',
  retry: '再試行',
  cancel: 'キャンセル',
  close: '閉じる',
  remove: '削除',

  'duration.seconds': '{seconds} 秒',
  'duration.minutes': '{minutes} 分 {seconds} 秒',
  'duration.hours': '{hours} 時間 {minutes} 分',

  'problem.unreachable.title': 'プラグインのサーバが応答しません。',
  'problem.unreachable.detail': 'サーバが稼動し、vCenter から到達できることを確認して、再試行してください。',
  'problem.unexpected.title': 'サーバが説明なしに {status} を返しました。',
  'problem.unexpected.detail': '再試行してください。解消しない場合は、プラグインのサーバのログを確認してください。',
  'problem.page.title': 'このビューでエラーが発生しました。',
  'problem.noClient.title': 'このページは vSphere Client の一部です。',
  'problem.noClient.detail': 'vSphere Client で開いてください。すでに開いている場合は、クライアントを再読み込みしてください。',
  'problem.view.title': 'ビュー「{name}」はありません。',
  'problem.view.detail': '古いバージョンのプラグインが表示されている可能性があります。ログアウトして再度ログインしてください。',
  'problem.object.title': 'この仮想マシンが見つかりません。',
  'problem.object.detail': '作成直後か、削除された可能性があります。数秒後に更新してください。',

  pager: 'ページ',
  'pager.range': '{first} – {last}',
  'pager.rangeOf': '{total} 件中 {first} – {last} 件',
  'pager.back': '前へ',
  'pager.next': '次へ',
  'pager.first': '最初のページです。',
  'pager.last': '最後のページです。',

  'filter.any': 'すべて',
  'filter.name': '名前に含まれる文字',

  'column.name': '名前',
  'column.vCenter': 'vCenter',
  'column.connector': 'コネクタ',
  'column.power': '電源',
  'column.host': 'ホスト',
  'column.operation': '操作',
  'column.created': '時刻',
  'column.by': '実行者',
  'column.virtualMachine': '仮想マシン',
  'column.verdict': '確認',
  'column.findings': '確認結果',
  'column.state': '状態',
  'column.step': '手順',
  'column.time': '所要時間',
  'column.actions': 'アクション',

  'number.fault': '{least} から {most} までの整数を指定します。',
  'number.range': '{least} から {most}',

  'unreachable.one': '{name} が応答しません。その仮想マシンは最後に確認した状態で表示されるか、表示されません。',
};
