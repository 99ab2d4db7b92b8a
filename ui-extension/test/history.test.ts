import { expect, test } from 'vitest';
import { partsOverTime } from '../src/views/global/history';

test('parts are those that are the most now, and what there was before', () => {
  expect(partsOverTime([{ '1.0': 5 }, { '1.0': 2, '1.1': 3 }, { '1.1': 5 }], 6)).toEqual([
    { name: '1.1', values: [0, 3, 5] },
    { name: '1.0', values: [5, 2, 0] },
  ]);
});

test('more parts than lines are drawn as one', () => {
  expect(partsOverTime([{ a: 4, b: 3, c: 2, d: 1 }], 3)).toEqual([
    { name: 'a', values: [4] },
    { name: 'b', values: [3] },
    { name: undefined, values: [3] },
  ]);
});
