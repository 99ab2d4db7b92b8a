import type { Texts } from '../index';
import { actions } from './actions';
import { fleet } from './fleet';
import { operations } from './operations';
import { parts } from './parts';

export const de: Texts = { ...parts, ...operations, ...actions, ...fleet };
