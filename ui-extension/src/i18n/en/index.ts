import { actions } from './actions';
import { fleet } from './fleet';
import { operations } from './operations';
import { parts } from './parts';

/** English, the language that the others are translated from. `{name}` is replaced by a value. */
export const en = { ...parts, ...operations, ...actions, ...fleet };
